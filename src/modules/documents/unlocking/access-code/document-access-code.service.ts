import { type EntityManager, IsNull } from 'typeorm';
import { creatorOf } from '../../../../core/access/creator';
import type { RequestContext } from '../../../../core/access/request-context';
import { getChangedItem } from '../../../../core/mutations/mutation-payloads';
import type { MutationRunner, UnitOfWork } from '../../../../core/mutations/mutation-runner';
import { Problems } from '../../../../core/mutations/problems';
import { getKey } from '../../../../core/types/global-id';
import { takeAdvisoryLock } from '../../../../database/sql/advisory-lock';
import { ConflictError, NotFoundError } from '../../../../errors';
import { foldEmail } from '../../../identity/account/account.entity';
import { senderName } from '../../../identity/account/sender-name';
import type { SealedMail } from '../../../mail/mail-queue';
import { lockForUpdate } from '../../../publishing/publishable-changes';
import { RestrictedDocument } from '../../document/restricted-document.entity';
import { publishableRestrictedDocument } from '../../document/restricted-document.fields';
import { restrictedDocumentById } from '../../document/restricted-document.loaders';
import {
  type AccessCodeMails,
  assertPublic,
  assertWithinMailLimits,
  type DocumentPage,
  type MailedCode,
} from './access-code.mails';
import { createAccessCodePassword, formatAccessCodePassword, hashSecret } from './access-code.password';
import {
  checkPages,
  checkRecipients,
  checkTerms,
  type Recipient,
  type Terms,
  toRecipient,
} from './document-access-code.checks';
import { DocumentAccessCode } from './document-access-code.entity';
import type {
  CreateDocumentAccessCodeInput,
  CreateDocumentAccessCodePayload,
  CreateDocumentAccessCodesInput,
  CreateDocumentAccessCodesPayload,
  RevokeDocumentAccessCodeInput,
} from './document-access-code.input';
import { documentAccessCodeById } from './document-access-code.loaders';

/**
 * The maximum number of codes of one document. Codes that have ended count, because they are listed and never deleted.
 */
export const MAX_CODES = 500;

/** A code that is to be created. */
interface NewCode {
  readonly row: Omit<DocumentAccessCode, 'id' | 'globalId' | 'documentId' | 'document' | 'isActive' | 'notifyOnOpen'>;
  readonly password: string;
  readonly pageUrl: string | null;
}

/** Codes of one document that are to be created together, and the mails with them. */
interface NewCodes {
  readonly documentId: number;
  readonly codes: readonly NewCode[];
  readonly mails: readonly SealedMail[];
}

/** Creates and revokes access codes. */
export class DocumentAccessCodes {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly mails: AccessCodeMails,
  ) {}

  /**
   * @throws NotFoundError if the document does not exist or is not visible, ForbiddenError if it is not editable
   * @throws InvalidInputError with all problems of the input
   * @throws ConflictError if the document already has 500 codes
   * @throws TooManyRequestsError after too many mails
   */
  async create(
    context: RequestContext,
    input: CreateDocumentAccessCodeInput,
  ): Promise<CreateDocumentAccessCodePayload> {
    const { now, viewer } = context;
    const prepared = await this.prepare(context, input, [toRecipient(input, 'input')]);
    const ids = await this.mutations.commit({ viewer, now }, (unit) => this.insert(unit, prepared));
    const [created] = await getCreated(context, prepared, ids);
    return created!;
  }

  /**
   * Creates a code for each recipient, or none.
   *
   * @throws the errors of `create`
   */
  async createMany(
    context: RequestContext,
    input: CreateDocumentAccessCodesInput,
  ): Promise<CreateDocumentAccessCodesPayload> {
    const recipients = input.recipients.map((recipient, index) => toRecipient(recipient, `input.recipients.${index}`));
    const prepared = await this.prepare(context, input, recipients);
    // A repeated call does not run the work: nothing is created.
    let ids: readonly number[] = [];
    const call = { mutation: 'createDocumentAccessCodes', input };
    const documentId = await this.mutations.run(context, call, async (unit) => {
      ids = await this.insert(unit, prepared);
      return { id: prepared.documentId };
    });
    return {
      created: await getCreated(context, prepared, ids),
      restrictedDocument: await getChangedItem(context.loaders, restrictedDocumentById, documentId),
    };
  }

  /**
   * Revokes a code and its grants. A code that was revoked before does not change.
   *
   * @throws NotFoundError if the code does not exist or is not visible
   */
  async revoke(context: RequestContext, input: RevokeDocumentAccessCodeInput): Promise<DocumentAccessCode> {
    const { now, viewer, loaders } = context;
    const { id, documentId } = await getCode(context, getKey(input.id, DocumentAccessCode.name, 'input.id'));
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      await lockForUpdate({ manager, viewer }, publishableRestrictedDocument, documentId);
      await manager.update(DocumentAccessCode, { id, revokedAt: IsNull() }, { revokedAt: now });
    });
    loaders.clear();
    return getCode(context, id);
  }

  /** Checks the input, and makes passwords and mails. They are made before the transaction, because that takes time. */
  private async prepare(context: RequestContext, terms: Terms, recipients: readonly Recipient[]): Promise<NewCodes> {
    const { now, viewer } = context;
    const documentId = getKey(terms.documentId, RestrictedDocument.name, 'input.documentId');
    const problems = new Problems();
    checkRecipients(problems, recipients);
    checkTerms(problems, terms, context);
    problems.assertNone();
    const pages = await this.findPages(context, documentId, recipients);
    checkPages(problems, recipients, pages);
    problems.assertNone();
    const sender = await senderName(context);
    const codes: NewCode[] = [];
    const mails: SealedMail[] = [];
    for (const { recipient, email, locale = null } of recipients) {
      const { lookup, secret } = createAccessCodePassword();
      const password = formatAccessCodePassword({ lookup, secret });
      const page = pages.get(locale) ?? null;
      const row = {
        recipient: recipient.trim(),
        email: email == null ? null : foldEmail(email),
        lookup,
        secretHash: hashSecret(secret),
        createdAt: now,
        ...creatorOf(viewer),
        expiresAt: terms.expiresAt ?? null,
        maxUses: terms.maxUses ?? null,
        notifiesOnOpen: terms.notifyOnOpen === true ? 1 : 0,
        uses: 0,
        revokedAt: null,
      };
      codes.push({ row, password, pageUrl: page?.url ?? null });
      const mailed: MailedCode | null = row.email === null ? null : { ...row, email: row.email, locale, password };
      if (mailed !== null) mails.push(await this.mails.seal(mailed, page!, sender, now));
    }
    return { documentId, codes, mails };
  }

  /** The pages of a document by the languages of its recipients; null if the public does not see it. */
  private async findPages(
    context: RequestContext,
    documentId: number,
    recipients: readonly Recipient[],
  ): Promise<Map<string | null, DocumentPage | null>> {
    const locales = [...new Set(recipients.map(({ locale = null }) => locale))];
    const pages = await Promise.all(locales.map((locale) => this.mails.findPage(context, documentId, locale)));
    return new Map(locales.map((locale, index) => [locale, pages[index]!]));
  }

  private async insert(
    { manager, viewer, now }: UnitOfWork,
    { documentId, codes, mails }: NewCodes,
  ): Promise<number[]> {
    // Without this lock, two units of work could both add the 500th code, or the last mail of a day.
    await takeAdvisoryLock(manager, 'accessCodes');
    await lockForUpdate({ manager, viewer }, publishableRestrictedDocument, documentId);
    await assertBelowLimit(manager, documentId, codes.length);
    if (mails.length > 0) {
      const emails = codes.flatMap(({ row: { email } }) => email ?? []);
      await assertPublic(manager, documentId);
      await assertWithinMailLimits(manager, viewer, emails, now);
    }
    const ids: number[] = [];
    for (const { row } of codes) {
      const { identifiers } = await manager.insert(DocumentAccessCode, { ...row, documentId });
      ids.push(identifiers[0]!['id'] as number);
    }
    await this.mails.add(manager, mails);
    return ids;
  }
}

/** The codes with these ids, with their passwords. */
async function getCreated(
  context: RequestContext,
  { codes }: NewCodes,
  ids: readonly number[],
): Promise<CreateDocumentAccessCodePayload[]> {
  context.loaders.clear();
  return Promise.all(
    ids.map(async (id, index) => {
      const { password, pageUrl } = codes[index]!;
      return { password, pageUrl, accessCode: await getCode(context, id) };
    }),
  );
}

async function getCode({ loaders }: RequestContext, id: number): Promise<DocumentAccessCode> {
  const code = await loaders.load(documentAccessCodeById, id);
  if (code === null) throw new NotFoundError('The access code does not exist, or you may not see it');
  return code;
}

async function assertBelowLimit(manager: EntityManager, documentId: number, added: number): Promise<void> {
  if ((await manager.countBy(DocumentAccessCode, { documentId })) + added <= MAX_CODES) return;
  throw new ConflictError(`A document can have at most ${MAX_CODES} access codes, including those that have ended`);
}
