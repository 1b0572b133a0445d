import { once } from 'node:events';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { until } from '../support/subscriber';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

/** A client of the protocol itself, with what it has received. */
async function open(params: unknown = {}) {
  const connected = once(server.app.http.server, 'connection') as Promise<[Socket]>;
  const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
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
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

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

test('a ping that nests too deeply to be answered closes the connection, and is no error of the server', async () => {
  const { socket, closed } = await open();
  socket.send(`{"type":"ping","payload":{"a":${DEEP}}}`);
  await until(() => closed() !== null);

  expect(closed()).toBe('4400 Invalid message received');
  expect(errors()).toEqual([]);
});

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
