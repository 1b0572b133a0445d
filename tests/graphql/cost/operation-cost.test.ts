import { getIntrospectionQuery } from 'graphql';
import { Admission } from '../../../src/graphql/admission/admission';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;
/** The same server with a low limit, which its few rows can reach. */
let strict: TestServer;

beforeAll(async () => {
  // Many operations are refused here, which a caller could not send in a minute.
  server = await startTestServer({ RATE_LIMIT: 'off' });
  strict = await startTestServer({ RATE_LIMIT: 'off', MAX_OPERATION_COST: '5000' });
  for (const { app } of [server, strict]) {
    await app.database.sizes.refresh();
    await app.database.sizes.refreshLengths();
  }
});

afterAll(() => Promise.all([server.close(), strict.close()]));

async function refusalOf(
  asked: TestServer,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<Record<string, any> | undefined> {
  const { data, errors } = await asked.query(document, variables);
  if (errors !== undefined) expect(data).toBeUndefined();
  return errors?.[0]?.extensions;
}

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

test('asks to be admitted with its whole cost, not only with that of its fields', async () => {
  const enter = jest.spyOn(Admission.prototype, 'enter');

  await server.data('query Counted { activities(filter: { title: { contains: "x" } }) { totalCount } }');

  const { cost } = server.log.findLast(({ operation }) => operation === 'Counted')!;
  expect(enter.mock.calls).toEqual([
    [expect.any(String), expect.objectContaining({ cost, fields: expect.any(Number) })],
  ]);
  const [[, asked]] = enter.mock.calls as [Parameters<Admission['enter']>];
  expect(asked.fields).toBeLessThan(asked.cost / 2);
  enter.mockRestore();
});

test.each(['toString', '__proto__'])('refuses dimensions with the name %s, which every object has', async (name) => {
  const refused = { code: 'BAD_USER_INPUT', field: 'by.0' };
  const statistics = {
    ActivityDimension: 'activityStatistics(groupBy: $by) { count }',
    MoneyDimension: 'moneyStatistics(kinds: [BUDGET], groupBy: $by) { totals { items } }',
  };
  for (const [dimension, field] of Object.entries(statistics)) {
    const document = `query ($by: [${dimension}!]!) { ${field} }`;
    expect(await refusalOf(server, document, { by: [name] })).toMatchObject(refused);
  }
});

const times = (count: number, field: string): string =>
  Array.from({ length: count }, (_, number) => `a${number}: ${field}`).join(' ');

test('rejects lists whose items return a field under very many aliases', async () => {
  const within = (places: number): string =>
    `{ activities { nodes { ...Named } } }
     fragment Named on Activity { ${times(places, `operativeDimension { ${times(50, 'code')} }`)} }`;

  await strict.data(within(1));

  expect(await refusalOf(strict, within(30))).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'cost' });
});

/** Figures in errors are rounded, so that they do not tell how many rows there are. */
const TWO_DIGITS = /^\d{1,2}0*$/;

test('rejects more fields than one response may have, whatever the operation may cost', async () => {
  await make(server.app, async (create) => {
    for (let number = 0; number < 60; number += 1) await create.activity();
  });
  await server.app.database.sizes.refresh();
  const pages = (count: number): string =>
    `{ ${times(count, 'activities(first: 100) { nodes { ...F } }')} } fragment F on Activity { ${times(100, 'createdAt')} }`;

  const refusal = await refusalOf(server, pages(60));

  expect(refusal).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit: 'fields', maximum: 400_000 });
  expect(refusal!['actual']).toBeGreaterThan(400_000);
  expect(String(refusal!['actual'])).toMatch(TWO_DIGITS);
  expect(refusal!['sources']).toContainEqual({ field: 'a0', cost: expect.any(Number) });
  expect(await refusalOf(server, pages(10))).toBeUndefined();
});

test('rejects very many counts, and says what they cost, what is allowed, and which fields cost most', async () => {
  const counts = (number: number): string =>
    `{ ${times(number, 'activities(filter: { title: { contains: "x$" } }) { totalCount }').replaceAll('$', () => `${(id += 1)}`)}
       networks { totalCount } }`;
  let id = 0;

  await strict.data(counts(30));

  const refusal = await refusalOf(strict, counts(90));
  expect(refusal).toEqual({
    code: 'QUERY_TOO_COMPLEX',
    limit: 'cost',
    actual: expect.any(Number),
    maximum: 5000,
    sources: expect.arrayContaining([{ field: 'a0', cost: expect.any(Number) }]),
  });
  const sources = refusal!['sources'] as { cost: number }[];
  for (const figure of [refusal!['actual'], ...sources.map(({ cost }) => cost)])
    expect(String(figure)).toMatch(TWO_DIGITS);
});

test.each([
  ['a list', 'activities(filter: { title: { contains: "x" } })', undefined, 1],
  // One statement counts the words as written, and one those with a typing error, of which an Amharic word has few.
  ['a search', 'search(text: "ኢትዮጵያ")', undefined, 2],
  ['the trash', 'trash', editor, 1],
])('counts equal counts of %s once, because they run once', async (_, list, viewer, expected) => {
  const counts = times(10, `${list} { ${times(9, 'totalCount')} }`);

  const statements = await strict.statementsOf(() => strict.data(`{ ${counts} }`, {}, viewer));

  expect(statements.filter((text) => text.includes('count(*)'))).toHaveLength(expected);
});

test.each([
  (text: string) => `{ search(text: "${text}") { totalCount } }`,
  (text: string) => `{ search(text: "${text}") { nodes { __typename } } }`,
  (text: string) => `{ activities(filter: { or: [{ text: "${text}" }] }) { totalCount } }`,
  (text: string) => `{ newsItems(filter: { text: "${text}" }) { nodes { id } } }`,
  (text: string) => `{ activityStatistics(groupBy: [YEAR], filter: { text: "${text}" }) { count } }`,
])('charges for the words that may be meant by a mistyped one: %s', async (document) => {
  await strict.data(document('law'));

  expect(await refusalOf(strict, document('wrokshop'))).toMatchObject({ limit: 'cost' });
});

test('rejects 39 counts under filters with 98 conditions of three countries, if they differ', async () => {
  const or = Array.from({ length: 98 }, (_, number) => ({
    participatingCountry: ['KG', 'KZ', 'UZ'].slice(number % 2),
  }));
  const counts = (aliases: number, filters: number): string =>
    `query (${Array.from({ length: filters }, (_, n) => `$f${n}: ActivityFilter`).join(', ')}) {
      ${Array.from({ length: aliases }, (_, n) => `a${n}: activities(filter: $f${n % filters}, first: 1) { totalCount }`).join(' ')} }`;
  const variables = Object.fromEntries(or.slice(0, 39).map((_, n) => [`f${n}`, { or: or.slice(n) }]));

  const statements = await strict.statementsOf(() => strict.data(counts(20, 1), { f0: { or } }));

  expect(statements).toHaveLength(1);
  expect(await refusalOf(strict, counts(39, 39), variables)).toMatchObject({ limit: 'cost' });
});

test('refuses many values in many fields without going through all of them', async () => {
  const fields = Array.from({ length: 99 }, (_, n) => `a${n}: activities(filter: $f, first: 1) { totalCount }`);
  const document = `query ($f: ActivityFilter) { ${fields.join(' ')} }`;
  const values = { or: Array.from({ length: 15_000 }, () => ({})) };
  const begin = process.cpuUsage();

  const refused = await refusalOf(strict, document, { f: values });

  expect(refused).toEqual({ code: 'QUERY_TOO_COMPLEX', limit: 'values', actual: expect.any(Number), maximum: 100_000 });
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1000).toBeLessThan(1_000);
});

test('computes no cost for more values than variables may have', async () => {
  const document = 'query TooManyValues($f: ActivityFilter) { activities(filter: $f, first: 1) { totalCount } }';

  const refused = await refusalOf(strict, document, { f: { or: Array.from({ length: 60_000 }, () => ({})) } });

  expect(refused).toEqual({ code: 'BAD_USER_INPUT', field: 'f' });
  expect(strict.log.findLast(({ operation }) => operation === 'TooManyValues')).toMatchObject({ cost: 0 });
});

test('charges a condition for each of its values', async () => {
  const document = `query ($codes: [CountryCode!]) { activities(filter: { participatingCountry: $codes }) { totalCount } }`;

  await strict.data(document, { codes: ['KG'] });

  expect(await refusalOf(strict, document, { codes: Array.from({ length: 2000 }, () => 'KG') })).toMatchObject({
    limit: 'cost',
  });
});

test('computes the cost anew for other values of the variables that bound it', async () => {
  const document = `query ($first: Int, $with: Boolean! = false) {
    activities(first: $first) { nodes { slug ${times(40, 'networks @include(if: $with) { memberCountries { country { code } } }')} } } }`;

  await strict.data(document, { first: 1 });
  await strict.data(document, { first: 1 });
  expect(await refusalOf(strict, document, { first: 100, with: true })).toMatchObject({ limit: 'cost' });
  await strict.data(document, { first: 100, with: false });
});

const statistics = 'activityStatistics(groupBy: [ACTIVITY_TYPE])';
const ofYears = 'moneyStatistics(kinds: [BUDGET], groupBy: [YEAR], years: { gte: 2000 })';

test.each([
  ['people', `${statistics} { count $ }`, 'participants', '{ men }'],
  ['activities of sums', `${ofYears} { totals { items $ } }`, 'activities', ''],
  ['activities of sums of groups', `${ofYears} { groups { sums { items $ } } }`, 'activities', ''],
])('what a directive leaves out is not computed: %s', async (_, root, field, selected) => {
  const sent = (selection: string, variables = {}): Promise<string[]> =>
    strict.statementsOf(() =>
      strict.data(
        `query ($with: Boolean = false) { ${root.replace('$', selection)} x: __typename @include(if: $with) }`,
        variables,
      ),
    );
  const without = await sent('');

  expect(await sent(`${field} @include(if: false) ${selected}`)).toEqual(without);
  expect(await sent(`... @skip(if: true) { ${field} ${selected} }`)).toEqual(without);
  const byVariable = `${field} @include(if: $with) ${selected}`;
  expect(await sent(byVariable)).toEqual(without);
  expect(await sent(byVariable, { with: true })).not.toEqual(without);
});

test('counts the activities of sums only for the statistics that select them', async () => {
  const counting = (text: string): boolean => text.includes('grouped_activities');
  const statements = await strict.statementsOf(() =>
    strict.data(
      `{ a: ${ofYears} { totals { activities } } b: ${ofYears.replace('2000', '2001')} { totals { items } } }`,
    ),
  );

  expect(statements.filter((text) => text.includes('money_share')).map(counting)).toEqual([true, false]);
});

test('charges introspection for what it returns', async () => {
  const types = times(20, '__type(name: "Activity") { fields { name args { name type { name } } } }');

  await server.data(`{ ${types} }`);
  await server.data(getIntrospectionQuery());

  expect(await refusalOf(strict, `{ ${types} }`)).toMatchObject({ limit: 'cost' });
  const fragment = 'fragment Fields on __Type { fields { name args { name type { name } } } }';
  const byFragment = `{ ${times(20, '__type(name: "Activity") { ...Fields }')} } ${fragment}`;
  expect(await refusalOf(strict, byFragment)).toMatchObject({ limit: 'cost' });
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
  const links = Array.from({ length: 100 }, (_, number) => ({
    kind: 'WEBSITE',
    title: 'A page',
    url: `https://www.example.org/${number}/`.padEnd(2_000, 'x'),
  }));
  const topics = Array.from({ length: 100 }, (_, number) => String(number).padEnd(100, 'x'));
  const { slug } = await make(server.app, (create) => create.activity({ description: 'word '.repeat(10_000) }));
  const { id, publication } = (
    await server.data(`{ activity(slug: "${slug}") { id publication { version } } }`, {}, editor)
  ).activity;
  await mutationsOf(server, 'updateActivity', editor).done(
    { id, version: publication.version, links, topics },
    '__typename',
  );
  const texts = (names: number, field: string, roots = 3): string =>
    `{ ${times(roots, `activity(slug: "${slug}") { ${times(names / roots, field)} }`)} }`;

  const { a0: activity } = await server.data(texts(30, 'descriptionHtml'));
  expect(new Set(Object.values(activity))).toEqual(new Set([activity.a0]));
  for (const [field, names, roots] of [
    ['description', 210],
    ['descriptionHtml', 210],
    ['links { url }', 60],
    ['topics', 1_200, 12],
  ] as const) {
    const { errors } = await server.query(texts(names, field, roots));
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.limit])).toContainEqual([
      'QUERY_TOO_COMPLEX',
      'characters',
    ]);
  }
});

test('charges statistics for each combination of values that an activity may have', async () => {
  const counts = (number: number, by: string): string =>
    `{ ${times(number, `activityStatistics(groupBy: [${by}]) { count }`)} }`;

  await server.data(counts(30, 'YEAR, COUNTRY, REGION'));
  await server.data(counts(3, 'TOPIC, NETWORK, PARTICIPATING_COUNTRY'));

  await strict.data(counts(10, 'YEAR'));
  expect(await refusalOf(strict, counts(10, 'TOPIC, NETWORK, PARTICIPATING_COUNTRY'))).toMatchObject({ limit: 'cost' });
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
