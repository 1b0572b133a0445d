import type { ListedRows, ListPart, RawArgs, Sizes } from './field-cost';

/** A list as an operation selects it: its arguments apply to the fields of its connection. */
export interface SelectedList {
  /** Equal for lists whose counts are equal. */
  readonly filterKey: string;
  /** Different for each selection of a list. */
  readonly pageKey: string;
  readonly listed: ListedRows;
  /** The cost of the conditions in `filter`, for each row. */
  readonly conditions: number;
  /** The fields of the filter by which all rows are chosen: its own, and those within `and`. */
  readonly filteredBy: ReadonlySet<string>;
  /** The number of criteria of the order. */
  readonly orders: number;
  /** The items of a page. */
  readonly size: number;
  /** The number of parents whose lists are read together; 1 for a list at the root. */
  readonly parents: number;
}

/**
 * The cost of one row that a statement examines, by what it reads. Measured on SQLite with 100,000 activities: counting
 * takes 0.1 to 0.15 µs for each row, which an index has; a page under a filter that few rows meet takes 2.6 µs, because
 * each row is fetched in the order of the list.
 */
const ROW_COST = {
  count: 0.15,
  page: 2.5,
  orderedPage: 1,
  facet: 0.15,
  multiValuedFacet: 0.4,
  furtherValue: 0.6,
  countOfParents: 0.5,
  pageOfParents: 2,
  textCount: 0.15,
  textPage: 0.5,
} as const;

/** Beyond this number of rows, the page of one parent is found by walking the whole list; see nested-list.ts. */
const MAX_SORTED_ROWS = 1000;

/** What the statements of a part of a list cost, for all parents together. */
export interface PartCost {
  readonly statements: number;
  /** The rows that they return. */
  readonly rows: number;
  /** The cost of the rows that they may examine. */
  readonly scanned: number;
}

/**
 * What a part of a list costs, by a text that is equal for parts that share their statements.
 *
 * @param args the arguments of the field that reads the part
 */
export function partCosts(
  part: ListPart,
  list: SelectedList,
  sizes: Sizes,
  args: RawArgs,
): ReadonlyMap<string, PartCost> {
  const { listed, conditions, parents } = list;
  const rows = listed.tables.reduce((sum, table) => sum + sizes.rowsOf(table), 0);
  const cost = (perRow: number, statements: number, returned: number): PartCost => {
    const rowsOfOne = listed.ofParent === undefined ? rows : Math.min(rows, sizes.longestOf(listed.ofParent));
    // The page of a parent with very many rows is found by walking the whole list.
    const scannedRows = part.of === 'page' && rowsOfOne > MAX_SORTED_ROWS ? rows : rowsOfOne;
    // The lists of many parents together examine and return each row once, whatever the number of its parents.
    const links = listed.ofParent === undefined ? rows : Math.max(rows, sizes.rowsOf(listed.ofParent.table));
    return {
      statements,
      rows: part.of === 'page' && listed.ofParent ? Math.min(parents * returned, links) : parents * returned,
      scanned: Math.min(parents * scannedRows, links) * perRow,
    };
  };
  if (part.of === 'count') return new Map([[`count ${list.filterKey}`, cost(countCost(listed) + conditions, 1, 1)]]);
  if (part.of === 'page') {
    const perRow = pageCost(list);
    // One more row shows whether the list continues. What a search finds is read again by its type.
    const returned = (list.size + 1) * (listed.by === 'text' ? 2 : 1);
    const statements = pageStatements(listed);
    return new Map([[`page ${list.pageKey}`, cost(perRow === 0 ? 0 : perRow + conditions, statements, returned)]]);
  }
  const { ignores = '', links } = part;
  const values = links === undefined ? 1 : Math.max(1, sizes.rowsOf(links) / Math.max(1, rows));
  // Facets under the same filter share a statement, and with it what the filter gives. A facet ignores the filter on its
  // own values.
  const filterKey = list.filteredBy.has(ignores) ? `without ${ignores} ${list.filterKey}` : list.filterKey;
  const first = listed.ofParent ? ROW_COST.countOfParents : links ? ROW_COST.multiValuedFacet : ROW_COST.facet;
  const perRow = first + ROW_COST.furtherValue * (values - 1);
  return new Map([
    [`facet ${ignores} ${JSON.stringify(args)} ${list.filterKey}`, cost(perRow, 1, 0)],
    [`filter of facets ${filterKey}`, cost(conditions, 0, 0)],
  ]);
}

function countCost({ by, ofParent }: ListedRows): number {
  return by === 'text' ? ROW_COST.textCount : ofParent ? ROW_COST.countOfParents : ROW_COST.count;
}

function pageCost({ listed: { by, ofParent }, filteredBy, orders }: SelectedList): number {
  if (by === 'text') return ROW_COST.textPage;
  if (ofParent !== undefined) return ROW_COST.pageOfParents;
  if (filteredBy.size > 0) return ROW_COST.page;
  // An index gives the rows in the order of one criterion, so that reading stops at the end of the page.
  return orders > 1 ? ROW_COST.orderedPage : 0;
}

/**
 * The most statements for one page. The rows without a value of the order are read by a statement of their own; whether a
 * parent has many rows is asked first; what a search finds is loaded by type.
 */
function pageStatements({ by, ofParent }: ListedRows): number {
  return by === 'text' ? 4 : ofParent ? 3 : 2;
}
