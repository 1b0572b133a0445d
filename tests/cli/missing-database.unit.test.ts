import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '../support/command-in-process';

test.each([
  'account list',
  'audit verify',
  'backup archive.tar',
  'doctor',
  'documents rotate-key',
  'export activities',
  'export transactions',
  'money recount',
  'rates list',
  'search reindex',
  'storage verify',
  'trash purge',
])('%s creates no database', async (command) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
  const file = path.join(directory, 'none.sqlite');

  const end = await runCommand(command.split(' '), { cwd: directory, env: { DATABASE_URL: `sqlite:${file}` } });
  const created = await readdir(directory);
  await rm(directory, { recursive: true });

  expect(end).toMatchObject({
    code: 69,
    errors: `The database file ${file} does not exist: run the command in the working directory of the server, with its DATABASE_URL\n`,
  });
  expect(created).toEqual([]);
});
