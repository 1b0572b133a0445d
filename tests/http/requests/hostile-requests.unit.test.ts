import { gzipSync } from 'node:zlib';
import { until } from '../../support/subscriber';
import { type Answer, post, send, sendRaw, startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer({ corsOrigins: ['https://site.example'], explorers: new Set(['graphiql']) });
});
afterAll(() => server.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = JSON.stringify({ query: '{ __typename }' });

function body(text: string | Buffer, headers: Record<string, string> = JSON_TYPE) {
  return () => send(server, '/graphql', { method: 'POST', headers, body: text });
}

function raw(head: string, payload = '') {
  return () => sendRaw(server, `${head}\r\nConnection: close\r\n\r\n${payload}`);
}

function rawPost(headers: string, payload: string) {
  const length = Buffer.byteLength(payload);
  return raw(`POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n${headers}`, payload);
}

interface Case {
  name: string;
  send: () => Promise<Answer>;
  status: number;
  code?: string;
}

const cases: Case[] = [
  { name: 'malformed JSON', send: body('{ "query": '), status: 400 },
  { name: 'an empty body', send: body(''), status: 400 },
  { name: 'a body without a content type', send: rawPost('X-Nothing: 1', QUERY), status: 415 },
  { name: 'a POST with neither body nor content type', send: raw('POST /graphql HTTP/1.1\r\nHost: x'), status: 400 },
  { name: 'a null body', send: body('null'), status: 400 },
  { name: 'a number as body', send: body('5'), status: 400 },
  { name: 'a string as body', send: body('"{ __typename }"'), status: 400 },
  { name: 'an array as body', send: body(`[${QUERY},${QUERY}]`), status: 400 },
  { name: 'an empty array as body', send: body('[]'), status: 400 },
  { name: 'an empty object as body', send: body('{}'), status: 400 },
  { name: 'a __proto__ key', send: body('{"query":"{ __typename }","__proto__":{"query":"x"}}'), status: 400 },
  {
    name: 'a __proto__ key in the variables',
    send: body('{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}'),
    status: 400,
  },
  {
    name: 'a __proto__ key given twice and escaped',
    send: body('{"query":"{ __typename }","__proto__":1,"\\u005f_proto__":{"a":1}}'),
    status: 400,
  },
  {
    name: 'a poisoned constructor key',
    send: body('{"query":"{ __typename }","constructor":{"prototype":{"a":1}}}'),
    status: 400,
  },
  { name: 'a query that is an object', send: body('{"query":{"kind":"Document"}}'), status: 400 },
  { name: 'variables that are a string', send: body('{"query":"{ __typename }","variables":"{}"}'), status: 400 },
  {
    name: 'an unknown charset',
    send: body(QUERY, { 'content-type': 'application/json; charset=latin1' }),
    status: 415,
  },
  {
    name: 'UTF-16 under its true name',
    send: body(Buffer.from(QUERY, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }),
    status: 415,
  },
  { name: 'UTF-16 that claims nothing', send: body(Buffer.from(QUERY, 'utf16le')), status: 400 },
  {
    name: 'bytes that are not UTF-8',
    send: body(Buffer.from('{"query":"{ __typename }","extensions":{"a":"\xff"}}', 'latin1')),
    status: 400,
  },
  {
    name: 'a gzipped body',
    send: body(gzipSync(QUERY), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    status: 415,
  },
  { name: 'an unknown encoding', send: body(QUERY, { ...JSON_TYPE, 'content-encoding': 'zebra' }), status: 415 },
  {
    name: 'a body over 262,144 bytes',
    send: body(JSON.stringify({ query: '{ __typename }', extensions: { pad: 'x'.repeat(262_144) } })),
    status: 413,
  },
  {
    name: 'the announcement of a body over 262,144 bytes, before its first byte',
    send: raw('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 262145'),
    status: 413,
  },
  {
    name: 'a chunk with an extension of 20 kB',
    send: raw(
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked',
      `1;${'x'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`,
    ),
    status: 413,
  },
  {
    name: 'a content type with 15,000 blanks',
    send: body(QUERY, { 'content-type': `application/json;${' '.repeat(15_000)}x` }),
    status: 415,
  },
  {
    name: 'a query in the URL with a content type of 15,000 blanks',
    send: () =>
      send(server, '/graphql?query={__typename}', {
        headers: { 'content-type': `application/json;${' '.repeat(15_000)}x`, 'apollo-require-preflight': '1' },
      }),
    status: 415,
  },
  {
    name: 'a body of 2 MB in chunks',
    send: () => {
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
      return sendRaw(server, `${head}\r\n\r\n${chunk.repeat(32)}0\r\n\r\n`);
    },
    status: 413,
  },
  {
    name: 'a form',
    send: body('query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
  },
  { name: 'plain text', send: body(QUERY, { 'content-type': 'text/plain' }), status: 415 },
  { name: 'a multipart body', send: body('--x--', { 'content-type': 'multipart/form-data; boundary=x' }), status: 415 },
  {
    name: 'the media type application/graphql',
    send: body('{a}', { 'content-type': 'application/graphql' }),
    status: 415,
  },
  { name: 'a content type that is none', send: rawPost('Content-Type: json', QUERY), status: 415 },
  { name: 'an unknown path', send: () => send(server, '/nothing'), status: 404, code: 'NOT_FOUND' },
  {
    name: 'a POST to an unknown path',
    send: () => send(server, '/x', { method: 'POST', body: '{' }),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    name: 'a body that is no JSON to an unknown path, where nobody pays for parsing it',
    send: () => send(server, '/x', { method: 'POST', headers: JSON_TYPE, body: '{' }),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    name: 'an unknown path under the assets',
    send: () => send(server, '/graphiql/assets/x.js'),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    name: 'a path out of the assets',
    send: raw('GET /graphiql/assets/..%2f..%2fpackage.json HTTP/1.1\r\nHost: x'),
    status: 404,
    code: 'NOT_FOUND',
  },
  {
    // It is not resolved: that would take milliseconds.
    name: 'a long path out of the assets',
    send: raw(`GET /graphiql/assets/${'../'.repeat(5_000)} HTTP/1.1\r\nHost: x`),
    status: 404,
    code: 'NOT_FOUND',
  },
  { name: 'a path like a wrong pattern', send: raw('GET /:a( HTTP/1.1\r\nHost: x'), status: 404, code: 'NOT_FOUND' },
  { name: 'a path with a wrong escape', send: raw('GET /%zz HTTP/1.1\r\nHost: x'), status: 400 },
  { name: 'DELETE', send: () => send(server, '/graphql', { method: 'DELETE' }), status: 405 },
  {
    name: 'PUT',
    send: () => send(server, '/graphql', { method: 'PUT', headers: JSON_TYPE, body: QUERY }),
    status: 405,
  },
  { name: 'a method that HTTP knows and we do not', send: raw('PROPFIND /graphql HTTP/1.1\r\nHost: x'), status: 405 },
  { name: 'POST to the health check', send: () => send(server, '/health/live', { method: 'POST' }), status: 405 },
  {
    name: 'POST to a path with a parameter',
    send: () => send(server, '/graphiql/assets/app.js', { method: 'POST' }),
    status: 405,
  },
  { name: 'a method that is none', send: raw('BREW /graphql HTTP/1.1\r\nHost: x'), status: 400 },
  { name: 'what is not HTTP', send: () => sendRaw(server, 'hello\r\n\r\n'), status: 400 },
  {
    name: 'a TLS greeting',
    send: () => sendRaw(server, Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])),
    status: 400,
  },
  { name: 'no Host', send: raw('GET /health/live HTTP/1.1'), status: 400 },
  { name: 'two Hosts', send: raw('GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b'), status: 400 },
  {
    name: 'two Hosts with 1,200 headers between them',
    send: raw(`GET /health/live HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(1_200)}Host: b`),
    status: 400,
  },
  {
    name: 'headers of 20 kB',
    send: raw(`GET /graphql HTTP/1.1\r\nHost: x\r\nX-Pad: ${'x'.repeat(20_000)}`),
    status: 431,
  },
  { name: 'a URL of 20 kB', send: raw(`GET /graphql?query=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x`), status: 431 },
  {
    name: 'two lengths',
    send: raw('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2', 'xx'),
    status: 400,
  },
  {
    name: 'a length and chunks',
    send: raw('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
    status: 400,
  },
  { name: 'a negative length', send: raw('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1', ''), status: 400 },
  {
    name: 'a query parameter given twice',
    send: () => send(server, '/graphql?query={a}&query={b}', { headers: { 'apollo-require-preflight': '1' } }),
    status: 400,
  },
  {
    name: 'variables that are not JSON in the URL',
    send: () =>
      send(server, '/graphql?query={__typename}&variables={', { headers: { 'apollo-require-preflight': '1' } }),
    status: 400,
  },
  {
    name: 'a subscription over plain HTTP',
    send: () => post(server, { query: 'subscription { renamed }' }),
    status: 400,
  },
];

test.each(cases)('answers $name with $status as JSON', async ({ send: request, status, code = 'BAD_REQUEST' }) => {
  const answer = await request();

  expect(answer.status).toBe(status);
  expect(answer.codes).toEqual([code]);
  expect(answer.json).not.toHaveProperty('data');
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('x-powered-by')).toBeNull();
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|[\\/]src[\\/]|FST_ERR/);
});

test('tells a program that sends a form which content type to send', async () => {
  const { json } = await body(QUERY, { 'content-type': 'application/x-www-form-urlencoded' })();

  expect(json).toHaveProperty('errors.0.message', 'The content type must be application/json');
});

test('waits for no body of a request that has been answered once its connection has closed', async () => {
  const [started, cleared] = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'clearTimeout')];
  await raw('POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1')();
  const timer: unknown = started.mock.results[started.mock.calls.findIndex(([, ms]) => ms === 30_000)]!.value;

  await until(() => cleared.mock.calls.some(([given]) => given === timer));
  jest.restoreAllMocks();
});

test('continues to serve, and has logged no secret part of a request', async () => {
  await send(server, '/graphql?query={__typename}&signature=s3cret', {
    headers: { authorization: 'Bearer s3cret', 'apollo-require-preflight': '1' },
  });

  expect((await post(server, { query: '{ place { name } }' })).json).toEqual({
    data: { place: { name: 'Issyk-Kul' } },
  });
  expect(server.log.join('')).not.toContain('s3cret');
  expect(server.log.map((line) => JSON.parse(line) as { level: number }).filter(({ level }) => level >= 50)).toEqual(
    [],
  );
});

test('ignores a byte order mark and the case and quotes of utf-8', async () => {
  const marked = await send(server, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' },
    body: `\uFEFF${QUERY}`,
  });

  expect(marked.json).toEqual({ data: { __typename: 'Query' } });
});

test('uses the last of two equal keys', async () => {
  const answer = await body('{"query":"{ nothing }","query":"{ __typename }"}')();

  expect(answer.json).toEqual({ data: { __typename: 'Query' } });
});

test('answers an HTTP/1.0 request without Host', async () => {
  const answer = await sendRaw(server, 'GET /health/live HTTP/1.0\r\n\r\n');

  expect(answer.status).toBe(200);
});

test('sends no "100 Continue" to a client of HTTP/1.0', async () => {
  const answer = await sendRaw(
    server,
    `POST /graphql HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${QUERY.length}\r\n` +
      `Expect: 100-continue\r\n\r\n${QUERY}`,
  );

  expect(answer.status).toBe(200);
});

test('sends no "100 Continue" for a body that is too long', async () => {
  const answer = await sendRaw(
    server,
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 262145\r\nExpect: 100-continue\r\n\r\n',
  );

  expect(answer.status).toBe(413);
});

test('ignores an unknown expectation', async () => {
  const answer = await rawPost('Content-Type: application/json\r\nExpect: the-spanish-inquisition', QUERY)();

  expect(answer.json).toEqual({ data: { __typename: 'Query' } });
});
