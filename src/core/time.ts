/** Returns the current time. Tests pass a clock of their own. */
export type Clock = () => Date;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The day of an instant in UTC: `2026-11-24`. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

/**
 * The number of days from 1970-01-01 to the day of a time, in UTC.
 *
 * @param time in milliseconds since 1970
 */
export function dayNumber(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** The instant that lies this many milliseconds after another one, or before it if the number is negative. */
export function later(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}
