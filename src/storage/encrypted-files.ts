import { createDecipheriv, hkdfSync } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { ByteRange, FileStore } from './file-store';
import type { KeyRing } from './key-ring';
import { FileDamagedError } from './storage-errors';

// The age format (https://age-encryption.org/v1): a text header, a nonce, and encrypted chunks with one tag each.
const NONCE_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

/** Maximum header size. A header for one recipient has about 200 bytes; one for dozens still fits. */
const MAX_HEADER_BYTES = 16 * 1024;

/** What the header and the length of a stored file reveal. */
interface Envelope {
  readonly payloadKey: Buffer;
  readonly payloadOffset: number;
  /** At least 1. The last chunk may be shorter; it is empty only in an empty file. */
  readonly chunkCount: number;
  readonly plainSize: number;
}

/** Stores files encrypted, in a format that `age -d` can decrypt. */
export class EncryptedFiles {
  constructor(
    private readonly store: FileStore,
    private readonly keyRing: KeyRing,
  ) {}

  /** See `FileStore.prepare`. */
  prepare(): Promise<void> {
    return this.store.prepare();
  }

  /** Like FileStore.write. Returns the id of the key that encrypted the file. */
  async write(key: string, content: Readable, signal?: AbortSignal): Promise<{ keyId: string }> {
    // The content may fail before it is read. Reading it then still reports the error.
    content.on('error', () => {});
    // Content that stalls would block its reader forever, so the signal must end the content itself.
    if (signal !== undefined) addAbortSignal(signal, content);
    try {
      const { keyId, encrypter } = await this.keyRing.encrypter();
      const encrypted = await encrypter.encrypt(ReadableStream.from(content));
      await this.store.write(key, Readable.from(encrypted, { objectMode: false }), signal);
      return { keyId };
    } finally {
      content.destroy();
    }
  }

  /**
   * Returns decrypted bytes. Only the chunks of the range are read and verified. Bytes are returned only from chunks
   * that are complete, in their place and encrypted with the file's key. At the first other chunk, the stream fails
   * with a FileDamagedError.
   *
   * @param signal see `FileStore.read`
   */
  async read(key: string, range: ByteRange = {}, signal?: AbortSignal): Promise<Readable> {
    const envelope = await this.open(key, signal);
    const to = Math.min(range.to ?? Infinity, envelope.plainSize);
    const from = range.from ?? 0;
    // An empty file also has a chunk to verify.
    if (from >= to && envelope.plainSize > 0) return Readable.from([]);

    return Readable.from(this.plainBytes(key, envelope, { from, to }, signal), { objectMode: false });
  }

  delete(key: string): Promise<void> {
    return this.store.delete(key);
  }

  /** See `FileStore.isEmpty`. */
  isEmpty(): Promise<boolean> {
    return this.store.isEmpty();
  }

  private async open(key: string, signal?: AbortSignal): Promise<Envelope> {
    const [size, head] = await Promise.all([this.store.size(key, signal), this.head(key, signal)]);
    const macAt = head.indexOf('\n--- ') + 1;
    const headerBytes = head.indexOf('\n', macAt) + 1;
    if (macAt === 0 || headerBytes === 0) throw new FileDamagedError(key, 'it has no header');

    const payloadOffset = headerBytes + NONCE_BYTES;
    const sealedBytes = size - payloadOffset;
    const chunkCount = Math.max(Math.ceil(sealedBytes / SEALED_CHUNK_BYTES), 1);
    const lastChunkBytes = sealedBytes - (chunkCount - 1) * SEALED_CHUNK_BYTES;
    if (lastChunkBytes < TAG_BYTES || (lastChunkBytes === TAG_BYTES && chunkCount > 1)) {
      throw new FileDamagedError(key, 'it is cut off');
    }
    const fileKey = await this.keyRing.unwrap(head.subarray(0, headerBytes)).catch((error: unknown) => {
      throw new FileDamagedError(key, 'its header is damaged, or its key is missing', { cause: error });
    });
    return {
      payloadKey: Buffer.from(hkdfSync('sha256', fileKey, head.subarray(headerBytes, payloadOffset), 'payload', 32)),
      payloadOffset,
      chunkCount,
      plainSize: sealedBytes - chunkCount * TAG_BYTES,
    };
  }

  /** Opens the store's stream only when reading begins, so that an unread stream leaves nothing open. */
  private async *plainBytes(
    key: string,
    envelope: Envelope,
    { from, to }: Required<ByteRange>,
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    let index = Math.floor(from / CHUNK_BYTES);
    const end = Math.max(Math.ceil(to / CHUNK_BYTES), 1);
    const sealedRange = {
      from: envelope.payloadOffset + index * SEALED_CHUNK_BYTES,
      to: envelope.payloadOffset + end * SEALED_CHUNK_BYTES,
    };
    const sealed = await this.store.read(key, sealedRange, signal);
    for await (const sealedChunk of inChunksOf(sealed, SEALED_CHUNK_BYTES)) {
      const plain = openChunk(key, envelope, index, sealedChunk);
      const start = index * CHUNK_BYTES;
      yield plain.subarray(Math.max(from - start, 0), to - start);
      index++;
    }
    // The store has returned fewer bytes than the file's size.
    if (index < end) throw new FileDamagedError(key, 'it is cut off');
  }

  private async head(key: string, signal?: AbortSignal): Promise<Buffer> {
    const head = await this.store.read(key, { to: MAX_HEADER_BYTES + NONCE_BYTES }, signal);
    return Buffer.concat(await head.toArray());
  }
}

/**
 * Decrypts one chunk. The nonce contains the chunk's index and whether it is the last, so that no chunk can be moved,
 * omitted or cut off.
 */
function openChunk(key: string, { payloadKey, chunkCount }: Envelope, index: number, sealed: Buffer): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = index === chunkCount - 1 ? 1 : 0;
  const tagAt = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv('chacha20-poly1305', payloadKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(tagAt));
    const plain = decipher.update(sealed.subarray(0, tagAt));
    decipher.final();
    return plain;
  } catch (error) {
    throw new FileDamagedError(key, `chunk ${index + 1} of ${chunkCount} is damaged`, { cause: error });
  }
}

/** Regroups the stream's bytes into chunks of the given size. The last one may be shorter. */
async function* inChunksOf(stream: Readable, size: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    let rest = part;
    while (length + rest.length >= size) {
      const needed = size - length;
      yield Buffer.concat([...parts, rest.subarray(0, needed)]);
      rest = rest.subarray(needed);
      parts = [];
      length = 0;
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(parts);
}
