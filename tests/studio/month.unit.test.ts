import { Month } from '../../web/studio/calendar/month';

describe('a month of the calendar', () => {
  it('is that of the address, or the present one if the address has none', () => {
    const now = new Date(2026, 10, 26);
    expect(String(Month.of('2031-01', now))).toBe('2031-01');
    expect(['2031-13', 'January', undefined].map((text) => String(Month.of(text, now)))).toEqual([
      '2026-11',
      '2026-11',
      '2026-11',
    ]);
  });

  it('has its neighbours in other years', () => {
    expect(String(Month.of('2026-12').plus(1))).toBe('2027-01');
    expect(String(Month.of('2026-01').plus(-1))).toBe('2025-12');
  });

  it('has whole weeks, each of its days once, from the weekday that weeks begin with', () => {
    for (let index = 0; index < 48; index += 1) {
      const month = Month.of('2024-01').plus(index);
      for (const [firstWeekday, weekday] of [
        [1, 1],
        [7, 0],
      ] as const) {
        const weeks = month.weeks(firstWeekday);
        const days = weeks.flat().filter((day) => day !== null);
        expect(weeks.every(({ length }) => length === 7)).toBe(true);
        expect(days.map((day) => day.getDate())).toEqual(days.map((_day, place) => place + 1));
        expect(days.at(-1)!.getTime()).toBe(new Date(month.end.getTime() - 1).setHours(0, 0, 0, 0));
        expect(weeks.slice(1).every(([first]) => first!.getDay() === weekday)).toBe(true);
        expect(weeks[0]!.some((day) => day !== null)).toBe(true);
      }
    }
  });
});
