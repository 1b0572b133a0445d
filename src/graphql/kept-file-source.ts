import { fileOriginOf, type FileOrigin, type FileOriginOptions } from '../modules/open-data/attribution';
import type { KeptFile } from '../modules/open-data/public-file';
import { readKeptFile, type PublicReaderOptions } from './public-reader';

/** What a file that is kept is made from. */
export interface KeptFileSource<T> {
  readonly parts: AsyncIterable<readonly T[]>;
  readonly origin: FileOrigin;
  /** The day in UTC. */
  readonly today: string;
}

export type KeptFileSourceOptions = PublicReaderOptions &
  Pick<FileOriginOptions, 'publisher' | 'licence' | 'itemUrl' | 'siteLocale'>;

/** Characters of the day in an instant. */
const DAY_LENGTH = 10;

/** What a file is made from now, as the public sees it. */
export function sourceOf<T>(options: KeptFileSourceOptions, file: KeptFile<T>): KeptFileSource<T> {
  const { publisher, licence, origin, itemUrl, siteLocale, languages, now } = options;
  return {
    parts: readKeptFile(options, file),
    origin: fileOriginOf({
      publisher,
      licence,
      origin,
      itemUrl,
      siteLocale,
      title: file.title,
      wantedLocales: [languages.defaultLocale],
      target: file.path,
    }),
    today: now.slice(0, DAY_LENGTH),
  };
}
