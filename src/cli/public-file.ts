import type { Config } from '../config';
import { Languages } from '../core/languages/languages';
import type { Database } from '../database/database';
import { readPublicFile } from '../graphql/public-reader';
import { createPartialSchema } from '../graphql/schema';

import { LocalizedResolver } from '../modules/localization/localized.resolver';
import { AttachmentResolver } from '../modules/media/attachment/attachment.resolver';
import { MediaAddresses } from '../modules/media/media-address';
import { isPublicById } from '../modules/media/media.loaders';
import { mediaOwners } from '../modules/media-owners';
import { fileOriginOf, type FileOrigin } from '../modules/open-data/attribution';
import type { PublicFile } from '../modules/open-data/public-file';
import { localizedTypes } from '../modules/publishables';
import { resolverClasses } from '../modules/resolver-classes';

/** Addresses for everyone. Nothing that the public sees has a signed one. */
const publicAddresses = new MediaAddresses({
  secrets: () => Promise.reject(new Error('Files of public data have no signed addresses')),
});

/** What a file of public data is made from. */
export interface FileSource<T> {
  readonly parts: AsyncIterable<readonly T[]>;
  readonly origin: FileOrigin;
  /** The day in UTC. */
  readonly today: string;
}

/** Reads a file of public data from the database, as the public sees it now. */
export function sourceOf<T>(database: Database, config: Config, file: PublicFile<T>): FileSource<T> {
  const schema = createPartialSchema(resolverClasses, [
    new LocalizedResolver(localizedTypes),
    new AttachmentResolver(publicAddresses, isPublicById(mediaOwners, 'attachment')),
  ]);
  const { locales, defaultLocale, publicUrl, port, attribution, itemUrl } = config;
  const languages = new Languages(locales, defaultLocale);
  const origin = publicUrl ?? `http://localhost:${port}`;
  const now = new Date().toISOString();
  const parts = readPublicFile({ database, schema, languages, origin, now }, file);
  const siteLocale = config.site ? defaultLocale : null;
  const describedOrigin = fileOriginOf({
    ...attribution,
    origin,
    itemUrl,
    siteLocale,
    title: file.title,
    wantedLocales: [defaultLocale],
    target: file.path,
  });
  return { parts, origin: describedOrigin, today: now.slice(0, 10) };
}
