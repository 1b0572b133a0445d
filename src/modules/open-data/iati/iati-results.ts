import type { IatiMeasurement, IatiResult } from './iati-answers';
import { narratives, withoutAbsent } from './iati-xml';

/** ResultType. */
const TYPES = { OUTPUT: 1, OUTCOME: 2, IMPACT: 3, OTHER: 9 };

/** IndicatorMeasure. */
const MEASURES = { UNIT: 1, PERCENTAGE: 2, NOMINAL: 3, ORDINAL: 4, QUALITATIVE: 5 };

/**
 * The results of an activity, whose texts are in its original language. The standard requires an indicator of each result and
 * a year of each baseline: what lacks them is left out.
 */
export function resultsOf(results: readonly IatiResult[], locale: string): object[] {
  return results
    .filter(({ indicators }) => indicators.length > 0)
    .map(({ type, title, description, indicators }) =>
      withoutAbsent({
        '@type': TYPES[type as keyof typeof TYPES],
        title: textOf(title, locale),
        description: textOf(description, locale),
        indicator: indicators.map((indicator) => toIndicator(indicator, locale)),
      }),
    );
}

function toIndicator(
  { measure, isAscending, title, baseline, periods }: IatiResult['indicators'][number],
  locale: string,
): object {
  const year = baseline?.date?.slice(0, 4);
  const measured = (measurement: IatiMeasurement): object => toMeasurement(measurement, measure, locale);
  return withoutAbsent({
    '@measure': MEASURES[measure as keyof typeof MEASURES],
    '@ascending': String(isAscending),
    title: textOf(title, locale),
    baseline:
      baseline === null || year === undefined
        ? undefined
        : { '@year': year, '@iso-date': baseline.date, ...measured(baseline) },
    period: periods.map(({ start, end, targets, actuals }) => ({
      'period-start': { '@iso-date': start },
      'period-end': { '@iso-date': end },
      target: targets.map(measured),
      actual: actuals.map(measured),
    })),
  });
}

/** A value is an attribute if it is a number. The standard wants those of qualitative indicators as comments. */
function toMeasurement(
  { value, number, comment, dimensions }: IatiMeasurement,
  measure: string,
  locale: string,
): object {
  const isText = measure === 'QUALITATIVE';
  const comments = [isText ? value : null, comment].filter((text) => text !== null);
  return withoutAbsent({
    '@value': isText ? undefined : (number ?? value),
    dimension: dimensions.map(({ name, value: part }) => ({ '@name': name, '@value': part })),
    comment: textOf(comments.join('\n'), locale),
  });
}

function textOf(text: string | null, locale: string): object | undefined {
  return narratives([{ locale, text: text ?? '' }], locale);
}
