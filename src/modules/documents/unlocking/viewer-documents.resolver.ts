import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { ViewerType } from '../../identity/viewer.resolver';
import { RestrictedDocument } from '../restricted-document.entity';
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
