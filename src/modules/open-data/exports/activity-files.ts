import type { FileOrigin } from '../attribution';
import { partOfConnection, type PublicFile } from '../public-file';
import { activityExportQuery, type ExportedActivity } from './activity-export';
import { activityColumns, originColumns } from './activity-table';
import { writeCsv } from './table';
import { MAX_SHEET_ROWS, sourceSheet, writeXlsx } from './xlsx';

const activityExport = {
  title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
  query: activityExportQuery,
  defaults: {},
  limit: { items: Infinity, beyond: 'refuse' },
  partOf: partOfConnection<ExportedActivity>,
} as const;

export const activitiesCsv: PublicFile<ExportedActivity> = {
  ...activityExport,
  path: '/exports/activities.csv',
  fileName: 'activities.csv',
  mediaType: 'text/csv; charset=utf-8; header=present',
  isCompressible: true,
  // Texts of many pages make tables unreadable.
  variables: { withDescription: false },
  write: (parts, origin) => writeCsv([...activityColumns, ...originColumns(origin)], parts),
};

export const activitiesXlsx: PublicFile<ExportedActivity> = {
  ...activityExport,
  path: '/exports/activities.xlsx',
  fileName: 'activities.xlsx',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  isCompressible: false,
  variables: { withDescription: false },
  limit: { items: MAX_SHEET_ROWS, beyond: 'refuse' },
  write: (parts, origin) => writeXlsx({ name: 'Activities', columns: activityColumns, parts }, sourceSheet(origin)),
};

export const activitiesJson: PublicFile<ExportedActivity> = {
  ...activityExport,
  path: '/exports/activities.json',
  fileName: 'activities.json',
  mediaType: 'application/json; charset=utf-8',
  isCompressible: true,
  variables: { withDescription: true },
  write: writeJson,
};

/** One object with one activity a line, so that programs can read it without keeping it as a whole. */
async function* writeJson(
  parts: AsyncIterable<readonly ExportedActivity[]>,
  { publisher, licence, citeAs }: FileOrigin,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ publisher, licence, citeAs }).slice(0, -1)},"activities":[`;
  let separator = '\n';
  for await (const items of parts) {
    if (items.length === 0) continue;
    yield separator + items.map((item) => JSON.stringify(item)).join(',\n');
    separator = ',\n';
  }
  yield '\n]}\n';
}
