import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'graphql';
import { DocumentStore } from '../../../src/graphql/documents/document-store';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  setFlagsFromString('--expose-gc');
});

afterAll(() => server.close());

/** The bytes of the heap that are in use after everything unreachable has been collected. */
function heapInUse(): number {
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

async function sendDistinct(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) await server.data(`query T${number} { __typename }`);
}

test('keeps less than 10 kB for a small document', async () => {
  await sendDistinct(0, 50);
  const before = heapInUse();
  await sendDistinct(50, 350);

  expect((heapInUse() - before) / 300).toBeLessThan(10_000);
});

test('forgets the oldest documents when there are very many, or very long ones', async () => {
  const store = new DocumentStore();
  const document = parse('{ __typename }');
  const longDocument = parse(`{ ${'__typename '.repeat(10_000)} }`);

  await store.set('first', document);
  for (let number = 0; number < 1_000; number += 1) await store.set(`${number}`, document);
  expect(await store.get('first')).toBeUndefined();
  expect(await store.get('999')).toBe(document);

  for (let number = 0; number < 10; number += 1) await store.set(`long ${number}`, longDocument);
  expect(await store.get('999')).toBeUndefined();
  expect(await store.get('long 9')).toBe(longDocument);
});
