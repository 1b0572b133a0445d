import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, type RequestContext, rowsOf } from '../../../core/access/request-context';
import { groupBy } from '../../../core/group-by';
import type { Row } from '../../../database/sql/row-mapper';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import {
  ifTranslated,
  isTranslated,
  joinShownActivity,
  type ShownText,
  shownTextsOfRows,
} from '../../catalogue/activity/activity-translated-texts';
import { type Measured, progressOf } from '../results/progress';
import { IndicatorMeasure, IndicatorPeriod, type MeasuredDimension, type Measurement } from '../results/result';
import { ActivityResult, Indicator, type MeasurementKind } from '../results/results.entity';

/*
 * Results are visible with their activity, and in its language: those whose title a translation lacks are left out, and so are
 * their indicators and measurements. The loaders by the id of an owner get keys that a list or another loader has found for the
 * viewer.
 */

export const resultById = oneByKey<number, ActivityResult>(
  (ids, context) =>
    findResults(context, sql`WHERE ${context.read.isIn(sql`r.id`, ids)} AND ${isActivityVisible(context.viewer, 'a')}`),
  ({ id }) => id,
);

export const resultsByActivityId = manyByKey<number, ActivityResult>(async (ids, context) => {
  const found = await findResults(
    context,
    sql`WHERE ${context.read.isIn(sql`r.activity_id`, ids)} ORDER BY r.activity_id, r.position`,
  );
  return found.map((value) => ({ key: value.activityId, value }));
});

/** A row, with its title in the original language if it is shown in another one. */
interface TitledRow extends Row {
  readonly activityId: number;
  readonly isTranslated: number;
  readonly original: string;
}

async function findResults(context: RequestContext, where: Sql): Promise<ActivityResult[]> {
  const mapper = rowsOf(context, ActivityResult, 'r');
  const rows = await context.read.query<TitledRow>(sql`
    SELECT ${mapper.columns}, r.activity_id, ${isTranslated} AS is_translated, ${ifTranslated(sql`r.title`)} AS original
    FROM activity_result r JOIN activity a ON a.id = r.activity_id ${joinShownActivity(context)} ${where}`);
  const shownIn = await shownTextsOfRows(context, 'results', rows);
  return rows.flatMap((row) => {
    const shown = shownIn(row);
    return inLanguage(row, shown, mapper.get(row)).map((result) =>
      // A description that is not requested is undefined.
      result.description ? Object.assign(result, { description: shown(result.description) }) : result,
    );
  });
}

/** The object of a row with its title as it is shown; empty if there is none. */
function inLanguage<T extends { title: string }>(row: TitledRow, shown: ShownText, object: T): T[] {
  if (row.isTranslated === 0) return [object];
  const title = shown(row.original);
  return title === null ? [] : [Object.assign(object, { title })];
}

export const indicatorById = oneByKey<number, Indicator>(
  (ids, context) =>
    findIndicators(
      context,
      sql`WHERE ${context.read.isIn(sql`i.id`, ids)} AND ${isActivityVisible(context.viewer, 'a')}`,
    ),
  ({ id }) => id,
);

export const indicatorsByResultId = manyByKey<number, Indicator>(async (ids, context) => {
  const found = await findIndicators(
    context,
    sql`WHERE ${context.read.isIn(sql`i.result_id`, ids)} ORDER BY i.result_id, i.position`,
  );
  return found.map((value) => ({ key: value.resultId, value }));
});

async function findIndicators(context: RequestContext, where: Sql): Promise<Indicator[]> {
  const mapper = rowsOf(context, Indicator, 'i');
  const rows = await context.read.query<TitledRow & { resultTitle: string | null }>(sql`
    SELECT ${mapper.columns}, r.activity_id, ${isTranslated} AS is_translated,
      ${ifTranslated(sql`i.title`)} AS original, ${ifTranslated(sql`r.title`)} AS result_title
    FROM indicator i JOIN activity_result r ON r.id = i.result_id JOIN activity a ON a.id = r.activity_id
    ${joinShownActivity(context)} ${where}`);
  const shownIn = await shownTextsOfRows(context, 'results', rows);
  return rows.flatMap((row) => {
    const shown = shownIn(row);
    const isInResult = row.resultTitle === null || shown(row.resultTitle) !== null;
    const indicator = Object.assign(mapper.get(row), { activityId: row.activityId });
    return isInResult ? inLanguage(row, shown, indicator) : [];
  });
}

export const periodsByIndicatorId = manyByKey<number, IndicatorPeriod>(async (ids, { read }) => {
  const found = await read.query<Pick<IndicatorPeriod, 'indicatorId' | 'position' | 'start' | 'end'>>(sql`
    SELECT indicator_id, position, first_day AS start, last_day AS "end" FROM indicator_period
    WHERE ${read.isIn(sql`indicator_id`, ids)} ORDER BY indicator_id, position`);
  return found.map((row) => ({ key: row.indicatorId, value: Object.assign(new IndicatorPeriod(), row) }));
});

export const baselineByIndicatorId: LoaderDefinition<number, Measurement | null> = {
  batch: async (ids, context) => {
    const rows = await findMeasurements(context, ids, sql`m.kind = 'BASELINE' AND m.period = 0`);
    const found = new Map(rows.map(({ indicatorId, measurement }) => [indicatorId, measurement]));
    return ids.map((id) => found.get(id) ?? null);
  },
};

/** Measurements of an indicator by the positions of their periods. */
type MeasurementsByPeriod = ReadonlyMap<number, readonly Measurement[]>;

export const targetsByIndicatorId = measurementsByIndicatorId('TARGET');
export const actualsByIndicatorId = measurementsByIndicatorId('ACTUAL');

function measurementsByIndicatorId(kind: MeasurementKind): LoaderDefinition<number, MeasurementsByPeriod> {
  return {
    batch: async (ids, context) => {
      const found = new Map(ids.map((id) => [id, new Map<number, Measurement[]>()]));
      for (const { indicatorId, period, measurement } of await findMeasurements(context, ids, sql`m.kind = ${kind}`)) {
        const byPeriod = found.get(indicatorId)!;
        const measurements = byPeriod.get(period) ?? [];
        measurements.push(measurement);
        byPeriod.set(period, measurements);
      }
      return ids.map((id) => found.get(id)!);
    },
  };
}

/** What each field of a measurement is read from. */
const measurementColumns: Readonly<Record<keyof Measurement, string>> = {
  value: 'm.value',
  // A text has no number, and may be long.
  number: `CASE WHEN i.measure = '${IndicatorMeasure.QUALITATIVE}' THEN NULL ELSE m.value END`,
  date: 'm.day',
  comment: 'm.comment',
  dimensions: 'm.dimensions',
};

interface MeasurementRow extends Row, Omit<Measurement, 'dimensions'> {
  readonly indicatorId: number;
  readonly period: number;
  readonly activityId: number;
  readonly isTranslated: number;
  /** The texts without which the measurement cannot be shown in another language; null: it is shown in the original one. */
  readonly originalText: string | null;
  readonly originalDimensions: string | null;
  readonly dimensions?: string;
}

/** A measurement, and where it stands. */
interface PlacedMeasurement {
  readonly indicatorId: number;
  readonly period: number;
  readonly measurement: Measurement;
}

/** Finds measurements of indicators in their order, with the columns that the operation's fields need. */
async function findMeasurements(
  context: RequestContext,
  ids: readonly number[],
  isOfKind: Sql,
): Promise<PlacedMeasurement[]> {
  const { read, operation } = context;
  const columns = Object.entries(measurementColumns)
    .filter(([field]) => operation.requested.includes('Measurement', field))
    .map(([field, column]) => raw(`${column} AS "${field}"`));
  const text = sql`CASE WHEN i.measure = ${IndicatorMeasure.QUALITATIVE} THEN m.value END`;
  const rows = await read.query<MeasurementRow>(sql`
    SELECT ${join([raw('m.indicator_id'), raw('m.period'), raw('r.activity_id'), ...columns])},
      ${isTranslated} AS is_translated, ${ifTranslated(text)} AS original_text,
      ${ifTranslated(sql`m.dimensions`)} AS original_dimensions
    FROM measurement m JOIN indicator i ON i.id = m.indicator_id
    JOIN activity_result r ON r.id = i.result_id JOIN activity a ON a.id = r.activity_id ${joinShownActivity(context)}
    WHERE ${read.isIn(sql`m.indicator_id`, ids)} AND ${isOfKind}
    ORDER BY m.indicator_id, m.period, m.position`);
  const shownIn = await shownTextsOfRows(context, 'results', rows);
  return rows.flatMap((row) => {
    const measurement = measurementOf(row, shownIn(row));
    return measurement === null ? [] : [{ indicatorId: row.indicatorId, period: row.period, measurement }];
  });
}

/**
 * The measurement of a row; null if a translation lacks a dimension, without which the number would be that of another part, or
 * a value that is a text.
 */
function measurementOf(
  { value, number, date, comment, dimensions, originalText, originalDimensions }: MeasurementRow,
  shown: ShownText,
): Measurement | null {
  const measured = JSON.parse(originalDimensions ?? dimensions ?? '[]') as MeasuredDimension[];
  const shownDimensions = measured.flatMap((dimension) => {
    const [name, value] = [shown(dimension.name), shown(dimension.value)];
    return name === null || value === null ? [] : [{ name, value }];
  });
  const text = originalText === null ? value : shown(originalText);
  if (shownDimensions.length < measured.length || text === null) return null;
  // A comment that is not requested is undefined.
  return { value: text, number, date, comment: comment ? shown(comment) : comment, dimensions: shownDimensions };
}

interface MeasuredRow {
  readonly indicatorId: number;
  readonly measure: IndicatorMeasure;
  readonly isAscending: number;
  readonly period: number;
  readonly kind: MeasurementKind;
  readonly value: string;
  readonly isWhole: number;
}

/** The progress of indicators by the positions of their periods. */
export const progressByIndicatorId: LoaderDefinition<number, ReadonlyMap<number, string | null>> = {
  batch: async (ids, { read }) => {
    // The values of qualitative indicators are texts, which may be long.
    const rows = await read.query<MeasuredRow & Record<string, unknown>>(sql`
      SELECT m.indicator_id, i.measure, i.is_ascending, m.period, m.kind, m.value,
        CASE WHEN m.dimensions = '[]' THEN 1 ELSE 0 END AS is_whole
      FROM measurement m JOIN indicator i ON i.id = m.indicator_id
      WHERE ${read.isIn(sql`m.indicator_id`, ids)} AND i.measure <> ${IndicatorMeasure.QUALITATIVE}`);
    const found = groupBy(rows, ({ indicatorId }) => indicatorId);
    return ids.map((id) => progressByPeriod(found.get(id) ?? []));
  },
};

function progressByPeriod(rows: readonly MeasuredRow[]): Map<number, string | null> {
  const byPeriod = new Map<number, Record<MeasurementKind, Measured[]>>();
  for (const { period, kind, value, isWhole } of rows) {
    const measured = byPeriod.get(period) ?? { BASELINE: [], TARGET: [], ACTUAL: [] };
    measured[kind].push({ value, isWhole: isWhole === 1 });
    byPeriod.set(period, measured);
  }
  const baseline = byPeriod.get(0)?.BASELINE[0] ?? null;
  return new Map(
    [...byPeriod].map(([period, { TARGET: targets, ACTUAL: actuals }]) => {
      const { measure, isAscending } = rows[0]!;
      return [period, progressOf({ measure, isAscending: isAscending === 1, baseline }, { targets, actuals })];
    }),
  );
}
