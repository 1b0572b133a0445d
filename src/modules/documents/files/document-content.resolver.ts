import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost } from '../../../core/cost/field-cost';
import { DateTimeScalar, UrlScalar } from '../../../core/types/scalars';
import { Account } from '../../identity/account/account.entity';
import { accountById } from '../../identity/account/account.loaders';
import { DocumentAccessReason, DocumentAccessState } from '../document/document-access';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { accessTo, grantTo } from '../document/restricted-document.policy';
import { type ContentLinks, linkExpiry } from './content-link';
import { DocumentContent } from './document-content';
import { contentByUnlockedDocumentId } from './document-content.access';

@Resolver(() => RestrictedDocument)
export class DocumentContentResolver {
  @FieldResolver(() => DocumentContent, {
    nullable: true,
    description: 'The file of the document; null while the document is locked for you.',
  })
  async content(
    @Root() document: RestrictedDocument,
    @Ctx() { viewer, loaders }: RequestContext,
  ): Promise<DocumentContent | null> {
    const { state, reason } = accessTo(document, viewer);
    if (state !== DocumentAccessState.UNLOCKED) return null;
    const content = await loaders.load(contentByUnlockedDocumentId, document.id);
    const grantId = reason === DocumentAccessReason.ROLE ? null : grantTo(document, viewer)!.id;
    return content && Object.assign(new DocumentContent(), content, { grantId });
  }
}

@Resolver(() => DocumentContent)
export class UnlockedContentResolver {
  constructor(private readonly links: ContentLinks) {}

  @Cost({ statements: 0 })
  @FieldResolver(() => UrlScalar, {
    description:
      'The URL to download the file from, valid for a few minutes. It belongs to the session or API key and to the grant of this request, and works only while they unlock the document.',
  })
  downloadUrl(
    @Root() { documentId, version, grantId }: DocumentContent,
    @Ctx() { viewer: { credential }, origin, now }: RequestContext,
  ): Promise<string> {
    return this.links.create(origin, { documentId, version, holder: { credential, grantId } }, now);
  }

  @Cost({ statements: 0 })
  @FieldResolver(() => DateTimeScalar, {
    description: 'Time at which `downloadUrl` expires. A download that has begun may continue after that.',
  })
  downloadUrlExpiresAt(@Ctx() { now }: RequestContext): string {
    return linkExpiry(now);
  }

  @Auth(Role.EDITOR)
  @FieldResolver(() => Account, {
    nullable: true,
    description:
      'The account that uploaded the file; null if an API key or an import did, if the account was deleted, or if you may not see it.',
  })
  uploadedBy(
    @Root() { uploadedById }: DocumentContent,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Account | null> | null {
    return uploadedById === null ? null : loaders.load(accountById, uploadedById);
  }
}
