import { IsNull, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { ConflictError, NotFoundError } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import { creatorOf } from '../../../core/access/creator';
import type { RequestContext } from '../../../core/access/request-context';
import { lockForUpdate } from '../../publishing/publishable-changes';
import { checkText, MAX_LENGTH } from '../../../core/mutations/checks';
import { Problems } from '../../../core/mutations/problems';
import { publishableRestrictedDocument } from '../document/restricted-document.fields';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { createAccessCodePassword, hashSecret, formatAccessCodePassword } from './access-code.password';
import { DocumentAccessCode } from './document-access-code.entity';
import type {
  CreateDocumentAccessCodeInput,
  CreateDocumentAccessCodePayload,
  RevokeDocumentAccessCodeInput,
} from './document-access-code.input';
import { documentAccessCodeById } from './document-access-code.loaders';

/**
 * The maximum number of codes of one document. Codes that have ended count, because they are listed and never deleted.
 */
const MAX_CODES = 500;

/** Creates and revokes access codes. */
export class DocumentAccessCodes {
  constructor(private readonly database: Database) {}

  /**
   * @throws NotFoundError if the document does not exist or is not visible, ForbiddenError if it is not editable
   * @throws InvalidInputError with all problems of the input
   * @throws ConflictError if the document already has 500 codes
   */
  async create(
    context: RequestContext,
    input: CreateDocumentAccessCodeInput,
  ): Promise<CreateDocumentAccessCodePayload> {
    const { now, viewer } = context;
    const documentId = getKey(input.documentId, RestrictedDocument.name, 'input.documentId');
    const terms = checkTerms(input, now);
    const password = createAccessCodePassword();
    const { identifiers } = await this.database.write(async (manager) => {
      // Without this lock, two units of work could both add the 500th code.
      await takeAdvisoryLock(manager, 'accessCodes');
      await lockForUpdate({ manager, viewer }, publishableRestrictedDocument, documentId);
      await assertBelowLimit(manager, documentId);
      return manager.insert(DocumentAccessCode, {
        ...terms,
        documentId,
        lookup: password.lookup,
        secretHash: hashSecret(password.secret),
        createdAt: now,
        ...creatorOf(viewer),
        uses: 0,
        revokedAt: null,
      });
    });
    return {
      password: formatAccessCodePassword(password),
      accessCode: await this.get(context, identifiers[0]!['id'] as number),
    };
  }

  /**
   * Revokes a code and its grants. A code that was revoked before does not change.
   *
   * @throws NotFoundError if the code does not exist or is not visible
   */
  async revoke(context: RequestContext, input: RevokeDocumentAccessCodeInput): Promise<DocumentAccessCode> {
    const { now, viewer } = context;
    const { id, documentId } = await this.get(context, getKey(input.id, DocumentAccessCode.name, 'input.id'));
    await this.database.write(async (manager) => {
      await lockForUpdate({ manager, viewer }, publishableRestrictedDocument, documentId);
      await manager.update(DocumentAccessCode, { id, revokedAt: IsNull() }, { revokedAt: now });
    });
    return this.get(context, id);
  }

  private async get({ loaders }: RequestContext, id: number): Promise<DocumentAccessCode> {
    loaders.clear();
    const code = await loaders.load(documentAccessCodeById, id);
    if (code === null) throw new NotFoundError('The access code does not exist, or you may not see it');
    return code;
  }
}

async function assertBelowLimit(manager: EntityManager, documentId: number): Promise<void> {
  if ((await manager.countBy(DocumentAccessCode, { documentId })) < MAX_CODES) return;
  throw new ConflictError(`A document can have at most ${MAX_CODES} access codes, including those that have ended`);
}

function checkTerms(
  { recipient, expiresAt = null, maxUses = null }: CreateDocumentAccessCodeInput,
  now: string,
): Pick<DocumentAccessCode, 'recipient' | 'expiresAt' | 'maxUses'> {
  const problems = new Problems();
  const name = recipient.trim();
  checkText(problems, 'input.recipient', name, { max: MAX_LENGTH.name, required: true });
  if (expiresAt !== null && expiresAt <= now) problems.add('input.expiresAt', 'INVALID', 'must be in the future');
  if (maxUses !== null && maxUses < 1) problems.add('input.maxUses', 'INVALID', 'must be at least 1');
  problems.assertNone();
  return { recipient: name, expiresAt, maxUses };
}
