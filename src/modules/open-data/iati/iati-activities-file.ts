import { compressText } from '../compressed-text';
import type { CachedFile } from '../public-file';
import { iatiActivitiesQuery } from './iati-activities.query';
import type { IatiChecker } from './iati-checker';
import { IatiParts } from './iati-parts';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, startOfFile } from './iati-xml';

const ROOT = 'iati-activities';

/** The query that reads the activities of the file. */
export const iatiActivitiesReading = { query: iatiActivitiesQuery, variables: { locale: [] } };

/** The activities that have an identifier in IATI, with their programmes, in the format of IATI 2.03. All in it is valid. */
export function iatiActivitiesFile(publisher: IatiPublisher, checker: IatiChecker): CachedFile {
  const parts = new IatiParts({ publisher, checker });
  return {
    path: '/iati/activities.xml',
    title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
    mediaType: 'application/xml; charset=utf-8',
    ...iatiActivitiesReading,
    write: async (source) => {
      const { generatedAt, programmes, texts } = await parts.current(source);
      const valid = programmes.filter(({ problems }) => problems.length === 0).map(({ element }) => element);
      const start = await compressText(startOfFile(ROOT, generatedAt) + valid.join(''));
      return [start, ...texts, await compressText(endOfFile(ROOT))];
    },
  };
}
