import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { limitPipelining } from '../../../src/http/connections/pipelining';
import { createLogger } from '../../../src/http/requests/logger';
import { registerGraphqlWebSocket } from '../../../src/http/subscriptions/graphql-websocket';
import { until } from '../../support/subscriber';

/** The maximum of an address. */
const MAX_CONNECTIONS = 100;

const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'Host: example.org',
  'X-Forwarded-For: 192.0.2.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

let app: FastifyInstance;
/** The checks of requests that wait, such as that of a credential in the database. */
let checks: (() => void)[];
let isChecked: boolean;

beforeEach(async () => {
  [checks, isChecked] = [[], true];
  // Behind a proxy, the address is known without the connection.
  app = fastify({ trustProxy: true });
  limitPipelining(app);
  app.addHook('onRequest', async () => {
    if (isChecked) await new Promise<void>((resolve) => checks.push(resolve));
  });
  registerGraphqlWebSocket(app, {
    admit: () => Promise.reject(new Error('Nobody subscribes')),
    originOf: () => 'http://example.org',
    subscriptions: undefined as never,
    documents: null,
    refusals: null,
    rateLimits: null,
    logger: createLogger('fatal', { write: () => undefined }),
    config: { corsOrigins: [], publicUrl: null },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => app.close());

async function upgrade(): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(UPGRADE);
  return socket;
}

test('clients that leave while their requests are checked keep no connections', async () => {
  const ofServer: Socket[] = [];
  app.server.on('connection', (socket: Socket) => ofServer.push(socket));
  const leaving = await Promise.all(Array.from({ length: MAX_CONNECTIONS }, upgrade));
  await until(() => checks.length === MAX_CONNECTIONS);
  for (const socket of leaving) socket.resetAndDestroy();
  await until(() => ofServer.every(({ closed }) => closed));
  for (const pass of checks) pass();

  isChecked = false;
  const socket = await upgrade();
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /);
});
