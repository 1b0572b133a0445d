import { readFile } from 'node:fs/promises';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, storedFiles, textOf } from '../../support/contents';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { onSqlite } from '../../support/on-sqlite';
import { type EndedProcess, killProcesses, startCommand } from '../../support/processes';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(async () => {
  await killProcesses();
  await server.close();
});

const environment = (): NodeJS.ProcessEnv => ({
  DATABASE_URL: server.databaseUrl,
  FILES_DIR: path.join(server.directory, 'files'),
  DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
});

function purge(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<EndedProcess> {
  return runCommand(['trash', 'purge', ...args], { env: { ...environment(), ...env } });
}

test('purge deletes items that are in the trash for longer than TRASH_DAYS or --days, with their files', async () => {
  const activity = await make(server.app, (create) => create.activity());
  await createDocumentWith(server, textOf(1000), { activityId: activity.id });
  await server.data(
    'mutation ($input: DeleteActivityInput!) { deleteActivity(input: $input) { deletedId } }',
    { input: { id: activity.globalId, version: 1 } },
    editor,
  );

  const nothing = 'Permanently deleted: activities 0, news 0, networks 0, restricted documents 0\n';
  expect(await purge([], { TRASH_DAYS: '1' })).toMatchObject({ code: 0, errors: '', output: nothing });
  expect(await storedFiles(server)).toHaveLength(1);

  expect(await startCommand(['trash', 'purge', '--days', '0'], { env: environment() }).ended).toMatchObject({
    code: 0,
    errors: '',
    output: 'Permanently deleted: activities 1, news 0, networks 0, restricted documents 1\n',
  });
  expect(await storedFiles(server)).toEqual([]);
});

// PostgreSQL overwrites deleted rows by VACUUM.
onSqlite(
  'purge leaves no text of the items in the file of a running server, not even in its search index or log',
  async () => {
    const words = ['quokkatitle', 'quokkatext', 'quokkaearlier', 'quokkadocument', 'quokkarecipient'];
    const [title, description, summary, document, recipient] = words;
    await make(server.app, (create) => create.activity({ title: 'Stays' }));
    const values = { title: `A ${title}`, slug: 'purged', summary, description: `${description} `.repeat(2_000) };
    const created = 'activity { id publication { version } }';
    const { activity } = await mutationsOf(server, 'createActivity', editor).done(values, created);
    const { id } = activity;
    await mutationsOf(server, 'updateActivity', editor).done({ id, version: 1, summary: 'Later' }, '__typename');
    const { restrictedDocument } = await mutationsOf(server, 'createRestrictedDocument', editor).done(
      { activityId: id, title: document, fileName: `${document}.txt` },
      'restrictedDocument { id }',
    );
    await mutationsOf(server, 'createDocumentAccessCode', editor).done(
      { documentId: restrictedDocument.id, recipient },
      '__typename',
    );
    expect(await wordsInDatabase(words)).toEqual(words);
    await mutationsOf(server, 'deleteActivity', editor).done({ id, version: 2 }, 'deletedId');

    expect(await purge(['--days', '0'])).toMatchObject({ code: 0, errors: '' });

    expect(await wordsInDatabase(words)).toEqual([]);
    expect(await server.data('{ activities { totalCount } }')).toEqual({ activities: { totalCount: 1 } });
  },
);

onSqlite(
  'purge says that the log may still contain deleted rows, if something reads the database for long',
  async () => {
    const reader = new BetterSqlite3(server.databaseUrl.replace('sqlite:', ''), { readonly: true });
    try {
      reader.exec('BEGIN; SELECT count(*) FROM activity');
      await make(server.app, (create) => create.activity({ title: 'Not in the snapshot of the reader' }));

      expect(await purge()).toMatchObject({
        code: 1,
        errors: expect.stringContaining('its write-ahead log may still contain deleted rows') as string,
      });
    } finally {
      reader.close();
    }
    expect(await purge()).toMatchObject({ code: 0, errors: '' });
  },
);

/** Those of the words that the files of the SQLite database contain, in any part. */
async function wordsInDatabase(words: readonly string[]): Promise<string[]> {
  const file = server.databaseUrl.replace('sqlite:', '');
  const bytes = await Promise.all([readFile(file), readFile(`${file}-wal`)]);
  return words.filter((word) => bytes.some((content) => content.includes(word)));
}

test.each(['-1', '1.5', 'all'])('rejects %s as a number of days', async (days) => {
  const end = await purge([`--days=${days}`]);

  expect(end.code).not.toBe(0);
  expect(end.errors).toMatch(/expected an integer from 0 to 99999/);
});
