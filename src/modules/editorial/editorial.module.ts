import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import { publishableActivity } from '../catalogue/activity/activity.authored';
import { publishableNetwork } from '../catalogue/network/network.authored';
import { publishableNewsItem } from '../catalogue/news/news-item.authored';
import { publishableRestrictedDocument } from '../documents/restricted-document.authored';
import { revisionById } from '../publishing/history.listing';
import { PublishableResolver } from '../publishing/publishable.resolver';
import { TrashResolver, UnpublishedResolver } from './editorial.resolver';
import { scheduledTypes } from './scheduled-types';
import { Scheduling } from './scheduling';
import { Trash } from './trash.service';

const types = [publishableActivity, publishableNewsItem, publishableNetwork, publishableRestrictedDocument];

export const editorialResolvers: readonly ResolverClass[] = [PublishableResolver, TrashResolver, UnpublishedResolver];

interface EditorialOptions extends ModuleOptions {
  readonly config: { readonly trashDays: number };
}

/** What spans all publishable types: publication and history, the trash, the list of unpublished items, and scheduling. */
export function createEditorialModule({ database, mutations, clock, logger, config }: EditorialOptions): Module {
  const scheduling = new Scheduling(database.read, mutations, scheduledTypes, {
    clock,
    onError: (error) => {
      logger.error({ err: error }, 'scheduled content could not be published');
    },
  });
  return {
    resolvers: [new PublishableResolver(types), new TrashResolver(new Trash(config.trashDays))],
    nodes: {
      Revision: revisionById(types),
    },
    start: () => scheduling.start(),
    stop: () => scheduling.stop(),
  };
}
