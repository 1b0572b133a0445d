import { createHash } from 'node:crypto';
import { UnauthenticatedError } from '../../src/errors';
import { post, sendRaw, startToyServer, type ToyServer } from './toy-server';

let server: ToyServer;

beforeAll(async () => {
  server = await startToyServer({
    explorers: new Set(['sandbox']),
    createContext: async ({ id, headers }) => {
      if (headers.authorization !== undefined) throw new UnauthenticatedError('This token has ended');
      return { requestId: id };
    },
  });
});

afterAll(() => server.close());

const query = '{ place { name } }';
const sha256Hash = createHash('sha256').update(query).digest('hex');
const persisted = (hash: string) =>
  `/graphql?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }))}`;
const preflighted = { 'apollo-require-preflight': 'true' };

const requests: [what: string, status: number, path: string, init: RequestInit][] = [
  ['a query', 200, `/graphql?query=${encodeURIComponent(query)}`, { headers: preflighted }],
  ['HEAD', 200, `/graphql?query=${encodeURIComponent(query)}`, { method: 'HEAD', headers: preflighted }],
  ['a persisted query', 200, persisted(sha256Hash), { headers: preflighted }],
  ['a persisted query that nobody has sent', 200, persisted('0'.repeat(64)), { headers: preflighted }],
  ['a document that is invalid', 200, '/graphql?query={nothing}', { headers: preflighted }],
  ['a page of another site', 400, '/graphql?query={__typename}', {}],
  ['a token that has ended', 401, '/graphql?query={__typename}', { headers: { ...preflighted, authorization: 'x' } }],
  ['a mutation by GET', 405, '/graphql?query=mutation{rename}', { headers: preflighted }],
  ['a body that is none', 400, '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' } }],
  ['a body of another type', 415, '/graphql', { method: 'POST', body: 'x' }],
  ['a method that there is not', 405, '/graphql', { method: 'DELETE' }],
  ['a browser that opens Sandbox', 200, '/graphql', { headers: { accept: 'text/html' } }],
  ['an address that there is not', 404, '/nothing', {}],
  ['an address that cannot be read', 400, '/graphql/%zz', {}],
];

test.each(requests)('what is answered to %s is kept by no cache', async (_what, status, path, init) => {
  await post(server, { query, extensions: { persistedQuery: { version: 1, sha256Hash } } });

  const answer = await fetch(server.origin + path, init);
  await answer.arrayBuffer();

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
});

test('what is answered to bytes that are no request is kept by no cache', async () => {
  expect((await sendRaw(server, 'hello\r\n\r\n')).headers.get('cache-control')).toBe('no-store');
});
