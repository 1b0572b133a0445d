import { getIntrospectionQuery } from 'graphql';
import { fastestOf, threadMs } from '../../support/timing';
import { GRAPHQL_JSON, PLAIN_JSON, post, send, startToyServer, type ToyServer } from '../toy-server';

let server: ToyServer;
beforeAll(async () => {
  server = await startToyServer();
});
afterAll(() => server.close());

test.each([
  ['NUL in the query', { query: '{ __typename }\0' }, 'GRAPHQL_PARSE_FAILED'],
  [
    'NUL in the name of the operation',
    { query: 'query A { __typename }', operationName: 'A\0' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['an escaped NUL in a literal', { query: '{ echo(text: "a\\u0000") }' }, 'BAD_USER_INPUT'],
  ['NUL in a literal', { query: '{ echo(text: "a\0") }' }, 'BAD_USER_INPUT'],
  ['31 marks on one letter in a literal', { query: `{ echo(text: "a${'\u0301'.repeat(31)}") }` }, 'BAD_USER_INPUT'],
  ['the same, escaped', { query: `{ echo(text: "a${'\\u0301'.repeat(31)}") }` }, 'BAD_USER_INPUT'],
  [
    '60,000 marks of two kinds in a variable',
    {
      query: 'query ($t: [String!]) { echo(texts: $t) }',
      variables: { t: ['a', `a${'\u0301'.repeat(30_000)}${'\u0323'.repeat(30_000)}`] },
    },
    'BAD_USER_INPUT',
  ],
  ['NUL in a variable', { query: 'query ($t: String) { echo(text: $t) }', variables: { t: '\0' } }, 'BAD_USER_INPUT'],
  [
    'half a character in a variable',
    { query: 'query ($t: String) { echo(text: $t) }', variables: { t: '\ud83d' } },
    'BAD_USER_INPUT',
  ],
  ['100 kB in a literal', { query: `{ echo(text: "${'x'.repeat(100_000)}") }` }, 'BAD_USER_INPUT'],
  [
    '100 kB in a variable',
    { query: 'query ($t: String) { echo(text: $t) }', variables: { t: 'x'.repeat(100_000) } },
    'BAD_USER_INPUT',
  ],
  [
    '100 kB as an enum value',
    { query: 'query ($s: Season) { echo(season: $s) }', variables: { s: 'x'.repeat(100_000) } },
    'BAD_USER_INPUT',
  ],
  [
    '100 kB as the name of the operation',
    { query: '{ __typename }', operationName: 'x'.repeat(100_000) },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['100 kB as a field', { query: `{ ${'x'.repeat(100_000)} }` }, 'GRAPHQL_VALIDATION_FAILED'],
  ['more than 5,000 tokens', { query: `{ ${'__typename '.repeat(5001)} }` }, 'GRAPHQL_PARSE_FAILED'],
  [
    'lists 2,400 levels deep',
    { query: `{ echo(texts: ${'['.repeat(2400)}${']'.repeat(2400)}) }` },
    'QUERY_TOO_COMPLEX',
  ],
  [
    'a fragment that includes itself',
    { query: '{ ...F } fragment F on Query { __typename ...F }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['an empty query', { query: '   ' }, 'GRAPHQL_PARSE_FAILED'],
  [
    'a persisted query whose hash is an object without a text',
    { extensions: { persistedQuery: { version: 1, sha256Hash: { toString: 1 } } } },
    'PERSISTED_QUERY_NOT_FOUND',
  ],
  ['an unknown operation', { query: 'query A { __typename }', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
  [
    'two operations and no name',
    { query: 'query A { __typename } query B { __typename }' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
])('answers %s with a short client error', async (_name, request, code) => {
  const [asGraphql, asJson] = await Promise.all([
    post(server, request, GRAPHQL_JSON),
    post(server, request, PLAIN_JSON),
  ]);

  for (const answer of [asGraphql, asJson]) {
    expect(answer.codes).not.toContain('INTERNAL_SERVER_ERROR');
    if (typeof code === 'string') expect(answer.codes).toContain(code);
    expect(answer.text.length).toBeLessThan(2000);
  }
  if (typeof code === 'string') expect([asGraphql.status, asJson.status]).toEqual([400, 200]);
});

test.each([
  ['spaces as the name of the operation', { query: '{ __typename }', operationName: ' '.repeat(250_000) }],
  ['spaces in a variable', { query: 'query ($s: Season) { echo(season: $s) }', variables: { s: ' '.repeat(65_000) } }],
  [
    'unknown fields in a variable',
    {
      query: 'query ($f: PlaceFilter) { echo(filter: $f) }',
      variables: { f: Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`k${n}`, {}])) },
    },
  ],
  ['the words of a suggestion in a literal', { query: `{ echo(season: "${'Did you mean'.repeat(20_000)}") }` }],
])('answers a request with very many %s without delay', async (_what, request) => {
  const time = await fastestOf(400, async () => {
    const start = threadMs();
    expect((await post(server, request)).text.length).toBeLessThan(2000);
    return threadMs() - start;
  });

  expect(time).toBeLessThan(400);
});

test('accepts 30 marks on one letter', async () => {
  const { codes } = await post(server, { query: `{ echo(text: "a${'\u0301'.repeat(30)}") }` });

  expect(codes).toEqual([]);
});

test('rejects input that is 20,000 levels deep', async () => {
  const nested = `${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}`;
  const query = JSON.stringify('query ($f: PlaceFilter) { echo(filter: $f) }');
  const answer = await send(server, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${query},"variables":{"f":${nested}}}`,
  });

  expect(answer.codes).toEqual(['BAD_USER_INPUT']);
  expect(answer.text.length).toBeLessThan(1000);
});

/** Fragments that each spread the next one twice, so that the last one is spread 2 to the power of `levels` times. */
function doublingFragments(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, level) => `fragment F${level} on Place { near { ...F${level + 1} } n: near { ...F${level + 1} } }`,
  );
  return `{ place { ...F0 } } ${fragments.join(' ')} fragment F${levels} on Place { name }`;
}

test.each([
  ['fields 1,600 levels deep', `{ place ${'{ near '.repeat(1600)} { name } ${'}'.repeat(1600)} }`],
  ['fields 33 levels deep through fragments', chainOfFragments(32)],
  ['a million fields by way of fragments', doublingFragments(20)],
])('rejects %s as too complex, on the first request and the next', async (_name, query) => {
  for (let time = 1; time <= 2; time += 1) {
    const answer = await post(server, { query }, GRAPHQL_JSON);

    expect([answer.status, answer.codes]).toEqual([400, ['QUERY_TOO_COMPLEX']]);
  }
});

/** A filter with this many levels. */
const nested = (levels: number): string => `${'{ not: '.repeat(levels - 1)}{}${' }'.repeat(levels - 1)}`;

const times = (count: number, selection: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => selection(number)).join(' ');

test.each([
  ['101 aliases of one field', `{ ${times(101, (n) => `a${n}: place { name }`)} }`, 'aliases', 101, 100],
  ['1,000 aliases of one field', `{ ${times(1000, (n) => `a${n}: __typename`)} }`, 'aliases', 101, 100],
  ['one field 1,000 times', `{ ${times(1000, () => '__typename')} }`, 'aliases', 101, 100],
  [
    'one field 11 times in each of 11 places that are merged',
    `{ ${times(11, () => `place { ${times(11, () => 'name')} }`)} }`,
    'aliases',
    101,
    100,
  ],
  [
    '101 fields at the root, some of them in a fragment',
    `{ ${times(60, (n) => `a${n}: place { name }`)} ...F } fragment F on Query { ${times(41, (n) => `b${n}: echo`)} }`,
    'rootFields',
    101,
    100,
  ],
  ['500 @skips', `{ ${times(500, () => 'place @skip(if: true)')} }`, 'directives', 101, 100],
  [
    '500 @skips on one field, which would also be invalid',
    `{ __typename ${times(500, () => '@skip(if: false)')} }`,
    'directives',
    500,
    100,
  ],
  [
    '101 directives on a variable',
    `query ($t: String ${times(101, () => '@skip(if: false)')}) { echo(text: $t) }`,
    'directives',
    101,
    100,
  ],
  [
    '201 fragments, each with the same field',
    `{ ${times(201, (n) => `...F${n}`)} } ${times(201, (n) => `fragment F${n} on Query { place { name } }`)}`,
    'fragments',
    201,
    200,
  ],
  // Each error in a response counts the lines before its field.
  ['2,001 lines', `{ __typename ${'\r\n'.repeat(1998)} \n \r }`, 'lines', 2001, 2000],
  ['501 spreads', `{ ${times(501, () => '...F')} } fragment F on Query { __typename }`, 'spreads', 501, 500],
  // The last fragments are counted first: 1, 6, 16, … selections.
  ['a million fields by way of fragments', doublingFragments(20), 'selections', 10_236, 10_000],
  [
    '10,001 selections in the second operation, by way of a fragment',
    `query A { place { name } } query B { ${times(100, () => '...F')} }
      fragment F on Query { ${times(99, (n) => `a${n}: place { name }`)} }`,
    'selections',
    19_900,
    10_000,
  ],
  ['an argument of 400 levels', `{ echo(filter: ${nested(400)}) }`, 'nesting', 33, 32],
  [
    'an argument of a directive of 33 levels',
    `{ ...F } fragment F on Query @skip(if: ${'['.repeat(33)}${']'.repeat(33)}) { __typename }`,
    'nesting',
    33,
    32,
  ],
  ['a default value of 33 levels', `query ($f: PlaceFilter = ${nested(33)}) { echo(filter: $f) }`, 'nesting', 33, 32],
  [
    'two introspections, one in a fragment',
    '{ __schema { queryType { name } } ...F } fragment F on Query { a: __schema { queryType { name } } }',
    'introspections',
    2,
    1,
  ],
])('rejects %s, and says by how much it is too complex', async (_name, query, limit, actual, maximum) => {
  for (let time = 1; time <= 2; time += 1) {
    const answer = await post(server, { query }, GRAPHQL_JSON);

    expect([answer.status, answer.json.errors?.map(({ extensions }) => extensions)]).toEqual([
      400,
      [{ code: 'QUERY_TOO_COMPLEX', limit, actual, maximum }],
    ]);
  }
});

test('answers 100 aliases of one field, and 100 directives', async () => {
  const query = `{ ${times(100, (n) => `a${n}: place @skip(if: false) { name }`)} }`;

  expect((await post(server, { query })).codes).toEqual([]);
});

test('counts the aliases of places apart if their response names differ', async () => {
  const names = times(60, (n) => `n${n}: name`);

  expect((await post(server, { query: `{ a: place { ${names} } b: place { ${names} } }` })).codes).toEqual([]);
});

test('answers a document of 2,000 lines', async () => {
  expect((await post(server, { query: `{ __typename ${'\n'.repeat(1_999)}}` })).codes).toEqual([]);
});

test('answers a value of 32 levels', async () => {
  expect((await post(server, { query: `{ echo(filter: ${nested(32)}) }` })).codes).toEqual([]);
});

test('answers the introspection query of tools', async () => {
  const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true });

  expect((await post(server, { query })).codes).toEqual([]);
});

test('answers one of two operations that each have an introspection', async () => {
  const query = 'query A { __schema { queryType { name } } } query B { __schema { queryType { name } } }';

  expect((await post(server, { query, operationName: 'B' })).codes).toEqual([]);
});

test('answers fields 32 levels deep', async () => {
  const answer = await post(server, { query: chainOfFragments(31) });

  expect(answer.codes).toEqual([]);
});

function chainOfFragments(levels: number): string {
  const fragments = Array.from({ length: levels - 1 }, (_, n) => `fragment F${n} on Place { near { ...F${n + 1} } }`);
  return `{ place { ...F0 } } ${fragments.join(' ')} fragment F${levels - 1} on Place { name }`;
}

test('continues to serve, and has logged none of this as its own failure', async () => {
  expect((await post(server, { query: '{ place { name } }' })).json).toEqual({
    data: { place: { name: 'Issyk-Kul' } },
  });
  const levels = server.log.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(levels.filter((level) => level >= 50)).toEqual([]);
});
