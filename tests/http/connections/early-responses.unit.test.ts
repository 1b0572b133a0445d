import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../support/subscriber';
import { startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.close());

const JSON_TYPE = 'Content-Type: application/json';

/** More than the server and the operating system buffer. */
const MANY_BYTES = 32 * 2 ** 20;

interface Client {
  readonly socket: Socket;
  /** The server's side. */
  readonly accepted: Socket;
  received: string;
  readonly errors: Error[];
}

const sockets: Socket[] = [];

async function open(): Promise<Client> {
  const connected = once(server.http, 'connection') as Promise<[Socket]>;
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  sockets.push(socket);
  const [accepted] = await connected;
  const client: Client = { socket, accepted, received: '', errors: [] };
  socket.on('data', (chunk: Buffer) => (client.received += chunk.toString()));
  socket.on('error', (error) => client.errors.push(error));
  return client;
}

/** Ends the time that clients have to read a response. */
async function endLingering(timers: jest.SpyInstance<unknown, Parameters<typeof setTimeout>>): Promise<void> {
  const waits = () => timers.mock.calls.filter(([, milliseconds]) => milliseconds === 2_000);
  await until(() => waits().length > 0);
  for (const [end] of waits()) end();
}

afterEach(() => {
  jest.restoreAllMocks();
  for (const socket of sockets.splice(0)) socket.destroy();
});

test.each([
  ['an unknown address', 'POST /nothing', 'X-Nothing: 1', 404],
  ['a malformed address', 'POST /%zz', 'X-Nothing: 1', 400],
  ['a health check', 'GET /health/live', 'X-Nothing: 1', 200],
  ['a compressed body', 'POST /graphql', `${JSON_TYPE}\r\nContent-Encoding: gzip`, 415],
  ['a body that is too long', 'POST /graphql', JSON_TYPE, 413],
])('answers an endless request for %s, stops reading it, and ends its connection', async (_, line, headers, status) => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const client = await open();
  const { socket, accepted } = client;
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  const send = (): void => {
    while (socket.writable && socket.write(chunk));
  };
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\n${headers}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  socket.on('drain', send);
  send();

  await until(() => client.received.includes('\r\n\r\n'));
  for (let before = -1; accepted.bytesRead !== before && before < MANY_BYTES;) {
    before = accepted.bytesRead;
    await delay(50);
  }
  expect(accepted.bytesRead).toBeLessThan(MANY_BYTES);
  expect(client.received).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\r\nconnection: close\r\n`, 'i'));
  await endLingering(timers);
  await once(accepted, 'close');
});

test('ends the connection of a refused request if its body has many thousands of chunks', async () => {
  const { socket, accepted } = await open();
  const chunks = '1\r\n \r\n'.repeat(250_000);
  socket.write(`POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  await once(accepted, 'close');

  expect(accepted.bytesRead).toBeLessThan(400_000);
});

test('a client that reads the response when it has sent everything gets it', async () => {
  const client = await open();
  const closed = once(client.socket, 'close');
  client.socket.pause();
  client.socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}\r\nContent-Length: 300000\r\n\r\n${' '.repeat(100_000)}`,
  );
  await until(() => client.accepted.bytesWritten > 0);
  await delay(20);
  client.socket.write(' '.repeat(100_000));
  await delay(20);
  client.socket.write(' '.repeat(100_000));
  client.socket.resume();
  await closed;

  expect(client.received).toMatch(/^HTTP\/1.1 413 [^]*}\n$/);
  expect(client.errors).toEqual([]);
});

test('a request after a response that ends the connection is not routed', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const { socket, accepted } = await open();
  const closed = once(accepted, 'close');
  const lines = server.log.length;
  socket.allowHalfOpen = true;
  socket.write('POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
  await once(accepted, 'finish');
  const before = accepted.bytesRead;
  socket.write('}GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => accepted.bytesRead > before);
  await endLingering(timers);
  await closed;

  const requests = server.log.slice(lines).filter((line) => line.includes('"msg":"request"'));
  expect(requests.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual(['/nothing']);
});

test('a short body of a refused request leaves its connection open', async () => {
  const client = await open();
  client.socket.write(`POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
  await until(() => client.received.endsWith('}\n'));
  client.socket.write(`GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n`);
  await until(() => client.received.includes('HTTP/1.1 200 OK'));

  expect(client.received).toMatch(/^HTTP\/1.1 404 /);
  expect(client.received).not.toMatch(/connection: close/i);
});
