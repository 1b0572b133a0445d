import type { EntityManager } from 'typeorm';

interface ObjectiveRow {
  readonly id: number;
  readonly text: string;
}

/**
 * The objectives as a list of the activity, which is what an author writes. In SQL: the concept of objectives knows
 * activities, not the other way round.
 */
export const objectives = {
  read: async (manager: EntityManager, activityId: number): Promise<string[]> =>
    (await findObjectives(manager, activityId)).map(({ text }) => text),

  /** One that only moves keeps its id. */
  replace: async (manager: EntityManager, activityId: number, texts: readonly string[]): Promise<void> => {
    const old = await findObjectives(manager, activityId);
    if (JSON.stringify(old.map(({ text }) => text)) === JSON.stringify(texts)) return;
    const kept = texts.map((text) => {
      const index = old.findIndex((row) => row.text === text);
      return index < 0 ? null : old.splice(index, 1)[0]!;
    });
    for (const { id } of old) await manager.sql`DELETE FROM objective WHERE id = ${id}`;
    // Places are unique: first out of the way, then to where they belong.
    await manager.sql`UPDATE objective SET position = -position WHERE activity_id = ${activityId}`;
    for (const [index, text] of texts.entries()) {
      const row = kept[index];
      const position = index + 1;
      if (row) await manager.sql`UPDATE objective SET position = ${position} WHERE id = ${row.id}`;
      else {
        await manager.sql`
          INSERT INTO objective (activity_id, position, text) VALUES (${activityId}, ${position}, ${text})`;
      }
    }
  },
};

function findObjectives(manager: EntityManager, activityId: number): Promise<ObjectiveRow[]> {
  return manager.sql<ObjectiveRow[]>`
    SELECT id, text FROM objective WHERE activity_id = ${activityId} ORDER BY position`;
}
