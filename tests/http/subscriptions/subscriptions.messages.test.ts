import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { until } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { minimumsOf, OTHER_THAN_INTERVALS, OTHER_THAN_TIMEOUTS, processorMsOf } from '../../support/timing';

let server: TestServer;

/** What has passed on the monotonic clock beside the time itself, in milliseconds. */
let passed = 0;

beforeAll(async () => {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

afterEach(() => {
  jest.useRealTimers();
});

/** A client of the protocol itself, with what it has received. */
async function open(params: unknown = {}, options: ClientOptions = {}) {
  const connected = once(server.app.http.server, 'connection') as Promise<[Socket]>;
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', options);
  const received: string[] = [];
  let closed: string | null = null;
  socket.on('message', (message: Buffer) => received.push(message.toString()));
  socket.on('close', (code, reason: Buffer) => (closed = `${code} ${reason.toString()}`));
  await once(socket, 'open');
  const [ofServer] = await connected;
  socket.send(`{"type":"connection_init","payload":${typeof params === 'string' ? params : JSON.stringify(params)}}`);
  await until(() => received.length === 1);
  return { socket, ofServer, received, closed: () => closed };
}

const PING = '{"type":"ping"}';
const PONG = '{"type":"pong"}';
const DEEP = '['.repeat(30_000) + ']'.repeat(30_000);

const errors = () => server.log.filter(({ level }) => level >= 50);

test('of the messages that arrive at once, one is handled in a turn of the event loop', async () => {
  const { socket, ofServer, received } = await open();
  let [before, most] = [ofServer.bytesWritten, 0];
  const measure = (): void => {
    most = Math.max(most, ofServer.bytesWritten - before);
    before = ofServer.bytesWritten;
    if (received.length <= 50) setImmediate(measure);
  };
  for (let count = 0; count < 50; count++) socket.send(PING);
  measure();
  await until(() => received.length === 51);
  socket.terminate();

  expect(received.slice(1)).toEqual(Array(50).fill(PONG));
  // A frame has two bytes more than its text.
  expect(most).toBeLessThanOrEqual(2 * (PONG.length + 2));
});

test.each<[string, (socket: WebSocket) => void]>([
  ['messages', (socket) => socket.send(PING)],
  ['pings of the WebSocket', (socket) => socket.ping()],
  ['pongs of the WebSocket', (socket) => socket.pong()],
])('closes a connection that sends more than 300 %s in ten seconds', async (_name, send) => {
  const { socket, closed } = await open();
  // With connection_init and the last ping, 300.
  for (let count = 1; count < 299; count++) send(socket);
  socket.send(PING);
  await once(socket, 'message');
  for (let count = 0; count < 1_000; count++) send(socket);
  await until(() => socket.readyState !== WebSocket.OPEN);
  socket.terminate();
  await until(() => closed() !== null);

  expect(closed()).toBe('1008 A connection may send at most 300 messages in ten seconds');
  expect(errors()).toEqual([]);
});

test.each<[string, (socket: WebSocket, ofServer: Socket) => void]>([
  [
    'more than 256 frames',
    (socket) => {
      for (let count = 0; count <= 256; count++) socket.send(' ', { fin: false });
    },
  ],
  [
    'a frame that arrives in more than 256 pieces',
    (_socket, ofServer) => {
      // The head of a frame with a text of 65,535 bytes.
      ofServer.emit('data', Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]));
      for (let count = 0; count <= 256; count++) ofServer.emit('data', Buffer.from(' '));
    },
  ],
])('closes a connection with a message of %s', async (_name, send) => {
  const { socket, ofServer, closed } = await open();
  send(socket, ofServer);
  await until(() => closed() !== null);

  expect(closed()).toMatch(/^1008 /);
  expect(errors()).toEqual([]);
});

test('keeps a connection that sends 300 messages, and as many again after ten seconds', async () => {
  const { socket, received, closed } = await open();
  for (let count = 1; count < 300; count++) socket.send(PING);
  await until(() => received.length === 300);
  passed += 10_000;
  for (let count = 0; count < 300; count++) socket.send(PING);
  await until(() => received.length === 600 || closed() !== null);
  socket.terminate();

  expect(received).toHaveLength(600);
});

test('does not read on from a connection that has sent too many messages', async () => {
  const { socket, ofServer, closed } = await open();
  for (let count = 0; count < 300; count++) socket.send(PING);
  for (let count = 0; count < 200; count++) socket.send(`{"type":"ping","payload":{"a":"${'x'.repeat(60_000)}"}}`);
  await until(() => closed() !== null);

  expect(ofServer.bytesRead).toBeLessThan(1_000_000);
});

test('closes a connection that sends nothing for ten seconds', async () => {
  jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close');

  jest.advanceTimersByTime(10_000);

  expect((await closed)[0]).toBe(4408);
});

test('ends a connection whose client does not answer a ping, and keeps others', async () => {
  jest.useFakeTimers({ doNotFake: OTHER_THAN_INTERVALS });
  const silent = await open({}, { autoPong: false });
  const other = await open();
  const turn = async (): Promise<void> => {
    const pinged = once(other.socket, 'ping');
    jest.advanceTimersByTime(15_000);
    await pinged;
    // Has the server read what was sent before.
    other.socket.send(PING);
    await once(other.socket, 'message');
  };
  await turn();
  const afterOne = silent.closed();
  await turn();
  await until(() => silent.closed() !== null);
  other.socket.terminate();

  expect([afterOne, silent.closed(), other.closed()]).toEqual([null, '1006 ', null]);
});

test('a message that only servers send closes the connection, and is no error of the server', async () => {
  const { socket, closed } = await open();
  socket.send('{"type":"next","id":"1","payload":{}}');
  await until(() => closed() !== null);

  expect(closed()).toBe('4400 Invalid message received');
  expect(errors()).toEqual([]);
});

test('a ping that nests deeply is answered, or closes the connection if Node.js cannot write it, and is no error of the server', async () => {
  const payload = `{"a":${DEEP}}`;
  const { socket, received, closed } = await open();
  const answers = received.length;
  socket.send(`{"type":"ping","payload":${payload}}`);
  await until(() => closed() !== null || received.length > answers);
  socket.terminate();

  expect(closed() ?? received.at(-1)).toBe(
    isWritable(payload) ? `{"type":"pong","payload":${payload}}` : '4400 Invalid message received',
  );
  expect(errors()).toEqual([]);
});

/** Earlier releases of Node.js write nested values by recursion. */
function isWritable(json: string): boolean {
  try {
    JSON.stringify(JSON.parse(json));
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['an object that nests deeply', DEEP],
  ['a number', '1'],
  ['an empty list', '[]'],
])('a credential that is %s is invalid, and no error of the server', async (_name, credential) => {
  const { socket, received } = await open(`{"authorization":${credential}}`);
  socket.send('{"type":"subscribe","id":"1","payload":{"query":"subscription { activityPublished { id } }"}}');
  await until(() => received.length === 2);
  socket.terminate();

  expect(JSON.parse(received[1]!)).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(errors()).toEqual([]);
});

test('a connection with thousands of parameters and headers subscribes as fast as one with none', async () => {
  const subscribing = async (connection: ReturnType<typeof open>) => {
    const { socket, received } = await connection;
    return async (): Promise<void> => {
      const before = received.length;
      // A connection may send 300 messages in ten seconds.
      passed += 10_000;
      for (let id = 0; id < 20; id++) {
        socket.send(`{"type":"subscribe","id":"${id}","payload":{"query":"subscription { missing }"}}`);
      }
      await until(() => received.length === before + 20);
    };
  };
  const named = (name: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}${index}`, '']));

  const [none = 0, many = Infinity] = await minimumsOf(
    2,
    [await subscribing(open()), await subscribing(open(named('p', 5_000), { headers: named('h', 1_500) }))],
    processorMsOf,
  );

  expect(many).toBeLessThan(2 * none);
});
