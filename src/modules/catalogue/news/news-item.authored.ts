import type { EntityManager } from 'typeorm';
import { activityVisibility } from '../activity/activity.policy';
import type { PublishableDefinition, MapReference, UnitOfWork } from '../../publishing/publishable';
import {
  checkUnique,
  checkSlug,
  checkText,
  keysOf,
  MAX_LENGTH,
  MAX_FOLDED_LENGTH,
} from '../../../core/mutations/checks';
import { checkVisibleReferences } from '../../publishing/reference-visibility';
import type { Problems } from '../../../core/mutations/problems';
import type { Publication } from '../../publishing/publication.entity';
import { NewsActivity, NewsItem } from './news-item.entity';
import { isNewsItemEditable, isNewsItemVisible } from './news-item.policy';

/** What an author decides of a piece of news. */
export interface NewsItemContent {
  readonly slug: string;
  readonly title: string;
  readonly excerpt: string;
  readonly body: string | null;
  readonly publishedAt: string | null;
  readonly activities: readonly string[];
}

/** Of which nothing has been said. */
export const emptyNewsItem: NewsItemContent = {
  slug: '',
  title: '',
  excerpt: '',
  body: null,
  publishedAt: null,
  activities: [],
};

const activitySlugs = { table: 'activity', column: 'slug' } as const;

const mostActivities = 100;

export const publishableNewsItem: PublishableDefinition<NewsItemContent> = {
  name: 'NewsItem',
  entity: NewsItem,
  publishedEvent: 'newsItemPublished',
  lists: { activities: activityVisibility },
  mapReferences,
  read,
  validate,
  insert,
  write,
  onAppearance: (content, now) => ({ ...content, publishedAt: content.publishedAt ?? now }),
  // What is public keeps the time at which it became so.
  onRevert: (then, now) => ({ ...then, publishedAt: then.publishedAt ?? now.publishedAt }),
  isVisible: (viewer) => isNewsItemVisible(viewer, 't'),
  isEditable: (viewer) => isNewsItemEditable(viewer, 't'),
};

function mapReferences(content: NewsItemContent, rename: MapReference): NewsItemContent {
  const activities = content.activities.map((slug, number) =>
    rename(`input.activities.${number}`, activitySlugs, slug),
  );
  return { ...content, activities: activities.sort() };
}

async function read({ manager }: UnitOfWork, id: number): Promise<NewsItemContent> {
  const { slug, title, excerpt, body, publishedAt } = await manager.findOneByOrFail(NewsItem, { id });
  return { slug, title, excerpt, body, publishedAt, activities: await activitiesOf(manager, id) };
}

async function activitiesOf(manager: EntityManager, id: number): Promise<string[]> {
  const activities = await manager.sql<{ slug: string }[]>`
    SELECT a.slug FROM news_activity na JOIN activity a ON a.id = na.activity_id
    WHERE na.news_item_id = ${id} ORDER BY a.slug`;
  return activities.map(({ slug }) => slug);
}

async function validate(
  unit: UnitOfWork,
  { slug, title, excerpt, body, activities }: NewsItemContent,
  id: number | null,
  problems: Problems,
): Promise<void> {
  checkSlug(problems, 'input.slug', slug);
  await checkUnique(unit.manager, problems, 'input.slug', { table: 'news_item', column: 'slug' }, slug, id);
  checkText(problems, 'input.title', title, {
    max: MAX_LENGTH.title,
    maxFolded: MAX_FOLDED_LENGTH.title,
    required: true,
  });
  checkText(problems, 'input.excerpt', excerpt, { max: MAX_LENGTH.summary, required: true, multiline: true });
  checkText(problems, 'input.body', body, { max: MAX_LENGTH.prose, multiline: true });
  if (activities.length > mostActivities) {
    problems.add('input.activities', 'TOO_LONG', `There are at most ${mostActivities} of these`);
    return;
  }
  const held = id === null ? [] : await activitiesOf(unit.manager, id);
  await checkVisibleReferences(unit, problems, 'input.activities', activityVisibility, activities, held);
}

async function insert({ manager }: UnitOfWork, content: NewsItemContent, publication: Publication): Promise<number> {
  const { activities, ...columns } = content;
  const { id } = await manager.save(Object.assign(new NewsItem(), columns, { publication }));
  await addActivities(manager, id, activities);
  return id;
}

async function write(
  { manager }: UnitOfWork,
  id: number,
  before: NewsItemContent,
  after: NewsItemContent,
): Promise<void> {
  const { activities, ...columns } = after;
  const newsItem = await manager.findOneByOrFail(NewsItem, { id });
  await manager.save(Object.assign(newsItem, columns));
  if (JSON.stringify(before.activities) === JSON.stringify(activities)) return;
  await manager.delete(NewsActivity, { newsItemId: id });
  await addActivities(manager, id, activities);
}

async function addActivities(manager: EntityManager, newsItemId: number, slugs: readonly string[]): Promise<void> {
  const keys = await keysOf(manager, activitySlugs, slugs);
  await manager.insert(
    NewsActivity,
    keys.map((activityId) => ({ newsItemId, activityId })),
  );
}
