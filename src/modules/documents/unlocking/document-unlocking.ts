import type { RequestContext } from '../../../core/access/request-context';
import { findKey } from '../../../core/types/global-id';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { isDocumentVisible } from '../document/restricted-document.policy';
import type { AccessCodeMails } from './access-code/access-code.mails';
import { matchesSecret, parseAccessCodePassword } from './access-code/access-code.password';
import { isCodeActive } from './access-code/document-access-code.policy';
import type { DocumentsUnlocked, UnlockDocumentInput, UnlockRefused } from './unlock.input';
import { onlyUnlocked } from './unlocked-documents.resolver';
import { NO_SUCH_KEY, type PasswordResult, type Unlocking } from './unlocking';

/** Unlocks a document by an access code. */
export class DocumentUnlocking {
  constructor(
    private readonly unlocking: Unlocking,
    private readonly mails: AccessCodeMails,
  ) {}

  async unlock(
    context: RequestContext,
    { documentId, password }: UnlockDocumentInput,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    const key = findKey(documentId, RestrictedDocument.name) ?? NO_SUCH_KEY;
    const result = await this.unlocking.attempt(context, `document:${documentId}`, {
      checkPassword: () => this.checkAccessCode(context, key, password),
    });
    if ('reason' in result) return result;
    const document = await context.loaders.load(restrictedDocumentById, key);
    return { ...result, documents: document === null ? [] : onlyUnlocked(context.viewer, [document]) };
  }

  /** Always runs one statement and one hash, so that the time does not reveal whether the document or the code exists. */
  private async checkAccessCode(context: RequestContext, documentId: number, typed: string): Promise<PasswordResult> {
    const { read, viewer, now } = context;
    const { lookup, secret } = parseAccessCodePassword(typed);
    const [found] = await read.query<FoundCode>(sql`
      SELECT c.id, c.recipient, c.secret_hash, c.expires_at, c.notifies_on_open, creator.email, creator.name, creator.locale
      FROM restricted_document d
      JOIN activity a ON a.id = d.activity_id
      LEFT JOIN document_access_code c ON c.document_id = d.id AND c.lookup = ${lookup}
      LEFT JOIN account creator ON creator.id = c.created_by_id
      WHERE d.id = ${documentId} AND ${isDocumentVisible(viewer, 'd', 'a')}`);
    const isRight = matchesSecret(secret, found?.secretHash ?? null);
    const documentIds = found === undefined ? [] : [documentId];
    if (!isRight || found === undefined || found.id === null) return { documentIds, match: null };
    const { id, recipient, expiresAt, notifiesOnOpen, email, name, locale } = found;
    const isTold = notifiesOnOpen === 1 && email !== null;
    const notice = isTold
      ? await this.mails.sealNotice(context, { id, documentId, recipient, creator: { email, name, locale } })
      : null;
    return {
      documentIds,
      match: {
        source: { accessCodeId: id, documentId, recipient },
        recipient,
        endsAt: expiresAt,
        use: async (manager) => {
          const used = await executeSql(
            manager,
            sql`UPDATE document_access_code SET uses = uses + 1
              WHERE id = ${id} AND EXISTS (
                SELECT 1 FROM restricted_document d JOIN activity a ON a.id = d.activity_id
                WHERE d.id = document_access_code.document_id AND ${isCodeActive('document_access_code', 'a', now)})
              RETURNING id`,
          );
          return used.length === 1;
        },
        ...(notice && { tell: (manager) => this.mails.add(manager, [notice]) }),
      },
    };
  }
}

interface FoundCode {
  /** null if the document has no code with the look-up part of the password. */
  readonly id: number | null;
  readonly recipient: string;
  readonly secretHash: string | null;
  readonly expiresAt: string | null;
  /** 1: the creator of the code wants to know that it was used. */
  readonly notifiesOnOpen: number;
  /** null: no account has created the code, or it was deleted. */
  readonly email: string | null;
  readonly name: string;
  readonly locale: string | null;
}
