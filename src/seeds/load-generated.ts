import { setImmediate } from 'node:timers/promises';
import { In, type EntityManager } from 'typeorm';
import { Activity } from '../modules/catalogue/activity/activity.entity';
import { NewsItem } from '../modules/catalogue/news/news-item.entity';
import { PublicationState } from '../modules/publishing/publication.entity';
import { toStartupError, type Database } from '../database/database';
import { generateActivities, type GeneratedActivity } from './generated-activities';
import { SeedWriter } from './seed-writer';

/** Every load draws the same activities, so that a bigger one continues a smaller one. */
const seed = 1;
const batchSize = 1000;
const firstEntry = Date.UTC(2024, 0, 1);
const minute = 60_000;

/**
 * Brings the database to `count` generated activities; those that are there already stay as they are.
 * The demonstration programme must have been loaded: they refer to its networks and vocabularies.
 *
 * @param onProgress hears how many of them have been dealt with
 * @throws StartupError when the database cannot take them all; what it has taken by then stays.
 */
export async function loadGenerated(
  database: Database,
  count: number,
  onProgress: (done: number) => void,
): Promise<void> {
  let batch: GeneratedActivity[] = [];
  let done = 0;
  for (const activity of generateActivities({ count, seed })) {
    batch.push(activity);
    if (batch.length < batchSize && done + batch.length < count) continue;
    const ready = batch;
    const start = done;
    try {
      await database.write((manager) => writeBatch(manager, ready, start));
    } catch (error) {
      throw toStartupError(`Only ${done} of the ${count} activities could be loaded`, error);
    }
    done += batch.length;
    batch = [];
    onProgress(done);
    // SQLite's driver never waits for anything, so timers would get no turn before the end.
    await setImmediate();
  }
}

async function writeBatch(manager: EntityManager, batch: readonly GeneratedActivity[], start: number): Promise<void> {
  const present = new Set(
    (await manager.find(Activity, { select: { slug: true }, where: { slug: In(batch.map(({ slug }) => slug)) } })).map(
      ({ slug }) => slug,
    ),
  );
  const newsIds = await findNews(manager, batch);
  const writer = await SeedWriter.open(manager);
  batch.forEach((activity, index) => {
    if (present.has(activity.slug)) return;
    const publication = { state: PublicationState[activity.state], publishAt: activity.publishAt ?? null };
    const createdAt = new Date(firstEntry + (start + index) * minute).toISOString();
    const activityId = writer.addActivity(activity, publication, createdAt);
    for (const item of activity.newsItems) {
      const newsItemId = writer.addNewsItem(item, publication);
      newsIds.set(item.slug, newsItemId);
      writer.relate(newsItemId, activityId);
    }
    for (const slug of activity.sharedNewsItems) writer.relate(newsIds.get(slug)!, activityId);
  });
  await writer.flush();
}

/** News that an earlier batch brought, and that this one relates to. */
async function findNews(manager: EntityManager, batch: readonly GeneratedActivity[]): Promise<Map<string, number>> {
  const slugs = [...new Set(batch.flatMap(({ sharedNewsItems }) => sharedNewsItems))];
  const found = await manager.find(NewsItem, { select: { id: true, slug: true }, where: { slug: In(slugs) } });
  return new Map(found.map(({ slug, id }) => [slug, id]));
}
