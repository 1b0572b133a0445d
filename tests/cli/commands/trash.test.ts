import path from 'node:path';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, storedFiles, textOf } from '../../support/contents';
import { make } from '../../support/factories';
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

test.each(['-1', '1.5', 'all'])('rejects %s as a number of days', async (days) => {
  const end = await purge([`--days=${days}`]);

  expect(end.code).not.toBe(0);
  expect(end.errors).toMatch(/expected an integer from 0 to 99999/);
});
