import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { Cost, type ListSize } from '../../../core/cost/field-cost';
import { ViewerType } from '../../identity/viewer.resolver';
import { DocumentAccessState } from '../document/document-access';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById, restrictedDocumentsByActivityId } from '../document/restricted-document.loaders';
import { accessTo } from '../document/restricted-document.policy';

/** Finds the documents that the presented grants open: first those of access codes, then those of pages by position. */
async function findUnlockedDocuments({ viewer, loaders }: RequestContext): Promise<RestrictedDocument[]> {
  const valid = viewer.grants.filter(({ state }) => state === 'VALID');
  const [ofCodes, ofPages] = await Promise.all([
    Promise.all(
      keysOf(valid.map(({ documentId }) => documentId)).map((id) => loaders.load(restrictedDocumentById, id)),
    ),
    Promise.all(
      keysOf(valid.map(({ activityId }) => activityId)).map((id) => loaders.load(restrictedDocumentsByActivityId, id)),
    ),
  ]);
  const visible = [...ofCodes, ...ofPages.flat()].filter((document) => document !== null);
  const byId = new Map(visible.map((document) => [document.id, document]));
  return onlyUnlocked(viewer, [...byId.values()]);
}

/** Omits the documents that are locked for the viewer. */
export function onlyUnlocked(viewer: Viewer, documents: readonly RestrictedDocument[]): RestrictedDocument[] {
  return documents.filter((document) => accessTo(document, viewer).state === DocumentAccessState.UNLOCKED);
}

function keysOf(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null);
}

/** A request has at most 50 grants. Each opens a document, or those of an activity. */
const unlocked: ListSize = {
  assumed: 25_000,
  now: ({ sizes, grants }) => grants * sizes.longestOf({ table: 'restricted_document', parent: 'activity_id' }),
};

@Resolver(() => ViewerType)
export class ViewerDocumentsResolver {
  @Cost({ statements: 2, size: unlocked })
  @FieldResolver(() => [RestrictedDocument], {
    description:
      'The documents that the grants in this request open: first those of access codes, then those of pages by position.',
  })
  unlockedDocuments(@Ctx() context: RequestContext): Promise<RestrictedDocument[]> {
    return findUnlockedDocuments(context);
  }
}
