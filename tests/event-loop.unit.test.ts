import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { ReadOperation } from '../src/database/operations/read-operation';
import type { ReadSnapshot } from '../src/database/sqlite/read-snapshot';
import { SqliteTurns } from '../src/database/sqlite/sqlite-turns';
import { countConnection, letStepsWaitFor, takeTurn } from '../src/event-loop';
import { takeLongStep, waitAfterStep } from './support/steps';
import { startTestServer } from './support/test-server';
import { fastestOf } from './support/timing';

/** Steps that have waited for so long do not wait again for as long. */
const MAX_WAIT_MS = 50;

test('each step has a turn of its own, and those who wait are served in rotation', async () => {
  let [turn, isOver] = [0, false];
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const served: [who: string, turn: number][] = [];
  const steps = ['a', 'a', 'a', 'b', 'c', 'c'].map(async (who) => {
    await takeTurn(who);
    served.push([who, turn]);
  });

  await Promise.all(steps);
  isOver = true;

  expect(served.map(([who]) => who)).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
  expect(new Set(served.map(([, at]) => at)).size).toBe(6);
});

test('clients that connect at once wait for one long step, not for one each', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  const { port } = new URL(server.address);
  let [steps, isOver] = [0, false];
  const stepsAtConnections: number[] = [];
  server.app.http.server.on('connection', () => stepsAtConnections.push(steps));

  const clients = Array.from({ length: 20 }, async () => {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.end().resume();
    await once(socket, 'close');
  });
  const work = (async () => {
    while (!isOver) {
      await takeTurn('someone');
      steps += 1;
    }
  })();
  await Promise.all(clients);
  isOver = true;
  await work;
  await server.close();

  expect(stepsAtConnections).toHaveLength(20);
  expect(stepsAtConnections.at(-1)! - stepsAtConnections[0]!).toBeLessThanOrEqual(5);
});

test('after a step, small statements have as much time as it took, if they need it', async () => {
  let areUnderWay = true;
  const end = letStepsWaitFor(() => areUnderWay);

  const long = await waitAfterStep(16);
  const atMost = await fastestOf(40, () => waitAfterStep(60));
  const short = await fastestOf(10, () => waitAfterStep(0));
  areUnderWay = false;
  const alone = await fastestOf(10, () => waitAfterStep(16));
  end();

  expect(long).toBeGreaterThanOrEqual(15);
  expect(atMost).toBeLessThan(40);
  expect(short).toBeLessThan(10);
  expect(alone).toBeLessThan(10);
});

test('small statements have their time after each step, however many owners have long ones', async () => {
  const end = letStepsWaitFor(() => true);
  const start = performance.now();
  let steps = 0;
  const takeSteps = async (owner: string): Promise<void> => {
    while (performance.now() - start < 500) {
      await takeLongStep(35, owner);
      steps += 1;
    }
  };
  await Promise.all(['a', 'b', 'c'].map(takeSteps));
  const seconds = (performance.now() - start) / 1000;
  end();

  // 18 if each waits for 20 ms, 28 if none waits.
  expect(steps / seconds).toBeLessThan(21);
});

test.each([
  ['small', ['statement', 'step']],
  ['large', ['step', 'statement']],
])('after a step, the next one and a statement of a %s operation on SQLite are ordered', async (size, order) => {
  const turns = new SqliteTurns({ release: () => undefined } as ReadSnapshot);
  const operation = new ReadOperation();
  operation.usedMs = size === 'large' ? 100 : 0;
  const served: string[] = [];
  const note = (what: string) => (): void => void served.push(what);
  await takeLongStep(30);

  await Promise.all([takeTurn('someone').then(note('step')), turns.wait(operation).then(note('statement'))]);

  expect(served).toEqual(order);
});

test('a step does not wait for ever while connections are accepted', async () => {
  await delay(MAX_WAIT_MS);
  const over = new AbortController();
  const connecting = (async () => {
    while (!over.signal.aborted) {
      countConnection();
      await nextTurn();
    }
  })();
  const waits: number[] = [];
  for (let step = 1; step <= 6; step += 1) {
    const start = performance.now();
    await takeTurn('someone');
    waits.push(performance.now() - start);
  }
  over.abort();
  await connecting;

  expect(waits[0]).toBeGreaterThanOrEqual(MAX_WAIT_MS - 1);
  // Steps have as much time as connections.
  expect(Math.min(...waits)).toBeLessThan(MAX_WAIT_MS - 1);
});

test('the time of a step is no part of the time that the next one waits while connections are accepted', async () => {
  await delay(MAX_WAIT_MS);
  const over = new AbortController();
  let begin!: number;
  const first = takeTurn('someone').then(() => {
    const connect = (): void => {
      countConnection();
      if (!over.signal.aborted) setImmediate(connect);
    };
    connect();
    begin = performance.now();
    while (performance.now() - begin < MAX_WAIT_MS);
  });
  await takeTurn('another');
  const waited = performance.now() - begin - MAX_WAIT_MS;
  over.abort();
  await first;

  expect(waited).toBeGreaterThanOrEqual(MAX_WAIT_MS - 1);
});
