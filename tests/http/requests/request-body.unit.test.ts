import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../support/contents';
import { type Answer, post, startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer({ trustedProxies: ['127.0.0.1'] });
  setFlagsFromString('--expose-gc');
});
afterAll(() => server.close());

/** The bytes in use after everything unreachable has been collected. */
function bytesInUse(): number {
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const CHUNKED =
  'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';

test('the connection of a body in many thousands of chunks ends before all are parsed', async () => {
  const connected = once(server.http, 'connection') as Promise<[Socket]>;
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  const [accepted] = await connected;
  socket.write(`${CHUNKED}${'1\r\n \r\n'.repeat(250_000)}0\r\n\r\n`);
  await once(accepted, 'close');

  expect(accepted.bytesRead).toBeLessThan(200_000);
});

test('bodies in chunks of one byte take no more memory than others', async () => {
  const sockets = Array.from({ length: 20 }, () => connect(server.port, '127.0.0.1'));
  for (const socket of sockets) socket.write(CHUNKED);
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await delay(50);
  const before = bytesInUse();

  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.write('1\r\n \r\n'.repeat(4_000), resolve))),
  );
  await delay(100);

  expect(bytesInUse() - before).toBeLessThan(5_000_000);
  for (const socket of sockets) socket.destroy();
});

test('a body in many chunks is read', async () => {
  const body = JSON.stringify({ query: '{ __typename }', extensions: { pad: 'x'.repeat(2_000) } });
  const bytes = Array.from(body, (letter) => new TextEncoder().encode(letter));
  const response = await fetch(`${server.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new ReadableStream({
      pull: (controller) => {
        const next = bytes.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(next);
      },
    }),
    duplex: 'half',
  });

  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

/** Posts a body of so many bytes for a client. */
function postBytes(bytes: number, client: string): Promise<Answer> {
  const empty = { query: '{ __typename }', extensions: { pad: '' } };
  const pad = 'x'.repeat(bytes - JSON.stringify(empty).length);
  return post(server, { ...empty, extensions: { pad } }, { 'x-forwarded-for': client });
}

/** Begins bodies of 250,000 bytes for a client, and sends all but the last byte. Returns their connections. */
function beginBodies(count: number, client: string): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${client}\r\n` +
        `Content-Type: application/json\r\nContent-Length: 250000\r\n\r\n${' '.repeat(249_999)}`,
    );
    return socket;
  });
}

test('bodies that one address does not complete leave room for others, and for short ones of its own', async () => {
  const sockets = beginBodies(40, '192.0.2.1');
  await until(async () => (await postBytes(250_000, '192.0.2.1')).status === 503, 'no room');

  const refused = await postBytes(250_000, '192.0.2.1');
  expect([refused.status, refused.codes, refused.headers.get('retry-after')]).toEqual([503, ['OVERLOADED'], '5']);
  expect((await postBytes(16_384, '192.0.2.1')).json).toEqual({ data: { __typename: 'Query' } });
  expect((await postBytes(260_000, '192.0.2.2')).json).toEqual({ data: { __typename: 'Query' } });

  for (const socket of sockets) socket.destroy();
  await until(async () => (await postBytes(260_000, '192.0.2.1')).status === 200, 'room again');
});

test('bodies of many addresses that are not completed leave room for short ones', async () => {
  const sockets = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((client) => beginBodies(16, `192.0.2.${client}`));
  await until(async () => (await postBytes(250_000, '192.0.2.99')).status === 503, 'no room');

  expect((await postBytes(16_384, '192.0.2.99')).json).toEqual({ data: { __typename: 'Query' } });

  for (const socket of sockets) socket.destroy();
  await until(async () => (await postBytes(260_000, '192.0.2.99')).status === 200, 'room again');
});

test('the longest bodies take no more memory than they have bytes, whatever the sizes of their chunks', async () => {
  const body = '{"query":"{ __typename }"}'.padEnd(262_144);
  const accepted: Socket[] = [];
  const accept = (socket: Socket): unknown => accepted.push(socket);
  server.http.on('connection', accept);
  // 17 times 262,144 bytes, without the first 16 KiB of each, are just below 4 MiB.
  const sockets = Array.from({ length: 17 }, () => connect(server.port, '127.0.0.1').on('error', () => undefined));
  const statuses = sockets.map(async (socket) => String((await once(socket, 'data'))[0]).slice(9, 12));
  const sendUpTo = async (end: number, start: number): Promise<void> => {
    for (const socket of sockets) socket.write(body.slice(start, end));
    const hasArrived = ({ bytesRead, destroyed }: Socket): boolean => destroyed || bytesRead > end;
    await until(() => accepted.length === sockets.length && accepted.every(hasArrived), 'the bodies arrive');
  };
  for (const socket of sockets) {
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.200\r\n' +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
  }
  await sendUpTo(40_000, 0);
  await sendUpTo(262_143, 40_000);
  for (const socket of sockets) socket.write(body.slice(-1));

  expect(await Promise.all(statuses)).toEqual(sockets.map(() => '200'));
  server.http.off('connection', accept);
  for (const socket of sockets) socket.destroy();
});
