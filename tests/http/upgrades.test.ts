import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestServer, type TestServer } from '../support/test-server';

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

test('an upgrade behind a request that is still being answered ends the connection, not the server', async () => {
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

test('an upgrade that is refused leaves no connection behind, whatever comes after it', async () => {
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
