import path from 'node:path';
import { Client } from 'pg';
import { loadConfig } from '../../../src/config';
import { mutationsOf } from '../../support/mutations';
import { describeWith } from '../../support/outside-programs';
import { isPgBouncerAvailable, type PgBouncer, pgBouncerComplaint, startPgBouncer } from '../../support/pgbouncer';
import { connect, subscribe, until } from '../../support/subscriber';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

test('SQLite has no direct URL', () => {
  const env = { DATABASE_URL: 'sqlite:data/entente.sqlite', DATABASE_DIRECT_URL: 'postgres://a/b' };

  expect(() => loadConfig(env)).toThrow(/needs a DATABASE_URL of PostgreSQL/);
});

if (__DATABASE__ === 'postgres') {
  test('a direct URL of another database is refused, and nothing is created there', async () => {
    const [database, other] = [await createTestDatabase(), await createTestDatabase()];
    const client = new Client(other.url);
    try {
      const start = startTestServer({ DATABASE_URL: database.url, DATABASE_DIRECT_URL: other.url });
      await expect(start).rejects.toMatchObject({
        message: 'DATABASE_DIRECT_URL names another database than DATABASE_URL',
        exitCode: 78,
      });
      await client.connect();
      const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
      expect(rows).toEqual([]);
    } finally {
      await client.end();
      await Promise.all([database.drop(), other.drop()]);
    }
  });

  test('a direct URL of another schema is refused, and nothing is created there', async () => {
    const database = await createTestDatabase();
    const client = new Client(database.url);
    const direct = new URL(database.url);
    direct.searchParams.set('options', '-c search_path=other');
    const start = () => startTestServer({ DATABASE_URL: database.url, DATABASE_DIRECT_URL: direct.href });
    try {
      await client.connect();
      await expect(start()).rejects.toMatchObject({
        message:
          'DATABASE_DIRECT_URL uses no schema, but DATABASE_URL uses the schema public: set the same search_path for both',
        exitCode: 78,
      });
      await client.query('CREATE SCHEMA other');
      await expect(start()).rejects.toMatchObject({
        message:
          'DATABASE_DIRECT_URL uses the schema other, but DATABASE_URL uses the schema public: set the same search_path for both',
        exitCode: 78,
      });
      const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'other')`);
      expect(rows).toEqual([]);
    } finally {
      await client.end();
      await database.drop();
    }
  });

  describeWith(isPgBouncerAvailable, pgBouncerComplaint, 'behind PgBouncer in transaction mode', () => {
    describe.each([
      ['which follows prepared statements', 200],
      ['which does not follow prepared statements', 0],
    ])('%s', (_name, maxPreparedStatements) => {
      let database: TestDatabase;
      let pooler: PgBouncer;
      let servers: readonly [TestServer, TestServer];

      beforeAll(async () => {
        // An empty database: the migrations run as well.
        database = await createTestDatabase();
        const direct = new URL(database.url);
        pooler = await startPgBouncer(Number(direct.port), maxPreparedStatements);
        const pooled = new URL(direct);
        pooled.port = String(pooler.port);
        const env = { DATABASE_URL: pooled.href, DATABASE_DIRECT_URL: direct.href, RATE_LIMIT: 'off' };
        const one = await startTestServer(env);
        const shared = {
          FILES_DIR: path.join(one.directory, 'files'),
          DOCUMENT_KEY_FILE: path.join(one.directory, 'document.key'),
        };
        servers = [one, await startTestServer({ ...env, ...shared })];
      });

      afterAll(async () => {
        for (const server of servers) await server.close();
        await pooler.stop();
        await database.drop();
      });

      test('two instances answer many different queries at the same time', async () => {
        const queries = Array.from(
          { length: 60 },
          (_, number) => `{
            activities(first: ${(number % 5) + 1}) {
              totalCount
              nodes { ${number % 2 === 0 ? 'title' : 'summary'} networks { name } objectives { text } }
            }
            network${number}: networks(first: ${(number % 3) + 1}) { nodes { acronym name } }
          }`,
        );
        const answers = [];
        for (let first = 0; first < queries.length; first += 10) {
          const batch = queries.slice(first, first + 10);
          answers.push(...(await Promise.all(batch.flatMap((query) => servers.map((server) => server.data(query))))));
        }

        expect(answers).toHaveLength(120);
        expect(new Set(answers.map(({ activities }) => activities.totalCount as number)).size).toBe(1);
      });

      test('changes are read back at once, and events reach the other instance', async () => {
        const client = connect(servers[1].address);
        const subscription = subscribe(client, 'subscription { activityPublished { slug } }');
        const after = subscribe(client, 'subscription { nothing }');
        await until(() => after.end !== null);
        const create = mutationsOf(servers[0], 'createActivity', editor);
        const { activity } = await create.done({ title: 'Seminar', summary: 'S', slug: 'pooled' }, 'activity { id }');
        await mutationsOf(servers[0], 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');

        for (const server of servers) {
          expect(await server.data('{ activity(slug: "pooled") { title } }')).toEqual({
            activity: { title: 'Seminar' },
          });
        }
        await until(() => subscription.answers.length > 0);
        await client.dispose();
      });

      test('concurrent changes that take the same lock all succeed', async () => {
        const create = mutationsOf(servers[0], 'createRegion', admin);
        const codes = Array.from({ length: 12 }, (_, number) => `Q${number}`);
        const made = await Promise.all(
          codes.map((code) => create.done({ code, name: `Region ${code}` }, 'region { code }')),
        );

        expect(made.map(({ region }) => region.code as string)).toEqual(codes);
      });

      test('no connection keeps a session of its own but for notifications and revisions', async () => {
        const direct = new Client({ connectionString: database.url });
        await direct.connect();
        const { rows } = await direct.query<{ name: string }>(
          `SELECT DISTINCT application_name AS name FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'entente %' ORDER BY 1`,
        );
        await direct.end();

        expect(rows.map(({ name }) => name)).toEqual(['entente events', 'entente revisions']);
      });
    });
  });
}
