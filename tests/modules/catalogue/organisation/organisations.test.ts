import { sql } from '../../../../src/database/sql/sql';
import { make } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ name: 'United Nations Office on Drugs and Crime', acronym: 'UNODC', slug: 'a' });
    await create.organisation({ name: 'österreichische Behörde', acronym: 'ÖB', countryCode: 'AT', slug: 'b' });
    await create.organisation({ name: 'Prosecutor General', countryCode: 'KG', slug: 'c' });
    await create.organisation({ name: 'Prosecutor General', countryCode: 'KZ', slug: 'd' });
  });
});

afterAll(() => server.close());

const page = `query ($filter: OrganisationFilter, $orderBy: [OrganisationOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  organisations(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

async function organisations(variables: Record<string, unknown> = {}): Promise<Record<string, any>> {
  return (await server.data(page, variables)).organisations;
}

const slugsOf = ({ nodes }: Record<string, any>): string[] => nodes.map(({ slug }: { slug: string }) => slug);

test('are listed for everyone by name, without case and accents', async () => {
  const all = await organisations();

  expect(slugsOf(all)).toEqual(['b', 'c', 'd', 'a']);
  expect(all).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
});

test('are ordered by name and by acronym in both directions, those without an acronym last', async () => {
  const ordered = async (field: string, direction: string): Promise<string[]> => {
    const orderBy = [{ field, direction }];
    const first = await organisations({ orderBy, first: 3 });
    return [...slugsOf(first), ...slugsOf(await organisations({ orderBy, after: first.pageInfo.endCursor }))];
  };
  expect(await ordered('NAME', 'DESC')).toEqual(['a', 'd', 'c', 'b']);
  expect(await ordered('ACRONYM', 'ASC')).toEqual(['b', 'a', 'c', 'd']);
  expect(await ordered('ACRONYM', 'DESC')).toEqual(['a', 'b', 'd', 'c']);
});

test('are paged forwards and backwards, also with equal names', async () => {
  const first = await organisations({ first: 2 });
  const second = await organisations({ first: 2, after: first.pageInfo.endCursor });
  expect([first, second].map(slugsOf)).toEqual([
    ['b', 'c'],
    ['d', 'a'],
  ]);
  expect([first, second].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, false]);

  const before = await organisations({ last: 1, before: second.pageInfo.startCursor });
  expect([slugsOf(before), before.pageInfo.hasPreviousPage]).toEqual([['c'], true]);
});

test.each([
  [{ name: { contains: 'NATIONS' } }, ['a']],
  [{ name: { startsWith: 'osterreich' } }, ['b']],
  [{ acronym: { eq: 'ob' } }, ['b']],
  [{ acronym: { isNull: true } }, ['c', 'd']],
  [{ country: ['KG', 'AT'] }, ['b', 'c']],
  [{ or: [{ name: { contains: 'unodc' } }, { acronym: { contains: 'unodc' } }] }, ['a']],
  [{ not: { country: ['KG', 'AT', 'KZ'] } }, ['a']],
  [{ country: [] }, []],
])('are found by %j', async (filter, slugs) => {
  expect(await organisations({ filter })).toMatchObject({ totalCount: slugs.length });
  expect(slugsOf(await organisations({ filter }))).toEqual(slugs);
});

test.each([{ first: 0 }, { first: 1, last: 1 }, { after: 'x' }, { filter: { name: null } }])(
  'are refused by %j',
  async (variables) => {
    const { errors } = await server.query(page, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);

test('take as many statements for all as for one', async () => {
  const query = 'query ($first: Int) { organisations(first: $first) { nodes { name country { name } } } }';
  const statements = (first: number) => server.statementsOf(() => server.data(query, { first }));

  expect([(await statements(1)).length, (await statements(4)).length]).toEqual([2, 2]);
});

test('are found by their present name', async () => {
  const made = (
    await mutationsOf(server, 'createOrganisation').done({ name: 'Earlier', acronym: 'EA' }, 'organisation { id slug }')
  ).organisation;
  const found = async (filter: object) => slugsOf(await organisations({ filter }));
  expect(await found({ name: { eq: 'earlier' } })).toEqual([made.slug]);

  const change = { id: made.id, version: 1, name: 'Later', acronym: null };
  await mutationsOf(server, 'updateOrganisation').done(change, 'organisation { id }');

  expect(await found({ name: { eq: 'earlier' } })).toEqual([]);
  expect(await found({ name: { eq: 'later' }, acronym: { isNull: true } })).toEqual([made.slug]);
  const [row] = await server.app.database.read.query(
    sql`SELECT name_folded FROM organisation WHERE slug = ${made.slug}`,
  );
  expect(row).toEqual({ nameFolded: 'later' });
  await mutationsOf(server, 'deleteOrganisation').done({ id: made.id, version: 2 }, 'deletedId');
});
