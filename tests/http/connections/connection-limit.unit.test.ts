import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { limitConnections } from '../../../src/http/connections/connection-limit';
import { limitPipelining } from '../../../src/http/connections/pipelining';
import { createProxyTest } from '../../../src/http/connections/trusted-proxies';
import { routeUpgrades } from '../../../src/http/connections/upgrades';
import { until } from '../../support/contents';
import { killProcesses, startServer } from '../../support/processes';

let app: FastifyInstance;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  app = fastify();
  limitPipelining(app);
  routeUpgrades(app);
  limitConnections(app, createProxyTest(['127.0.0.9']), { total: 4, perSubject: 2 });
  app.get('/', async () => 'answer');
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
});

/** Opens a connection from this address. Returns true if it gets an answer, false if it is ended. */
function isAnswered(localAddress: string): Promise<boolean> {
  const socket = connect({ port: (app.server.address() as AddressInfo).port, host: '127.0.0.1', localAddress });
  sockets.push(socket.on('error', () => undefined));
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return new Promise((resolve) => {
    socket.once('data', () => resolve(true)).once('close', () => resolve(false));
  });
}

test('ends connections of an address beyond its maximum, until one of the others ends', async () => {
  expect([await isAnswered('127.0.0.1'), await isAnswered('127.0.0.1')]).toEqual([true, true]);
  expect(await isAnswered('127.0.0.1')).toBe(false);
  expect(await isAnswered('127.0.0.2')).toBe(true);

  sockets[0]!.destroy();
  await until(() => isAnswered('127.0.0.1'), 'the connection has ended');
});

test('ends connections beyond the maximum of the server, but none of a trusted proxy', async () => {
  for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4']) {
    expect(await isAnswered(address)).toBe(true);
  }

  expect(await isAnswered('127.0.0.5')).toBe(false);
  for (let number = 0; number < 3; number += 1) expect(await isAnswered('127.0.0.9')).toBe(true);
});

test('counts a connection once, however many of its requests offer another protocol', async () => {
  expect(await isAnswered('127.0.0.1')).toBe(true);
  for (let number = 0; number < 3; number += 1) {
    sockets[0]!.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    await once(sockets[0]!, 'data');
  }

  expect(await isAnswered('127.0.0.1')).toBe(true);
});

test('connections leave files for the answers to requests', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-connections-'));
  const env = { DATABASE_URL: `sqlite:${directory}/entente.sqlite`, DEMO_DATA: 'false', SITE: 'on' };
  const server = startServer({ cwd: directory, env, openFiles: 150 });
  const [, port] = await server.prints(/Site +http:\/\/localhost:(\d+)/);
  const open = (number: number): Socket => {
    const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: `127.0.0.${1 + (number % 9)}` });
    sockets.push(socket.on('error', () => undefined));
    return socket;
  };

  const [first] = Array.from({ length: 200 }, (_, number) => open(number));
  await until(() => sockets.filter(({ destroyed }) => destroyed).length >= 50, 'connections were ended');
  // The first page loads a module.
  first!.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = (await once(first!, 'data')) as [Buffer];
  await killProcesses();
  await rm(directory, { recursive: true });

  expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
});
