import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../access/request-context';
import { Activity } from '../activity/activity.entity';
import { activityById } from '../activity/activity.loaders';
import { DocumentAccess } from './document-access';
import { RestrictedDocument } from './restricted-document.entity';
import { restrictedDocumentsByActivityId } from './restricted-document.loaders';
import { accessTo } from './restricted-document.policy';

@Resolver(() => RestrictedDocument)
export class RestrictedDocumentResolver {
  @FieldResolver(() => Activity, { description: 'The activity that it belongs to.' })
  activity(@Root() { activityId }: RestrictedDocument, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }

  @FieldResolver(() => DocumentAccess, { description: 'Whether you may open it, and why; never an error.' })
  access(@Root() document: RestrictedDocument, @Ctx() { viewer }: RequestContext): DocumentAccess {
    return accessTo(document, viewer);
  }
}

@Resolver(() => Activity)
export class ActivityDocumentsResolver {
  @FieldResolver(() => [RestrictedDocument], {
    description: 'Its restricted documents, in their order, locked or not.',
  })
  restrictedDocuments(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<RestrictedDocument[]> {
    return loaders.load(restrictedDocumentsByActivityId, id);
  }
}
