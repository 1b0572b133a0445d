import { Client } from 'pg';
import { loadGenerated } from '../../../src/seeds/load-generated';
import { plansOf, type QueryPlan } from '../../support/query-plans';
import { startTestServer, type TestServer } from '../../support/test-server';

/** What grows with the programme. */
const growing = new Set(['activity', 'activity_translation', 'news_item', 'news_item_translation']);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ ANSWER_CACHE_BYTES: '0', LOCALES: 'en,ru,fr' });
  await loadGenerated(server.app.database, 400, () => undefined);
  await loadGenerated(server.app.database, 800, () => undefined, { translations: ['en', 'ru'] });
  await loadGenerated(server.app.database, 1200, () => undefined, { translations: ['en', 'ru', 'fr'] });
  if (__DATABASE__ === 'postgres') {
    const client = new Client({ connectionString: server.databaseUrl });
    await client.connect();
    await client.query('ANALYZE');
    await client.end();
  }
});

afterAll(() => server.close());

// Other statements are those of background work.
const readsOrSortsEverything = ({ reads, sorts }: QueryPlan): boolean => {
  const own = reads.filter(({ table }) => growing.has(table));
  return own.some(({ how }) => how === 'table' || how === 'index') || (sorts && own.length > 0);
};

function documentOf(field: string, orderType: string, wanted: readonly string[]): string {
  return `query ($orderBy: [${orderType}!], $first: Int, $after: String, $last: Int, $before: String)
    @inLocales(preferred: ${JSON.stringify(wanted)}) {
    list: ${field}(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes { title locale } pageInfo { startCursor endCursor } } }`;
}

describe.each([
  ['activities', 'ActivityOrder'],
  ['newsItems', 'NewsItemOrder'],
])('a page of %s in the order of the titles that are shown', (field, orderType) => {
  const cases = [['ru'], ['fr', 'ru'], ['fr', 'en', 'ru']].flatMap((wanted) =>
    ['ASC', 'DESC'].map((direction) => ({ wanted, direction })),
  );

  test.each(cases)('is sought for $wanted, $direction, forwards and backwards', async ({ wanted, direction }) => {
    const document = documentOf(field, orderType, wanted);
    const orderBy = [{ field: 'TITLE', direction }];
    const { list: start } = await server.data(document, { orderBy, first: 50 });
    const { list: end } = await server.data(document, { orderBy, last: 50 });
    const { endCursor: after } = start.pageInfo;
    const { startCursor: before } = end.pageInfo;
    expect(
      new Set([...start.nodes, ...end.nodes].map(({ locale }: { locale: string }) => locale)).size,
    ).toBeGreaterThan(1);

    for (const variables of [{ first: 20 }, { first: 20, after }, { last: 20 }, { last: 20, before }]) {
      const plans = await plansOf(server, document, { orderBy, ...variables });
      expect(plans.length).toBeGreaterThan(1);
      expect(plans.filter(readsOrSortsEverything).map(({ statement, text }) => `${statement}\n${text}`)).toEqual([]);
    }
  });
});

test('activities that are shown in their original language to everyone who asks are read as in a programme without translations', async () => {
  const document = documentOf('activities', 'ActivityOrder', ['de']);
  const orderBy = [{ field: 'TITLE', direction: 'ASC' }];
  const untranslated = await server.statementsOf(() => server.data(document, { orderBy }));

  expect(untranslated).toHaveLength(1);
  expect(untranslated[0]).not.toContain('UNION');
});

test('a filter that is too long to be repeated for each set of languages stands once, and gives the same page', async () => {
  const document = `query ($filter: ActivityFilter) @inLocales(preferred: ["ru"]) {
    activities(filter: $filter, orderBy: { field: TITLE, direction: ASC }, first: 100) { nodes { slug locale } } }`;
  const short = { participatingCountry: ['KG', 'TJ'] };
  const long = { and: Array.from({ length: 98 }, () => short) };
  const read = async (filter: object): Promise<{ page: Record<string, any>; statement: string }> => {
    let page: Record<string, any> = {};
    const statements = await server.statementsOf(async () => {
      page = await server.data(document, { filter });
    });
    return { page, statement: statements.find((text) => text.includes('activity_country'))! };
  };
  const [repeated, single] = [await read(short), await read(long)];

  expect(repeated.statement).toContain('UNION ALL');
  expect(single.statement).not.toContain('UNION ALL');
  expect(single.page['activities'].nodes).toHaveLength(100);
  expect(single.page).toEqual(repeated.page);
});
