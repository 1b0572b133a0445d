import type { ReadDatabase } from '../../../database/read-database';
import { raw, sql, type Sql } from '../../../database/sql';
import {
  COLUMNS_OF_COUNTED,
  COLUMNS_OF_TOTALS,
  groupings,
  nameOfTotals,
  publicShares,
  selectTotals,
} from './kept-totals';

/** Compares the kept totals with the shares. Returns the problems. The server may count meanwhile. */
export async function findWrongTotals(read: ReadDatabase): Promise<string[]> {
  const problems: string[] = [];
  const isListed = raw('activity_id IN (SELECT activity_id FROM changed_money)');
  const counted = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM counted_share WHERE NOT ${isListed}`;
  const shares = sql`SELECT ${raw(COLUMNS_OF_COUNTED)} FROM (${publicShares()}) p WHERE NOT ${isListed}`;
  if (await differ(read, counted, shares)) problems.push('money has changed and was not counted');
  for (const dimensions of groupings) {
    const name = nameOfTotals(dimensions);
    const kept = sql`SELECT ${raw(COLUMNS_OF_TOTALS)} FROM money_total WHERE dimensions = ${name}`;
    const sums = sql`SELECT ${raw(selectTotals(dimensions, 1))} FROM counted_share s GROUP BY 1, 2, 3, 4, 5`;
    if (await differ(read, kept, sums)) problems.push(`kept totals by ${name || 'kind'} are wrong`);
  }
  return problems;
}

async function differ(read: ReadDatabase, one: Sql, other: Sql): Promise<boolean> {
  const rows = await read.query(sql`
    SELECT 1 FROM (SELECT * FROM (${one}) a1 EXCEPT SELECT * FROM (${other}) b1) c1
    UNION ALL SELECT 1 FROM (SELECT * FROM (${other}) b2 EXCEPT SELECT * FROM (${one}) a2) c2 LIMIT 1`);
  return rows.length > 0;
}
