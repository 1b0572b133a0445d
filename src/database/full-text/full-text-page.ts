import { BadUserInputError } from '../../errors';
import type { ReadDatabase } from '../reading/read-database';
import type { Scan } from '../reading/statement-runner';
import { never } from '../sql/conditions';
import { join, raw, type Sql, sql } from '../sql/sql';
import { areSurelyMore } from './common-words.postgres';
import { FULL_TEXT_TABLES, typeOfEntry } from './full-text';
import {
  FEW_MATCHES,
  type FullTextSearch,
  ifAtMost,
  MATCH_KINDS,
  matchesOf,
  type MatchKind,
  othersOf,
} from './full-text-matches';
import { nextMatches } from './next-matches.postgres';
import { anyWordOf, toTsquery } from './search-query.postgres';

/**
 * If more items than this match a search, they are not ranked. Ranking the matches of one word in 100,000 activities took up to 0.13
 * seconds on SQLite; see ADR 0044.
 */
export const MAX_RANKED = 2_000;

/** Weights of the parts of a text. Each database takes them in its own format. */
const WEIGHTS = { names: 8, summaries: 3, bodies: 1, topics: 3 };

/** Where an item is in the results of a search: in the order of their kinds, then smaller ranks, then smaller entries. */
export interface RankedEntry {
  readonly kind: MatchKind;
  readonly rank: number;
  readonly entry: number;
}

/** Which results are wanted: those after a place, at most so many. */
interface Page {
  readonly after: RankedEntry | null;
  readonly limit: number;
}

/** The rank of entries in no index, before those of the indexes. */
const FIRST_RANK = -1_000_000;

/** The entry and the rank of a row that says that there are too many matches to rank. It comes before all entries. */
const TOO_MANY = { entry: -1, rank: -2_000_000 };

/** The kinds of matches that are not ranked, in their order. */
const UNRANKED: readonly MatchKind[] = MATCH_KINDS.filter((kind) => kind !== 'exact' && kind !== 'near');

interface PlaceRow {
  readonly rank: number;
  readonly entry: number | string;
}

/**
 * The first results of a search after a place. Those with a typing error are looked for if there are not enough others.
 *
 * @throws BadUserInputError (`after`) for the place of a ranked match if there are too many by now to rank them
 */
export async function findByRank(
  read: ReadDatabase,
  search: FullTextSearch,
  { after, limit }: Page,
  scan: Scan | null = null,
): Promise<RankedEntry[]> {
  const found: RankedEntry[] = [];
  const known = new Set<number>();
  // An item may change between two statements, and then match in another way: it is not found twice.
  const run = async (kind: MatchKind, page: Sql): Promise<void> => {
    for (const row of await read.query<PlaceRow>(page, { scan })) {
      const entry = Number(row.entry);
      if (!known.has(entry)) found.push({ kind, rank: row.rank, entry });
      known.add(entry);
    }
  };
  const findUnranked = async (kinds: readonly MatchKind[]): Promise<void> => {
    for (const kind of kinds) {
      if (found.length >= limit) break;
      const start = after?.kind === kind ? after : null;
      // Some of these may be known. So as many as make a page are read, although fewer are missing.
      const page = { after: start, limit };
      const selects = unrankedEntries(read, search, kind, page);
      if (selects.length > 0) await run(kind, pageOf(read, selects, page));
    }
  };
  const kind = after?.kind ?? 'exact';
  if (kind === 'exact') {
    await run('exact', rankedPage(read, search, { after, limit }));
    if (found[0]?.entry !== TOO_MANY.entry) {
      if (found.filter(isIndexed).length < FEW_MATCHES) await findUnranked(['near']);
      return found.slice(0, limit);
    }
    if (after !== null && isIndexed(after)) {
      throw new BadUserInputError(
        'after must be a cursor of the present results: request the first page again',
        'after',
      );
    }
    found.shift();
  }
  await findUnranked(kind === 'near' ? ['near'] : UNRANKED.slice(Math.max(UNRANKED.indexOf(kind), 0)));
  return found.slice(0, limit);
}

function isIndexed({ entry }: RankedEntry): boolean {
  return typeOfEntry(entry) < FULL_TEXT_TABLES.length;
}

/** Selects the page of the exact matches. If there are too many to rank, the row `TOO_MANY` stands for those of the indexes. */
function rankedPage(read: ReadDatabase, search: FullTextSearch, page: Page): Sql {
  const { ctes, selects, areTooMany } =
    read.dialect === 'sqlite' ? rankOnSqlite(read, search) : rankOnPostgres(read, search);
  const pageOfAll = pageOf(read, [...selects, ...rankedOthers(read, search, 'exact')], page);
  const tooMany = sql`SELECT ${raw(`${TOO_MANY.entry} AS entry, ${realOf(read, TOO_MANY.rank)} AS rank`)} WHERE ${areTooMany}`;
  return sql`WITH ${join(ctes)}
    SELECT entry, rank FROM (SELECT * FROM (${pageOfAll}) page UNION ALL ${tooMany}) found ORDER BY rank, entry`;
}

/** The exact matches with their ranks. */
interface Ranking {
  readonly ctes: readonly Sql[];
  /** Statements that give entries with their ranks; none of them gives any if there are too many. */
  readonly selects: readonly Sql[];
  readonly areTooMany: Sql;
}

function rankOnSqlite(read: ReadDatabase, search: FullTextSearch): Ranking {
  const { names, summaries, bodies, topics } = WEIGHTS;
  return {
    ctes: [sql`few AS MATERIALIZED (SELECT are_few FROM ${ifAtMost(read, search, MAX_RANKED)})`],
    selects: matchesOf(read, search, 'exact').map(({ index, from, where }) => {
      const rank = raw(`bm25(${[index, names, summaries, bodies, topics].join(', ')})`);
      return sql`SELECT rowid AS entry, ${rank} AS rank FROM few CROSS JOIN ${from} WHERE ${where}`;
    }),
    areTooMany: raw('NOT EXISTS (SELECT 1 FROM few)'),
  };
}

/** The length of texts does not count: it would grow with the languages of an item. */
function rankOnPostgres(read: ReadDatabase, search: FullTextSearch): Ranking {
  const { names, summaries, bodies, topics } = WEIGHTS;
  // PostgreSQL's weights range from 0 to 1, topics first.
  const weights = raw(`'{${[topics, bodies, summaries, names].map((weight) => weight / names).join(', ')}}'`);
  const matches = matchesOf(read, search, 'exact').map(
    ({ from, where }) => sql`SELECT entry, ranked_words FROM ${from} WHERE ${where}`,
  );
  const most = raw(String(MAX_RANKED));
  // Statistics do not show how often a word occurs in items of some types.
  const surelyMore =
    search.isWanted === undefined
      ? search.indexes.map((index) => areSurelyMore(index, search.query, MAX_RANKED))
      : [never];
  return {
    ctes: [
      sql`asked AS (SELECT ${anyWordOf(toTsquery(search.query))} AS query)`,
      sql`common AS MATERIALIZED (SELECT ${join(surelyMore, ' OR ')} AS are_more)`,
      // Counting the matches first would find them twice.
      sql`ranked AS MATERIALIZED (
        SELECT entry, -ts_rank(${weights}, ranked_words, (SELECT query FROM asked)) AS rank
        FROM (${join(matches, ' UNION ALL ')}) matches WHERE NOT (SELECT are_more FROM common) LIMIT ${most} + 1)`,
    ],
    selects: [sql`SELECT entry, rank FROM ranked WHERE (SELECT count(*) FROM ranked) <= ${most}`],
    areTooMany: sql`((SELECT are_more FROM common) OR (SELECT count(*) FROM ranked) > ${most})`,
  };
}

/**
 * Statements that give entries of a kind that is not ranked: ranking takes time for each word, and hundreds may be mistyped. They may leave
 * out entries that are not on the page.
 */
function unrankedEntries(read: ReadDatabase, search: FullTextSearch, kind: MatchKind, { after, limit }: Page): Sql[] {
  const rank = raw(`${realOf(read, 0)} AS rank`);
  const last = after !== null && isIndexed(after) ? after.entry : -1;
  return [
    ...matchesOf(read, search, kind).map((matches) =>
      read.dialect === 'sqlite'
        ? // SQLite seeks the first entry, which must be an integer for that: the driver binds numbers as reals.
          sql`SELECT rowid AS entry, ${rank} FROM ${matches.from} WHERE ${matches.where} AND rowid > CAST(${last} AS integer)`
        : sql`SELECT entry, ${rank} FROM (${nextMatches(matches, search.query, kind, { after: last, limit })}) matches`,
    ),
    ...rankedOthers(read, search, kind),
  ];
}

function rankedOthers(read: ReadDatabase, search: FullTextSearch, kind: MatchKind): Sql[] {
  const rank = raw(`${realOf(read, FIRST_RANK)} AS rank`);
  return othersOf(read, search, kind).map((others) => sql`SELECT entry, ${rank} FROM (${others}) others`);
}

function pageOf(read: ReadDatabase, selects: readonly Sql[], { after, limit }: Page): Sql {
  const rank = after === null ? null : read.dialect === 'sqlite' ? sql`${after.rank}` : sql`${after.rank}::real`;
  const isAfter = rank === null ? raw('') : sql`WHERE (rank, entry) > (${rank}, ${after!.entry})`;
  const best = selects.map(
    (ranked, number) => sql`SELECT * FROM (
      SELECT entry, rank FROM (${ranked}) ranked ${isAfter} ORDER BY rank, entry LIMIT ${limit}
    ) ${raw(`best_${number}`)}`,
  );
  return sql`SELECT entry, rank FROM (${join(best, ' UNION ALL ')}) found ORDER BY rank, entry LIMIT ${limit}`;
}

function realOf({ dialect }: ReadDatabase, value: number): string {
  return dialect === 'sqlite' ? `${value}.0` : `(${value})::real`;
}
