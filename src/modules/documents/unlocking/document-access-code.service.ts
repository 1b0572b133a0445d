import { IsNull, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { ConflictError, NotFoundError } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { lockForUpdate } from '../../publishing/publishing.service';
import { checkText, MAX_LENGTH } from '../../../core/mutations/checks';
import { Problems } from '../../../core/mutations/problems';
import { publishableRestrictedDocument } from '../restricted-document.authored';
import { RestrictedDocument } from '../restricted-document.entity';
import { createAccessCodePassword, hashSecret, formatAccessCodePassword } from './access-code.password';
import { DocumentAccessCode } from './document-access-code.entity';
import type {
  CreateDocumentAccessCodeInput,
  CreateDocumentAccessCodePayload,
  RevokeDocumentAccessCodeInput,
} from './document-access-code.input';
import { documentAccessCodeById } from './document-access-code.loaders';

/** Codes of one document, those that open nothing any more among them: they are listed with it, and never deleted. */
const MAX_CODES = 500;

/** Passwords that editors have made for one recipient and one document each. */
export class DocumentAccessCodes {
  constructor(private readonly database: Database) {}

  /**
   * @throws NotFoundError when the viewer sees no such document, ForbiddenError when it may not edit it
   * @throws InvalidInputError naming all that is out of bounds
   * @throws ConflictError when the document has 500 codes already
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
      // Until the unit of work ends, no other adds a code.
      await takeAdvisoryLock(manager, 'accessCodes');
      await lockForUpdate({ manager, viewer, now }, publishableRestrictedDocument, documentId);
      await assertBelowLimit(manager, documentId);
      return manager.insert(DocumentAccessCode, {
        ...terms,
        documentId,
        lookup: password.lookup,
        secretHash: hashSecret(password.secret),
        createdAt: now,
        createdById: viewer.accountId,
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
   * Ends what the code has opened, too. Once revoked, a code stays as it is.
   *
   * @throws NotFoundError when there is no such code that the viewer may know of
   */
  async revoke(context: RequestContext, input: RevokeDocumentAccessCodeInput): Promise<DocumentAccessCode> {
    const { now, viewer } = context;
    const { id, documentId } = await this.get(context, getKey(input.id, DocumentAccessCode.name, 'input.id'));
    await this.database.write(async (manager) => {
      await lockForUpdate({ manager, viewer, now }, publishableRestrictedDocument, documentId);
      await manager.update(DocumentAccessCode, { id, revokedAt: IsNull() }, { revokedAt: now });
    });
    return this.get(context, id);
  }

  private async get({ loaders }: RequestContext, id: number): Promise<DocumentAccessCode> {
    loaders.clear();
    const code = await loaders.load(documentAccessCodeById, id);
    if (code === null) throw new NotFoundError('There is no such access code');
    return code;
  }
}

async function assertBelowLimit(manager: EntityManager, documentId: number): Promise<void> {
  if ((await manager.countBy(DocumentAccessCode, { documentId })) < MAX_CODES) return;
  throw new ConflictError(`A document has at most ${MAX_CODES} access codes, those that have ended included`);
}

function checkTerms(
  { recipient, expiresAt = null, maxUses = null }: CreateDocumentAccessCodeInput,
  now: string,
): Pick<DocumentAccessCode, 'recipient' | 'expiresAt' | 'maxUses'> {
  const problems = new Problems();
  const name = recipient.trim();
  checkText(problems, 'input.recipient', name, { max: MAX_LENGTH.name, required: true });
  if (expiresAt !== null && expiresAt <= now) problems.add('input.expiresAt', 'INVALID', 'This instant has passed');
  if (maxUses !== null && maxUses < 1) problems.add('input.maxUses', 'INVALID', 'A code may be used once at least');
  problems.assertNone();
  return { recipient: name, expiresAt, maxUses };
}
