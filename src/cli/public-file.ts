import type { Config } from '../config';
import { Languages } from '../core/languages/languages';
import type { Database } from '../database/database';
import { sourceOf, type KeptFileSource } from '../graphql/kept-file-source';
import { createPartialSchema } from '../graphql/schema';

import { LocalizedResolver } from '../modules/localization/localized.resolver';
import { AttachmentResolver } from '../modules/media/attachment/attachment.resolver';
import { MediaAddresses } from '../modules/media/media-address';
import { isPublicById } from '../modules/media/media.loaders';
import { mediaOwners } from '../modules/media-owners';
import type { KeptFile } from '../modules/open-data/public-file';
import { localizedTypes } from '../modules/publishables';
import { resolverClasses } from '../modules/resolver-classes';

/** Addresses of media. What the public sees has an address without a signature. */
const publicAddresses = new MediaAddresses({
  secrets: () => Promise.reject(new Error('Files of public data have no signed addresses')),
});

/** Reads a file of public data from the database without a server, as the public sees it now. */
export function keptFileSource<T>(database: Database, config: Config, file: KeptFile<T>): KeptFileSource<T> {
  const schema = createPartialSchema(resolverClasses, [
    new LocalizedResolver(localizedTypes),
    new AttachmentResolver(publicAddresses, isPublicById(mediaOwners, 'attachment')),
  ]);
  const { locales, defaultLocale, publicUrl, attribution, itemUrl, site } = config;
  return sourceOf(
    {
      ...attribution,
      database,
      schema,
      languages: new Languages(locales, defaultLocale),
      // The configuration has it if there is someone who reports in IATI.
      origin: publicUrl!,
      itemUrl,
      siteLocale: site ? defaultLocale : null,
      now: new Date().toISOString(),
    },
    file,
  );
}
