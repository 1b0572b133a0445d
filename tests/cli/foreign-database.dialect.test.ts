import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDataSource } from '../../src/database/data-source';
import { nameOf } from '../../src/database/database-errors';
import { parseDatabaseUrl } from '../../src/database/database-url';
import { runCommand } from '../support/command-in-process';
import { withLaterRelease } from '../support/later-release';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-command-'));
  await writeFile(path.join(directory, 'rates.csv'), 'date,currency,rate\n2026-01-31,USD,1.1\n');
  await writeFile(path.join(directory, 'activities.csv'), 'code,title\n2026-1,One\n');
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

const commands = [
  'account list',
  'account password --email a@example.org',
  'account remove --email a@example.org',
  'account role --email a@example.org --role ADMIN',
  'audit verify',
  'backup archive.tar',
  'documents rotate-key',
  'export activities',
  'export transactions',
  'import activities activities.csv --dry-run',
  'money recount',
  'rates list',
  'rates load rates.csv --name ECB --base EUR',
  'search reindex',
  'storage verify',
  'trash purge',
];

function run(command: string) {
  return runCommand(command.split(' '), { cwd: directory, env: { DATABASE_URL: database.url } });
}

async function queryDatabase<T>(statement: string): Promise<T[]> {
  const dataSource = await createDataSource(parseDatabaseUrl(database.url)!, [], 'write').initialize();
  try {
    return await dataSource.query(statement);
  } finally {
    await dataSource.destroy();
  }
}

const tables = async (): Promise<string[]> => {
  const rows = await queryDatabase<{ name: string }>(
    __DATABASE__ === 'sqlite'
      ? `SELECT name FROM sqlite_schema WHERE type = 'table'`
      : `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  return rows.map(({ name }) => name);
};

const refusal = (): string =>
  `The ${nameOf(parseDatabaseUrl(database.url)!)} has no tables of Entente: set DATABASE_URL to the database of the server. ` +
  'If it is a new one, run entente migrate, or start the server';

/** The bytes of a SQLite file; null on PostgreSQL. */
async function bytesOfFile(): Promise<Buffer | null> {
  const url = parseDatabaseUrl(database.url)!;
  return url.dialect === 'sqlite' ? readFile(url.file) : null;
}

test('a database of another program is refused by every command but those that create one, and stays as it is', async () => {
  database = await createTestDatabase();
  await queryDatabase('CREATE TABLE visitor (name text)');
  const before = await bytesOfFile();

  for (const command of commands) {
    expect([command, await run(command)]).toMatchObject([command, { code: 78, errors: `${refusal()}\n`, output: '' }]);
  }
  const examined = await run('doctor');

  expect(examined).toMatchObject({ code: 1, errors: '' });
  expect(examined.output).toContain(`PROBLEM  database       ${refusal()}\n`);
  expect(await bytesOfFile()).toEqual(before);
  expect(await tables()).toEqual(['visitor']);
});

// On PostgreSQL, other programs and extensions may have tables in the same database.
if (__DATABASE__ === 'sqlite') {
  test.each([['seed'], ['account create --email a@example.org --role ADMIN']])(
    'a file of another program is refused by entente %s, which could create a database, and stays as it is',
    async (command) => {
      database = await createTestDatabase();
      await queryDatabase('CREATE TABLE visitor (name text)');
      const before = await bytesOfFile();

      expect(await run(command)).toMatchObject({
        code: 78,
        errors: expect.stringContaining('belongs to another program: set DATABASE_URL to a file of Entente'),
      });
      expect(await bytesOfFile()).toEqual(before);
    },
  );
}

test('a database of an earlier release is refused by every command but those that migrate one, and stays as it is', async () => {
  database = await createMigratedDatabase();
  const before = await tables();

  await withLaterRelease(async () => {
    for (const command of commands.filter((one) => !one.startsWith('backup'))) {
      expect([command, await run(command)]).toMatchObject([
        command,
        {
          code: 78,
          errors: `The ${nameOf(parseDatabaseUrl(database.url)!)} lacks 1 migrations of this release of Entente: run entente migrate, or start the server\n`,
        },
      ]);
    }
  });

  expect(await tables()).toEqual(before);
});

test('a database from before the first release is refused by every command that opens it, and stays as it is', async () => {
  database = await createTestDatabase();
  await queryDatabase('CREATE TABLE migrations (id integer, timestamp bigint, name text)');
  await queryDatabase(`INSERT INTO migrations VALUES (1, 1767950000000, 'TermsOfColumns1767950000000')`);
  const before = await bytesOfFile();
  const refused =
    'The database was made before the first release of Entente (it has the migration TermsOfColumns1767950000000): export its activities ' +
    'with the version that made it, and import them into a new database with this one (docs/import.md)';

  const all = [...commands, 'migrate', 'seed', 'account create --email a@example.org --role ADMIN'];
  for (const command of all.filter((one) => !one.startsWith('backup'))) {
    expect([command, await run(command)]).toMatchObject([command, { code: 78, errors: `${refused}\n`, output: '' }]);
  }
  const examined = await run('doctor');

  expect(examined).toMatchObject({ code: 1, errors: '' });
  expect(examined.output).toContain(`PROBLEM  database       ${refused}\n`);
  expect(await bytesOfFile()).toEqual(before);
  expect(await tables()).toEqual(['migrations']);
});

test('an account can be created before the first start', async () => {
  database = await createTestDatabase();
  const input = 'Chestnut-Ferry-Lantern-42\n';
  const create = ['account', 'create', '--email', 'a@example.org', '--role', 'ADMIN'];

  expect(await runCommand(create, { env: { DATABASE_URL: database.url }, input })).toMatchObject({ code: 0 });
  expect(await run('account list')).toMatchObject({ code: 0, output: expect.stringContaining('a@example.org') });
});
