import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { entities } from '../../../src/modules/entities';
import { remakeShares } from '../../../src/modules/figures/money/money-shares';
import { Preview } from '../../../src/modules/publishing/preview/preview.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, storedFiles, textOf } from '../../support/contents';
import { factories, make } from '../../support/factories';
import { killProcesses, startCommand } from '../../support/processes';
import { rowsByTable } from '../../support/table-rows';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
let directory: string;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  server = await startTestServer();
  await createDocumentWith(server, textOf(200_000));
});

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-backup-'));
});

afterEach(async () => {
  await killProcesses();
  await Promise.all(databases.splice(0).map((database) => database.drop()));
  await rm(directory, { recursive: true });
});

afterAll(async () => {
  await server.close();
});

const archive = (): string => path.join(directory, 'backup.tar');

const environment = (): NodeJS.ProcessEnv => ({
  DATABASE_URL: server.databaseUrl,
  FILES_DIR: path.join(server.directory, 'files'),
  DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
});

function backUp(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return runCommand(['backup', archive(), ...args], { env: { ...environment(), ...env } });
}

function restore(target: NodeJS.ProcessEnv, file = archive()) {
  return runCommand(['restore', file], { env: { ...environment(), ...target } });
}

/** Waits until the file has bytes and is not written any more. */
async function untilGrown(file: string): Promise<void> {
  const sizeNow = async (): Promise<number> => (await stat(file).catch(() => null))?.size ?? 0;
  for (let tries = 0, last = 0; tries < 200; tries += 1) {
    await delay(100);
    const size = await sizeNow();
    if (size > 0 && size === last) return;
    last = size;
  }
  throw new Error(`${file} was not written`);
}

/** A place to restore to. */
async function elsewhere(): Promise<{ DATABASE_URL: string; FILES_DIR: string; DOCUMENT_KEY_FILE: string }> {
  const database = await createTestDatabase();
  databases.push(database);
  return {
    DATABASE_URL: database.url,
    FILES_DIR: path.join(directory, 'restored'),
    DOCUMENT_KEY_FILE: path.join(directory, 'restored.key'),
  };
}

test('a backup with keys restores every row, file and key', async () => {
  const target = await elsewhere();
  const made = await backUp(['--include-keys']);

  expect(made).toMatchObject({ code: 0, errors: expect.stringContaining('contains the keys') });
  expect((await stat(archive())).mode & 0o777).toBe(0o600);
  expect(await restore(target)).toMatchObject({ code: 0, errors: '' });
  expect(await rowsByTable(target.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
  expect(() =>
    execFileSync('diff', ['--recursive', path.join(server.directory, 'files'), target.FILES_DIR]),
  ).not.toThrow();
  expect(readFileSync(target.DOCUMENT_KEY_FILE, 'utf8')).toBe(
    readFileSync(path.join(server.directory, 'document.key'), 'utf8'),
  );
});

test('a restored database gives no id again that a deleted row had before the backup', async () => {
  const target = await elsewhere();
  const added = (database: Database): Promise<number> =>
    database.write(async (manager) => {
      const { identifiers } = await manager.insert(Preview, {
        type: PublishableType.ACTIVITY,
        itemId: 1,
        tokenHash: 'f'.repeat(64),
        expiresAt: '2000-01-01T00:00:00.000Z',
        createdById: null,
        createdByKeyId: null,
      });
      await manager.delete(Preview, identifiers[0]!);
      return identifiers[0]!['id'] as number;
    });
  await added(server.app.database);
  const last = await added(server.app.database);
  await backUp();
  expect(await restore(target)).toMatchObject({ code: 0 });

  const restored = await Database.open(parseDatabaseUrl(target.DATABASE_URL)!, entities);
  try {
    expect(await added(restored)).toBe(last + 1);
  } finally {
    await restored.close();
  }
});

test('a backup keeps every digit of money', async () => {
  const target = await elsewhere();
  const { id } = await server.app.database.write(async (manager) => {
    const create = factories(manager);
    const activity = await create.activity();
    await create.transaction({ activityId: activity.id, amount: '9007199254740993.000000001' });
    await remakeShares(manager, activity.id);
    return activity;
  });
  await backUp();
  expect(await restore(target)).toMatchObject({ code: 0 });

  const restored = await Database.open(parseDatabaseUrl(target.DATABASE_URL)!, entities);
  try {
    expect(
      await restored.read.query(
        sql`SELECT CAST(units AS text) AS units, CAST(nanos AS text) AS nanos FROM money_share WHERE activity_id = ${id}`,
      ),
    ).toEqual([{ units: '9007199254740993', nanos: '1' }]);
  } finally {
    await restored.close();
    await server.app.database.write((manager) => manager.delete(Activity, { id }));
  }
});

/** The tests on PostgreSQL have both databases. */
const testOnPostgres = __DATABASE__ === 'postgres' ? test : () => {};

testOnPostgres('a backup restores into the other kind of database, and from there back again', async () => {
  const sqlite = { DATABASE_URL: `sqlite:${directory}/other.sqlite`, FILES_DIR: `${directory}/other` };
  const postgres = await elsewhere();
  await backUp();

  expect(await restore(sqlite)).toMatchObject({ code: 0 });
  expect(await rowsByTable(sqlite.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));

  await rm(archive());
  await backUp([], sqlite);
  expect(await restore(postgres)).toMatchObject({ code: 0 });
  expect(await rowsByTable(postgres.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
});

test('a backup while the server writes is of one moment', async () => {
  const target = await elsewhere();
  const backup = backUp();
  const progress = { isDone: false };
  const done = backup.finally(() => (progress.isDone = true));
  let pairs = 0;
  while (!progress.isDone) {
    // Each unit of work adds one row to each of two tables, which are read at different times.
    await make(server.app, async (create) => {
      await create.organisation();
      await create.region();
    });
    pairs += 1;
    await nextTurn();
  }
  await done;
  const before = await rowsByTable(server.databaseUrl);
  await restore(target);
  const restored = await rowsByTable(target.DATABASE_URL);

  expect(pairs).toBeGreaterThan(1);
  expect(before['organisation']!.length - restored['organisation']!.length).toBe(
    before['region']!.length - restored['region']!.length,
  );
});

test('a backup without keys warns, and so does restoring it', async () => {
  const target = await elsewhere();

  expect(await backUp()).toMatchObject({
    code: 0,
    errors: expect.stringMatching(/contains no keys.*document\.key/),
  });
  expect(execFileSync('tar', ['tf', archive()], { encoding: 'utf8' })).not.toContain('keys.txt');
  expect(await restore(target)).toMatchObject({
    code: 0,
    errors: expect.stringMatching(/^MISSING KEYS: .*age1/),
  });
  expect(existsSync(target.DOCUMENT_KEY_FILE)).toBe(false);
});

test('a backup reports files that the store has lost, and contains the rest', async () => {
  const target = await elsewhere();
  const [file] = await storedFiles(server);
  await rename(file!, `${directory}/lost`);
  try {
    expect(await backUp()).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^MISSING FILES: 1 /),
    });
  } finally {
    await rename(`${directory}/lost`, file!);
  }
  expect(await restore(target)).toMatchObject({
    code: 0,
    errors: expect.stringContaining('MISSING FILES: 1 '),
  });
});

test('a backup needs the name of a file, which an unset variable of a script is not', async () => {
  expect(await runCommand(['backup', ''], { env: environment() })).toMatchObject({
    code: 2,
    errors: expect.stringContaining('expected the name of a file'),
  });
});

test('a backup overwrites no file', async () => {
  writeFileSync(archive(), 'precious');

  expect(await backUp()).toMatchObject({
    code: 78,
    errors: expect.stringContaining('is not overwritten'),
  });
  expect(readFileSync(archive(), 'utf8')).toBe('precious');
});

test('a backup that was killed leaves no archive under its name, and cannot be restored', async () => {
  const target = await elsewhere();
  // The killed process waits for the first byte of a file.
  const files = path.join(directory, 'files');
  const stored = (await storedFiles(server)).map((file) => path.join(files, file.slice(-35)));
  for (const file of stored) await mkdir(path.dirname(file), { recursive: true });
  execFileSync('mkfifo', stored);
  const backup = startCommand(['backup', archive()], { env: { ...environment(), FILES_DIR: files } });
  // The rows are written, and the file is awaited.
  await untilGrown(`${archive()}.part`);
  backup.child.kill('SIGKILL');
  await backup.ended;

  expect(existsSync(archive())).toBe(false);
  expect(await restore(target, `${archive()}.part`)).toMatchObject({
    code: 69,
    errors: expect.stringMatching(/cannot be restored: it is incomplete/),
  });
  expect(await backUp()).toMatchObject({ code: 78, errors: expect.stringContaining('.part') });
});

test('a restore refuses a damaged archive, a used database and a used file store, and changes nothing', async () => {
  const target = await elsewhere();
  await backUp();
  const bytes = readFileSync(archive());
  const damaged = path.join(directory, 'damaged.tar');
  const changed = Buffer.from(bytes);
  // The last bytes of a stored file, which no format checks.
  const place = changed.lastIndexOf('contents.json') - 600;
  changed[place] = changed[place]! ^ 1;
  writeFileSync(damaged, changed);

  expect(await restore(target, damaged)).toMatchObject({
    code: 69,
    errors: expect.stringMatching(/does not match its hash/),
  });
  expect(await restore({})).toMatchObject({
    code: 78,
    errors: expect.stringContaining('file store is not empty'),
  });
  expect(await restore({ FILES_DIR: target.FILES_DIR })).toMatchObject({
    code: 78,
    errors: expect.stringContaining('database is not empty'),
  });
  expect(existsSync(target.FILES_DIR)).toBe(false);
  expect(await restore(target)).toMatchObject({ code: 0 });
});

test('a restore that fails leaves neither rows nor files, and can be repeated', async () => {
  const target = await elsewhere();
  await backUp();
  // Neither the SQLite file nor the largest stored file fits.
  const failed = await startCommand(['restore', archive()], { env: target, fileBlocks: 250 }).ended;

  expect(failed).toMatchObject({ code: 69, errors: expect.stringMatching(/^The .*\n$/) });
  expect(await restore(target)).toMatchObject({ code: 0 });
});
