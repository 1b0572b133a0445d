/** Days of the calendar. */
export interface DateSpan {
  /** The first day, at midnight UTC. */
  readonly first: Date;
  /** The day after the last one, at midnight UTC. */
  readonly end: Date;
  /** True if both the first and the last day are known. */
  readonly isExact: boolean;
}

/**
 * The days on which something may take place whose first and last day are known to a day, a month or a year: a year
 * stands for all of its days.
 *
 * @param endsOn null: it ends where `startsOn` does
 */
export function dateSpanOf(startsOn: string, endsOn: string | null): DateSpan {
  const last = endsOn ?? startsOn;
  return {
    first: new Date(`${startsOn}${'-01-01'.slice(startsOn.length - 4)}T00:00:00Z`),
    end: dayAfter(last),
    isExact: startsOn.length === DAY_LENGTH && last.length === DAY_LENGTH,
  };
}

const DAY_LENGTH = '2014-05-12'.length;

/** The day after a day, a month or a year. */
function dayAfter(date: string): Date {
  const [year = 0, month, day] = date.split('-').map(Number);
  const next = new Date(0);
  if (month === undefined) next.setUTCFullYear(year + 1, 0, 1);
  else if (day === undefined) next.setUTCFullYear(year, month, 1);
  else next.setUTCFullYear(year, month - 1, day + 1);
  return next;
}
