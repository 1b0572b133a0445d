import { activityParts } from './activity-parts';
import { activityRowsFiles } from './activity-rows-files';
import type { Column, ExactNumber } from './table';

interface ExportedMeasurement {
  readonly value: string;
  /** Null: the indicator is qualitative. */
  readonly number: string | null;
  readonly dimensions: readonly { readonly value: string }[];
}

interface ExportedPeriod {
  readonly start: string;
  readonly end: string;
  readonly targets: readonly ExportedMeasurement[];
  readonly actuals: readonly ExportedMeasurement[];
  readonly progress: string | null;
}

interface ExportedIndicator {
  readonly title: string;
  readonly measure: string;
  readonly isAscending: boolean;
  readonly baseline: ExportedMeasurement | null;
  readonly periods: readonly ExportedPeriod[];
}

interface ExportedResult {
  readonly type: string;
  readonly title: string;
  readonly indicators: readonly ExportedIndicator[];
}

interface ActivityWithResults {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly results: readonly ExportedResult[];
}

/** A row of the table: an indicator in one of its periods. */
interface ResultRow {
  readonly activity: ActivityWithResults;
  readonly result: ExportedResult;
  /** Null: the result has no indicators. */
  readonly indicator: ExportedIndicator | null;
  /** Null: the indicator has no periods. */
  readonly period: ExportedPeriod | null;
}

const columns: readonly Column<ResultRow>[] = [
  { name: 'activity', of: ({ activity }) => activity.slug },
  { name: 'locale', of: ({ activity }) => activity.locale },
  { name: 'activityTitle', of: ({ activity }) => activity.title },
  { name: 'resultType', of: ({ result }) => result.type },
  { name: 'result', of: ({ result }) => result.title },
  { name: 'indicator', of: ({ indicator }) => indicator?.title },
  { name: 'measure', of: ({ indicator }) => indicator?.measure },
  { name: 'isAscending', of: ({ indicator }) => indicator && String(indicator.isAscending) },
  { name: 'baseline', of: ({ indicator }) => indicator?.baseline && valueOf(indicator.baseline) },
  { name: 'start', of: ({ period }) => period?.start },
  { name: 'end', of: ({ period }) => period?.end },
  { name: 'targets', of: ({ period }) => period && valuesOf(period.targets) },
  { name: 'actuals', of: ({ period }) => period && valuesOf(period.actuals) },
  { name: 'progress', of: ({ period }) => (period?.progress == null ? null : { decimal: period.progress }) },
];

/** A value about the whole as a number if it is one. */
function valueOf(measurement: ExportedMeasurement): ExactNumber | string {
  const { number, dimensions } = measurement;
  return number !== null && dimensions.length === 0 ? { decimal: number } : textOf(measurement);
}

/** Several values are a list, and so is a text. */
function valuesOf(measurements: readonly ExportedMeasurement[]): ExactNumber | readonly string[] {
  const values = measurements.map(valueOf);
  const [only] = values;
  return values.length === 1 && typeof only === 'object' ? only : measurements.map(textOf);
}

/** A value with the parts that it is about, such as "7 (women)". */
function textOf({ value, dimensions }: ExportedMeasurement): string {
  return dimensions.length === 0 ? value : `${value} (${dimensions.map((dimension) => dimension.value).join(', ')})`;
}

/** Results of activities as a table, with a row for each period of an indicator. */
export const resultFiles = activityRowsFiles<ActivityWithResults, ResultRow>({
  name: 'results',
  columns,
  rowsOf: rowsOfActivity,
  title: { en: 'Results', fr: 'Résultats', ru: 'Результаты' },
  query: `
    query ResultsExport(
      $locale: [Locale!]!
      $filter: ActivityFilter = {}
      $orderBy: [ActivityOrder!]
      $first: Int!
      $after: String
      $isStart: Boolean!
      $isFound: Boolean!
      $ids: [ID!]!
    ) @inLocales(preferred: $locale) {
      activities(first: $first, after: $after, orderBy: $orderBy, filter: { and: [$filter, { hasResults: true }] })
      @skip(if: $isFound) {
        nodes { id ...ActivityWithResults @include(if: $isStart) }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
      found: nodes(ids: $ids) @include(if: $isFound) { id ...ActivityWithResults }
    }
    fragment ActivityWithResults on Activity {
      slug
      locale
      title
      results {
        type
        title
        indicators {
          title
          measure
          isAscending
          baseline { ...ExportedMeasurement }
          periods {
            start
            end
            targets { ...ExportedMeasurement }
            actuals { ...ExportedMeasurement }
            progress
          }
        }
      }
    }
    fragment ExportedMeasurement on Measurement { value number dimensions { value } }
  `,
  variables: { isFound: false, ids: [] },
  defaults: {},
  ...activityParts<ActivityWithResults>(),
});

function rowsOfActivity(activity: ActivityWithResults): ResultRow[] {
  return activity.results.flatMap((result) =>
    orNull(result.indicators).flatMap((indicator) =>
      orNull(indicator?.periods ?? []).map((period) => ({ activity, result, indicator, period })),
    ),
  );
}

/** One null instead of no items: a result without indicators, or an indicator without periods, has a row as well. */
function orNull<T>(items: readonly T[]): readonly (T | null)[] {
  return items.length === 0 ? [null] : items;
}
