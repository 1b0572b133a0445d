import type { ReactElement } from 'react';
import type { SiteDocumentFragment } from '../../../clients/typescript/src/index.js';
import type { MessageKey } from '../messages';
import type { Visit } from '../visit';

/** Why a password opened nothing. */
export interface Refusal {
  readonly reason: MessageKey;
  /** Id of the document that was to be opened; empty for all of the page. */
  readonly documentId: string;
}

interface DocumentsProps {
  readonly visit: Visit;
  readonly documents: readonly SiteDocumentFragment[];
  /** Null if the last password opened something, or none was given. */
  readonly refusal: Refusal | null;
}

/** The parameter of a page's address that asks for the file of a document by its id. */
const DOWNLOAD = 'download';

/** The id of the document whose file the address of a visit asks for; null if it asks for the page. */
export function downloadOf({ url }: Visit): string | null {
  return url.searchParams.get(DOWNLOAD);
}

/** The restricted documents of an activity with their states, and the form for the password of those that are locked. */
export function Documents({ visit, documents, refusal }: DocumentsProps): ReactElement | null {
  if (documents.length === 0) return null;
  const locked = documents.filter(({ content }) => content === null);
  return (
    <section id="documents" {...visit.interfaceLanguage}>
      <h2>{visit.translate('documents.title')}</h2>
      <ul className="documents">
        {documents.map((document) => (
          <li key={document.id} {...visit.inLanguage(document.locale)}>
            {document.title}
            <span {...visit.interfaceLanguage}>
              <DocumentState visit={visit} document={document} />
            </span>
          </li>
        ))}
      </ul>
      {documents.some(({ access, content }) => content !== null && access.expiresAt !== null) && (
        <LockForm visit={visit} />
      )}
      {locked.length > 0 && !visit.isPreview && <UnlockForm visit={visit} locked={locked} refusal={refusal} />}
    </section>
  );
}

function DocumentState({ visit, document }: { visit: Visit; document: SiteDocumentFragment }): ReactElement {
  const { access, content } = document;
  const { translate: t } = visit;
  if (content === null) return <small>{t('documents.locked')}</small>;
  const { fileName, byteSize, downloadUrl } = content;
  // A preview has no such address. Its page contains the link of the API, which is valid for five minutes.
  const address = visit.isPreview ? downloadUrl : `?${new URLSearchParams({ [DOWNLOAD]: document.id }).toString()}`;
  return (
    <>
      <a href={address}>{t('documents.download', { fileName, size: visit.sizeOf(byteSize) })}</a>
      <small>
        {access.expiresAt === null
          ? t('documents.unlocked')
          : t('documents.unlockedUntil', { time: visit.messageDates.time(access.expiresAt) })}
      </small>
    </>
  );
}

/** Ends what this browser has unlocked, on all pages. */
function LockForm({ visit }: { readonly visit: Visit }): ReactElement {
  return (
    <form className="unlock" method="post" action="#documents">
      <p>{visit.translate('documents.shared')}</p>
      <button name="lock">{visit.translate('documents.lock')}</button>
    </form>
  );
}

interface UnlockFormProps extends Pick<DocumentsProps, 'visit' | 'refusal'> {
  readonly locked: readonly SiteDocumentFragment[];
}

function UnlockForm({ visit, locked, refusal }: UnlockFormProps): ReactElement {
  const { translate: t } = visit;
  return (
    <form className="unlock" method="post" action="#documents">
      <p>{t('documents.intro')}</p>
      {refusal !== null && (
        <p className="problem" role="alert" id="refusal">
          {t(refusal.reason)}
        </p>
      )}
      <label>
        {t('documents.password')}
        <input
          type="password"
          name="password"
          autoComplete="off"
          aria-describedby={refusal === null ? undefined : 'refusal'}
          aria-invalid={refusal === null ? undefined : true}
          required
        />
      </label>
      <label>
        {t('documents.which')}
        <select name="document" defaultValue={refusal?.documentId}>
          <option value="">{t('documents.all')}</option>
          {locked.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button>{t('documents.unlock')}</button>
    </form>
  );
}
