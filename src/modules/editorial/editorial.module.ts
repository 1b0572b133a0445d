import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import { LocalesResolver } from '../localization/locales.resolver';
import { LocalizedResolver } from '../localization/localized.resolver';
import type { MailModule } from '../mail/mail.module';
import { ContentWarningsResolver } from '../media/content-warnings.resolver';
import { localizedTypes, previewables, publishables } from '../publishables';
import { revisionById } from '../publishing/history/history.listing';
import { previewById } from '../publishing/preview/preview.loaders';
import { PreviewRevocationResolver } from '../publishing/preview/preview-revocation.resolver';
import { PublishableResolver } from '../publishing/publishable.resolver';
import { ContentTypesResolver } from './content-types.resolver';
import { OutdatedTranslationsResolver, TrashResolver, UnpublishedResolver } from './editorial.resolver';
import { MarkdownRendering } from './markdown-rendering';
import { PublicationFailures } from './publication-failures';
import { Scheduling } from './scheduling';
import { Trash } from './trash.service';

export const editorialResolvers: readonly ResolverClass[] = [
  ContentTypesResolver,
  ContentWarningsResolver,
  LocalesResolver,
  LocalizedResolver,
  OutdatedTranslationsResolver,
  PreviewRevocationResolver,
  PublishableResolver,
  TrashResolver,
  UnpublishedResolver,
];

interface EditorialOptions extends ModuleOptions {
  readonly config: { readonly trashDays: number };
  readonly mail: MailModule;
}

/** The parts that span all publishable types: publication, history, trash, list of unpublished items, and scheduling. */
export function createEditorialModule({ database, mutations, clock, logger, config, mail }: EditorialOptions): Module {
  const scheduling = new Scheduling(database.read, mutations, publishables, {
    clock,
    failures: new PublicationFailures(database.read, mutations, mail.queue),
    onError: (error) => {
      logger.error({ err: error }, 'scheduled content could not be published');
    },
  });
  const rendering = new MarkdownRendering(database, localizedTypes, (error) => {
    logger.error({ err: error }, 'stored Markdown could not be rendered');
  });
  return {
    resolvers: [
      new ContentWarningsResolver(localizedTypes),
      new LocalizedResolver(localizedTypes),
      new PreviewRevocationResolver(mutations, previewables),
      new PublishableResolver(publishables),
      new TrashResolver(new Trash(config.trashDays)),
    ],
    nodes: {
      Preview: previewById(previewables),
      Revision: revisionById(publishables),
    },
    start: () => {
      scheduling.start();
      rendering.start();
    },
    stop: async () => {
      await Promise.all([scheduling.stop(), rendering.stop()]);
    },
  };
}
