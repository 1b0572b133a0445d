import sql, { raw, type Sql } from 'sql-template-tag';
import { keysetBounds, keysetOrder, keysetPage, literal } from '../../database/keyset';
import { allOf } from '../../database/read-database';
import type { Planning } from '../../database/statement-runner';
import type { Connection } from '../../graphql/types/connection';
import type { Node } from '../../graphql/types/node';
import { spend, type LoaderDefinition, type RequestContext } from '../access/request-context';
import { compileFilter } from './filter';
import type { ListArgs, Listing } from './listing';
import { planPage, toConnection, type PagePlan } from './page';

/** What a statement over a whole list costs besides what it gives, in listed things: it may walk everything. */
export const statementCost = 500;

/** How the things of a list hang on their parents. */
export interface ParentLink {
  /** Joins that lead from the listed table to the parent's key; empty where the table itself holds it. */
  readonly join: Sql;
  /** The column of the parent's key, with its alias. */
  readonly parent: string;
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
    spend(context, 'things', statementCost);
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
  planning: Planning,
): Promise<E[]> {
  const { columns, joins, get } = listing.select(context, plan.reads);
  const { limit } = plan.keyset;
  spend(context, 'things', statementCost);
  const found: E[] = [];
  for (const select of keysetPage({ table: listing.table, alias: listing.alias, where }, plan.keyset)) {
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

/** One parent's list, with its arguments. */
interface ParentList<F extends string, W extends object> {
  readonly parent: ParentKey;
  readonly args: ListArgs<F, W>;
}

/**
 * Makes the function that gives the list of one of many parents. What it reads is batched: one window-function
 * statement for all parents whose lists have the same arguments, and one for their counts.
 *
 * The function throws BadUserInputError when an argument is wrong.
 */
export function listsByParent<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  link: ParentLink,
): (context: RequestContext, parent: ParentKey, args: ListArgs<F, W>) => ScopedConnection<E, W> {
  const rows: LoaderDefinition<ParentList<F, W>, E[]> = {
    keyText: ({ parent, args }) => JSON.stringify([parent, args]),
    batch: (keys, context) =>
      byArguments(
        keys,
        ({ args }) => args,
        (args, parents) => rowsOfParents(context, listing, link, args, parents),
      ),
  };
  const counts: LoaderDefinition<ParentList<F, W>, number> = {
    keyText: ({ parent, args }) => JSON.stringify([parent, args.filter]),
    batch: (keys, context) =>
      byArguments(
        keys,
        ({ args }) => args.filter ?? null,
        (filter, parents) => countsOfParents(context, listing, link, filter, parents),
      ),
  };
  return (context, parent, args) => {
    const plan = planPage(listing, args);
    const key = { parent, args };
    return {
      ...toConnection(
        plan,
        () => context.loaders.load(rows, key),
        () => context.loaders.load(counts, key),
      ),
      scope: { filter: args.filter ?? null, of: { link, parent } },
    };
  };
}

async function rowsOfParents<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  args: ListArgs<F, W>,
  parents: readonly ParentKey[],
): Promise<(parent: ParentKey) => E[]> {
  const { alias } = listing;
  const { keyset, reads } = planPage(listing, args);
  const { columns, joins, get } = listing.select(context, reads);
  const parent = raw(link.parent);
  const where = [
    context.read.isIn(parent, parents),
    ...conditions(context, listing, args.filter ?? null),
    ...keysetBounds(alias, keyset),
  ];
  const from = sql`FROM ${table(listing)} ${link.join}`;
  const order = keysetOrder(alias, keyset);
  const filter = args.filter ?? null;
  const rows =
    parents.length === 1
      ? // Numbering the rows of one parent takes SQLite five times what it takes to cut them.
        await context.read.query(
          sql`
            SELECT ${parent} AS parent, ${columns} ${from} ${joins}
            WHERE ${allOf(where)} ORDER BY ${order} LIMIT ${literal(keyset.limit)}`,
          planningUnder(filter),
        )
      : // There are no more than the limit allows: it tells PostgreSQL so, which would otherwise join all that was numbered.
        await context.read.query(
          sql`
            SELECT page.parent AS parent, ${columns}
            FROM (
              SELECT id, parent, place FROM (
                SELECT ${raw(alias)}.id AS id, ${parent} AS parent,
                  row_number() OVER (PARTITION BY ${parent} ORDER BY ${order}) AS place
                ${from}
                WHERE ${allOf(where)}
              ) numbered
              WHERE place <= ${keyset.limit}
              LIMIT ${keyset.limit * parents.length}
            ) page
            JOIN ${table(listing)} ON ${raw(alias)}.id = page.id
            ${joins}
            ORDER BY page.parent, page.place`,
          'by values',
        );
  const lists = new Map<ParentKey, E[]>();
  for (const row of rows) {
    const key = row['parent'] as ParentKey;
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [get(row)]);
    else list.push(get(row));
  }
  return (key) => lists.get(key) ?? [];
}

async function countsOfParents<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  filter: W | null,
  parents: readonly ParentKey[],
): Promise<(parent: ParentKey) => number> {
  const parent = raw(link.parent);
  const where = [context.read.isIn(parent, parents), ...conditions(context, listing, filter)];
  const rows = await context.read.query<{ parent: ParentKey; total: number | string }>(
    sql`
      SELECT ${parent} AS parent, count(*) AS total
      FROM ${table(listing)} ${link.join}
      WHERE ${allOf(where)}
      GROUP BY ${parent}`,
    planningUnder(filter),
  );
  const totals = new Map(rows.map((row) => [row.parent, Number(row.total)]));
  return (key) => totals.get(key) ?? 0;
}

/** Reads the keys in groups that share their arguments, each group at once; a group that fails fails alone. */
export async function byArguments<K extends { readonly parent: ParentKey | null }, A, V>(
  keys: readonly K[],
  argumentsOf: (key: K) => A,
  read: (args: A, parents: K['parent'][]) => Promise<(parent: K['parent']) => V>,
): Promise<(V | Error)[]> {
  const groups = new Map<string, { args: A; parents: K['parent'][] }>();
  const textOf = keys.map((key) => {
    const args = argumentsOf(key);
    const text = JSON.stringify(args);
    const group = groups.get(text) ?? { args, parents: [] };
    group.parents.push(key.parent);
    groups.set(text, group);
    return text;
  });
  const answers = new Map<string, ((parent: K['parent']) => V) | Error>();
  await Promise.all(
    [...groups].map(async ([text, { args, parents }]) => {
      answers.set(text, await read(args, parents).catch((error: unknown) => error as Error));
    }),
  );
  return keys.map(({ parent }, number) => {
    const answer = answers.get(textOf[number]!)!;
    return answer instanceof Error ? answer : answer(parent);
  });
}

/** The conditions of everything in a list: what the viewer sees of it, under the filter. */
export function conditions<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  filter: W | null,
): Sql[] {
  return [
    listing.isSeen(context.viewer),
    ...(filter === null ? [] : [compileFilter(listing.filters, filter, context)]),
  ];
}

/** Without a filter a list's statement has the same plan whoever asks; under one, the right plan is that of its values. */
export function planningUnder(filter: object | null): Planning {
  return filter === null ? 'once' : 'by values';
}

function table({ table: name, alias }: { table: string; alias: string }): Sql {
  return raw(`${name} ${alias}`);
}
