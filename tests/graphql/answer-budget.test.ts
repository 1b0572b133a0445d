import { make } from '../support/factories';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const programmesWithin = (levels: number): string =>
  `{ programmes ${'{ components { programme '.repeat(levels)}{ id }${' } }'.repeat(levels)} }`;

test('rejects an operation whose nested lists multiply', async () => {
  const { errors, data } = await server.query(programmesWithin(15));

  expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['QUERY_TOO_COMPLEX']));
  expect(data ?? null).toBeNull();
});

test('answers nested lists that stay small', async () => {
  const { programmes } = await server.data(programmesWithin(4));

  expect(programmes.length).toBeGreaterThan(3);
});

test('rejects more than forty passes through a list in one operation', async () => {
  const walks = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, n) => `a${n}: activities(filter: { title: { contains: "${n}" } }) { totalCount }`).join(' ')} }`;

  await server.data(walks(40));
  const { errors } = await server.query(walks(41));

  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});

const times = (count: number, field: string): string =>
  Array.from({ length: count }, (_, number) => `a${number}: ${field}`).join(' ');

test('rejects lists whose items return a field under very many aliases', async () => {
  const within = (places: number): string =>
    `{ ${'activities { nodes { networks { '.repeat(5)} activities { nodes { ...Named } } ${'} } } '.repeat(5)} }
     fragment Named on Activity { ${times(places, `operativeDimension { ${times(50, 'code')} }`)} }`;

  await server.data(within(1));
  const { errors } = await server.query(within(30));

  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  expect(errors?.[0]?.message).toMatch(/100000 fields/);
});

test('counts a forbidden field as twenty, because it is returned as an error', async () => {
  const guarded = (names: number): string =>
    `{ activities(first: 10) { nodes { ${times(names, 'history { __typename }')} } } }`;

  const few = await server.query(guarded(10));
  const many = await server.query(guarded(600));

  expect(few.errors).toHaveLength(100);
  expect(new Set(few.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
  expect(many.errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
});

test('rejects long texts that are requested under very many aliases', async () => {
  const { slug } = await make(server.app, (create) => create.activity({ description: 'word '.repeat(10_000) }));
  const texts = (names: number, field: string): string => `{ activity(slug: "${slug}") { ${times(names, field)} } }`;

  const { activity } = await server.data(texts(10, 'descriptionHtml'));
  expect(new Set(Object.values(activity))).toEqual(new Set([activity.a0]));
  for (const field of ['description', 'descriptionHtml']) {
    const { errors } = await server.query(texts(210, field));
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_COMPLEX');
  }
});

test('rejects more than four counts by three multi-valued dimensions', async () => {
  const counts = (number: number, by: string): string =>
    `{ ${times(number, `activityStatistics(groupBy: [${by}]) { count }`)} }`;

  await server.data(counts(30, 'YEAR, COUNTRY, REGION'));
  await server.data(counts(3, 'TOPIC, NETWORK, PARTICIPATING_COUNTRY'));
  const { errors } = await server.query(counts(5, 'TOPIC, NETWORK, PARTICIPATING_COUNTRY'));

  expect(errors?.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_COMPLEX');
});

test('rejects long search texts in very many fields', async () => {
  const text = 'слово '.repeat(8000);
  const searches = (number: number): string =>
    `query ($text: String!) { ${times(number, 'search(text: $text) { __typename }')} }`;
  const lists = (number: number): string =>
    `query ($text: String!) { ${times(number, 'activities(filter: { title: { eq: $text } }) { __typename }')} }`;

  for (const fields of [searches, lists]) {
    await server.data(fields(10), { text });
    const { errors } = await server.query(fields(100), { text });
    expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  }
});

test('rejects a filter with more than 65,536 characters of text', async () => {
  const document = 'query ($texts: [String!]!) { activities(filter: { title: { in: $texts } }) { totalCount } }';
  const texts = Array.from({ length: 256 }, (_, number) => `${number}`.padEnd(256, 'x'));

  expect(await server.data(document, { texts })).toEqual({ activities: { totalCount: 0 } });
  const { errors } = await server.query(document, { texts: [...texts.slice(1), 'x'.repeat(257)] });

  expect(errors?.[0]).toMatchObject({ path: ['activities'], extensions: { code: 'BAD_USER_INPUT', field: 'filter' } });
});

test('leaves no unhandled rejection when an operation costs too much', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): number => unhandled.push(error);
  process.on('unhandledRejection', note);
  const levels = 10;

  const { errors } = await server.query(
    `{ ${'activities { nodes { networks { '.repeat(levels)} acronym ${'} } } '.repeat(levels)} }`,
  );
  // Node reports unhandled rejections after the microtasks.
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);

  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  expect(unhandled).toEqual([]);
});
