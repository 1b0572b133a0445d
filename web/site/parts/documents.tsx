import type { ReactElement } from 'react';
import type { SiteDocumentFragment } from '../../../clients/typescript/src/site.js';
import { withElements } from '../../shared/with-elements';
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
  /** The slug of the activity. */
  readonly slug: string;
  readonly documents: readonly SiteDocumentFragment[];
  /** Null if the last password opened something, or none was given. */
  readonly refusal: Refusal | null;
}

/** The parameters of an activity's address that ask for the file of a document: its id, and the key of the link. */
const DOWNLOAD = 'download';
const KEY = 'key';

/** The parameter that names a document which was to be downloaded and is locked. */
const LOCKED = 'locked';

/** A link for downloading, as the address of a visit contains it. */
interface Download {
  readonly documentId: string;
  /** True if a page of this site has made the link for this visitor. A link on another site must not make entries in the access log. */
  readonly isOwn: boolean;
}

/** What the address of a visit asks for; null if it asks for the page. */
export function downloadOf({ url, grants, isFromOtherOrigin }: Visit): Download | null {
  const documentId = url.searchParams.get(DOWNLOAD);
  if (documentId === null) return null;
  return { documentId, isOwn: !isFromOtherOrigin && grants.isLinkKey(url.searchParams.get(KEY)) };
}

/** Where a visitor is led who may not download a document, perhaps because the time is over for which it was unlocked. */
export function lockedAddress(documentId: string): string {
  return `?${new URLSearchParams({ [LOCKED]: documentId })}#documents`;
}

/** The restricted documents of an activity with their states, and the form for the password of those that are locked. */
export function Documents({ visit, slug, documents, refusal }: DocumentsProps): ReactElement | null {
  if (documents.length === 0) return null;
  const locked = documents.filter(({ content }) => content === null);
  const wanted = locked.find(({ id }) => id === visit.url.searchParams.get(LOCKED));
  // A preview opens documents only if the page of the activity does, too.
  const address = visit.href(`/activities/${slug}`);
  return (
    <section id="documents" {...visit.interfaceLanguage}>
      <h2>{visit.translate('documents.title')}</h2>
      <ul className="documents">
        {documents.map((document) => (
          <li key={document.id} {...visit.inLanguage(document.locale)}>
            {document.title}
            <span {...visit.interfaceLanguage}>
              <DocumentState visit={visit} address={address} document={document} />
            </span>
          </li>
        ))}
      </ul>
      {documents.some(({ access, content }) => content !== null && access.expiresAt !== null) && (
        <LockForm visit={visit} address={address} />
      )}
      {locked.length > 0 && !visit.isPreview && (
        <UnlockForm visit={visit} locked={locked} refusal={refusal} wanted={wanted} />
      )}
    </section>
  );
}

interface OfActivityProps {
  readonly visit: Visit;
  /** The address of the activity's page. */
  readonly address: string;
}

function DocumentState({
  visit,
  address,
  document: { id, access, content },
}: OfActivityProps & { readonly document: SiteDocumentFragment }): ReactElement {
  const { translate: t } = visit;
  if (content === null) return <small>{t('documents.locked')}</small>;
  const { fileName, byteSize } = content;
  const parameters = new URLSearchParams({ [DOWNLOAD]: id, [KEY]: visit.grants.linkKey });
  return (
    <>
      <a href={`${address}?${parameters}`}>{t('documents.download', { fileName, size: visit.sizeOf(byteSize) })}</a>
      <small>
        {access.expiresAt === null
          ? t('documents.unlocked')
          : t('documents.unlockedUntil', { time: visit.messageDates.time(access.expiresAt) })}
      </small>
    </>
  );
}

/** Ends what this browser has unlocked, on all pages. */
function LockForm({ visit, address }: OfActivityProps): ReactElement {
  return (
    <form className="unlock" method="post" action={`${address}#documents`}>
      <p>{visit.translate('documents.shared')}</p>
      <button name="lock">{visit.translate('documents.lock')}</button>
    </form>
  );
}

interface UnlockFormProps extends Pick<DocumentsProps, 'visit' | 'refusal'> {
  readonly locked: readonly SiteDocumentFragment[];
  /** The locked document that the visitor wanted to download; undefined if there is none. */
  readonly wanted: SiteDocumentFragment | undefined;
}

function UnlockForm({ visit, locked, refusal, wanted }: UnlockFormProps): ReactElement {
  const { translate: t } = visit;
  const reason =
    refusal !== null
      ? t(refusal.reason)
      : wanted !== undefined
        ? withElements(t, 'documents.isLocked', {
            // The title may be in another language than the message.
            title: <span {...visit.inLanguage(wanted.locale)}>{wanted.title}</span>,
          })
        : null;
  return (
    <form className="unlock" method="post" action="#documents">
      <p>{t('documents.intro')}</p>
      {reason !== null && (
        <p className="problem" role="alert" id="reason">
          {reason}
        </p>
      )}
      <label>
        {t('documents.password')}
        <input
          type="password"
          name="password"
          autoComplete="off"
          aria-describedby={reason === null ? undefined : 'reason'}
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
