import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { bulk, type Sql, sql } from '../../../src/database/sql/sql';
import { deferForeignKeys, executeSql, forShare, forUpdate, lockTable } from '../../../src/database/sql/write-sql';
import { Programme } from '../../../src/modules/catalogue/programme/programme.entity';
import { entities } from '../../../src/modules/entities';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

/** Only PostgreSQL runs units of work at the same time. On SQLite, each one waits for the one before it. */
const isConcurrent = __DATABASE__ === 'postgres';

let storage: TestDatabase;
let database: Database;

beforeAll(async () => {
  storage = await createTestDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterEach(() => execute(sql`DELETE FROM programme`));

afterAll(async () => {
  await database.close();
  await storage.drop();
});

function execute<T>(statement: Sql): Promise<T[]> {
  return database.write((manager) => executeSql<T>(manager, statement));
}

async function insertProgramme(slug: string): Promise<number> {
  const [row] = await execute<{ id: number }>(
    sql`INSERT INTO programme (slug, name, version) VALUES (${slug}, ${slug}, 1) RETURNING id`,
  );
  return row!.id;
}

async function insertComponent(code: string, programmeId: number): Promise<void> {
  await execute(sql`
    INSERT INTO component (code, name, programme_id, version) VALUES (${code}, ${code}, ${programmeId}, 1)`);
}

type Work = (manager: EntityManager) => Promise<unknown>;

/** Starts the second unit of work when the first one has done its work, but not ended. Returns what ends, in order. */
async function meet(first: Work, second: Work, firstWaitsMs: number): Promise<unknown[]> {
  const events: unknown[] = [];
  let begin!: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const waiting = new AbortController();
  await Promise.all([
    database.write(async (manager) => {
      await first(manager);
      begin();
      await delay(firstWaitsMs, undefined, { signal: waiting.signal }).catch(() => undefined);
      events.push('first');
    }),
    begun
      .then(() => database.write(second))
      .then((found) => events.push(found))
      .finally(() => waiting.abort()),
  ]);
  return events;
}

/** Expects that the second unit of work waits for the end of the first one, and then returns `found`. */
async function expectInTurn(first: Work, second: Work, found: unknown): Promise<void> {
  expect(await meet(first, second, 300)).toEqual(['first', found]);
}

/** Expects that the second unit of work does not wait on PostgreSQL. */
async function expectAtOnce(first: Work, second: Work, found: unknown): Promise<void> {
  if (isConcurrent) expect(await meet(first, second, 20_000)).toEqual([found, 'first']);
  else await expectInTurn(first, second, found);
}

describe('a statement in a unit of work', () => {
  test('returns rows with camelCase keys, of SELECT and of RETURNING', async () => {
    const id = await insertProgramme('a');
    const returned = [
      await execute(sql`INSERT INTO component (code, name, programme_id, version) VALUES ('c', 'C', ${id}, 1)
        RETURNING programme_id, code AS code_of_component`),
      await execute(sql`UPDATE component SET name = 'D' RETURNING programme_id`),
      await execute(sql`SELECT programme_id, name AS "componentName" FROM component`),
      await execute(sql`DELETE FROM component RETURNING programme_id`),
    ];

    expect(returned).toEqual([
      [{ programmeId: id, codeOfComponent: 'c' }],
      [{ programmeId: id }],
      [{ programmeId: id, componentName: 'D' }],
      [{ programmeId: id }],
    ]);
  });

  test('returns no rows when it has none', async () => {
    expect(await execute(sql`UPDATE programme SET version = 2`)).toEqual([]);
    expect(await execute(sql`DELETE FROM programme`)).toEqual([]);
    expect(await execute(sql`SELECT id FROM programme`)).toEqual([]);
  });

  test('binds every value, whatever it contains', async () => {
    const slug = `'; DROP TABLE programme; -- ? $1 :name "`;
    await insertProgramme(slug);

    expect(await execute(sql`SELECT slug, version + ${2} AS total FROM programme WHERE slug = ${slug}`)).toEqual([
      { slug, total: 3 },
    ]);
  });

  test('sees the writes of its unit of work, which a failure takes back', async () => {
    const unit = database.write(async (manager) => {
      await executeSql(manager, sql`INSERT INTO region (code, name, version) VALUES ('a', 'A', 1)`);
      const seen = await executeSql(manager, sql`SELECT code FROM region`);
      throw new Error(JSON.stringify(seen));
    });

    await expect(unit).rejects.toThrow('[{"code":"a"}]');
    expect(await execute(sql`SELECT code FROM region`)).toEqual([]);
  });
});

test('a query returns rows with camelCase keys', async () => {
  const id = await insertProgramme('a');
  await insertComponent('c', id);

  const rows = await database.read.query(sql`
    SELECT programme_id, code AS code_of_component, name AS "componentName" FROM component`);

  expect(rows).toEqual([{ programmeId: id, codeOfComponent: 'c', componentName: 'c' }]);
});

describe('rows locked for update', () => {
  const programmes = sql`SELECT slug FROM programme`;
  const lock: Work = (manager) => executeSql(manager, sql`${programmes} ${forUpdate(manager)}`);

  test('are changed by other units of work only after this one', async () => {
    await insertProgramme('a');
    const update: Work = (manager) => executeSql(manager, sql`UPDATE programme SET version = 2 RETURNING slug`);
    await expectInTurn(lock, update, [{ slug: 'a' }]);
  });

  test('are left out by a unit of work that skips locked rows', async () => {
    await insertProgramme('a');
    const skip: Work = (manager) => executeSql(manager, sql`${programmes} ${forUpdate(manager, { skipLocked: true })}`);
    await expectAtOnce(lock, skip, isConcurrent ? [] : [{ slug: 'a' }]);
  });

  test('are those of one table of a join, if it is named', async () => {
    await insertComponent('c', await insertProgramme('a'));
    const joined = sql`SELECT c.code FROM component c JOIN programme p ON p.id = c.programme_id`;
    const lockComponents: Work = (manager) => executeSql(manager, sql`${joined} ${forUpdate(manager, { of: 'c' })}`);

    const updateProgramme: Work = (manager) =>
      executeSql(manager, sql`UPDATE programme SET version = 2 RETURNING slug`);
    await expectAtOnce(lockComponents, updateProgramme, [{ slug: 'a' }]);
    const updateComponent: Work = (manager) =>
      executeSql(manager, sql`UPDATE component SET version = 2 RETURNING code`);
    await expectInTurn(lockComponents, updateComponent, [{ code: 'c' }]);
  });
});

describe('rows locked for share', () => {
  const lock: Work = (manager) =>
    executeSql(manager, sql`SELECT p.slug FROM programme p ${forShare(manager, { of: 'p' })}`);

  test('are locked by several units of work at once', async () => {
    await insertProgramme('a');
    await expectAtOnce(lock, lock, [{ slug: 'a' }]);
  });

  test('are deleted by other units of work only after this one', async () => {
    await insertProgramme('a');
    const remove: Work = (manager) => executeSql(manager, sql`DELETE FROM programme RETURNING slug`);
    await expectInTurn(lock, remove, [{ slug: 'a' }]);
  });
});

test('a locked table is read, but written or locked only after the unit of work', async () => {
  const lock: Work = (manager) => lockTable(manager, Programme);
  const read: Work = (manager) => executeSql(manager, sql`SELECT slug FROM programme`);
  const write: Work = (manager) =>
    executeSql(manager, sql`INSERT INTO programme (slug, name, version) VALUES ('a', 'A', 1) RETURNING slug`);

  await expectAtOnce(lock, read, []);
  await expectInTurn(lock, lock, undefined);
  await expectInTurn(lock, write, [{ slug: 'a' }]);
});

test('deferred foreign keys are checked at the end of the unit of work', async () => {
  const component = (programmeId: number): Sql =>
    sql`INSERT INTO component (code, name, programme_id, version) VALUES ('c', 'C', ${programmeId}, 1)`;
  const isDeferred = await database.write(deferForeignKeys);
  expect(isDeferred).toBe(__DATABASE__ === 'sqlite');

  const dangling = database.write(async (manager) => {
    await deferForeignKeys(manager);
    await executeSql(manager, component(777));
  });
  await expect(dangling).rejects.toThrow(/foreign key/i);
  if (!isDeferred) return;
  await database.write(async (manager) => {
    await deferForeignKeys(manager);
    await executeSql(manager, component(777));
    await executeSql(manager, sql`INSERT INTO programme (id, slug, name, version) VALUES (777, 'a', 'A', 1)`);
  });
  expect(await execute(sql`SELECT code FROM component`)).toEqual([{ code: 'c' }]);
});

test('statements with the values of many rows do the same as others, and are not kept in memory', async () => {
  const slugs = Array.from({ length: 600 }, (_, number) => [`many-${number}`]);
  const insert = (count: number) =>
    sql`
      INSERT INTO programme (slug, name, version) VALUES ${bulk(slugs.slice(0, count).map(([slug]) => [slug, slug, 1]))}
      RETURNING slug, description_html`;

  const [first, ...others] = await execute(insert(600));
  expect([first, others.length]).toEqual([{ slug: 'many-0', descriptionHtml: null }, 599]);
  await expect(execute(insert(599))).rejects.toThrow(/unique/i);
  await execute(sql`DELETE FROM programme WHERE slug IN (VALUES ${bulk(slugs.slice(1))})`);
  expect(await execute(sql`SELECT slug FROM programme`)).toEqual([{ slug: 'many-0' }]);

  // On SQLite, TypeORM keeps the last 500.
  const kept = await database.write(async ({ queryRunner }) => Reflect.get(queryRunner!, 'stmtCache') as unknown);
  const texts = kept instanceof Map ? ([...kept.keys()] as string[]) : [];
  expect(texts.filter((text) => text.includes('),('))).toEqual([]);
});
