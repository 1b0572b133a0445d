import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { serverAudits } from 'graphql-http';
import { executed } from '../toy-schema';
import { GRAPHQL_JSON, PLAIN_JSON, post, send, startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.close());

const PREFLIGHTED = { 'apollo-require-preflight': '1' };

function get(parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHTED) {
  return send(server, `/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
}

describe('the audit suite of graphql-http', () => {
  const documentation = readFileSync(join(__dirname, '../../../docs/graphql-over-http.md'), 'utf8');
  const exceptions = [...documentation.matchAll(/^\| `(\w{4})` \| (.+?) +\|/gm)].map(([, id, name]) => `${id} ${name}`);

  test('fails exactly the audits that docs/graphql-over-http.md lists, and no MUST or SHOULD', async () => {
    const results = await Promise.all(serverAudits({ url: `${server.origin}/graphql` }).map(({ fn }) => fn()));
    const failures = results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`);

    expect(results.length).toBeGreaterThan(60);
    expect(failures.sort()).toEqual(exceptions.sort());
    expect(failures.filter((name) => !/^\w+ MAY /.test(name))).toEqual([]);
  });

  test('passes those, too, with a header that prevents request forgery', async () => {
    const fetchFn: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('apollo-require-preflight', '1');
      return fetch(url, { ...init, headers });
    };
    const audits = serverAudits({ url: `${server.origin}/graphql`, fetchFn });
    const results = await Promise.all(audits.map(({ fn }) => fn()));

    expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
  });
});

describe('the media type of a response', () => {
  test.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
    ['application/json, application/graphql-response+json;q=0.9', 'application/json; charset=utf-8'],
    ['application/graphql-response+json;q=0, */*', 'application/json; charset=utf-8'],
  ])('to a request that accepts %s is %s', async (accept, contentType) => {
    const request = { query: '{ place { name } }' };
    // Without a header, fetch would send */*, which has the same result.
    const answer = await post(server, request, accept === undefined ? {} : { accept });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(answer.json).toEqual({ data: { place: { name: 'Issyk-Kul' } } });
  });

  test.each(['text/html', 'text/plain', 'application/xml', 'application/json;q=0'])(
    'is an error before the operation runs when only %s is accepted',
    async (accept) => {
      executed.length = 0;
      const answer = await post(server, { query: 'mutation { rename }' }, { accept });

      expect([answer.status, answer.codes]).toEqual([406, ['BAD_REQUEST']]);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(executed).toEqual([]);
    },
  );

  test.each([
    [GRAPHQL_JSON, 'application/graphql-response+json; charset=utf-8'],
    [PLAIN_JSON, 'application/json; charset=utf-8'],
    [{ accept: 'text/html' }, 'application/json; charset=utf-8'],
  ])('to a body that cannot be read is chosen as well (%o)', async (headers, contentType) => {
    for (const [type, body, status] of [
      ['application/json', '{', 400],
      ['text/plain', '{', 415],
      ['application/json', ' '.repeat(262_145), 413],
    ] as const) {
      const answer = await send(server, '/graphql', {
        method: 'POST',
        headers: { ...headers, 'content-type': type },
        body,
      });

      expect([answer.status, answer.codes]).toEqual([status, ['BAD_REQUEST']]);
      expect(answer.headers.get('content-type')).toBe(contentType);
    }
  });

  test('does not depend on an Accept header of more than 256 characters', async () => {
    const statusFor = async (length: number): Promise<number> =>
      (await post(server, { query: '{ place { name } }' }, { accept: 'text/'.padEnd(length, 'x') })).status;

    expect([await statusFor(256), await statusFor(257)]).toEqual([406, 200]);
  });
});

describe('the status of a response', () => {
  test.each([
    ['does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['asks for an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['lacks a variable', { query: 'query ($t: Int!) { echo(times: $t) }' }, 'BAD_USER_INPUT'],
    [
      'has a wrong variable',
      { query: 'query ($t: Int!) { echo(times: $t) }', variables: { t: 'x' } },
      'BAD_USER_INPUT',
    ],
    ['names an unknown operation', { query: '{ __typename }', operationName: 'X' }, 'OPERATION_RESOLUTION_FAILURE'],
  ])('to a request that %s is 400, and 200 as application/json', async (_name, request, code) => {
    const asGraphql = await post(server, request, GRAPHQL_JSON);
    const asJson = await post(server, request, PLAIN_JSON);

    expect([asGraphql.status, asJson.status]).toEqual([400, 200]);
    for (const answer of [asGraphql, asJson]) {
      expect(answer.codes).toEqual([code]);
      expect(answer.json).not.toHaveProperty('data');
    }
  });

  test('to a request with too many wrong variables is the same as for one, and nothing is logged as an error', async () => {
    const request = {
      query: 'query ($texts: [String]) { echo(texts: $texts) }',
      variables: { texts: Array.from({ length: 4 }, () => ({})) },
    };
    const logged = server.log.length;
    const asGraphql = await post(server, request, GRAPHQL_JSON);
    const asJson = await post(server, request, PLAIN_JSON);

    expect([asGraphql.status, asJson.status]).toEqual([400, 200]);
    for (const answer of [asGraphql, asJson]) {
      expect(answer.codes).toEqual(Array(4).fill('BAD_USER_INPUT'));
      expect(answer.json.errors?.at(-1)?.message).toMatch(/^Too many errors processing variables/);
    }
    expect(server.log.slice(logged).join('')).not.toContain('"level":50');
  });

  test.each([GRAPHQL_JSON, PLAIN_JSON])(
    'is 400 in both when a subscription depends on a variable, which makes graphql-js throw (%o)',
    async (headers) => {
      const query = 'subscription ($if: Boolean!) { renamed @include(if: $if) }';
      const answer = await post(server, { query, variables: { if: true } }, headers);

      expect([answer.status, answer.codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
    },
  );

  test('is 200 in both when a field failed', async () => {
    const request = { query: '{ place { name } forbidden }' };
    const [asGraphql, asJson] = [await post(server, request, GRAPHQL_JSON), await post(server, request, PLAIN_JSON)];

    expect([asGraphql.status, asJson.status]).toEqual([200, 200]);
    expect(asGraphql.json.data).toEqual({ place: { name: 'Issyk-Kul' }, forbidden: null });
  });

  test.each([GRAPHQL_JSON, PLAIN_JSON])('is 4xx in both when there is no query (%o)', async (headers) => {
    const answer = await post(server, { variables: {} }, headers);

    expect([answer.status, answer.codes]).toEqual([400, ['BAD_REQUEST']]);
  });

  test('is 400 when a variable is null where null is not allowed, and names the variable', async () => {
    const request = { query: 'query ($t: Int = 2) { echo(times: $t) }', variables: { t: null } };
    const answer = await post(server, request, GRAPHQL_JSON);

    expect(answer.status).toBe(400);
    expect(answer.json.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 't' });
  });
});

test.each(['GET', 'POST'])('an empty operation name counts as absent (%s)', async (method) => {
  const answerTo = (query: string) =>
    method === 'GET' ? get({ query, operationName: '' }) : post(server, { query, operationName: '' });

  expect((await answerTo('query A { __typename }')).json).toEqual({ data: { __typename: 'Query' } });
  expect((await answerTo('query A { __typename } query B { __typename }')).codes).toEqual([
    'OPERATION_RESOLUTION_FAILURE',
  ]);
});

describe('GET', () => {
  test('answers a query with its variables', async () => {
    const answer = await get({ query: 'query ($t: String) { echo(text: $t) }', variables: '{"t":"Issyk-Kul"}' });

    expect([answer.status, answer.json]).toEqual([200, { data: { echo: 'Issyk-Kul' } }]);
  });

  test.each([
    'variables=null&query=%7Bplace%7Bname%7D%7D&extensions=null',
    'query=%7Bplace%7Bname%7D%7D&variables=%6eull&extensions=%20null',
    'v%61riables=+null%0A&query=%7Bplace%7Bname%7D%7D',
  ])('takes null for variables and extensions as if they were absent (%s)', async (parameters) => {
    const answer = await send(server, `/graphql?${parameters}`, { headers: PREFLIGHTED });

    expect([answer.status, answer.json]).toEqual([200, { data: { place: { name: 'Issyk-Kul' } } }]);
  });

  test.each([
    { ...PREFLIGHTED, ...GRAPHQL_JSON },
    { ...PREFLIGHTED, ...PLAIN_JSON },
  ])('rejects a mutation, and runs nothing (%o)', async (headers) => {
    executed.length = 0;
    const answer = await get({ query: 'mutation { rename }' }, headers);

    expect([answer.status, answer.codes]).toEqual([405, ['BAD_REQUEST']]);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(executed).toEqual([]);
  });

  test.each([
    ['no header that a preflight would be needed for', {}],
    ['a form for its content type', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['an empty header', { 'apollo-require-preflight': '' }],
  ])('is rejected with %s, since another site could send it', async (_name, headers) => {
    const answer = await get({ query: '{ place { name } }' }, headers);

    expect([answer.status, answer.codes]).toEqual([400, ['BAD_REQUEST']]);
    expect(answer.json).not.toHaveProperty('data');
  });

  test('answers HEAD with its own headers and no body', async () => {
    const path = '/graphql?query={__typename}';
    const head = await send(server, path, { method: 'HEAD', headers: PREFLIGHTED });
    const answer = await send(server, path, { headers: PREFLIGHTED });

    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(String(answer.text.length));
    expect(head.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

test('OPTIONS lists the supported methods', async () => {
  const answer = await send(server, '/graphql', { method: 'OPTIONS' });

  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

describe('a persisted query', () => {
  const query = '{ place { near { name } } }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const persistedQuery = (fields: Record<string, unknown>) => ({ extensions: { persistedQuery: fields } });

  test('is unknown at first, and known after it was registered', async () => {
    const hash = persistedQuery({ version: 1, sha256Hash });
    const unknown = await post(server, hash, PLAIN_JSON);
    const unknownAsGraphql = await post(server, hash, GRAPHQL_JSON);
    const registered = await post(server, { query, ...hash });
    const known = await get({ extensions: JSON.stringify(hash.extensions) });

    expect([unknown.status, unknown.codes]).toEqual([200, ['PERSISTED_QUERY_NOT_FOUND']]);
    expect([unknownAsGraphql.status, unknownAsGraphql.codes]).toEqual([400, ['PERSISTED_QUERY_NOT_FOUND']]);
    expect(unknown.json.errors?.[0]?.message).toBe('PersistedQueryNotFound');
    expect(registered.json).toEqual({ data: { place: { near: { name: 'Issyk-Kul' } } } });
    expect(known.json).toEqual(registered.json);
  });

  test.each([
    ['the wrong hash', { query: '{ __typename }', ...persistedQuery({ version: 1, sha256Hash }) }],
    ['another version', { query, ...persistedQuery({ version: 2, sha256Hash }) }],
    ['no version', persistedQuery({ sha256Hash })],
    ['a version in words', persistedQuery({ version: 'one', sha256Hash })],
    ['a hash that is a number', { query, ...persistedQuery({ version: 1, sha256Hash: 5 }) }],
    ['a list for its description', { extensions: { persistedQuery: [1] } }],
  ])('is a bad request with %s', async (_name, request) => {
    for (const headers of [GRAPHQL_JSON, PLAIN_JSON]) {
      const answer = await post(server, request, headers);
      expect([answer.status, answer.codes]).toEqual([400, ['BAD_REQUEST']]);
    }
  });
});

test('an operation of a type that the schema does not have is invalid', async () => {
  const queryOnly = await startToyServer({ schema: buildSchema('type Query { name: String }') });
  const mutation = await post(queryOnly, { query: 'mutation { rename }' }, GRAPHQL_JSON);
  const subscription = await post(queryOnly, { query: 'subscription { renamed }' }, GRAPHQL_JSON);
  await queryOnly.close();

  expect([mutation.status, mutation.codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  expect([subscription.status, subscription.codes]).toEqual([400, ['BAD_REQUEST']]);
});
