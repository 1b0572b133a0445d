import type { EntityManager } from 'typeorm';
import { sql } from '../../../database/sql/sql';
import { executeSql, forShare, forUpdate } from '../../../database/sql/write-sql';
import { PublishedParticipation, SmallCount } from './participation.entity';
import { type CountedRow, publishedRows, totalOf } from './published-rows';

/** Makes the rows of an activity that the public sees from those that were entered. */
export async function publishParticipation(manager: EntityManager, activityId: number): Promise<void> {
  const smallCount = await readSmallCount(manager);
  const entered = await executeSql<CountedRow>(
    manager,
    sql`SELECT country_code, organisation_id, women, men, unspecified
      FROM entered_participation WHERE activity_id = ${activityId}`,
  );
  await executeSql(manager, sql`DELETE FROM published_participation WHERE activity_id = ${activityId}`);
  await manager.insert(PublishedParticipation, publishedParticipation(activityId, entered, smallCount));
}

/** Reads the smallest count, and locks it: a concurrent change of it would miss the rows that are made. */
export async function readSmallCount(manager: EntityManager): Promise<number> {
  const [smallCount] = await executeSql<{ value: number }>(
    manager,
    sql`SELECT value FROM small_count ${forShare(manager)}`,
  );
  return smallCount!.value;
}

/** The rows of an activity that the public sees of those that were entered. */
export function publishedParticipation(
  activityId: number,
  entered: readonly CountedRow[],
  smallCount: number,
): PublishedParticipation[] {
  return publishedRows(entered, smallCount).map(({ isMerged, ...row }, index) =>
    Object.assign(new PublishedParticipation(), {
      ...row,
      activityId,
      position: index + 1,
      total: totalOf(row),
      isMerged: isMerged ? 1 : 0,
    }),
  );
}

/** Stores another smallest count. Returns the ids of the activities whose published rows may depend on the difference. */
export async function setSmallCount(manager: EntityManager, value: number): Promise<number[]> {
  const [stored] = await executeSql<{ value: number }>(
    manager,
    sql`SELECT value FROM small_count ${forUpdate(manager)}`,
  );
  if (stored!.value === value) return [];
  await manager.update(SmallCount, { id: 1 }, { value });
  const rows = await executeSql<{ id: number }>(
    manager,
    sql`SELECT DISTINCT activity_id AS id FROM entered_participation
      WHERE total < ${Math.max(value, stored!.value)} ORDER BY activity_id`,
  );
  return rows.map(({ id }) => id);
}
