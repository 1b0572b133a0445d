import { createHash } from 'node:crypto';
import {
  findByRank,
  FULL_TEXT_TABLES,
  matchCount,
  tableNumber,
  tableByNumber,
  type FullTextTable,
  type RankedEntry,
} from '../../database/full-text';
import { parseSearchText, type SearchText } from '../../database/search-text';
import type { Scan } from '../../database/statement-runner';
import { WALK_COST } from '../../core/cost/walk-cost';
import { countRows } from '../../core/listing/counted-rows';
import { decodeCursor, encodeCursor } from '../../core/listing/cursor';
import { BadUserInputError } from '../../errors';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { activityById } from '../catalogue/activity/activity.loaders';
import { pageSize } from '../../core/listing/page';
import { networkById } from '../catalogue/network/network.loaders';
import { newsItemById } from '../catalogue/news/news-item.loaders';
import { visibleIndexes } from '../publishing/publication.policy';
import type { SearchConnection, SearchEdge, SearchResult, SearchArgs } from './search.connection';
import { snippetOf } from './search.snippet';
import { textsById } from './search.texts';

/** The loader of each searched type. The loader applies the policy of the type. */
const RESULT_LOADERS: Readonly<Record<FullTextTable, LoaderDefinition<number, SearchResult | null>>> = {
  activity: activityById,
  network: networkById,
  news_item: newsItemById,
};

/**
 * Searches the items that the viewer may see, the best match first. Each part is read when the operation selects it.
 *
 * @throws BadUserInputError when `first` is out of bounds or `after` is not a cursor of this search
 */
export function search(context: RequestContext, { text, first = null, after }: SearchArgs): SearchConnection {
  const query = parseSearchText(text);
  const { size } = pageSize({ first });
  const order = orderOf(query);
  const start = after == null ? null : placeOf(order, after);
  const indexes = visibleIndexes(context.viewer);
  const read = async (): Promise<RankedEntry[]> => {
    if (query === null) return [];
    return findByRank(context.read, indexes, query, { after: start, limit: size + 1 }, scanFor(WALK_COST.textPage));
  };
  let page: Promise<RankedEntry[]> | undefined;
  const findPage = (): Promise<RankedEntry[]> => (page ??= read());
  const readEdges = async (): Promise<SearchEdge[]> => {
    const found = (await findPage()).slice(0, size).map(async (place): Promise<SearchEdge | null> => {
      const node = await context.loaders.load(RESULT_LOADERS[place.table], place.id);
      // The item may have been deleted since the page was found.
      if (node === null) return null;
      let snippet: Promise<string> | undefined;
      return {
        node,
        cursor: () => cursorOf(order, place),
        snippet: () => (snippet ??= findSnippet(context, place, query!)),
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
    totalCount: async () => {
      if (query === null) return 0;
      const statement = matchCount(context.read, indexes, query);
      return countRows(context, { statement, planning: 'generic', scan: scanFor(WALK_COST.textCount) });
    },
  };
}

function scanFor(perRow: number): Scan {
  return { tables: FULL_TEXT_TABLES, perRow };
}

async function findSnippet(
  { loaders }: RequestContext,
  { table, id }: RankedEntry,
  query: SearchText,
): Promise<string> {
  const found = await loaders.load(textsById[table], id);
  return snippetOf(found?.texts ?? [], query);
}

/** Identifies a search in its cursors, since ranks of different searches cannot be compared. A digest keeps them short. */
function orderOf(query: SearchText | null): string {
  return `search ${createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 12)}`;
}

const CURSOR_TERMS = [
  { column: 'rank', kind: 'real', nullable: false },
  { column: 'kind', kind: 'integer', nullable: false },
] as const;

function cursorOf(order: string, { rank, table, id }: RankedEntry): string {
  return encodeCursor(order, { id, values: [rank, tableNumber(table)] });
}

function placeOf(order: string, cursor: string): RankedEntry {
  const position = decodeCursor(order, CURSOR_TERMS, cursor);
  const [rank, kind] = (position?.values ?? []) as [number?, number?];
  const table = kind === undefined ? undefined : tableByNumber(kind);
  if (!position || table === undefined) throw new BadUserInputError('after must be a cursor of this search', 'after');
  return { table, id: position.id, rank: rank! };
}
