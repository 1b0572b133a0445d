import { once } from 'node:events';
import http from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type MultipartUpload,
  S3Client,
} from '@aws-sdk/client-s3';
import { sql } from '../../../src/database/sql/sql';
import {
  createBucket,
  isS3ServerAvailable,
  s3Complaint,
  type S3Server,
  startS3Server,
  TEST_CREDENTIALS,
} from '../../storage/s3-server';
import { runCommand } from '../../support/command-in-process';
import {
  contentOf,
  createDocument,
  createDocumentWith,
  downloadUrlOf,
  type NewDocument,
  put,
  replaceFile,
  sha256Of,
  storedFiles,
  textOf,
  until,
} from '../../support/contents';
import { describeWith } from '../../support/outside-programs';
import { killProcesses, startServer, type TestProcess } from '../../support/processes';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, member } from '../../support/viewers';

/** Long enough for several parts of a multipart upload. */
const bytes = textOf(12 * 1024 * 1024 + 5);

const credentials = {
  AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
};

interface StallingBucket {
  readonly endpoint: string;
  readonly connections: ReadonlySet<Socket>;
  /** The server gets so many bytes more, and then nothing, on connections that stay open. */
  stallAfter(bytes: number): void;
  isStalled(): boolean;
  close(): void;
}

/** A way to the bucket on which answers can stop. */
async function startStallingBucket(endpoint: string): Promise<StallingBucket> {
  const { hostname, port } = new URL(endpoint);
  const connections = new Set<Socket>();
  let rest = Infinity;
  const proxy = createServer((socket) => {
    connections.add(socket);
    const upstream = connect(Number(port), hostname);
    upstream.on('data', (piece: Buffer) => {
      if (rest > 0) socket.write(piece.subarray(0, rest));
      rest -= piece.length;
    });
    upstream.on('end', () => rest > 0 && socket.end()).on('error', () => undefined);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        connections.delete(socket);
        upstream.destroy();
      });
    socket.pipe(upstream);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    connections,
    stallAfter: (bytes) => (rest = bytes),
    isStalled: () => rest < 0,
    close: () => {
      proxy.close();
      connections.forEach((socket) => socket.destroy());
    },
  };
}

describeWith(isS3ServerAvailable, s3Complaint, 'with S3_BUCKET, the server', () => {
  let s3: S3Server;
  let client: S3Client;
  let server: TestServer;
  let bucket: Record<string, string>;
  const environmentBefore = { ...process.env };

  beforeAll(async () => {
    s3 = await startS3Server();
    await createBucket(s3.endpoint, 'documents');
    client = new S3Client({
      region: 'us-east-1',
      endpoint: s3.endpoint,
      forcePathStyle: true,
      credentials: TEST_CREDENTIALS,
    });
    bucket = { S3_BUCKET: 'documents', S3_ENDPOINT: s3.endpoint };
    // The SDK reads these by itself.
    Object.assign(process.env, credentials);
    server = await startTestServer(bucket);
  });

  afterEach(killProcesses);

  afterAll(async () => {
    await server.close();
    process.env = environmentBefore;
    client.destroy();
    await s3.stop();
  });

  async function objects(): Promise<string[]> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'documents' }));
    return Contents.map(({ Key }) => Key!).sort();
  }

  /** The multipart uploads that are neither completed nor aborted. */
  async function unfinished(): Promise<MultipartUpload[]> {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'documents' }));
    return Uploads;
  }

  async function versions(): Promise<{ fileKey: string; keyId: string }[]> {
    return server.app.database.read.query(sql`SELECT file_key, key_id FROM document_content_version`);
  }

  async function fileKeys(): Promise<string[]> {
    const images = await server.app.database.read.query<{ fileKey: string }>(sql`SELECT file_key FROM image_file`);
    return [...(await versions()), ...images].map(({ fileKey }) => fileKey).sort();
  }

  /** Expects exactly the files of versions and images in the bucket, and no local files. */
  async function expectNoOrphans(): Promise<void> {
    expect(await server.app.database.read.query(sql`SELECT file_key FROM file_claim`)).toEqual([]);
    expect(await objects()).toEqual(await fileKeys());
    expect(await unfinished()).toEqual([]);
    expect(await storedFiles(server)).toEqual([]);
  }

  async function expectServed({ globalId }: NewDocument, content: Buffer, part?: [number, number]): Promise<void> {
    const url = await downloadUrlOf(server, globalId, member);
    const headers: Record<string, string> = part === undefined ? {} : { range: `bytes=${part[0]}-${part[1] - 1}` };
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(part === undefined ? 200 : 206);
    const given = Buffer.from(await answer.arrayBuffer());
    expect(sha256Of(given)).toBe(sha256Of(content.subarray(...(part ?? []))));
  }

  /** Starts the same server, or a command, as a separate process. */
  function environment(): NodeJS.ProcessEnv {
    return {
      ...bucket,
      ...credentials,
      NODE_NO_WARNINGS: '1',
      LOG_LEVEL: 'silent',
      DATABASE_URL: server.databaseUrl,
      FILES_DIR: path.join(server.directory, 'files'),
      DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
    };
  }

  test('stores the demonstration files in the bucket', async () => {
    expect(await versions()).toHaveLength(2);
    await expectNoOrphans();
  });

  test('stores a file encrypted, and returns all of it and each range', async () => {
    const document = await createDocumentWith(server, bytes);
    expect(await contentOf(server, document.globalId, member)).toMatchObject({
      byteSize: bytes.length,
      sha256: sha256Of(bytes),
    });

    await expectServed(document, bytes);
    const chunk = 65_536;
    for (const part of [
      [0, 1],
      [chunk - 1, chunk + 1],
      [5 * 1024 * 1024 - 100, 5 * 1024 * 1024 + 100],
      [bytes.length - 10, bytes.length],
    ] as [number, number][]) {
      await expectServed(document, bytes, part);
    }
    const beyond = await fetch(await downloadUrlOf(server, document.globalId, member), {
      headers: { range: `bytes=${bytes.length}-` },
    });
    expect(beyond.status).toBe(416);

    for (const Key of await objects()) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'documents', Key, Range: 'bytes=0-20' }));
      expect(await Body!.transformToString()).toBe('age-encryption.org/v1');
    }
    await expectNoOrphans();
  });

  test('replaces a file, and keeps the previous one in the history', async () => {
    const document = await createDocumentWith(server, bytes);
    const before = await objects();

    await replaceFile(server, document, textOf(1000));

    await expectServed(document, textOf(1000));
    expect(await objects()).toHaveLength(before.length + 1);
    await expectNoOrphans();
  });

  test('encrypts all files with a new key', async () => {
    const document = await createDocumentWith(server, bytes);
    const before = await versions();

    expect(await runCommand(['documents', 'rotate-key'], { env: environment() })).toMatchObject({ code: 0 });

    const after = await versions();
    expect(after).toHaveLength(before.length);
    expect(new Set(after.map(({ keyId }) => keyId)).size).toBe(1);
    expect(before.map(({ keyId }) => keyId)).not.toContain(after[0]!.keyId);
    expect(after.filter(({ fileKey }) => before.some((version) => version.fileKey === fileKey))).toEqual([]);
    await expectServed(document, bytes);
    await expectNoOrphans();
  });

  /** Starts an upload, and returns when some of its parts are in the bucket. */
  async function beginUpload(url: string): Promise<http.ClientRequest> {
    const request = http.request(url, { method: 'PUT', headers: { 'content-length': 30_000_000 } });
    request.on('error', () => undefined).write(bytes);
    await until(async () => {
      const [upload] = await unfinished();
      if (upload === undefined) return false;
      const { Key, UploadId } = upload;
      const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket: 'documents', Key, UploadId }));
      return Parts.length > 0;
    }, 'a part is stored');
    return request;
  }

  test('keeps nothing of an interrupted upload', async () => {
    const document = await createDocument(server);
    const before = await objects();

    (await beginUpload(document.uploadUrl)).destroy();

    await until(async () => (await unfinished()).length === 0, 'its parts are gone');
    expect(await objects()).toEqual(before);
    await until(
      async () => (await server.app.database.read.query(sql`SELECT file_key FROM file_claim`)).length === 0,
      'the lease is released',
    );
    await expectNoOrphans();
    expect((await put(document.uploadUrl, bytes)).status).toBe(201);
    await expectServed(document, bytes);
  });

  test('keeps nothing of an upload that was running when the server was killed, after the next start', async () => {
    const start = async (): Promise<TestProcess & { origin: string }> => {
      const started = startServer({ env: environment() });
      return { ...started, origin: (await started.prints(/GraphQL +(http:\S+)\/graphql/))[1]! };
    };
    const document = await createDocument(server);
    const first = await start();
    const request = await beginUpload(document.uploadUrl.replace(server.address, first.origin));
    const closed = new Promise((resolve) => request.once('close', resolve));
    first.child.kill('SIGKILL');
    await Promise.all([first.ended, closed]);
    expect(await contentOf(server, document.globalId, editor)).toBeNull();

    const second = await start();

    await expectNoOrphans();
    expect((await put(document.uploadUrl.replace(server.address, second.origin), bytes)).status).toBe(201);
    await expectServed(document, bytes);
  });

  test.each([
    ['before the first byte of a file', 0],
    ['in the header of a file', 3_000],
    ['in the middle of a file', 1_000_000],
  ])('closes its connections to a bucket that stops %s when the client leaves', async (_when, sent) => {
    const stalling = await startStallingBucket(s3.endpoint);
    const name = `stalling-${sent}`;
    await createBucket(s3.endpoint, name);
    const reading = await startTestServer({ S3_BUCKET: name, S3_ENDPOINT: stalling.endpoint });
    try {
      const { globalId } = await createDocumentWith(reading, bytes);
      const url = await downloadUrlOf(reading, globalId, member);
      await until(() => stalling.connections.size === 0, 'no connection is open');
      stalling.stallAfter(sent);

      const request = http.get(url, { agent: false }, (response) => response.resume());
      request.on('error', () => undefined);
      await until(() => stalling.isStalled(), 'the bucket has stopped');
      expect(stalling.connections.size).toBeGreaterThan(0);
      request.destroy();

      await until(() => stalling.connections.size === 0, 'its connections are closed', 10_000);
    } finally {
      stalling.close();
      await reading.close();
    }
    expect(reading.log.filter(({ level }) => level > 30)).toEqual([]);
  });

  test('is not available while the bucket does not exist', async () => {
    const document = await createDocumentWith(server, textOf(1000));
    const { uploadUrl } = await createDocument(server);
    const url = await downloadUrlOf(server, document.globalId, member);
    const statusOf = async (answer: Promise<Response>): Promise<unknown> => {
      const { status, headers } = await answer;
      return [status, headers.get('retry-after')];
    };
    for (const Key of await objects()) await client.send(new DeleteObjectCommand({ Bucket: 'documents', Key }));
    await client.send(new DeleteBucketCommand({ Bucket: 'documents' }));

    expect(await statusOf(put(uploadUrl, textOf(1000)))).toEqual([503, '5']);
    expect(await statusOf(fetch(url))).toEqual([503, '5']);
    expect(await statusOf(fetch(url, { headers: { range: 'bytes=5-' } }))).toEqual([503, '5']);

    await createBucket(s3.endpoint, 'documents');
    expect(await statusOf(put(uploadUrl, textOf(1000)))).toEqual([201, null]);
    expect(await statusOf(fetch(url))).toEqual([500, null]);
  });
});
