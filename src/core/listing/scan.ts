import type { Scan } from '../../database/reading/statement-runner';
import { chargedValues, type ConditionCosts, conditionCostsOf } from '../cost/condition-cost';
import { furtherWordsCost, searchedTextsCost } from '../cost/text-cost';
import { pageCost, WALK_COST } from '../cost/walk-cost';
import type { Node } from '../types/node';
import { DateFilter, DateTimeFilter, IntFilter, StringFilter } from './filter-inputs';
import type { Listing } from './listing';

/*
 * What a statement over a whole list may cost, which decides where it runs on SQLite. If the statement turns out to be fast, a thread was
 * used without need, which harms nobody.
 */

type Listed<W extends object> = Pick<Listing<Node, string, W>, 'table' | 'conditionCosts' | 'coveredFilters'>;

/** Costs of the operators of conditions such as `title: { contains }`. Each costs the same for all types of values. */
const OPERATOR_COSTS: Readonly<Record<string, ConditionCosts>> = {
  ...conditionCostsOf(StringFilter),
  ...conditionCostsOf(IntFilter),
  ...conditionCostsOf(DateFilter),
  ...conditionCostsOf(DateTimeFilter),
};

/** Maximum cost of a count under a filter. */
export function countScan<W extends object>(listing: Listed<W>, filter: W | null): Scan {
  return scanOf(listing, filter, WALK_COST.count);
}

/**
 * Maximum cost of the counts of the lists of many parents together.
 *
 * @param rows the rows of these lists
 * @param costOfRow the cost of each without the conditions of the filter
 */
export function countOfParentsScan<W extends object>(
  listing: Listed<W>,
  filter: W | null,
  rows: number,
  costOfRow: number,
): Scan {
  const { tables, perRow, once = 0 } = scanOf(listing, filter, 0);
  return { tables, perRow, once: once + rows * costOfRow };
}

/** Maximum cost of the pages of many parents together. */
export function pageOfParentsScan<W extends object>(listing: Listed<W>, filter: W | null): Scan {
  return scanOf(listing, filter, WALK_COST.pageOfParents);
}

/**
 * Maximum cost of a page. Null if an index leads to its rows.
 *
 * @param orders the number of criteria of the order; 0 if it is the default order
 * @param isTranslated true if one of them is a text in the language that is shown
 */
export function pageScan<W extends object>(
  listing: Listed<W>,
  filter: W | null,
  orders: number,
  isTranslated: boolean,
): Scan | null {
  if (filter !== null && orders === 0 && isCovered(listing, filter)) return null;
  const perRow = pageCost({ isFiltered: filter !== null, orders, isTranslated });
  return perRow === 0 ? null : scanOf(listing, filter, perRow);
}

/** Maximum cost of testing whether one item meets a filter. */
export function itemScan(filter: object | null): Scan {
  return { tables: [], perRow: 0, once: searchedTextsCost(filter) };
}

function scanOf<W extends object>(listing: Listed<W>, filter: W | null, perRow: number): Scan {
  return {
    tables: [listing.table],
    perRow: perRow + conditionsCost(listing, filter),
    once: searchedTextsCost(filter),
  };
}

function isCovered<W extends object>(listing: Listed<W>, filter: W): boolean {
  return Object.keys(filter).every((name) => listing.coveredFilters?.has(name));
}

/** Cost of the conditions of a filter for each row. */
export function conditionsCost<W extends object>(listing: Pick<Listed<W>, 'conditionCosts'>, filter: W | null): number {
  return Object.entries(filter ?? {}).reduce((sum, [name, value]: [string, unknown]) => {
    if (name === 'not') return sum + conditionsCost(listing, value as W);
    if (name === 'and' || name === 'or')
      return sum + (value as W[]).reduce((all, part) => all + conditionsCost(listing, part), 0);
    const condition = costOfValues(listing.conditionCosts?.[name], value) + operatorsCost(value as object);
    return sum + condition + furtherWordsCost({ [name]: value });
  }, 0);
}

function operatorsCost(operators: object): number {
  return Object.entries(operators).reduce(
    (sum, [name, value]: [string, unknown]) => sum + costOfValues(OPERATOR_COSTS[name], value),
    0,
  );
}

function costOfValues(costs: ConditionCosts | undefined, value: unknown): number {
  return costs === undefined ? 0 : costs.weight * chargedValues(costs, value);
}
