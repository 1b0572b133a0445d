import { aliasedTable, keysetPage, keysetPageOfParts, type KeysetSelect, literal } from '../../database/reading/keyset';
import type { RowsOfParent } from '../../database/reading/sizes';
import type { PlanMode, QueryOptions, Scan } from '../../database/reading/statement-runner';
import { allOf } from '../../database/sql/conditions';
import { empty, raw, type Sql, sql } from '../../database/sql/sql';
import type { RequestContext } from '../access/request-context';
import { WALK_COST } from '../cost/walk-cost';
import type { Node } from '../types/node';
import type { Connection } from './connection';
import { countRows } from './counted-rows';
import { compileFilter } from './filter';
import type { ListArgs, Listing } from './listing';
import { type PagePlan, planPage, toConnection } from './page';
import { countScan, pageScan } from './scan';
import { isTranslated, translatedParts } from './translated-order';

/** The relation between the rows of a list and their parents. */
export interface ParentLink {
  readonly rows: RowsOfParent;
  /** The column with the parent's key, with its alias. */
  readonly parent: string;
  /** The joins from the listed table to the parent's key. Empty if the listed table has the key. */
  readonly join: Sql;
  /** The table that is joined. Null if the listed table has the key. */
  readonly through: LinkTable | null;
}

/** A table that links the rows of a list to their parents. */
export interface LinkTable {
  /** The name and alias of the table. */
  readonly table: string;
  /** The column with the id of the listed row, with its alias. */
  readonly item: string;
  /** The id of the listed table, with its alias. */
  readonly id: string;
  /** A condition on the rows of the table that count as links. If absent, all rows do. */
  readonly where?: string;
  /** The possible length of the list of one parent. */
  readonly lists: 'short' | 'of any length';
}

/** The listed table, under this alias, has the key of the parent. */
export function heldIn(alias: string, rows: RowsOfParent): ParentLink {
  return { rows, parent: `${alias}.${rows.parent}`, join: empty, through: null };
}

/**
 * The rows of another table, under the alias `link`, link items to parents.
 *
 * @param id the id of the listed table, with its alias
 */
export function linkedBy(
  rows: RowsOfParent & { readonly item: string },
  id: string,
  links: Pick<LinkTable, 'where' | 'lists'>,
): ParentLink {
  const through = { ...links, table: `${rows.table} link`, item: `link.${rows.item}`, id };
  const join = raw(`JOIN ${through.table} ON ${linkCondition(through)}`);
  return { rows, parent: `link.${rows.parent}`, join, through };
}

/** The join condition between the listed table and its links. */
export function linkCondition({ item, id, where }: LinkTable): string {
  const on = `${item} = ${id}`;
  return where === undefined ? on : `${on} AND ${where}`;
}

/** Cost of testing that an item is listed once, for each row that links it to its parent. */
export function costOfLink({ through }: ParentLink): number {
  return through?.where === undefined ? 0 : WALK_COST.firstLink;
}

export type ParentKey = string | number;

/** Maximum number of rows in the lists of these parents. */
export function listedRows({ read }: RequestContext, { rows }: ParentLink, parents: readonly ParentKey[]): number {
  return Math.min(read.rowsOf(rows.table), parents.length * read.longestOf(rows));
}

/** The rows of a list, independently of its page and order. */
export interface ListScope<W extends object> {
  readonly filter: W | null;
  /** Null if the list is not nested. */
  readonly of: { readonly link: ParentLink; readonly parent: ParentKey } | null;
}

/** A connection with its scope, for fields that count the whole list. */
export type ScopedConnection<E, W extends object> = Connection<E> & { readonly scope: ListScope<W> };

/**
 * Returns a page of all rows that the viewer sees. Rows are read when a field that needs them is requested.
 *
 * @throws BadUserInputError if an argument is invalid
 */
export function listAll<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  args: ListArgs<F, W>,
): ScopedConnection<E, W> {
  const plan = planPage(listing, args);
  const scope = { filter: args.filter ?? null, of: null };
  const where = listConditions(context, listing, scope.filter);
  const count = (): Promise<number> =>
    countRows(context, {
      statement: sql`SELECT count(*) AS total FROM ${aliasedTable(listing)} WHERE ${allOf(where)}`,
      planMode: planModeUnder(scope.filter),
      scan: countScan(listing, scope.filter),
    });
  return {
    ...toConnection(
      plan,
      async () => {
        const selects = await pageStatements(context, listing, plan, where);
        return fillPage(context, listing, plan, selects, {
          planMode: planModeUnder(scope.filter),
          scan: scanOfPage(listing, plan, args),
        });
      },
      count,
    ),
    scope,
  };
}

/** Maximum cost of a page of a list. Null if an index leads to its rows. */
export function scanOfPage<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  { keyset }: PagePlan<E>,
  { filter = null, orderBy }: ListArgs<F, W>,
): Scan | null {
  return pageScan(listing, filter, orderBy?.length ?? 0, keyset.terms.some(isTranslated));
}

/** The statements that together return a page of the rows that meet the conditions. */
export async function pageStatements<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  { keyset }: PagePlan<E>,
  where: readonly Sql[],
): Promise<KeysetSelect[]> {
  const parts = await translatedParts(context, listing, keyset.terms, where);
  return parts === null ? keysetPage({ ...listing, where }, keyset) : [keysetPageOfParts(listing, parts, keyset)];
}

/** Runs one statement after another until the page is full. */
export async function fillPage<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  plan: PagePlan<E>,
  selects: readonly KeysetSelect[],
  options: QueryOptions,
): Promise<E[]> {
  const { columns, joins, get } = listing.select(context, plan.reads);
  const { limit } = plan.keyset;
  const found: E[] = [];
  for (const select of selects) {
    const rows = await context.read.query(
      sql`
        SELECT ${columns} FROM ${select.from} ${joins}
        WHERE ${select.where} ORDER BY ${select.orderBy} LIMIT ${literal(limit - found.length)}`,
      options,
    );
    found.push(...rows.map(get));
    if (found.length >= limit) break;
  }
  return found;
}

/** The conditions that every row of a list meets: the policy and the filter. */
export function listConditions<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  filter: W | null,
): Sql[] {
  return [
    listing.isVisible(context.viewer),
    ...(filter === null ? [] : [compileFilter(listing.filters, filter, context)]),
  ];
}

/** Without a filter, one plan suits every call. With a filter, the best plan depends on its values. */
export function planModeUnder(filter: object | null): PlanMode {
  return filter === null ? 'generic' : 'custom';
}
