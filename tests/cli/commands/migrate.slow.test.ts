import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { Database } from '../../../src/database/database';
import { nameOf } from '../../../src/database/database-errors';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { prepareStatistics } from '../../../src/database/statistics/planner-statistics';
import { entities } from '../../../src/modules/entities';
import { runCommand } from '../../support/command-in-process';
import { factories } from '../../support/factories';
import { withLaterRelease } from '../../support/later-release';
import { mutationsOf } from '../../support/mutations';
import type { EndedProcess } from '../../support/processes';
import {
  createDatabaseWith,
  createMigratedDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../support/test-database';
import { startTestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let database: TestDatabase;
const clients: Client[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await database.drop();
});

const migrate = (url = database.url): Promise<EndedProcess> => runCommand(['migrate'], { env: { DATABASE_URL: url } });

const complete = { code: 0, output: 'The database has the tables of this release\n', errors: '' };

const doctor = (): Promise<EndedProcess> => runCommand(['doctor'], { env: { DATABASE_URL: database.url } });

test('creates the tables of an empty database, and then changes nothing', async () => {
  database = await createTestDatabase();

  expect(await migrate()).toMatchObject(complete);
  expect(await migrate()).toMatchObject(complete);

  expect((await doctor()).output).toContain('ok       migrations     complete');
});

test('runs the migrations that a database of an earlier release lacks', async () => {
  database = await createMigratedDatabase();
  await withLaterRelease(async () => {
    expect((await doctor()).output).toContain('ok       migrations     1 run at the next start');

    expect(await migrate()).toMatchObject(complete);

    expect((await doctor()).output).toContain('ok       migrations     complete');
  });
});

if (__DATABASE__ === 'postgres') {
  const connect = async (): Promise<Client> => {
    const client = new Client(database.url);
    clients.push(client);
    await client.connect();
    return client;
  };

  describe('users with few rights', () => {
    let owner: string;
    let server: string;

    /** The URL of the database for a user. */
    const urlOf = (user: string): string => {
      const url = new URL(database.url);
      url.username = user;
      url.searchParams.set('options', '-c search_path=entente');
      return url.href;
    };

    beforeEach(async () => {
      database = await createTestDatabase();
      const suffix = randomBytes(4).toString('hex');
      owner = `owner_${suffix}`;
      server = `server_${suffix}`;
      const admin = await connect();
      await admin.query(`
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        CREATE ROLE ${owner} LOGIN;
        CREATE ROLE ${server} LOGIN`);
    });

    afterEach(async () => {
      const admin = await connect();
      for (const role of [server, owner]) await admin.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    });

    const RIGHTS =
      'grant the user of DATABASE_URL its rights (docs/running.md), or run this command as the owner of the tables. Before a start, run entente migrate as the owner';

    /** As docs/running.md has it. */
    const grantRights = async (): Promise<void> => {
      const admin = await connect();
      await admin.query(`
        CREATE SCHEMA entente AUTHORIZATION ${owner};
        GRANT USAGE ON SCHEMA entente TO ${server};
        ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA entente GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${server};
        ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA entente GRANT USAGE, UPDATE ON SEQUENCES TO ${server}`);
    };

    /** The same for tables that the user of the server has owned. */
    const grantRightsToExisting = async (): Promise<void> => {
      const admin = await connect();
      await admin.query(`CREATE SCHEMA entente AUTHORIZATION ${server}`);
      await migrate(urlOf(server));
      await admin.query(`
        REASSIGN OWNED BY ${server} TO ${owner};
        GRANT USAGE ON SCHEMA entente TO ${server};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA entente TO ${server};
        GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA entente TO ${server}`);
    };

    test.each([
      ['new tables', grantRights],
      ['tables that it has owned', grantRightsToExisting],
    ])(
      'a server reads and writes %s that its user may not change, in a schema that the URL names',
      async (_name, grant) => {
        await grant();
        expect(await migrate(urlOf(owner))).toMatchObject(complete);

        const started = await startTestServer({ DATABASE_URL: urlOf(server), DEMO_DATA: 'true' });

        const { activity } = await mutationsOf(started, 'createActivity', editor).done(
          { title: 'Quokka seminar', summary: 'S', slug: 'quokka' },
          'activity { id }',
        );
        await mutationsOf(started, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
        expect(await started.data('{ search(text: "quokka") { totalCount } }')).toEqual({ search: { totalCount: 1 } });
        const { search } = await started.data('{ search(text: "training") { totalCount } }');
        expect(search.totalCount).toBeGreaterThan(0);
        await started.close();
      },
    );

    test('the statistics of tables that the user does not own are left to their owner, without a warning', async () => {
      await grantRights();
      await migrate(urlOf(owner));
      const opened = await Database.open(parseDatabaseUrl(urlOf(server))!, entities);
      await opened.write((manager) => factories(manager).activity());
      const warnings: unknown[] = [];

      await opened.write(async ({ queryRunner }) => {
        ((await queryRunner!.connect()) as Client).on('notice', ({ message }) => warnings.push(message));
        await prepareStatistics(queryRunner!);
      });

      expect(warnings).toEqual([]);
      await opened.close();
    });

    test('a command that needs the rights of the owner says so, and works as the owner', async () => {
      await grantRights();
      await migrate(urlOf(owner));
      const reindex = (user: string) => runCommand(['search', 'reindex'], { env: { DATABASE_URL: urlOf(user) } });

      expect(await reindex(server)).toMatchObject({
        code: 78,
        output: '',
        errors: `The database has failed: permission denied for schema entente: ${RIGHTS}\n`,
      });
      expect(await reindex(owner)).toMatchObject({ code: 0, errors: '' });
    });

    test('a backup by a user that may not read the tables says what to do', async () => {
      await grantRights();
      await migrate(urlOf(owner));
      await (await connect()).query(`REVOKE SELECT ON ALL TABLES IN SCHEMA entente FROM ${server}`);

      expect(await runCommand(['backup', 'x.tar'], { env: { DATABASE_URL: urlOf(server) } })).toMatchObject({
        code: 78,
        errors: expect.stringContaining(`cannot be opened: permission denied for table migrations: ${RIGHTS}\n`),
      });
    });

    test.each([
      ['default_transaction_read_only', 'on', 'refuses changes of its user', 'off'],
      ['standard_conforming_strings', 'off', 'reads a backslash in a text as an escape', 'on'],
    ])(
      'a user with the setting %s = %s ends with the exit code 78, and a sentence that says what to do',
      async (setting, value, problem, needed) => {
        await grantRights();
        const admin = await connect();
        await admin.query(`ALTER ROLE ${owner} SET ${setting} = ${value}`);

        expect(await migrate(urlOf(owner))).toMatchObject({
          code: 78,
          output: '',
          errors: `The ${nameOf(parseDatabaseUrl(urlOf(owner))!)} ${problem}: set ${setting} to ${needed} for the user of DATABASE_URL\n`,
        });
      },
    );

    test('other commands refuse texts with escapes as well, and doctor reports them', async () => {
      await grantRights();
      await migrate(urlOf(owner));
      const admin = await connect();
      await admin.query(`ALTER ROLE ${owner} SET standard_conforming_strings = off`);
      const run = (...command: string[]) => runCommand(command, { env: { DATABASE_URL: urlOf(owner) } });
      const problem = 'reads a backslash in a text as an escape: set standard_conforming_strings to on';

      expect(await run('search', 'reindex')).toMatchObject({
        code: 78,
        output: '',
        errors: `The ${nameOf(parseDatabaseUrl(urlOf(owner))!)} ${problem} for the user of DATABASE_URL\n`,
      });
      expect(await run('doctor', '--without-files')).toMatchObject({
        code: 1,
        output: expect.stringContaining(problem),
      });
    });

    test.each([
      ['has no schema', false, 'no schema has been selected to create in'],
      ['may not create tables', true, 'permission denied for schema entente'],
    ])(
      'a server whose user %s ends with the exit code 78, and a sentence that says what to do',
      async (_name, hasSchema, reason) => {
        if (hasSchema) await grantRights();

        await expect(startTestServer({ DATABASE_URL: urlOf(server) })).rejects.toMatchObject({
          exitCode: 78,
          message: `The ${nameOf(parseDatabaseUrl(urlOf(server))!)} cannot be opened: ${reason}: ${RIGHTS}`,
        });
      },
    );
  });

  test('a database of another encoding than UTF-8 is refused, and stays empty', async () => {
    database = await createDatabaseWith(`TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);

    expect(await migrate()).toMatchObject({
      code: 78,
      output: '',
      errors: `The ${nameOf(parseDatabaseUrl(database.url)!)} has the encoding LATIN1: create a database with ENCODING 'UTF8'\n`,
    });

    const client = await connect();
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(rows).toEqual([]);
  });

  test('an instance waits for the migration of another one for longer than lock_timeout, and its connections keep this setting', async () => {
    database = await createTestDatabase();
    const other = await connect();
    await other.query(`
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 200', current_database()); END $$;
      SELECT pg_advisory_lock(4270261)`);

    const opening = Database.open(parseDatabaseUrl(database.url)!, entities);
    opening.catch(() => undefined);
    await delay(2_000);
    await other.query('SELECT pg_advisory_unlock(4270261)');

    const opened = await opening;
    expect(await opened.write((manager) => manager.query('SHOW lock_timeout'))).toEqual([{ lock_timeout: '200ms' }]);
    await opened.close();
  });

  test('a migration that waits for a table gives up, so that readers of the table do not wait for long', async () => {
    database = await createMigratedDatabase();
    const other = await connect();
    await other.query('BEGIN; LOCK TABLE activity IN ACCESS SHARE MODE');

    expect(await withLaterRelease(migrate)).toMatchObject({
      code: 69,
      errors: expect.stringContaining(
        'canceling statement due to lock timeout: end the session that has locked a table, such as a dump or an open transaction, ' +
          'and try again\n',
      ),
    });

    await other.query('ROLLBACK');
    expect(await withLaterRelease(migrate)).toMatchObject(complete);
  });
}
