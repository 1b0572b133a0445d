import { decodeGlobalId } from '../../core/types/global-id';
import type { Node } from '../../core/types/node';
import { BadUserInputError } from '../../errors';
import { continueAs, type LoaderDefinition, type RequestContext } from '../../core/access/request-context';
import { accountById } from '../identity/account.loaders';
import { apiKeyById } from '../identity/api-key.policy';
import { publishableActivity } from '../catalogue/activity/activity.authored';
import { activityById } from '../catalogue/activity/activity.loaders';
import { revisionById } from '../publishing/history.listing';
import { findPreviewed } from '../publishing/previews';
import { documentAccessEventById } from '../documents/access-log/access-log.listing';
import { documentAccessCodeById } from '../documents/unlocking/document-access-code.loaders';
import { publishableRestrictedDocument } from '../documents/restricted-document.authored';
import { restrictedDocumentById } from '../documents/restricted-document.loaders';
import { publishableNetwork } from '../catalogue/network/network.authored';
import { memberCountryById, networkById } from '../catalogue/network/network.loaders';
import { publishableNewsItem } from '../catalogue/news/news-item.authored';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { objectiveById } from '../catalogue/objective/objective.loaders';
import { organisationById } from '../catalogue/organisation/organisation.loaders';
import { componentById, programmeById } from '../catalogue/programme/programme.loaders';
import { regionById } from '../catalogue/region/region.loaders';
import { webhookById, webhookDeliveryById } from '../events/webhook/webhook.loaders';

const MAX_IDS = 100;

/** Every kind of node with the loader of its concept, behind which its policy stands. */
const loadersByType: Readonly<Record<string, LoaderDefinition<number, Node | null>>> = {
  Account: accountById,
  Activity: activityById,
  ApiKey: apiKeyById,
  Component: componentById,
  DocumentAccessCode: documentAccessCodeById,
  DocumentAccessEvent: documentAccessEventById,
  MemberCountry: memberCountryById,
  Network: networkById,
  NewsItem: newsItemById,
  Objective: objectiveById,
  Organisation: organisationById,
  Programme: programmeById,
  Region: regionById,
  RestrictedDocument: restrictedDocumentById,
  Revision: revisionById([publishableActivity, publishableNewsItem, publishableNetwork, publishableRestrictedDocument]),
  Webhook: webhookById,
  WebhookDelivery: webhookDeliveryById,
};

/**
 * The thing with this global id; null: there is none that the viewer may see.
 *
 * @throws BadUserInputError (the argument `field`) when the text is no global id of this server.
 */
export async function findNode({ loaders }: RequestContext, id: string, field: string): Promise<Node | null> {
  const found = decodeGlobalId(id);
  const loader = found === null ? undefined : loadersByType[found.type];
  if (found === null || loader === undefined) throw new BadUserInputError('This is not the id of anything here', field);
  return loaders.load(loader, found.key);
}

/**
 * What the token of a link shows; null: it has ended, or was never there. The rest of the operation sees it, too: what
 * hangs on it is to be seen with it. No other field stands beside this one (see loneFieldsRule), to see it by chance.
 */
export async function findPreview(context: RequestContext, token: string): Promise<Node | null> {
  const preview = await findPreviewed(context, token);
  if (preview === null) return null;
  continueAs(context, { ...context.viewer, preview });
  return context.loaders.load(loadersByType[preview.type]!, preview.id);
}

/** @throws BadUserInputError as findNode does, and when there are more than 100 ids. */
export function findNodes(context: RequestContext, ids: readonly string[]): Promise<(Node | null)[]> {
  if (ids.length > MAX_IDS) throw new BadUserInputError(`At most ${MAX_IDS} things are asked for at a time`, 'ids');
  return Promise.all(ids.map((id, number) => findNode(context, id, `ids.${number}`)));
}
