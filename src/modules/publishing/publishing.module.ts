import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import { RevisionResolver } from './history/history.resolvers';
import { deleteExpiredPreviews } from './preview/previews';
import { Publishing } from './publishing.service';

export const publishingResolvers: readonly ResolverClass[] = [RevisionResolver];

export interface PublishingModule extends Module {
  readonly service: Publishing;
}

/** Changes of publishable items: content, transitions, history, previews and outbox. */
export function createPublishingModule({ database, mutations }: ModuleOptions): PublishingModule {
  return {
    service: new Publishing(mutations),
    jobs: [['delete expired previews', (now) => database.write((manager) => deleteExpiredPreviews(manager, now))]],
  };
}
