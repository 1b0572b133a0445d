import type BetterSqlite from 'better-sqlite3';
import type { Dialect } from '../dialect';
import { raw, type Sql } from './sql';

/** SQL expressions of the rows whose numbers are scaled. */
export interface ScaledNumbers {
  /** The number that a row has a part of: what its earlier parts add up to, and the part. Billionths. */
  readonly preceding: BillionthsColumns;
  readonly part: BillionthsColumns;
  /** The ratio by which the number is multiplied: positive decimal numbers as text. */
  readonly multiplier: string;
  readonly divisor: string;
  /** The scaled number is rounded to multiples of this many billionths. */
  readonly quantum: string;
}

/** A decimal number as its whole units, and the billionths beyond them. */
export interface BillionthsColumns {
  readonly units: string;
  readonly nanos: string;
}

/**
 * An aggregate expression of exact numbers that are multiplied by a ratio, each rounded to a multiple of the quantum, half of
 * one away from zero. A number may be in several rows, which have parts of it: the parts are scaled so that they add up to the
 * scaled number. The result is in billionths, as text.
 */
export function scaledSum(dialect: Dialect, numbers: ScaledNumbers): Sql {
  const { preceding, part, multiplier, divisor, quantum } = numbers;
  if (dialect === 'sqlite') {
    const values = [part.units, part.nanos, preceding.units, preceding.nanos, multiplier, divisor, quantum];
    return raw(`scaled_sum(${values.join(', ')})`);
  }
  const nanosOf = ({ units, nanos }: BillionthsColumns): string => `(${units}::numeric * 1000000000 + ${nanos})`;
  // div() is the only exact division of numeric; others round to some digits.
  const rounded = (number: string): string =>
    `sign(${number}) * div(2 * abs(${number}) * ${multiplier}::numeric + ${divisor}::numeric * ${quantum},
      2 * ${divisor}::numeric * ${quantum})`;
  const start = nanosOf(preceding);
  return raw(`sum((${rounded(`(${start} + ${nanosOf(part)})`)} - ${rounded(start)}) * ${quantum})::text`);
}

/**
 * Defines `scaled_sum` on a connection to SQLite, whose own integers have 64 bits. The threads that read run this function from
 * its source text, so it must not use anything from outside of the function.
 */
export function defineScaledSum(connection: Pick<BetterSqlite.Database, 'aggregate'>): void {
  const billion = 1_000_000_000n;
  interface Ratio {
    readonly multiplier: bigint;
    readonly divisor: bigint;
  }
  const ratios = new Map<string, Ratio>();

  const ratioOf = (multiplier: string, divisor: string): Ratio => {
    const key = `${multiplier}/${divisor}`;
    let ratio = ratios.get(key);
    if (ratio === undefined) {
      const places = (text: string): number => (text.split('.')[1] ?? '').length;
      const most = Math.max(places(multiplier), places(divisor));
      const whole = (text: string): bigint => BigInt(text.replace('.', '') + '0'.repeat(most - places(text)));
      ratio = { multiplier: whole(multiplier), divisor: whole(divisor) };
      if (ratios.size >= 10_000) ratios.clear();
      ratios.set(key, ratio);
    }
    return ratio;
  };
  const rounded = (number: bigint, { multiplier, divisor }: Ratio, quantum: bigint): bigint => {
    const unit = 2n * divisor * quantum;
    const half = divisor * quantum;
    return number < 0n ? -((-2n * number * multiplier + half) / unit) : (2n * number * multiplier + half) / unit;
  };
  connection.aggregate('scaled_sum', {
    start: 0n,
    safeIntegers: true,
    deterministic: true,
    step: (
      total: bigint,
      units: bigint,
      nanos: bigint,
      precedingUnits: bigint,
      precedingNanos: bigint,
      multiplier: string,
      divisor: string,
      quantum: bigint,
    ) => {
      const ratio = ratioOf(multiplier, divisor);
      const before = precedingUnits * billion + precedingNanos;
      const after = before + units * billion + nanos;
      return total + (rounded(after, ratio, quantum) - rounded(before, ratio, quantum)) * quantum;
    },
    result: String,
  } as never);
}
