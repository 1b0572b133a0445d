/** A month of the calendar of the editor's clock. */
export class Month {
  private constructor(
    readonly year: number,
    /** From 0. */
    private readonly index: number,
  ) {}

  /** The month of a text such as `2027-01`; else the present one. */
  static of(text: string | undefined, now = new Date()): Month {
    const [year, month] =
      /^(\d{4})-(0[1-9]|1[0-2])$/
        .exec(text ?? '')
        ?.slice(1)
        .map(Number) ?? [];
    if (year === undefined || month === undefined) return new Month(now.getFullYear(), now.getMonth());
    return new Month(year, month - 1);
  }

  /** The month as a text such as `2027-01`. */
  toString(): string {
    return `${this.year}-${String(this.index + 1).padStart(2, '0')}`;
  }

  get first(): Date {
    return new Date(this.year, this.index, 1);
  }

  /** The first instant after the month. */
  get end(): Date {
    return new Date(this.year, this.index + 1, 1);
  }

  /** The month after this one, or before it if the number is negative. */
  plus(months: number): Month {
    const { year, index } = this;
    const first = new Date(year, index + months, 1);
    return new Month(first.getFullYear(), first.getMonth());
  }

  /**
   * The weeks of the month, each with seven days; null stands for a day of another month.
   *
   * @param firstWeekday the day that weeks begin with, from 1 for Monday to 7 for Sunday
   */
  weeks(firstWeekday: number): readonly (readonly (Date | null)[])[] {
    const before = (((this.first.getDay() + 6) % 7) - (firstWeekday - 1) + 7) % 7;
    const count = new Date(this.year, this.index + 1, 0).getDate();
    return Array.from({ length: Math.ceil((before + count) / 7) }, (_week, week) =>
      Array.from({ length: 7 }, (_day, day) => {
        const number = week * 7 + day - before + 1;
        return number < 1 || number > count ? null : new Date(this.year, this.index, number);
      }),
    );
  }
}
