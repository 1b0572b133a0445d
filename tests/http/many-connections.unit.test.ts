import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { behindProxy } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

/** A frame of a client, which masks it, with the message that a client sends first. Otherwise, the server waits ten seconds for it. */
const message = Buffer.from('{"type":"connection_init"}');
const init = Buffer.concat([Buffer.from([0x81, 0x80 + message.length, 0, 0, 0, 0]), message]);

/** Requests a WebSocket through the proxy. Returns its connection, and what the server answered to the handshake. */
async function handshake(client: string): Promise<{ readonly socket: Socket; readonly response: string }> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${client}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  let response = '';
  const isComplete = (): boolean => response.includes('\r\n\r\n') && !response.endsWith('\r\n\r\n');
  while (!response.startsWith('HTTP/1.1 101') && !isComplete()) {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    response += bytes.toString();
  }
  if (response.startsWith('HTTP/1.1 101')) socket.write(init);
  return { socket, response };
}

test('a server has at most 2,000 WebSockets, and goes on serving those and requests', async () => {
  const opened = await Promise.all(
    Array.from({ length: 2_000 }, (_, number) => handshake(`203.0.113.${1 + Math.floor(number / 100)}`)),
  );
  expect(opened.filter(({ response }) => !response.startsWith('HTTP/1.1 101'))).toEqual([]);

  const { response: refusal } = await handshake('203.0.113.100');
  const [head, body] = refusal.split('\r\n\r\n') as [string, string];
  expect(head).toMatch(/^HTTP\/1\.1 429 [^]*\r\nretry-after: 60\r\n/i);
  expect(JSON.parse(body)).toMatchObject({
    errors: [{ message: /too many connections/, extensions: { code: 'TOO_MANY_REQUESTS' } }],
  });
  expect(await server.data('{ __typename }')).toEqual({ __typename: 'Query' });

  const [{ socket: left }] = opened as [(typeof opened)[number]];
  left.destroy();
  let again = refusal;
  while (!again.startsWith('HTTP/1.1 101')) again = (await handshake('203.0.113.100')).response;
  expect((await handshake('203.0.113.101')).response).toMatch(/^HTTP\/1\.1 429 /);
});
