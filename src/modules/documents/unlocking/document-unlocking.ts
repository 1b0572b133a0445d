import { sql } from '../../../database/sql';
import { executeSql } from '../../../database/write-sql';
import { findKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { isDocumentVisible } from '../document/restricted-document.policy';
import { matchesSecret, parseAccessCodePassword } from './access-code.password';
import { isCodeActive } from './document-access-code.policy';
import type { DocumentsUnlocked, UnlockDocumentInput, UnlockRefused } from './unlock.input';
import { onlyUnlocked } from './unlocked-documents.resolver';
import { NO_SUCH_KEY, type PasswordResult, type Unlocking } from './unlocking';

/** Unlocks a document by an access code. */
export class DocumentUnlocking {
  constructor(private readonly unlocking: Unlocking) {}

  async unlock(
    context: RequestContext,
    { documentId, password }: UnlockDocumentInput,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    const key = findKey(documentId, RestrictedDocument.name) ?? NO_SUCH_KEY;
    const result = await this.unlocking.attempt(context, `document:${documentId}`, {
      checkPassword: () => checkAccessCode(context, key, password),
    });
    if ('reason' in result) return result;
    const document = await context.loaders.load(restrictedDocumentById, key);
    return { ...result, documents: document === null ? [] : onlyUnlocked(context.viewer, [document]) };
  }
}

interface FoundCode {
  /** null if the document has no code with the look-up part of the password. */
  readonly id: number | null;
  readonly recipient: string;
  readonly secretHash: string | null;
  readonly expiresAt: string | null;
}

/** Always runs one statement and one hash, so that the time does not reveal whether the document or the code exists. */
async function checkAccessCode(
  { read, viewer, now }: RequestContext,
  documentId: number,
  typed: string,
): Promise<PasswordResult> {
  const { lookup, secret } = parseAccessCodePassword(typed);
  const [found] = await read.query<FoundCode>(sql`
    SELECT c.id, c.recipient, c.secret_hash, c.expires_at
    FROM restricted_document d
    JOIN activity a ON a.id = d.activity_id
    LEFT JOIN document_access_code c ON c.document_id = d.id AND c.lookup = ${lookup}
    WHERE d.id = ${documentId} AND ${isDocumentVisible(viewer, 'd', 'a')}`);
  const isRight = matchesSecret(secret, found?.secretHash ?? null);
  const documentIds = found === undefined ? [] : [documentId];
  if (!isRight || found === undefined || found.id === null) return { documentIds, match: null };
  const { id, recipient, expiresAt } = found;
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
    },
  };
}
