import type { EntityManager } from 'typeorm';
import { creatorOf } from '../../../../core/access/creator';
import type { RequestContext } from '../../../../core/access/request-context';
import { anonymous, type Viewer } from '../../../../core/access/viewer';
import { pageOf, type Pages } from '../../../../core/languages/page-address';
import { localizedTypeOf } from '../../../../core/languages/translation.entity';
import { DAY_MS, dayOf, later, SECOND_MS } from '../../../../core/time';
import { always } from '../../../../database/sql/conditions';
import { join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { joinTranslationInto, shownText } from '../../../../database/sql/translation-join';
import { executeSql } from '../../../../database/sql/write-sql';
import { ConflictError, TooManyRequestsError } from '../../../../errors';
import { Activity } from '../../../catalogue/activity/activity.entity';
import type { Account } from '../../../identity/account/account.entity';
import { MailKind } from '../../../mail/mail-kind';
import type { MailQueue, SealedMail } from '../../../mail/mail-queue';
import { RestrictedDocument } from '../../document/restricted-document.entity';
import { isDocumentVisible } from '../../document/restricted-document.policy';
import type { DocumentAccessCode } from './document-access-code.entity';

/** Mails with codes that one account or API key sends in a day: no fewer than one call creates. */
const MAX_PER_SENDER = 500;

/** Mails with codes to one address in a day, from all senders together, so that nobody fills the mailbox of somebody else. */
const MAX_PER_ADDRESS = 20;

/** How long a mail is kept if its code lasts longer. Attempts to send it end earlier. */
const LIFETIME_MS = 7 * DAY_MS;

/** Where the public finds a document. */
export interface DocumentPage {
  /** The title of the document in the language of the page. */
  readonly document: string;
  readonly activity: string;
  /** null if the server knows no page of the activity. */
  readonly url: string | null;
}

/** A code that is sent to its recipient. */
export interface MailedCode extends Pick<DocumentAccessCode, 'recipient' | 'expiresAt' | 'maxUses'> {
  readonly email: string;
  readonly locale: string | null;
  /** As it is shown to people. */
  readonly password: string;
}

/** A code that has opened its document, whose creator wants to know. */
export interface OpenedCode extends Pick<DocumentAccessCode, 'id' | 'documentId' | 'recipient'> {
  readonly creator: Pick<Account, 'email' | 'name' | 'locale'>;
}

/** Sends access codes to their recipients, and tells their creators that they were used. */
export class AccessCodeMails {
  constructor(
    private readonly queue: MailQueue,
    private readonly pages: Pages,
  ) {}

  /**
   * Finds where the public finds a document. Null if the public does not see it.
   *
   * @param locale the wanted language; null if it is not known
   */
  async findPage(context: RequestContext, id: number, locale: string | null): Promise<DocumentPage | null> {
    return this.findTitles(context, id, locale, isDocumentVisible(anonymous, 'd', 'a'));
  }

  /**
   * Writes and encrypts the mail that tells the creator of a code that it was used. Only the first of a day is sent. Null if the
   * document was deleted meanwhile.
   */
  async sealNotice(
    context: RequestContext,
    { id, documentId, recipient, creator }: OpenedCode,
  ): Promise<SealedMail | null> {
    const { now } = context;
    // The code opens the document only if its creator may edit it, and so sees it.
    const titles = await this.findTitles(context, documentId, creator.locale, always);
    if (titles === null) return null;
    const { document, activity } = titles;
    return this.queue.seal(
      {
        kind: MailKind.DOCUMENT_OPENED,
        to: creator.email,
        locale: creator.locale,
        values: { name: creator.name, recipient, document, activity, time: new Date(now) },
        expiresAt: later(now, DAY_MS),
        onceKey: `document opened ${id} ${dayOf(now)}`,
      },
      now,
    );
  }

  /** @param condition on the document `d` and its activity `a` */
  private async findTitles(
    { read, languages }: RequestContext,
    id: number,
    locale: string | null,
    condition: Sql,
  ): Promise<DocumentPage | null> {
    const [wanted = languages.defaultLocale] = languages.match(locale === null ? [] : [locale]);
    const [found] = await read.query<{ document: string; activity: string; slug: string }>(sql`
      SELECT ${raw(shownText('d', 'title'))} AS document, ${raw(shownText('a', 'title'))} AS activity, a.slug
      FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      ${joinTranslationInto('d', localizedTypeOf(RestrictedDocument)!, sql`${wanted}`)}
      ${joinTranslationInto('a', localizedTypeOf(Activity)!, sql`${wanted}`)}
      WHERE d.id = ${id} AND ${condition}`);
    if (found === undefined) return null;
    const { slug, ...titles } = found;
    return { ...titles, url: pageOf(this.pages, { type: 'activities', slug, locale: wanted }) };
  }

  /** Writes and encrypts the mail with a code. */
  async seal(code: MailedCode, page: DocumentPage, sender: string, now: string): Promise<SealedMail> {
    const { recipient, email, locale, password, expiresAt, maxUses } = code;
    const latest = later(now, LIFETIME_MS);
    return this.queue.seal(
      {
        kind: MailKind.ACCESS_CODE,
        to: email,
        locale,
        values: {
          recipient,
          sender,
          document: page.document,
          activity: page.activity,
          link: page.url!,
          code: password,
          expiry: expiresAt === null ? null : new Date(expiresAt),
          maxUses: maxUses === null ? null : String(maxUses),
        },
        expiresAt: expiresAt !== null && expiresAt < latest ? expiresAt : latest,
      },
      now,
    );
  }

  /** Adds mails in the transaction of what they are about. They are sent after the commit. */
  async add(manager: EntityManager, mails: readonly SealedMail[]): Promise<void> {
    for (const mail of mails) await this.queue.add(manager, mail);
  }
}

/** @throws ConflictError if the public no longer sees the document, whose titles the mails contain */
export async function assertPublic(manager: EntityManager, documentId: number): Promise<void> {
  const found = await executeSql(
    manager,
    sql`SELECT d.id FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      WHERE d.id = ${documentId} AND ${isDocumentVisible(anonymous, 'd', 'a')}`,
  );
  if (found.length === 0) throw new ConflictError('The public does not see the document any more, so no code is sent');
}

/**
 * Counts the mails of the last day, so that codes do not become a way to send mail in bulk.
 *
 * @param emails the addresses of the mails to be sent, each once
 * @throws TooManyRequestsError if the sender, or everybody together, has sent too many
 */
export async function assertWithinMailLimits(
  manager: EntityManager,
  viewer: Viewer,
  emails: readonly string[],
  now: string,
): Promise<void> {
  const { createdById, createdByKeyId } = creatorOf(viewer);
  const isOwn =
    createdByKeyId === null ? sql`c.created_by_id = ${createdById}` : sql`c.created_by_key_id = ${createdByKeyId}`;
  const sent = await executeSql<SentCode>(
    manager,
    sql`SELECT c.email, c.created_at, CASE WHEN ${isOwn} THEN 1 ELSE 0 END AS is_own FROM document_access_code c
      WHERE c.email IS NOT NULL AND c.created_at > ${later(now, -DAY_MS)} AND (${isOwn} OR c.email IN (${join(emails)}))
      ORDER BY c.created_at`,
  );
  const own = sent.filter(({ isOwn }) => isOwn === 1);
  const waits = emails.map((email) =>
    waitMs(
      sent.filter((code) => code.email === email),
      1,
      MAX_PER_ADDRESS,
      now,
    ),
  );
  const longest = Math.max(waitMs(own, emails.length, MAX_PER_SENDER, now), ...waits);
  if (longest === 0) return;
  const seconds = Math.ceil(longest / SECOND_MS);
  throw new TooManyRequestsError(`Too many codes were sent by mail: try again in ${seconds} seconds`, seconds);
}

interface SentCode {
  readonly email: string;
  readonly createdAt: string;
  /** 1 if the sender of the new mails has sent this one. */
  readonly isOwn: number;
}

/** The milliseconds until `added` more mails are within the maximum of a day, which is not less than `added`. */
function waitMs(sent: readonly SentCode[], added: number, maximum: number, now: string): number {
  const excess = sent.length + added - maximum;
  return excess <= 0 ? 0 : Date.parse(later(sent[excess - 1]!.createdAt, DAY_MS)) - Date.parse(now);
}
