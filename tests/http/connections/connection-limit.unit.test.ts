import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { limitConnections } from '../../../src/http/connections/connection-limit';
import { limitPipelining } from '../../../src/http/connections/pipelining';
import { createProxyTest } from '../../../src/http/connections/trusted-proxies';
import { routeUpgrades } from '../../../src/http/connections/upgrades';
import { sendError } from '../../../src/http/responses/http-error';
import { until } from '../../support/contents';
import { killProcesses, startServer } from '../../support/processes';

let app: FastifyInstance;
let sockets: Socket[];
/** Send the responses to requests for `/held`. */
let held: ((answer: string) => void)[];

beforeEach(async () => {
  held = [];
  sockets = [];
  app = fastify({ trustProxy: '127.0.0.9' });
  limitPipelining(app);
  const upgradeOf = routeUpgrades(app);
  limitConnections(app, createProxyTest(['127.0.0.9']), { total: 4, perSubject: 2 });
  app.addHook('onRequest', async (request, reply) => {
    const upgrade = request.url === '/socket' ? upgradeOf(request.raw) : null;
    if (upgrade === null) return;
    reply.hijack();
    upgrade.detach();
    const { socket } = upgrade;
    socket.resume().once('end', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  });
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
  app.get('/', async () => 'answer');
  app.get('/held', () => new Promise((resolve) => held.push(resolve)));
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const answer of held) answer('answer');
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

test('refuses a request of a trusted proxy beyond the maximum of its client and of the server, until another has its response', async () => {
  const { port } = app.server.address() as AddressInfo;
  const send = async (client: string | null, path = '/held'): Promise<number> => {
    const headers = client === null ? {} : { 'x-forwarded-for': client };
    const sent = get({ port, host: '127.0.0.1', localAddress: '127.0.0.9', path, headers, agent: false });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response.resume().statusCode!;
  };
  const hold = async (client: string): Promise<void> => {
    const others = held.length;
    void send(client);
    await until(async () => held.length > others, 'the request waits');
  };

  await hold('192.0.2.1');
  await hold('192.0.2.1');
  expect([await send('192.0.2.1', '/'), await send('192.0.2.2', '/')]).toEqual([503, 200]);
  await hold('192.0.2.2');
  await hold('192.0.2.3');
  // The proxy itself checks whether the server is ready.
  expect([await send('192.0.2.4', '/'), await send(null, '/')]).toEqual([503, 200]);

  held[0]!('answer');
  await until(async () => (await send('192.0.2.1', '/')) === 200, 'the request has ended');
});

test('counts a WebSocket behind a trusted proxy until its connection ends, and a refused one until it has its response', async () => {
  const { port } = app.server.address() as AddressInfo;
  const offer = async (path: string): Promise<{ socket: Socket; status: string }> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.9' });
    sockets.push(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return { socket, status: answer.toString().slice(9, 12) };
  };

  for (let number = 0; number < 5; number += 1) {
    const { socket, status } = await offer('/');
    expect(status).toBe('200');
    await once(socket, 'close');
  }
  const opened = [await offer('/socket'), await offer('/socket')];
  expect(opened.map(({ status }) => status)).toEqual(['101', '101']);
  expect((await offer('/socket')).status).toBe('503');

  opened[0]!.socket.destroy();
  await until(async () => (await offer('/')).status === '200', 'the WebSocket has ended', 3_000);
});

test('a connection of a trusted proxy gathers no listeners', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = app.server.address() as AddressInfo;
  const connected = once(app.server, 'connection') as Promise<[Socket]>;
  const send = async (): Promise<number> => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    const sent = get({ port, host: '127.0.0.1', localAddress: '127.0.0.9', headers, agent });
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    const [socket] = await connected;
    return socket.listenerCount('close');
  };

  const counts = [await send(), await send(), await send()];
  agent.destroy();

  expect(new Set(counts).size).toBe(1);
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
