import { activitiesCsv, activitiesJson, activitiesXlsx } from './exports/activity-files';
import { budgetFiles } from './exports/budget-files';
import { resultFiles } from './exports/result-files';
import { statisticsFiles } from './exports/statistics-file';
import { transactionFiles } from './exports/transaction-files';
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
  ...resultFiles,
  ...budgetFiles,
  ...transactionFiles,
];
