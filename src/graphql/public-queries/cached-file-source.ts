import { dayOf } from '../../core/time';
import { fileOriginOf, type FileOriginOptions } from '../../modules/open-data/attribution';
import type { CachedFile, CachedFileSource } from '../../modules/open-data/public-file';
import { publicReader, type PublicReaderOptions } from './public-reader';

export type CachedFileSourceOptions = PublicReaderOptions &
  Pick<FileOriginOptions, 'publisher' | 'licence' | 'itemUrl' | 'siteLocale'>;

/** What a file is made from now, as the public sees it. */
export function cachedFileSource(
  options: CachedFileSourceOptions,
  file: Omit<CachedFile, 'mediaType' | 'write'>,
): CachedFileSource {
  const { publisher, licence, origin, itemUrl, siteLocale, languages, now } = options;
  return {
    atOneMoment: publicReader(options, file),
    read: options.database.read,
    origin: fileOriginOf({
      publisher,
      licence,
      origin,
      itemUrl,
      siteLocale,
      languages,
      title: file.title,
      wantedLocales: [languages.defaultLocale],
      target: file.path,
    }),
    today: dayOf(now),
  };
}
