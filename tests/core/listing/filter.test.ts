import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (const title of ['100% Trust', 'Under_score', 'Ёлка и йога', 'Égalité', "O'Brien", 'back\\slash', 'ÅNGSTRÖM']) {
      await create.activity({ title });
    }
  });
});

afterAll(() => server.close());

const list = 'query ($filter: ActivityFilter) { activities(filter: $filter) { nodes { title } totalCount } }';

async function titles(filter: object): Promise<string[]> {
  const { activities } = await server.data(list, { filter });
  return activities.nodes.map(({ title }: { title: string }) => title).sort();
}

test.each([
  [{ contains: '%' }, ['100% Trust']],
  [{ contains: '_' }, ['Under_score']],
  [{ contains: '\\' }, ['back\\slash']],
  [{ contains: "'" }, ["O'Brien"]],
  [{ contains: 'ЕЛКА' }, ['Ёлка и йога']],
  [{ startsWith: 'ёл' }, ['Ёлка и йога']],
  [{ eq: 'egalite' }, ['Égalité']],
  [{ eq: 'ångström' }, ['ÅNGSTRÖM']],
  [{ in: ['EGALITÉ', "o'brien"] }, ["O'Brien", 'Égalité']],
  [{ in: [] }, []],
  [{ startsWith: '1', contains: 'trust' }, ['100% Trust']],
  [{ contains: ' ' }, ['100% Trust', 'Ёлка и йога']],
  [{ startsWith: '100% ' }, ['100% Trust']],
  [{ startsWith: '100%  ' }, []],
])('compares titles by %p without case, accents and wildcards', async (title, expected) => {
  expect(await titles({ title })).toEqual(expected);
});

test('an empty filter matches everything, an empty choice nothing', async () => {
  expect(await titles({})).toHaveLength(7);
  expect(await titles({ title: {} })).toHaveLength(7);
  expect(await titles({ and: [] })).toHaveLength(7);
  expect(await titles({ or: [] })).toEqual([]);
  expect(await titles({ not: { or: [] } })).toHaveLength(7);
  expect(await titles({ network: [] })).toEqual([]);
  expect(await titles({ activityType: [] })).toEqual([]);
});

const nest = (depth: number): object => (depth === 1 ? { title: { eq: 'x' } } : { not: nest(depth - 1) });

test.each([
  ['a null condition', { title: null }, 'filter.title'],
  ['a null operator', { title: { eq: null } }, 'filter.title.eq'],
  ['a null list', { country: null }, 'filter.country'],
  ['null roles', { organisation: { organisation: ['x'], roles: null } }, 'filter.organisation.roles'],
  ['a null operator further down', { or: [{}, { year: { gte: null } }] }, 'filter.or.1.year.gte'],
  ['six levels', nest(6), 'filter.not.not.not.not.not'],
  ['more than a hundred conditions', { or: Array.from({ length: 101 }, () => ({ year: { eq: 1 } })) }, 'filter'],
  ['more than a hundred empty filters', { or: Array.from({ length: 3000 }, () => ({})) }, 'filter'],
  ['more than a hundred filters all over', { and: Array.from({ length: 50 }, () => ({ or: [{}, {}] })) }, 'filter'],
  ['more than 500 values', { year: { in: Array.from({ length: 501 }, (_, year) => year) } }, 'filter.year.in'],
  ['more than 500 slugs', { network: Array.from({ length: 501 }, String) }, 'filter.network'],
])('refuses %s and names its place', async (_what, filter, field) => {
  const { errors } = await server.query(list, { filter });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
});

test('names the place of a value of the wrong type in the same way', async () => {
  const { errors } = await server.query(list, { filter: { or: [{}, { year: { eq: 'x' } }] } });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'filter.or.1.year.eq' });
});

test('allows a hundred conditions, an empty filter being one', async () => {
  expect(await titles({ or: Array.from({ length: 99 }, () => ({ title: { contains: '%' } })) })).toEqual([
    '100% Trust',
  ]);
  expect(await titles({ and: Array.from({ length: 99 }, () => ({})) })).toHaveLength(7);
});

test('allows five levels', async () => {
  expect(await titles(nest(5))).toEqual([]);
});

test.each([
  ['restrictedDocuments', { restrictedDocuments: { title: 'x' } }],
  ['publication', { publication: { state: 'DRAFT' } }],
  ['description', { description: { contains: 'x' } }],
])('what is not in the table, as %s, cannot be filtered by', async (_field, filter) => {
  const { errors } = await server.query(list, { filter });

  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('a range of years may be as wide as numbers go', async () => {
  await make(server.app, async (create) => {
    for (const year of [987, 1987]) await create.activity({ title: `In ${year}`, operativeDimension: { year } });
  });

  expect(await titles({ year: { gte: -2147483648, lte: 2147483647 } })).toEqual(['In 1987', 'In 987']);
  expect(await titles({ year: { gte: 980, lte: 990 } })).toEqual(['In 987']);
  expect(await titles({ year: { gte: 1988, lte: 987 } })).toEqual([]);
});

describe('a date that is known to the year or the month', () => {
  const dates = ['2017-12-31', '2018', '2018-02-28', '2018-02', '2018-03-01', '2018-12-31', '2019', null];

  beforeAll(() =>
    make(server.app, async (create) => {
      for (const date of dates) await create.activity({ title: `Dated ${date}`, startsOn: date, endsOn: date });
    }),
  );

  test.each<[object, (string | null)[]]>([
    [{ lte: '2018' }, ['2017-12-31', '2018', '2018-02', '2018-02-28', '2018-03-01', '2018-12-31']],
    [{ lte: '2018-02' }, ['2017-12-31', '2018', '2018-02', '2018-02-28']],
    [{ lte: '2018-02-27' }, ['2017-12-31', '2018', '2018-02']],
    [{ gte: '2018-03' }, ['2018-03-01', '2018-12-31', '2019']],
    [{ gte: '2018', lte: '2018' }, ['2018', '2018-02', '2018-02-28', '2018-03-01', '2018-12-31']],
    [{ eq: '2018' }, ['2018', '2018-02', '2018-02-28', '2018-03-01', '2018-12-31']],
    [{ eq: '2018-02' }, ['2018-02', '2018-02-28']],
    [{ eq: '2018-02-01' }, ['2018-02']],
    [{ isNull: true }, [null]],
  ])('stands for all its days in %p, and for its first day in the data', async (condition, expected) => {
    for (const field of ['startsOn', 'endsOn']) {
      const filter = { title: { startsWith: 'Dated' }, [field]: condition };
      expect(await titles(filter)).toEqual(expected.map((date) => `Dated ${date}`));
    }
  });
});

test('activities are filtered by when they were entered and last changed', async () => {
  await make(server.app, async (create) => {
    const createdAt = '2024-05-01T10:00:00.000Z';
    await create.activity({ title: 'Stamped early', createdAt, updatedAt: createdAt });
    await create.activity({ title: 'Stamped late', createdAt, updatedAt: '2024-06-01T10:00:00.000Z' });
  });
  const stamped = (filter: object): Promise<string[]> => titles({ title: { startsWith: 'Stamped' }, ...filter });

  expect(await stamped({ updatedAt: { gte: '2024-06-01T10:00:00Z' } })).toEqual(['Stamped late']);
  expect(await stamped({ updatedAt: { lte: '2024-06-01T09:59:59.999Z' } })).toEqual(['Stamped early']);
  expect(await stamped({ createdAt: { gte: '2024-05-01T10:00:00Z', lte: '2024-05-01T10:00:00Z' } })).toHaveLength(2);
});
