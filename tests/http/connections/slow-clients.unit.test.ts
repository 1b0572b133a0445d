import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { OverloadedError } from '../../../src/errors';
import { endStalledConnections, setStallTimeout } from '../../../src/http/connections/stalled-connections';
import { RunningResponses } from '../../../src/http/files/running-responses';
import { createLogger, logDepartures, RequestLog } from '../../../src/http/requests/logger';
import { sendError } from '../../../src/http/responses/http-error';
import { inPieces } from '../../../src/http/responses/response-pieces';
import { until } from '../../support/contents';
import { OTHER_THAN_INTERVALS } from '../../support/timing';

const timeoutMs = 100;

/** More than the buffers of the operating system hold. */
const large = Buffer.alloc(32 * 2 ** 20, 'x');

let app: FastifyInstance;
let clients: Socket[];
let log: string[];

function startApp(): FastifyInstance {
  const logger: FastifyBaseLogger = createLogger('info', { write: (line) => void log.push(line) });
  return fastify({ loggerInstance: logger, logController: new RequestLog(), trustProxy: true });
}

beforeEach(async () => {
  clients = [];
  log = [];
  app = startApp();
  logDepartures(app);
  endStalledConnections(app, timeoutMs);
  app.get('/large', async (_request, reply) => reply.header('content-length', large.length).send(inPieces(large)));
  app.get('/patient', async (request, reply) => {
    setStallTimeout(request, timeoutMs * 10);
    return reply.header('content-length', large.length).send(inPieces(large));
  });
  app.get('/slow', async () => {
    await delay(timeoutMs * 3);
    return 'done';
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await app.close();
});

function request(path: string, address = '203.0.113.1'): Socket {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  clients.push(socket);
  socket.on('error', () => undefined);
  socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${address}\r\n\r\n`);
  return socket;
}

/** The server's side of the next connection. */
async function serverSide(): Promise<Socket> {
  const [socket] = (await once(app.server, 'connection')) as [Socket];
  return socket;
}

test('ends a connection whose client takes nothing, even if the client goes on sending', async () => {
  const accepted = serverSide();
  const client = request('/large');
  const socket = await accepted;
  client.write('GET /slow HTTP/1.1\r\nHost: x\r\n');
  const sending = setInterval(() => client.write('X-Nothing: 1\r\n'), timeoutMs / 5);

  await once(socket, 'close');
  clearInterval(sending);

  expect(socket.bytesWritten).toBeLessThan(large.length);
  const lines = log.map((line) => JSON.parse(line) as { level: number; aborted?: boolean; path?: string });
  expect(lines).toContainEqual(expect.objectContaining({ level: 30, path: '/large', aborted: true }));
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});

test('sends everything to a client that takes the response slowly', async () => {
  const client = request('/large');
  let received = 0;
  while (received < large.length) {
    if (client.readableLength === 0) await once(client, 'readable');
    const part = client.read() as Buffer | null;
    // The server has ended the connection.
    if (part === null) break;
    received += part.length;
    if (received % 16 === 0) await delay(timeoutMs / 10);
  }

  expect(received).toBeGreaterThan(large.length);
});

test('waits longer where a route says so, and for a server that has nothing to send yet', async () => {
  const accepted = serverSide();
  request('/patient');
  const socket = await accepted;
  const slow = request('/slow');

  const [answer] = (await once(slow.resume(), 'data')) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK[^]*done$/);
  expect(socket.destroyed).toBe(false);
});

describe('while all places for responses are taken', () => {
  /** How often connections are looked at: five times in the timeout of a stalled one. */
  const checkMs = 1_000;

  beforeEach(async () => {
    // The connections are looked at when the test says so: how long it takes on a busy machine does not count.
    jest.useFakeTimers({ doNotFake: OTHER_THAN_INTERVALS });
    await app.close();
    app = startApp();
    endStalledConnections(app, checkMs * 5);
    app.setErrorHandler((error, _request, reply) => sendError(reply, error));
    const responses = new RunningResponses(
      { total: 8, perSubject: 2 },
      (reached) => new OverloadedError(reached, 1),
      checkMs * 2,
    );
    app.get('/limited', async (request, reply) => {
      reply.raw.once('close', responses.begin(request, request.ip));
      return reply.header('content-length', large.length).send(inPieces(large));
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(() => jest.useRealTimers());

  test('the client that takes its response most slowly loses its place', async () => {
    const status = async (address: string): Promise<number> => {
      const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/limited`;
      const response = await fetch(url, { headers: { 'x-forwarded-for': address } });
      await response.body!.cancel();
      return response.status;
    };
    const sockets: Socket[] = [];
    const collect = (socket: Socket): unknown => sockets.push(socket);
    app.server.on('connection', collect);
    for (let number = 0; number < 7; number += 1) request('/limited', `198.51.100.${(number % 4) + 1}`);
    await until(() => sockets.length === 7, 'seven have connected');
    const reading = request('/limited', '198.51.100.4');
    const areAllSlow = (): boolean => sockets.length === 8 && sockets.every(({ writableLength }) => writableLength > 0);
    await until(areAllSlow, 'all are slow');
    app.server.off('connection', collect);
    // Its response waits like the others, but has moved by more than the operating system has buffered of any of them.
    for (let taken = 0; taken < 16 * 2 ** 20;) {
      const part = reading.read() as Buffer | null;
      if (part === null) await once(reading, 'readable');
      else taken += part.length;
    }
    const ended = (): boolean[] => sockets.map(({ destroyed }) => destroyed);

    jest.advanceTimersByTime(checkMs);
    expect(await status('198.51.100.9')).toBe(503);
    expect(ended()).not.toContain(true);
    jest.advanceTimersByTime(checkMs);
    expect(await status('198.51.100.9')).toBe(200);
    expect(ended()[7]).toBe(false);
    expect(ended().filter((isEnded) => isEnded)).toHaveLength(1);
  });
});
