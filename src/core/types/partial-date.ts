import { stringScalar } from './string-scalar';

/**
 * A date to the precision known, in the reduced-precision format of ISO 8601: `2014`, `2014-05` or `2014-05-12`. It
 * is ordered as its first day.
 */
export const PartialDateScalar = stringScalar({
  name: 'PartialDate',
  description:
    'ISO 8601 date to the precision known: a year (2014), a month (2014-05) or a day (2014-05-12). ' +
    'It is ordered as its first day.',
  rule: 'a year, a month or a day of the calendar, such as 2014, 2014-05 or 2014-05-12',
  parse: (text) => (isPartialDate(text) ? text : null),
});

/** Returns the first day of a partial date: `2014-05-01` for `2014-05`. Null stays null. */
export function firstDay(date: string | null): string | null {
  return date === null ? null : `${date}-01-01`.slice(0, 10);
}

/** Returns the last day of a partial date: `2014-05-31` for `2014-05`. */
export function lastDay(date: string): string {
  if (date.length === 10) return date;
  const end = new Date(`${date.length === 4 ? `${date}-12` : date}-01T00:00:00Z`);
  // Day 0 of the next month.
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  return end.toISOString().slice(0, 10);
}

/** True for a year, a month or a day of the calendar. */
export function isPartialDate(text: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return false;
  const first = firstDay(text)!;
  const day = new Date(`${first}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(first);
}
