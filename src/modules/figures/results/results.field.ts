import type { EntityManager } from 'typeorm';
import { type z } from 'zod';
import { jsonCell } from '../../../core/csv-cells';
import type { InputField } from '../../../core/fields/field';
import { argument, inWords } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { IN_ORDER, MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { MAX_TRANSLATED_TEXTS, TranslatedTextInput } from '../../../core/languages/translated-text';
import { MAX_LENGTH } from '../../../core/limits';
import { insertMany } from '../../../database/sql/bulk-insert';
import type { JsonListOf } from '../../../database/sql/json-lists';
import { join, raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import {
  type IndicatorContent,
  MAX_RESULT_ROWS,
  type MeasurementContent,
  type PeriodContent,
  type ResultContent,
  ResultInput,
} from './result';
import { checkResults, normalizeResults, resultsJson, textsWithinResults } from './results.content';
import { type MeasurementKind, StoredMeasurement, StoredPeriod } from './results.entity';

/**
 * The results of an activity with their indicators, as editors write them. It uses no entity of the catalogue, which comes
 * later in the order of modules.
 */
export const results: InputField<readonly ResultContent[]> & {
  readonly isTranslatable: true;
  readonly textsWithin: (values: readonly ResultContent[]) => readonly string[];
} = {
  isTranslatable: true,
  textsWithin: textsWithinResults,
  form: { kind: ContentFieldKind.RESULTS, maxItems: MAX_ENTRIES, maxLength: MAX_LENGTH.title },
  argument: {
    ...argument(
      () => [ResultInput],
      {
        description: 'Results of the activity in their order',
        note: `They have at most ${inWords(MAX_RESULT_ROWS)} indicators, periods and measurements altogether.`,
      },
      IN_ORDER,
    ),
    inTranslation: argument(
      () => [TranslatedTextInput],
      {
        description:
          'Titles, descriptions, comments, dimensions and qualitative values within the results of the activity',
      },
      `, each once, at most ${inWords(MAX_TRANSLATED_TEXTS)}`,
    ),
  },
  empty: [],
  json: resultsJson as z.ZodType as z.ZodType<readonly ResultContent[]>,
  cellEntry: jsonCell,
  select: (_name, alias, listOf) =>
    listOf(
      { type: 'l.type', title: 'l.title', description: 'l.description', indicators: { json: indicatorsOf(listOf) } },
      raw(`activity_result l WHERE l.activity_id = ${alias}.id`),
      'l.position',
    ),
  decode: (selected) =>
    normalizeResults(
      (selected as SelectedResult[]).map(({ indicators, ...result }) => ({
        ...result,
        indicators: indicators.map(({ isAscending, baseline: [baseline], ...indicator }) => ({
          ...indicator,
          isAscending: isAscending === 1,
          baseline,
        })),
      })) as object as ResultInput[],
    ),
  normalize: (values) => normalizeResults(values as object as ResultInput[]),
  check: checkResults,
  replace,
};

/** Results as `select` gives them. */
type SelectedResult = Omit<ResultContent, 'indicators'> & {
  readonly indicators: readonly (Omit<IndicatorContent, 'isAscending' | 'baseline'> & {
    readonly isAscending: number;
    readonly baseline: readonly MeasurementContent[];
  })[];
};

/** Selects the indicators of the result under the alias `l`. */
function indicatorsOf(listOf: JsonListOf): string {
  const indicator = {
    title: 'i.title',
    measure: 'i.measure',
    isAscending: 'i.is_ascending',
    // A list with at most one entry.
    baseline: { json: measurementsOf(listOf, 'BASELINE', '0') },
    periods: { json: periodsOf(listOf) },
  };
  return listOf(indicator, raw('indicator i WHERE i.result_id = l.id'), 'i.position').sql;
}

/** Selects the periods of the indicator under the alias `i`: `PeriodContent`. */
function periodsOf(listOf: JsonListOf): string {
  const period = {
    start: 'p.first_day',
    end: 'p.last_day',
    targets: { json: measurementsOf(listOf, 'TARGET', 'p.position') },
    actuals: { json: measurementsOf(listOf, 'ACTUAL', 'p.position') },
  };
  return listOf(period, raw('indicator_period p WHERE p.indicator_id = i.id'), 'p.position').sql;
}

function measurementsOf(listOf: JsonListOf, kind: MeasurementKind, period: string): string {
  const measurement = { value: 'm.value', date: 'm.day', comment: 'm.comment', dimensions: { json: 'm.dimensions' } };
  const from = `measurement m WHERE m.indicator_id = i.id AND m.period = ${period} AND m.kind = '${kind}'`;
  return listOf(measurement, raw(from), 'm.position').sql;
}

/** Results keep their ids while their titles stay, and so do the indicators of a result. */
async function replace(manager: EntityManager, activityId: number, values: readonly ResultContent[]): Promise<void> {
  const before = await findTitled(manager, 'activity_result', 'activity_id', [activityId]);
  const indicatorsBefore = await findTitled(
    manager,
    'indicator',
    'result_id',
    before.map(({ id }) => id),
  );
  await executeSql(manager, sql`DELETE FROM activity_result WHERE activity_id = ${activityId}`);
  const kept = keepIds(values, before);
  for (const [index, { indicators, ...result }] of values.entries()) {
    const row = { ...result, activity_id: activityId, position: index + 1 };
    const resultId = await insertRow(manager, 'activity_result', kept[index]!, row);
    const own = indicatorsBefore.filter(({ owner }) => owner === kept[index]);
    await insertIndicators(manager, resultId, indicators, keepIds(indicators, own));
  }
}

async function insertIndicators(
  manager: EntityManager,
  resultId: number,
  indicators: readonly IndicatorContent[],
  kept: readonly (number | null)[],
): Promise<void> {
  const periods: StoredPeriod[] = [];
  const measurements: StoredMeasurement[] = [];
  for (const [index, { title, measure, isAscending, ...measured }] of indicators.entries()) {
    const row = { result_id: resultId, position: index + 1, title, measure, is_ascending: isAscending ? 1 : 0 };
    const indicatorId = await insertRow(manager, 'indicator', kept[index]!, row);
    periods.push(...periodRows(indicatorId, measured.periods));
    measurements.push(...measurementRows(indicatorId, measured));
  }
  await insertMany(manager, StoredPeriod, periods);
  await insertMany(manager, StoredMeasurement, measurements);
}

/** The rows of an indicator's periods. */
export function periodRows(indicatorId: number, periods: readonly PeriodContent[]): StoredPeriod[] {
  return periods.map(({ start, end }, index) =>
    Object.assign(new StoredPeriod(), { indicatorId, position: index + 1, firstDay: start, lastDay: end }),
  );
}

/** The rows of an indicator's values. */
export function measurementRows(
  indicatorId: number,
  { baseline, periods }: Pick<IndicatorContent, 'baseline' | 'periods'>,
): StoredMeasurement[] {
  const rowsOf = (period: number, kind: MeasurementKind, measurements: readonly MeasurementContent[]) =>
    measurements.map(({ value, date, comment, dimensions }, index) =>
      Object.assign(new StoredMeasurement(), {
        ...{ indicatorId, period, kind, position: index + 1, value, day: date, comment },
        dimensions: JSON.stringify(dimensions),
      }),
    );
  return [
    ...rowsOf(0, 'BASELINE', baseline === null ? [] : [baseline]),
    ...periods.flatMap(({ targets, actuals }, index) => [
      ...rowsOf(index + 1, 'TARGET', targets),
      ...rowsOf(index + 1, 'ACTUAL', actuals),
    ]),
  ];
}

interface TitledRow {
  readonly id: number;
  readonly owner: number;
  readonly title: string;
}

function findTitled(
  manager: EntityManager,
  table: string,
  owner: string,
  owners: readonly number[],
): Promise<TitledRow[]> {
  const ids = owners.length === 0 ? 'NULL' : owners.join();
  return executeSql<TitledRow>(
    manager,
    raw(`SELECT id, ${owner} AS owner, title FROM ${table} WHERE ${owner} IN (${ids}) ORDER BY ${owner}, position`),
  );
}

/** The id of the row before for each entry with the same title, each at most once; null: the entry is new. */
function keepIds(
  entries: readonly { readonly title: string }[],
  before: readonly Pick<TitledRow, 'id' | 'title'>[],
): (number | null)[] {
  const left = [...before];
  return entries.map(({ title }) => {
    const index = left.findIndex((row) => row.title === title);
    return index < 0 ? null : left.splice(index, 1)[0]!.id;
  });
}

/** Inserts a row, with this id unless it is null. Returns the id. */
async function insertRow(
  manager: EntityManager,
  table: string,
  id: number | null,
  row: Readonly<Record<string, unknown>>,
): Promise<number> {
  const columns = Object.entries(id === null ? row : { id, ...row });
  const names = raw(columns.map(([name]) => name).join());
  const [inserted] = await executeSql<{ id: number }>(
    manager,
    sql`INSERT INTO ${raw(table)} (${names}) VALUES (${join(columns.map(([, value]) => value))}) RETURNING id`,
  );
  return inserted!.id;
}
