import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { sql } from '../../../src/database/sql/sql';
import { MAX_WAITING_UNITS } from '../../../src/database/units-of-work';
import { onSqlite } from '../../support/on-sqlite';
import { type PostgresProxy, startPostgresProxy } from '../../support/postgres-proxy';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, timeOf } from '../../support/timing';
import { admin } from '../../support/viewers';

const LIST = '{ activities(first: 1) { nodes { title } } }';

let server: TestServer;

afterEach(() => server.close());

/** Opens a connection and sends the start of a request to /graphql, and as much of its body as given. */
async function send(body: string, length = Buffer.byteLength(body)): Promise<Socket> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  return socket;
}

/** The number of activity lists that PostgreSQL is computing. */
async function countRunning(): Promise<number> {
  const [row] = await server.app.database.read.query<{ running: number }>(sql`
    SELECT count(*)::int AS running FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query LIKE '%FROM activity a%' AND pid <> pg_backend_pid()`);
  return row!.running;
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Runs `work` while every read of activities waits for a lock. */
async function whileActivitiesAreLocked<T>(work: () => Promise<T>): Promise<T> {
  // The first operation waits until the sizes of tables and lists are known.
  await server.query('{ networks { totalCount } }');
  return server.app.database.write(async (manager) => {
    await manager.query('LOCK TABLE activity IN ACCESS EXCLUSIVE MODE');
    return work();
  });
}

test('a server that stops closes the connections of requests that do not end', async () => {
  const stopOne = async (): Promise<number> => {
    server = await startTestServer({ SHUTDOWN_GRACE: '1' });
    const socket = await send('{"query":', 100);
    await server.query(LIST);
    const ms = await timeOf(() => Promise.all([once(socket, 'close'), server.app.close()]));
    await server.close();
    return ms;
  };

  expect(await fastestOf(2_000, stopOne)).toBeLessThan(2_000);
});

/** Runs `work` while ten changes run, and others wait behind them. All of them end well. */
async function whileChangesWait(waiting: number, work: () => Promise<void>): Promise<void> {
  // Otherwise, the use of the token would be another change.
  await server.data('{ viewer { role } }', {}, admin);
  let end!: () => void;
  const isOver = new Promise<void>((resolve) => (end = resolve));
  const running = __DATABASE__ === 'sqlite' ? 1 : 10;
  const changes = Array.from({ length: running + waiting }, () => server.app.database.write(() => isOver));
  try {
    await work();
  } finally {
    end();
  }
  await Promise.all(changes);
}

const countRegions = async (): Promise<number> =>
  (await server.app.database.read.query(sql`SELECT id FROM region`)).length;

const CREATE = 'mutation { createRegion(input: { code: "NEW", name: "New" }) { region { id } } }';

test('a mutation is refused while too many changes wait, which are all made', async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  const before = await countRegions();

  await whileChangesWait(MAX_WAITING_UNITS, async () => {
    const token = await server.tokenOf(admin);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query: CREATE });
    const response = await fetch(`${server.address}/graphql`, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect(await server.data(LIST, {}, admin)).toEqual({ activities: { nodes: [] } });
  });

  expect(await countRegions()).toBe(before);
  await server.data(CREATE, {}, admin);
});

test('a mutation that still waits when the server stops is told so, and has changed nothing', async () => {
  server = await startTestServer({ DEMO_DATA: 'false', SHUTDOWN_GRACE: '1' });
  const before = await countRegions();
  let closed!: Promise<void>;

  await whileChangesWait(0, async () => {
    const answer = server.query(CREATE, {}, admin);
    await delay(100);
    closed = server.app.close();
    expect((await answer).errors!.map(({ extensions: { code } }) => code)).toEqual(['CANCELLED']);
    expect(await countRegions()).toBe(before);
  });
  await closed;
});

test('a mutation that takes longer than an operation may says what it has changed', async () => {
  server = await startTestServer({ DEMO_DATA: 'false', OPERATION_TIMEOUT: '1' });
  const now = performance.now.bind(performance);
  let answer!: Promise<Answer>;

  await whileChangesWait(0, async () => {
    answer = server.query(CREATE, {}, admin);
    await delay(100);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 1_000);
  });

  expect(await answer).toEqual({ data: { createRegion: { region: { id: expect.any(String) } } } });
  jest.restoreAllMocks();
});

test('a request with a new API key, whose use is not recorded before the server stops, is told so', async () => {
  server = await startTestServer({ DEMO_DATA: 'false', SHUTDOWN_GRACE: '1' });
  const create = 'mutation { createApiKey(input: { name: "New", role: VIEWER }) { token } }';
  const { createApiKey } = await server.data(create, {}, admin);
  const viewer = { headers: { authorization: `Bearer ${createApiKey.token}` } };
  let answered!: Answer;
  let closed!: Promise<void>;

  await whileChangesWait(0, async () => {
    const answer = server.query(LIST, {}, viewer);
    await delay(100);
    closed = server.app.close();
    answered = await answer;
  });
  await closed;

  const message = expect.stringMatching(/^The server is stopping, /);
  expect(answered).toEqual({ errors: [{ message, extensions: { code: 'CANCELLED' } }] });
  expect(server.log.filter(({ msg }) => msg === 'request').at(-1)).toMatchObject({ statusCode: 503 });
  expect(server.log.filter(({ level }) => level >= 50)).toEqual([]);
});

test('an operation that an error at its root has ended runs no further statement', async () => {
  server = await startTestServer();
  const below = 'networks { name } objectives { text } relatedNews(first: 2) { nodes { title } }';
  let statements = 0;
  server.app.database.read.onStatement(() => (statements += 1));
  const { data, errors } = await server.query(
    `{ codelist(name: "none") { code } networks { nodes { activities(first: 5) { nodes { ${below} } } } } }`,
  );
  const before = statements;
  await delay(100);

  expect([data, errors!.map(({ path }) => path)]).toEqual([null, [['codelist']]]);
  // The next statement is refused after it was counted.
  expect(statements).toBeLessThanOrEqual(before + 1);
});

onSqlite(
  'a mutation for which the disk has no room is told so, the log says why, and the metrics count a failure',
  async () => {
    server = await startTestServer({ DEMO_DATA: 'false', METRICS_ADDRESS: '127.0.0.1:0' });
    await server.app.database.write(async (manager) => {
      const [{ page_count: pages }] = await manager.query<[{ page_count: number }]>('PRAGMA page_count');
      await manager.query(`PRAGMA max_page_count = ${pages}`);
    });
    const create = `mutation ($description: String) {
    createProgramme(input: { name: "Large", description: $description }) { programme { id } }
  }`;

    const { errors } = await server.query(create, { description: 'long '.repeat(10_000) }, admin);

    expect(errors).toMatchObject([
      { path: ['createProgramme'], extensions: { code: 'OVERLOADED', retryAfterSeconds: 5 } },
    ]);
    expect(server.log.filter(({ level }) => level >= 50)).toMatchObject([
      { msg: 'operation failed', path: 'createProgramme', err: { message: expect.stringContaining('disk is full') } },
    ]);
    expect(await (await fetch(server.app.metricsUrl!)).text()).toContain(
      'entente_operations_total{operation="unnamed",type="mutation",outcome="failed"} 1',
    );
  },
);

onSqlite(
  'if the file has been cut off, to repeat a query or a mutation does not help, and the log says why',
  async () => {
    server = await startTestServer({ DEMO_DATA: 'false' });
    expect(await server.query(CREATE, {}, admin)).not.toHaveProperty('errors');
    // What has been written is in this file, and reading beyond its end is an error of the file system.
    truncateSync(`${server.databaseUrl.replace('sqlite:', '')}-wal`);

    const query = await server.query('{ regions { code } }');
    const mutation = await server.query(CREATE, {}, admin);

    const code = { extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    expect([query.errors, mutation.errors]).toMatchObject([[code], [code]]);
    const reason = { message: expect.stringContaining('disk I/O error') };
    expect(server.log.filter(({ level }) => level >= 50)).toMatchObject([{ err: reason }, { err: reason }]);
  },
);

if (__DATABASE__ === 'postgres') {
  describe('when the connections to the database fail', () => {
    let storage: TestDatabase;
    let proxy: PostgresProxy;

    beforeEach(async () => {
      storage = await createMigratedDatabase();
      proxy = await startPostgresProxy(storage.url);
      server = await startTestServer({
        DATABASE_URL: proxy.url,
        DEMO_DATA: 'false',
        METRICS_ADDRESS: '127.0.0.1:0',
      });
    });

    afterEach(() => {
      proxy.refuse();
      return storage.drop();
    });

    test('a query, a mutation and an export may be sent again later, the log says why, and the metrics count a failure', async () => {
      const authorization = `Bearer ${await server.tokenOf(admin)}`;
      proxy.refuse();

      const [{ errors }, mutation, file] = await Promise.all([
        server.query(LIST),
        fetch(`${server.address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: JSON.stringify({ query: CREATE }),
        }),
        fetch(`${server.address}/exports/activities.csv`),
      ]);

      expect(errors).toMatchObject([
        { path: ['activities', 'nodes'], extensions: { code: 'OVERLOADED', retryAfterSeconds: 5 } },
      ]);
      for (const response of [mutation, file]) {
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
      }
      const failures = server.log.filter(({ level, requestId }) => level >= 50 && requestId !== undefined);
      const refused = { message: expect.stringContaining('ECONNREFUSED') };
      expect(failures.sort((a, b) => a.msg.localeCompare(b.msg))).toMatchObject([
        { msg: 'operation failed', path: 'activities.nodes', err: refused },
        { msg: 'request failed', err: refused },
        { msg: 'request failed', err: refused },
      ]);
      expect(await (await fetch(server.app.metricsUrl!)).text()).toContain('type="query",outcome="failed"} 1');
    });

    test('the log repeats the reason of an outage for each request, but its stack only once a minute', async () => {
      await server.query(LIST);
      proxy.refuse();
      for (let time = 0; time < 5; time += 1) await server.query(LIST);

      const failures = server.log.filter(({ msg }) => msg === 'operation failed');
      expect(failures).toHaveLength(5);
      const [first, ...others] = failures.map(({ err }) => err as { message: string; stack?: string });
      expect(first!.stack).toContain('ECONNREFUSED');
      for (const other of others) expect(other).toEqual({ type: 'QueryFailedError', message: first!.message });
    });

    test('the server survives connections that end as they open, and goes on with the next ones', async () => {
      await server.tokenOf(admin);
      proxy.endEach(true);
      const [{ errors }, mutation] = await Promise.all([server.query(LIST), server.query(CREATE, {}, admin)]);
      proxy.endEach(false);

      expect([errors, mutation.errors]).toMatchObject([
        [{ extensions: { code: 'OVERLOADED' } }],
        [{ extensions: { code: 'OVERLOADED' } }],
      ]);
      expect((await server.query(CREATE, {}, admin)).errors).toBeUndefined();
    });

    test('a mutation that has made its change does not say that it has changed nothing', async () => {
      const { database } = server.app;
      const write = database.writeWithRetries.bind(database);
      jest.spyOn(database, 'writeWithRetries').mockImplementationOnce(async (work) => {
        const result = await write(work);
        proxy.refuse();
        return result;
      });

      const { errors } = await server.query(CREATE, {}, admin);

      expect(errors).toMatchObject([{ path: ['createRegion'], extensions: { code: 'TIMEOUT' } }]);
    });
  });
}

// SQLite computes in the server's own thread: no read of it waits for anything.
if (__DATABASE__ === 'postgres') {
  test('a query that takes too long ends with TIMEOUT, and its connection is used no more', async () => {
    server = await startTestServer({ OPERATION_TIMEOUT: '1' });

    const { data, errors } = await whileActivitiesAreLocked(() => server.query(LIST));
    expect(data).toBeNull();
    expect(errors!.map(({ extensions: { code } }) => code)).toEqual(['TIMEOUT']);
    expect(await server.data(LIST)).toMatchObject({ activities: { nodes: [{}] } });
  });

  test('a query may be sent again later if the database refuses the credentials of the server', async () => {
    const storage = await createMigratedDatabase();
    const operator = new Client(storage.url);
    await operator.connect();
    const role = `entente_refused_${process.pid}`;
    await operator.query(`CREATE ROLE ${role} SUPERUSER LOGIN`);
    const url = new URL(storage.url);
    url.username = role;
    server = await startTestServer({ DATABASE_URL: url.href, DEMO_DATA: 'false' });
    await operator.query(`ALTER ROLE ${role} NOLOGIN`);
    await operator.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [role]);

    const { errors } = await server.query(LIST);
    expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryAfterSeconds: 5 } }]);
    await operator.query(`ALTER ROLE ${role} LOGIN`);
    expect((await server.query(LIST)).errors).toBeUndefined();
    await server.close();
    await operator.query(`DROP ROLE ${role}`);
    await operator.end();
    await storage.drop();
  });

  test('a query may be sent again after an operator has cancelled its statement', async () => {
    server = await startTestServer();

    const { errors } = await whileActivitiesAreLocked(async () => {
      const answer = server.query(LIST);
      await waitUntil(async () => (await countRunning()) === 1);
      await server.app.database.read.query(sql`
        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%FROM activity a%' AND pid <> pg_backend_pid()`);
      return answer;
    });
    expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryAfterSeconds: 5 } }]);
    expect(await server.data(LIST)).toMatchObject({ activities: { nodes: [{}] } });
  });

  test('a query whose client has gone stops within 200 ms, also in the database', async () => {
    server = await startTestServer();

    await whileActivitiesAreLocked(async () => {
      const leaveOne = async (): Promise<number> => {
        const socket = await send(JSON.stringify({ query: LIST }));
        await waitUntil(async () => (await countRunning()) === 1);
        socket.destroy();
        return timeOf(() => waitUntil(async () => (await countRunning()) === 0));
      };
      expect(await fastestOf(200, leaveOne)).toBeLessThan(200);
    });
    expect(await server.data(LIST)).toMatchObject({ activities: { nodes: [{}] } });
  });

  test('a query of a page stops within 200 ms after the visitor has gone', async () => {
    server = await startTestServer({ SITE: 'on' });
    // The first page starts the thread of the site.
    await (await fetch(`${server.address}/activities`)).text();

    await whileActivitiesAreLocked(async () => {
      const leaveOne = async (): Promise<number> => {
        const socket = connect(Number(new URL(server.address).port), '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        socket.write('GET /activities HTTP/1.1\r\nHost: x\r\n\r\n');
        await waitUntil(async () => (await countRunning()) > 0);
        socket.destroy();
        return timeOf(() => waitUntil(async () => (await countRunning()) === 0));
      };
      expect(await fastestOf(200, leaveOne)).toBeLessThan(200);
    });
    expect(server.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('a query that runs while the server stops is told so', async () => {
    server = await startTestServer({ SHUTDOWN_GRACE: '3' });

    const { answer, closed } = await whileActivitiesAreLocked(async () => {
      const answer = server.query(LIST);
      await waitUntil(async () => (await countRunning()) === 1);
      const closed = server.app.close();
      return { answer: await answer, closed };
    });
    await closed;

    expect(answer.errors!.map(({ extensions: { code } }) => code)).toEqual(['CANCELLED']);
  });
}
