import type { IatiIndicator, IatiMeasurement, IatiResult, InLanguage } from './iati-responses';
import { narratives, withoutAbsent } from './iati-xml';

/** ResultType. */
const TYPES = { OUTPUT: 1, OUTCOME: 2, IMPACT: 3, OTHER: 9 };

/** IndicatorMeasure. */
const MEASURES = { UNIT: 1, PERCENTAGE: 2, NOMINAL: 3, ORDINAL: 4, QUALITATIVE: 5 };

/** Something in each language in which readers have it, the original one first. */
type InLanguages<T> = readonly [InLanguage<T>, ...InLanguage<T>[]];

/**
 * The results of an activity. The standard requires an indicator of each result and a year of each baseline: what lacks them
 * is left out.
 *
 * @param translations the results in other languages, without those that these lack
 */
export function resultsOf(
  results: readonly IatiResult[],
  locale: string,
  translations: readonly InLanguage<readonly IatiResult[]>[],
): object[] {
  return withIds({ locale, value: results }, translations)
    .filter(([{ value }]) => value.indicators.length > 0)
    .map((result) => {
      const [{ value: original }, ...others] = result;
      const indicators = withIds(
        { locale, value: original.indicators },
        others.map((other) => ({ locale: other.locale, value: other.value.indicators })),
      );
      return withoutAbsent({
        '@type': TYPES[original.type as keyof typeof TYPES],
        title: textOf(result, ({ title }) => title),
        description: textOf(result, ({ description }) => description),
        indicator: indicators.map(toIndicator),
      });
    });
}

function toIndicator(indicator: InLanguages<IatiIndicator>): object {
  const [{ locale, value: original }, ...others] = indicator;
  const { measure, isAscending, baseline, periods } = original;
  const year = baseline?.date?.slice(0, 4);
  const listOf = (measurementsIn: (of: IatiIndicator) => readonly IatiMeasurement[]): object[] =>
    inOrder(
      { locale, value: measurementsIn(original) },
      others.map((other) => ({ locale: other.locale, value: measurementsIn(other.value) })),
    ).map((measurement) => toMeasurement(measurement, measure));
  const [atBeginning] = listOf((of) => (of.baseline === null ? [] : [of.baseline]));
  return withoutAbsent({
    '@measure': MEASURES[measure as keyof typeof MEASURES],
    '@ascending': String(isAscending),
    title: textOf(indicator, ({ title }) => title),
    baseline: year === undefined ? undefined : { '@year': year, '@iso-date': baseline!.date, ...atBeginning },
    period: periods.map(({ start, end }, index) => ({
      'period-start': { '@iso-date': start },
      'period-end': { '@iso-date': end },
      target: listOf((of) => of.periods[index]?.targets ?? []),
      actual: listOf((of) => of.periods[index]?.actuals ?? []),
    })),
  });
}

/** A value is an attribute if it is a number. The standard wants those of qualitative indicators as comments. */
function toMeasurement(measurement: InLanguages<IatiMeasurement>, measure: string): object {
  const isText = measure === 'QUALITATIVE';
  const [{ value: original }] = measurement;
  return withoutAbsent({
    '@value': isText ? undefined : (original.number ?? original.value),
    // Attributes have one language.
    dimension: original.dimensions.map(({ name, value: part }) => ({ '@name': name, '@value': part })),
    comment: textOf(measurement, ({ value, comment }) =>
      [isText ? value : null, comment].filter((text) => text !== null).join('\n'),
    ),
  });
}

/** The entries of a list, each with those of the other languages that have its id. */
function withIds<T extends { readonly id: string }>(
  { locale, value }: InLanguage<readonly T[]>,
  translations: readonly InLanguage<readonly T[]>[],
): InLanguages<T>[] {
  return value.map((entry) => [
    { locale, value: entry },
    ...translations.flatMap((other) => {
      const found = other.value.find(({ id }) => id === entry.id);
      return found === undefined ? [] : [{ locale: other.locale, value: found }];
    }),
  ]);
}

/** The entries of a list, each with those of the other languages at its place. Languages that lack an entry are left out. */
export function inOrder<T>(
  { locale, value }: InLanguage<readonly T[]>,
  translations: readonly InLanguage<readonly T[]>[],
): InLanguages<T>[] {
  const complete = translations.filter((other) => other.value.length === value.length);
  return value.map((entry, index) => [
    { locale, value: entry },
    ...complete.map((other) => ({ locale: other.locale, value: other.value[index]! })),
  ]);
}

/** A text in all languages. */
export function textOf<T>(versions: InLanguages<T>, textIn: (value: T) => string | null): object | undefined {
  return narratives(
    versions.map(({ locale, value }) => ({ locale, text: textIn(value) ?? '' })),
    versions[0].locale,
  );
}
