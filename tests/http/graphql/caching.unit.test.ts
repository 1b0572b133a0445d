import { createHash } from 'node:crypto';
import { UnauthenticatedError } from '../../../src/errors';
import { post, sendRaw, startToyServer, type ToyServer } from '../toy-server';

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
  ['a request from another site', 400, '/graphql?query={__typename}', {}],
  ['an expired token', 401, '/graphql?query={__typename}', { headers: { ...preflighted, authorization: 'x' } }],
  ['a mutation by GET', 405, '/graphql?query=mutation{rename}', { headers: preflighted }],
  ['a missing body', 400, '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' } }],
  ['a body of another type', 415, '/graphql', { method: 'POST', body: 'x' }],
  ['an unsupported method', 405, '/graphql', { method: 'DELETE' }],
  ['a browser that opens Sandbox', 200, '/graphql', { headers: { accept: 'text/html' } }],
  ['an unknown address', 404, '/nothing', {}],
  ['a malformed address', 400, '/graphql/%zz', {}],
];

test.each(requests)('the response to %s is not cacheable', async (_what, status, path, init) => {
  await post(server, { query, extensions: { persistedQuery: { version: 1, sha256Hash } } });

  const answer = await fetch(server.origin + path, init);
  await answer.arrayBuffer();

  expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
});

test('the response to bytes that are no request is not cacheable', async () => {
  expect((await sendRaw(server, 'hello\r\n\r\n')).headers.get('cache-control')).toBe('no-store');
});
