import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { ViewerType } from '../account/viewer.resolver';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { findUnlockedDocuments } from './unlocked-documents';

@Resolver(() => ViewerType)
export class ViewerDocumentsResolver {
  @FieldResolver(() => [RestrictedDocument], {
    description: 'The documents that they have unlocked with passwords, by the grants that this request presents.',
  })
  unlockedDocuments(@Ctx() context: RequestContext): Promise<RestrictedDocument[]> {
    return findUnlockedDocuments(context);
  }
}
