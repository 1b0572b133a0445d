import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { getKey } from '../../../src/core/types/global-id';
import { raw, sql } from '../../../src/database/sql/sql';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { loadGenerated } from '../../../src/seeds/load-generated';
import { make } from '../../support/factories';
import { plansOf, type QueryPlan } from '../../support/query-plans';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

/** What grows with the programme. The others are vocabularies of a page or two, which any plan may read whole. */
const growing = new Set([
  'activity',
  'activity_country',
  'activity_network',
  'activity_organisation',
  'activity_topic',
  'activity_topic_text',
  'objective',
  'news_item',
  'news_activity',
  'restricted_document',
]);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ ANSWER_CACHE_BYTES: '0' });
  await loadGenerated(server.app.database, 3000, () => undefined);
  if (__DATABASE__ === 'postgres') {
    const client = new Client({ connectionString: server.databaseUrl });
    await client.connect();
    // A commit that waits for the log: until the ones before are in it, VACUUM cannot tell that everyone sees their rows,
    // and indexes alone would not do.
    await client.query('SET synchronous_commit = on');
    await client.query('SELECT pg_current_xact_id()');
    // The server's own cleaning may look on meanwhile, and then not all that is seen by everyone is marked so.
    do await client.query('VACUUM ANALYZE');
    while (!(await isAllVisible(client)));
    await client.end();
  }
});

async function isAllVisible(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relallvisible < relpages`,
  );
  return rows.length === 0;
}

afterAll(() => server.close());

/** What each statement of an operation should not do, with its plan; none when all is well. */
async function faultsOf(
  document: string,
  variables: Record<string, unknown>,
  isFault: (plan: QueryPlan) => boolean,
): Promise<string[]> {
  const plans = await plansOf(server, document, variables);
  expect(plans).not.toEqual([]);
  return plans.filter(isFault).map(({ statement, text }) => `${statement}\n${text}`);
}

const isRead = (plan: QueryPlan, ...hows: string[]): boolean =>
  plan.reads.some(({ table, how }) => growing.has(table) && hows.includes(how));
const readsWholeTable = (plan: QueryPlan): boolean => isRead(plan, 'table');
const readsEverything = (plan: QueryPlan): boolean => isRead(plan, 'table', 'index');
const readsOrSortsEverything = (plan: QueryPlan): boolean => readsEverything(plan) || plan.sorts;

const operation = (name: string): string =>
  readFileSync(path.join(__dirname, '../../../docs/operations', `${name}.graphql`), 'utf8');

const page = `query ($filter: ActivityFilter, $orderBy: [ActivityOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  activities(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { title }
    pageInfo { startCursor endCursor }
  }
}`;

const filters: Record<string, object> = {
  nothing: {},
  country: { country: ['GE'] },
  year: { year: { eq: 2018 } },
  'the same first and last year': { year: { gte: 2018, lte: 2018 } },
  component: { component: ['NAPOR'] },
  region: { region: ['CENTRAL-ASIA'] },
  programme: { programme: ['eu-act'] },
  activityType: { activityType: ['WORKSHOP'] },
  network: { network: ['casc'] },
  participatingCountry: { participatingCountry: ['KG'] },
  topic: { topic: ['Money laundering'] },
  organisation: { organisation: { organisation: ['unodc'], roles: ['IMPLEMENTING'] } },
  startsOn: { startsOn: { gte: '2018', lte: '2018' } },
  'a year of startsOn': { startsOn: { eq: '2018' } },
};

describe('a page of activities', () => {
  test.each(Object.entries(filters))('filtered by %s is found in an index in its order', async (_, filter) => {
    expect(await faultsOf(page, { filter, first: 20 }, readsOrSortsEverything)).toEqual([]);
    expect(await faultsOf(page, { filter, last: 20 }, readsOrSortsEverything)).toEqual([]);
  });

  test.each<[string, object]>([
    ['countries', { country: ['GE', 'UA'] }],
    ['years', { year: { in: [2018, 2020] } }],
    ['a span of years', { year: { gte: 2018, lte: 2020 } }],
    ['components', { component: ['NAPOR', 'TAF'] }],
    ['a code', { code: { eq: '1' } }],
    ['a place', { place: { eq: 'Tbilisi' } }],
    ['the beginning of a title', { title: { startsWith: 'regional' } }],
    ['country, year and type together', { country: ['GE'], year: { eq: 2018 }, activityType: ['WORKSHOP'] }],
  ])('filtered by %s is found in an index', async (_, filter) => {
    expect(await faultsOf(page, { filter, first: 20 }, readsEverything)).toEqual([]);
  });

  const orders = ['STARTS_ON', 'ENDS_ON', 'YEAR', 'CODE', 'TITLE', 'CREATED_AT', 'UPDATED_AT'].flatMap((field) =>
    ['ASC', 'DESC'].map((direction) => ({ field, direction })),
  );

  test.each([
    ['ENDS_ON', { endsOn: { gte: '2018-02', lte: '2018-03' } }],
    ['UPDATED_AT', { updatedAt: { gte: '2024-01-02T00:00:00Z' } }],
    ['CREATED_AT', { createdAt: { lte: '2024-01-02T00:00:00Z' } }],
  ])('in the order %s is sought under a filter of the same field', async (field, filter) => {
    for (const direction of ['ASC', 'DESC']) {
      const variables = { filter, orderBy: [{ field, direction }], first: 20 };
      expect(await faultsOf(page, variables, readsOrSortsEverything)).toEqual([]);
    }
  });

  test.each(orders)('deep in the order $field $direction is sought, forwards and backwards', async (order) => {
    const orderBy = [order];
    const { activities: start } = await server.data(page, { orderBy, first: 100 });
    const { activities: end } = await server.data(page, { orderBy, last: 100 });
    const { startCursor: before } = end.pageInfo;
    const { endCursor: after } = start.pageInfo;

    for (const variables of [{ first: 20 }, { first: 20, after }, { last: 20 }, { last: 20, before }]) {
      expect(await faultsOf(page, { orderBy, ...variables }, readsOrSortsEverything)).toEqual([]);
    }
  });

  // Few have none, if any: along any other index they are found when everything has been read.
  test.each(orders.filter(({ field }) => ['STARTS_ON', 'ENDS_ON', 'YEAR', 'CODE'].includes(field)))(
    'seeks those without a value in the order $field $direction',
    async (order) => {
      const orderBy = [order];
      const { activities: end } = await server.data(page, { orderBy, last: 2 });
      const { startCursor: after } = end.pageInfo;
      const isWalked = (plan: QueryPlan): boolean =>
        /\.(starts_on_day|ends_on_day|year|code) IS NULL/.test(plan.statement) &&
        isRead(plan, 'walk', 'index', 'table');

      for (const variables of [{ last: 20 }, { first: 20, after }]) {
        expect(await faultsOf(page, { orderBy, ...variables }, isWalked)).toEqual([]);
      }
    },
  );
});

describe('what hangs on activities is filtered by', () => {
  const rare = {
    network: ['rare-network'],
    participatingCountry: ['TV'],
    topic: ['A rare topic'],
    organisation: { organisation: ['rare-organisation'], roles: ['EXTENDING'] },
  };
  const list = `query ($filter: ActivityFilter) { activities(filter: $filter, first: 100) { totalCount nodes { slug } } }`;

  beforeAll(async () => {
    const { activities } = await server.data('{ activities(first: 5) { nodes { id } } }');
    const ids = activities.nodes.map(({ id }: { id: string }) => getKey(id, 'Activity', 'id'));
    await make(server.app, async (create) => {
      const network = await create.network({ slug: 'rare-network' });
      const organisation = await create.organisation({ slug: 'rare-organisation' });
      for (const id of ids) {
        const activity = Object.assign(new Activity(), { id });
        await create.takesPart(activity, network);
        await create.participates(activity, 'TV');
        await create.hasRole(activity, organisation, OrganisationRole.EXTENDING);
        await create.topic({ activityId: id, position: 99, topic: 'A rare topic' });
      }
    });
  });

  test.each(Object.entries(rare))('%s, of what five activities have', async (field, values) => {
    const { activities } = await server.data(list, { filter: { [field]: values } });

    expect(activities.totalCount).toBe(5);
    expect(activities.nodes).toHaveLength(5);
  });

  test.each([
    ['network', 'activity_network', "network_id = (SELECT id FROM network WHERE slug = 'casc')", ['casc']],
    ['participatingCountry', 'activity_country', "country_code IN ('KG', 'UZ', 'KZ', 'GE')", ['KG', 'UZ', 'KZ', 'GE']],
    ['topic', 'activity_topic_text', "topic_folded = 'money laundering'", ['Money laundering']],
    [
      'organisation',
      'activity_organisation',
      "organisation_id = (SELECT id FROM organisation WHERE slug = 'fiiapp')",
      { organisation: ['fiiapp'] },
    ],
  ])('%s, of what a thousand activities have', async (field, table, condition, values) => {
    const [row] = await server.app.database.read.query<{ total: number | string }>(
      sql`SELECT count(DISTINCT a.id) AS total FROM activity a JOIN ${raw(table)} l ON l.activity_id = a.id
        WHERE a.publication_state = 'PUBLISHED' AND l.${raw(condition)}`,
    );
    const { activities } = await server.data(list, { filter: { [field]: values } });

    expect(Number(row?.total)).toBeGreaterThan(1000);
    expect(activities.totalCount).toBe(Number(row?.total));
    expect(activities.nodes).toHaveLength(100);
  });

  test.each([
    ['network', ['no-such-network']],
    ['participatingCountry', ['AQ']],
    ['topic', ['no such topic']],
    ['organisation', { organisation: ['no-such-organisation'], roles: ['HOST'] }],
  ])('%s, of what none has, without looking for it under each', async (field, values) => {
    const filter = { [field]: values };
    const { activities } = await server.data(list, { filter });
    expect(activities).toEqual({ totalCount: 0, nodes: [] });

    for (const { text } of await plansOf(server, list, { filter })) {
      expect(text).toMatch(__DATABASE__ === 'sqlite' ? /LIST SUBQUERY/ : /One-Time Filter/);
    }
    expect(await server.statementsOf(() => server.data(page, { filter }))).toHaveLength(2);
  });
});

test.each([
  '{ programme(slug: "eu-act-ii") { activities(first: 3) { totalCount nodes { title } } } }',
  '{ country(code: "KG") { activities(first: 3) { totalCount nodes { title } } } }',
  '{ countries { activities(first: 3) { nodes { title } } } }',
  '{ organisation(slug: "unodc") { activities(first: 3, roles: [HOST, PARTNER]) { totalCount nodes { title } } } }',
  '{ activities { nodes { relatedNews(first: 3) { totalCount nodes { title } } } } }',
])('the lists of %s are found in indexes', async (nested) => {
  expect(await faultsOf(nested, {}, readsWholeTable)).toEqual([]);
});

const nestedPage = (parent: string) => `
  query ($orderBy: [ActivityOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    parent: ${parent} {
      activities(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        nodes { title }
        pageInfo { startCursor endCursor }
      }
    }
  }`;

describe.each([
  'programme(slug: "eu-act")',
  'country(code: "KG")',
  'network(slug: "casc")',
  'organisation(slug: "fiiapp")',
])('a page of the list of %s alone', (parent) => {
  test.each(['ASC', 'DESC'])('is sought in the order STARTS_ON %s, forwards and backwards', async (direction) => {
    const orderBy = [{ field: 'STARTS_ON', direction }];
    const document = nestedPage(parent);
    const { endCursor: after } = (await server.data(document, { orderBy, first: 100 })).parent.activities.pageInfo;
    const { startCursor: before } = (await server.data(document, { orderBy, last: 100 })).parent.activities.pageInfo;

    for (const variables of [{ first: 20 }, { first: 20, after }, { last: 20 }, { last: 20, before }]) {
      expect(await faultsOf(document, { orderBy, ...variables }, readsOrSortsEverything)).toEqual([]);
    }
  });
});

test('the one list of relatedNews is gathered by its parent', async () => {
  const nested = '{ activities(first: 1) { nodes { relatedNews(first: 3) { nodes { title } } } } }';

  expect(await faultsOf(nested, {}, readsEverything)).toEqual([]);
});

// PostgreSQL knows how many there are of each, and may begin with what the filter lets through.
if (__DATABASE__ === 'sqlite') {
  test('a short list is gathered by its parent, whatever the filter', async () => {
    const nested = `{ network(slug: "gljcn") {
      activities(first: 3, filter: { year: { eq: 2018 }, activityType: [WORKSHOP] }) { nodes { title } } } }`;
    const plans = await plansOf(server, nested);

    expect(plans.at(-1)?.text).toMatch(
      /^SEARCH link USING COVERING INDEX \w+ \(network_id=\?\)\nSEARCH a USING INTEGER/,
    );
  });
}

describe('what a page shows', () => {
  test.each([
    ['activity-page', { slug: 'first-crimex-session' }],
    ['activity-list', {}],
    ['news-page', { slug: 'casc-marks-ten-years-in-astana' }],
  ])('is sought for %s', async (name, variables) => {
    expect(await faultsOf(operation(name), variables, readsEverything)).toEqual([]);
  });

  test('is sought for everything that hangs on twenty activities', async () => {
    const everything = `{ activities { nodes {
      programme { name } participatingCountries { code } topics networks { name } objectives { text }
      relatedNews(first: 3) { totalCount nodes { title activities { title } } } restrictedDocuments { title } } } }`;

    expect(await faultsOf(everything, {}, readsEverything)).toEqual([]);
  });
});

test.each([
  '{ activity(slug: "first-crimex-session") { title } }',
  '{ activity(code: "1") { title } }',
  '{ network(slug: "casc") { name } }',
  '{ newsItem(slug: "casc-marks-ten-years-in-astana") { title } }',
  '{ newsItems(filter: { activity: ["first-crimex-session"] }) { nodes { title } } }',
  '{ countries { code } }',
])('%s is sought', async (lookup) => {
  expect(await faultsOf(lookup, {}, readsEverything)).toEqual([]);
});

test.each([undefined, editor])(
  'countries that hold activities are sought by country, for everyone and for editors',
  async (asker) => {
    const { text } = (await plansOf(server, '{ countries { code } }', {}, asker)).at(-1)!;

    expect(text).toMatch(/activity_(facets|published)_by_country/);
    expect(text).not.toContain('activity_counted_by_several');
  },
);

test('rows are found by their ids', async () => {
  const { activities, newsItems } = await server.data(
    '{ activities { nodes { id objectives { id } restrictedDocuments { id } } } newsItems { nodes { id } } }',
  );
  const ids = [activities, newsItems]
    .flatMap(({ nodes }) =>
      nodes.flatMap((node: any) => [node, ...(node.objectives ?? []), ...(node.restrictedDocuments ?? [])]),
    )
    .map(({ id }: { id: string }) => id);

  const refetch = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
  expect(await faultsOf(refetch, { ids: ids.slice(0, 100) }, readsEverything)).toEqual([]);
});

// PostgreSQL reads topics in the table itself, which is hardly longer than the index that has them.
const dimensions = [
  'PROGRAMME',
  'YEAR',
  'COMPONENT',
  'REGION',
  'COUNTRY',
  'PARTICIPATING_COUNTRY',
  'ACTIVITY_TYPE',
  'NETWORK',
  'YEAR, ACTIVITY_TYPE',
  ...(__DATABASE__ === 'sqlite' ? ['TOPIC'] : []),
];

describe('what is counted', () => {
  test.each(dimensions)('by %s over everything is counted in indexes alone', async (groupBy) => {
    const statistics = `{ activityStatistics(groupBy: [${groupBy}]) { keys { value } count } }`;

    expect(await faultsOf(statistics, {}, readsWholeTable)).toEqual([]);
  });

  test.each(['years', 'components', 'regions', 'countries', 'activityTypes', 'networks', 'statuses', 'locales'])(
    'for the facet %s is counted in indexes alone, or found in one',
    async (facet) => {
      const facets = `query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount facets { ${facet} { value count } } } }`;

      for (const filter of [
        {},
        { country: ['GE'] },
        { year: { gte: 2000 } },
        { year: { gte: 2018, lte: 2020 } },
        { component: ['TAF'], year: { eq: 2018 } },
      ]) {
        expect(await faultsOf(facets, { filter }, readsWholeTable)).toEqual([]);
      }
    },
  );

  test('in total, also what an editor sees, is counted in indexes alone', async () => {
    const totals = '{ activities { totalCount } newsItems { totalCount } }';

    for (const asker of [undefined, editor]) {
      const plans = await plansOf(server, totals, {}, asker);
      expect(plans.filter(({ statement }) => statement.includes('count(*)'))).toHaveLength(2);
      expect(plans.filter(readsWholeTable)).toEqual([]);
    }
  });

  const own = ['years', 'components', 'regions', 'countries', 'activityTypes', 'statuses'];
  // PostgreSQL looks up the activities of translations.
  if (__DATABASE__ === 'sqlite') own.push('locales');
  const facets = [...own, 'networks'];

  test.each<[string, object]>([
    ['a programme', { programme: ['eu-act'] }],
    ['programmes', { programme: ['eu-act', 'eu-act-ii'] }],
    ['a component', { component: ['NAPOR'] }],
    ['a region', { region: ['CENTRAL-ASIA'] }],
    ['a country', { country: ['GE'] }],
    ['kinds', { activityType: ['WORKSHOP', 'TRAINING'] }],
    ['another country', { not: { country: ['GE'] } }],
    ['countries that take part', { participatingCountry: ['KG'] }],
  ])('for facets under %s no activity itself is read', async (_, filter) => {
    const readsRows = (plan: QueryPlan): boolean =>
      readsWholeTable(plan) ||
      /(SCAN|SEARCH) a USING (INDEX|INTEGER)|^ *Index Scan .*Relation Name: activity(;|$)/m.test(plan.text);

    for (const asked of [
      facets.map((facet) => `${facet} { count }`).join(' '),
      ...own.map((facet) => `${facet} { count }`),
    ]) {
      const document = `query ($filter: ActivityFilter) { activities(filter: $filter) { facets { ${asked} } } }`;
      expect(await faultsOf(document, { filter }, readsRows)).toEqual([]);
    }
  });
});

// SQLite alone has no statistics unless somebody has them made; with them it takes lists of ids for short.
if (__DATABASE__ === 'sqlite') {
  describe('with the statistics of ANALYZE', () => {
    const statistics = (...statements: string[]) =>
      server.app.database.write(async (manager) => {
        for (const statement of statements) await manager.query(statement);
      });

    beforeAll(() => statistics('PRAGMA analysis_limit = 1000', 'ANALYZE'));

    afterAll(() => statistics('DELETE FROM sqlite_stat1', 'ANALYZE sqlite_schema'));

    test.each([
      'activities(filter: { text: "training" }) { totalCount nodes { title } facets { networks { count } } }',
      'networks { nodes { activities(filter: { text: "training" }) { totalCount nodes { title } } } }',
      'activityStatistics(groupBy: [YEAR, NETWORK], filter: { text: "training" }) { count }',
    ])('what a text matches is listed once for { %s }', async (fields) => {
      expect(await faultsOf(`{ ${fields} }`, {}, ({ text }) => text.includes('REUSE LIST SUBQUERY'))).toEqual([]);
    });
  });
}
