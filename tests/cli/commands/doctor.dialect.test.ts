import fs, { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { appendOnly } from '../../../src/database/triggers/append-only';
import { appendToLog } from '../../../src/modules/documents/access-log/audit-log';
import { DocumentAccessAction } from '../../../src/modules/documents/access-log/document-access-event.entity';
import { entities } from '../../../src/modules/entities';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, storedFiles, textOf } from '../../support/contents';
import { damageRootPage } from '../../support/damage';
import { make } from '../../support/factories';
import { withLaterRelease } from '../../support/later-release';
import { killProcesses, startCommand } from '../../support/processes';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await createDocumentWith(server, textOf(100_000));
});

afterEach(killProcesses);

afterAll(async () => {
  await server.close();
});

function examine(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return runCommand(['doctor', ...args], {
    env: {
      DATABASE_URL: server.databaseUrl,
      FILES_DIR: path.join(server.directory, 'files'),
      DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
      ...env,
    },
  });
}

/** The lines that the tests' PostgreSQL causes, which does not sync to disk. */
const expected = /^PROBLEM {2}database +(fsync|full_page_writes|synchronous_commit) = off/;

const problemsIn = (output: string): string[] =>
  output.split('\n').filter((line) => line.startsWith('PROBLEM') && !expected.test(line));

/** Changes an entry of the access log as an attacker with access to the database could: its triggers are dropped first. */
async function setHash(id: number, hash: string): Promise<void> {
  await server.app.database.write(async (manager) => {
    const runner = manager.queryRunner!;
    const triggers = appendOnly(runner, 'document_access_event', ['id', 'previous_hash', 'hash']);
    for (const statement of triggers.drop) await runner.query(statement);
    await manager.sql`UPDATE document_access_event SET hash = ${hash} WHERE id = ${id}`;
    for (const statement of triggers.create) await runner.query(statement);
  });
}

test('finds nothing wrong with a server that works', async () => {
  const { output, errors } = await examine();

  expect(problemsIn(output)).toEqual([]);
  expect(output).toMatch(/^ok +migrations +complete$/m);
  expect(output).toMatch(/^ok +keys +complete$/m);
  expect(output).toMatch(/^ok +files +21 match their hashes$/m);
  expect(output).toMatch(/^ok +access log +\d+ entries$/m);
  expect(errors).toBe('');
});

test('reports a damaged and a missing file by document and version, unless files are left out', async () => {
  const versions = await server.app.database.read.query<{ fileKey: string }>(
    sql`SELECT file_key FROM document_content_version`,
  );
  const isOfDocument = (file: string): boolean => versions.some(({ fileKey }) => file.endsWith(fileKey));
  const [damaged, missing] = (await storedFiles(server)).filter(isOfDocument);
  const bytes = await readFile(damaged!);
  await writeFile(damaged!, bytes.subarray(0, -1));
  await rename(missing!, `${missing}.away`);
  try {
    const { code, output } = await examine();

    expect(code).toBe(1);
    expect(problemsIn(output)).toHaveLength(2);
    expect(output).toMatch(/^PROBLEM +files +version 1 of document \d+: .*cannot be decrypted/m);
    expect(output).toMatch(/^PROBLEM +files +version 1 of document \d+: .*does not exist/m);
    expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
  } finally {
    await writeFile(damaged!, bytes);
    await rename(`${missing}.away`, missing!);
  }
});

test('reports keys that are missing, also without reading the files', async () => {
  const environment = { DOCUMENT_KEY_FILE: path.join(server.directory, 'none.key') };
  const { code, output } = await examine(['--without-files'], environment);

  expect(code).toBe(1);
  expect(problemsIn(output)).toEqual([
    expect.stringMatching(
      /^PROBLEM +keys +the key of age1\w+ is missing: add it to DOCUMENT_KEY_FILE or DOCUMENT_KEY$/,
    ),
  ]);
});

test('reports missing triggers of the search index, the answer cache and money, and leaves their creation to the next start', async () => {
  await server.app.database.write((manager) =>
    manager.query(
      __DATABASE__ === 'sqlite'
        ? 'DROP TRIGGER activity_search_update'
        : 'ALTER TABLE activity DISABLE TRIGGER search_activity_changed',
    ),
  );
  await server.app.database.write((manager) =>
    manager.query(
      __DATABASE__ === 'sqlite'
        ? 'DROP TRIGGER revision_of_activity_update'
        : 'ALTER TABLE activity DISABLE TRIGGER revision_of_activity',
    ),
  );
  await server.app.database.write((manager) =>
    manager.query(`DROP TRIGGER money_after_update_of_activity_2 ${__DATABASE__ === 'sqlite' ? '' : 'ON activity'}`),
  );

  for (let time = 1; time <= 2; time += 1) {
    expect(problemsIn((await examine(['--without-files'])).output)).toEqual([
      expect.stringMatching(/database +triggers of the answer cache are missing, .* restart the server/),
      expect.stringMatching(/database +triggers of money are missing, .* restart the server/),
      expect.stringMatching(/search +triggers or tables are missing: run search reindex/),
    ]);
  }
  await (await Database.open(parseDatabaseUrl(server.databaseUrl)!, entities)).close();
  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
});

test('reports a row without its entry in the search index, and `search reindex` adds it', async () => {
  const searchTriggers =
    __DATABASE__ === 'sqlite'
      ? `SELECT 'DROP TRIGGER ' || name AS off, sql AS "on" FROM sqlite_master
         WHERE type = 'trigger' AND tbl_name = 'organisation' AND name LIKE 'organisation_search_%'`
      : `SELECT 'ALTER TABLE organisation DISABLE TRIGGER ' || tgname AS off, 'ALTER TABLE organisation ENABLE TRIGGER ' || tgname AS "on"
         FROM pg_trigger WHERE tgrelid = 'organisation'::regclass AND NOT tgisinternal AND tgname LIKE 'search_organisation_%'`;
  const { database } = server.app;
  const run = (statements: readonly string[]) =>
    database.write(async (manager) => {
      for (const statement of statements) await manager.query(statement);
    });
  const triggers = await database.write((manager) => manager.query<{ off: string; on: string }[]>(searchTriggers));
  expect(triggers).not.toEqual([]);
  await run(triggers.map(({ off }) => off));
  await make(server.app, (create) => create.organisation());
  await run(triggers.map(({ on }) => on));

  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([
    expect.stringMatching(/search +organisation has \d+ rows and \d+ entries: run search reindex/),
  ]);
  await runCommand(['search', 'reindex'], { env: { DATABASE_URL: server.databaseUrl } });
  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
});

test('reports a missing trigger that guards the access log', async () => {
  const write = (statement: string) => server.app.database.write((manager) => manager.query(statement));
  const [name] =
    __DATABASE__ === 'sqlite' ? ['document_access_event_no_delete'] : ['document_access_event_append_only'];
  const definition =
    __DATABASE__ === 'sqlite'
      ? `SELECT sql AS text FROM sqlite_master WHERE name = '${name}'`
      : `SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgname = '${name}'`;
  const [{ text }] = await write(definition);

  await write(`DROP TRIGGER ${name} ${__DATABASE__ === 'sqlite' ? '' : 'ON document_access_event'}`);
  const { output } = await examine(['--without-files']);
  await write(text);

  expect(problemsIn(output)).toEqual([
    expect.stringMatching(
      /database +triggers of document_access_event are missing, so entries of the access log can be/,
    ),
  ]);
  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
});

if (__DATABASE__ === 'sqlite') {
  test('ends quietly when the reader of its output has left', async () => {
    const { child, ended } = startCommand(['doctor'], { env: { DATABASE_URL: server.databaseUrl } });
    child.stdout!.destroy();
    // 128 and the number of SIGPIPE.
    expect(await ended).toEqual({ code: 141, signal: null, output: '', errors: '' });
  });

  test('reports a missing table of words of the search index, and `search reindex` creates it', async () => {
    await server.app.database.write((manager) => manager.query('DROP TABLE search_hidden_vocabulary'));
    expect(problemsIn((await examine(['--without-files'])).output)).toEqual([
      expect.stringMatching(/search +triggers or tables are missing: run search reindex/),
    ]);

    await runCommand(['search', 'reindex'], { env: { DATABASE_URL: server.databaseUrl } });
    expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
  });

  describe('in a copy of the database', () => {
    let file: string;
    const examineCopy = () => examine(['--without-files'], { DATABASE_URL: `sqlite:${file}` });

    beforeEach(async () => {
      file = path.join(server.directory, 'copy.sqlite');
      await Promise.all(['', '-wal', '-shm'].map((suffix) => rm(file + suffix, { force: true })));
      new BetterSqlite3(server.databaseUrl.replace('sqlite:', '')).exec(`VACUUM INTO '${file}'`).close();
    });

    test.each(['session', 'outbox_event', 'activity'])('names the damaged table %s', async (table) => {
      await damageRootPage(file, table);
      expect(problemsIn((await examineCopy()).output)).toContainEqual(
        expect.stringMatching(
          `^PROBLEM +database +the table ${table} is damaged: stop the server and restore a backup$`,
        ),
      );
    });

    test.each(['search_public_idx', 'search_public_data'])(
      'says how to mend the damaged table %s of the search index, and finds nothing wrong afterwards',
      async (table) => {
        await damageRootPage(file, table);
        expect(problemsIn((await examineCopy()).output)).toContainEqual(
          expect.stringMatching(`^PROBLEM +database +the table ${table} is damaged: run search reindex$`),
        );

        await runCommand(['search', 'reindex'], { env: { DATABASE_URL: `sqlite:${file}` } });
        const { output, errors } = await examineCopy();
        expect({ problems: problemsIn(output), errors }).toEqual({ problems: [], errors: '' });
      },
    );
  });
}

test('reports kept totals of money that are wrong, and `money recount` makes them anew', async () => {
  await server.app.database.write((manager) =>
    manager.query(`
      INSERT INTO money_total
        (dimensions, kind, currency, first_key, second_key, units_high, units_low, nanos, items, activities)
      VALUES ('YEAR', 'BUDGET', 'EUR', '2020', '', 0, 1, 0, 1, 1)`),
  );
  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([
    expect.stringMatching(/money +kept totals by YEAR are wrong: run money recount/),
  ]);

  await runCommand(['money', 'recount'], { env: { DATABASE_URL: server.databaseUrl } });
  expect(problemsIn((await examine(['--without-files'])).output)).toEqual([]);
});

if (__DATABASE__ === 'postgres') {
  test('compares kept totals for as long as that takes', async () => {
    const statements = jest.spyOn(Client.prototype, 'query');
    await examine(['--without-files']);
    const sent = statements.mock.calls.map(([query]) => query as unknown as { text?: string; query_timeout?: number });
    statements.mockRestore();
    const timeouts = sent.filter(({ text }) => text?.includes('money_total')).map((query) => query.query_timeout);

    expect(timeouts.length).toBeGreaterThan(0);
    expect(timeouts).not.toContain(60_000);
  });
}

test('reports an entry of the access log that was changed, a migration of a newer release, and one that is still to run', async () => {
  const { database } = server.app;
  const write = (statement: string) => database.write((manager) => manager.query(statement));
  const entered = {
    action: DocumentAccessAction.UNLOCK_REFUSED,
    at: '2026-11-24T12:00:00.000Z',
    by: 'Somebody',
    address: null,
  };
  await database.write((manager) => appendToLog(manager, { ...entered, documentId: 1 }));
  const [entry] = await database.read.query<{ id: number; hash: string }>(
    sql`SELECT id, hash FROM document_access_event ORDER BY id LIMIT 1`,
  );
  const withoutFiles = () => examine(['--without-files']);

  await setHash(entry!.id, '0'.repeat(64));
  expect(problemsIn((await withoutFiles()).output)).toEqual([
    expect.stringMatching(new RegExp(`access log +entry ${entry!.id} was changed`)),
  ]);
  await setHash(entry!.id, entry!.hash);

  await write(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Later1999000000000')`);
  expect(problemsIn((await withoutFiles()).output)).toEqual([
    expect.stringMatching(/migrations +Later1999000000000 belongs to a newer release/),
  ]);
  await write(`DELETE FROM migrations WHERE timestamp = 1999000000000`);

  const { output } = await withLaterRelease(withoutFiles);
  expect(output).toMatch(/^ok +migrations +1 run at the next start$/m);
  expect(problemsIn((await withoutFiles()).output)).toEqual([]);
});

test('reports a clock that is behind what is recorded', async () => {
  const setLatest = (at: string) =>
    server.app.database.write(
      (manager) => manager.sql`UPDATE revision SET at = ${at} WHERE id = (SELECT max(id) FROM revision)`,
    );
  const [latest] = await server.app.database.read.query<{ at: string }>(
    sql`SELECT at FROM revision ORDER BY id DESC LIMIT 1`,
  );

  await setLatest(new Date(Date.now() + 3_600_000).toISOString());
  const { output } = await examine(['--without-files']);
  await setLatest(latest!.at);

  expect(problemsIn(output)).toEqual([expect.stringMatching(/clock +the latest change is of .* set the clock/)]);
});

test('reports files of the configuration with which the server would not start', async () => {
  const files = path.join(server.directory, 'configuration');
  await mkdir(files);
  await writeFile(path.join(files, 'Sector.json'), '{}');
  await writeFile(path.join(files, 'ky.json'), '{"ActivityType":{"SEMINAR":1}}');

  const { output } = await examine(['--without-files'], {
    LABELS_DIR: files,
    CODELISTS_DIR: files,
    TRUSTED_DOCUMENTS: 'only',
    TRUSTED_DOCUMENTS_FILE: path.join(files, 'missing.json'),
    MAIL_DIR: path.join(files, 'ky.json'),
  });

  expect(problemsIn(output)).toEqual([
    expect.stringMatching(/configuration +The labels in LABELS_DIR=.* ky\.json: /),
    expect.stringMatching(/configuration +The codelist .*Sector\.json cannot be used/),
    expect.stringMatching(/configuration +TRUSTED_DOCUMENTS_FILE cannot be used/),
    expect.stringMatching(/configuration +Mails cannot be kept in MAIL_DIR: ENOTDIR/),
  ]);
});

test('reports a file in the place of the directory of codelists', async () => {
  const { output } = await examine(['--without-files'], { CODELISTS_DIR: __filename });

  expect(problemsIn(output)).toEqual([
    expect.stringMatching(/configuration +The codelists in CODELISTS_DIR=.* cannot be read: ENOTDIR/),
  ]);
});

test('reports a file in the place of the directory of files', async () => {
  const { output } = await examine(['--without-files'], { FILES_DIR: __filename });

  expect(problemsIn(output)).toEqual([expect.stringMatching(/files +the file store cannot be reached: ENOTDIR/)]);
});

test('reports a disk that is almost full', async () => {
  const stats = jest
    .spyOn(fs, 'statfs')
    .mockResolvedValue({ bavail: 100, bsize: 2 ** 20 } as Awaited<ReturnType<typeof fs.statfs>>);
  try {
    expect(problemsIn((await examine(['--without-files'])).output)).toContainEqual(
      expect.stringMatching(/disk +100 MiB free in .*: there should be 1 GiB$/),
    );
  } finally {
    stats.mockRestore();
  }
});

test('reports a missing key file, which it does not create', async () => {
  const other = path.join(server.directory, 'other');

  expect((await examine([], { DOCUMENT_KEY_FILE: `${other}.key` })).output).toContain(
    `there is no key file ${other}.key`,
  );
  expect((await readdir(server.directory)).filter((name) => name.startsWith('other'))).toEqual([]);
});

test('a key file that cannot be read is a problem of keys and files, and the rest is examined', async () => {
  const { code, output, errors } = await examine([], { DOCUMENT_KEY_FILE: server.directory });

  expect({ code, errors }).toEqual({ code: 1, errors: '' });
  expect(problemsIn(output)).toEqual([
    expect.stringMatching(/^PROBLEM {2}keys +The key file .* cannot be read \(EISDIR\)$/),
    expect.stringMatching(/^PROBLEM {2}files +The key file .* cannot be read \(EISDIR\)$/),
  ]);
  expect(output).toMatch(/^ok +disk /m);
});
