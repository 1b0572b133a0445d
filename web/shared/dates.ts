import { dateLocale } from '../../src/core/languages/date-locale';

const ANYWHERE = { calendar: 'gregory', timeZone: 'UTC' } as const;

/**
 * Formats dates as people of one language write them. Dates of the API have no time zone, so UTC stands for theirs. They are of the
 * Gregorian calendar, also in languages that mostly use another one: its years begin on other days, so none of them is `2014`.
 */
export class Dates {
  /** The formats of partial dates by their length. Making one takes as long as writing forty dates. */
  private readonly formats = new Map<number, Intl.DateTimeFormat>();

  private readonly locale: string;

  constructor(locale: string) {
    this.locale = dateLocale(locale);
  }

  /** A date that is known to the year, the month or the day: `2014`, `2014-05` or `2014-05-12`. */
  partial(date: string): string {
    return this.formatOf(date).format(dayOf(date));
  }

  /** Two dates as a range, as exact as the less exact one. One that is null is left out. */
  range(from: string | null, to: string | null): string {
    if (from === null || to === null)
      return [from, to].map((date) => (date === null ? '' : this.partial(date))).join('');
    const [less] = [from, to].sort((one, other) => one.length - other.length) as [string];
    return this.formatOf(less).formatRange(dayOf(from), dayOf(to));
  }

  /** The day of an instant. */
  day(instant: string): string {
    return this.partial(instant.slice(0, 10));
  }

  /** An instant with its time of day, in UTC. */
  time(instant: string): string {
    const format = { ...ANYWHERE, dateStyle: 'medium', timeStyle: 'short', timeZoneName: undefined } as const;
    return `${new Intl.DateTimeFormat(this.locale, format).format(new Date(instant))} UTC`;
  }

  private formatOf(date: string): Intl.DateTimeFormat {
    const known = this.formats.get(date.length);
    if (known !== undefined) return known;
    const parts: Intl.DateTimeFormatOptions = { ...ANYWHERE, year: 'numeric' };
    if (date.length > 4) parts.month = 'long';
    if (date.length > 7) parts.day = 'numeric';
    const format = new Intl.DateTimeFormat(this.locale, parts);
    this.formats.set(date.length, format);
    return format;
  }
}

/** The first day that a partial date stands for. */
function dayOf(date: string): Date {
  return new Date(`${date}${'-01'.repeat((10 - date.length) / 3)}T00:00:00Z`);
}
