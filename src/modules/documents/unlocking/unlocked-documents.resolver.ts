import type { RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { DocumentAccessState } from '../document-access';
import { RestrictedDocument } from '../restricted-document.entity';
import { restrictedDocumentById, restrictedDocumentsByActivityId } from '../restricted-document.loaders';
import { accessTo } from '../restricted-document.policy';
import { Ctx, FieldResolver, Resolver } from 'type-graphql';
import { ViewerType } from '../../identity/viewer.resolver';

/** What the grants that the viewer presents open: by documents first, then by activities, each in its order. */
export async function findUnlockedDocuments({ viewer, loaders }: RequestContext): Promise<RestrictedDocument[]> {
  const valid = viewer.grants.filter(({ state }) => state === 'VALID');
  const [single, ofActivities] = await Promise.all([
    Promise.all(
      keysOf(valid.map(({ documentId }) => documentId)).map((id) => loaders.load(restrictedDocumentById, id)),
    ),
    Promise.all(
      keysOf(valid.map(({ activityId }) => activityId)).map((id) => loaders.load(restrictedDocumentsByActivityId, id)),
    ),
  ]);
  const seen = [...single, ...ofActivities.flat()].filter((document) => document !== null);
  const byId = new Map(seen.map((document) => [document.id, document]));
  return onlyUnlocked(viewer, [...byId.values()]);
}

/** Those of the documents that the viewer may open. */
export function onlyUnlocked(viewer: Viewer, documents: readonly RestrictedDocument[]): RestrictedDocument[] {
  return documents.filter((document) => accessTo(document, viewer).state === DocumentAccessState.UNLOCKED);
}

function keysOf(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null);
}

@Resolver(() => ViewerType)
export class ViewerDocumentsResolver {
  @FieldResolver(() => [RestrictedDocument], {
    description: 'The documents that they have unlocked with passwords, by the grants that this request presents.',
  })
  unlockedDocuments(@Ctx() context: RequestContext): Promise<RestrictedDocument[]> {
    return findUnlockedDocuments(context);
  }
}
