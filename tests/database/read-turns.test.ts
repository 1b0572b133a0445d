import { sql } from '../../src/database/sql';
import { ReadOperation } from '../../src/database/read-operation';
import { OperationCancelledError, OperationTimeoutError } from '../../src/errors';
import { startTestServer, type TestServer } from '../support/test-server';

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
  const { operation, all } = startSlowOperation();
  await new Promise((resolve) => setTimeout(resolve, 10));
  const stoppedAt = performance.now();
  operation.stop(new OperationCancelledError('stopped'));
  await all;

  expect(performance.now() - stoppedAt).toBeLessThan(200);
});
