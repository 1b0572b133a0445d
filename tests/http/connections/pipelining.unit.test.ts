import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { until } from '../../support/subscriber';
import { startToyServer, type ToyServer } from '../toy-server';

const MAX_UNSENT = 32;

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { endless: { type: GraphQLString, resolve: () => new Promise<void>(() => undefined) } },
  }),
});

let server: ToyServer;
let routed: number;
let begun: number;
let running: number;
/** The requests whose contexts are asked for, and what these wait for. */
let asked: number;
let areIdentified: Promise<void>;

beforeAll(async () => {
  server = await startToyServer({
    schema,
    createContext: async ({ id }) => {
      asked += 1;
      await areIdentified;
      return { requestId: id };
    },
    isReady: async () => {
      routed += 1;
      return true;
    },
    begin: () => {
      begun += 1;
      running += 1;
      return { cancel: () => (running -= 1), end: () => undefined };
    },
  });
});

afterAll(() => server.close());

beforeEach(() => {
  [routed, begun, running, asked] = [0, 0, 0, 0];
  areIdentified = Promise.resolve();
});

async function open(): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const READY = 'GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n';

test('answers 32 requests that arrive at once, and again as many after them', async () => {
  const socket = await open();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));

  for (const time of [1, 2]) {
    socket.write(READY.repeat(MAX_UNSENT));
    await until(() => received.split('HTTP/1.1 200').length - 1 === time * MAX_UNSENT);
  }
  socket.destroy();

  expect(routed).toBe(2 * MAX_UNSENT);
});

test('routes one of the requests of a connection in a turn of the event loop', async () => {
  const socket = await open();
  let [before, most] = [0, 0];
  const measure = (): void => {
    most = Math.max(most, routed - before);
    before = routed;
    if (routed < MAX_UNSENT) setImmediate(measure);
  };
  socket.resume().write(READY.repeat(MAX_UNSENT));
  measure();
  await until(() => routed === MAX_UNSENT);
  socket.destroy();

  expect(most).toBeLessThanOrEqual(2);
});

test('ends a connection on which more requests arrive before they are answered, and routes no more of them', async () => {
  const socket = await open();
  socket.resume().write(READY.repeat(1_000));
  await once(socket, 'close');

  expect(routed).toBe(1);
});

const BODY = '{"query":"{ endless }"}';
const ENDLESS = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

test('bytes that are no request end the connection without a response while an earlier one is owed', async () => {
  const socket = await open();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(`${ENDLESS}hello\r\n\r\n`);
  await once(socket, 'close');

  expect(received).toBe('');
});

test('a request is not routed before the response to the one before it has been sent, nor when the client has left', async () => {
  const socket = await open();
  socket.write(ENDLESS + READY + ENDLESS);
  await until(() => running === 1);
  // Answered after what arrived before it.
  await fetch(`http://127.0.0.1:${server.port}/health/live`);
  expect([running, routed]).toEqual([1, 0]);
  socket.destroy();
  await until(() => running === 0);

  expect(routed).toBe(0);
});

test('a request behind a response that ends the connection is not routed', async () => {
  const socket = await open();
  const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n';
  // A body that cannot be read.
  socket.write(Buffer.concat([Buffer.from(head), Buffer.from([0xff]), Buffer.from(READY)]));
  socket.resume();
  await once(socket, 'close');
  // Answered after what arrived before it.
  await fetch(`http://127.0.0.1:${server.port}/health/live`);

  expect(routed).toBe(0);
});

test('a request is cancelled if its client has left before it runs', async () => {
  let identify!: () => void;
  areIdentified = new Promise((resolve) => (identify = resolve));
  const connected = once(server.http, 'connection') as Promise<[Socket]>;
  const socket = await open();
  const [ofServer] = await connected;
  socket.write(ENDLESS);
  await until(() => asked === 1);
  socket.destroy();
  await once(ofServer, 'close');
  identify();
  await until(() => begun === 1);

  expect(running).toBe(0);
});
