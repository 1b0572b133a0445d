import { type DataSource, type EntityManager } from 'typeorm';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { remakeShares } from '../../src/modules/figures/money/money-shares';
import { publishParticipation } from '../../src/modules/figures/people/published-participation';
import { Passwords } from '../../src/modules/identity/password/passwords';
import { loadDemonstration } from '../../src/seeds/load-demonstration';
import { loadGenerated } from '../../src/seeds/load-generated';
import { createMigratedDatabase, type TestDatabase } from '../support/test-database';

let storage: TestDatabase;
let database: Database;

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterAll(async () => {
  await database.close();
  await storage.drop();
});

/** The columns of instants by table. */
function instantColumns({ entityMetadatas }: DataSource): (readonly [table: string, column: string])[] {
  return entityMetadatas.flatMap(({ tableName, columns }) =>
    columns
      .filter(({ type, length }) => type === 'varchar' && length === '24')
      .map(({ databaseName }) => [tableName, databaseName] as const),
  );
}

test('every instant of the seeds is stored as text that sorts in the order of time', async () => {
  await loadDemonstration(database, new Passwords(4), async () => undefined);
  await loadGenerated(database, 1_000, () => undefined);

  const found = await database.write(async (manager) => {
    const texts: string[] = [];
    for (const [table, column] of instantColumns(manager.dataSource)) {
      const rows = await manager.query<{ text: string }[]>(
        `SELECT ${column} AS text FROM ${table} WHERE ${column} IS NOT NULL`,
      );
      texts.push(...rows.map(({ text }) => text));
    }
    return texts;
  });

  expect(found.length).toBeGreaterThan(2_000);
  expect(found.filter((text) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text))).toEqual([]);
  const scheduled = await database.write((manager) =>
    manager.query(`SELECT id FROM activity WHERE publish_at IS NOT NULL`),
  );
  expect(scheduled).not.toEqual([]);
});

test('the shares of invented money and the published people are those that a change would make', async () => {
  await loadGenerated(database, 1_030, () => undefined, { hasFigures: true });

  const shares = (manager: EntityManager) =>
    manager.query<{ activity_id: number }[]>('SELECT * FROM money_share ORDER BY activity_id, position');
  const [seeded, remade] = await database.write(async (manager) => {
    const before = await shares(manager);
    for (const id of new Set(before.map(({ activity_id: activityId }) => activityId))) await remakeShares(manager, id);
    return [before, await shares(manager)];
  });
  expect(new Set(seeded.map(({ activity_id: activityId }) => activityId)).size).toBe(30);
  expect(remade).toEqual(seeded);

  const people = (manager: EntityManager) =>
    manager.query<{ activity_id: number }[]>('SELECT * FROM published_participation ORDER BY activity_id, position');
  const [published, remadePeople] = await database.write(async (manager) => {
    const before = await people(manager);
    for (const id of new Set(before.map(({ activity_id: activityId }) => activityId))) {
      await publishParticipation(manager, id);
    }
    return [before, await people(manager)];
  });
  expect(published.length).toBeGreaterThan(30);
  expect(remadePeople).toEqual(published);
});
