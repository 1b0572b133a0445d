import {
  aliasedTable,
  keysetBounds,
  keysetOrder,
  keysetPageOfParts,
  type KeysetSelect,
  literal,
} from '../../database/reading/keyset';
import { allOf } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { loadInGroups } from '../access/loader';
import type { LoaderDefinition, RequestContext } from '../access/request-context';
import { MAX_SORTED_ROWS, WALK_COST } from '../cost/walk-cost';
import { groupBy } from '../group-by';
import type { Node } from '../types/node';
import { compileFilter } from './filter';
import {
  costOfLink,
  fillPage,
  linkCondition,
  type LinkTable,
  listConditions,
  listedRows,
  pageStatements,
  type ParentKey,
  type ParentLink,
  planModeUnder,
  scanOfPage,
  type ScopedConnection,
} from './list';
import type { ListArgs, Listing } from './listing';
import { planPage, toConnection } from './page';
import { countOfParentsScan, pageOfParentsScan } from './scan';
import { isTranslated, shownColumns } from './translated-order';

/** One parent's list, with its arguments. */
interface ParentList<F extends string, W extends object> {
  readonly parent: ParentKey;
  readonly args: ListArgs<F, W>;
}

/**
 * Returns a function that lists the rows of one parent. Reads are batched: one statement with a window function for all
 * parents whose lists have the same arguments, and one statement for their counts. The page of a single parent is read by
 * keyset, like that of a whole list.
 *
 * The returned function throws BadUserInputError if an argument is invalid.
 */
export function listsByParent<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  link: ParentLink,
): (context: RequestContext, parent: ParentKey, args: ListArgs<F, W>) => ScopedConnection<E, W> {
  const rows: LoaderDefinition<ParentList<F, W>, E[]> = {
    keyText: ({ parent, args }) => JSON.stringify([parent, args]),
    batch: (keys, context) =>
      loadInGroups(
        keys,
        ({ args }) => JSON.stringify(args),
        async ([{ args, parent }, ...others]) =>
          others.length === 0
            ? [await keysetPageOf(context, listing, link, args, parent)]
            : numberedPages(context, listing, link, args, [parent, ...others.map((other) => other.parent)]),
      ),
  };
  const counts: LoaderDefinition<ParentList<F, W>, number> = {
    keyText: ({ parent, args }) => JSON.stringify([parent, args.filter]),
    batch: (keys, context) =>
      loadInGroups(
        keys,
        ({ args }) => JSON.stringify(args.filter ?? null),
        (group) => {
          const filter = group[0].args.filter ?? null;
          return countsOfParents(
            context,
            listing,
            link,
            filter,
            group.map(({ parent }) => parent),
          );
        },
      ),
  };
  return (context, parent, args) => {
    const plan = planPage(listing, args);
    // Validates the filter at the path of the list. Facets drop parts of it, and errors while reading are reported at a
    // field of the list.
    if (args.filter != null) compileFilter(listing.filters, args.filter, context);
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

/** Reads the page of one parent by keyset. */
async function keysetPageOf<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  { parent: column, through }: ParentLink,
  args: ListArgs<F, W>,
  parent: ParentKey,
): Promise<E[]> {
  const plan = planPage(listing, args);
  const filter = args.filter ?? null;
  const seen = listConditions(context, listing, filter);
  const isParents = sql`${raw(column)} = ${parent}`;
  const read = (selects: readonly KeysetSelect[], planMode = planModeUnder(filter)): Promise<E[]> =>
    fillPage(context, listing, plan, selects, { planMode, scan: scanOfPage(listing, plan, args) });

  if (through === null) return read(await pageStatements(context, listing, plan, [isParents, ...seen]));
  if (through.lists === 'of any length' && (await isLong(context, through, isParents))) {
    const isLinked = sql`EXISTS (SELECT 1 FROM ${raw(through.table)} WHERE ${raw(linkCondition(through))} AND ${isParents})`;
    return read(await pageStatements(context, listing, plan, [isLinked, ...seen]), 'custom');
  }
  const { keyset } = plan;
  const shown = shownColumns(context, listing, keyset.terms);
  const part = {
    ...shown,
    // CROSS JOIN fixes the order of the loops on SQLite. Otherwise a filter may make it start with all rows that match.
    from: sql`${raw(through.table)} CROSS JOIN ${aliasedTable(listing)} ${shown.joins}`,
    where: [raw(linkCondition(through)), isParents, ...seen],
  };
  const select = keyset.terms.some(isTranslated)
    ? keysetPageOfParts(listing, [part], keyset)
    : {
        from: part.from,
        where: allOf([...part.where, ...keysetBounds(shown, keyset)]),
        orderBy: keysetOrder(shown, keyset),
      };
  return read([select], through.lists === 'short' ? planModeUnder(filter) : 'custom');
}

/** True if a parent has more rows than are sorted. */
async function isLong(
  { read }: RequestContext,
  { table: links, where = '1 = 1' }: LinkTable,
  isParents: Sql,
): Promise<boolean> {
  const next = sql`SELECT 1 FROM ${raw(links)} WHERE ${isParents} AND ${raw(where)} LIMIT 1 OFFSET ${literal(MAX_SORTED_ROWS)}`;
  return (await read.query(next, { planMode: 'custom' })).length > 0;
}

/** Reads the pages of many parents, in the order of the parents, by numbering the rows of each. */
async function numberedPages<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  args: ListArgs<F, W>,
  parents: readonly ParentKey[],
): Promise<E[][]> {
  const { alias } = listing;
  const { keyset, reads } = planPage(listing, args);
  const { columns, joins, get } = listing.select(context, reads);
  const parent = raw(link.parent);
  const shown = shownColumns(context, listing, keyset.terms);
  const where = [
    context.read.isIn(parent, parents),
    ...listConditions(context, listing, args.filter ?? null),
    ...keysetBounds(shown, keyset),
  ];
  // The inner LIMIT excludes no row. It tells PostgreSQL how few there are, so that it joins only those.
  const rows = await context.read.query(
    sql`
      SELECT page.parent AS parent, ${columns}
      FROM (
        SELECT id, parent, place FROM (
          SELECT ${raw(alias)}.id AS id, ${parent} AS parent,
            row_number() OVER (PARTITION BY ${parent} ORDER BY ${keysetOrder(shown, keyset)}) AS place
          FROM ${aliasedTable(listing)} ${link.join} ${shown.joins}
          WHERE ${allOf(where)}
        ) numbered
        WHERE place <= ${keyset.limit}
        LIMIT ${keyset.limit * parents.length}
      ) page
      JOIN ${aliasedTable(listing)} ON ${raw(alias)}.id = page.id
      ${joins}
      ORDER BY page.parent, page.place`,
    { planMode: 'custom', scan: pageOfParentsScan(listing, args.filter ?? null) },
  );
  const pages = groupBy(rows, (row) => row['parent'] as ParentKey);
  return parents.map((key) => pages.get(key)?.map(get) ?? []);
}

/** Counts the lists of many parents, in the order of the parents. */
async function countsOfParents<E extends Node, F extends string, W extends object>(
  context: RequestContext,
  listing: Listing<E, F, W>,
  link: ParentLink,
  filter: W | null,
  parents: readonly ParentKey[],
): Promise<number[]> {
  const parent = raw(link.parent);
  // The statement begins with the lists, also if an index has the rows that meet the filter.
  const isListed = context.read.testedOnRows(allOf(listConditions(context, listing, filter)));
  const where = [context.read.isIn(parent, parents), isListed];
  const rows = await context.read.query<{ parent: ParentKey; total: number | string }>(
    sql`
      SELECT ${parent} AS parent, count(*) AS total
      FROM ${aliasedTable(listing)} ${link.join}
      WHERE ${allOf(where)}
      GROUP BY ${parent}`,
    {
      planMode: planModeUnder(filter),
      scan: countOfParentsScan(
        listing,
        filter,
        listedRows(context, link, parents),
        WALK_COST.countOfParents + costOfLink(link),
      ),
    },
  );
  const totals = new Map(rows.map((row) => [row.parent, Number(row.total)]));
  return parents.map((key) => totals.get(key) ?? 0);
}
