import { givenConditions } from '../parts/activity-filter';
import type { Bars } from '../parts/bar-chart';
import type { CountryCount } from '../parts/world-map';
import type { Visit } from '../visit';

/** A figure by the values of one dimension. */
export interface DimensionFigure {
  readonly title: string;
  /** The names of the numbers that each row has, the drawn ones first. */
  readonly series: readonly string[];
  /** How many of the series the chart draws. The table has all of them. */
  readonly drawn: number;
  readonly rows: readonly Bars[];
  /** True if the rows are in the order of time. */
  readonly isOrdered: boolean;
  /** True if the rows add up to all that is counted. */
  readonly addsUp: boolean;
  /** The numbers on a map, if they belong to countries. */
  readonly countries: readonly CountryCount[];
  /** How it is counted, in a sentence or two. */
  readonly method: string;
  /** The file of /exports without its extension, and its parameters. */
  readonly file: string;
  readonly parameters: URLSearchParams;
  /** The operation behind it. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Key {
  readonly value: string | null;
  readonly label: string | null;
}

/** The name of a group by one dimension. */
export function nameOf(visit: Visit, [key]: readonly Key[]): string {
  return key?.label ?? key?.value ?? visit.translate('activities.unknown');
}

/** Groups in the order of their names: the codes by which the API orders them are not shown. That of the unknown is last. */
export function byName<T extends { readonly keys: readonly Key[] }>(visit: Visit, groups: readonly T[]): T[] {
  const collator = new Intl.Collator(visit.locale, { numeric: true });
  const isUnknown = ({ keys: [key] }: T): number => Number(key?.value == null);
  return [...groups].sort(
    (one, other) =>
      isUnknown(one) - isUnknown(other) || collator.compare(nameOf(visit, one.keys), nameOf(visit, other.keys)),
  );
}

/** The parameters of a file by one dimension, under the conditions of the page and in its language. */
export function fileParameters(visit: Visit, groupBy: string): URLSearchParams {
  return new URLSearchParams([['groupBy', groupBy], ...fileParametersOf(visit)]);
}

/** The parameters of a file under the conditions of the page and in its language. */
export function fileParametersOf({ url, locale }: Visit): URLSearchParams {
  return new URLSearchParams([['locale', locale], ...givenConditions(url.searchParams)]);
}
