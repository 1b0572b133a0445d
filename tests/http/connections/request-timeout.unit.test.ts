import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { limitRequestTime } from '../../../src/http/connections/request-timeout';

const timeoutMs = 150;

let app: FastifyInstance;

beforeEach(async () => {
  app = fastify();
  limitRequestTime(app, timeoutMs);
  const handler = async (): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, timeoutMs * 2));
    return 'done';
  };
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.post('/body', async () => 'done');
  app.post('/slow', handler);
  app.post('/large', { config: { hasOwnTimeout: true } }, async () => 'done');
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => app.close());

/** The response to a request whose body arrives in these pieces, with a pause before each but the first. */
async function answerTo(path: string, pieces: readonly string[], pauseMs: number): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(
    [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: x/y', 'Content-Length: 4', 'Connection: close', '', ''].join(
      '\r\n',
    ),
  );
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (!socket.destroyed) socket.write(piece);
  }
  await closed;
  return answer;
}

test('responds with 408 to a body that does not arrive in time, and closes the connection', async () => {
  const answer = await answerTo('/body', ['ab'], 0);
  expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  expect(answer).toContain('Connection: close');
  expect(answer).toMatch(/\{"errors":\[\{"message":"Request Timeout","extensions":\{"code":"BAD_REQUEST"\}\}\]\}\n$/);
});

test('closes the connection of a client that has read the response and does not close it', async () => {
  const connected = once(app.server, 'connection') as Promise<[Socket]>;
  const { port } = app.server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume();
  client.on('error', () => undefined).write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n');
  const [socket] = await connected;
  await once(client, 'end');

  await once(socket, 'close');
  client.destroy();
});

test('ends a request whose body trickles in', async () => {
  expect(await answerTo('/body', ['a', 'b', 'c'], timeoutMs / 2)).toMatch(/^HTTP\/1.1 408 /);
});

test('a request whose body arrives in time may take longer to answer', async () => {
  expect(await answerTo('/slow', ['ab', 'cd'], 1)).toMatch(/^HTTP\/1.1 200 /);
});

test('does not limit a route with its own timeout', async () => {
  expect(await answerTo('/large', ['ab', 'cd'], timeoutMs * 2)).toMatch(/^HTTP\/1.1 200 /);
});
