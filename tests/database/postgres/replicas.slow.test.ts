import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { loadConfig } from '../../../src/config';
import { Replica } from '../../../src/database/postgres/replica';
import { WalProbe } from '../../../src/database/postgres/wal-probe';
import { MERGE_REVISIONS, PostgresTableRevisions } from '../../../src/database/revisions/table-revisions.postgres';
import { DatabaseUnavailableError } from '../../../src/errors';
import { type PostgresCluster, startPostgresCluster } from '../../support/postgres-cluster';
import { startPostgresProxy } from '../../support/postgres-proxy';
import { findReplicaBinaries, type PostgresReplica, startPostgresReplica } from '../../support/postgres-replica';
import { until } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin } from '../../support/viewers';

/** How many writes are read back. 10,000 take minutes: `READ_BACKS=10000`. */
const READ_BACKS = Number(process.env.READ_BACKS ?? 200);

const WRITERS = 4;

/** A replica starts in seconds, and each write takes milliseconds. */
const PATIENCE_MS = 100_000 + 100 * READ_BACKS;

jest.setTimeout(PATIENCE_MS);

const urlOf = ({ port }: PostgresReplica): string => `postgres://postgres@127.0.0.1:${port}/postgres`;

test('SQLite has no replicas', () => {
  const env = { DATABASE_URL: 'sqlite:data/entente.sqlite', DATABASE_READ_URLS: 'postgres://a/b' };

  expect(() => loadConfig(env)).toThrow(/needs a DATABASE_URL of PostgreSQL/);
});

if (__DATABASE__ === 'postgres') {
  describe('with a streaming replica', () => {
    let cluster: PostgresCluster;
    let replica: PostgresReplica;
    let servers: readonly [TestServer, TestServer];

    beforeAll(async () => {
      const binaries = findReplicaBinaries();
      if (binaries === null) throw new Error('There is no pg_basebackup beside pg_ctl');
      cluster = await startPostgresCluster(binaries, ['synchronous_commit = on']);
      replica = await startPostgresReplica(binaries, cluster.url);
      const env = {
        DATABASE_URL: cluster.url,
        DATABASE_READ_URLS: urlOf(replica),
        DEMO_DATA: 'false',
        RATE_LIMIT: 'off',
      };
      servers = [await startTestServer(env), await startTestServer(env)];
    });

    afterAll(async () => {
      for (const server of servers) await server.close();
      await replica.stop();
      await cluster.stop();
    });

    test('every write is read back at once through either instance, while the replica is killed and restarted', async () => {
      await untilInService();
      const results: ReadBack[] = [];
      const writers = Array.from({ length: WRITERS }, (_, number) =>
        writeAndReadBack(`P${number}`, READ_BACKS / WRITERS, results),
      );
      await until(() => results.length >= READ_BACKS / 4, PATIENCE_MS);
      await replica.kill();
      await until(() => results.length >= READ_BACKS / 2, PATIENCE_MS);
      await replica.restart();
      await Promise.all(writers);

      expect(results.filter(({ read, written }) => read !== written)).toEqual([]);
      expect(results).toHaveLength(READ_BACKS);
      await untilInService();
      // The queries really run on the replica, also after its restart.
      const usedBefore = await statementsOnReplica();
      await writeAndReadBack('used', READ_BACKS / 4, []);
      // A connection reports its statements once a second, and when it ends.
      await onReplica(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'entente'`,
      );
      expect((await statementsOnReplica()) - usedBefore).toBeGreaterThan(READ_BACKS / 8);
    });

    test('a replica that lags is left out until it has caught up', async () => {
      await untilInService();
      await onReplica('SELECT pg_wal_replay_pause()');
      const results: ReadBack[] = [];
      await writeAndReadBack('lag', 4, results);

      expect(results.filter(({ read, written }) => read !== written)).toEqual([]);
      expect(problems(servers[0])).toContain('it lags behind the primary');
      await onReplica('SELECT pg_wal_replay_resume()');
      await untilInService();
    });

    test('another database of the replica is left out', async () => {
      const server = await startTestServer({
        DATABASE_URL: cluster.url,
        DATABASE_READ_URLS: `postgres://postgres@127.0.0.1:${replica.port}/template1`,
      });
      const found = server.app.database.replicaProblems().map(({ problem }) => problem);
      await server.close();

      expect(found).toEqual(['it is a replica of another database']);
    });

    test('a start on a standby ends with the exit code 69, whatever its user may do: it may soon be promoted', async () => {
      const url = new URL(urlOf(replica));
      url.searchParams.set('options', '-c default_transaction_read_only=on');

      await expect(startTestServer({ DATABASE_URL: url.href })).rejects.toMatchObject({
        exitCode: 69,
        message: expect.stringContaining('read-only transaction'),
      });
    });

    test('a start with a direct URL of a standby ends with the exit code 69', async () => {
      const env = { DATABASE_URL: cluster.url, DATABASE_DIRECT_URL: urlOf(replica) };

      await expect(startTestServer(env)).rejects.toMatchObject({
        exitCode: 69,
        message: 'DATABASE_DIRECT_URL names a standby: name the primary that the pooler names',
      });
    });

    test('revisions are not read from a standby, for example after the direct address has moved to one', async () => {
      const { database } = servers[0].app;
      const revisions = new PostgresTableRevisions(urlOf(replica), () =>
        database.write((manager) => manager.query(MERGE_REVISIONS)),
      );

      await expect(revisions.current()).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await revisions.close();
    });

    test('a replica that a failover has left behind is left out, however much it has replayed', async () => {
      const way = await startPostgresProxy(cluster.url);
      const standby = await startPostgresReplica(findReplicaBinaries()!, way.url);
      try {
        way.refuse();
        await onServer(cluster.url, 'CREATE TABLE lost AS SELECT generate_series(1, 100000) AS number');
        const probe = new WalProbe(cluster.url);
        const before = await probe.state();
        await probe.close();
        const known = new Replica(
          urlOf(replica),
          () => Promise.resolve(before),
          () => {},
        );
        while (!(await known.hasReplayed(before))) await delay(20);
        expect(await known.hasReplayed({ ...before, position: before.position - 1, timeline: 2 })).toBe(false);
        await known.close();

        await onServer(urlOf(standby), 'SELECT pg_promote()');
        const env = { DATABASE_URL: urlOf(standby), DATABASE_READ_URLS: urlOf(replica), DEMO_DATA: 'false' };
        const server = await startTestServer(env);
        const found = server.app.database.replicaProblems().map(({ problem }) => problem);
        await server.close();
        expect(found).toEqual(['it follows another timeline than the primary']);
      } finally {
        await standby.stop();
      }
    });

    test('a replica that was promoted is left out', async () => {
      await untilInService();
      await onReplica('SELECT pg_promote()');
      const results: ReadBack[] = [];
      await writeAndReadBack('promoted', 4, results);

      expect(results.filter(({ read, written }) => read !== written)).toEqual([]);
      expect(problems(servers[0])).toContain('it is not a streaming replica');
    });

    interface ReadBack {
      readonly written: string;
      readonly read: unknown;
    }

    /** Changes one programme again and again through one instance, and reads it at once through the other, and the same. */
    async function writeAndReadBack(slug: string, times: number, results: ReadBack[]): Promise<void> {
      const created = await servers[0].data(
        'mutation ($input: CreateProgrammeInput!) { createProgramme(input: $input) { programme { id version } } }',
        { input: { name: 'Programme', slug: slug.toLowerCase() } },
        admin,
      );
      const { id } = created.createProgramme.programme as { id: string };
      let version = created.createProgramme.programme.version as number;
      for (let number = 0; number < times; number += 1) {
        const name = `${slug} ${number}`;
        const [writer, reader] = number % 2 === 0 ? servers : [servers[1], servers[0]];
        const changed = await writer.data(
          'mutation ($input: UpdateProgrammeInput!) { updateProgramme(input: $input) { programme { version name } } }',
          { input: { id, version, name } },
          admin,
        );
        version = changed.updateProgramme.programme.version;
        const server = number % 4 < 2 ? reader : writer;
        const read = await server.data('query ($slug: String!) { programme(slug: $slug) { name } }', {
          slug: slug.toLowerCase(),
        });
        results.push({ written: name, read: read.programme.name });
      }
    }

    function onReplica<T>(statement: string): Promise<T[]> {
      return onServer(urlOf(replica), statement);
    }

    async function onServer<T>(url: string, statement: string): Promise<T[]> {
      const client = new Client(url);
      await client.connect();
      try {
        return (await client.query(statement)).rows as T[];
      } finally {
        await client.end();
      }
    }

    async function statementsOnReplica(): Promise<number> {
      const [row] = await onReplica<{ count: string }>(
        `SELECT xact_commit AS count FROM pg_stat_database WHERE datname = 'postgres'`,
      );
      return Number(row!.count);
    }

    function problems({ log }: TestServer): unknown[] {
      return log.map((line) => (line as { problem?: unknown }).problem);
    }

    /** Both instances use the replica. */
    async function untilInService(): Promise<void> {
      await Promise.all(
        servers.map((server) => until(() => server.app.database.replicaProblems().length === 0, 20_000)),
      );
    }
  });
}
