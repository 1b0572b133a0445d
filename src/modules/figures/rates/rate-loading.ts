import { z } from 'zod';
import { scalarJson } from '../../../core/fields/field-kinds';
import { DAY_MS, dayOf } from '../../../core/time';
import { CurrencyCodeScalar, isCurrencyCode } from '../../../core/types/currency-code';
import { DateScalar } from '../../../core/types/scalars';
import type { Database } from '../../../database/database';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { insertMany } from '../../../database/sql/bulk-insert';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { BadUserInputError } from '../../../errors';
import { ExchangeRate, type RateTable } from './rate-table.entity';

/** A rate is used for its own day, and for this many days after it unless there is a later rate. */
const DAYS_AFTER = 31;

/** Maximum rates of a table, so that reading a file has a bound. */
const MAX_RATES = 1_000_000;

export const rateColumns = ['date', 'currency', 'rate'] as const;

/** A row of a file: the text of each cell, or why the row cannot be read. */
export interface RateRow {
  readonly number: number;
  readonly cells: Readonly<Partial<Record<(typeof rateColumns)[number], string>>> | string;
}

const rateCells = z.object({
  date: scalarJson(DateScalar),
  currency: scalarJson(CurrencyCodeScalar),
  rate: z
    .string()
    .trim()
    .regex(
      /^(?=.*[1-9])\d{1,16}(\.\d{1,12})?$/,
      'must be a number above 0 such as 1.0875, with at most 16 digits before the point and 12 after it',
    ),
});

type Rate = Pick<ExchangeRate, 'currency' | 'day' | 'lastDay' | 'rate'>;

/** A table of rates to load. */
export interface LoadedRates {
  readonly name: string;
  /** The rates say how many units of their currency one unit of the base is worth. */
  readonly base: string;
  readonly rows: AsyncIterable<RateRow>;
}

/**
 * Creates a table of exchange rates, or replaces one, unless a row is bad.
 *
 * @param onProblem called with each row that is bad; then nothing is changed
 * @returns the number of rates; null: nothing was changed
 * @throws BadUserInputError when the name or the base is invalid, or when there are too many rows
 */
export async function loadRates(
  database: Database,
  { name, base, rows }: LoadedRates,
  now: string,
  onProblem: (row: number, problem: string) => void,
): Promise<number | null> {
  if (!/^[\w.-]{1,60}$/.test(name)) {
    throw new BadUserInputError('The name must have 1 to 60 letters, digits, dots, hyphens or underscores', 'name');
  }
  if (!isCurrencyCode(base)) throw new BadUserInputError('The base must be an ISO 4217 code such as EUR', 'base');
  const rates = await checkRates(rows, base, onProblem);
  if (rates === null) return null;
  await database.writeWithRetries(async (manager) => {
    const [table] = await executeSql<{ id: number }>(
      manager,
      sql`INSERT INTO rate_table (name, base, loaded_at) VALUES (${name}, ${base}, ${now})
        ON CONFLICT (name) DO UPDATE SET base = excluded.base, loaded_at = excluded.loaded_at RETURNING id`,
    );
    const tableId = table!.id;
    await executeSql(manager, sql`DELETE FROM exchange_rate WHERE table_id = ${tableId}`);
    await insertMany(
      manager,
      ExchangeRate,
      rates.map((rate) => Object.assign(new ExchangeRate(), { tableId, ...rate })),
    );
  });
  return rates.length;
}

/** The rates of the rows; null: a row is bad. */
async function checkRates(
  rows: AsyncIterable<RateRow>,
  base: string,
  onProblem: (row: number, problem: string) => void,
): Promise<Rate[] | null> {
  const rates = new Map<string, Rate>();
  let isGood = true;
  for await (const { number, cells } of rows) {
    const { rate, problem } = readRate(cells, base);
    const key = `${rate?.currency} ${rate?.day}`;
    const twice = rates.has(key) ? 'an earlier row has a rate of the same date and currency' : undefined;
    if (problem !== undefined || twice !== undefined) {
      onProblem(number, (problem ?? twice)!);
      isGood = false;
    } else if (rates.size === MAX_RATES) {
      throw new BadUserInputError(`The file must have at most ${MAX_RATES} rates`, 'file');
    } else rates.set(key, rate!);
  }
  return isGood ? [...rates.values()] : null;
}

function readRate(cells: RateRow['cells'], base: string): { readonly rate?: Rate; readonly problem?: string } {
  if (typeof cells === 'string') return { problem: cells };
  const { success, data, error } = rateCells.safeParse(cells);
  if (!success) {
    return { problem: error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ') };
  }
  const { currency, date, rate } = data;
  if (currency === base && Number(rate) !== 1) return { problem: `rate must be 1, because ${base} is the base` };
  const lastDay = dayOf(new Date(Date.parse(date) + DAYS_AFTER * DAY_MS).toISOString());
  return { rate: { currency, day: date, lastDay, rate } };
}

/** The tables that have been loaded, ordered by name. */
export function findRateTables(read: ReadDatabase): Promise<RateTable[]> {
  return read.query<RateTable>(sql`SELECT id, name, base, loaded_at FROM rate_table ORDER BY name`);
}
