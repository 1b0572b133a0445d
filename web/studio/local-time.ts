import { dateLocale } from '../../src/core/languages/date-locale';

/** Instants as the editor's clock shows them. The API has them in UTC. */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat;
  private readonly dayFormat: Intl.DateTimeFormat;
  private readonly timeFormat: Intl.DateTimeFormat;

  private readonly locale: string;

  constructor(locale: string) {
    this.locale = dateLocale(locale);
    this.format = new Intl.DateTimeFormat(this.locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    this.dayFormat = new Intl.DateTimeFormat(this.locale, { dateStyle: 'long' });
    this.timeFormat = new Intl.DateTimeFormat(this.locale, { timeStyle: 'short' });
  }

  /** A day, a time of day and the name of the zone. */
  show(instant: string): string {
    return this.format.format(new Date(instant));
  }

  /** The day alone. */
  dayOf(instant: string): string {
    return this.dayFormat.format(new Date(instant));
  }

  /** The time of day alone. */
  timeOf(instant: string): string {
    return this.timeFormat.format(new Date(instant));
  }

  /** The name of the zone of the clock, such as `Central European Standard Time`. */
  zone(at = new Date()): string {
    const format = new Intl.DateTimeFormat(this.locale, { timeZoneName: 'long' });
    return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  }
}

/** An instant as a field for local times takes it: `2027-01-31T09:30`. */
export function localTimeOf(instant: Date): string {
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The instant of a local time, in UTC; null if the text is no time. */
export function instantOf(localTime: string): string | null {
  const instant = new Date(localTime);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
