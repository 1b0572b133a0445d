import { activitiesCsv, activitiesJson, activitiesXlsx } from './exports/activity-files';
import { resultsCsv, resultsXlsx } from './exports/result-files';
import { statisticsFiles } from './exports/statistics-file';
import { calendar } from './feeds/calendar-file';
import { activitiesAtom, newsAtom } from './feeds/feed-files';
import type { PublicFile } from './public-file';

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
