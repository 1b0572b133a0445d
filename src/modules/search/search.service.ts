import { createHash } from 'node:crypto';
import type { RequestContext } from '../../core/access/request-context';
import { furtherWordsCost, rankingCost, searchedTextsCost } from '../../core/cost/text-cost';
import { WALK_COST } from '../../core/cost/walk-cost';
import { countRows } from '../../core/listing/counted-rows';
import { decodeCursor, encodeCursor } from '../../core/listing/cursor';
import { pageSize } from '../../core/listing/page';
import { countryCodes } from '../../core/types/country-code';
import { areOfTables, FULL_TEXT_TABLES, matchCount, nearMatchCount } from '../../database/full-text/full-text';
import { FEW_MATCHES, type FullTextSearch, MATCH_KINDS } from '../../database/full-text/full-text-matches';
import { findByRank, MAX_RANKED, type RankedEntry } from '../../database/full-text/full-text-page';
import type { Scan } from '../../database/reading/statement-runner';
import type { Sql } from '../../database/sql/sql';
import { parseSearchText, type SearchText } from '../../database/text/search-text';
import { BadUserInputError } from '../../errors';
import { visibleIndexes } from '../publishing/publication.policy';
import type { SearchArgs, SearchConnection, SearchEdge } from './search.connection';
import { countryEntries } from './search.countries';
import { type Snippet, snippetCutter } from './search.snippet';
import { loadTexts } from './search.texts';
import { entryOfItem, itemOfEntry, loadResult, numberOfType, type SearchedType, searchedTypesOf } from './search.types';

/**
 * Searches the items that the viewer may see, the best match first. Each part is read when the operation selects it.
 *
 * @throws BadUserInputError when `first` is out of bounds or `after` is not a cursor of this search
 */
export function search(
  context: RequestContext,
  { text, types: wanted, first = null, after }: SearchArgs,
): SearchConnection {
  const query = parseSearchText(text, context.languages.locales);
  const { size } = pageSize({ first });
  const types = searchedTypesOf(wanted);
  const order = orderOf(query, types);
  const start = after == null ? null : placeOf(order, after);
  const searched = query === null ? null : searchFor(context, query, types);
  const cutSnippet = query && snippetCutter(query);
  const read = async (): Promise<RankedEntry[]> => {
    if (searched === null) return [];
    return findByRank(context.read, searched, { after: start, limit: size + 1 }, pageScanFor(text));
  };
  let page: Promise<RankedEntry[]> | undefined;
  const findPage = (): Promise<RankedEntry[]> => (page ??= read());
  const readEdges = async (): Promise<SearchEdge[]> => {
    const found = (await findPage()).slice(0, size).map(async (place): Promise<SearchEdge | null> => {
      const item = itemOfEntry(place.entry);
      const node = await loadResult(context, item);
      // The item may have been deleted since the page was found.
      if (node === null) return null;
      let known: Promise<Snippet | null> | undefined;
      const snippet = (): Promise<Snippet | null> => (known ??= loadTexts(context, item).then(cutSnippet));
      return {
        node,
        cursor: () => cursorOf(order, place),
        snippet: () => snippet().then((made) => made?.html ?? ''),
        snippetLocale: () => snippet().then((made) => made?.locale ?? null),
      };
    });
    return (await Promise.all(found)).filter((edge) => edge !== null);
  };
  // The operation may select the page and its snippets under several aliases.
  let known: Promise<SearchEdge[]> | undefined;
  const edges = (): Promise<SearchEdge[]> => (known ??= readEdges());
  return {
    edges,
    nodes: async () => (await edges()).map(({ node }) => node),
    pageInfo: async () => {
      const places = await findPage();
      const cursors = places.slice(0, size).map((place) => cursorOf(order, place));
      return {
        hasNextPage: places.length > size,
        hasPreviousPage: start !== null,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      };
    },
    totalCount: async () => (searched === null ? 0 : countFound(context, searched, scanFor(text, WALK_COST.textCount))),
  };
}

function searchFor(context: RequestContext, query: SearchText, types: readonly SearchedType[]): FullTextSearch {
  const tables = FULL_TEXT_TABLES.filter((table) => types.includes(table));
  return {
    indexes: visibleIndexes(context.viewer),
    query,
    others: types.includes('country') ? countryEntries(context, query) : null,
    isWanted: tables.length === FULL_TEXT_TABLES.length ? undefined : areOfTables(context.read, tables),
  };
}

async function countFound(context: RequestContext, search: FullTextSearch, scan: Scan): Promise<number> {
  const count = (statement: Sql): Promise<number> => countRows(context, { statement, scan });
  const exact = await count(matchCount(context.read, search));
  // Countries do not count as matches of which there are few.
  const most = FEW_MATCHES + (search.others === null ? 0 : countryCodes.length);
  const near = exact < most ? nearMatchCount(context.read, search) : null;
  return near === null ? exact : exact + (await count(near));
}

function pageScanFor(text: string): Scan {
  const scan = scanFor(text, WALK_COST.textPage);
  return { ...scan, once: scan.once + MAX_RANKED * rankingCost(text) };
}

function scanFor(text: string, perRow: number): Required<Scan> {
  const searched = { text };
  return {
    tables: FULL_TEXT_TABLES,
    perRow: perRow + furtherWordsCost(searched),
    once: searchedTextsCost(searched),
  };
}

/** Identifies a search in its cursors, since ranks of different searches cannot be compared. A digest keeps them short. */
function orderOf(query: SearchText | null, types: readonly SearchedType[]): string {
  return `search ${createHash('sha256')
    .update(JSON.stringify([query, types]))
    .digest('base64url')
    .slice(0, 12)}`;
}

const CURSOR_TERMS = [
  { column: 'kind', kind: 'integer', nullable: false },
  { column: 'rank', kind: 'real', nullable: false },
  { column: 'type', kind: 'integer', nullable: false },
] as const;

function cursorOf(order: string, { kind, rank, entry }: RankedEntry): string {
  const { type, id } = itemOfEntry(entry);
  return encodeCursor(order, { id, values: [MATCH_KINDS.indexOf(kind), rank, numberOfType(type)] });
}

function placeOf(order: string, cursor: string): RankedEntry {
  const position = decodeCursor(order, CURSOR_TERMS, cursor);
  const [kindNumber = -1, rank = 0, type = -1] = (position?.values ?? []) as [number?, number?, number?];
  const kind = MATCH_KINDS[kindNumber];
  const entry = position && entryOfItem(type, position.id);
  if (kind === undefined || entry === null)
    throw new BadUserInputError('after must be a cursor of this search', 'after');
  return { kind, rank, entry };
}
