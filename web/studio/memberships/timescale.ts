/** The years from the earliest of some dates to the latest one, or to the end of this year. */
export class Timescale {
  readonly firstYear: number;
  /** The year after the last one that is shown whole. */
  readonly lastYear: number;

  /** @param dates partial dates; null: unknown, or without an end */
  constructor(dates: readonly (string | null)[]) {
    const years = dates.flatMap((date) => (date === null ? [] : [Number(date.slice(0, 4))]));
    const thisYear = new Date().getUTCFullYear();
    this.firstYear = Math.min(thisYear, ...years);
    this.lastYear = Math.max(thisYear, ...years) + 1;
  }

  /** Where the first day of a partial date is, in percent of the whole length. */
  percentOf(date: string): number {
    const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
    const years = year + (month - 1) / 12 + (day - 1) / 372;
    return ((years - this.firstYear) / (this.lastYear - this.firstYear)) * 100;
  }
}
