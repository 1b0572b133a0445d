import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { behindProxy } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await server.close();
});

/** Requests a WebSocket through the proxy. It answers pings, and sends the message that the server waits for. */
function connect(client: string): WebSocket {
  const url = `${server.address.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': client } });
  sockets.push(socket);
  return socket.on('error', () => undefined).on('open', () => socket.send('{"type":"connection_init"}'));
}

async function refusalOf(socket: WebSocket): Promise<IncomingMessage> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return response;
}

test('a server has at most 2,000 WebSockets, and goes on serving those and requests', async () => {
  for (let group = 0; group < 40; group += 1) {
    const some = Array.from({ length: 50 }, () => connect(`203.0.113.${1 + Math.floor(group / 2)}`));
    await Promise.all(some.map((socket) => once(socket, 'open')));
  }

  const refusal = await refusalOf(connect('203.0.113.100'));
  expect([refusal.statusCode, refusal.headers['retry-after']]).toEqual([429, '60']);
  const body = Buffer.concat(await refusal.toArray()).toString();
  expect(JSON.parse(body)).toMatchObject({
    errors: [{ message: /too many connections/, extensions: { code: 'TOO_MANY_REQUESTS' } }],
  });
  expect(await server.data('{ __typename }')).toEqual({ __typename: 'Query' });
  expect(sockets.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(2_000);

  sockets[0]!.terminate();
  let isGiven = false;
  while (!isGiven) {
    const again = connect('203.0.113.100');
    isGiven = await Promise.race([
      once(again, 'open').then(() => true),
      once(again, 'unexpected-response').then(() => false),
    ]);
  }
  expect((await refusalOf(connect('203.0.113.101'))).statusCode).toBe(429);
});
