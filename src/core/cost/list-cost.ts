import { MAX_RANKED } from '../../database/full-text/full-text-page';
import type { Sizes } from '../../database/reading/sizes';
import type { ListedRows, ListPart, RawArgs } from './field-cost';
import { facetOfParentsCost, localeSetsCost, MAX_LOCALE_SETS, MAX_SORTED_ROWS, pageCost, WALK_COST } from './walk-cost';

/** A list as an operation selects it: its arguments apply to the fields of its connection. */
export interface SelectedList {
  /** Equal for lists whose counts are equal. */
  readonly filterKey: string;
  /** Different for each selection of a list. */
  readonly pageKey: string;
  readonly listed: ListedRows;
  /** The cost of the conditions in `filter` or of the words that are searched, for each row. */
  readonly conditions: number;
  /** The part of it for conditions that search all rows before any is tested. */
  readonly conditionsOnAll: number;
  /** The cost of the full-text searches in `filter` or of the list, for each statement that makes them. */
  readonly searches: number;
  /** The cost of ranking what a search finds, for each match. */
  readonly ranking: number;
  /** The fields of the filter by which all rows are chosen: its own, and those within `and`. */
  readonly filteredBy: ReadonlySet<string>;
  /** The number of criteria of the order. */
  readonly orders: number;
  /** True if a criterion of the order is a text in the language that is shown. */
  readonly isTranslated: boolean;
  /** The items of a page. */
  readonly size: number;
  /** The number of parents whose lists are read together; 1 for a list at the root. */
  readonly parents: number;
}

/** Cost of the statements of a part of a list, for all parents together. */
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
  switch (part.of) {
    case 'count':
      return countCosts(list, sizes);
    case 'page':
      return pageCosts(list, sizes);
    case 'facet':
      return facetCosts(part, list, sizes, args);
  }
}

function countCosts(list: SelectedList, sizes: Sizes): ReadonlyMap<string, PartCost> {
  const { listed, parents } = list;
  const { inTables, ofOne, ofAll } = examinedRows(list, sizes);
  // Each statement returns a row.
  const statements = listed.by === 'text' ? 2 : 1;
  const examined = Math.min(parents * ofOne, ofAll);
  const scanned = examined * countCost(listed) + testingCost(list, examined, inTables) + list.searches;
  return new Map([[`count ${list.filterKey}`, { statements, rows: parents * statements, scanned }]]);
}

function pageCosts(list: SelectedList, sizes: Sizes): ReadonlyMap<string, PartCost> {
  const { listed, parents, isTranslated } = list;
  const { inTables, ofOne, ofAll } = examinedRows(list, sizes);
  // One more row shows whether the list continues. What a search finds is read again by its type.
  const returned = parents * (list.size + 1) * (listed.by === 'text' ? 2 : 1);
  const rows = listed.ofParent === undefined ? returned : Math.min(returned, ofAll);
  // The page of a parent with very many rows is found by walking the whole list.
  const walked = ofOne > MAX_SORTED_ROWS ? inTables : ofOne;
  const orderCost = costOfPage(list);
  // The rows without a value of the order are searched by a statement of their own.
  const searching = (listed.by === 'text' ? 1 : 2) * list.searches;
  const ranking = Math.min(inTables, MAX_RANKED) * list.ranking;
  const examined = Math.min(parents * walked, ofAll);
  const walking = orderCost === 0 ? 0 : examined * orderCost + testingCost(list, examined, inTables);
  const scanned = walking + searching;
  // The sets of languages are read first, by another statement.
  const statements = pageStatements(listed) + (isTranslated ? 1 : 0);
  const sets = isTranslated ? Math.min(inTables, MAX_LOCALE_SETS + 1) : 0;
  const scannedOfSets = isTranslated ? parents * localeSetsCost(inTables, list.size + 1) : 0;
  return new Map([
    [`page ${list.pageKey}`, { statements, rows: rows + sets, scanned: scanned + scannedOfSets + ranking }],
  ]);
}

function facetCosts(part: ListPart, list: SelectedList, sizes: Sizes, args: RawArgs): ReadonlyMap<string, PartCost> {
  const { inTables, ofOne, ofAll } = examinedRows(list, sizes);
  const examined = Math.min(list.parents * ofOne, ofAll);
  const { ignores = '', links, hasOwnValue = false } = part;
  const linked = links === undefined ? 0 : Math.max(1, sizes.rowsOf(links) / Math.max(1, inTables));
  const values = linked + Number(hasOwnValue);
  // Facets under the same filter share a statement, so that its conditions are tested once for all of them. A facet ignores the filter
  // on its own values.
  const filterKey = list.filteredBy.has(ignores) ? `without ${ignores} ${list.filterKey}` : list.filterKey;
  return new Map([
    [
      `facet ${ignores} ${JSON.stringify(args)} ${list.filterKey}`,
      { statements: statementsOfFacet(part), rows: 0, scanned: examined * facetCost(list.listed, values) },
    ],
    [
      `filter of facets ${filterKey}`,
      { statements: 0, rows: 0, scanned: testingCost(list, examined, inTables) + list.searches },
    ],
  ]);
}

/** The cost of testing the conditions of a filter on these of the rows of the tables. */
function testingCost({ conditions, conditionsOnAll }: SelectedList, examined: number, inTables: number): number {
  return examined * (conditions - conditionsOnAll) + Math.max(examined, inTables) * conditionsOnAll;
}

/** The rows that the statements of a list may examine. */
interface ExaminedRows {
  /** The rows of the listed tables. */
  readonly inTables: number;
  /** The rows of the list of one parent. */
  readonly ofOne: number;
  /** The rows of the lists of all parents together: each is examined and returned once, whatever the number of its parents. */
  readonly ofAll: number;
}

function examinedRows({ listed: { tables, ofParent } }: SelectedList, sizes: Sizes): ExaminedRows {
  const inTables = tables.reduce((sum, table) => sum + sizes.rowsOf(table), 0);
  if (ofParent === undefined) return { inTables, ofOne: inTables, ofAll: inTables };
  return {
    inTables,
    ofOne: Math.min(inTables, sizes.longestOf(ofParent)),
    ofAll: Math.max(inTables, sizes.rowsOf(ofParent.table)),
  };
}

/** The statements that count a facet. */
export function statementsOfFacet({ hasOwnValue = false }: Pick<ListPart, 'hasOwnValue'> = {}): number {
  return hasOwnValue ? 2 : 1;
}

/** @param values how many values a row has on average; 0 if it has one at most */
function facetCost(listed: ListedRows, values: number): number {
  if (listed.ofParent !== undefined) return facetOfParentsCost(values) + linkCost(listed);
  return values === 0 ? WALK_COST.facet : WALK_COST.multiValuedFacet + WALK_COST.furtherValue * (values - 1);
}

function countCost(listed: ListedRows): number {
  if (listed.by === 'text') return WALK_COST.textCount;
  return listed.ofParent === undefined ? WALK_COST.count : WALK_COST.countOfParents + linkCost(listed);
}

function linkCost({ isLinkedRepeatedly }: ListedRows): number {
  return isLinkedRepeatedly ? WALK_COST.firstLink : 0;
}

function costOfPage({
  listed: { by, ofParent, walkCost },
  conditions,
  filteredBy,
  orders,
  isTranslated,
}: SelectedList): number {
  // Some statements of a page compare the words twice.
  if (by === 'text') return WALK_COST.textPage + conditions;
  if (walkCost !== undefined) return walkCost;
  if (ofParent === undefined) return pageCost({ isFiltered: filteredBy.size > 0, orders, isTranslated });
  return WALK_COST.pageOfParents + (isTranslated ? WALK_COST.translation : 0);
}

/**
 * The most statements for one page. The rows without a value of the order are read by a statement of their own. For a list
 * below a parent, another statement first asks whether the parent has many rows. What a search finds is loaded by type, and matches of
 * each kind have a statement of their own.
 */
function pageStatements({ by, ofParent }: ListedRows): number {
  return by === 'text' ? 8 : ofParent ? 3 : 2;
}
