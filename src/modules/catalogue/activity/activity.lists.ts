import type { EntityManager } from 'typeorm';
import { keysOf } from '../../../core/mutations/checks';
import { ActivityCountry, ActivityNetwork, ActivityTopic } from './activity-links.entity';
import { activityVocabularies, type ActivityLists } from './activity.content';
import { objectives } from './activity.objectives';

/** How one list of an activity is kept. */
interface ActivityList {
  readonly read: (manager: EntityManager, activityId: number) => Promise<string[]>;
  /** Makes these the entries. */
  readonly replace: (manager: EntityManager, activityId: number, entries: readonly string[]) => Promise<void>;
}

/** A set, by slug. */
const networks: ActivityList = {
  read: async (manager, activityId) => {
    const rows = await manager.sql<{ slug: string }[]>`
      SELECT n.slug FROM activity_network an JOIN network n ON n.id = an.network_id
      WHERE an.activity_id = ${activityId} ORDER BY n.slug`;
    return rows.map(({ slug }) => slug);
  },
  replace: async (manager, activityId, slugs) => {
    await manager.delete(ActivityNetwork, { activityId });
    const networkIds = await keysOf(manager, activityVocabularies.network, slugs);
    await manager.insert(
      ActivityNetwork,
      networkIds.map((networkId) => ({ activityId, networkId })),
    );
  },
};

/** A set, by code. */
const participatingCountries: ActivityList = {
  read: async (manager, activityId) => {
    const rows = await manager.find(ActivityCountry, { where: { activityId }, order: { countryCode: 'ASC' } });
    return rows.map(({ countryCode }) => countryCode);
  },
  replace: async (manager, activityId, codes) => {
    await manager.delete(ActivityCountry, { activityId });
    await manager.insert(
      ActivityCountry,
      codes.map((countryCode) => ({ activityId, countryCode })),
    );
  },
};

const topics: ActivityList = {
  read: async (manager, activityId) => {
    const rows = await manager.find(ActivityTopic, { where: { activityId }, order: { position: 'ASC' } });
    return rows.map(({ topic }) => topic);
  },
  replace: async (manager, activityId, texts) => {
    await manager.delete(ActivityTopic, { activityId });
    await manager.save(
      texts.map((topic, index) => Object.assign(new ActivityTopic(), { activityId, position: index + 1, topic })),
    );
  },
};

/** In the order in which content has them. */
export const activityLists: Readonly<Record<keyof ActivityLists, ActivityList>> = {
  networks,
  participatingCountries,
  topics,
  objectives,
};

export async function readLists(manager: EntityManager, activityId: number): Promise<ActivityLists> {
  return {
    networks: await networks.read(manager, activityId),
    participatingCountries: await participatingCountries.read(manager, activityId),
    topics: await topics.read(manager, activityId),
    objectives: await objectives.read(manager, activityId),
  };
}

/** Writes those that differ. */
export async function writeLists(
  manager: EntityManager,
  activityId: number,
  before: ActivityLists,
  after: ActivityLists,
): Promise<void> {
  for (const name of Object.keys(activityLists) as (keyof ActivityLists)[]) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    await activityLists[name].replace(manager, activityId, after[name]);
  }
}
