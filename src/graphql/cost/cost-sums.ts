import type { PartCost } from '../../core/cost/list-cost';
import { ROW_COST, STATEMENT_COST } from './declared-costs';

/** Cost of a selection, for all objects that have it. */
export interface Costs {
  fields: number;
  rows: number;
  statements: number;
  scanned: number;
}

export const NOTHING: Readonly<Costs> = { fields: 0, rows: 0, statements: 0, scanned: 0 };

/** Adds costs to a sum, which changes. */
export function add(sum: Costs, { fields, rows, statements, scanned }: Costs): void {
  sum.fields += fields;
  sum.rows += rows;
  sum.statements += statements;
  sum.scanned += scanned;
}

/** The sum in the unit of `@cost`, at most the largest safe integer. Rows are part of the cost of the fields. */
export function total({ fields, statements, scanned }: Costs): number {
  return Math.min(Math.ceil(fields + statements * STATEMENT_COST + scanned), Number.MAX_SAFE_INTEGER);
}

/** The rows that the statements of a part of a list return and examine. */
export function costsOf({ rows, statements, scanned }: PartCost): Costs {
  return { fields: rows * ROW_COST, rows, statements, scanned };
}

/** Costs of objects of one type: of one, and of all together, which may be less than their number times that of one. */
interface CostOfType {
  readonly one: number;
  readonly all: number;
}

/** The most that this number of objects costs, whichever types they have. */
export function mostExpensive(count: number, types: readonly CostOfType[]): number {
  let left = count;
  let sum = 0;
  for (const { one, all } of [...types].sort((a, b) => b.one - a.one)) {
    if (all === 0) continue;
    const objects = Math.min(left, all / one);
    sum += objects * one;
    left -= objects;
  }
  return sum;
}

/** The `total` of statements that several parts of a list share. */
export function sharedTotal(shared: ReadonlyMap<string, PartCost>): number {
  let sum = 0;
  for (const part of shared.values()) sum += total(costsOf(part));
  return sum;
}
