import { Extensions } from 'type-graphql';
import type { RowsOfParent, Sizes } from '../../database/reading/sizes';

/*
 * What fields cost, declared at the fields. The unit is the time to resolve one field of an item in memory: about one
 * microsecond on the machine of docs/benchmarks.md.
 */

/** The arguments of a field as the client sent them. They are not validated, and may be of any type. */
export type RawArgs = Readonly<Record<string, unknown>>;

/** The values of an enum that an argument names: those of a list, or one value without a list. Other values are left out. */
export function enumValuesIn<V extends string>(argument: unknown, values: Readonly<Record<string, V>>): V[] {
  const named: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  return Object.values(values).filter((value) => named.includes(value));
}

/** Where a field is selected. */
export interface FieldCall {
  readonly args: RawArgs;
  readonly sizes: Sizes;
  /** The number of grants that the request sends. Each opens documents. */
  readonly grants: number;
  /** The cost of the conditions in `filter` or of the words that are searched, for each row. */
  readonly conditions: number;
  /** The part of it for conditions that search all rows before any is tested, also for a list of few rows. */
  readonly conditionsOnAll: number;
  /** The cost of the full-text searches in the arguments, for each statement that makes them. */
  readonly searches: number;
  /** The cost of ranking what a search finds, for each match. */
  readonly ranking: number;
}

/** The number of items that a list may have. */
export interface ListSize {
  /** What the schema shows: the number for all arguments and data. */
  readonly assumed: number;
  /** The number for these arguments and the present data, if it is smaller. */
  readonly now?: (call: FieldCall) => number;
  /** The rows of each parent, if the list consists of them. */
  readonly ofParent?: RowsOfParent;
  /** The name of the bound that a field above sets for the items of all such lists together; see `listsWithin`. */
  readonly within?: string;
}

/** Maximum number of items of all lists that refer to this bound by its name, for one object. */
export interface ListBound {
  readonly name: string;
  /** The most items of the same list in each object that has the field. */
  readonly most: (call: FieldCall) => number;
  /** Rows that are counted to measure the bound; absent if it is not measured. */
  readonly ofParent?: RowsOfParent;
}

/** The rows that a connection lists. */
export interface ListedRows {
  readonly tables: readonly string[];
  /** How the rows are found: by the columns of a table, or in the full-text index. */
  readonly by: 'columns' | 'text';
  /** For lists below a parent: the rows of each parent. */
  readonly ofParent?: RowsOfParent;
  /** True if several rows may link an item to its parent, which lists it once. */
  readonly isLinkedRepeatedly?: true;
  /** For lists whose pages no index gives in their order: what a page costs for each row of the tables. */
  readonly walkCost?: number;
  /** The criterion of the order that is a text in the language that is shown, if there is one. */
  readonly textOrder?: { readonly field: string; readonly isDefault: boolean };
}

/** Cost of resolving a field. */
export interface ResolvingCost {
  /** For each object that has the field, if that is more than for others. */
  readonly weight?: number;
  /**
   * SQL statements each time an operation selects the field, for all its parents together. A field with a resolver method
   * has one statement unless it declares another number.
   */
  readonly statements?: number;
  /**
   * The rows that the statements return for each object, whose cost `weight` must then include. If absent, a field with statements has one
   * row, which is charged in addition to the weight.
   */
  readonly rows?: number;
  /**
   * For a field that reads the items of bounded lists for all objects together, besides what it returns: the name of the bound, which the
   * field itself or one above it declares.
   */
  readonly reads?: string;
}

/** Which objects a field returns: one, the items of a plain list (`size`), a connection (`lists`), or what belongs to one (`part`). */
export interface ReturnedObjects {
  /** For plain lists. */
  readonly size?: ListSize;
  /** For connections. Their `first` and `last` are their size. */
  readonly lists?: ListedRows;
  /** For fields of connections and of what hangs on them: what they read of the list. */
  readonly part?: ListPart;
  /**
   * True if no two parents have the same object. Lists with `size.ofParent` declare this by its `item`, and connections by the rows that
   * they list.
   */
  readonly isOwn?: true;
  /**
   * For fields of an interface or a union: the most objects of each type that there are, by the name of the type. No other
   * type occurs.
   */
  readonly types?: (call: FieldCall) => ReadonlyMap<string, number>;
  /**
   * The bounds of lists below the field whose size is `within` them. If the field is a list that is itself within a bound, the lower of the
   * two counts below it. Otherwise, this bound replaces one of the same name from above.
   */
  readonly listsWithin?: readonly ListBound[];
}

/** The rows that a field's statements may examine or write, which are not all returned. */
export interface ExaminedRows {
  /** The cost of the rows that the field's statements may examine. */
  readonly scans?: (call: FieldCall) => number;
  /**
   * For a field of the items of a list that declares `scans`: the cost of the rows that its own statement may examine for all
   * items together, once for all fields that declare the same function. The call is that of the list.
   */
  readonly scansForAll?: (listCall: FieldCall) => number;
  /**
   * For a mutation: the statements besides those of every mutation and those for the values of its input, if it writes rows that its
   * input does not have.
   */
  readonly writes?: (call: FieldCall) => number;
  /** The lists whose lengths `scans`, `writes` or `size` uses, and that no field declares as its own. They are measured as well. */
  readonly scannedLists?: readonly RowsOfParent[];
}

/** Cost of a field. A field that declares nothing costs 1. */
export interface FieldCost extends ResolvingCost, ReturnedObjects, ExaminedRows {}

/** What a field of a connection, or of what hangs on it, reads of the list. */
export interface ListPart {
  readonly of: 'page' | 'count' | 'facet';
  /** For a facet by values of which a row may have several: the table of these values. */
  readonly links?: string;
  /** For a facet: true if the row itself has a value besides these, which a statement of its own counts. */
  readonly hasOwnValue?: boolean;
  /** For a facet: the field of the filter that it ignores. */
  readonly ignores?: string;
}

/**
 * The weight of a field whose resolver returns a promise for each object. Waiting for the promise takes about five times as long
 * as completing a column; a row that is read for it is charged separately.
 */
export const PROMISE_WEIGHT = 5;

/** Declares what a field costs. */
export function Cost(cost: FieldCost): MethodDecorator & PropertyDecorator {
  return Extensions({ cost });
}

/** A list that has at most `assumed` items by the rules of its mutations, and at present no more than the longest one. */
export function listOfParent(assumed: number, list: RowsOfParent): ListSize {
  return { assumed, now: ({ args, sizes }) => Math.min(sizes.longestOf(list), requestedSize(args)), ofParent: list };
}

/** The bound of lists by the longest list of any parent, at most `assumed` by the rules of mutations. Its name is that of the table. */
export function rowsWithin(assumed: number, list: RowsOfParent): ListBound {
  return { name: list.table, most: ({ sizes }) => Math.min(assumed, sizes.longestOf(list)), ofParent: list };
}

/** The number of items that the argument `first` of a plain list allows. The field refuses values that are no number. */
function requestedSize({ first }: RawArgs): number {
  return typeof first === 'number' && first >= 0 ? first : Infinity;
}

/** Maximum statements that a mutation is charged for stored rows: the longest list of one item must not refuse it for all others. */
const MAX_WRITES = 10_000;

/**
 * The cost of a mutation that may write all rows of these lists of an item.
 *
 * @param statements the most statements for each row
 * @param besides the most statements for other rows
 */
export function writesRows(lists: readonly RowsOfParent[], statements: number, besides = 0): ExaminedRows {
  const lengths = ({ sizes }: FieldCall): number =>
    lists.reduce((sum, list) => sum + Math.min(sizes.longestOf(list), sizes.rowsOf(list.table)), 0);
  return { writes: (call) => Math.min(besides + statements * lengths(call), MAX_WRITES), scannedLists: lists };
}

/** A connection that lists the rows of a table. */
export function rowsOfTable(table: string, textOrder?: ListedRows['textOrder']): ListedRows {
  return { tables: [table], by: 'columns', ...(textOrder && { textOrder }) };
}

/** A connection that lists the rows of one parent. `list` are these rows, or the links to them. */
export function rowsOfParent(table: string, list: RowsOfParent, textOrder?: ListedRows['textOrder']): ListedRows {
  return { ...rowsOfTable(table, textOrder), ofParent: list };
}

/** Lists that can be ordered by title, and lists that are ordered by name unless the operation says otherwise. */
export const BY_TITLE: ListedRows['textOrder'] = { field: 'TITLE', isDefault: false };
export const BY_NAME: ListedRows['textOrder'] = { field: 'NAME', isDefault: true };

/** A list of the values of rows that refer to another table: at most one for each row of that table, and one for no reference. */
export function valuesIn(table: string, assumed: number): ListSize {
  return { assumed, now: ({ sizes }) => sizes.rowsOf(table) + 1 };
}

/** A list of all rows of a table. */
export function allRowsOf(table: string, assumed: number): ListSize {
  return { assumed, now: ({ sizes }) => sizes.rowsOf(table) };
}
