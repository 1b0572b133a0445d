import { chance, integer, type Random, weighted } from '../random';
import type { IsoDateTime, PartialIsoDate } from '../writing/seed.types';

/** The dates are unknown if `startsOn` is absent. */
export interface GeneratedDates {
  readonly startsOn: PartialIsoDate | undefined;
  readonly endsOn: PartialIsoDate | undefined;
}

const drawPrecision = weighted<'day' | 'month' | 'year' | 'unknown'>([
  ['day', 70],
  ['month', 17],
  ['year', 8],
  ['unknown', 5],
]);

const drawMonth = weighted<number>([
  [1, 4],
  [2, 8],
  [3, 10],
  [4, 9],
  [5, 10],
  [6, 11],
  [7, 5],
  [8, 3],
  [9, 12],
  [10, 13],
  [11, 11],
  [12, 4],
]);

/** Draws dates that start in this year, with a random precision. The end is never before the start. */
export function drawDates(random: Random, year: number): GeneratedDates {
  const month = drawMonth(random);
  switch (drawPrecision(random)) {
    case 'unknown':
      return { startsOn: undefined, endsOn: undefined };
    case 'year':
      return { startsOn: String(year), endsOn: chance(random, 0.2) ? String(year) : undefined };
    case 'month': {
      const startsOn = isoMonth(year, month);
      if (chance(random, 0.5)) return { startsOn, endsOn: undefined };
      return { startsOn, endsOn: month < 12 && chance(random, 0.2) ? isoMonth(year, month + 1) : startsOn };
    }
    case 'day': {
      const day = integer(random, 1, 28);
      const days = chance(random, 0.04) ? integer(random, 8, 60) : integer(random, 0, 4);
      return {
        startsOn: isoDay(year, month, day),
        endsOn: chance(random, 0.08) ? undefined : isoDay(year, month, day + days),
      };
    }
  }
}

/** Draws an instant in office hours, 1 to 21 days after the date. Undefined unless the date is known to the day. */
export function drawInstantAfter(random: Random, date: PartialIsoDate | undefined): IsoDateTime | undefined {
  if (date?.length !== 10) return undefined;
  const day = Number(date.slice(8)) + integer(random, 1, 21);
  const time = `${twoDigits(integer(random, 6, 16))}:${twoDigits(integer(random, 0, 59))}:00Z`;
  return `${isoDay(Number(date.slice(0, 4)), Number(date.slice(5, 7)), day)}T${time}`;
}

function isoMonth(year: number, month: number): string {
  return `${String(year)}-${twoDigits(month)}`;
}

/** A day after the end of the month continues in the next months. */
function isoDay(year: number, month: number, day: number): string {
  if (day <= 28) return `${isoMonth(year, month)}-${twoDigits(day)}`;
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
