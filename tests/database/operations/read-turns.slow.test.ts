import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { MAX_RUNNING, PostgresConnections } from '../../../src/database/postgres/postgres-connections';
import { READ_POOL } from '../../../src/database/postgres/postgres-pools';
import { raw, sql } from '../../../src/database/sql/sql';
import { OperationCancelledError, OperationTimeoutError } from '../../../src/errors';
import { until } from '../../support/contents';
import { startPostgresProxy } from '../../support/postgres-proxy';
import { waitAfterStep } from '../../support/steps';
import { startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, OTHER_THAN_TIMEOUTS, timeOf } from '../../support/timing';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

/** Takes some 30 ms, on either database. The number makes each text its own. */
function slow(number: number) {
  return sql`
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${100_000})
    SELECT sum(n) + 0 * ${number} AS sum FROM number`;
}

/** Starts 39 slow statements of one operation. */
function startSlowOperation(operation = new ReadOperation()) {
  const read = server.app.database.read.forOperation(operation);
  let done = 0;
  if (!operation.isOngoing) operation.begin(60_000);
  const all = Promise.allSettled(
    Array.from({ length: 39 }, async (_, number) => {
      await read.query(slow(number));
      done += 1;
    }),
  ).finally(() => {
    operation.end();
  });
  return { operation, all, done: () => done };
}

test('slow statements let the event loop turn between them', async () => {
  const { read } = server.app.database;
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);

  const sums = await Promise.all(Array.from({ length: 10 }, () => read.query<{ sum: unknown }>(slow(0))));
  clearInterval(timer);

  expect(sums.map(([row]) => Number(row!.sum))).toEqual(Array.from({ length: 10 }, () => 5_000_050_000));
  expect(turns).toBeGreaterThanOrEqual(5);
});

test('a list and a sign-in wait for the statement that runs, not for all 39 of another operation', async () => {
  const slowOperation = startSlowOperation();

  await server.data('{ activities(first: 20) { nodes { title networks { acronym } objectives { text } } } }');
  const doneBeforeList = slowOperation.done();
  await server.query('mutation { signIn(input: { email: "nobody@example.org", password: "wrong" }) { token } }');
  const doneBeforeSignIn = slowOperation.done();
  await slowOperation.all;

  expect(doneBeforeList).toBeLessThan(13);
  expect(doneBeforeSignIn).toBeLessThan(26);
});

test.each([
  ['short', null],
  ['long', { tables: ['activity'], perRow: Infinity }],
])('a large operation of %s statements makes progress beside small ones', async (_which, scan) => {
  const { read } = server.app.database;
  const run = async (operation: ReadOperation, number: number): Promise<void> => {
    operation.begin(60_000);
    await read.forOperation(operation).query(slow(number), { scan });
    operation.end();
  };
  let [small, isOver] = [0, false];
  const large = new ReadOperation();
  large.begin(60_000);
  const flood = Array.from({ length: 16 }, async () => {
    for (; !isOver && small < 200; small += 1) await run(new ReadOperation(), small);
  });
  await Promise.all(Array.from({ length: 4 }, (_, number) => read.forOperation(large).query(slow(number), { scan })));
  // One after another as well: each is the only one of its operation that waits.
  for (let number = 4; number < 8; number += 1) await read.forOperation(large).query(slow(number), { scan });
  large.end();
  isOver = true;
  await Promise.all(flood);

  // On PostgreSQL, eight statements run at a time, and the large operation has one of them.
  expect(small).toBeLessThan(160);
});

test('an operation runs no statement after its deadline, and its connections go on working', async () => {
  const operation = new ReadOperation();
  operation.begin(100);
  const results = await startSlowOperation(operation).all;

  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(errors.length).toBeGreaterThan(13);
  expect(errors.every((error) => error instanceof OperationTimeoutError)).toBe(true);
  const sums = await Promise.all(
    Array.from({ length: 12 }, () =>
      server.app.database.read.forOperation(new ReadOperation()).query<{ one: number }>(sql`SELECT 1 AS one`),
    ),
  );
  expect(sums.map(([row]) => row!.one)).toEqual(Array.from({ length: 12 }, () => 1));
});

test('a stopped operation ends at once, although its statements wait or run', async () => {
  const stopOne = async (): Promise<number> => {
    const { operation, all, done } = startSlowOperation();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const doneBefore = done();
    operation.stop(new OperationCancelledError('stopped'));
    const ms = await timeOf(() => all);
    // One may end while the operation is stopped.
    expect(done()).toBeLessThanOrEqual(doneBefore + 1);
    return ms;
  };

  expect(await fastestOf(200, stopOne)).toBeLessThan(200);
});

test('a statement that fails leaves the other statements of its operation alone', async () => {
  const operation = new ReadOperation();
  operation.begin(60_000);
  const read = server.app.database.read.forOperation(operation);
  const statements = [
    sql`SELECT 1 AS one`,
    sql`SELECT missing`,
    sql`SELECT 2 AS two`,
    sql`SELECT missing`,
    sql`SELECT 3 AS three`,
  ];
  const results = await Promise.allSettled(statements.map((statement) => read.query(statement)));
  operation.end();

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
});

if (__DATABASE__ === 'sqlite') {
  test('statements that wait share turns of the event loop', async () => {
    const { read } = server.app.database;
    let [turn, isOver] = [0, false];
    const count = (): void => {
      turn += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const turnsOfSmall = new Set<number>();
    const runSmall = async (): Promise<void> => {
      await read.forOperation(new ReadOperation()).query(sql`SELECT 1 AS one`);
      turnsOfSmall.add(turn);
    };
    const long = Array.from({ length: 3 }, (_, number) => read.query(slow(number)));

    await Promise.all([...long, ...Array.from({ length: 200 }, runSmall)]);
    isOver = true;

    // How many of them share a turn depends on how fast the machine is.
    expect(turnsOfSmall.size).toBeLessThan(200);
  });
}

if (__DATABASE__ === 'postgres') {
  test('all statements of an operation see one moment, whatever is committed meanwhile', async () => {
    const { database } = server.app;
    const operation = new ReadOperation();
    operation.begin(60_000);
    const names = () => database.read.forOperation(operation).query(sql`SELECT name FROM region ORDER BY id`);
    const before = await names();
    await database.write((manager) => manager.query(`UPDATE region SET name = name || ', renamed'`));

    expect(await names()).toEqual(before);
    operation.end();
    expect(await database.read.query(sql`SELECT name FROM region ORDER BY id`)).not.toEqual(before);
  });

  test.each([
    ['many', 600, ''],
    ['long ones', 25, `/* ${'x'.repeat(100_000)} */`],
  ])('every statement is prepared, and a connection that has prepared %s is closed', async (_which, count, comment) => {
    const operation = new ReadOperation();
    operation.begin(60_000);
    const read = server.app.database.read.forOperation(operation);
    for (let number = 0; number < count; number += 1)
      await read.query(sql`SELECT ${raw(`${number} ${comment}`)} AS number`);
    const [found] = await read.query<{ pid: number; count: number }>(sql`
      SELECT pg_backend_pid() AS pid, count(*)::int AS count FROM pg_prepared_statements
      WHERE statement ~ '^SELECT \\d+ .* AS number'`);
    operation.end();

    expect(found!.count).toBe(count);
    const isAlive = async (): Promise<boolean> =>
      (await server.app.database.read.query(sql`SELECT pid FROM pg_stat_activity WHERE pid = ${found!.pid}`)).length >
      0;
    // It is closed after the response. Idle connections are closed after half a minute.
    for (let tries = 0; tries < 100 && (await isAlive()); tries += 1) await delay(20);
    expect(await isAlive()).toBe(false);
  });

  test('a step waits while a statement of a small operation runs, but not for one of a large operation', async () => {
    const waitBeside = async (usedMs: number): Promise<number> => {
      const operation = new ReadOperation();
      operation.usedMs = usedMs;
      const asleep = server.app.database.read.forOperation(operation).query(sql`SELECT pg_sleep(0.2)`);
      const wait = await waitAfterStep(18);
      await asleep;
      return wait;
    };

    expect(await waitBeside(0)).toBeGreaterThanOrEqual(17);
    expect(await fastestOf(10, () => waitBeside(1_000))).toBeLessThan(10);
    expect(await fastestOf(10, () => waitAfterStep(18))).toBeLessThan(10);
  });

  test('statements on connections that are lost without a word end after their operations, and the next ones run', async () => {
    const { url, lose, refuse } = await startPostgresProxy(server.databaseUrl);
    const pool = new Pool({ connectionString: url, ...READ_POOL });
    pool.on('error', () => undefined);
    const connections = new PostgresConnections(pool);
    const selectAtOnce = (timeoutMs: number): Promise<PromiseSettledResult<unknown>[]> =>
      Promise.allSettled(
        Array.from({ length: MAX_RUNNING }, async () => {
          const operation = new ReadOperation();
          operation.begin(timeoutMs);
          await connections
            .run(operation, (client) => client.query('SELECT 1'))
            .finally(() => {
              operation.end();
            });
        }),
      );
    const statusesOf = async (timeoutMs: number): Promise<string[]> => [
      ...new Set((await selectAtOnce(timeoutMs)).map(({ status }) => status)),
    ];

    expect(await statusesOf(10_000)).toEqual(['fulfilled']);
    await until(() => pool.idleCount === MAX_RUNNING, 'all connections are idle');
    lose();
    expect(await statusesOf(100)).toEqual(['rejected']);
    expect(await statusesOf(10_000)).toEqual(['fulfilled']);
    await pool.end();
    refuse();
  });

  test.each([
    ['that belongs to no operation', () => server.app.database.read],
    [
      'of a mutation',
      () => {
        const mutation = new ReadOperation();
        mutation.begin(10_000);
        mutation.protect();
        return server.app.database.read.forOperation(mutation);
      },
    ],
  ])('a statement %s fails after 60 seconds, and its connection is used no more', async (_which, connect) => {
    const read = connect();
    jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
    try {
      const asleep = Promise.allSettled([read.query(sql`SELECT pg_sleep(0.5)`)]);
      // Until the statement has been sent.
      for (let turn = 0; turn < 1_000 && jest.getTimerCount() === 0; turn += 1) await nextTurn();
      jest.advanceTimersByTime(60_000);

      expect(await asleep).toMatchObject([
        { status: 'rejected', reason: { cause: { message: 'Query read timeout' } } },
      ]);
    } finally {
      jest.useRealTimers();
    }
    expect(await read.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('a unit of work of a server fails after a minute, saves nothing, and its connection is used no more', async () => {
    const { database } = server.app;
    jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
    try {
      let begin = (): void => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const unit = Promise.allSettled([
        database.write(async (manager) => {
          await manager.query(`INSERT INTO region (code, name) VALUES ('overdue', 'overdue')`);
          begin();
          await manager.query('SELECT pg_sleep(30)');
        }),
      ]);
      await begun;
      jest.advanceTimersByTime(60_000);

      expect(await unit).toMatchObject([{ status: 'rejected', reason: { code: 'TIMEOUT' } }]);
    } finally {
      jest.useRealTimers();
    }
    expect(await database.write((manager) => manager.query(`SELECT code FROM region WHERE code = 'overdue'`))).toEqual(
      [],
    );
    const asleep = sql`SELECT query FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%'`;
    await until(async () => (await database.read.query(asleep)).length === 0, 'the statement is cancelled');
  });

  test('a statement that belongs to no operation waits ten seconds for a connection, and is then refused', async () => {
    const pool = new Pool({ connectionString: server.databaseUrl, max: 1 });
    const connections = new PostgresConnections(pool);
    const running = connections.runWithoutOperation(
      (client) => client.query('SELECT pg_sleep(0.2)'),
      () => false,
    );
    jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
    try {
      const statement = jest.fn();
      const waiting = Promise.allSettled([connections.runWithoutOperation(statement, () => false)]);
      jest.advanceTimersByTime(10_000);

      expect(await waiting).toMatchObject([{ status: 'rejected', reason: { code: 'OVERLOADED' } }]);
      expect(statement).not.toHaveBeenCalled();
    } finally {
      jest.useRealTimers();
    }
    await running;
    await pool.end();
  });

  test('the end of an operation gives back its connections to all servers, and none that another operation has by now', async () => {
    const pools = [1, 2].map(() => new Pool({ connectionString: server.databaseUrl, max: 2 }));
    const [one, other] = pools.map((pool) => new PostgresConnections(pool));
    const isolation = async (connections: PostgresConnections, operation: ReadOperation): Promise<unknown> =>
      (await connections.run(operation, (client) => client.query('SHOW transaction_isolation'))).rows;
    const begin = (): ReadOperation => {
      const operation = new ReadOperation();
      operation.begin(60_000);
      return operation;
    };
    const first = begin();
    await isolation(one!, first);
    await isolation(other!, first);
    first.end();
    await until(() => pools.every(({ idleCount }) => idleCount === 1), 'both pools have an idle connection');

    const second = begin();
    await isolation(one!, second);
    one!.abandon(second);
    await until(() => pools[0]!.idleCount === 1, 'the connection is idle again');
    const third = begin();
    await isolation(one!, third);
    second.end();
    expect(await isolation(one!, third)).toEqual([{ transaction_isolation: 'repeatable read' }]);
    expect(pools[0]!.idleCount).toBe(0);
    third.end();
    await Promise.all(pools.map((pool) => pool.end()));
  });
}
