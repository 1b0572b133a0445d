import { activitiesCsv, activitiesJson, activitiesXlsx } from './activity-files';
import { calendar } from './calendar-file';
import { activitiesAtom, newsAtom } from './feed-files';
import type { PublicFile } from './public-file';
import { resultsCsv, resultsXlsx } from './result-files';
import { statisticsFiles } from './statistics-file';

/** The files of public data that the server offers. */
export const publicFiles: readonly PublicFile<unknown>[] = [
  newsAtom,
  activitiesAtom,
  calendar,
  activitiesCsv,
  activitiesXlsx,
  activitiesJson,
  ...statisticsFiles,
  resultsCsv,
  resultsXlsx,
];
