import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import {
  CreateRestrictedDocumentInput,
  CreateRestrictedDocumentPayload,
  ReplaceRestrictedDocumentFileInput,
  ReplaceRestrictedDocumentFilePayload,
} from './document-upload.input';
import type { DocumentUploads } from './document-upload.service';

@Resolver()
export class DocumentUploadResolver {
  constructor(private readonly uploads: DocumentUploads) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateRestrictedDocumentPayload, {
    description:
      'Adds a restricted document to an activity, after its other documents, and returns a URL to upload the file to. The document is published at once. An activity can have at most 500 documents, including those in the trash; one more is a CONFLICT.',
  })
  createRestrictedDocument(
    @Arg('input', () => CreateRestrictedDocumentInput, {
      description: 'The document to create, and the name of its file.',
    })
    input: CreateRestrictedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateRestrictedDocumentPayload> {
    return this.uploads.createDocument(context, input);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => ReplaceRestrictedDocumentFilePayload, {
    description:
      'Returns a URL to upload the next file of a restricted document to. When the upload is complete, that file is the content. Earlier files stay in the store, but cannot be downloaded any more.',
  })
  replaceRestrictedDocumentFile(
    @Arg('input', () => ReplaceRestrictedDocumentFileInput, {
      description: 'The document, and the name of its next file.',
    })
    input: ReplaceRestrictedDocumentFileInput,
    @Ctx() context: RequestContext,
  ): Promise<ReplaceRestrictedDocumentFilePayload> {
    return this.uploads.replaceFile(context, input);
  }
}
