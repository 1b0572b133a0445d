import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  createBucket,
  isS3ServerAvailable,
  s3Complaint,
  type S3Server,
  startS3Server,
  TEST_CREDENTIALS,
} from '../../storage/s3-server';
import { runCommand } from '../../support/command-in-process';
import { createDocumentWith, replaceFile, sha256Of, textOf } from '../../support/contents';
import { describeWith } from '../../support/outside-programs';
import { rowsByTable } from '../../support/table-rows';
import { startTestServer, type TestServer } from '../../support/test-server';

describeWith(isS3ServerAvailable, s3Complaint, 'with the files in S3', () => {
  let s3: S3Server;
  let client: S3Client;
  let server: TestServer;
  let directory: string;
  const environmentBefore = { ...process.env };
  const credentials = {
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  };

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-backup-'));
    s3 = await startS3Server();
    for (const bucket of ['documents', 'restored']) await createBucket(s3.endpoint, bucket);
    client = new S3Client({
      region: 'us-east-1',
      endpoint: s3.endpoint,
      forcePathStyle: true,
      credentials: TEST_CREDENTIALS,
    });
    // The SDK reads these by itself.
    Object.assign(process.env, credentials);
    server = await startTestServer({ S3_BUCKET: 'documents', S3_ENDPOINT: s3.endpoint });
    // Long enough for several parts of a multipart upload.
    const document = await createDocumentWith(server, textOf(12 * 1024 * 1024 + 5));
    await replaceFile(server, document, textOf(1_000));
  });

  afterAll(async () => {
    await server.close();
    process.env = environmentBefore;
    client.destroy();
    await s3.stop();
    await rm(directory, { recursive: true });
  });

  const archive = (): string => path.join(directory, 'backup.tar');

  const environment = (bucket: string, endpoint = s3.endpoint): NodeJS.ProcessEnv => ({
    ...credentials,
    S3_BUCKET: bucket,
    S3_ENDPOINT: endpoint,
    DATABASE_URL: server.databaseUrl,
    DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
  });

  /** The hash of each object by its key. */
  async function objectsIn(bucket: string): Promise<Record<string, string>> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const hashes = Contents.map(async ({ Key }): Promise<[string, string]> => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: Key! }));
      return [Key!, sha256Of(Buffer.from(await Body!.transformToByteArray()))];
    });
    return Object.fromEntries(await Promise.all(hashes));
  }

  test('a backup contains the objects, and restores them into another bucket or a directory', async () => {
    const target = { ...environment('restored'), DATABASE_URL: `sqlite:${directory}/bucket.sqlite` };
    const onDisk = {
      ...environment('documents'),
      S3_BUCKET: undefined,
      FILES_DIR: path.join(directory, 'files'),
      DATABASE_URL: `sqlite:${directory}/files.sqlite`,
    };

    expect(await runCommand(['backup', archive()], { env: environment('documents') })).toMatchObject({
      code: 0,
      output: expect.stringContaining(' and 22 files to '),
    });
    for (const place of [target, onDisk]) {
      expect(await runCommand(['restore', archive()], { env: place })).toMatchObject({ code: 0, errors: '' });
      expect(await runCommand(['doctor'], { env: place })).toMatchObject({
        code: 0,
        output: expect.stringMatching(/^ok +files +22 match their hashes$/m),
      });
    }

    const objects = await objectsIn('documents');
    expect(Object.keys(objects)).toHaveLength(22);
    expect(await objectsIn('restored')).toEqual(objects);
    expect(await rowsByTable(target.DATABASE_URL)).toEqual(await rowsByTable(server.databaseUrl));
  });

  test('a store that does not answer is a problem of its own, and no backup lacks all files because of it', async () => {
    const problem = /file store cannot be reached: (The specified bucket does not exist|connect ECONNREFUSED)/;
    for (const env of [environment('nowhere'), environment('documents', 'http://127.0.0.1:9')]) {
      const file = `${archive()}.${env.S3_BUCKET}`;
      expect(await runCommand(['backup', file], { env })).toMatchObject({
        code: 69,
        errors: expect.stringMatching(problem),
      });
      expect(existsSync(file)).toBe(false);
      expect(await runCommand(['doctor'], { env })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^PROBLEM +files +the file store cannot be reached: .*\n^ok +disk/m),
      });
      expect(
        await runCommand(['restore', archive()], { env: { ...env, DATABASE_URL: `sqlite:${directory}/none.sqlite` } }),
      ).toMatchObject({ code: 69, errors: expect.stringMatching(problem) });
    }
  });
});
