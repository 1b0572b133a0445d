import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fastify } from 'fastify';
import { limitPipelining } from '../../../src/http/connections/pipelining';
import { routeUpgrades } from '../../../src/http/connections/upgrades';
import { until } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const upgradeTo = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

function countConnections(): Promise<number> {
  return new Promise((resolve, reject) => {
    server.app.http.server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

test('an upgrade behind an unanswered request ends the connection, not the server', async () => {
  const socket = await open();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const query = JSON.stringify({ query: '{ __typename }' });
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${query.length}\r\n\r\n` +
      `${query}${upgradeTo('/graphql')}`,
  );

  await closed;
  expect((await fetch(`${server.address}/health/live`)).status).toBe(200);
});

test('a rejected upgrade leaves no connection behind, whatever follows it', async () => {
  const before = await countConnections();
  const socket = await open();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(upgradeTo('/nowhere'));
  await delay(50);
  if (!socket.destroyed) socket.write('more');
  await closed;
  for (let tries = 0; tries < 40 && (await countConnections()) > before; tries++) await delay(50);

  expect(await countConnections()).toBe(before);
});

test('rejected upgrades of a path that runs an operation take no places from other operations', async () => {
  const closed = Array.from({ length: 60 }, async () => {
    const socket = await open();
    socket.write(upgradeTo('/feeds/news.atom'));
    await once(socket, 'close');
  });
  await Promise.all(closed);

  expect((await fetch(`${server.address}/feeds/news.atom`)).status).toBe(200);
});

const offerOf = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`;

const plain = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

test('requests around one that offers another protocol are answered in order, however they arrive', async () => {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const statuses = (): string[] => [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!);

  // Four in one packet, and one while they are being answered.
  socket.write(plain('/health/live') + plain('/health/ready') + offerOf('/a') + plain('/health/live'));
  socket.write(offerOf('/health/ready'));
  await until(() => statuses().length === 5);
  socket.write(plain('/b'));
  await until(() => statuses().length === 6);
  socket.destroy();

  expect(statuses()).toEqual(['200', '200', '404', '200', '200', '404']);
});

test('one of the requests of a connection that offer another protocol is answered in a turn of the event loop', async () => {
  const connected = once(server.app.http.server, 'connection') as Promise<[Socket]>;
  const socket = await open();
  const [ofServer] = await connected;
  socket.write(offerOf('/a'));
  await once(socket, 'data');
  const ofOne = ofServer.bytesWritten;
  let [before, most] = [ofOne, 0];
  const measure = (): void => {
    most = Math.max(most, ofServer.bytesWritten - before);
    before = ofServer.bytesWritten;
    if (before < 101 * ofOne) setImmediate(measure);
  };
  socket.resume().write(offerOf('/a').repeat(100));
  measure();
  await until(() => ofServer.bytesWritten === 101 * ofOne);
  socket.destroy();

  expect(most).toBeLessThanOrEqual(2 * ofOne);
});

test('a connection gathers no listeners, however many of its requests offer another protocol', async () => {
  const connected = once(server.app.http.server, 'connection') as Promise<[Socket]>;
  const socket = await open();
  const [ofServer] = await connected;
  const count = (): number =>
    ofServer.eventNames().reduce((sum, name) => sum + ofServer.listenerCount(name as string), 0);
  const counts: number[] = [];
  for (let time = 1; time <= 12; time += 1) {
    socket.write(offerOf('/a'));
    await once(socket, 'data');
    counts.push(count());
  }
  socket.destroy();

  expect(counts).toEqual(Array(12).fill(counts[0]));
});

test('a POST that offers a WebSocket is answered as an ordinary request', async () => {
  const socket = await open();
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const query = JSON.stringify({ query: '{ __typename }' });
  socket.write(
    upgradeTo('/graphql').replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Type: application/json\r\n') +
      `Content-Length: ${query.length}\r\n\r\n${query}`,
  );
  await until(() => received.endsWith('}\n'));
  socket.destroy();

  expect(received).toMatch(/^HTTP\/1.1 200 [^]*"__typename":"Query"/);
});

/** Releases of Node.js that read the body of an offer lose what follows it in the same packet. */
const losesWhatFollows = 'shouldUpgradeCallback' in createServer();

test.each([
  ['a WebSocket', upgradeTo('/nowhere')],
  ['HTTP/2', offerOf('/nowhere').replace('GET', 'POST')],
])(
  'the body of a request that offers %s is no request, and the next one is answered or the connection ends',
  async (_protocol, offer) => {
    const socket = await open();
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const body = plain('/health/live');
    const last = 'GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    // Many headers precede the length, and the end of the last request comes in another packet.
    socket.write(
      offer.replace('\r\n\r\n', `\r\n${'a: b\r\n'.repeat(1_200)}`) +
        `Content-Length: ${body.length}\r\n\r\n${body}${last.slice(0, -10)}`,
    );
    await until(() => received.endsWith('}\n'));
    socket.write(last.slice(-10));
    await closed;

    const [first, ...others] = received.match(/HTTP\/1.1 \d+/g) ?? [];
    expect(first).toBe('HTTP/1.1 404');
    expect(others).toEqual(losesWhatFollows ? [] : ['HTTP/1.1 200']);
  },
);

test('a long response before a request that offers another protocol is sent completely', async () => {
  const app = fastify();
  limitPipelining(app);
  routeUpgrades(app);
  // More than the operating system buffers.
  const [chunk, count] = [Buffer.alloc(65_536, 'x'), 512];
  app.get('/long', async (_request, reply) => reply.send(Readable.from(Array<Buffer>(count).fill(chunk))));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(plain('/long') + offerOf('/a'));
  await delay(300);
  let [received, end] = [0, ''];
  socket.on('data', (bytes: Buffer) => {
    received += bytes.length;
    end = bytes.toString('latin1');
  });
  await until(() => end.includes('HTTP/1.1 404')).finally(() => {
    socket.destroy();
    app.server.closeAllConnections();
    return app.close();
  });

  expect(received).toBeGreaterThan(chunk.length * count);
});

test('a connection that the server ends before it has sent all responses is not read again', async () => {
  const app = fastify();
  limitPipelining(app);
  routeUpgrades(app);
  app.get('/endless', () => new Promise(() => undefined));
  const read: Socket[] = [];
  app.server.on('connection', (socket: Socket) => read.push(socket));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  client.write(plain('/endless') + offerOf('/a'));
  await once(app.server, 'upgrade');
  await once(read[0]!.destroy(), 'close');
  client.destroy();
  await app.close();

  expect(read).toHaveLength(1);
});
