import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { readArchive } from '../../../src/backup/archive-reader';
import { ArchiveWriter } from '../../../src/backup/archive-writer';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { StartupError } from '../../../src/errors';
import { entities } from '../../../src/modules/entities';
import { KeyRing } from '../../../src/storage/key-ring';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, textOf } from '../../support/contents';
import { withLaterRelease } from '../../support/later-release';
import { killProcesses, startCommand } from '../../support/processes';
import { rowsByTable } from '../../support/table-rows';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
let source: string;
let directory: string;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await createDocumentWith(server, textOf(200_000));
  source = await mkdtemp(path.join(tmpdir(), 'entente-backup-'));
  expect(await backUp(archive())).toMatchObject({ code: 0 });
});

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-restore-'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await killProcesses();
  await Promise.all(databases.splice(0).map((database) => database.drop()));
  await rm(directory, { recursive: true });
});

afterAll(async () => {
  await server.close();
  await rm(source, { recursive: true });
});

/** The archive of all tests, with the keys. */
const archive = (): string => path.join(source, 'backup.tar');

const environment = (): NodeJS.ProcessEnv => ({
  DATABASE_URL: server.databaseUrl,
  FILES_DIR: path.join(server.directory, 'files'),
  DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
});

function backUp(file: string, env: NodeJS.ProcessEnv = {}) {
  return runCommand(['backup', file, '--include-keys'], { env: { ...environment(), ...env } });
}

interface Target extends NodeJS.ProcessEnv {
  readonly DATABASE_URL: string;
  readonly FILES_DIR: string;
  readonly DOCUMENT_KEY_FILE: string;
}

/** A place to restore to. In an empty database, a restore first creates the tables, which takes most of its time. */
async function elsewhere(create = createMigratedDatabase): Promise<Target> {
  const database = await create();
  databases.push(database);
  return {
    DATABASE_URL: database.url,
    FILES_DIR: path.join(directory, 'restored'),
    DOCUMENT_KEY_FILE: path.join(directory, 'restored.key'),
  };
}

function restore(target: Target, file = archive()) {
  return runCommand(['restore', file], { env: target });
}

/** No key, no file, and a database that can still be restored into. */
async function expectNothingRestored(target: Target): Promise<void> {
  expect(existsSync(target.DOCUMENT_KEY_FILE)).toBe(false);
  const left = await readdir(target.FILES_DIR, { recursive: true, withFileTypes: true }).catch(() => []);
  expect(left.filter((entry) => !entry.isDirectory())).toEqual([]);
  expect(await restore(target)).toMatchObject({ code: 0 });
}

interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

/** Copies the archive with right hashes. */
async function alteredArchive(alter: (entry: Entry) => Entry | null): Promise<string> {
  const file = path.join(directory, 'altered.tar');
  const writer = await ArchiveWriter.create(file);
  for await (const { name, content } of readArchive(archive())) {
    const bytes = Buffer.concat((await content.toArray()) as Buffer[]);
    const altered = name === 'SHA256SUMS' ? null : alter({ name, content: bytes });
    if (altered !== null) await writer.add(altered.name, altered.content);
  }
  await writer.finish();
  return file;
}

/** Leaves an entry out, or gives it another content. */
const replacing =
  (pattern: RegExp, content: Buffer | null) =>
  (entry: Entry): Entry | null => {
    if (!pattern.test(entry.name)) return entry;
    return content === null ? null : { ...entry, content };
  };

const ROWS = /^database\/activity\//;

test.each([
  [
    'no manifest',
    replacing(/^manifest/, null),
    /cannot be restored: it does not begin as an archive of `backup` does: /,
  ],
  ['no contents', replacing(/^contents/, null), /cannot be restored: contents\.json is missing\. Copy it again /],
  [
    'a manifest of something else',
    replacing(/^manifest/, Buffer.from('{}')),
    /manifest\.json is invalid\. Copy it again /,
  ],
  [
    'a manifest that is no JSON',
    replacing(/^manifest/, Buffer.from('hello')),
    /manifest\.json is invalid\. Copy it again /,
  ],
  [
    'rows that are not compressed',
    replacing(ROWS, Buffer.from('[1]')),
    /activity\/000001.jsonl.gz is invalid: incorrect/,
  ],
  [
    'rows that are no JSON',
    replacing(ROWS, gzipSync('hello')),
    /activity\/000001.jsonl.gz is invalid: Unexpected token/,
  ],
  [
    'a small entry that unpacks to a row without end',
    replacing(ROWS, gzipSync(Buffer.alloc(144 * 2 ** 20, 'a'))),
    /activity\/000001.jsonl.gz is invalid: a row is too long\. Copy it again /,
  ],
  [
    'a file with a bad key',
    (entry: Entry) => ({ ...entry, name: entry.name.replace(/^files\/.*/, 'files/hello') }),
    /cannot be restored: A file key must have/,
  ],
  ['rows that refer to missing ones', replacing(ROWS, null), /inconsistent|violates foreign key/],
])('an archive with %s is refused with the reason, and leaves nothing', async (_, alter, reason) => {
  const target = await elsewhere();
  const refused = await restore(target, await alteredArchive(alter));

  expect(refused).toMatchObject({ code: 69, errors: expect.stringMatching(reason) });
  expect(refused.errors.trimEnd()).not.toContain('\n');
  await expectNothingRestored(target);
});

test('rows are restored also if zeros follow what is packed', async () => {
  const zeros = Buffer.alloc(32 * 2 ** 20);
  const padded = await alteredArchive(({ name, content }) => ({
    name,
    content: name.startsWith('database/activity/') ? Buffer.concat([content, zeros]) : content,
  }));

  expect(await restore(await elsewhere(), padded)).toMatchObject({ code: 0 });
});

test('an archive of a newer format or with invalid keys is refused with the reason, and leaves nothing', async () => {
  const target = await elsewhere();
  const newer = await alteredArchive(replacing(/^manifest/, Buffer.from('{"format": 2}')));
  expect(await restore(target, newer)).toMatchObject({
    code: 78,
    errors: expect.stringMatching(/^The backup is from a newer release of Entente \(it has the format 2\).*\n$/),
  });

  await rm(newer);
  const withoutKey = await alteredArchive(replacing(/^keys/, Buffer.from('hello')));
  expect(await restore(target, withoutKey)).toMatchObject({
    code: 78,
    errors: expect.stringMatching(/^keys\.txt of the archive: key 1 is not a key.*\n$/),
  });
  await expectNothingRestored(target);
});

const noBackup = (file: string): string =>
  `The archive ${file} cannot be restored: it does not begin as an archive of \`backup\` does: name another file, or decompress or decrypt it first\n`;

test('a file that is no backup, or was compressed since, is refused with what to do', async () => {
  const target = await elsewhere();
  const file = path.join(directory, 'file');
  for (const bytes of [gzipSync(readFileSync(archive())), Buffer.from('hello'), Buffer.alloc(4096, 'x')]) {
    writeFileSync(file, bytes);
    expect(await restore(target, file)).toMatchObject({ code: 69, errors: noBackup(file) });
  }
  const tar = await ArchiveWriter.create(`${file}.tar`);
  await tar.add('letter.txt', Buffer.from('hello'));
  await tar.finish();
  expect(await restore(target, `${file}.tar`)).toMatchObject({ code: 69, errors: noBackup(`${file}.tar`) });
  await expectNothingRestored(target);
});

test('an archive that was cut off is refused with the reason, wherever it ends', async () => {
  const target = await elsewhere(createTestDatabase);
  const bytes = readFileSync(archive());
  const cut = path.join(directory, 'cut.tar');
  for (const end of [0, 512, 1_000]) {
    writeFileSync(cut, bytes.subarray(0, end));
    expect(await restore(target, cut)).toMatchObject({ code: 69, errors: noBackup(cut) });
  }
  for (const end of [bytes.length / 2, bytes.length - 100_000]) {
    writeFileSync(cut, bytes.subarray(0, end));

    expect(await restore(target, cut)).toMatchObject({
      code: 69,
      errors: expect.stringMatching(
        /^The archive .*cut\.tar cannot be restored: it is incomplete or damaged after \S+\. Copy it again from where it was made, or restore another archive\n$/,
      ),
    });
  }
  await expectNothingRestored(target);
});

test('a restore into a used or a missing database creates no key file', async () => {
  const target = await elsewhere();
  // For SQLite, this is a directory.
  const missing = __DATABASE__ === 'sqlite' ? `sqlite:${directory}` : `${server.databaseUrl}_none`;
  for (const [url, code] of [
    [server.databaseUrl, 78],
    [missing, 69],
  ] as const) {
    expect(await restore({ ...target, DATABASE_URL: url })).toMatchObject({ code });
    expect(existsSync(target.DOCUMENT_KEY_FILE)).toBe(false);
  }
});

test('a restore with incomplete keys in the archive says which are missing', async () => {
  const target = await elsewhere();
  const other = path.join(directory, 'other.key');
  await KeyRing.fromFile(other, async () => false);
  const incomplete = await alteredArchive(replacing(/^keys/, readFileSync(other)));

  expect(await restore(target, incomplete)).toMatchObject({
    code: 0,
    errors: expect.stringMatching(/^MISSING KEYS: .*age1/),
  });
});

test('a restore that fails after its commit says so, and the next start does the rest', async () => {
  const target = await elsewhere(createTestDatabase);
  jest
    .spyOn(Database, 'open')
    .mockRejectedValueOnce(new StartupError('The database cannot be opened: database or disk is full', 69));

  expect(await restore(target)).toMatchObject({
    code: 69,
    output: expect.stringMatching(/^Restored \d+ rows/),
    errors: expect.stringMatching(/^All rows and files are restored\..* next start .* database or disk is full\n$/),
  });
  expect(await rowsByTable(target.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
  expect(existsSync(target.DOCUMENT_KEY_FILE)).toBe(true);

  // As a start does.
  await (await Database.open(parseDatabaseUrl(target.DATABASE_URL)!, entities)).close();
  const { output } = await runCommand(['doctor'], { env: target });
  expect(output).toMatch(/^ok +migrations +complete$/m);
  expect(output).toMatch(/^ok +search +complete$/m);
});

test('a restore that fails after its commit, while it closes the database, removes nothing', async () => {
  const target = await elsewhere();
  const close = jest.spyOn(DataSource.prototype, 'destroy').mockRejectedValueOnce(new Error('disk I/O error'));
  const failed = await restore(target);
  const leftOpen = close.mock.contexts[0] as DataSource;
  if (leftOpen.isInitialized) await leftOpen.destroy();

  expect(failed).toMatchObject({
    code: 69,
    output: expect.stringMatching(/^Restored \d+ rows/),
    errors: expect.stringMatching(/^All rows and files are restored\. .* disk I\/O error\n$/),
  });
  expect(await rowsByTable(target.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
  const { output } = await runCommand(['doctor'], { env: target });
  expect(output).toMatch(/^ok +files /m);
  expect(existsSync(target.DOCUMENT_KEY_FILE)).toBe(true);
});

test('a database that was migrated is restored into unless it has rows', async () => {
  const target = await elsewhere();
  const dataSource = createDataSource(parseDatabaseUrl(target.DATABASE_URL)!, entities, 'write');
  await dataSource.initialize();
  await dataSource.query(`INSERT INTO region (code, name) VALUES ('used', 'used')`);
  expect(await restore(target)).toMatchObject({ code: 78, errors: expect.stringContaining('database is not empty') });

  await dataSource.query('DELETE FROM region');
  await dataSource.destroy();
  expect(await restore(target)).toMatchObject({ code: 0 });
  expect(await rowsByTable(target.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
});

test('a database that was migrated further than the backup is not restored into', async () => {
  const target = await elsewhere();
  const env = { DATABASE_URL: target.DATABASE_URL };
  await withLaterRelease(async () => {
    expect(await runCommand(['migrate'], { env })).toMatchObject({ code: 0 });

    expect(await restore(target)).toMatchObject({
      code: 78,
      errors: expect.stringContaining('database is not empty'),
    });
  });
});

test('an archive from before the first release is not restored', async () => {
  const early = await alteredArchive((entry) => {
    if (entry.name !== 'manifest.json') return entry;
    const manifest = JSON.parse(entry.content.toString()) as object;
    const content = JSON.stringify({ ...manifest, migrations: ['InitialSchema1764000000000'] });
    return { ...entry, content: Buffer.from(content) };
  });
  const target = await elsewhere();

  expect(await restore(target, early)).toMatchObject({
    code: 78,
    errors: expect.stringContaining('The backup was made before the first release of Entente'),
  });

  await expectNothingRestored(target);
});

test('a restore beside a key file without the keys of the archive is refused, and leaves the file', async () => {
  const target = await elsewhere();
  await KeyRing.fromFile(target.DOCUMENT_KEY_FILE, async () => false);
  const other = readFileSync(target.DOCUMENT_KEY_FILE);

  expect(await restore(target)).toMatchObject({
    code: 78,
    errors: expect.stringContaining('lacks keys of the archive'),
  });

  expect(readFileSync(target.DOCUMENT_KEY_FILE)).toEqual(other);
  await rm(target.DOCUMENT_KEY_FILE);
  await expectNothingRestored(target);
});

test.each([
  ['the first rows do not fit', 1],
  ['a file does not fit', 100],
])('a backup onto a full disk says so, and leaves nothing: %s', async (_, fileBlocks) => {
  const file = path.join(directory, 'large.tar');
  // A limit on the size of files fails in the same way as a full disk.
  const failed = await startCommand(['backup', file], { env: environment(), fileBlocks }).ended;

  expect(failed).toMatchObject({
    code: 69,
    errors: expect.stringMatching(/^The archive .* cannot be written: EFBIG: file too large, write\n$/),
  });
  expect(await readdir(directory)).toEqual([]);
});

// SIGHUP comes when the terminal of the command is closed.
test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a backup that %s ends leaves nothing', async (signal) => {
  // The backup waits for a store that does not answer.
  const store = createServer().listen(0, '127.0.0.1');
  await once(store, 'listening');
  try {
    const { child, ended } = startCommand(['backup', path.join(directory, 'ended.tar')], {
      env: {
        ...environment(),
        S3_BUCKET: 'documents',
        S3_ENDPOINT: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
      },
    });
    await once(store, 'request');
    expect(await readdir(directory)).toEqual(['ended.tar.part']);
    child.kill(signal);

    expect(await ended).toMatchObject({ code: null, signal });
    expect(await readdir(directory)).toEqual([]);
  } finally {
    store.closeAllConnections();
    store.close();
  }
});

test('a restore whose files do not fit on the disk says so, and leaves nothing', async () => {
  const target = await elsewhere();
  // The database fits.
  const large = await alteredArchive(replacing(/^files/, Buffer.alloc(12_000_000)));
  const failed = await startCommand(['restore', large], { env: target, fileBlocks: 20_000 }).ended;

  expect(failed).toMatchObject({
    code: 69,
    errors: expect.stringMatching(/^The archive .* cannot be restored: EFBIG: file too large, write\n$/),
  });
  await expectNothingRestored(target);
});

/** Damages a SQLite file. */
const testOnSqlite = __DATABASE__ === 'sqlite' ? test : () => {};

testOnSqlite('a backup of a damaged database says so, and leaves nothing', async () => {
  const target = await elsewhere();
  await restore(target);
  const file = target.DATABASE_URL.replace('sqlite:', '');
  const connection = new BetterSqlite(file, { readonly: true });
  const pageSize = connection.pragma('page_size', { simple: true }) as number;
  const select = connection.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'activity'`).pluck();
  const place = ((select.get() as number) - 1) * pageSize;
  connection.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, place, place + pageSize));
  const damaged = path.join(directory, 'damaged.tar');

  expect(await backUp(damaged, target)).toMatchObject({
    code: 69,
    errors: expect.stringMatching(/^The backup cannot be made: database disk image is malformed\n$/),
  });
  expect(existsSync(damaged) || existsSync(`${damaged}.part`)).toBe(false);
});
