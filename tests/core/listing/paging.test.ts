import { encodeCursor } from '../../../src/core/listing/cursor';
import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (const startsOn of ['2020', '2019-05', null, '2020-01-01', '2018-12-31', null, '2020-01']) {
      await create.activity({ startsOn });
    }
  });
});

afterAll(() => server.close());

const page = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: [ActivityOrder!]) {
  activities(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    edges { cursor node { title startsOn } }
    nodes { title startsOn }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

const dates = ({ activities }: Record<string, any>) =>
  activities.nodes.map(({ startsOn }: { startsOn: string | null }) => startsOn);

test('the latest to begin come first, a partial date as its first day, unknown dates last', async () => {
  const data = await server.data(page);

  expect(dates(data)).toEqual(['2020-01', '2020-01-01', '2020', '2019-05', '2018-12-31', null, null]);
  expect(data.activities.edges.map(({ node }: { node: unknown }) => node)).toEqual(data.activities.nodes);
  expect(data.activities.totalCount).toBe(7);
});

test.each([
  ['ASC', ['2018-12-31', '2019-05', '2020', '2020-01-01', '2020-01', null, null]],
  ['DESC', ['2020-01', '2020-01-01', '2020', '2019-05', '2018-12-31', null, null]],
])('walking %s through pages of two gives everything once, forwards and backwards', async (direction, expected) => {
  const orderBy = [{ field: 'STARTS_ON', direction }];
  const forwards: unknown[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { activities }: Record<string, any> = await server.data(page, { first: 2, after, orderBy });
    expect(activities.pageInfo.hasPreviousPage).toBe(after !== null);
    expect(activities.pageInfo.startCursor).toBe(activities.edges[0].cursor);
    forwards.push(...dates({ activities }));
    after = activities.pageInfo.endCursor;
    more = activities.pageInfo.hasNextPage;
  }
  const backwards: unknown[] = [];
  for (let before: string | null = null, more = true; more;) {
    const { activities }: Record<string, any> = await server.data(page, { last: 2, before, orderBy });
    expect(activities.pageInfo.hasNextPage).toBe(before !== null);
    backwards.unshift(...dates({ activities }));
    before = activities.pageInfo.startCursor;
    more = activities.pageInfo.hasPreviousPage;
  }

  expect(forwards).toEqual(expected);
  expect(backwards).toEqual(expected);
});

test('what lies between two cursors is a page of its own', async () => {
  const all: Record<string, any> = (await server.data(page)).activities;
  const between = await server.data(page, { after: all.edges[0].cursor, before: all.edges[5].cursor });

  expect(dates(between)).toEqual(dates({ activities: all }).slice(1, 5));
});

test('a page holds 20 when no size is given, of more', async () => {
  await make(server.app, async (create) => {
    for (let number = 0; number < 21; number++) await create.newsItem();
  });

  const { newsItems } = await server.data('{ newsItems { nodes { id } totalCount pageInfo { hasNextPage } } }');

  expect(newsItems.nodes).toHaveLength(20);
  expect(newsItems).toMatchObject({ totalCount: 21, pageInfo: { hasNextPage: true } });
});

test.each(['STARTS_ON', 'YEAR', 'CODE', 'TITLE', 'CREATED_AT'])(
  'cursors of an order by %s are whole although nothing that they are made of is selected',
  async (field) => {
    const bare = `query ($after: String) { activities(first: 3, after: $after, orderBy: [{ field: ${field}, direction: ASC }]) {
      nodes { id } pageInfo { endCursor hasNextPage } } }`;
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { activities }: Record<string, any> = await server.data(bare, { after });
      ids.push(...activities.nodes.map(({ id }: { id: string }) => id));
      after = activities.pageInfo.endCursor;
      more = activities.pageInfo.hasNextPage;
    }

    expect(new Set(ids).size).toBe(7);
    expect(ids).toHaveLength(7);
  },
);

test('an empty page says so', async () => {
  const { networks } = await server.data(
    '{ networks { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }',
  );

  expect(networks).toEqual({
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    totalCount: 0,
  });
});

const forged = (order: string, id: unknown, ...values: unknown[]) => encodeCursor(order, { id, values } as never);
const latestFirst = 'activities STARTS_ON DESC';

test.each([
  ['nothing at all', { first: 0 }, 'first'],
  ['less than nothing', { first: -1 }, 'first'],
  ['more than a hundred', { first: 101 }, 'first'],
  ['more than a hundred from the end', { last: 101 }, 'last'],
  ['both ends at once', { first: 1, last: 1 }, 'last'],
  ['after an empty cursor', { after: '' }, 'after'],
  ['after a word', { after: 'yesterday' }, 'after'],
  ['before base64 of nonsense', { before: 'AAAAAAAAAAAAAAAAAAAA' }, 'before'],
  ["after another list's cursor", { after: forged('networks NAME ASC', 1, 'x') }, 'after'],
  ["after another order's cursor", { after: forged('activities STARTS_ON ASC', 1, '2020-01-01') }, 'after'],
  ['after a cursor with too few values', { after: forged(latestFirst, 1) }, 'after'],
  ['after a cursor with too many values', { after: forged(latestFirst, 1, '2020-01-01', 1) }, 'after'],
  ['after a cursor with a value of another kind', { after: forged(latestFirst, 1, 7) }, 'after'],
  ['after a cursor with an object for a value', { after: forged(latestFirst, 1, { $ne: 1 }) }, 'after'],
  ['after a cursor with NUL', { after: forged(latestFirst, 1, '\0') }, 'after'],
  ['after a cursor whose id is too big', { after: forged(latestFirst, 2 ** 40, '2020-01-01') }, 'after'],
  ['after a cursor whose id is text', { after: forged(latestFirst, '1', '2020-01-01') }, 'after'],
])('refuses to page %s, and says which argument is wrong', async (_what, variables, field) => {
  const { data, errors } = await server.query(page, variables);

  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
  expect(data ?? null).toBeNull();
});

test('refuses a cursor that was tampered with', async () => {
  const { activities }: Record<string, any> = await server.data(page, { first: 1 });
  const cursor = Buffer.from(activities.pageInfo.endCursor, 'base64url').toString();
  const tampered = Buffer.from(cursor.replace('2020-01-01', '2021-01-01')).toString('base64url');

  const { errors } = await server.query(page, { after: tampered });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
});

test.each(['!!!', '==', ' '])('refuses a cursor with %p behind it', async (junk) => {
  const { activities }: Record<string, any> = await server.data(page, { first: 1 });

  const { errors } = await server.query(page, { after: `${activities.pageInfo.endCursor}${junk}` });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
});

const years = 'facets { years { value count } }';

test('refuses a field that is named twice in an order', async () => {
  const orderBy = [
    { field: 'TITLE', direction: 'ASC' },
    { field: 'TITLE', direction: 'DESC' },
  ];

  const { errors } = await server.query(page, { orderBy });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'orderBy' });
});

describe('the arguments of nested lists are checked as those of the root are', () => {
  beforeAll(() =>
    make(server.app, async (create) => create.takesPart(await create.activity(), await create.network())),
  );

  test.each([
    ['a size', 'first: 101', 'totalCount', 'first'],
    [
      'a null operator, where things are selected',
      'filter: { year: { eq: null } }',
      'nodes { title }',
      'filter.year.eq',
    ],
    ['a null operator, where a count is selected', 'filter: { year: { eq: null } }', 'totalCount', 'filter.year.eq'],
    [
      'a null condition, where only the facet that leaves it out is selected',
      'filter: { year: null }',
      years,
      'filter.year',
    ],
    ['a null operator further down', 'filter: { and: [{ year: { gte: null } }] }', years, 'filter.and.0.year.gte'],
    ['what nothing reads', 'filter: { not: { title: null } }', '__typename', 'filter.not.title'],
  ])('%s', async (_what, argument, selected, field) => {
    const { data, errors } = await server.query(`{ networks { nodes { activities(${argument}) { ${selected} } } } }`);

    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['networks', 'nodes', 0, 'activities'],
      extensions: { code: 'BAD_USER_INPUT', field },
    });
    expect(data ?? null).toBeNull();
  });
});
