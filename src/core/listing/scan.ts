import type { Scan } from '../../database/statement-runner';
import type { Node } from '../types/node';
import type { Listing } from './listing';

/*
 * Estimates of what a statement over a whole list takes on SQLite, in microseconds for each row of the listed table. They
 * are upper bounds for a database of 100,000 activities: a statement that turns out to be fast only runs in a thread
 * without need.
 */
const ROW = 0.05;
const COVERED_CONDITION = 0.1;
const CONDITION = 1;
/** Each of the values that a condition lists adds to the condition. */
const LISTED_VALUE = 0.01;
/** What it takes to find the rows of each of many parents, and to number them. */
export const NESTED_ROW = 2;

type Listed<W extends object> = Pick<Listing<Node, string, W>, 'table' | 'coveredFilters'>;

/** What a count under a filter may take. */
export function countScan<W extends object>(listing: Listed<W>, filter: W | null, perRow = ROW): Scan {
  return { table: listing.table, perRow: perRow + (filter === null ? 0 : costOf(listing, filter)) };
}

/** What a page under a filter may take. Null if an index leads to its rows. */
export function pageScan<W extends object>(listing: Listed<W>, filter: W | null, isDefaultOrder: boolean): Scan | null {
  if (filter === null || (isDefaultOrder && isCovered(listing, filter))) return null;
  return countScan(listing, filter, CONDITION);
}

function isCovered<W extends object>(listing: Listed<W>, filter: W): boolean {
  return Object.keys(filter).every((name) => listing.coveredFilters?.has(name));
}

function costOf<W extends object>(listing: Listed<W>, filter: W): number {
  return Object.entries(filter).reduce((sum, [name, value]: [string, unknown]) => {
    if (name === 'not') return sum + costOf(listing, value as W);
    if (name === 'and' || name === 'or')
      return sum + (value as W[]).reduce((all, part) => all + costOf(listing, part), 0);
    const condition = listing.coveredFilters?.has(name) ? COVERED_CONDITION : CONDITION;
    return sum + (Array.isArray(value) ? condition + value.length * LISTED_VALUE : condition);
  }, 0);
}
