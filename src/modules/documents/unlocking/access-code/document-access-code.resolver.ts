import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../../core/access/auth';
import type { RequestContext } from '../../../../core/access/request-context';
import { Role } from '../../../../core/access/role';
import { Cost, listOfParent, type RawArgs, rowsOfTable } from '../../../../core/cost/field-cost';
import type { Connection } from '../../../../core/listing/connection';
import { Account } from '../../../identity/account/account.entity';
import { accountById } from '../../../identity/account/account.loaders';
import { RestrictedDocument } from '../../document/restricted-document.entity';
import { restrictedDocumentById } from '../../document/restricted-document.loaders';
import { assertEditable } from '../../document/restricted-document.policy';
import { DocumentAccessCode } from './document-access-code.entity';
import {
  CreateDocumentAccessCodeInput,
  CreateDocumentAccessCodePayload,
  CreateDocumentAccessCodesInput,
  CreateDocumentAccessCodesPayload,
  MAX_RECIPIENTS,
  RevokeDocumentAccessCodeInput,
  RevokeDocumentAccessCodePayload,
} from './document-access-code.input';
import {
  DocumentAccessCodeConnection,
  ExpiringAccessCodesArgs,
  listExpiringCodes,
} from './document-access-code.listing';
import { accessCodesByDocumentId } from './document-access-code.loaders';
import { type DocumentAccessCodes, MAX_CODES } from './document-access-code.service';

/** Cost of creating one code, most of which is the encryption of its mail. */
const COST_OF_CODE = 4_000;

function costOfCodes({ input }: RawArgs): number {
  const { recipients } = (input ?? {}) as { readonly recipients?: unknown };
  return COST_OF_CODE * (Array.isArray(recipients) ? recipients.length : 1);
}

@Resolver()
export class DocumentAccessCodeResolver {
  constructor(private readonly accessCodes: DocumentAccessCodes) {}

  @Auth(Role.EDITOR)
  @Cost({ scans: ({ args }) => costOfCodes(args) })
  @Mutation(() => CreateDocumentAccessCodePayload, {
    description:
      'Creates a password that opens one document, for one recipient. It ends when you may no longer edit the document: if your account is deleted or loses the role, or if your API key ends. A document can have at most 500 access codes; one more is a CONFLICT. With `email`, the recipient gets the password by mail. TOO_MANY_REQUESTS after 500 such mails by one account or API key, or 20 to one address, in 24 hours.',
  })
  createDocumentAccessCode(
    @Arg('input', () => CreateDocumentAccessCodeInput, {
      description: 'The document, the recipient and the limits of the code.',
    })
    input: CreateDocumentAccessCodeInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateDocumentAccessCodePayload> {
    return this.accessCodes.create(context, input);
  }

  @Auth(Role.EDITOR)
  @Cost({ scans: ({ args }) => costOfCodes(args) })
  @Mutation(() => CreateDocumentAccessCodesPayload, {
    description: `Creates a password for each of up to ${MAX_RECIPIENTS} recipients, each of which opens one document. If anything is wrong with one of them, nothing is created and no mail is sent. Otherwise like \`createDocumentAccessCode\`.`,
  })
  createDocumentAccessCodes(
    @Arg('input', () => CreateDocumentAccessCodesInput, {
      description: 'The document, the recipients and the limits of each code.',
    })
    input: CreateDocumentAccessCodesInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateDocumentAccessCodesPayload> {
    return this.accessCodes.createMany(context, input);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => RevokeDocumentAccessCodePayload, {
    description: 'Revokes an access code, and locks what it has opened, at once.',
  })
  async revokeDocumentAccessCode(
    @Arg('input', () => RevokeDocumentAccessCodeInput, { description: 'The access code to revoke.' })
    input: RevokeDocumentAccessCodeInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeDocumentAccessCodePayload> {
    return { accessCode: await this.accessCodes.revoke(context, input) };
  }
}

@Resolver(() => DocumentAccessCode)
export class DocumentAccessCodeFieldsResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('document_access_code') })
  @Query(() => DocumentAccessCodeConnection, {
    nullable: true,
    description:
      'Access codes that open a document now and expire soon, of all documents that you may edit, the first to expire first.',
  })
  expiringAccessCodes(
    @Args(() => ExpiringAccessCodesArgs) args: ExpiringAccessCodesArgs,
    @Ctx() context: RequestContext,
  ): Connection<DocumentAccessCode> {
    return listExpiringCodes(context, args);
  }

  @FieldResolver(() => RestrictedDocument, { description: 'The document that the code opens.' })
  document(
    @Root() { documentId }: DocumentAccessCode,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RestrictedDocument | null> {
    return loaders.load(restrictedDocumentById, documentId);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'The account that created the code; null if an API key created it, if the account was deleted, or if you may not see it.',
  })
  createdBy(
    @Root() { createdById }: DocumentAccessCode,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }
}

@Resolver(() => RestrictedDocument)
export class DocumentAccessCodesResolver {
  @Auth(Role.EDITOR)
  @Cost({ size: listOfParent(MAX_CODES, { table: 'document_access_code', parent: 'document_id', item: 'id' }) })
  @FieldResolver(() => [DocumentAccessCode], {
    nullable: true,
    description:
      'The access codes of the document, newest first, at most 500. Codes that were revoked, used up or have expired are ' +
      'included. Requires the permission to edit the document.',
  })
  accessCodes(@Root() document: RestrictedDocument, @Ctx() { loaders }: RequestContext): Promise<DocumentAccessCode[]> {
    assertEditable(document);
    return loaders.load(accessCodesByDocumentId, document.id);
  }
}
