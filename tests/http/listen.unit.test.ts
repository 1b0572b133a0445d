import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { listen } from '../../src/http/http-app';

type Lookup = (name: string, ...more: unknown[]) => unknown;

test('a name with several addresses is served at the first, by the server that all limits belong to', async () => {
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup = dns.lookup as Lookup;
  // Fastify looks up all addresses of localhost, for a server each.
  const lookupAll: Lookup = (name, ...more) => {
    const [options, done] = more as [unknown, (error: null, found: unknown) => void];
    if (typeof options === 'object') done(null, addresses);
    else lookup(name, ...more);
  };
  jest.spyOn(dns, 'lookup').mockImplementation(lookupAll);
  jest.spyOn(dnsPromises, 'lookup').mockResolvedValue(addresses[0] as never);
  const app = fastify();

  const origin = await listen(app, { host: 'localhost', port: 0 });
  const served = app.addresses().map((address) => (address as AddressInfo).address);
  await app.close();

  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(served).toEqual(['127.0.0.1']);
});
