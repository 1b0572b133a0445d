import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { newFileKey } from '../../src/storage/file-store';
import { S3FileStore } from '../../src/storage/s3-file-store';
import { TEST_CREDENTIALS } from './s3-server';

let bucket: Server;
let store: S3FileStore;

afterEach(() => {
  store.close();
  bucket.closeAllConnections();
  bucket.close();
});

/** Starts a service that answers like this, and a store that waits for it as long as this. */
async function start(answer: RequestListener, timeouts: { responseMs?: number; idleMs?: number } = {}): Promise<void> {
  bucket = createServer(answer).listen(0, '127.0.0.1');
  await once(bucket, 'listening');
  const endpoint = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`;
  store = new S3FileStore(
    { bucket: 'files', region: 'us-east-1', endpoint, credentials: TEST_CREDENTIALS },
    { responseMs: 10_000, idleMs: 10_000, ...timeouts },
  );
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => {
      resolve(count);
    });
  });
}

/** The error of a store whose bucket does not answer, for this reason. */
function unavailable(reason: RegExp): object {
  return { code: 'OVERLOADED', cause: { message: expect.stringMatching(reason) } };
}

test('answers while clients take 100 other files slowly', async () => {
  await start((request, response) => {
    response.writeHead(200, { 'content-length': 5 });
    if (request.method === 'HEAD') response.end();
    else response.write('a');
  });
  const slow = await Promise.all(Array.from({ length: 100 }, () => store.read(newFileKey())));

  expect(await store.size(newFileKey())).toBe(5);
  for (const file of slow) file.destroy();
});

test('fails if the bucket does not begin its response to a read', async () => {
  let requests = 0;
  await start(() => (requests += 1), { responseMs: 100 });
  const reason = unavailable(/exceeded the configured 100 ms requestTimeout/);

  await expect(store.size(newFileKey())).rejects.toMatchObject(reason);
  await expect(store.read(newFileKey())).rejects.toMatchObject(reason);
  expect(requests).toBeGreaterThan(2);
  while ((await connectionsOf(bucket)) > 0) await delay(5);
});

test('reads a file whose bytes come slowly', async () => {
  await start(
    (_request, response) => {
      response.writeHead(200, { 'content-length': 5 }).write('a');
      setTimeout(() => response.end('bcde'), 300);
    },
    { responseMs: 100 },
  );

  expect(await text(await store.read(newFileKey()))).toBe('abcde');
});

test.each([503, 403])('is unavailable if the bucket answers %i', async (status) => {
  await start((_request, response) => {
    response.writeHead(status).end();
  });

  await expect(store.size(newFileKey())).rejects.toMatchObject(unavailable(/^UnknownError$/));
});

test.each([
  ['has too many requests', 429, 'TooManyRequests'],
  ['does not accept expired credentials', 400, 'ExpiredToken'],
  ['does not exist', 404, 'NoSuchBucket'],
])('is unavailable if the bucket %s', async (_what, status, code) => {
  await start((_request, response) => {
    response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  });

  await expect(store.read(newFileKey())).rejects.toMatchObject(unavailable(new RegExp(code)));
});

test.each([
  ['before its first byte', ''],
  ['in its middle', 'a'],
])('is unavailable if the connection is lost within a file, %s', async (_where, begun) => {
  await start((_request, response) => {
    response.writeHead(200, { 'content-length': 5 }).write(begun, () => response.destroy());
    response.flushHeaders();
  });

  await expect(text(await store.read(newFileKey()))).rejects.toMatchObject(unavailable(/aborted/));
});

test('closes the connection of a file that nobody reads', async () => {
  await start((_request, response) => {
    response.writeHead(200, { 'content-length': 5 }).write('a');
  });
  const file = await store.read(newFileKey());
  file.destroy();

  while ((await connectionsOf(bucket)) > 0) await delay(5);
});

test('is unavailable if the bucket cannot be reached', async () => {
  await start(() => undefined);
  bucket.close();

  await expect(store.read(newFileKey())).rejects.toMatchObject(unavailable(/ECONNREFUSED/));
  await expect(store.write(newFileKey(), Readable.from(['a']))).rejects.toMatchObject(unavailable(/ECONNREFUSED/));
  await expect(store.keys().next()).rejects.toMatchObject(unavailable(/ECONNREFUSED/));
  await expect(store.delete(newFileKey())).rejects.toMatchObject(unavailable(/ECONNREFUSED/));
});

test('fails if the bucket stops in the middle of a file', async () => {
  await start(
    (_request, response) => {
      response.writeHead(200, { 'content-length': 5 }).write('a');
    },
    { idleMs: 100 },
  );

  await expect(text(await store.read(newFileKey()))).rejects.toMatchObject(
    unavailable(/timed out after 100 ms of inactivity/),
  );
});

test('reads one part of a file, and no more, while the bucket does not take it', async () => {
  const begun = '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';
  await start(
    (request, response) => {
      if (request.method !== 'PUT') response.end(begun);
    },
    { idleMs: 100 },
  );
  let bytes = 0;
  const pieces = function* () {
    for (const piece of Array<Buffer>(480).fill(Buffer.alloc(65_536))) {
      bytes += piece.length;
      yield piece;
    }
  };

  await expect(store.write(newFileKey(), Readable.from(pieces()))).rejects.toMatchObject(
    unavailable(/timed out after 100 ms/),
  );
  expect(bytes).toBeLessThan(2 * 5 * 2 ** 20);
});

test.each([
  [{ from: 0, to: 2 }, null],
  [{ from: 1 }, null],
  [{ from: 0, to: 3 }, 'abc'],
  [{}, 'abc'],
])('reads the range %p of a bucket that ignores ranges only if it is the whole file', async (range, whole) => {
  await start((_request, response) => {
    response.writeHead(200, { 'content-length': 3 }).end('abc');
  });

  const read = store.read(newFileKey(), range);
  if (whole === null) await expect(read).rejects.toThrow('The bucket ignores ranges');
  else expect(await text(await read)).toBe(whole);
});
