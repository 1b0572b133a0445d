import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDataSource } from '../../../src/database/data-source';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { entities } from '../../../src/modules/entities';
import { runCommand } from '../../support/command-in-process';
import { make } from '../../support/factories';
import { type EndedProcess, killProcesses, startCommand } from '../../support/processes';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startTestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

const databases: TestDatabase[] = [];

/** The directory of the files of all databases. */
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-seed-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function newDatabase(created = createMigratedDatabase()): Promise<string> {
  const database = await created;
  databases.push(database);
  return database.url;
}

afterEach(async () => {
  await killProcesses();
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

const environment = (databaseUrl: string): NodeJS.ProcessEnv => ({
  DATABASE_URL: databaseUrl,
  FILES_DIR: path.join(directory, 'files'),
  DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
});

function run(databaseUrl: string, args: string[]): Promise<EndedProcess> {
  return runCommand(['seed', ...args], { cwd: directory, env: environment(databaseUrl) });
}

/** Runs the command, which must succeed. Returns its output. */
async function seed(databaseUrl: string, activities: number): Promise<string> {
  const { output, ...end } = await run(databaseUrl, ['--activities', String(activities)]);
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

const isGenerated = ({ slug }: Record<string, unknown>): boolean => /-\d{6}(-\d)?$/.test(String(slug));

/** Omits what differs by design: passwords, file keys, transactions, and the time of the demonstration. */
function lasting({
  account,
  activity,
  activity_documents_password,
  changed_money,
  document_content_version,
  image,
  image_file,
  image_translation,
  outbox_event,
  ...others
}: Dump): Dump {
  return {
    ...others,
    account: account!.map(({ password_hash, created_at, ...row }) => row),
    activity_documents_password: activity_documents_password!.map(({ password_hash, created_at, ...row }) => row),
    document_content_version: document_content_version!.map(({ file_key, uploaded_at, ...row }) => row),
    image: image!.map(({ created_at, updated_at, ...row }) => row),
    image_file: image_file!.map(({ file_key, ...row }) => row),
    image_translation: image_translation!.map(({ updated_at, ...row }) => row),
    outbox_event: outbox_event!.map(({ at, ...row }) => row),
    activity: activity!.map((row) => {
      const { created_at, updated_at, ...rest } = row;
      return isGenerated(row) ? row : rest;
    }),
  };
}

/** Digests of thousands of rows, which would take long to compare one by one. */
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

test('loads the demonstration, writes its passwords to a private file, and nothing else without activities', async () => {
  const url = await newDatabase(createTestDatabase());
  const { code, output, errors } = await startCommand(['seed'], { cwd: directory, env: environment(url) }).ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const file = path.join(directory, 'data/demonstration-passwords.txt');
  expect(output).toBe(`Loading the demonstration programme. Its passwords are in ${file}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const passwords = await readFile(file, 'utf8');
  expect(passwords.match(/^\w+@entente\.example +\S{20}$/gm)).toHaveLength(4);
  expect(passwords).toMatch(/^restricted documents +\S{20}$/m);
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

  expect(await seed(one, 30)).toBe('The database is not empty: the demonstration was not loaded\n');
  expect(await seed(one, 10)).toBe('The database is not empty: the demonstration was not loaded\n');
  expect(await dump(one)).toEqual(rows);
});

test('loads the same sixty activities after thirty as at once', async () => {
  const [atOnce, inSteps] = [await newDatabase(), await newDatabase()];
  await Promise.all([seed(atOnce, 60), seed(inSteps, 30).then(() => seed(inSteps, 60))]);
  const rows = await dump(atOnce);
  expect(slugs(rows)).toHaveLength(60);
  expect(lasting(await dump(inSteps))).toEqual(lasting(rows));
});

test('continues where it was killed, with the same result', async () => {
  const [undisturbed, killed] = [await newDatabase(), await newDatabase()];
  const count = 2_000;
  const database = await Database.open(parseDatabaseUrl(killed)!, entities);
  const first = startCommand(['seed', '--activities', String(count)], { cwd: directory, env: environment(killed) });
  // Waits for the first batch.
  while ((await database.read.query(sql`SELECT id FROM activity WHERE slug LIKE '%-000001'`)).length === 0)
    await delay(1);
  first.child.kill('SIGKILL');
  expect((await first.ended).signal).toBe('SIGKILL');
  await database.close();
  const left = slugs(await dump(killed)).length;
  // Complete batches were loaded by then.
  expect([1_000, 2_000]).toContain(left);

  await Promise.all([seed(killed, count), seed(undisturbed, count)]);

  expect(digests(lasting(await dump(killed)))).toEqual(digests(lasting(await dump(undisturbed))));
});

test('adds activities while the server runs, of which the public sees the published ones only', async () => {
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

test('translates the activities and their news into other languages, none of which is out of date', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru,es' });
  try {
    expect((await run(server.databaseUrl, ['--activities=40', '--translations=fr,ru'])).code).toBe(0);
    const item = 'slug locale originalLocale translations { outdatedFields }';
    const inRussian = await server.data(
      `query @inLocales(preferred: ["ru"]) {
        activities(first: 100) { nodes { ${item} topics objectives { text } } }
        newsItems(first: 100) { nodes { ${item} } }
      }`,
      {},
      editor,
    );
    const generated = [...inRussian['activities'].nodes, ...inRussian['newsItems'].nodes].filter(isGenerated);
    const expected = (original: string) => ['fr', 'ru'].filter((locale) => locale !== original);
    expect(generated.length).toBeGreaterThan(45);
    expect(generated.filter(({ locale }) => locale !== 'ru')).toEqual([]);
    for (const { originalLocale, translations } of generated) {
      expect(translations).toEqual(expected(originalLocale).map(() => ({ outdatedFields: [] })));
    }
    const inOriginal = await server.data('{ activities(first: 100) { nodes { slug topics objectives { text } } } }');
    const lengths = ({ slug, topics, objectives }: any) => [slug, topics.length, objectives.length];
    const published = new Map(inRussian['activities'].nodes.map(lengths).map((one: any[]) => [one[0], one]));
    for (const activity of inOriginal['activities'].nodes)
      expect(published.get(activity.slug)).toEqual(lengths(activity));
  } finally {
    await server.close();
  }
});

test('leaves the id sequences such that later rows get the next ids', async () => {
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

describe('prints one sentence without a stack trace for', () => {
  function sentence({ errors, output }: EndedProcess): string {
    expect(`${errors}${output}`).not.toMatch(/ at .*:\d+|QueryFailed|SqliteError/);
    return errors.replaceAll(/^Activities .*\n?/gm, '').trim();
  }

  test.each(['-1', '1e3', '1000000'])('%p activities', async (count) => {
    const end = await run(await newDatabase(), [`--activities=${count}`]);
    expect(end.code).toBe(2);
    expect(sentence(end)).toBe(
      `error: option '--activities <count>' argument '${count}' is invalid. expected an integer from 0 to 999999`,
    );
  });

  test('languages that have no phrases', async () => {
    const end = await run(await newDatabase(), ['--activities=10', '--translations=ru,de']);
    expect(end.code).toBe(2);
    expect(sentence(end)).toBe(
      "error: option '--translations <languages>' argument 'ru,de' is invalid. expected some of en,ru,fr,es",
    );
  });

  test('an invalid configuration', async () => {
    const end = await run('mysql://me:s3cret@h/d', []);
    expect(end.code).toBe(78);
    expect(sentence(end)).toBe(
      'The configuration is invalid:\n  DATABASE_URL=mysql://***@h/d: expected sqlite:<file>, or postgres://<user>@<host>/<database> with special characters of a password percent-encoded',
    );
  });

  test('generated activities of a programme other than the demonstration', async () => {
    const server = await startTestServer({ DEMO_DATA: 'false' });
    try {
      await make(server.app, (create) => create.programme());
      const end = await run(server.databaseUrl, ['--activities', '30']);
      expect(end.code).toBe(78);
      expect(sentence(end)).toMatch(/demonstration programme, which this database lacks$/);
      expect(slugs(await dump(server.databaseUrl))).toEqual([]);
    } finally {
      await server.close();
    }
  });

  if (__DATABASE__ === 'sqlite') {
    test('a full disk, and continues when there is space', async () => {
      const url = await newDatabase();
      await seed(url, 1_000);

      const options = { cwd: directory, env: environment(url), fileBlocks: 200 };
      const end = await startCommand(['seed', '--activities', '3000'], options).ended;

      expect(end.code).toBe(69);
      expect(sentence(end)).toBe('Only 1000 of the 3000 activities could be loaded: disk I/O error');
      expect(slugs(await dump(url))).toHaveLength(1_000);
      await seed(url, 1_500);
      expect(slugs(await dump(url))).toHaveLength(1_500);
    });
  }
});
