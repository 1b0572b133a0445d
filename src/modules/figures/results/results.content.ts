import { z } from 'zod';
import type { FieldCheck } from '../../../core/fields/field';
import { normalizeText, scalarJson, textJson } from '../../../core/fields/field-kinds';
import { checkLength } from '../../../core/fields/list-kinds';
import { eachText } from '../../../core/fields/translated-texts';
import { MAX_INDICATORS, MAX_LENGTH, MAX_MEASUREMENTS, MAX_PERIODS } from '../../../core/limits';
import { checkRepeats, checkText, checkYear } from '../../../core/mutations/checks';
import { canonicalDecimal } from '../../../core/types/decimal';
import { DateScalar } from '../../../core/types/scalars';
import {
  type IndicatorContent,
  type IndicatorInput,
  IndicatorMeasure,
  MAX_DIMENSIONS,
  MAX_RESULT_ROWS,
  type MeasurementContent,
  type MeasurementInput,
  type PeriodContent,
  type ResultContent,
  type ResultInput,
  ResultType,
} from './result';

const measurementJson = z.strictObject({
  value: textJson,
  date: scalarJson(DateScalar).nullish(),
  comment: textJson.nullish(),
  dimensions: z.array(z.strictObject({ name: textJson, value: textJson })).nullish(),
});

const periodJson = z.strictObject({
  start: scalarJson(DateScalar),
  end: scalarJson(DateScalar),
  targets: z.array(measurementJson).nullish(),
  actuals: z.array(measurementJson).nullish(),
});

const indicatorJson = z.strictObject({
  title: textJson,
  measure: z.enum(IndicatorMeasure, `must be one of ${Object.values(IndicatorMeasure).join(', ')}`),
  isAscending: z.boolean('must be true or false').nullish(),
  baseline: measurementJson.nullish(),
  periods: z.array(periodJson).nullish(),
});

/** Results in imported files. `normalizeResults` adds what they may leave out. */
export const resultsJson = z.array(
  z.strictObject({
    type: z.enum(ResultType, `must be one of ${Object.values(ResultType).join(', ')}`),
    title: textJson,
    description: textJson.nullish(),
    indicators: z.array(indicatorJson).nullish(),
  }),
  'must be a list of results',
);

/** Results with all fields in a fixed order. Numbers are in the form that equal numbers share. */
export function normalizeResults(results: readonly ResultInput[]): ResultContent[] {
  return results.map(({ type, title, description, indicators }) => ({
    type,
    title: normalizeText(title),
    description: textOrNull(description),
    indicators: (indicators ?? []).map(normalizeIndicator),
  }));
}

function normalizeIndicator({ title, measure, isAscending, baseline, periods }: IndicatorInput): IndicatorContent {
  const measured = (one: MeasurementInput): MeasurementContent => normalizeMeasurement(one, measure);
  return {
    title: normalizeText(title),
    measure,
    isAscending: isAscending ?? true,
    baseline: baseline == null ? null : measured(baseline),
    periods: (periods ?? []).map(({ start, end, targets, actuals }) => ({
      start,
      end,
      targets: (targets ?? []).map(measured),
      actuals: (actuals ?? []).map(measured),
    })),
  };
}

function normalizeMeasurement(
  { value, date, comment, dimensions }: MeasurementInput,
  measure: IndicatorMeasure,
): MeasurementContent {
  const text = normalizeText(value);
  return {
    value: measure === IndicatorMeasure.QUALITATIVE ? text : (canonicalDecimal(text) ?? text),
    date: date ?? null,
    comment: textOrNull(comment),
    dimensions: (dimensions ?? []).map((one) => ({ name: normalizeText(one.name), value: normalizeText(one.value) })),
  };
}

function textOrNull(text: string | null | undefined): string | null {
  return text == null ? null : normalizeText(text, true) || null;
}

/** The texts within results that are translated, in the order of the outline. Numbers and days are the same in every language. */
export function textsWithinResults(results: readonly ResultContent[]): readonly string[] {
  return eachText(
    results.flatMap(({ title, description, indicators }) => [
      title,
      description,
      ...indicators.flatMap((indicator) => [indicator.title, ...measurementTexts(indicator)]),
    ]),
  );
}

function measurementTexts({ measure, baseline, periods }: IndicatorContent): (string | null)[] {
  const measurements = [
    ...(baseline === null ? [] : [baseline]),
    ...periods.flatMap(({ targets, actuals }) => [...targets, ...actuals]),
  ];
  return measurements.flatMap(({ value, comment, dimensions }) => [
    measure === IndicatorMeasure.QUALITATIVE ? value : null,
    comment,
    ...dimensions.flatMap((dimension) => [dimension.name, dimension.value]),
  ]);
}

/** Adds the problems of results at the paths of their parts. */
export function checkResults(results: readonly ResultContent[], { problems, path }: FieldCheck): void {
  checkLength(results, { problems, path });
  if (rowsIn(results) > MAX_RESULT_ROWS) {
    const most = `at most ${MAX_RESULT_ROWS} indicators, periods and measurements altogether`;
    problems.add(path, 'TOO_LONG', `must have ${most}`);
    return;
  }
  for (const [index, { title, description, indicators }] of results.entries()) {
    const place = `${path}.${index}`;
    checkText(problems, `${place}.title`, title, { max: MAX_LENGTH.title, required: true });
    checkText(problems, `${place}.description`, description, { max: MAX_LENGTH.summary, multiline: true });
    checkCount(problems, `${place}.indicators`, indicators, MAX_INDICATORS);
    for (const [at, indicator] of indicators.entries()) {
      checkIndicator(indicator, { problems, path: `${place}.indicators.${at}` });
    }
  }
}

/** The rows of results, without the results themselves. */
function rowsIn(results: readonly ResultContent[]): number {
  const inPeriod = ({ targets, actuals }: PeriodContent): number => 1 + targets.length + actuals.length;
  return results
    .flatMap(({ indicators }) => indicators)
    .reduce((rows, { periods }) => rows + 1 + periods.reduce((sum, period) => sum + inPeriod(period), 0), 0);
}

type Place = Pick<FieldCheck, 'problems' | 'path'>;

function checkIndicator({ title, measure, baseline, periods }: IndicatorContent, { problems, path }: Place): void {
  checkText(problems, `${path}.title`, title, { max: MAX_LENGTH.title, required: true });
  if (baseline !== null) checkMeasurement(baseline, measure, { problems, path: `${path}.baseline` });
  checkCount(problems, `${path}.periods`, periods, MAX_PERIODS);
  for (const [index, { start, end, ...measured }] of periods.entries()) {
    const place = `${path}.periods.${index}`;
    checkYear(problems, `${place}.start`, start);
    checkYear(problems, `${place}.end`, end);
    if (end < start && !problems.has(`${place}.start`, `${place}.end`)) {
      problems.add(`${place}.end`, 'INCONSISTENT', 'must not be before start');
    }
    for (const kind of ['targets', 'actuals'] as const) {
      checkCount(problems, `${place}.${kind}`, measured[kind], MAX_MEASUREMENTS);
      for (const [at, one] of measured[kind].entries()) {
        checkMeasurement(one, measure, { problems, path: `${place}.${kind}.${at}` });
      }
    }
  }
}

function checkMeasurement(
  { value, date, comment, dimensions }: MeasurementContent,
  measure: IndicatorMeasure,
  { problems, path }: Place,
): void {
  if (measure === IndicatorMeasure.QUALITATIVE) {
    checkText(problems, `${path}.value`, value, { max: MAX_LENGTH.summary, required: true });
  } else if (canonicalDecimal(value) === null) {
    problems.add(`${path}.value`, 'INVALID', `must be a number such as 12.5, because the measure is ${measure}`);
  }
  checkYear(problems, `${path}.date`, date);
  checkText(problems, `${path}.comment`, comment, { max: MAX_LENGTH.summary, multiline: true });
  checkCount(problems, `${path}.dimensions`, dimensions, MAX_DIMENSIONS);
  for (const [index, dimension] of dimensions.entries()) {
    for (const part of ['name', 'value'] as const) {
      const rule = { max: MAX_LENGTH.name, required: true };
      checkText(problems, `${path}.dimensions.${index}.${part}`, dimension[part], rule);
    }
  }
  checkRepeats(
    problems,
    `${path}.dimensions`,
    dimensions.map(({ name }) => name),
  );
}

function checkCount(problems: FieldCheck['problems'], path: string, entries: readonly unknown[], most: number): void {
  if (entries.length > most) problems.add(path, 'TOO_LONG', `must have at most ${most} entries`);
}
