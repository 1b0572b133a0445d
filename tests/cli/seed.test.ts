import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { createDataSource } from '../../src/database/data-source';
import { Database } from '../../src/database/database';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { entities } from '../../src/modules/entities';
import { killProcesses, startCommand, type EndedProcess, type ProcessOptions } from '../support/processes';
import { make } from '../support/factories';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

// Every test starts processes, which are slow on a machine that does much else.
jest.setTimeout(60_000);

const databases: TestDatabase[] = [];

/** Where the files of all of them are. */
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-seed-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function newDatabase(): Promise<string> {
  const database = await createTestDatabase();
  databases.push(database);
  return database.url;
}

afterEach(async () => {
  await killProcesses();
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

function start(databaseUrl: string, args: string[], options?: ProcessOptions) {
  const env = {
    DATABASE_URL: databaseUrl,
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
  };
  return startCommand(['seed', ...args], { ...options, env });
}

/** Runs the command to its end, which must be a good one; gives what it printed. */
async function seed(databaseUrl: string, activities: number): Promise<string> {
  const { output, ...end } = await start(databaseUrl, ['--activities', String(activities)]).ended;
  expect({ ...end, errors: end.errors.replaceAll(/^Activities .*\n?/gm, '').trim() }).toEqual({
    code: 0,
    signal: null,
    errors: '',
  });
  return output;
}

type Dump = Record<string, Record<string, unknown>[]>;

/** Every row of every table. */
async function dump(databaseUrl: string): Promise<Dump> {
  const dataSource = createDataSource(parseDatabaseUrl(databaseUrl)!, entities, 'read');
  await dataSource.initialize();
  try {
    const rows: Dump = {};
    for (const { tableName, primaryColumns } of dataSource.entityMetadatas) {
      const key = primaryColumns.map(({ databaseName }) => databaseName).join(', ');
      rows[tableName] = await dataSource.query(`SELECT * FROM ${tableName} ORDER BY ${key}`);
    }
    return rows;
  } finally {
    await dataSource.destroy();
  }
}

const isGenerated = ({ slug }: Record<string, unknown>): boolean => /-\d{6}$/.test(String(slug));

/** Without what differs by design: passwords, where files are, and when the demonstration was loaded. */
function lasting({ account, activity, activity_documents_password, document_content_version, ...others }: Dump): Dump {
  return {
    ...others,
    account: account!.map(({ password_hash, created_at, ...row }) => row),
    activity_documents_password: activity_documents_password!.map(({ password_hash, created_at, ...row }) => row),
    document_content_version: document_content_version!.map(({ file_key, uploaded_at, ...row }) => row),
    activity: activity!.map((row) => {
      const { created_at, updated_at, ...rest } = row;
      return isGenerated(row) ? row : rest;
    }),
  };
}

/** For thousands of rows, which take long to compare one by one. */
function digests(rows: Dump): Record<string, string> {
  const entries = Object.entries(rows);
  return Object.fromEntries(
    entries.map(([table, list]) => [table, createHash('sha256').update(JSON.stringify(list)).digest('hex')]),
  );
}

function slugs(rows: Dump, state?: string): string[] {
  return rows['activity']!.filter(
    (row) => isGenerated(row) && (state === undefined || row['publication_state'] === state),
  ).map(({ slug }) => String(slug));
}

test('loads the demonstration and tells its passwords, and nothing more when no activities are asked for', async () => {
  const url = await newDatabase();
  const { code, output, errors } = await start(url, []).ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output.match(/^\w+@entente\.example +\S{20}$/gm)).toHaveLength(4);
  expect(output).toMatch(/^restricted documents +\S{20}$/m);
  const rows = await dump(url);
  expect(rows['account']).toHaveLength(4);
  expect(slugs(rows)).toEqual([]);
});

test('loads the same rows into every database, and nothing when it runs again', async () => {
  const [one, other] = [await newDatabase(), await newDatabase()];
  await Promise.all([seed(one, 30), seed(other, 30)]);

  const rows = await dump(one);
  expect(slugs(rows)).toHaveLength(30);
  expect(lasting(await dump(other))).toEqual(lasting(rows));

  expect(await seed(one, 30)).not.toMatch(/@/);
  expect(await seed(one, 10)).not.toMatch(/@/);
  expect(await dump(one)).toEqual(rows);
});

test('loads sixty after thirty as it loads sixty at once', async () => {
  const [atOnce, inSteps] = [await newDatabase(), await newDatabase()];
  await Promise.all([seed(atOnce, 60), seed(inSteps, 30).then(() => seed(inSteps, 60))]);
  const rows = await dump(atOnce);
  expect(slugs(rows)).toHaveLength(60);
  expect(lasting(await dump(inSteps))).toEqual(lasting(rows));
});

test('goes on where it was killed, to the same end', async () => {
  const [undisturbed, killed] = [await newDatabase(), await newDatabase()];
  const count = 3_000;
  const database = await Database.open(parseDatabaseUrl(killed)!, entities);
  const first = start(killed, ['--activities', String(count)]);
  // Until the first of its batches is there.
  while ((await database.read.query(sql`SELECT id FROM activity WHERE slug LIKE '%-000001'`)).length === 0)
    await delay(1);
  first.child.kill('SIGKILL');
  expect((await first.ended).signal).toBe('SIGKILL');
  await database.close();
  const left = slugs(await dump(killed)).length;
  // What was loaded by then is there, in whole batches.
  expect([1_000, 2_000]).toContain(left);

  await Promise.all([seed(killed, count), seed(undisturbed, count)]);

  expect(digests(lasting(await dump(killed)))).toEqual(digests(lasting(await dump(undisturbed))));
});

test('serves a running server with activities, of which the public sees the published ones only', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  try {
    await seed(server.databaseUrl, 60);
    const rows = await dump(server.databaseUrl);
    const hidden = rows['activity']!.filter(({ publication_state }) => publication_state !== 'PUBLISHED');
    expect(new Set(hidden.map((row) => row['publication_state']))).toContain('DRAFT');

    const seen = await server.data('{ activities(first: 100) { totalCount nodes { slug } } }');
    const published = rows['activity']!.filter(({ publication_state }) => publication_state === 'PUBLISHED');
    expect(seen['activities'].nodes.map(({ slug }: { slug: string }) => slug).sort()).toEqual(
      published.map(({ slug }) => slug).sort(),
    );
    expect(seen['activities'].totalCount).toBe(published.length);
    for (const { slug } of hidden) {
      expect(await server.data('query ($slug: String) { activity(slug: $slug) { id } }', { slug })).toEqual({
        activity: null,
      });
    }
  } finally {
    await server.close();
  }
});

test('leaves the counting of ids so that what is made afterwards gets the next one', async () => {
  const server = await startTestServer();
  try {
    await seed(server.databaseUrl, 30);
    const before = await dump(server.databaseUrl);
    const made = await make(server.app, async (create) => {
      const activity = await create.activity();
      return {
        activity,
        objective: await create.objective({ activityId: activity.id }),
        restricted_document: await create.document({ activityId: activity.id }),
        news_item: await create.newsItem(),
      };
    });
    for (const [table, { id }] of Object.entries(made)) {
      const last = before[table]!.at(-1)!['id'] as number;
      expect([table, id]).toEqual([table, last + 1]);
    }
  } finally {
    await server.close();
  }
});

describe('what it cannot do it says in one sentence, without a stack trace', () => {
  function sentence({ errors, output }: EndedProcess): string {
    expect(`${errors}${output}`).not.toMatch(/ at .*:\d+|QueryFailed|SqliteError/);
    return errors.replaceAll(/^Activities .*\n?/gm, '').trim();
  }

  test.each(['-1', '1e3', '1000000'])('loading %p activities', async (count) => {
    const end = await start(await newDatabase(), [`--activities=${count}`]).ended;
    expect(end.code).toBe(1);
    expect(sentence(end)).toBe(
      `error: option '--activities <count>' argument '${count}' is invalid. expected a whole number from 0 to 999999`,
    );
  });

  test('working with a wrong configuration', async () => {
    const end = await start('mysql://me:s3cret@h/d', []).ended;
    expect(end.code).toBe(78);
    expect(sentence(end)).toBe(
      'The configuration is wrong:\n  DATABASE_URL=mysql://***@h/d: expected sqlite:<file> or postgres://<user>@<host>/<database>',
    );
  });

  test('inventing activities for a programme that is not the demonstration', async () => {
    const server = await startTestServer({ DEMO_DATA: 'false' });
    try {
      await make(server.app, (create) => create.programme());
      const end = await start(server.databaseUrl, ['--activities', '30']).ended;
      expect(end.code).toBe(78);
      expect(sentence(end)).toMatch(/demonstration programme, which this database lacks\.$/);
      expect(slugs(await dump(server.databaseUrl))).toEqual([]);
    } finally {
      await server.close();
    }
  });

  if (__DATABASE__ === 'sqlite') {
    test('filling a disk that is too small, and going on when there is room', async () => {
      const url = await newDatabase();
      await seed(url, 1_000);

      const end = await start(url, ['--activities', '3000'], { fileBlocks: 200 }).ended;

      expect(end.code).toBe(69);
      expect(sentence(end)).toBe('Only 1000 of the 3000 activities could be loaded: disk I/O error');
      expect(slugs(await dump(url))).toHaveLength(1_000);
      await seed(url, 1_500);
      expect(slugs(await dump(url))).toHaveLength(1_500);
    });
  }
});
