import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { linkedBy } from '../../../core/listing/list';
import { listsByParent } from '../../../core/listing/nested-list';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { shownText } from '../../../database/sql/translation-join';
import type { Activity } from '../activity/activity.entity';
import { selectActivity } from '../activity/activity.loaders';
import { isActivityVisible } from '../activity/activity.policy';
import { NewsItem } from './news-item.entity';
import { newsItemListing } from './news-item.listing';
import { isNewsItemVisible } from './news-item.policy';

export const newsItemById = oneByKey<number, NewsItem>(
  (ids, context) => findNewsItems(context, context.read.isIn(sql`i.id`, ids)),
  ({ id }) => id,
);

export const newsItemBySlug = oneByKey<string, NewsItem>(
  (slugs, context) => findNewsItems(context, context.read.isIn(sql`i.slug`, slugs)),
  ({ slug }) => slug,
);

export const newsOfActivity = { table: 'news_activity', parent: 'activity_id', item: 'news_item_id' } as const;

export const newsItemsByActivityId = listsByParent(
  newsItemListing,
  linkedBy(newsOfActivity, 'i.id', { lists: 'short' }),
);

export const activitiesByNewsItemId = manyByKey<number, Activity>(async (ids, context) => {
  const { read, viewer } = context;
  // Joins the translation that the order reads.
  const { columns, joins, get } = selectActivity(context, ['titleFolded']);
  const rows = await read.query(sql`
    SELECT na.news_item_id AS key, ${columns}
    FROM news_activity na JOIN activity a ON a.id = na.activity_id ${joins}
    WHERE ${read.isIn(sql`na.news_item_id`, ids)} AND ${isActivityVisible(viewer, 'a')}
    ORDER BY ${raw(shownText('a', 'title_folded'))}, a.id`);
  return rows.map((row) => ({ key: row['key'] as number, value: get(row) }));
});

async function findNewsItems(context: RequestContext, where: Sql): Promise<NewsItem[]> {
  const { read, viewer } = context;
  const mapper = rowsOf(context, NewsItem, 'i');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM news_item i ${mapper.joins(context.operation)}
      WHERE ${where} AND ${isNewsItemVisible(viewer, 'i')}`,
  );
  return rows.map((row) => mapper.get(row));
}
