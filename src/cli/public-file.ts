import type { Config } from '../config';
import type { LoaderDefinition } from '../core/access/request-context';
import { Languages } from '../core/languages/languages';
import type { Node } from '../core/types/node';
import type { Database } from '../database/database';
import { cachedFileSource } from '../graphql/public-queries/cached-file-source';
import { createPartialSchema } from '../graphql/schema/schema';
import { activityById } from '../modules/catalogue/activity/activity.loaders';
import { organisationById } from '../modules/catalogue/organisation/organisation.loaders';
import { LocalizedResolver } from '../modules/localization/localized.resolver';
import { AttachmentResolver } from '../modules/media/attachment/attachment.resolver';
import { isPublicById } from '../modules/media/media.loaders';
import { MediaAddresses } from '../modules/media/media-address';
import { mediaOwners } from '../modules/media-owners';
import { NodeResolver } from '../modules/node/node.resolver';
import { Nodes } from '../modules/node/node.service';
import type { CachedFile, CachedFileSource } from '../modules/open-data/public-file';
import { localizedTypes } from '../modules/publishables';
import { resolverClasses } from '../modules/resolver-classes';

/** Addresses of media. What the public sees has an address without a signature. */
const publicAddresses = new MediaAddresses({
  secrets: () => Promise.reject(new Error('Files of public data have no signed addresses')),
});

/** What the files consist of. */
const nodeLoaders = new Map<string, LoaderDefinition<number, Node | null>>([
  ['Activity', activityById],
  ['Organisation', organisationById],
]);

/** Reads a file of public data from the database without a server, as the public sees it now. */
export function createFileSource(
  database: Database,
  config: Config,
  file: Omit<CachedFile, 'mediaType' | 'write'>,
): CachedFileSource {
  const schema = createPartialSchema(resolverClasses, [
    new LocalizedResolver(localizedTypes),
    new AttachmentResolver(publicAddresses, isPublicById(mediaOwners, 'attachment')),
    new NodeResolver(new Nodes(nodeLoaders)),
  ]);
  const { locales, defaultLocale, publicUrl, attribution, itemUrl, siteLocale } = config;
  return cachedFileSource(
    {
      ...attribution,
      database,
      schema,
      languages: new Languages(locales, defaultLocale),
      // The configuration has it if there is someone who reports in IATI.
      origin: publicUrl!,
      itemUrl,
      siteLocale,
      now: new Date().toISOString(),
    },
    file,
  );
}
