import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import { LoadedById } from '../../core/access/loaded-by-id';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Activity } from '../catalogue/activity/activity.entity';
import { activityById } from '../catalogue/activity/activity.loaders';
import { Publication } from '../publishing/publication.entity';
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

  @Auth(Role.EDITOR)
  @FieldResolver(() => Publication, { description: 'Where it stands on its way to those who see its activity.' })
  publication(@Root() { publication }: RestrictedDocument): Publication {
    return publication;
  }
}

@Resolver(() => Activity)
export class ActivityDocumentsResolver {
  @LoadedById(restrictedDocumentsByActivityId)
  @FieldResolver(() => [RestrictedDocument], {
    description: 'Its restricted documents, in their order, locked or not.',
  })
  restrictedDocuments(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<RestrictedDocument[]> {
    return loaders.load(restrictedDocumentsByActivityId, id);
  }
}
