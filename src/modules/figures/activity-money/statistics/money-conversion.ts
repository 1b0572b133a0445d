import type { RequestContext } from '../../../../core/access/request-context';
import { minorUnitPlaces } from '../../../../core/types/currency-code';
import { raw, type Sql, sql } from '../../../../database/sql/sql';
import { BadUserInputError } from '../../../../errors';
import { findRateTables } from '../../rates/rate-loading';
import type { RateTable } from '../../rates/rate-table.entity';
import type { ConversionInput } from './money-statistics.input';

/** The conversion of all money to one currency. */
export interface Conversion {
  readonly to: string;
  readonly table: RateTable;
}

/**
 * @throws BadUserInputError (`convert.rates`) when there is no such table
 */
export async function getConversion({ read }: RequestContext, { to, rates }: ConversionInput): Promise<Conversion> {
  const tables = await findRateTables(read);
  const table = tables.find(({ name }) => name === rates);
  if (table !== undefined) return { to, table };
  const known = tables.length === 0 ? 'none is loaded' : `loaded are ${tables.map(({ name }) => name).join(', ')}`;
  throw new BadUserInputError(`convert.rates must be the name of a table of rates: ${known}`, 'convert.rates');
}

/**
 * The CTEs up to `factor`, which has the ratio of each currency and value date that can be converted: the rates of both
 * currencies on that day, or the last ones before it that are still used. Shares have the alias `s`.
 */
export function factors({ to, table }: Conversion, isSummed: Sql): Sql {
  const rateOf = (currency: Sql): Sql => sql`
    CASE WHEN ${currency} = t.base THEN '1' ELSE (
      SELECT r.rate FROM exchange_rate r
      WHERE r.table_id = t.id AND r.currency = ${currency} AND r.day <= u.value_date AND r.last_day >= u.value_date
      ORDER BY r.day DESC LIMIT 1) END`;
  const quantum = 10 ** (9 - minorUnitPlaces(to));
  return sql`
    used AS (SELECT DISTINCT s.currency, s.value_date FROM money_share s WHERE ${isSummed}),
    rated AS (
      SELECT u.currency, u.value_date, ${rateOf(raw('u.currency'))} AS divisor, ${rateOf(sql`${to}`)} AS multiplier
      FROM used u JOIN rate_table t ON t.id = ${table.id}),
    factor AS MATERIALIZED (
      SELECT currency, value_date, divisor, multiplier, ${raw(String(quantum))} AS quantum
      FROM rated WHERE currency <> ${to} AND divisor IS NOT NULL AND multiplier IS NOT NULL
      UNION ALL SELECT currency, value_date, '1', '1', 1 FROM used WHERE currency = ${to})`;
}

/** The sum of converted shares, in billionths. Each budget and transaction is converted as a whole. */
export function convertedSum({ read }: RequestContext): Sql {
  return read.scaledSum({
    preceding: { units: 's.preceding_units', nanos: 's.preceding_nanos' },
    part: { units: 's.units', nanos: 's.nanos' },
    multiplier: 'f.multiplier',
    divisor: 'f.divisor',
    quantum: 'f.quantum',
  });
}
