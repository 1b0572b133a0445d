import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface S3Server {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** moto, a Python program that implements S3 in memory. */
const MOTO_SERVER = process.env.MOTO_SERVER ?? '/usr/bin/moto_server';

export const isS3ServerAvailable = existsSync(MOTO_SERVER);

export const s3Complaint = `S3 is NOT covered: there is no ${MOTO_SERVER} (packages python3-moto and python3-flask-cors).`;

export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Runs the server as long as its own standard input is open, which ends with the test run in every case. */
const KEEPER = '"$1" -H 127.0.0.1 -p 0 & cat >/dev/null; kill $!; wait';

/** Starts a temporary S3 server on a free port of 127.0.0.1. */
export async function startS3Server(): Promise<S3Server> {
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', MOTO_SERVER], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, PYTHONUNBUFFERED: '1' },
    stdio: 'pipe',
    detached: true,
  });
  return {
    endpoint: await endpointOf(keeper),
    async stop() {
      const closed = once(keeper, 'close');
      keeper.stdin.end();
      await closed;
    },
  };
}

export async function createBucket(endpoint: string, bucket: string): Promise<void> {
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials: TEST_CREDENTIALS });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

function endpointOf(keeper: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    const look = (chunk: Buffer): void => {
      log += chunk.toString();
      const endpoint = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (endpoint !== undefined) resolve(endpoint);
    };
    keeper.stdout?.on('data', look);
    keeper.stderr?.on('data', look);
    keeper.once('error', reject);
    keeper.once('close', () => {
      reject(new Error(`The S3 server for the tests did not start:\n${log}`));
    });
  });
}
