import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from '../../../src/database/sql/sql';
import { createDocumentWith, downloadUrlOf, replaceFile, storedFiles, textOf } from '../../support/contents';
import { make } from '../../support/factories';
import { killProcesses, startCommand, type TestProcess } from '../../support/processes';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

const items = 30;
const kills = 2;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(async () => {
  await killProcesses();
  await server.close();
});

function start(...args: string[]): TestProcess {
  return startCommand(args, {
    env: {
      DATABASE_URL: server.databaseUrl,
      FILES_DIR: path.join(server.directory, 'files'),
      DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
    },
  });
}

/** Creates an activity in the trash, with a document whose file was replaced and downloaded once. */
async function makeTrashed(): Promise<void> {
  const activity = await make(server.app, (create) => create.activity());
  const document = await createDocumentWith(server, textOf(500), { activityId: activity.id });
  await replaceFile(server, document, textOf(700));
  await (await fetch(await downloadUrlOf(server, document.globalId, admin))).arrayBuffer();
  await server.data(
    'mutation ($input: DeleteActivityInput!) { deleteActivity(input: $input) { deletedId } }',
    { input: { id: activity.globalId, version: 1 } },
    editor,
  );
}

async function texts(statement: ReturnType<typeof sql>): Promise<string[]> {
  return (await server.app.database.read.query<{ text: string }>(statement)).map(({ text }) => text).sort();
}

const activities = () => texts(sql`SELECT slug AS text FROM activity`);

test('a killed purge has purged each item completely or not at all, and the next one leaves no file behind', async () => {
  for (let number = 0; number < items; number++) await makeTrashed();
  const before = await start('audit', 'verify').ended;
  expect(before).toMatchObject({ code: 0, output: expect.stringMatching(/^entries [1-9]/) });

  const left: number[] = [];
  for (let round = 0; round < kills; round++) {
    const count = (await activities()).length;
    const purge = start('trash', 'purge', '--days', '0');
    while (purge.child.exitCode === null && (await activities()).length === count) await delay(1);
    purge.child.kill('SIGKILL');
    await purge.ended;
    left.push((await activities()).length);

    // Each remaining item is complete, and the others are gone.
    const ofEach = (count: number) => Array.from({ length: left[round]! * count }, () => true);
    const have = (statement: ReturnType<typeof sql>) => texts(statement).then((found) => found.map(() => true));
    expect(await have(sql`SELECT d.title AS text FROM restricted_document d`)).toEqual(ofEach(1));
    expect(await have(sql`SELECT v.file_key AS text FROM document_content_version v`)).toEqual(ofEach(2));
    expect(await have(sql`SELECT r.action AS text FROM revision r WHERE type = 'Activity'`)).toEqual(ofEach(2));
    expect(await have(sql`SELECT r.action AS text FROM revision r WHERE type = 'RestrictedDocument'`)).toEqual(
      ofEach(1),
    );
    // Each file belongs to a version or to a claim, through which it will be found.
    const named = await texts(
      sql`SELECT file_key AS text FROM document_content_version UNION ALL SELECT file_key AS text FROM file_claim`,
    );
    const files = (await storedFiles(server)).map((file) => path.basename(file));
    expect(files.filter((file) => !named.includes(file))).toEqual([]);
  }
  // Otherwise, it was not killed during its work.
  expect(left.some((count) => count > 0 && count < items)).toBe(true);

  expect(await start('trash', 'purge', '--days', '0').ended).toMatchObject({ code: 0, errors: '' });
  expect(await activities()).toEqual([]);
  expect(await storedFiles(server)).toEqual([]);
  expect(await texts(sql`SELECT file_key AS text FROM file_claim`)).toEqual([]);
  expect(await texts(sql`SELECT action AS text FROM revision`)).toEqual([]);
  expect(await start('audit', 'verify').ended).toEqual(before);
});
