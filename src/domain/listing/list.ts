import sql, { raw, type Sql } from 'sql-template-tag';
import { keysetBounds, keysetOrder, keysetPage } from '../../database/keyset';
import { allOf } from '../../database/read-database';
import type { Connection } from '../../graphql/types/connection';
import type { Node } from '../../graphql/types/node';
import type { LoaderDefinition, RequestContext } from '../access/request-context';
import { compileFilter } from './filter';
import type { ListArgs, Listing } from './listing';
import { planPage, toConnection, type PagePlan } from './page';

/** One page of all that the viewer sees. */
export async function listAll<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  args: ListArgs<F, W>,
): Promise<Connection<E>> {
  const plan = planPage(listing, args);
  const where = conditions(context, listing, args);
  const { columns, joins, get } = listing.select(context, plan.reads);
  const page = keysetPage({ table: listing.table, alias: listing.alias, where }, plan.keyset);
  const rows = await context.read.query(sql`
    SELECT ${columns}
    FROM ${page.from}
    JOIN ${table(listing)} ON ${raw(listing.alias)}.id = page.id
    ${joins}
    ORDER BY ${page.orderBy}
    LIMIT ${plan.keyset.limit}`);
  return toConnection(plan, rows.map(get), async () => {
    const [counted] = await context.read.query<{ total: number | string }>(
      sql`SELECT count(*) AS total FROM ${table(listing)} WHERE ${allOf(where)}`,
    );
    return Number(counted?.total);
  });
}

/** How the things of a list hang on their parents. */
export interface ParentLink {
  /** Joins that lead from the listed table to the parent's key; empty where the table itself holds it. */
  readonly join: Sql;
  /** The column of the parent's key, with its alias. */
  readonly parent: string;
}

/** One parent's list, with its arguments. */
export interface ParentList<K extends string | number, F extends string, W extends object> {
  readonly parent: K;
  readonly args: ListArgs<F, W>;
}

/**
 * The loader of the lists of many parents: one window-function statement for all parents whose lists have the same
 * arguments, and one more for their counts when those are asked for.
 */
export function listsByParent<K extends string | number, E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  link: ParentLink,
): LoaderDefinition<ParentList<K, F, W>, Connection<E>> {
  const counts: LoaderDefinition<ParentList<K, F, W>, number> = {
    keyText: ({ parent, args }) => JSON.stringify([parent, args.filter]),
    batch: (keys, context) =>
      byArguments(
        keys,
        ({ filter = null }) => ({ filter }),
        (args, parents) => countForParents(context, listing, link, args, parents),
      ),
  };
  return {
    keyText: ({ parent, args }) => JSON.stringify([parent, args]),
    batch: (keys, context) =>
      byArguments(
        keys,
        (args) => args,
        async (args, parents) => {
          const plan = planPage(listing, args);
          const rows = await rowsForParents(context, listing, link, args, parents, plan);
          return (parent) =>
            toConnection(plan, rows.get(parent) ?? [], () => context.loaders.load(counts, { parent, args }));
        },
      ),
  };
}

async function rowsForParents<K extends string | number, E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  args: ListArgs<F, W>,
  parents: readonly K[],
  plan: PagePlan<E>,
): Promise<Map<K, E[]>> {
  const { alias } = listing;
  const { keyset } = plan;
  const { columns, joins, get } = listing.select(context, plan.reads);
  const parent = raw(link.parent);
  const where = [
    context.read.isIn(parent, parents),
    ...conditions(context, listing, args),
    ...keysetBounds(alias, keyset),
  ];
  const rows = await context.read.query(sql`
    SELECT page.parent AS parent, ${columns}
    FROM (
      SELECT ${raw(alias)}.id, ${parent} AS parent,
        row_number() OVER (PARTITION BY ${parent} ORDER BY ${keysetOrder(alias, keyset)}) AS place
      FROM ${table(listing)} ${link.join}
      WHERE ${allOf(where)}
    ) page
    JOIN ${table(listing)} ON ${raw(alias)}.id = page.id
    ${joins}
    WHERE page.place <= ${keyset.limit}
    ORDER BY page.parent, page.place`);
  const lists = new Map<K, E[]>();
  for (const row of rows) {
    const key = row['parent'] as K;
    const list = lists.get(key) ?? [];
    list.push(get(row));
    lists.set(key, list);
  }
  return lists;
}

async function countForParents<K extends string | number, E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  args: ListArgs<F, W>,
  parents: readonly K[],
): Promise<(parent: K) => number> {
  const parent = raw(link.parent);
  const where = [context.read.isIn(parent, parents), ...conditions(context, listing, args)];
  const rows = await context.read.query<{ parent: K; total: number | string }>(sql`
    SELECT ${parent} AS parent, count(*) AS total
    FROM ${table(listing)} ${link.join}
    WHERE ${allOf(where)}
    GROUP BY ${parent}`);
  const totals = new Map(rows.map((row) => [row.parent, Number(row.total)]));
  return (key) => totals.get(key) ?? 0;
}

/** Reads the keys in groups that share their arguments; a group whose arguments are wrong fails alone. */
async function byArguments<K extends string | number, F extends string, W extends object, V>(
  keys: readonly ParentList<K, F, W>[],
  relevant: (args: ListArgs<F, W>) => ListArgs<F, W>,
  read: (args: ListArgs<F, W>, parents: readonly K[]) => Promise<(parent: K) => V>,
): Promise<(V | Error)[]> {
  const groups = new Map<string, { args: ListArgs<F, W>; parents: K[] }>();
  const groupOf = keys.map(({ parent, args }) => {
    const text = JSON.stringify(relevant(args));
    const group = groups.get(text) ?? { args, parents: [] };
    group.parents.push(parent);
    groups.set(text, group);
    return text;
  });
  const answers = new Map<string, ((parent: K) => V) | Error>();
  await Promise.all(
    [...groups].map(async ([text, { args, parents }]) => {
      answers.set(text, await read(args, parents).catch((error: unknown) => error as Error));
    }),
  );
  return keys.map(({ parent }, number) => {
    const answer = answers.get(groupOf[number]!)!;
    return answer instanceof Error ? answer : answer(parent);
  });
}

function conditions<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  args: ListArgs<F, W>,
): Sql[] {
  return [
    listing.isSeen(context.viewer),
    ...(args.filter == null ? [] : [compileFilter(listing.filters, args.filter, context)]),
  ];
}

function table({ table: name, alias }: { table: string; alias: string }): Sql {
  return raw(`${name} ${alias}`);
}
