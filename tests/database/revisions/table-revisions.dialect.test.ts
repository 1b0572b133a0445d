import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { WRITE_POOL } from '../../../src/database/postgres/postgres-pools';
import { UNSEEN_CHANGES, withoutPublicRevision } from '../../../src/database/revisions/public-revision';
import type { Revision } from '../../../src/database/revisions/table-revisions';
import { MERGE_REVISIONS } from '../../../src/database/revisions/table-revisions.postgres';
import { trackedTables } from '../../../src/database/triggers/revision-triggers';
import { entities } from '../../../src/modules/entities';
import { until } from '../../support/contents';
import { factories } from '../../support/factories';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;
/** Two programs on one database: one reads revisions, the other writes. */
let database: Database;
let other: Database;

const open = (): Promise<Database> => Database.open(parseDatabaseUrl(storage.url)!, entities);

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await open();
  other = await open();
  const { id } = await other.write((manager) => factories(manager).activity());
  await other.write((manager) => factories(manager).objective({ activityId: id }));
});

afterAll(async () => {
  await other.close();
  await database.close();
  await storage.drop();
});

const insertRegion = (code: string) => `INSERT INTO region (code, name) VALUES ('${code}', 'Name')`;
const run = (statement: string) => other.write((manager) => manager.query(statement));

/** The tables whose values differ. */
function changed(before: Revision, after: Revision): string[] {
  return trackedTables.filter((table) => before.get(table) !== after.get(table));
}

test('a revision has a value for every tracked table', async () => {
  expect([...(await database.revisions.current()).keys()].sort()).toEqual([...trackedTables, UNSEEN_CHANGES].sort());
});

test.each([
  ['insert', `INSERT INTO activity_topic (activity_id, position, topic) VALUES (1, 1, 'A')`],
  ['update', `UPDATE activity_topic SET topic = 'B'`],
  ['delete', 'DELETE FROM activity_topic'],
])('an %s changes the value of its table only, as soon as it is committed', async (_event, statement) => {
  const before = await database.revisions.current();
  await other.write(async (manager) => {
    await manager.query(statement);
    expect(await database.revisions.current()).toBe(before);
  });
  expect(changed(before, await database.revisions.current())).toEqual(['activity_topic']);
});

test('rows that a deletion takes along change the value of their table', async () => {
  const before = await database.revisions.current();
  await run('DELETE FROM activity');
  expect(changed(before, await database.revisions.current())).toEqual(
    expect.arrayContaining(['activity', 'objective']),
  );
});

test('a rolled back unit of work, and one that changes other tables, leave the revision as it is', async () => {
  const before = await database.revisions.current();
  const failed = other.write(async (manager) => {
    await manager.query(insertRegion('B'));
    throw new Error('Rolled back');
  });
  await expect(failed).rejects.toThrow('Rolled back');
  await run(`INSERT INTO outbox_event (type, item_id, at) VALUES ('x', 1, '2026-01-01T00:00:00.000Z')`);
  expect(await database.revisions.current()).toBe(before);
});

test('writes within the same process count, too', async () => {
  const before = await database.revisions.current();
  await database.write((manager) => manager.query(insertRegion('C')));
  expect(changed(before, await database.revisions.current())).toEqual(['region']);
});

test('a table that lost its triggers gets them back at the next start, and counts as changed', async () => {
  const before = await database.revisions.current();
  await run(
    __DATABASE__ === 'postgres'
      ? 'DROP TRIGGER revision_of_region ON region'
      : 'DROP TRIGGER revision_of_region_update',
  );
  await run(`UPDATE region SET name = 'Unseen'`);
  expect(changed(before, await database.revisions.current())).toEqual([]);

  await (await open()).close();

  const repaired = await database.revisions.current();
  expect(changed(before, repaired)).toContain('region');
  await run(`UPDATE region SET name = 'Seen'`);
  expect(changed(repaired, await database.revisions.current())).toEqual(['region']);
});

test('a statement depends on the tables that it names, and on none if it names one that is not tracked', () => {
  const { statementTables } = database;
  const tablesOf = (statement: string) => [...(statementTables.tablesOf(statement) ?? ['unknown'])].sort();
  expect(tablesOf('SELECT 1')).toEqual([]);
  expect(tablesOf('SELECT a.id, a.network_id FROM "activity" a, NEWS_ITEM n')).toEqual(['activity', 'news_item']);
  expect(tablesOf('SELECT entry FROM search_public')).toEqual([
    'activity',
    'activity_topic',
    'activity_translation',
    'network',
    'network_translation',
    'news_item',
    'news_item_translation',
    'organisation',
    'organisation_translation',
  ]);
  expect(tablesOf('SELECT 1 FROM activity JOIN account ON true')).toEqual(['unknown']);
  expect(tablesOf('SELECT name FROM table_revision')).toEqual(['unknown']);
});

if (__DATABASE__ === 'postgres') {
  const countRows = async (): Promise<number> => {
    const [row] = await database.write((manager) =>
      manager.query<{ count: string }[]>('SELECT count(*) FROM table_revision'),
    );
    return Number(row!.count);
  };

  test('transactions that change the same tables in another order wait for nobody', async () => {
    await run(`INSERT INTO programme (slug, name) VALUES ('q', 'Q')`);
    await database.write(async (one) => {
      await one.query(insertRegion('D'));
      await other.write(async (two) => {
        await two.query(`UPDATE programme SET name = 'R' WHERE slug = 'q'`);
        await two.query(insertRegion('E'));
      });
      await one.query(`INSERT INTO programme (slug, name) VALUES ('s', 'S')`);
    });
  });

  test('an earlier transaction that is committed later changes the value again', async () => {
    let between: Revision = new Map();
    const before = await database.revisions.current();
    await database.write(async (early) => {
      await early.query(insertRegion('F'));
      await run(insertRegion('G'));
      between = await database.revisions.current();
      expect(changed(before, between)).toEqual(['region']);
    });
    expect(changed(between, await database.revisions.current())).toEqual(['region']);
  });

  test('a change that takes its marks back counts, also when the rows are merged before the next revision', async () => {
    await run(MERGE_REVISIONS);
    const before = await database.revisions.current();
    await other.write((manager) => withoutPublicRevision(manager, () => manager.query(insertRegion('J'))));
    await run(MERGE_REVISIONS);
    expect(changed(before, await database.revisions.current())).toEqual(['region']);
  });

  test('while nothing changes, revisions read a digest of all marks, not the value of each table', async () => {
    const latestStatement = async (): Promise<string> => {
      const [row] = await database.write((manager) =>
        manager.query<{ query: string }[]>(`SELECT query FROM pg_stat_activity
          WHERE application_name = 'entente revisions' AND datname = current_database()`),
      );
      return row!.query;
    };
    await run(insertRegion('K'));
    await database.revisions.current();
    expect(await latestStatement()).toContain('GROUP BY table_name');
    await database.revisions.current();
    expect(await latestStatement()).not.toContain('GROUP BY table_name');
  });

  test('merging the rows, also at the same time, keeps every value', async () => {
    for (let number = 0; number < 20; number += 1) await run(`UPDATE region SET name = 'N${number}'`);
    const before = await database.revisions.current();
    await Promise.all([1, 2, 3].map(() => run(MERGE_REVISIONS)));
    expect(await database.revisions.current()).toBe(before);
    expect(await countRows()).toBe([...trackedTables, UNSEEN_CHANGES].length);
  });

  test('many rows are merged by reading the revision', async () => {
    for (let number = 0; number < 110; number += 1) await run(`UPDATE region SET name = 'N${number}'`);
    await database.revisions.current();
    const deadline = Date.now() + 5_000;
    const merged = [...trackedTables, UNSEEN_CHANGES].length;
    let count = Infinity;
    while (count > merged && Date.now() < deadline) {
      await database.revisions.current();
      count = await countRows();
    }
    expect(count).toBe(merged);
  });

  test('a change counts although a restored dump has rows with the ids of coming transactions', async () => {
    await run(MERGE_REVISIONS);
    await run(`INSERT INTO table_revision (table_name, transaction_id, mark)
      SELECT 'region', pg_current_xact_id()::text::bigint + number, 1 FROM generate_series(1, 60) AS number`);
    const started = await open();
    const before = await started.revisions.current();
    await run(insertRegion('I'));
    expect(changed(before, await started.revisions.current())).toEqual(['region']);
    await started.close();
  });

  const loseConnection = () =>
    run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'entente revisions' AND datname = current_database()`);

  test('a lost connection is replaced, and the revision stays exact', async () => {
    const before = await database.revisions.current();
    await loseConnection();
    await run(insertRegion('H'));
    const after = await Promise.resolve(database.revisions.current()).catch(() => database.revisions.current());
    expect(changed(before, after)).toEqual(['region']);
  });

  test('no revision fails because its connection was lost while it was idle', async () => {
    const before = await database.revisions.current();
    await loseConnection();
    await delay(200);
    expect(await database.revisions.current()).toBe(before);
  });

  test('a lost connection makes no revision wait while all connections for writing are in use', async () => {
    const before = await database.revisions.current();
    let end!: () => void;
    const held = new Promise<void>((resolve) => (end = resolve));
    const units = Array.from({ length: WRITE_POOL.max }, () => database.write(() => held));
    const failureWithin = (milliseconds: number): Promise<string | null> =>
      Promise.race([
        Promise.resolve(database.revisions.current()).then(
          () => null,
          (error: unknown) => (error as Error).message,
        ),
        delay(milliseconds, 'It waits', { ref: false }),
      ]);
    await loseConnection();
    await until(async () => (await failureWithin(1_000)) !== null, 'the connection is lost');
    const failures = [await failureWithin(4_000), await failureWithin(1_000)];
    end();
    await Promise.all(units);

    expect(failures).toEqual(Array(2).fill('The database is busy: try again later'));
    let after: Revision | null = null;
    await until(async () => {
      after = await Promise.resolve(database.revisions.current()).catch(() => null);
      return after !== null;
    }, 'there are revisions again');
    expect(after).toBe(before);
  });
}
