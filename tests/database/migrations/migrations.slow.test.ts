import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { migrate } from '../../../src/database/migrate';
import { migrations } from '../../../src/database/migrations/migrations';
import { StartupError } from '../../../src/errors';
import { entities } from '../../../src/modules/entities';
import { Passwords } from '../../../src/modules/identity/password/passwords';
import { loadDemonstration } from '../../../src/seeds/load-demonstration';
import { findOrCreateTemplate } from '../../support/database-template';
import { Later1999000000000 } from '../../support/later-release';
import { type EndedProcess, killProcesses, proceed, startDatabaseScript } from '../../support/processes';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;

beforeEach(async () => {
  storage = await createTestDatabase();
});

afterEach(async () => {
  await killProcesses();
  await storage.drop();
});

function open(): Promise<Database> {
  return Database.open(parseDatabaseUrl(storage.url)!, entities);
}

/** A data source as TypeORM's command line has it, through ormconfig.ts. */
async function withDataSource<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = createDataSource(parseDatabaseUrl(storage.url)!, entities, 'write');
  await dataSource.initialize();
  // As the server does: SQLite rebuilds tables, and rows that refer to the old one must stay.
  if (__DATABASE__ === 'sqlite') await dataSource.query('PRAGMA foreign_keys = OFF');
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

function tablesOf(dataSource: DataSource): Promise<string[]> {
  const tables =
    __DATABASE__ === 'sqlite'
      ? `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
      : `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`;
  return dataSource.query<{ name: string }[]>(tables).then((rows) => rows.map(({ name }) => name).sort());
}

/** The statements that would bring the tables in line with the entities. */
async function differences(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

/** The number of rows of each entity. */
function rowCounts(dataSource: DataSource): Promise<Record<string, number>> {
  const counts = dataSource.entityMetadatas.map(async ({ tableName, target }) => [
    tableName,
    await dataSource.manager.count(target),
  ]);
  return Promise.all(counts).then((entries) => Object.fromEntries(entries) as Record<string, number>);
}

async function openWithDemonstration(): Promise<void> {
  const database = await open();
  await loadDemonstration(database, new Passwords(4), async () => undefined);
  await database.close();
}

/** Gives the test a database with all tables and the demonstration: a copy of one that is made once. */
async function useDemonstration(): Promise<void> {
  const { url } = await findOrCreateTemplate('demonstration-rows', async () => {
    await openWithDemonstration();
    const { url: loaded } = storage;
    storage = await createTestDatabase();
    return { url: loaded };
  });
  await storage.drop();
  storage = await createTestDatabase(url);
}

/** Inserts a row into each empty table: short text, and references to the first row. */
async function fillEmptyTables(dataSource: DataSource): Promise<void> {
  const counts = await rowCounts(dataSource);
  const texts = new Set(['varchar', 'character varying', 'text']);
  const empty = dataSource.entityMetadatas.filter(({ tableName }) => counts[tableName] === 0);
  for (const { target, columns } of empty) {
    const values = columns
      .filter(({ isGenerated, isNullable }) => !isGenerated && !isNullable)
      .map((column) => [column.propertyName, texts.has(dataSource.driver.normalizeType(column)) ? 'x' : 1]);
    await dataSource.manager.insert(target, Object.fromEntries(values) as object);
  }
}

describe('the migrations', () => {
  test('create the table of every entity in an empty database', async () => {
    await (await open()).close();
    await withDataSource(async (dataSource) => {
      const expected = dataSource.entityMetadatas.map(({ tableName }) => tableName);
      expect(await tablesOf(dataSource)).toEqual(expect.arrayContaining([...expected, 'migrations']));
    });
  });

  test('create exactly the tables that the entities describe', async () => {
    await (await open()).close();
    await withDataSource(async (dataSource) => {
      expect(await differences(dataSource)).toEqual([]);
      // Otherwise, an empty list could mean that nothing was compared.
      await dataSource.query('ALTER TABLE region ADD COLUMN extra integer');
      expect((await differences(dataSource)).join()).toMatch(/region/);
    });
  });

  test('change nothing when they have run already', async () => {
    await useDemonstration();
    const before = await withDataSource(rowCounts);
    expect(before).toMatchObject({ account: 4, programme: expect.any(Number) });

    await (await open()).close();

    await withDataSource(async (dataSource) => {
      expect(await rowCounts(dataSource)).toEqual(before);
      expect(await dataSource.query('SELECT name FROM migrations ORDER BY id')).toEqual(
        dataSource.migrations.map(({ name }) => ({ name })),
      );
    });
  });

  test('can be reverted and run again with rows in every table', async () => {
    await useDemonstration();
    await withDataSource(async (dataSource) => {
      await fillEmptyTables(dataSource);
      expect(Object.values(await rowCounts(dataSource)).filter((count) => count === 0)).toEqual([]);
      for (let left = dataSource.migrations.length; left > 0; left--) await dataSource.undoLastMigration();
      expect(await tablesOf(dataSource)).toEqual(['migrations']);
      expect(await dataSource.query('SELECT * FROM migrations')).toEqual([]);
    });

    await openWithDemonstration();
    await withDataSource(async (dataSource) => {
      expect(await differences(dataSource)).toEqual([]);
      await fillEmptyTables(dataSource);
      expect(Object.values(await rowCounts(dataSource)).filter((count) => count === 0)).toEqual([]);
    });
  });

  test('keep the rows that refer to an altered table', async () => {
    await useDemonstration();
    const before = await withDataSource(rowCounts);
    const url = parseDatabaseUrl(storage.url)!;
    const later = createDataSource(url, entities, 'write', [...migrations, Later1999000000000]);
    await later.initialize();

    await migrate(later, url);

    expect(await later.query('SELECT later FROM activity WHERE later IS NOT NULL')).toEqual([]);
    expect(await rowCounts(later)).toEqual(before);
    await later.destroy();
  });

  if (__DATABASE__ === 'sqlite') {
    test('run in a file whose tables have all been dropped', async () => {
      const file = new Sqlite(storage.url.replace('sqlite:', ''));
      file.exec('CREATE TABLE former (id INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE former');
      file.close();

      await (await open()).close();

      expect(await withDataSource(differences)).toEqual([]);
    });
  }

  test('leave foreign keys enabled', async () => {
    const database = await open();
    const orphan = `INSERT INTO component (code, name, programme_id) VALUES ('x', 'X', 1)`;
    await expect(database.write((manager) => manager.query(orphan))).rejects.toThrow(/foreign key/i);
    await database.close();
  });
});

describe('instances that start together on an empty database', () => {
  async function expectMigratedOnce(): Promise<void> {
    await withDataSource(async (dataSource) => {
      expect(await dataSource.query('SELECT name FROM migrations ORDER BY id')).toEqual(
        dataSource.migrations.map(({ name }) => ({ name })),
      );
      expect(await differences(dataSource)).toEqual([]);
    });
  }

  test('all succeed within one process', async () => {
    const url = parseDatabaseUrl(storage.url)!;
    const dataSources = [1, 2, 3].map(() => createDataSource(url, entities, 'write'));
    for (const dataSource of dataSources) await dataSource.initialize();
    await Promise.all(dataSources.map((dataSource) => migrate(dataSource, url)));
    for (const dataSource of dataSources) await dataSource.destroy();
    await expectMigratedOnce();
  });

  test('all succeed as separate processes, and one of them loads the demonstration', async () => {
    const processes = [1, 2].map(() =>
      startDatabaseScript(
        storage.url,
        `const { loadDemonstration } = require('./seeds/load-demonstration.js');
        const { Passwords } = require('./modules/identity/password/passwords.js');
        await start();
        const database = await open();
        console.log((await loadDemonstration(database, new Passwords(4), async () => {})) ? 'loaded it' : 'found it');
        await database.close();`,
      ),
    );
    await proceed(processes);
    const ends = await Promise.all(processes.map(({ ended }) => ended));

    expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual(ends.map(() => ({ code: 0, errors: '' })));
    expect(ends.map(({ output }) => /found|loaded/.exec(output)?.[0]).sort()).toEqual(['found', 'loaded']);
    await expectMigratedOnce();
    expect((await withDataSource(rowCounts))['account']).toBe(4);
  });

  if (__DATABASE__ === 'sqlite') {
    /**
     * Starts an instance while the file is locked, and calls `finish` to release the lock. Returns how the instance
     * ended.
     */
    async function openWhileLocked(finish: () => Promise<void>): Promise<EndedProcess> {
      const instance = startDatabaseScript(storage.url, 'await start(); await (await open()).close();');
      await proceed([instance]);
      await delay(400);
      expect(instance.child.exitCode).toBeNull();
      await finish();
      return instance.ended;
    }

    test('wait for one that is in the middle of the migrations', async () => {
      await withDataSource(async (dataSource) => {
        await dataSource.query('BEGIN IMMEDIATE');
        await dataSource.runMigrations({ transaction: 'none' });
        const end = await openWhileLocked(() => dataSource.query('COMMIT'));
        expect(end).toMatchObject({ code: 0, errors: '' });
      });
      await expectMigratedOnce();
    });

    test('wait for one that is creating the file', async () => {
      const connection = new Sqlite(storage.url.replace('sqlite:', ''));
      connection.exec('BEGIN IMMEDIATE');
      const end = await openWhileLocked(async () => void connection.close());
      expect(end).toMatchObject({ code: 0, errors: '' });
      await expectMigratedOnce();
    });
  }
});

test('refuses a database with a migration that this release does not know, and names it', async () => {
  await useDemonstration();
  await withDataSource((dataSource) =>
    dataSource.query(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Later1999000000000')`),
  );
  const before = await withDataSource(rowCounts);

  const error = await open().then(
    () => null,
    (reason: unknown) => reason,
  );

  expect(error).toBeInstanceOf(StartupError);
  expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(/newer release.*Later1999000000000/) });
  expect(await withDataSource(rowCounts)).toEqual(before);
});
