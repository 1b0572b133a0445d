import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { cannotOpen } from '../../src/database/database-errors';
import { runCommand } from '../support/command-in-process';

test.each([
  'account list',
  'audit verify',
  'backup archive.tar',
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

test('doctor says so, examines the disk nevertheless, and creates no database', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
  const file = path.join(directory, 'none.sqlite');

  const end = await runCommand(['doctor'], { cwd: directory, env: { DATABASE_URL: `sqlite:${file}` } });
  const created = await readdir(directory);
  await rm(directory, { recursive: true });

  expect(end).toMatchObject({ code: 1, errors: '' });
  expect(end.output).toContain(`PROBLEM  database       The database file ${file} does not exist: run the command`);
  expect(end.output).toMatch(new RegExp(`disk +\\d+ MiB free in ${directory}$`, 'm'));
  expect(created).toEqual([]);
});

test.each(['account list', 'backup b.tar'])(
  'a file that may exist where it cannot be looked for is not said to be missing: %s',
  async (command) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
    const file = path.join(directory, 'file/none.sqlite');
    await writeFile(path.dirname(file), '');

    const end = await runCommand(command.split(' '), { cwd: directory, env: { DATABASE_URL: `sqlite:${file}` } });
    await rm(directory, { recursive: true });

    expect(end).toMatchObject({
      code: 69,
      errors: expect.stringMatching(/^The database file .*none\.sqlite cannot be opened: .*(?:EEXIST|ENOTDIR)/),
    });
  },
);

test('a damaged file is to be replaced by a backup', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
  const file = path.join(directory, 'damaged.sqlite');
  new Sqlite(file).exec('CREATE TABLE migrations (name text)').close();
  const bytes = await readFile(file);
  // After the header of the file.
  await writeFile(file, bytes.fill(0xff, 100, 4096));

  const end = await runCommand(['account', 'list'], { cwd: directory, env: { DATABASE_URL: `sqlite:${file}` } });
  await rm(directory, { recursive: true });

  expect(end).toMatchObject({
    code: 69,
    errors: `The database file ${file} cannot be opened: database disk image is malformed: restore a backup\n`,
  });
});

test('a driver that npm has not built is to be installed again', () => {
  const reason = new Error('Could not locate the bindings file. Tried:\n → /entente/build/better_sqlite3.node');

  expect(cannotOpen({ dialect: 'sqlite', file: 'a.sqlite' }, reason).message).toBe(
    'The database file a.sqlite cannot be opened: Could not locate the bindings file: install the package again with --allow-scripts=bcrypt,better-sqlite3',
  );
});

test('a directory in which SQLite cannot create its files is to be made writable', () => {
  const reason = new Error('attempt to write a readonly database');

  expect(cannotOpen({ dialect: 'sqlite', file: 'a.sqlite' }, reason).message).toBe(
    'The database file a.sqlite cannot be opened: attempt to write a readonly database: let the user that runs Entente write to the directory of the file',
  );
});

test('a SQLite driver for another version of Node.js is to be installed again', () => {
  const reason = new Error(
    "The module '/entente/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115.",
  );

  expect(cannotOpen({ dialect: 'sqlite', file: 'a.sqlite' }, reason).message).toBe(
    "The database file a.sqlite cannot be opened: The module '/entente/better_sqlite3.node': it is for another version of Node.js: install the package again with --allow-scripts=bcrypt,better-sqlite3",
  );
});
