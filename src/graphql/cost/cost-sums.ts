import type { PartCost } from '../../core/cost/list-cost';
import { ROW_COST, STATEMENT_COST } from './declared-costs';

/** What a selection costs: for each object that has it, and once for all of them. */
export interface Costs {
  fields: number;
  rows: number;
  statements: number;
  scanned: number;
  /** The lists below this object, each with the number of its parents for one object. */
  lists: readonly ListOfParents[];
}

interface ListOfParents {
  readonly parents: number;
  readonly part: PartCost;
}

export const NOTHING: Readonly<Costs> = { fields: 0, rows: 0, statements: 0, scanned: 0, lists: [] };

export function add(sum: Costs, { fields, rows, statements, scanned, lists }: Costs, items = 1): void {
  sum.fields += items * fields;
  sum.rows += items * rows;
  sum.statements += statements;
  sum.scanned += scanned;
  if (lists.length > 0) {
    sum.lists = [...sum.lists, ...lists.map(({ parents, part }) => ({ parents: parents * items, part }))];
  }
}

export function total(costs: Costs): number {
  const sum = costs.fields + costs.statements * STATEMENT_COST + scannedBy(costs);
  return Math.min(Math.ceil(sum), Number.MAX_SAFE_INTEGER);
}

/** The lists of many parents together examine each row of the table once. */
export function scannedBy({ scanned, lists }: Costs): number {
  return lists.reduce((sum, { parents, part }) => sum + Math.min(parents * part.scanned, part.scannedAtMost), scanned);
}

/** What the statements of a part return. */
export function returned({ rows, statements }: PartCost): Costs {
  return { ...NOTHING, fields: rows * ROW_COST, rows, statements };
}

export function sharedTotal(shared: ReadonlyMap<string, PartCost>): number {
  let sum = 0;
  for (const part of shared.values()) sum += total({ ...returned(part), scanned: part.scanned });
  return sum;
}
