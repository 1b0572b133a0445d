import { originColumns } from './activity-table';
import type { PublicFile } from './public-file';
import { writeCsv, type Column } from './table';

interface Group {
  readonly keys: readonly { readonly value: string | null; readonly label: string | null }[];
  readonly count: number;
}

export const statisticsCsv: PublicFile<Group> = {
  path: '/exports/statistics.csv',
  fileName: 'statistics.csv',
  title: { en: 'Numbers of activities', fr: 'Nombres d’activités', ru: 'Количество мероприятий' },
  mediaType: 'text/csv; charset=utf-8; header=present',
  isCompressible: true,
  query: `
    query StatisticsExport($locale: [Locale!]!, $groupBy: [ActivityDimension!]!, $filter: ActivityFilter)
    @inLocales(preferred: $locale) {
      activityStatistics(groupBy: $groupBy, filter: $filter) {
        keys { value label }
        count
      }
    }
  `,
  variables: {},
  defaults: { groupBy: ['YEAR'] },
  // The API bounds the groups.
  limit: { items: Infinity, beyond: 'refuse' },
  partOf: ({ activityStatistics }) => ({ items: activityStatistics as Group[], next: null }),
  write: (parts, origin, { groupBy }) =>
    writeCsv([...(groupBy as string[]).flatMap(columnsOf), countColumn, ...originColumns(origin)], parts),
};

const countColumn: Column<Group> = { name: 'activities', of: ({ count }) => count };

/** The value of a dimension, as filters take it, and its name: the columns `country` and `countryName`. */
function columnsOf(dimension: string, place: number): Column<Group>[] {
  const name = dimension.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return [
    { name, of: ({ keys }) => keys[place]!.value },
    { name: `${name}Name`, of: ({ keys }) => keys[place]!.label },
  ];
}
