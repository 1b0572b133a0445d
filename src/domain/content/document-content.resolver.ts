import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { DocumentAccessReason, DocumentAccessState } from '../document/document-access';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { accessTo, grantTo } from '../document/restricted-document.policy';
import type { ContentLinks } from './content-link';
import { DocumentContent } from './document-content';
import { contentByUnlockedDocumentId } from './document-content.loaders';

@Resolver(() => RestrictedDocument)
export class DocumentContentResolver {
  constructor(private readonly links: ContentLinks) {}

  @FieldResolver(() => DocumentContent, { nullable: true, description: 'Its file; null while it is locked.' })
  async content(@Root() document: RestrictedDocument, @Ctx() context: RequestContext): Promise<DocumentContent | null> {
    const { viewer, loaders, origin, now } = context;
    const { state, reason } = accessTo(document, viewer);
    if (state !== DocumentAccessState.UNLOCKED) return null;
    const content = await loaders.load(contentByUnlockedDocumentId, document.id);
    if (content === null) return null;

    const grantId = reason === DocumentAccessReason.ROLE ? null : grantTo(document, viewer)!.id;
    const link = {
      documentId: document.id,
      version: content.version,
      bearer: { credential: viewer.credential, grantId },
    };
    const { url, expiresAt } = await this.links.create(origin, link, now);
    return Object.assign(new DocumentContent(), content, { downloadUrl: url, downloadUrlExpiresAt: expiresAt });
  }
}
