import { Ctx, FieldResolver, Resolver, Root, Arg, Field, Mutation, ObjectType } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import { LoadedById } from '../../core/access/loader';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Activity } from '../catalogue/activity/activity.entity';
import { activityById } from '../catalogue/activity/activity.loaders';
import { Publication } from '../publishing/publication.entity';
import { DocumentAccess } from './document-access';
import { RestrictedDocument } from './restricted-document.entity';
import { restrictedDocumentsByActivityId, restrictedDocumentById } from './restricted-document.loaders';
import { accessTo } from './restricted-document.policy';
import { getChangedItem } from '../../core/mutations/changed';
import { historyOf } from '../publishing/history.resolvers';
import { transitionMutations } from '../publishing/transition.resolvers';
import { publishableRestrictedDocument } from './restricted-document.authored';
import { UpdateRestrictedDocumentInput } from './restricted-document.input';
import type { RestrictedDocumentEditing } from './restricted-document-editing.service';

@ObjectType({ simpleResolvers: true, description: 'The restricted document that was changed.' })
export class UpdateRestrictedDocumentPayload {
  @Field(() => RestrictedDocument, { description: 'The restricted document as it is now.' })
  restrictedDocument!: RestrictedDocument;
}

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

@Resolver()
export class RestrictedDocumentEditingResolver {
  constructor(private readonly editing: RestrictedDocumentEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateRestrictedDocumentPayload, {
    description: 'Changes the title of a restricted document, or its place among those of its activity.',
  })
  async updateRestrictedDocument(
    @Arg('input', () => UpdateRestrictedDocumentInput, { description: 'What is to change.' })
    input: UpdateRestrictedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateRestrictedDocumentPayload> {
    const id = await this.editing.update(context, input);
    return { restrictedDocument: await getChangedItem(context.loaders, restrictedDocumentById, id) };
  }
}

const restrictedDocuments = {
  type: publishableRestrictedDocument,
  field: 'restrictedDocument',
  noun: 'the restricted document',
  byId: restrictedDocumentById,
};

/** Publishing restricted documents and what else becomes of them, and their history. */
export const restrictedDocumentMoves = [...transitionMutations(restrictedDocuments), ...historyOf(restrictedDocuments)];
