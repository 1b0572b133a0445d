import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { CachedAnswer } from '../../../src/http/graphql/answer-cache/cached-answer';
import { compress } from '../../../src/http/responses/compression';
import { startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;

beforeAll(async () => {
  const text = {
    type: GraphQLString,
    args: { length: { type: GraphQLString } },
    resolve: (_source: unknown, { length }: { length: string }) => 'entente '.repeat(Number(length) / 8),
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { text } });
  server = await startToyServer({ schema: new GraphQLSchema({ query }) });
});

afterAll(() => server.close());

/** The bytes of a response to a text of this length, which `fetch` would decode. */
async function ask(length: number, headers: Record<string, string>) {
  const { request } = await import('node:http');
  const body = JSON.stringify({ query: `{ text(length: "${length}") }` });
  return new Promise<{ encoding: string | undefined; vary: string | undefined; bytes: Buffer }>((resolve, reject) => {
    const sent = request(
      `${server.origin}/graphql`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { 'content-encoding': encoding, vary } = response.headers;
          resolve({ encoding, vary, bytes: Buffer.concat(chunks) });
        });
      },
    );
    sent.on('error', reject).end(body);
  });
}

const answer = (length: number) => `{"data":{"text":"${'entente '.repeat(length / 8)}"}}\n`;

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['identity, br;q=0.1', undefined],
  ['deflate', undefined],
  ['', undefined],
])('a long response to a client that accepts "%s" is encoded with %s', async (accepted, encoding) => {
  for (const length of [8_000, 80_000]) {
    const response = await ask(length, { 'accept-encoding': accepted });
    expect([response.encoding, response.vary]).toEqual([encoding, expect.stringContaining('Accept-Encoding')]);
    const { bytes } = response;
    const decoded = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(decoded.toString()).toBe(answer(length));
  }
});

test('a short response is sent as it is', async () => {
  expect((await ask(800, { 'accept-encoding': 'br' })).encoding).toBeUndefined();
});

test('a response to a request with a cookie is encoded, because cookies alone change no response', async () => {
  expect((await ask(8_000, { 'accept-encoding': 'br', cookie: 'a=b' })).encoding).toBe('br');
});

test('more long responses than can be compressed at a time are all sent', async () => {
  const responses = await Promise.all(Array.from({ length: 40 }, () => ask(800_000, { 'accept-encoding': 'br' })));
  const decoded = responses.map(({ encoding, bytes }) => (encoding === 'br' ? brotliDecompressSync(bytes) : bytes));
  expect(new Set(decoded.map((bytes) => bytes.toString()))).toEqual(new Set([answer(800_000)]));
});

test('compresses a kept answer later if too many responses are being compressed', async () => {
  const text = JSON.stringify({ data: 'text '.repeat(20_000) });
  const waiting: unknown[] = [];
  for (let made: unknown = true; made !== null; waiting.push(made)) made = compress(Buffer.from(text), 'br');
  const answer = new CachedAnswer('application/json', text, new Map(), null, null);
  expect(answer.bodyIn('br')).toBeNull();

  await Promise.all(waiting);

  expect(brotliDecompressSync((await answer.bodyIn('br'))!).toString()).toBe(text);
});
