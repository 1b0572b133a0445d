import dns from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Replica } from '../../../src/database/postgres/replica';

const primary = { position: 1, timeline: 1, isReplica: false, acknowledgesEarly: false, databaseId: '1' };

test('a replica whose host has several addresses is left out with a reason', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  other.close();
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup = (_name: string, _options: object, done: (error: null, found: unknown) => void) => {
    done(null, addresses);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookup as never);
  const replica = new Replica(
    `postgres://replica.example:${port}/entente`,
    () => Promise.resolve(primary),
    () => {},
  );

  await replica.start();

  expect(replica.problem).toBe(`connect ECONNREFUSED 127.0.0.1:${port}`);
  await replica.close();
});
