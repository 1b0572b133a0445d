import sql, { empty, raw, type Sql } from 'sql-template-tag';
import { keysetPage, literal, type KeysetSelect } from '../../database/keyset';
import { allOf } from '../../database/read-database';
import type { PlanMode } from '../../database/statement-runner';
import type { Connection } from './connection';
import type { Node } from '../types/node';
import { spend, type RequestContext } from '../access/request-context';
import { compileFilter } from './filter';
import type { ListArgs, Listing } from './listing';
import { planPage, toConnection, type PagePlan } from './page';

/** What a statement over a whole list costs besides what it gives, in listed things: it may walk everything. */
export const statementCost = 500;

/** How the things of a list hang on their parents. */
export interface ParentLink {
  /** The column of the parent's key, with its alias. */
  readonly parent: string;
  /** Joins that lead from the listed table to the parent's key; empty where the table itself holds it. */
  readonly join: Sql;
  /** What is joined; null where the listed table itself holds the key. */
  readonly through: LinkTable | null;
}

/** A table whose rows each hang one thing on one parent. */
export interface LinkTable {
  /** Its name and alias. */
  readonly table: string;
  /** Which of its rows belong to a row of the listed table. */
  readonly on: string;
  /** How long the lists of its parents may be. */
  readonly lists: 'short' | 'of any length';
}

/** The listed table itself holds the parent's key, in this column. */
export function heldIn(parent: string): ParentLink {
  return { parent, join: empty, through: null };
}

/** Another table has the parent's key, in this column. */
export function linkedBy(through: LinkTable, parent: string): ParentLink {
  return { parent, join: raw(`JOIN ${through.table} ON ${through.on}`), through };
}

export type ParentKey = string | number;

/** Which things a list holds, whatever its page and order. */
export interface ListScope<W extends object> {
  readonly filter: W | null;
  /** null: the list is the root's. */
  readonly of: { readonly link: ParentLink; readonly parent: ParentKey } | null;
}

/** A connection that can tell what it lists, for fields that count instead of paging. */
export type ScopedConnection<E, W extends object> = Connection<E> & { readonly scope: ListScope<W> };

/**
 * A page of all that the viewer sees; read when something of it is selected.
 *
 * @throws BadUserInputError when an argument is wrong
 */
export function listAll<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  args: ListArgs<F, W>,
): ScopedConnection<E, W> {
  const plan = planPage(listing, args);
  const scope = { filter: args.filter ?? null, of: null };
  const where = conditions(context, listing, scope.filter);
  const count = async (): Promise<number> => {
    spend(context, 'items', statementCost);
    const [counted] = await context.read.query<{ total: number | string }>(
      sql`SELECT count(*) AS total FROM ${table(listing)} WHERE ${allOf(where)}`,
      planningUnder(scope.filter),
    );
    return Number(counted?.total);
  };
  return {
    ...toConnection(plan, () => readPage(context, listing, plan, where, planningUnder(scope.filter)), count),
    scope,
  };
}

async function readPage<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  plan: PagePlan<E>,
  where: readonly Sql[],
  planning: PlanMode,
): Promise<E[]> {
  spend(context, 'items', statementCost);
  return fillPage(context, listing, plan, keysetPage({ ...listing, where }, plan.keyset), planning);
}

/** Reads by one statement after another, until the page is full. */
export async function fillPage<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  plan: PagePlan<E>,
  selects: readonly KeysetSelect[],
  planning: PlanMode,
): Promise<E[]> {
  const { columns, joins, get } = listing.select(context, plan.reads);
  const { limit } = plan.keyset;
  const found: E[] = [];
  for (const select of selects) {
    const rows = await context.read.query(
      sql`
        SELECT ${columns} FROM ${select.from} ${joins}
        WHERE ${select.where} ORDER BY ${select.orderBy} LIMIT ${literal(limit - found.length)}`,
      planning,
    );
    found.push(...rows.map(get));
    if (found.length >= limit) break;
  }
  return found;
}

/** The conditions of everything in a list: what the viewer sees of it, under the filter. */
export function conditions<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  filter: W | null,
): Sql[] {
  return [
    listing.isVisible(context.viewer),
    ...(filter === null ? [] : [compileFilter(listing.filters, filter, context)]),
  ];
}

/** Without a filter a list's statement has the same plan whoever asks; under one, the right plan is that of its values. */
export function planningUnder(filter: object | null): PlanMode {
  return filter === null ? 'generic' : 'custom';
}

export function table({ table: name, alias }: { table: string; alias: string }): Sql {
  return raw(`${name} ${alias}`);
}
