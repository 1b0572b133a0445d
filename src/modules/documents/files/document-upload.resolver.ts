import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import {
  CreateRestrictedDocumentInput,
  ReplaceRestrictedDocumentFileInput,
  CreateRestrictedDocumentPayload,
  ReplaceRestrictedDocumentFilePayload,
} from './document-upload.input';
import type { DocumentUploads } from './document-upload.service';

@Resolver()
export class DocumentUploadResolver {
  constructor(private readonly uploads: DocumentUploads) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateRestrictedDocumentPayload, {
    description:
      'Adds a restricted document to an activity, after those that it has, and gives an address to upload its file.',
  })
  createRestrictedDocument(
    @Arg('input', () => CreateRestrictedDocumentInput, { description: 'What it is to be.' })
    input: CreateRestrictedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateRestrictedDocumentPayload> {
    return this.uploads.createDocument(context, input);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => ReplaceRestrictedDocumentFilePayload, {
    description:
      'Gives an address to upload the next version of a document’s file. The versions before it are kept, and no longer served.',
  })
  replaceRestrictedDocumentFile(
    @Arg('input', () => ReplaceRestrictedDocumentFileInput, { description: 'Which one, and by what.' })
    input: ReplaceRestrictedDocumentFileInput,
    @Ctx() context: RequestContext,
  ): Promise<ReplaceRestrictedDocumentFilePayload> {
    return this.uploads.replaceFile(context, input);
  }
}
