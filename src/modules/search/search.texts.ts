import { sql } from '../../database/sql';
import type { FullTextTable } from '../../database/full-text';
import { oneByKey } from '../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { topicsByActivityId } from '../catalogue/activity/activity.loaders';
import { isActivityVisible } from '../catalogue/activity/activity.policy';
import { plainText } from '../../core/markdown/plain-text';
import { isNetworkVisible } from '../catalogue/network/network.policy';
import { isNewsItemVisible } from '../catalogue/news/news-item.policy';

/** The searched texts of an item, in the order of preference for its snippet. */
export interface SearchedTexts {
  readonly id: number;
  readonly texts: readonly string[];
}

/**
 * Reads the searched texts with statements of its own, since the loaders of the types read only the columns that the
 * operation selects.
 */
export const textsById: Readonly<Record<FullTextTable, LoaderDefinition<number, SearchedTexts | null>>> = {
  activity: oneByKey(textsOfActivities, ({ id }) => id),
  network: oneByKey(textsOfNetworks, ({ id }) => id),
  news_item: oneByKey(textsOfNews, ({ id }) => id),
};

async function textsOfActivities(ids: readonly number[], context: RequestContext): Promise<SearchedTexts[]> {
  const { read, viewer, loaders } = context;
  const rows = await read.query<{
    id: number;
    title: string;
    summary: string;
    description: string | null;
    place: string | null;
    code: string | null;
  }>(sql`
    SELECT a.id, a.title, a.summary, a.description, a.place, a.code FROM activity a
    WHERE ${read.isIn(sql`a.id`, ids)} AND ${isActivityVisible(viewer, 'a')}`);
  return Promise.all(
    rows.map(async ({ id, title, summary, description, place, code }) => {
      const topics = (await loaders.load(topicsByActivityId, id)).join(', ');
      return textsOf(id, [summary, plain(description), title, topics, place, code]);
    }),
  );
}

async function textsOfNetworks(ids: readonly number[], { read, viewer }: RequestContext): Promise<SearchedTexts[]> {
  const rows = await read.query<{ id: number; name: string; acronym: string | null; description: string | null }>(sql`
    SELECT n.id, n.name, n.acronym, n.description FROM network n
    WHERE ${read.isIn(sql`n.id`, ids)} AND ${isNetworkVisible(viewer, 'n')}`);
  return rows.map(({ id, name, acronym, description }) => textsOf(id, [plain(description), name, acronym]));
}

async function textsOfNews(ids: readonly number[], { read, viewer }: RequestContext): Promise<SearchedTexts[]> {
  const rows = await read.query<{ id: number; title: string; excerpt: string; body: string | null }>(sql`
    SELECT i.id, i.title, i.excerpt, i.body FROM news_item i
    WHERE ${read.isIn(sql`i.id`, ids)} AND ${isNewsItemVisible(viewer, 'i')}`);
  return rows.map(({ id, title, excerpt, body }) => textsOf(id, [excerpt, plain(body), title]));
}

function textsOf(id: number, texts: readonly (string | null)[]): SearchedTexts {
  return { id, texts: texts.filter((text) => text !== null) };
}

function plain(markdown: string | null): string | null {
  return markdown === null ? null : plainText(markdown);
}
