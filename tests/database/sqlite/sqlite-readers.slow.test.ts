import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { QueryFailedError } from 'typeorm';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import type { Scan } from '../../../src/database/reading/statement-runner';
import { raw, sql } from '../../../src/database/sql/sql';
import { executeSql } from '../../../src/database/sql/write-sql';
import { SqliteReaders } from '../../../src/database/sqlite/sqlite-readers';
import { DatabaseUnavailableError, OperationCancelledError } from '../../../src/errors';
import { entities } from '../../../src/modules/entities';
import { createMigratedDatabase } from '../../support/test-database';
import { startTestServer, type TestServer } from '../../support/test-server';

/** So long that the statement runs in a thread, whatever the size of the table. */
const long: Scan = { tables: ['activity'], perRow: Infinity };

const slow = sql`
  WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${2_000_000})
  SELECT sum(n) AS sum_of_all FROM number`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const read = (operation = new ReadOperation()) => server.app.database.read.forOperation(operation);

test('a long statement gives the same rows in a thread', async () => {
  const statement = sql`SELECT id, title_folded, starts_on_day FROM activity ORDER BY id LIMIT 5`;

  expect(await read().query(statement, { scan: long })).toEqual(await read().query(statement));
  await expect(read().query(sql`SELECT missing FROM activity`, { scan: long })).rejects.toThrow(QueryFailedError);
});

test('a long statement sees what has just been committed', async () => {
  const count = async () => (await read().query<object>(sql`SELECT id FROM account`, { scan: long })).length;
  const before = await count();
  await server.app.database.write((manager) =>
    executeSql(manager, sql`DELETE FROM account WHERE id = (SELECT max(id) FROM account)`),
  );

  expect(await count()).toBe(before - 1);
});

test('the server answers while a long statement runs, also when its operation has been stopped', async () => {
  const readSmall = () => server.data('{ activities(first: 1) { nodes { title } } }');
  // The first time, it may take longer than the long statement.
  await readSmall();
  const operation = new ReadOperation();
  let isDone = false;
  const running = read(operation)
    .query(slow, { scan: long })
    .finally(() => (isDone = true));

  expect((await fetch(`${server.address}/health/live`)).status).toBe(200);
  await readSmall();
  expect(isDone).toBe(false);

  operation.stop(new OperationCancelledError('stopped'));
  await expect(running).rejects.toThrow('stopped');
  expect(await read().query(sql`SELECT 1 AS one`, { scan: long })).toEqual([{ one: 1 }]);
});

if (__DATABASE__ === 'sqlite') {
  /** The text of a statement that takes about as much memory as one with 50 texts to search for. */
  function largeText(number: number): string {
    const conditions = Array.from({ length: 900 }, (_, place) => `(title LIKE 'x${number}%' AND id > ${place})`);
    return `SELECT count(*) AS count FROM activity WHERE ${conditions.join(' OR ')}`;
  }

  test('a thread does not keep the memory of large statements', async () => {
    const run = (number: number) => read().query(sql`${raw(largeText(number))}`, { scan: long });
    for (let number = 0; number < 50; number += 1) await run(number);
    const before = process.memoryUsage.rss();
    for (let number = 50; number < 450; number += 1) await run(number);

    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(100);
    expect(await run(449)).toEqual([{ count: 0 }]);
  });

  test('a statement with a long text runs in a thread, because preparing it takes long', async () => {
    const threads = jest.spyOn(SqliteReaders.prototype, 'run');

    await read().query(sql`${raw(largeText(0))}`);
    await read().query(sql`SELECT count(*) AS count FROM activity`);

    expect(threads).toHaveBeenCalledTimes(1);
  });

  test('a thread goes on with its connection while the file cannot be opened again', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'entente-readers-'));
    const [file, hidden] = ['data.sqlite', 'hidden.sqlite'].map((name) => path.join(directory, name)) as [
      string,
      string,
    ];
    new Sqlite(file).exec('CREATE TABLE item (id INTEGER)').close();
    const readers = new SqliteReaders({ file, pragmas: [] });
    const run = (number: number) =>
      readers.run(new ReadOperation(), { text: `SELECT ${number} /* ${'x'.repeat(1_500_000)} */`, values: [] });

    await run(1);
    await rename(file, hidden);
    await expect(run(2)).rejects.toThrow('unable to open database file');
    expect((await run(1)).rows).toEqual([[1]]);
    await rename(hidden, file);
    expect((await run(3)).rows).toEqual([[3]]);
    await readers.close();
    await rm(directory, { recursive: true });
  });

  test('a statement whose thread cannot open the file says that the database is not available, and the next one tries again', async () => {
    const copy = await createMigratedDatabase();
    const { file } = parseDatabaseUrl(copy.url) as { file: string };
    const database = await Database.open({ dialect: 'sqlite', file }, entities);
    const count = () => database.read.query(sql`SELECT count(*) AS count FROM activity`, { scan: long });

    await rename(file, `${file}-hidden`);
    await expect(count()).rejects.toThrow(DatabaseUnavailableError);
    await rename(`${file}-hidden`, file);

    expect(await count()).toEqual([{ count: 0 }]);
    await database.close();
    await copy.drop();
  });
}
