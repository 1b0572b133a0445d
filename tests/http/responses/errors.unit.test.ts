import { BadUserInputError, ForbiddenError } from '../../../src/errors';
import { SECRET } from '../toy-schema';
import { GRAPHQL_JSON, PLAIN_JSON, post, send, startToyServer, type ToyServer } from '../toy-server';

const environments = ['production', 'development', 'test', undefined];

describe.each(environments)('with NODE_ENV=%s', (environment) => {
  const before = process.env.NODE_ENV;
  let server: ToyServer;

  beforeAll(async () => {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    server = await startToyServer();
  });
  afterAll(async () => {
    await server.close();
    process.env.NODE_ENV = before;
  });

  test.each(['broken', 'brokenWithCode', 'brokenLikeVariables', 'brokenWithString', 'required'])(
    'masks and logs an error of %s that is not meant for clients',
    async (field) => {
      const logged = server.log.length;
      const answer = await post(server, { query: `{ ${field} }` });

      expect(answer.json.errors).toEqual([
        {
          message: 'Internal server error',
          locations: [{ line: 1, column: 3 }],
          path: [field],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ]);
      const lines = server.log.slice(logged).map((line) => JSON.parse(line) as Record<string, unknown>);
      const requestId = answer.headers.get('x-request-id');
      expect(lines).toContainEqual(expect.objectContaining({ level: 50, path: field, requestId }));
      if (field !== 'required') expect(JSON.stringify(lines)).toContain(SECRET);
    },
  );

  test.each([
    ['forbidden', { code: 'FORBIDDEN' }, 'Only editors may ask for this'],
    ['badPage', { code: 'BAD_USER_INPUT', field: 'first' }, 'first must be from 1 to 100'],
    ['authorization', { code: 'FORBIDDEN' }, /^Access denied/],
    ['authentication', { code: 'UNAUTHENTICATED' }, /^Access denied/],
  ])('passes on an error of %s that is meant for clients, and nothing else', async (field, extensions, message) => {
    const answer = await post(server, { query: `{ ${field} }` });

    expect(answer.json.errors?.[0]).toEqual({
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      locations: [{ line: 1, column: 3 }],
      path: [field],
      extensions,
    });
    expect(answer.text).not.toContain(SECRET);
  });

  test('names the wrong part of a variable', async () => {
    const answer = await post(server, {
      query: 'query ($f: PlaceFilter) { echo(filter: $f) }',
      variables: { f: { not: { season: 'WINTER' } } },
    });

    expect(answer.json.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'f.not.season' });
  });
});

describe.each([true, false])('if introspection is %s', (introspection) => {
  let server: ToyServer;

  beforeAll(async () => {
    server = await startToyServer({ introspection });
  });
  afterAll(() => server.close());

  async function suggests(request: object): Promise<boolean[]> {
    const found: boolean[] = [];
    for (const headers of [GRAPHQL_JSON, PLAIN_JSON]) {
      const answer = await post(server, request, headers);
      expect(answer.json.errors).toHaveLength(1);
      expect(answer.text).not.toMatch(/stacktrace|node_modules|\.js:\d/);
      found.push(/did you mean/i.test(answer.text));
    }
    return found;
  }

  test.each([
    ['a field', '{ plac { name } }'],
    ['an argument', '{ echo(txt: "a") }'],
    ['an enum value', '{ echo(season: SPRIN) }'],
    ['an input field', '{ echo(filter: { nam: "a" }) }'],
    ['a type', '{ ... on Plac { name } }'],
  ])('the error about %s in a document suggests a name only then', async (_name, query) => {
    expect(await suggests({ query })).toEqual([introspection, introspection]);
  });

  test.each([
    ['an enum value', { query: 'query ($s: Season) { echo(season: $s) }', variables: { s: 'SPRIN' } }],
    ['an input field', { query: 'query ($f: PlaceFilter) { echo(filter: $f) }', variables: { f: { nam: 'a' } } }],
  ])('the error about %s in a variable suggests no name', async (_name, request) => {
    expect(await suggests(request)).toEqual([false, false]);
  });
});

test('rejects introspection when it is off, without naming the server or how to enable it', async () => {
  const server = await startToyServer({ introspection: false });
  const answer = await post(server, { query: '{ __schema { __typename } }' }, GRAPHQL_JSON);
  const typename = await post(server, { query: '{ __typename }' });
  await server.close();

  expect([answer.status, answer.codes]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  expect(answer.text).not.toMatch(/apollo/i);
  expect(answer.json.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  expect(typename.json).toEqual({ data: { __typename: 'Query' } });
});

test.each([
  [new ForbiddenError('The key is not valid here'), 403, 'FORBIDDEN', 'The key is not valid here'],
  [new BadUserInputError('Grants are malformed', 'entente-grants'), 400, 'BAD_USER_INPUT', 'Grants are malformed'],
  [new Error(SECRET), 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
])('when the context cannot be created because of %s, the status is %i', async (error, status, code, message) => {
  const server = await startToyServer({ createContext: () => Promise.reject(error) });
  const answer = await post(server, { query: '{ __typename }' });
  await server.close();

  expect(answer.status).toBe(status);
  expect(answer.json.errors).toEqual([{ message, extensions: expect.objectContaining({ code }) as unknown }]);
  expect(answer.text).not.toContain(SECRET);
  const failures = server.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ level }) => level === 50);
  const isFailure = status === 500;
  expect(failures).toEqual(
    isFailure ? [expect.objectContaining({ requestId: answer.headers.get('x-request-id') })] : [],
  );
  expect(JSON.stringify(failures).includes(SECRET)).toBe(isFailure);
});

test('the log line of a response has its request id, and no query string', async () => {
  const server = await startToyServer();
  const answer = await send(server, '/health/live?token=s3cret', { headers: { 'x-request-id': 'forged' } });
  await server.close();

  const lines = server.log.map((line) => JSON.parse(line) as Record<string, unknown>);
  const requestId = answer.headers.get('x-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(lines.filter((line) => line.msg === 'request')).toEqual([
    expect.objectContaining({ requestId, method: 'GET', path: '/health/live', statusCode: 200 }),
  ]);
  expect(server.log.join('')).not.toMatch(/s3cret|forged/);
});

const token = `entu_${'aB3-'.repeat(10)}xyz`;
const signature = `${'cD5_'.repeat(10)}uvw`;

test.each([
  [`/documents/uploads%3Ftoken=${token}`, '/documents/uploads'],
  [`/documents/uploads%3ftoken=${token}`, '/documents/uploads'],
  [`/documents/uploads%253Ftoken%253D${token}`, '/documents/uploads'],
  [`/documents/uploads;token=${token}`, '/documents/uploads'],
  [`/documents/uploads&token=${token}`, '/documents/uploads'],
  [`/documents/uploads/token=${token}`, '/documents/uploads/token=…'],
  [`/documents/uploads/${token.slice(0, 30)}%0A${token.slice(30)}`, '/documents/uploads/…'],
  [`/documents/uploads/${token.replace('_', '%5F')}`, '/documents/uploads/entu%…'],
  [`/documents/abc/content%3Fversion=1&signature=${signature}`, '/documents/abc/content'],
  [`/documents/abc/content/signature=${signature}`, '/documents/abc/content/signature=…'],
])('logs no secret of the mangled address %s', async (address, path) => {
  const server = await startToyServer();
  const { status } = await send(server, address, { method: 'PUT' });
  await server.close();

  expect(status).toBe(404);
  const lines = server.log.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ msg }) => msg === 'request')).toEqual([expect.objectContaining({ path })]);
  expect(server.log.join('')).not.toContain(token.slice(-12));
  expect(server.log.join('')).not.toContain(signature.slice(-12));
});
