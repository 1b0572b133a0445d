import { addAbortSignal, Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type MultipartUpload,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { StorageUnavailableError } from '../errors';
import { assertFileKey, type ByteRange, type FileStore, isFileKey } from './file-store';
import { FileMissingError } from './storage-errors';

/** How long a bucket may take to respond while the server starts, with the attempts that the SDK repeats, in milliseconds. */
const AVAILABLE_MS = 5_000;

const TIMEOUTS = {
  /** How long the bucket may take to begin its response to a read, in milliseconds. The SDK tries three times. */
  responseMs: 10_000,
  /**
   * How long nothing may move on a connection that waits for the bucket, in milliseconds. It is longer than the time after which a client
   * that takes nothing is disconnected, because a file is read only as fast as its client takes it.
   */
  idleMs: 120_000,
};

/**
 * Each file that is being sent holds a connection until its client has taken it. The routes limit how many there are. With the maximum of the
 * SDK, 50, any other request would wait for one of them, and fail after the time that connecting may take.
 */
const AGENT = { maxSockets: Infinity };

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  /** The URL of a service other than Amazon's. The bucket is then part of the path. */
  readonly endpoint?: string;
  /** By default, the credentials that the AWS SDK finds in the environment, its files, or the machine's role. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Stores files in a bucket of Amazon S3 or a compatible service. */
export class S3FileStore implements FileStore {
  private readonly bucket: string;
  private readonly client: S3Client;
  private readonly responseMs: number;

  constructor({ bucket, region, endpoint, credentials }: S3Options, { responseMs, idleMs } = TIMEOUTS) {
    this.responseMs = responseMs;
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
      // Other services store the trailers of such checksums as content.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: 5_000,
        socketTimeout: idleMs,
        // Of the requests that have a time for the response.
        throwOnRequestTimeout: true,
        httpAgent: AGENT,
        httpsAgent: AGENT,
      },
    });
  }

  /** Closes the open connections. */
  close(): void {
    this.client.destroy();
  }

  /** The operator creates the bucket. */
  async prepare(): Promise<void> {}

  async write(key: string, content: Readable, signal?: AbortSignal): Promise<void> {
    assertFileKey(key);
    try {
      // Upload's own abort does not wait until the parts are removed; failing content does.
      const body = signal === undefined ? content : addAbortSignal(signal, content);
      // One part at a time: each takes memory until the bucket has it.
      await new Upload({ client: this.client, params: { ...this.at(key), Body: body }, queueSize: 1 }).done();
    } catch (error) {
      content.destroy();
      throw orUnavailable(error);
    }
    if (signal?.aborted === true) {
      await this.delete(key);
      signal.throwIfAborted();
    }
  }

  async read(key: string, { from = 0, to = Infinity }: ByteRange = {}, signal?: AbortSignal): Promise<Readable> {
    assertFileKey(key);
    if (to <= from) {
      await this.size(key, signal);
      return Readable.from([]);
    }
    const range = `bytes=${from}-${to === Infinity ? '' : to - 1}`;
    try {
      const command = new GetObjectCommand({ ...this.at(key), Range: range });
      // Ends the body as well.
      const response = await this.client.send(command, this.reading(signal));
      const body = response.Body as Readable;
      // A service or proxy that ignores ranges would fill the memory with the whole file, where its header was requested.
      if (response.ContentRange === undefined && (from > 0 || (response.ContentLength ?? Infinity) > to)) {
        body.destroy();
        throw new Error(`The bucket ignores ranges: it has answered a request for ${range} with the whole file`);
      }
      return withKnownErrors(body, signal);
    } catch (error) {
      signal?.throwIfAborted();
      // The range begins after the end, as every range of an empty object does.
      if (error instanceof S3ServiceException && error.name === 'InvalidRange') return Readable.from([]);
      throw orMissing(error, key);
    }
  }

  async size(key: string, signal?: AbortSignal): Promise<number> {
    assertFileKey(key);
    try {
      const response = await this.client.send(new HeadObjectCommand(this.at(key)), this.reading(signal));
      return response.ContentLength ?? 0;
    } catch (error) {
      signal?.throwIfAborted();
      // The response to HEAD has no body, so a missing bucket looks like a missing object. Reading the object tells them apart.
      if (isMissing(error)) (await this.read(key, { to: 1 }, signal)).destroy();
      throw orMissing(error, key);
    }
  }

  async *keys(): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.client
        .send(new ListObjectsV2Command({ Bucket: this.bucket, ContinuationToken: token }))
        .catch(throwUnavailable);
      for (const { Key = '' } of page.Contents ?? []) if (isFileKey(Key)) yield Key;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async assertAvailable(): Promise<void> {
    const abortSignal = AbortSignal.timeout(AVAILABLE_MS);
    try {
      await this.client.send(this.listOne(), { abortSignal });
    } catch (error) {
      throw abortSignal.aborted ? new Error(`no response within ${AVAILABLE_MS} ms`, { cause: error }) : error;
    }
  }

  async isEmpty(): Promise<boolean> {
    const { KeyCount } = await this.client.send(this.listOne());
    return KeyCount === 0;
  }

  async delete(key: string): Promise<void> {
    assertFileKey(key);
    for await (const { Key, UploadId } of this.uploads(key)) {
      if (Key !== key) continue;
      await this.client.send(new AbortMultipartUploadCommand({ ...this.at(key), UploadId })).catch((error: unknown) => {
        if (!isMissing(error)) throwUnavailable(error);
      });
    }
    await this.client.send(new DeleteObjectCommand(this.at(key))).catch(throwUnavailable);
  }

  /** The options of a request that reads, whose response begins as soon as the bucket has found the file. */
  private reading(signal?: AbortSignal): { requestTimeout: number; abortSignal?: AbortSignal } {
    return { requestTimeout: this.responseMs, ...(signal && { abortSignal: signal }) };
  }

  private listOne(): ListObjectsV2Command {
    return new ListObjectsV2Command({ Bucket: this.bucket, MaxKeys: 1 });
  }

  private at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: key };
  }

  /** Unfinished multipart uploads of keys with this prefix. */
  private async *uploads(prefix: string): AsyncGenerator<MultipartUpload> {
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {};
    while (marker !== null) {
      const page: ListMultipartUploadsCommandOutput = await this.client
        .send(new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: prefix, ...marker }))
        .catch(throwUnavailable);
      yield* page.Uploads ?? [];
      marker =
        page.IsTruncated === true ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : null;
    }
  }
}

function orMissing(error: unknown, key: string): unknown {
  return isMissing(error) ? new FileMissingError(key, { cause: error }) : orUnavailable(error);
}

function throwUnavailable(error: unknown): never {
  throw orUnavailable(error);
}

/**
 * Every other failure of a request means that the bucket cannot be used now: it does not respond, has too many requests, or refuses the
 * credentials. A request that has failed has metadata, unless there are no credentials to send it with. An error of the content has none.
 */
function orUnavailable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isOfRequest = '$metadata' in error || error.name === 'CredentialsProviderError';
  return isOfRequest ? new StorageUnavailableError(error) : error;
}

/** The bytes of a file. A connection that is lost meanwhile means that the bucket is not available, unless the signal has ended it. */
function withKnownErrors(body: Readable, signal?: AbortSignal): Readable {
  const bytes = Readable.from(bytesOf(body, signal), { objectMode: false });
  // A stream that nobody reads would leave the connection open.
  return bytes.once('close', () => body.destroy());
}

async function* bytesOf(body: Readable, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* body as AsyncIterable<Buffer>;
  } catch (error) {
    signal?.throwIfAborted();
    throw new StorageUnavailableError(error);
  }
}

/** The response to HEAD has no body, so a missing object has another error name. */
function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && ['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(error.name);
}
