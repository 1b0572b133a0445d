import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { accountWithPassword, behindProxy, codesOf, signIn } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

const ports = Array.from({ length: 6 }, (_, number) => 50_000 + number);

test.each([
  ['a port to an IPv4 address', (port: number) => `203.0.113.7:${port}`],
  ['a port to an IPv6 address', (port: number) => `[2001:db8:7::1]:${port}`],
  ['text that is no address', (port: number) => `client-${port}`],
])('counts a client as one when a proxy adds %s', async (_what, written) => {
  const { email } = await accountWithPassword(server);
  const codes: string[] = [];
  for (const port of ports) codes.push(...codesOf(await signIn(server, email, 'a wrong password', written(port))));

  expect(codes).toEqual([...Array<string>(5).fill('UNAUTHENTICATED'), 'TOO_MANY_REQUESTS']);
});

test('allows a client no more connections when a proxy adds a port to its address', async () => {
  const sockets: WebSocket[] = [];
  const connect = (from: string): WebSocket => {
    const url = `${server.address.replace(/^http/, 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { 'x-forwarded-for': from } });
    sockets.push(socket.on('error', () => undefined));
    return socket;
  };
  const first = Array.from({ length: 100 }, (_, number) => connect(`203.0.113.8:${50_000 + number}`));
  await Promise.all(first.map((socket) => once(socket, 'open')));

  const [, refusal] = (await once(connect('203.0.113.8:60000'), 'unexpected-response')) as [unknown, IncomingMessage];
  const [upgraded] = (await once(connect('203.0.113.9:60000'), 'upgrade')) as [IncomingMessage];
  for (const socket of sockets) socket.terminate();

  expect([refusal.statusCode, upgraded.statusCode]).toEqual([429, 101]);
});
