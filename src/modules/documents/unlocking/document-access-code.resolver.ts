import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { RestrictedDocument } from '../restricted-document.entity';
import { assertEditable } from '../restricted-document.policy';
import { DocumentAccessCode } from './document-access-code.entity';
import {
  CreateDocumentAccessCodeInput,
  CreateDocumentAccessCodePayload,
  RevokeDocumentAccessCodeInput,
  RevokeDocumentAccessCodePayload,
} from './document-access-code.input';
import { accessCodesByDocumentId } from './document-access-code.loaders';
import type { DocumentAccessCodes } from './document-access-code.service';

@Resolver()
export class DocumentAccessCodeResolver {
  constructor(private readonly accessCodes: DocumentAccessCodes) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateDocumentAccessCodePayload, {
    description:
      'Makes a password to a document for one recipient. A document has 500 at most; one more is a CONFLICT.',
  })
  createDocumentAccessCode(
    @Arg('input', () => CreateDocumentAccessCodeInput, { description: 'For whom, to what, for how long.' })
    input: CreateDocumentAccessCodeInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateDocumentAccessCodePayload> {
    return this.accessCodes.create(context, input);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => RevokeDocumentAccessCodePayload, {
    description: 'Shuts what a password opens, at once also for those who have given it.',
  })
  async revokeDocumentAccessCode(
    @Arg('input', () => RevokeDocumentAccessCodeInput, { description: 'Which one.' })
    input: RevokeDocumentAccessCodeInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeDocumentAccessCodePayload> {
    return { accessCode: await this.accessCodes.revoke(context, input) };
  }
}

@Resolver(() => RestrictedDocument)
export class DocumentAccessCodesResolver {
  @Auth(Role.EDITOR)
  @FieldResolver(() => [DocumentAccessCode], {
    nullable: true,
    description:
      'The passwords that were made for it, at most 500, the newest first, those that open nothing any more among them. Null, with an error: you may not edit the document.',
  })
  accessCodes(@Root() document: RestrictedDocument, @Ctx() { loaders }: RequestContext): Promise<DocumentAccessCode[]> {
    assertEditable(document);
    return loaders.load(accessCodesByDocumentId, document.id);
  }
}
