import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type FileStore, newFileKey } from '../../src/storage/file-store';
import { LocalFileStore } from '../../src/storage/local-file-store';
import { S3FileStore } from '../../src/storage/s3-file-store';
import { FileMissingError } from '../../src/storage/storage-errors';
import { describeWith } from '../support/outside-programs';
import {
  createBucket,
  isS3ServerAvailable,
  s3Complaint,
  type S3Server,
  startS3Server,
  TEST_CREDENTIALS,
} from './s3-server';

/** Long enough for several parts of a multipart upload. */
const LARGE = 12 * 1024 * 1024 + 5;

const directory = mkdtempSync(path.join(tmpdir(), 'entente-files-'));

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('LocalFileStore', () => {
  const root = path.join(directory, 'deep', 'files');

  beforeAll(() => new LocalFileStore(root).prepare());

  /** The files that belong to a key. */
  const stored = async (key: string): Promise<string[]> =>
    readdirSync(path.join(root, key.slice(0, 2))).filter((name) => name.startsWith(key));

  keepsTheContract(() => new LocalFileStore(root), stored);

  test('is empty without files, whether or not it had some', async () => {
    const store = new LocalFileStore(path.join(directory, 'new'));
    expect(await store.isEmpty()).toBe(true);
    await store.prepare();
    await isEmptyWithoutFiles(store);
  });

  test('is empty with what a new disk has, which only root can open', async () => {
    const disk = mkdtempSync(path.join(directory, 'disk-'));
    const found = path.join(disk, 'lost+found');
    mkdirSync(found);
    writeFileSync(path.join(found, '#1'), '');

    expect(await new LocalFileStore(disk).isEmpty()).toBe(true);
  });

  test('is not empty if others have put a directory there that cannot be opened', async () => {
    const disk = mkdtempSync(path.join(directory, 'disk-'));
    mkdirSync(path.join(disk, '.snapshot'));
    const { opendir } = fs;
    jest
      .spyOn(fs, 'opendir')
      .mockImplementationOnce((name) => opendir(name))
      .mockRejectedValueOnce(Object.assign(new Error('EACCES'), { code: 'EACCES' }));

    expect(await new LocalFileStore(disk).isEmpty()).toBe(false);
  });

  test('is not available when the disk turns read-only while a file is written', async () => {
    const cause = Object.assign(new Error('EROFS'), { code: 'EROFS' });
    jest.spyOn(fs, 'rename').mockRejectedValueOnce(cause);
    jest.spyOn(fs, 'rm').mockRejectedValueOnce(new Error('EROFS of the removal'));

    await expect(new LocalFileStore(root).write(newFileKey(), Readable.from([Buffer.from('x')]))).rejects.toMatchObject(
      { code: 'OVERLOADED', cause },
    );
  });

  test('stores files that only the owner can read', async () => {
    const key = newFileKey();
    await new LocalFileStore(root).write(key, Readable.from([Buffer.from('secret')]));

    expect(modeOf(root)).toBe(0o700);
    expect(modeOf(path.join(root, key.slice(0, 2)))).toBe(0o700);
    expect(modeOf(path.join(root, key.slice(0, 2), key))).toBe(0o600);
  });

  test.each([
    ['too many files are open', 'EMFILE'],
    ['its directory is another account’s', 'EACCES'],
  ])('is not available while %s', async (_why, code) => {
    const cause = Object.assign(new Error(code), { code });
    jest.spyOn(fs, 'open').mockRejectedValueOnce(cause);

    await expect(new LocalFileStore(root).read(newFileKey())).rejects.toMatchObject({ code: 'OVERLOADED', cause });
  });

  test('is not available while its directory cannot be read', async () => {
    const cause = Object.assign(new Error('EIO'), { code: 'EIO' });
    jest.spyOn(fs, 'opendir').mockRejectedValueOnce(cause);
    jest.spyOn(fs, 'readdir').mockRejectedValueOnce(cause);
    const store = new LocalFileStore(root);

    await expect(keysOf(store)).rejects.toMatchObject({ code: 'OVERLOADED', cause });
    await expect(store.delete(newFileKey())).rejects.toMatchObject({ code: 'OVERLOADED', cause });
  });

  test('deletes the remains of a killed write', async () => {
    const store = new LocalFileStore(root);
    const key = newFileKey();
    await store.write(key, Readable.from([Buffer.from('whole')]));
    const left = path.join(root, key.slice(0, 2), `${key}.0123456789abcdef.part`);
    writeFileSync(left, 'half');

    await store.delete(key);

    expect(await stored(key)).toEqual([]);
  });

  test('does not delete files of other keys', async () => {
    const store = new LocalFileStore(root);
    const key = newFileKey();
    await store.write(key, Readable.from([Buffer.from('x')]));
    const foreign = path.join(root, key.slice(0, 2), `${key}.bak`);
    writeFileSync(foreign, 'notes');

    await store.delete(key);

    expect(await stored(key)).toEqual([`${key}.bak`]);
  });

  test('lists no files that others have put there', async () => {
    const own = path.join(directory, 'own');
    const store = new LocalFileStore(own);
    await store.prepare();
    const key = newFileKey();
    await store.write(key, Readable.from([Buffer.from('x')]));
    writeFileSync(path.join(own, 'notes'), 'x');
    for (const name of [`${key}.bak`, `${key}.0123456789abcdef.part`])
      writeFileSync(path.join(own, key.slice(0, 2), name), 'x');

    expect(await keysOf(store)).toEqual([key]);
  });

  test('is empty while its directory does not exist', async () => {
    const store = new LocalFileStore(path.join(directory, 'nothing'));
    expect(await keysOf(store)).toEqual([]);
    // Its files may come back with it.
    await expect(store.delete(newFileKey())).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(store.read(newFileKey())).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(store.write(newFileKey(), Readable.from([Buffer.from('x')]))).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
    expect(existsSync(path.join(directory, 'nothing'))).toBe(false);
  });
});

describeWith(isS3ServerAvailable, s3Complaint, 'S3FileStore', () => {
  let server: S3Server;
  let store: S3FileStore;
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3Server();
    client = new S3Client({
      region: 'us-east-1',
      endpoint: server.endpoint,
      forcePathStyle: true,
      credentials: TEST_CREDENTIALS,
    });
    await createBucket(server.endpoint, 'documents');
    store = bucket('documents');
  });
  afterAll(async () => {
    client.destroy();
    store.close();
    await server.stop();
  });

  function bucket(name: string): S3FileStore {
    return new S3FileStore({
      bucket: name,
      region: 'us-east-1',
      endpoint: server.endpoint,
      credentials: TEST_CREDENTIALS,
    });
  }

  /** The objects and the unfinished uploads of a key. */
  async function stored(key: string): Promise<string[]> {
    const of = { Bucket: 'documents', Prefix: key };
    const { Contents = [] } = await client.send(new ListObjectsV2Command(of));
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand(of));
    return [...Contents.map(() => 'an object'), ...Uploads.map(() => 'an upload')];
  }

  keepsTheContract(() => store, stored);

  test('is empty without files, whether or not it had some', async () => {
    await createBucket(server.endpoint, 'new');
    const other = bucket('new');
    await isEmptyWithoutFiles(other);
    other.close();
  });

  test('deletes the multipart upload of a killed write', async () => {
    const key = newFileKey();
    const content = new PassThrough();
    const written = store.write(key, content).catch((error: unknown) => error);
    content.write(Buffer.alloc(LARGE));
    await until(async () => (await stored(key)).length > 0);

    expect(await stored(key)).toEqual(['an upload']);
    await store.delete(key);
    expect(await stored(key)).toEqual([]);

    content.destroy();
    expect(await written).toBeInstanceOf(Error);
  });

  test('sends the content only, without checksums that other services would store with it', async () => {
    const requests: IncomingMessage[] = [];
    const recorder = createServer((request, response) => {
      requests.push(request);
      request.resume().once('end', () => response.setHeader('ETag', '"1"').end());
    }).listen(0, '127.0.0.1');
    await once(recorder, 'listening');
    const { port } = recorder.address() as AddressInfo;
    const recorded = new S3FileStore({
      bucket: 'documents',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: TEST_CREDENTIALS,
    });
    await recorded.write(newFileKey(), Readable.from([Buffer.from('secret')]));
    recorded.close();
    recorder.close();

    expect(requests.map(({ method, headers }) => [method, headers['content-length']])).toEqual([['PUT', '6']]);
    expect(Object.keys(requests[0]!.headers).join()).not.toMatch(/checksum|trailer|content-encoding/);
  });

  test('lists the keys of all pages', async () => {
    const pages = [
      { token: '', keys: [newFileKey(), 'notes.txt'], next: 'second' },
      { token: 'second', keys: [newFileKey()], next: '' },
    ];
    const lister = createServer((request, response) => {
      const token = new URL(request.url!, 'http://localhost').searchParams.get('continuation-token') ?? '';
      const { keys, next } = pages.find((page) => page.token === token)!;
      const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
      const more = next === '' ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
      response.end(`<ListBucketResult>${contents}${more}</ListBucketResult>`);
    }).listen(0, '127.0.0.1');
    await once(lister, 'listening');
    const { port } = lister.address() as AddressInfo;
    const listed = new S3FileStore({
      bucket: 'documents',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: TEST_CREDENTIALS,
    });
    const keys = await keysOf(listed);
    listed.close();
    lister.close();

    expect(keys).toEqual([pages[0]!.keys[0], pages[1]!.keys[0]]);
  });

  test('reports a missing bucket', async () => {
    const absent = bucket('absent');
    const missing = { code: 'OVERLOADED', cause: { message: expect.stringContaining('bucket') } };
    await expect(absent.write(newFileKey(), Readable.from([Buffer.from('x')]))).rejects.toMatchObject(missing);
    await expect(absent.read(newFileKey())).rejects.toMatchObject(missing);
    await expect(absent.size(newFileKey())).rejects.toMatchObject(missing);
    absent.close();
  });
});

/**
 * The behaviour that every store has.
 *
 * @param stored returns everything that is stored for a key, including partial writes
 */
async function isEmptyWithoutFiles(store: FileStore): Promise<void> {
  const key = newFileKey();
  expect(await store.isEmpty()).toBe(true);
  await store.write(key, Readable.from([Buffer.from('x')]));
  expect(await store.isEmpty()).toBe(false);
  await store.delete(key);
  expect(await store.isEmpty()).toBe(true);
}

async function keysOf(store: FileStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.keys()) keys.push(key);
  return keys;
}

function keepsTheContract(store: () => FileStore, stored: (key: string) => Promise<string[]>): void {
  test('lists the keys of files once they are complete, until they are deleted', async () => {
    const [key, other] = [newFileKey(), newFileKey()];
    await store().write(key, Readable.from([Buffer.from('x')]));
    const content = new PassThrough();
    content.write('half');
    const written = store().write(other, content);

    const listed = await keysOf(store());
    expect([listed.filter((one) => one === key), listed.includes(other)]).toEqual([[key], false]);
    content.end();
    await written;
    await store().delete(key);
    const listedLater = await keysOf(store());
    expect([listedLater.includes(key), listedLater.includes(other)]).toEqual([false, true]);
  });

  test.each([0, 1, 65_535, 65_536, 200_000, LARGE])('returns the %i bytes that were written', async (length) => {
    const key = newFileKey();
    const content = randomBytes(length);
    await store().write(key, Readable.from(pieces(content)));

    expect(await store().size(key)).toBe(length);
    expect((await bytesOf(await store().read(key))).equals(content)).toBe(true);
  });

  test('reads ranges, cut off at the end', async () => {
    const key = newFileKey();
    const content = randomBytes(100_000);
    await store().write(key, Readable.from(pieces(content)));

    for (const range of [{ from: 0 }, { from: 1 }, { to: 1 }, { from: 99_999 }, { from: 70_000, to: 70_001 }]) {
      const bytes = await bytesOf(await store().read(key, range));
      expect(bytes.equals(content.subarray(range.from, range.to))).toBe(true);
    }
    for (const range of [{ from: 100_000 }, { from: 200_000, to: 200_001 }, { from: 5, to: 5 }, { from: 5, to: 2 }]) {
      expect(await bytesOf(await store().read(key, range))).toHaveLength(0);
    }
    expect(await bytesOf(await store().read(key, { from: 99_990, to: 200_000 }))).toHaveLength(10);
  });

  test('reports a missing file', async () => {
    const key = newFileKey();
    await expect(store().read(key)).rejects.toThrow(FileMissingError);
    await expect(store().read(key, { from: 3, to: 3 })).rejects.toThrow(FileMissingError);
    await expect(store().size(key)).rejects.toThrow(FileMissingError);
  });

  test('stores each file once, and nothing after it was deleted', async () => {
    const key = newFileKey();
    await store().write(key, Readable.from([Buffer.from('x')]));
    expect(await stored(key)).toHaveLength(1);

    await store().delete(key);
    expect(await stored(key)).toEqual([]);
    await expect(store().read(key)).rejects.toThrow(FileMissingError);
    await store().delete(key);
  });

  test.each(['', 'abc', '../../etc/passwd', 'A'.repeat(32), `${'a'.repeat(32)}\n`, `${'a'.repeat(31)}/`])(
    'rejects the key %j',
    async (key) => {
      const content = Readable.from([Buffer.from('x')]);
      await expect(store().write(key, content)).rejects.toThrow(TypeError);
      await expect(store().read(key)).rejects.toThrow(TypeError);
      await expect(store().size(key)).rejects.toThrow(TypeError);
      await expect(store().delete(key)).rejects.toThrow(TypeError);
    },
  );

  describe.each([
    ['at once', 0],
    ['after some bytes', 1_000],
    ['after many bytes', LARGE],
  ])('a write whose content ends %s', (_when, length) => {
    const endings: [string, (content: PassThrough, abort: AbortController) => void][] = [
      ['with an error', (content) => content.destroy(new Error('the client has gone'))],
      ['destroyed', (content) => content.destroy()],
      ['aborted', (_content, abort) => abort.abort()],
    ];

    test.each(endings)('%s fails and leaves nothing', async (_how, end) => {
      const key = newFileKey();
      const content = new PassThrough();
      const abort = new AbortController();
      const written = store().write(key, content, abort.signal);
      written.catch(() => {});
      if (length > 0) await feed(content, length);
      end(content, abort);

      await expect(written).rejects.toThrow();
      expect(content.destroyed).toBe(true);
      expect(await stored(key)).toEqual([]);
    });
  });

  test('a write whose signal is aborted before it begins leaves nothing', async () => {
    const key = newFileKey();
    const content = Readable.from([Buffer.from('x')]);
    await expect(store().write(key, content, AbortSignal.abort())).rejects.toThrow();
    expect(content.destroyed).toBe(true);
    expect(await stored(key)).toEqual([]);
  });

  test('a write whose signal is aborted after the last byte of the content leaves nothing', async () => {
    const key = newFileKey();
    const abort = new AbortController();
    const content = Readable.from([Buffer.alloc(100_000)]).once('close', () => abort.abort());
    await expect(store().write(key, content, abort.signal)).rejects.toThrow(/abort/);
    expect(await stored(key)).toEqual([]);
  });

  test('a write whose content has failed already fails', async () => {
    const key = newFileKey();
    const content = new PassThrough();
    content.destroy(new Error('too early'));
    await expect(store().write(key, content)).rejects.toThrow();
    expect(await stored(key)).toEqual([]);
  });

  test('shows nothing until the write is complete', async () => {
    const key = newFileKey();
    const content = new PassThrough();
    const written = store().write(key, content);
    await feed(content, LARGE);
    await expect(store().read(key)).rejects.toThrow(FileMissingError);

    content.end();
    await written;
    expect(await store().size(key)).toBe(LARGE);
  });
}

/** Produces this many bytes, as fast as they are read. */
async function feed(content: PassThrough, length: number): Promise<void> {
  for (let left = length; left > 0; left -= 65_536) {
    await new Promise<void>((resolve, reject) => {
      content.write(Buffer.alloc(Math.min(left, 65_536)), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

function* pieces(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += 60_000) yield content.subarray(start, start + 60_000);
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not come about within five seconds.');
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}
