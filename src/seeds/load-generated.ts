import { setImmediate } from 'node:timers/promises';
import { type EntityManager, In } from 'typeorm';
import { MINUTE_MS } from '../core/time';
import { type Database } from '../database/database';
import { toStartupError } from '../database/database-errors';
import { mergeAllSegments } from '../database/maintenance/full-text-merge';
import { Activity } from '../modules/catalogue/activity/activity.entity';
import { NewsItem } from '../modules/catalogue/news/news-item.entity';
import { PublicationState } from '../modules/publishing/publication.entity';
import { generateActivities } from './generated/generated-activities';
import { drawFigures } from './generated/generated-activities.figures';
import type { LanguageCode } from './generated/generated-activities.texts';
import type { GeneratedActivity } from './generated/generated-activities.types';
import { SeedWriter } from './writing/seed-writer';

/** Every load generates the same activities, so a larger load continues a smaller one. */
const SEED = 1;
const BATCH_SIZE = 1000;
const FIRST_CREATED_AT = Date.UTC(2024, 0, 1);

/** The optional parts of new activities. */
export interface GeneratedOptions {
  /** The languages that they and their news are translated into. */
  readonly translations?: readonly LanguageCode[];
  /** True if they are classified, and have people, money and results. */
  readonly hasFigures?: boolean;
}

/**
 * Adds generated activities until there are `count` of them. Existing ones are left unchanged. They refer to the networks
 * and the reference data of the demonstration programme, which must be loaded first.
 *
 * @param onProgress receives the number of activities that are processed
 * @throws StartupError when the database fails; complete batches stay
 */
export async function loadGenerated(
  database: Database,
  count: number,
  onProgress: (done: number) => void,
  { translations = [], hasFigures = false }: GeneratedOptions = {},
): Promise<void> {
  let batch: GeneratedActivity[] = [];
  let done = 0;
  for (const activity of generateActivities({ count, seed: SEED, translations })) {
    batch.push(hasFigures ? { ...activity, ...drawFigures(activity, done + batch.length) } : activity);
    if (batch.length < BATCH_SIZE && done + batch.length < count) continue;
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
    // SQLite's driver is synchronous. This lets timers run between batches.
    await setImmediate();
  }
  await mergeAllSegments(database);
}

async function writeBatch(manager: EntityManager, batch: readonly GeneratedActivity[], start: number): Promise<void> {
  const existing = new Set(
    (await manager.find(Activity, { select: { slug: true }, where: { slug: In(batch.map(({ slug }) => slug)) } })).map(
      ({ slug }) => slug,
    ),
  );
  const newsIds = await findSharedNews(manager, batch);
  const writer = await SeedWriter.open(manager);
  batch.forEach((activity, index) => {
    if (existing.has(activity.slug)) return;
    const publication = { state: PublicationState[activity.state], publishAt: activity.publishAt ?? null };
    const createdAt = new Date(FIRST_CREATED_AT + (start + index) * MINUTE_MS).toISOString();
    const activityId = writer.addActivity(activity, publication, createdAt);
    for (const item of activity.newsItems) {
      const newsItemId = writer.addNewsItem(item, publication, createdAt);
      newsIds.set(item.slug, newsItemId);
      writer.relate(newsItemId, activityId);
    }
    for (const slug of activity.sharedNewsItems) writer.relate(newsIds.get(slug)!, activityId);
  });
  await writer.flush();
}

/** The ids of news items of earlier batches that relate to this batch. */
async function findSharedNews(
  manager: EntityManager,
  batch: readonly GeneratedActivity[],
): Promise<Map<string, number>> {
  const slugs = [...new Set(batch.flatMap(({ sharedNewsItems }) => sharedNewsItems))];
  const found = await manager.find(NewsItem, { select: { id: true, slug: true }, where: { slug: In(slugs) } });
  return new Map(found.map(({ slug, id }) => [slug, id]));
}
