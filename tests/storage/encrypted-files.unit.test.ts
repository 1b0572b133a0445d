import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { generateX25519Identity } from 'age-encryption';
import { EncryptedFiles } from '../../src/storage/encrypted-files';
import { newFileKey } from '../../src/storage/file-store';
import { KeyRing } from '../../src/storage/key-ring';
import { FileDamagedError, FileMissingError } from '../../src/storage/storage-errors';
import { MemoryFileStore } from './memory-file-store';

const CHUNK = 65_536;
const SEALED_CHUNK = CHUNK + 16;
const NONCE = 16;

let store: MemoryFileStore;
let keyRing: KeyRing;
let files: EncryptedFiles;
beforeEach(async () => {
  store = new MemoryFileStore();
  keyRing = await KeyRing.fromText(await generateX25519Identity());
  files = new EncryptedFiles(store, keyRing);
});

test.each([0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])('returns the %i bytes that were written', async (size) => {
  const { key, plain } = await stored(size);

  expect((await bytesOf(await files.read(key))).equals(plain)).toBe(true);
});

test('returns the id of the key that encrypted', async () => {
  const { keyId } = await files.write(newFileKey(), Readable.from([Buffer.from('x')]));
  expect(keyId).toBe((await keyRing.keyIds())[0]);
  expect(keyId).toMatch(/^age1[a-z0-9]{58}$/);
});

test('stores no part of the plain text', async () => {
  const key = newFileKey();
  const plain = Buffer.from('Operation Lighthouse, witness list. '.repeat(10_000));
  await files.write(key, Readable.from([plain]));

  const sealed = store.files.get(key)!;
  for (let at = 0; at < 36; at++) expect(sealed.includes(plain.subarray(at, at + 8))).toBe(false);
});

test('never encrypts the same bytes to the same result', async () => {
  const [a, b] = [newFileKey(), newFileKey()];
  for (const key of [a, b]) await files.write(key, Readable.from([Buffer.alloc(1_000)]));
  expect(store.files.get(a)!.subarray(-1_000).equals(store.files.get(b)!.subarray(-1_000))).toBe(false);
});

describe('a range', () => {
  const offsets = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 199_999, 200_000, 200_001, 300_000];
  const pairs = offsets.flatMap((from) => [...offsets, undefined].map((to) => ({ from, to })));

  test('is that part of the file', async () => {
    const { key, plain } = await stored(200_000);
    for (const { from, to } of pairs) {
      const bytes = await bytesOf(await files.read(key, to === undefined ? { from } : { from, to }));
      const expected = to !== undefined && to < from ? Buffer.alloc(0) : plain.subarray(from, to);
      expect({ from, to, same: bytes.equals(expected) }).toEqual({ from, to, same: true });
    }
  });

  test('is that part of a file that ends at a chunk boundary', async () => {
    const { key, plain } = await stored(131_072);
    for (const { from, to } of pairs) {
      const bytes = await bytesOf(await files.read(key, to === undefined ? { from } : { from, to }));
      expect(bytes.equals(to !== undefined && to < from ? Buffer.alloc(0) : plain.subarray(from, to))).toBe(true);
    }
  });

  test('is read from its own chunks only', async () => {
    const { key } = await stored(40 * CHUNK);
    store.bytesRead = 0;
    await bytesOf(await files.read(key, { from: 20 * CHUNK + 5, to: 20 * CHUNK + 6 }));
    expect(store.bytesRead).toBeLessThan(2 * SEALED_CHUNK);
  });

  test('is readable in spite of damage elsewhere', async () => {
    const { key, plain } = await stored(200_000);
    flip(key, -1);
    expect((await bytesOf(await files.read(key, { to: 65_536 }))).equals(plain.subarray(0, 65_536))).toBe(true);
  });
});

describe('a flipped bit', () => {
  test('anywhere before the payload is detected before a byte is read', async () => {
    const { key } = await stored(100);
    const end = headerLength(key) + NONCE;
    for (let at = 0; at < end; at++) {
      const undo = flip(key, at);
      await expect(files.read(key).then(bytesOf)).rejects.toThrow(FileDamagedError);
      undo();
    }
    expect(await bytesOf(await files.read(key))).toHaveLength(100);
  });

  test.each([
    ['the first chunk', 0, 0],
    ['the first chunk’s tag', CHUNK, 0],
    ['the second chunk', SEALED_CHUNK + 5, 1],
    ['the second chunk’s tag', SEALED_CHUNK + CHUNK + 15, 1],
    ['the last chunk', 3 * SEALED_CHUNK, 3],
    ['the last byte', 3 * SEALED_CHUNK + 200_000 - 3 * CHUNK + 15, 3],
  ])('in %s is an error, and no byte of its chunk is returned', async (_where, offset, chunk) => {
    const { key, plain } = await stored(200_000);
    flip(key, headerLength(key) + NONCE + offset);
    await expectDamage(key, plain, chunk);
  });

  test('in an empty file is an error', async () => {
    const { key } = await stored(0);
    flip(key, -1);
    await expect(files.read(key).then(bytesOf)).rejects.toThrow(FileDamagedError);
  });
});

describe('a truncated file', () => {
  test.each([
    ['within the header', (): number => 30],
    ['to nothing', (): number => 0],
    ['after the header', (payload: number): number => payload - NONCE],
    ['within the nonce', (payload: number): number => payload - 1],
    ['after the nonce', (payload: number): number => payload],
    ['after the tag of nothing', (payload: number): number => payload + SEALED_CHUNK + 16],
    ['within the first tag', (payload: number): number => payload + 15],
  ])('%s cannot be read at all', async (_where, lengthFor) => {
    const { key } = await stored(200_000);
    truncate(key, lengthFor(headerLength(key) + NONCE));
    await expect(files.read(key)).rejects.toThrow(FileDamagedError);
  });

  test.each([1, 2, 3])(
    'at the boundary of chunk %i is an error, and its new last chunk is not returned',
    async (count) => {
      const { key, plain } = await stored(200_000);
      truncate(key, headerLength(key) + NONCE + count * SEALED_CHUNK);
      await expectDamage(key, plain, count - 1);
    },
  );

  test.each([1, 17, 3_000])('by %i bytes is an error', async (length) => {
    const { key, plain } = await stored(200_000);
    truncate(key, store.files.get(key)!.length - length);
    await expectDamage(key, plain, 3);
  });
});

test.each([0, 1, 2, 3])('a store that returns %d of four chunks is an error', async (count) => {
  const { key, plain } = await stored(200_000);
  const read = store.read.bind(store);
  store.read = (name, range) => {
    const from = range?.from ?? 0;
    return read(name, { from, to: Math.min(range?.to ?? Infinity, from + count * SEALED_CHUNK) });
  };
  await expectDamage(key, plain, count);
});

test('chunks that are swapped, repeated or from another file are errors', async () => {
  const { key, plain } = await stored(200_000);
  const whole = store.files.get(key)!;
  const start = headerLength(key) + NONCE;
  const chunk = (index: number): Buffer =>
    whole.subarray(start + index * SEALED_CHUNK, start + (index + 1) * SEALED_CHUNK);
  const other = await stored(200_000);
  const foreign = store.files.get(other.key)!.subarray(start, start + SEALED_CHUNK);

  for (const [chunks, bad] of [
    [[chunk(1), chunk(0), chunk(2), chunk(3)], 0],
    [[chunk(0), chunk(0), chunk(2), chunk(3)], 1],
    [[chunk(0), chunk(1), chunk(2), chunk(3), chunk(3)], 3],
    [[foreign, chunk(1), chunk(2), chunk(3)], 0],
  ] as const) {
    store.files.set(key, Buffer.concat([whole.subarray(0, start), ...chunks]));
    await expectDamage(key, plain, bad);
  }
});

test('a file cannot be read without its key', async () => {
  const { key } = await stored(10);
  const others = new EncryptedFiles(store, await KeyRing.fromText(await generateX25519Identity()));
  await expect(others.read(key)).rejects.toThrow(FileDamagedError);
});

test('reads files of every key in the ring', async () => {
  const [old, young] = [await generateX25519Identity(), await generateX25519Identity()];
  const before = new EncryptedFiles(store, await KeyRing.fromText(old));
  const key = newFileKey();
  await before.write(key, Readable.from([Buffer.from('of old')]));

  const after = new EncryptedFiles(store, await KeyRing.fromText(`${young},${old}`));
  expect((await bytesOf(await after.read(key))).toString()).toBe('of old');
});

test('reports a missing file', async () => {
  await expect(files.read(newFileKey())).rejects.toThrow(FileMissingError);
});

test('a write fails when its content fails', async () => {
  const content = new PassThrough();
  const key = newFileKey();
  const written = files.write(key, content);
  content.write(Buffer.alloc(100_000));
  content.destroy(new Error('the client has gone'));
  await expect(written).rejects.toThrow('the client has gone');
  expect(store.files.has(key)).toBe(false);
});

test('a signal ends a write whose content stalls', async () => {
  const content = new PassThrough();
  const abort = new AbortController();
  const key = newFileKey();
  const written = files.write(key, content, abort.signal);
  content.write(Buffer.alloc(100_000));
  await setImmediate();
  abort.abort();
  await expect(written).rejects.toThrow();
  expect(content.destroyed).toBe(true);
  expect(store.files.has(key)).toBe(false);
});

test('a reader that stops early leaves no stream of the store open', async () => {
  const { key } = await stored(20 * CHUNK);
  const unread = await files.read(key);
  unread.destroy();

  const half = await files.read(key);
  for await (const chunk of half) {
    expect(chunk).toHaveLength(CHUNK);
    break;
  }
  await setImmediate();
  expect(store.openStreams).toBe(0);
});

test('reads no further ahead than the reader needs', async () => {
  const { key } = await stored(100 * CHUNK);
  const slow = await files.read(key);
  slow.once('readable', () => {});
  await setImmediate();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(store.bytesRead).toBeLessThan(10 * CHUNK);
  slow.destroy();
});

async function stored(size: number): Promise<{ key: string; plain: Buffer }> {
  const key = newFileKey();
  const plain = randomBytes(size);
  await files.write(key, Readable.from(plain.length === 0 ? [] : [plain.subarray(0, 70_001), plain.subarray(70_001)]));
  return { key, plain };
}

/** Expects that reading fails with FileDamagedError, after the chunks before the given one and nothing else. */
async function expectDamage(key: string, plain: Buffer, chunk: number): Promise<void> {
  const received: Buffer[] = [];
  const reading = async (): Promise<void> => {
    for await (const bytes of await files.read(key)) received.push(bytes as Buffer);
  };
  await expect(reading()).rejects.toThrow(FileDamagedError);
  expect(Buffer.concat(received).equals(plain.subarray(0, chunk * CHUNK))).toBe(true);
}

function headerLength(key: string): number {
  const bytes = store.files.get(key)!;
  return bytes.indexOf('\n', bytes.indexOf('\n--- ') + 1) + 1;
}

/** Returns the function that reverts the change. */
function flip(key: string, at: number): () => void {
  const bytes = store.files.get(key)!;
  const index = at < 0 ? bytes.length + at : at;
  bytes[index]! ^= 1;
  return () => {
    bytes[index]! ^= 1;
  };
}

function truncate(key: string, length: number): void {
  store.files.set(key, store.files.get(key)!.subarray(0, length));
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}
