import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { demonstrationFiles, documentedActivity } from '../../src/seeds/demonstration/demonstration-documents';
import { demonstrationPictures } from '../../src/seeds/demonstration/demonstration-pictures.data';
import { runCommand } from '../support/command-in-process';
import { sha256Of, storedFiles, until } from '../support/contents';
import { unlockActivity } from '../support/documents';
import { onSqlite } from '../support/on-sqlite';
import { killProcesses, startCommand, startServer, type TestProcess } from '../support/processes';
import { createMigratedDatabase, type TestDatabase } from '../support/test-database';

/** Two documents, and the pictures. */
const FILE_COUNT = 2 + demonstrationPictures.length;

let storage: TestDatabase;
let directory: string;
let database: Database;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-demonstration-'));
  env = { DATABASE_URL: storage.url, FILES_DIR: path.join(directory, 'files'), LOG_LEVEL: 'silent' };
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterEach(async () => {
  await killProcesses();
  await database.close();
  await storage.drop();
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<TestProcess & { origin: string }> {
  const server = startServer({ cwd: directory, env });
  await server.prints(/Health .*\n/);
  return { ...server, origin: (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]! };
}

async function stop({ child, ended }: TestProcess): Promise<string> {
  child.kill('SIGTERM');
  const { output, ...end } = await ended;
  expect(end).toEqual({ code: 0, signal: null, errors: '' });
  return output;
}

async function ask(
  origin: string,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<any> {
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data: unknown; errors: unknown };
  expect(errors).toBeUndefined();
  return data;
}

async function count(table: string): Promise<number> {
  return database.write(async (manager) => {
    const [row] = await manager.query<{ rows: number | string }[]>(`SELECT count(*) AS rows FROM ${table}`);
    return Number(row!.rows);
  });
}

async function counts(...tables: string[]): Promise<Record<string, number>> {
  const pairs: [string, number][] = [];
  for (const table of tables) pairs.push([table, await count(table)]);
  return Object.fromEntries(pairs);
}

/** Expects that everything is there exactly once. */
async function expectLoadedOnce(): Promise<void> {
  expect(
    await counts('account', 'activity_documents_password', 'document_content_version', 'image_file', 'file_claim'),
  ).toEqual({
    account: 4,
    activity_documents_password: 1,
    document_content_version: 2,
    image_file: demonstrationPictures.length,
    file_claim: 0,
  });
  expect(await storedFiles({ directory })).toHaveLength(FILE_COUNT);
}

/** Blocks the unit of work that attaches a file. Returns a function that lets it continue. */
async function blockAttaching(): Promise<() => Promise<void>> {
  const statements =
    database.dialect === 'postgres'
      ? [
          "CREATE FUNCTION halt() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END' LANGUAGE plpgsql",
          'CREATE TRIGGER halt BEFORE INSERT ON document_content_version FOR EACH ROW EXECUTE FUNCTION halt()',
        ]
      : [
          `CREATE VIEW endless AS
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT max(i) FROM n`,
          'CREATE TRIGGER halt BEFORE INSERT ON document_content_version BEGIN SELECT * FROM endless; END',
        ];
  const ends =
    database.dialect === 'postgres'
      ? [
          // A server process notices the lost client only after it has slept.
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'`,
          'DROP TRIGGER halt ON document_content_version',
        ]
      : ['DROP TRIGGER halt'];
  const run = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) await database.write((manager) => manager.query(text));
  };
  await run(statements);
  return () => run(ends);
}

/** The passwords that a process has written to the file that its output names. */
async function passwordsOf({ prints }: Pick<TestProcess, 'prints'>): Promise<string> {
  const [, file] = await prints(/Its passwords are in (.*)\n/);
  return readFile(file!, 'utf8');
}

onSqlite('the password in the private file unlocks the documents, which have the generated bytes', async () => {
  const server = await start();
  const password = /^restricted documents +(\S{20})$/m.exec(await passwordsOf(server))![1]!;
  const { activity } = await ask(
    server.origin,
    `query ($slug: String) { activity(slug: $slug) { id restrictedDocuments { content { sha256 } access { reason } } } }`,
    { slug: documentedActivity },
  );
  const locked = { content: null, access: { reason: 'PASSWORD_REQUIRED' } };
  expect(activity.restrictedDocuments).toEqual([locked, locked]);
  const wrong = await ask(server.origin, unlockActivity, { id: activity.id, password: `${password}x` });
  expect(wrong.unlockActivityDocuments).toMatchObject({ reason: 'WRONG_PASSWORD' });

  const right = await ask(server.origin, unlockActivity, { id: activity.id, password });
  const { restrictedDocuments } = (
    await ask(
      server.origin,
      `query ($slug: String) { activity(slug: $slug) { restrictedDocuments { content {
        fileName mediaType byteSize sha256 version downloadUrl } } } }`,
      { slug: documentedActivity },
      { 'entente-grants': right.unlockActivityDocuments.grant },
    )
  ).activity;

  const made = demonstrationFiles();
  expect(restrictedDocuments).toHaveLength(made.length);
  for (const [index, { fileName, bytes }] of made.entries()) {
    const { downloadUrl, ...content } = restrictedDocuments[index].content;
    const mediaType = fileName.endsWith('.pdf') ? 'application/pdf' : 'text/plain';
    expect(content).toEqual({ fileName, mediaType, byteSize: bytes.length, sha256: sha256Of(bytes), version: 1 });
    const answer = await fetch(downloadUrl);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  }
  await stop(server);
});

test('neither a second start nor the command loads the demonstration twice', async () => {
  const command = startCommand(['seed'], { cwd: directory, env });
  expect(await passwordsOf(command)).toMatch(/^restricted documents +\S{20}$/m);
  expect(await command.ended).toMatchObject({ code: 0, errors: '' });
  await expectLoadedOnce();

  expect(await stop(await start())).not.toContain('Loading the demonstration');
  expect(await runCommand(['seed'], { cwd: directory, env })).toMatchObject({
    code: 0,
    output: 'The database is not empty: the demonstration was not loaded\n',
  });

  await expectLoadedOnce();
});

test('two servers that start together load it once', async () => {
  const both = [startCommand(['seed'], { cwd: directory, env }), startCommand(['seed'], { cwd: directory, env })];
  const ends = await Promise.all(both.map(({ ended }) => ended));
  expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual(ends.map(() => ({ code: 0, errors: '' })));
  expect(ends.filter(({ output }) => output.startsWith('Loading the demonstration'))).toHaveLength(1);
  await expectLoadedOnce();
});

/** Both run the same units of work. Therefore one suffices on PostgreSQL. */
const loading: readonly [string, () => TestProcess][] = [
  ['start', () => startServer({ cwd: directory, env })],
  ...(__DATABASE__ === 'sqlite'
    ? [['command', () => startCommand(['seed'], { cwd: directory, env })] satisfies [string, () => TestProcess]]
    : []),
];

test.each(loading)(
  'a %s that is killed after storing the files leaves no row, and the next one no orphan',
  async (_what, run) => {
    const unblock = await blockAttaching();
    const first = run();
    await until(async () => (await storedFiles({ directory })).length === FILE_COUNT, 'the files are stored');
    // Gives the unit of work time to start.
    await delay(500);
    first.child.kill('SIGKILL');
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL', output: '' });
    const left = await storedFiles({ directory });
    expect(left).toHaveLength(FILE_COUNT);
    await unblock();
    expect(await counts('programme', 'account', 'restricted_document', 'file_claim')).toEqual({
      programme: 0,
      account: 0,
      restricted_document: 0,
      file_claim: FILE_COUNT,
    });

    const second = run();
    expect(await passwordsOf(second)).toMatch(/^restricted documents +\S{20}$/m);
    await until(async () => (await count('file_claim')) === 0, 'what the first one left is deleted');

    await expectLoadedOnce();
    expect((await storedFiles({ directory })).filter((file) => left.includes(file))).toEqual([]);
  },
);

onSqlite('a failing file store is reported in one sentence, and nothing is loaded', async () => {
  // Files in the places of the directories that the files of the demonstration would be in.
  const blocked = path.join(directory, 'blocked');
  await mkdir(blocked);
  for (let number = 0; number < 256; number++)
    await writeFile(path.join(blocked, number.toString(16).padStart(2, '0')), '');
  const here = { ...env, FILES_DIR: blocked };
  const away = {
    ...env,
    S3_BUCKET: 'documents',
    // The discard port, where nothing listens.
    S3_ENDPOINT: 'http://127.0.0.1:9',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // Disables the deprecation warnings of the SDK.
    NODE_NO_WARNINGS: '1',
  };
  for (const [wrong, message] of [
    [here, /^The files of the demonstration programme cannot be stored: [^\n]*(?:ENOTDIR|EEXIST)[^\n]*\n$/],
    [away, /^The file store cannot be reached: [^\n]*ECONNREFUSED[^\n]*\n$/],
  ] as const) {
    const { errors, code } = await startServer({ cwd: directory, env: wrong }).ended;
    expect([code, errors]).toEqual([69, expect.stringMatching(message)]);
    expect(await counts('programme', 'account')).toEqual({ programme: 0, account: 0 });
  }

  await stop(await start());
  await expectLoadedOnce();
});

onSqlite('without DEMO_DATA, an empty database gets no files', async () => {
  env = { ...env, DEMO_DATA: 'false' };
  expect(await stop(await start())).not.toContain('Loading the demonstration');
  expect(await counts('programme', 'account')).toEqual({ programme: 0, account: 0 });
  expect(await storedFiles({ directory })).toEqual([]);
});
