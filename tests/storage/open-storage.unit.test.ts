import dns from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { findStoreProblem } from '../../src/storage/open-storage';
import { S3FileStore } from '../../src/storage/s3-file-store';
import { TEST_CREDENTIALS } from './s3-server';

test('says why a bucket whose host has several addresses cannot be reached', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  other.close();
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup = (_name: string, _options: object, done: (error: null, found: unknown) => void) => {
    done(null, addresses);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookup as never);
  const endpoint = `http://bucket.example:${port}`;
  const store = new S3FileStore({ bucket: 'files', region: 'us-east-1', endpoint, credentials: TEST_CREDENTIALS });

  expect(await findStoreProblem(store)).toBe(`cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`);
  store.close();
});
