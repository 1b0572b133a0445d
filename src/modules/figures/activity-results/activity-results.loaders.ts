import { manyByKey, oneByKey } from '../../../core/access/loader';
import { rowsOf, type LoaderDefinition, type RequestContext } from '../../../core/access/request-context';
import { raw, sql, type Sql } from '../../../database/sql';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import { progressOf } from '../results/progress';
import {
  IndicatorMeasure,
  type IndicatorPeriod,
  type Measurement,
  type MeasurementContent,
  type PeriodContent,
} from '../results/result';
import { ActivityResult, Indicator } from '../results/results.entity';
import { selectBaseline, selectPeriods } from '../results/results.field';

/*
 * Results are visible with their activity. The loaders by the id of an owner get keys that a list or another loader has found
 * for the viewer.
 */

export const resultById = oneByKey<number, ActivityResult>(
  (ids, context) =>
    findResults(
      context,
      sql`JOIN activity a ON a.id = r.activity_id
        WHERE ${context.read.isIn(sql`r.id`, ids)} AND ${isActivityVisible(context.viewer, 'a')}`,
    ),
  ({ id }) => id,
);

export const resultsByActivityId = manyByKey<number, ActivityResult>(async (ids, context) => {
  const found = await findResults(
    context,
    sql`WHERE ${context.read.isIn(sql`r.activity_id`, ids)} ORDER BY r.activity_id, r.position`,
  );
  return found.map((value) => ({ key: value.activityId, value }));
});

async function findResults(context: RequestContext, where: Sql): Promise<ActivityResult[]> {
  const mapper = rowsOf(context, ActivityResult, 'r');
  const rows = await context.read.query(sql`SELECT ${mapper.columns} FROM activity_result r ${where}`);
  return rows.map((row) => mapper.get(row));
}

export const indicatorById = oneByKey<number, Indicator>(
  (ids, context) =>
    findIndicators(
      context,
      sql`JOIN activity_result r ON r.id = i.result_id JOIN activity a ON a.id = r.activity_id
        WHERE ${context.read.isIn(sql`i.id`, ids)} AND ${isActivityVisible(context.viewer, 'a')}`,
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
  const rows = await context.read.query(sql`SELECT ${mapper.columns} FROM indicator i ${where}`);
  return rows.map((row) => mapper.get(row));
}

/** The values of an indicator. */
interface MeasuredValues {
  readonly baseline: Measurement | null;
  readonly periods: IndicatorPeriod[];
}

interface MeasuredRow {
  readonly id: number;
  readonly measure: IndicatorMeasure;
  readonly isAscending: number;
  readonly baseline: string;
  readonly periods: string;
}

/** The baseline and the periods of indicators. */
export const measuredValuesByIndicatorId: LoaderDefinition<number, MeasuredValues> = {
  batch: async (ids, { read }) => {
    const [baseline, periods] = [selectBaseline, selectPeriods].map((select) => raw(select(read.jsonListOf)));
    const rows = await read.query<MeasuredRow & Record<string, unknown>>(sql`
      SELECT i.id, i.measure, i.is_ascending, ${baseline} AS baseline, ${periods} AS periods
      FROM indicator i WHERE ${read.isIn(sql`i.id`, ids)}`);
    const found = new Map(rows.map((row) => [row.id, measuredValuesOf(row)]));
    return ids.map((id) => found.get(id) ?? { baseline: null, periods: [] });
  },
};

function measuredValuesOf({ measure, isAscending, ...selected }: MeasuredRow): MeasuredValues {
  const [baseline = null] = JSON.parse(selected.baseline) as MeasurementContent[];
  const shown = (measurement: MeasurementContent): Measurement => ({
    ...measurement,
    number: measure === IndicatorMeasure.QUALITATIVE ? null : measurement.value,
  });
  const indicator = { measure, isAscending: isAscending === 1, baseline };
  return {
    baseline: baseline && shown(baseline),
    periods: (JSON.parse(selected.periods) as PeriodContent[]).map(({ targets, actuals, ...days }) => ({
      ...days,
      targets: targets.map(shown),
      actuals: actuals.map(shown),
      progress: progressOf(indicator, { targets, actuals }),
    })),
  };
}
