import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as delay } from 'node:timers/promises';
import { startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
  setFlagsFromString('--expose-gc');
});
afterAll(() => server.close());

/** The bytes in use after everything unreachable has been collected. */
function bytesInUse(): number {
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a body in chunks of one byte takes no more memory than another one', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  await once(socket, 'connect');
  await delay(50);
  const before = bytesInUse();

  await new Promise((resolve) => socket.write('1\r\n \r\n'.repeat(200_000), resolve));
  await delay(500);

  expect(bytesInUse() - before).toBeLessThan(5_000_000);
  socket.destroy();
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
