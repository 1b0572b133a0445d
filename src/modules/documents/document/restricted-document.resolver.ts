import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { FirstArg, LoadedById, loadFirst } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Cached } from '../../../core/types/cached';
import { Activity } from '../../catalogue/activity/activity.entity';
import { activityById } from '../../catalogue/activity/activity.loaders';
import { labelInItem } from '../../localization/item-labels';
import { revertMutation } from '../../publishing/history/history.resolvers';
import type { Publishing } from '../../publishing/publishing.service';
import { publishMutations } from '../../publishing/transition/publish.resolvers';
import { transitionMutations } from '../../publishing/transition/transition.resolvers';
import { DocumentAccess } from './document-access';
import { MAX_DOCUMENTS, RestrictedDocument } from './restricted-document.entity';
import { publishableRestrictedDocument } from './restricted-document.fields';
import {
  RestrictedDocumentsArgs,
  UpdateRestrictedDocumentInput,
  UpdateRestrictedDocumentPayload,
} from './restricted-document.input';
import {
  documentsWithoutFile,
  RestrictedDocumentConnection,
  restrictedDocumentListing,
} from './restricted-document.listing';
import { restrictedDocumentById, restrictedDocumentsByActivityId } from './restricted-document.loaders';
import { accessTo } from './restricted-document.policy';

@Resolver(() => RestrictedDocument)
export class RestrictedDocumentResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('restricted_document') })
  @Query(() => RestrictedDocumentConnection, {
    nullable: true,
    description: 'Restricted documents that you may edit, newest first. Those in the trash are excluded.',
  })
  restrictedDocuments(
    @Args(() => RestrictedDocumentsArgs) args: RestrictedDocumentsArgs,
    @Ctx() context: RequestContext,
  ): Connection<RestrictedDocument> {
    return listAll(context, restrictedDocumentListing, args);
  }

  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('restricted_document') })
  @Query(() => RestrictedDocumentConnection, {
    nullable: true,
    description: 'Restricted documents that you may edit and that have no file yet, newest first.',
  })
  documentsWithoutFile(
    @Args(() => PagingArgs) args: PagingArgs,
    @Ctx() context: RequestContext,
  ): Connection<RestrictedDocument> {
    return listAll(context, documentsWithoutFile, args);
  }

  @Cached('revision')
  @FieldResolver(() => Activity, { description: 'The activity that the document belongs to.' })
  activity(@Root() { activityId }: RestrictedDocument, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => DocumentAccess, {
    description: 'Your access to the document, and the reason for it. It never causes an error.',
  })
  access(@Root() document: RestrictedDocument, @Ctx() { viewer }: RequestContext): DocumentAccess {
    return { ...accessTo(document, viewer), document: { entity: RestrictedDocument, id: document.id } };
  }
}

@Resolver(() => DocumentAccess)
export class DocumentAccessResolver {
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'State as people read it, in the language in which the document is shown, or in another one if the server has no labels in it.',
  })
  stateLabel(@Root() { document, state }: DocumentAccess, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, document, 'DocumentAccessState', state);
  }

  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Reason as people read it, in the language in which the document is shown, or in another one if the server has no labels in it.',
  })
  reasonLabel(@Root() { document, reason }: DocumentAccess, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, document, 'DocumentAccessReason', reason);
  }
}

@Resolver(() => Activity)
export class ActivityDocumentsResolver {
  @LoadedById(restrictedDocumentsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_DOCUMENTS, { table: 'restricted_document', parent: 'activity_id', item: 'id' }) })
  @FieldResolver(() => [RestrictedDocument], {
    description: 'The restricted documents of the activity by position, whether they are locked or not.',
  })
  restrictedDocuments(
    @Root() { id }: Activity,
    @FirstArg('documents') first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<RestrictedDocument[]> {
    return loadFirst(context, restrictedDocumentsByActivityId, id, first);
  }
}

@Resolver()
export class RestrictedDocumentEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateRestrictedDocumentPayload, {
    description: 'Changes the title or the position of a restricted document.',
  })
  async updateRestrictedDocument(
    @Arg('input', () => UpdateRestrictedDocumentInput, {
      description: 'The document to change, the version that the change is based on, and the new values.',
    })
    input: UpdateRestrictedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateRestrictedDocumentPayload> {
    const id = await this.publishing.update(context, publishableRestrictedDocument, input);
    return { restrictedDocument: await getChangedItem(context.loaders, restrictedDocumentById, id) };
  }
}

const restrictedDocuments = {
  type: publishableRestrictedDocument,
  field: 'restrictedDocument',
  byId: restrictedDocumentById,
};

/**
 * The mutations `publishRestrictedDocument`, `unpublishRestrictedDocument`, `scheduleRestrictedDocument`,
 * `archiveRestrictedDocument`, `deleteRestrictedDocument`, `restoreRestrictedDocument` and `revertRestrictedDocument`.
 */
export const restrictedDocumentTransitions = [
  ...publishMutations(restrictedDocuments),
  ...transitionMutations(restrictedDocuments),
  revertMutation(restrictedDocuments),
];
