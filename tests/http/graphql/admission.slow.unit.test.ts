import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { fastify } from 'fastify';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { OverloadedError } from '../../../src/errors';
import { Admission } from '../../../src/graphql/admission/admission';
import { trackOperations } from '../../../src/http/requests/operation-requests';
import { until } from '../../support/subscriber';
import { post, startToyServer, type ToyServer } from '../toy-server';

const maxWaitMs = 200;

/** The operations that run, by the function that ends each. */
let running: (() => void)[];
let admission: Admission;
let server: ToyServer;

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      work: {
        type: GraphQLString,
        resolve: () => new Promise<string>((resolve) => running.push(() => resolve('done'))),
      },
      large: { type: GraphQLString, resolve: () => 'x'.repeat(32 * 2 ** 20) },
      quick: { type: GraphQLString, resolve: () => 'done' },
    },
  }),
});

beforeEach(() => start(maxWaitMs));

async function start(wait: number): Promise<void> {
  running = [];
  // Room for 64 small operations, and for 48 of one address.
  admission = new Admission({ maxBytes: 64_000, maxWork: 1_000_000, maxWaitMs: wait });
  server = await startToyServer({ schema, admission, trustedProxies: ['127.0.0.1'] });
}

afterEach(() => server.close());

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

async function endAll(): Promise<void> {
  while (admission.counts.running > 0) {
    for (const end of running.splice(0)) end();
    await delay(5);
  }
}

test('operations beyond those that run wait for their turn', async () => {
  // Long enough for all of them to arrive on a busy machine.
  await server.close();
  await start(10_000);
  const answers = Promise.all(Array.from({ length: 56 }, () => post(server, { query: '{ work }' })));
  await until(() => admission.counts.waiting === 8);
  expect(running).toHaveLength(48);

  await endAll();

  expect((await answers).map(({ json }) => json.data)).toEqual(Array(56).fill({ work: 'done' }));
  expect(admission.counts).toMatchObject({ running: 0, waiting: 0, bytes: 0, refused: 0 });
});

test('an operation that waits too long is answered with 503 and Retry-After, and has not run', async () => {
  const answers = Array.from({ length: 48 }, () => post(server, { query: '{ work }' }));
  await until(() => running.length === 48);

  const refused = await post(server, { query: '{ work }' });

  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(refused.json.errors).toEqual([
    {
      message: 'The server is busy with other operations: try again later',
      extensions: { code: 'OVERLOADED', retryAfterSeconds: 5 },
    },
  ]);
  expect(running).toHaveLength(48);
  await endAll();
  await Promise.all(answers);
});

test('an address that fills its part leaves room for others', async () => {
  const answers = Array.from({ length: 56 }, () => post(server, { query: '{ work }' }, from('192.0.2.1')));
  await until(() => running.length === 48);

  const other = await post(server, { query: '{ quick }' }, from('192.0.2.2'));

  expect(other.json).toEqual({ data: { quick: 'done' } });
  await endAll();
  await Promise.all(answers);
});

test('a client that leaves while its operation waits makes room, and the operation does not run', async () => {
  const answers = Array.from({ length: 48 }, () => post(server, { query: '{ work }' }));
  await until(() => running.length === 48);
  const leaving = askWithoutReading('{ work }');
  await until(() => admission.counts.waiting === 1);

  leaving.destroy();
  await until(() => admission.counts.waiting === 0);

  expect(running).toHaveLength(48);
  await endAll();
  await Promise.all(answers);
});

test('when the client of the first operation in a queue leaves, the next one runs if there is room for it', async () => {
  admission = new Admission({ maxBytes: 1_000_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
  for (const id of ['a', 'b', 'c']) admission.open(id, '192.0.2.1', 0);
  // Large operations of one address may take 500,000 bytes.
  await admission.enter('a', { cost: 600, fields: 600 });
  const refused = admission.enter('b', { cost: 900, fields: 900 }).catch((error: unknown) => error);
  const admitted = admission.enter('c', { cost: 200, fields: 200 });

  admission.close('b');

  expect(await refused).toBeInstanceOf(OverloadedError);
  await admitted;
  expect(admission.counts).toMatchObject({ running: 2, waiting: 0 });
});

test('of the requests that a client sends on one connection without awaiting responses, one counts at a time', async () => {
  const clients = [askWithoutReading('{ work }', 30), askWithoutReading('{ work }', 30)];
  await until(() => running.length === 2);
  // Answered after what arrived before it.
  expect((await post(server, { query: '{ quick }' })).status).toBe(200);
  expect(admission.counts).toMatchObject({ running: 2, waiting: 0 });

  for (const client of clients) client.destroy();

  await until(() => admission.counts.running === 0);
  expect(running.length).toBe(2);
});

test('a refusal is no error in the log', async () => {
  for (let number = 1; number <= 500; number += 1) admission.open(`${number}`, '127.0.0.1', 0);

  expect((await post(server, { query: '{ quick }' })).status).toBe(503);
  const levels = server.log.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(Math.max(...levels)).toBe(30);
});

test('a response that is not taken counts until its client leaves', async () => {
  const client = askWithoutReading('{ large }');
  await until(() => admission.counts.bytes > 32 * 2 ** 20);

  const refused = await post(server, { query: '{ quick }' });
  client.destroy();
  await until(() => admission.counts.bytes === 0);
  const answer = await post(server, { query: '{ quick }' });

  expect(refused.codes).toEqual(['OVERLOADED']);
  expect(answer.json).toEqual({ data: { quick: 'done' } });
});

/** Sends a query, so many times without awaiting answers. */
function askWithoutReading(query: string, times = 1): Socket {
  const body = JSON.stringify({ query });
  const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json';
  const socket = connect(server.port, '127.0.0.1').pause();
  void once(socket, 'connect').then(() =>
    socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`.repeat(times)),
  );
  return socket;
}

test('bodies that are sent in chunks count among the bytes that wait', async () => {
  await server.close();
  await start(10_000);
  const first = Array.from({ length: 48 }, () => post(server, { query: '{ work }' }));
  await until(() => running.length === 48);
  const body = `${JSON.stringify({ query: '{ work }' })}${' '.repeat(240_000)}`;
  const statuses: (number | undefined)[] = [];
  const sent = Array.from({ length: 200 }, () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const client = request({ port: server.port, path: '/graphql', method: 'POST', agent: false, headers });
    client.on('response', (response) => statuses.push(response.resume().statusCode)).on('error', () => undefined);
    return client.end(body);
  });

  await until(() => admission.counts.waiting + statuses.length === 200);
  const { waiting } = admission.counts;
  for (const client of sent) client.destroy();
  await endAll();
  await Promise.all(first);

  expect(waiting).toBe(Math.floor((32 * 2 ** 20) / body.length));
  expect(statuses).toEqual(Array(200 - waiting).fill(503));
});

test('an address has at most 500 requests under way, a server 2,000, and others when some have ended', () => {
  const open = (address: string, number: number): void => {
    admission.open(`${address} ${number}`, address, 0);
  };
  const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
  for (const address of addresses) {
    for (let number = 1; number <= 500; number += 1) open(address, number);
    expect(() => open(address, 501)).toThrow(OverloadedError);
  }
  expect(() => open('192.0.2.5', 1)).toThrow(OverloadedError);

  admission.close('192.0.2.1 1');
  open('192.0.2.5', 1);
  expect(() => open('192.0.2.1', 1)).toThrow(OverloadedError);
  admission.close('192.0.2.2 1');
  open('192.0.2.2', 1);
});

describe('of operations without room', () => {
  let ended: string[];

  beforeEach(() => {
    ended = [];
  });

  /** Asks to run an operation, and notes when it is admitted or refused. */
  function enter(id: string, address: string, fields = 0, cost = fields): void {
    admission.open(id, address, 0);
    admission.enter(id, { cost, fields }).then(
      () => ended.push(id),
      () => ended.push(`${id} refused`),
    );
  }

  test('300 of an address and size wait, and 1,000 of the server', async () => {
    admission = new Admission({ maxBytes: 64_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    const counts = { 'full 1': 48, 'full 2': 16, a: 301, b: 301, c: 301, d: 101 };
    for (const [address, count] of Object.entries(counts)) {
      for (let number = 1; number <= count; number += 1) enter(`${address}/${number}`, address);
    }
    await delay(0);

    expect(admission.counts).toMatchObject({ running: 64, waiting: 1_000, refused: 4 });
    expect(ended.filter((id) => id.endsWith('refused'))).toEqual(
      ['a/301', 'b/301', 'c/301', 'd/101'].map((id) => `${id} refused`),
    );
    for (const [address, count] of Object.entries(counts)) {
      for (let number = 1; number <= count; number += 1) admission.close(`${address}/${number}`);
    }
  });

  test('those of different addresses take turns', async () => {
    admission = new Admission({ maxBytes: 64_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    for (let number = 1; number <= 64; number += 1) enter(`full ${number}`, `full ${number % 2}`);
    for (const id of ['a1', 'a2', 'b1', 'b2']) enter(id, id.charAt(0));
    await delay(0);
    for (let number = 1; number <= 4; number += 1) {
      admission.close(`full ${number}`);
      await delay(0);
    }

    expect(ended.slice(64)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  test('one waits behind others of its address and size, even if there is room for it', async () => {
    admission = new Admission({ maxBytes: 1_000_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    enter('first', '1', 600);
    enter('second', '1', 900);
    enter('third', '1', 200);
    for (const id of ['first', 'second', 'third']) {
      await delay(0);
      expect(ended.at(-1)).toBe(id);
      admission.close(id);
    }
  });

  test('large ones leave room for small ones, also of their own address, and run alone if they would take more', async () => {
    admission = new Admission({ maxBytes: 1_000_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    enter('huge', '1', 10_000);
    enter('other large', '2', 600);
    enter('large', '1', 200);
    enter('small', '1');
    await delay(0);
    expect(ended).toEqual(['huge', 'small']);

    admission.setResponseBytes('huge', 10);
    await delay(0);
    expect(ended.slice(2).sort()).toEqual(['large', 'other large']);
  });

  test('one that costs much has its turn, although smaller ones of others keep arriving', async () => {
    admission = new Admission({ maxBytes: 1_000_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    for (const id of ['b1', 'b2', 'b3', 'b4', 'c1', 'c2', 'c3']) enter(id, id.charAt(0), 0, 100_000);
    enter('a', 'a', 0, 450_000);
    for (const id of ['b5', 'c4']) enter(id, id.charAt(0), 0, 100_000);
    await delay(0);
    expect(ended).toEqual(['b1', 'b2', 'b3', 'b4', 'c1', 'c2', 'c3']);

    for (const id of ['b1', 'b2', 'b3']) admission.close(id);
    await delay(0);
    expect(ended).toHaveLength(7);
    admission.close('b4');
    await delay(0);
    expect(ended.slice(7)).toEqual(['a']);

    admission.close('a');
    await delay(0);
    expect(ended.slice(8).sort()).toEqual(['b5', 'c4']);
  });

  test('those wait that could not end in time with those that run, until one of these has ended', async () => {
    admission = new Admission({ maxBytes: 1_000_000, maxWork: 1_000_000, maxWaitMs: 10_000 });
    // Half of the work for one address, and three quarters for all.
    for (const id of ['a1', 'a2', 'a3']) enter(id, 'a', 0, 240_000);
    for (const id of ['b1', 'b2']) enter(id, 'b', 0, 240_000);
    // More than everything, like an operation of a server whose MAX_OPERATION_COST was raised.
    enter('c', 'c', 0, 5_000_000);
    enter('small', 'a', 0, 10_000);
    await delay(0);
    expect(ended).toEqual(['a1', 'a2', 'b1', 'small']);

    for (const [end, next] of [
      ['a1', 'a3'],
      ['b1', 'b2'],
    ] as const) {
      admission.setResponseBytes(end, 0);
      await delay(0);
      expect(ended.at(-1)).toBe(next);
    }
    for (const id of ['a2', 'a3', 'b2', 'small']) admission.close(id);
    await delay(0);
    expect(ended.at(-1)).toBe('c');
  });
});

test('an operation of a page whose visitor leaves before it is under way takes no place', async () => {
  const app = fastify();
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (headers['x-leaves'] === 'yes') reply.raw.destroy();
    await nextTurn();
  });
  trackOperations(app, admission);
  app.post('/graphql', async () => 'done');
  const ask = (leaves: string) => app.inject({ method: 'POST', url: '/graphql', headers: { 'x-leaves': leaves } });

  await Promise.allSettled(Array.from({ length: 500 }, () => ask('yes')));
  expect((await ask('no')).statusCode).toBe(200);
  await app.close();
});
