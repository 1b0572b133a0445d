import { OrganisationRole } from '../../../../src/modules/catalogue/organisation/organisation-role';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor } from '../../../support/viewers';

const { FUNDING, IMPLEMENTING, HOST, PARTNER } = OrganisationRole;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    const unodc = await create.organisation({ slug: 'unodc', name: 'Office on Drugs and Crime' });
    const academy = await create.organisation({ slug: 'academy', name: 'Academy' });
    await create.organisation({ slug: 'idle', name: 'Idle' });
    for (let number = 0; number < 50; number++) {
      const activity = await create.activity({ slug: `held-${number}`, startsOn: '2024' });
      await create.hasRole(activity, unodc, IMPLEMENTING);
      if (number % 2 === 0) await create.hasRole(activity, unodc, FUNDING);
      if (number % 5 === 0) await create.hasRole(activity, academy, HOST);
    }
    const draft = await create.activity({ slug: 'draft', publication: publication(PublicationState.DRAFT) });
    await create.hasRole(draft, unodc, PARTNER);
  });
});

afterAll(() => server.close());

const shown = 'activity { id organisations { role organisation { slug } } publication { version } }';
const inRole = (organisation: string, role: string) => ({ organisation, role });

/** The organisations of an activity as inputs write them. */
const written = ({ organisations }: Record<string, any>): object[] =>
  organisations.map(({ role, organisation }: any) => inRole(organisation.slug, role));

async function created(organisations: object[]): Promise<Record<string, any>> {
  const input = { title: 'Title', summary: 'Summary', organisations };
  return (await mutationsOf(server, 'createActivity', editor).done(input, shown)).activity;
}

async function updated(input: object): Promise<Record<string, any>> {
  return (await mutationsOf(server, 'updateActivity', editor).done(input, shown)).activity;
}

test('an activity lists its organisations by role and slug, and those in the roles that are asked for', async () => {
  const { activity } = await server.data(`{ activity(slug: "held-0") {
    all: organisations { role organisation { slug name } }
    some: organisations(roles: [HOST, FUNDING]) { role }
    none: organisations(roles: []) { role }
  } }`);

  expect(activity).toEqual({
    all: [
      { role: FUNDING, organisation: { slug: 'unodc', name: 'Office on Drugs and Crime' } },
      { role: IMPLEMENTING, organisation: { slug: 'unodc', name: 'Office on Drugs and Crime' } },
      { role: HOST, organisation: { slug: 'academy', name: 'Academy' } },
    ],
    some: [{ role: FUNDING }, { role: HOST }],
    none: [],
  });
});

test.each([1, 50])('the organisations of %i activities take one statement', async (first) => {
  const document = `{ activities(first: ${first}) { nodes {
    organisations { organisation { name } } funding: organisations(roles: [FUNDING]) { role } } } }`;

  const statements = await server.statementsOf(() => server.data(document));

  expect(statements.filter((text) => text.includes('activity_organisation'))).toHaveLength(1);
});

describe('the activities of an organisation', () => {
  const counts = `all: activities { totalCount } funded: activities(roles: [FUNDING]) { totalCount }
    either: activities(roles: [IMPLEMENTING, FUNDING, FUNDING]) { totalCount }
    hosted: activities(roles: [HOST]) { totalCount nodes { slug } } none: activities(roles: []) { totalCount nodes { slug } }`;

  test('are those in which it has one of the roles, each once, without drafts', async () => {
    const { unodc, academy } = await server.data(
      `{ unodc: organisation(slug: "unodc") { ${counts} } academy: organisation(slug: "academy") { ${counts} } }`,
    );

    expect(unodc).toEqual({
      all: { totalCount: 50 },
      funded: { totalCount: 25 },
      either: { totalCount: 50 },
      hosted: { totalCount: 0, nodes: [] },
      none: { totalCount: 0, nodes: [] },
    });
    expect(academy.hosted).toEqual({
      totalCount: 10,
      nodes: [45, 40, 35, 30, 25, 20, 15, 10, 5, 0].map((number) => ({ slug: `held-${number}` })),
    });
  });

  test('include drafts for those who may edit them', async () => {
    const document = '{ organisation(slug: "unodc") { activities(roles: [PARTNER]) { totalCount nodes { slug } } } }';

    expect((await server.data(document)).organisation.activities).toEqual({ totalCount: 0, nodes: [] });
    expect((await server.data(document, {}, editor)).organisation.activities).toEqual({
      totalCount: 1,
      nodes: [{ slug: 'draft' }],
    });
  });

  test('are paged, and have facets for the roles of their list', async () => {
    const facets = 'facets { years { value count } }';
    const page = 'nodes { slug } pageInfo { endCursor hasNextPage }';
    const { organisation } = await server.data(`{ organisation(slug: "unodc") {
      all: activities(first: 30) { ${page} ${facets} } funded: activities(roles: [FUNDING]) { ${facets} } } }`);
    const { all, funded } = organisation;
    const next = await server.data(
      `query ($after: String) { organisation(slug: "unodc") { activities(first: 30, after: $after) { ${page} } } }`,
      { after: all.pageInfo.endCursor },
    );
    const { nodes } = next.organisation.activities;

    expect(new Set([...all.nodes, ...nodes].map(({ slug }: { slug: string }) => slug)).size).toBe(50);
    expect([all.facets.years, funded.facets.years]).toEqual([
      [{ value: null, count: 50 }],
      [{ value: null, count: 25 }],
    ]);
  });

  test('of all organisations are read by one statement for each field', async () => {
    const document =
      '{ organisations { nodes { activities(first: 3, roles: [FUNDING, HOST]) { totalCount nodes { slug } } } } }';
    let data: Record<string, any> = {};

    const statements = await server.statementsOf(async () => {
      data = await server.data(document);
    });

    expect(data['organisations'].nodes.map(({ activities }: any) => activities.totalCount)).toEqual([10, 0, 25]);
    expect(statements).toHaveLength(4);
  });
});

describe('counts by organisation', () => {
  const facets = `all: organisations { value label count } funding: organisations(roles: [FUNDING]) { value count }
    both: organisations(roles: [FUNDING, IMPLEMENTING, HOST]) { value count } none: organisations(roles: []) { value }`;
  const counted = (value: string, count: number) => ({ value, count });

  test('count an activity once for each organisation that has one of the roles', async () => {
    const { activities } = await server.data(`{ activities { facets { ${facets} } } }`);

    expect(activities.facets).toEqual({
      all: [
        { value: 'unodc', label: 'Office on Drugs and Crime', count: 50 },
        { value: 'academy', label: 'Academy', count: 10 },
      ],
      funding: [counted('unodc', 25)],
      both: [counted('unodc', 50), counted('academy', 10)],
      none: [],
    });
  });

  test('ignore the filter by organisations, whose values they give, and show editors their drafts', async () => {
    const document = `query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount facets { ${facets} } } }`;
    const host = { organisation: { organisation: ['academy'], roles: [HOST] } };
    const unfiltered = await server.data(document, {});

    const { activities } = await server.data(document, { filter: { and: [host] } });
    expect(activities).toEqual({ totalCount: 10, facets: unfiltered.activities.facets });
    const other = await server.data(document, { filter: { not: host } });
    expect(other.activities.facets.funding).toEqual([counted('unodc', 20)]);

    const edited = await server.data(document, {}, editor);
    expect(edited.activities.facets.all[0]).toMatchObject(counted('unodc', 51));
    expect(edited.activities.facets.funding).toEqual([counted('unodc', 25)]);
  });

  test('are the same in statistics', async () => {
    const { activityStatistics } = await server.data(
      `{ activityStatistics(groupBy: [ORGANISATION], filter: { organisation: { organisation: ["unodc"] } }) {
        keys { dimension value label } count } }`,
    );

    expect(activityStatistics).toEqual([
      { keys: [{ dimension: 'ORGANISATION', value: 'academy', label: 'Academy' }], count: 10 },
      { keys: [{ dimension: 'ORGANISATION', value: 'unodc', label: 'Office on Drugs and Crime' }], count: 50 },
    ]);
  });

  test('under one filter share a statement', async () => {
    const document = `query ($filter: ActivityFilter) { activities(filter: $filter) { facets { ${facets} topics { count } } } }`;

    expect(
      await server.statementsOf(() => server.data(document, { filter: { not: { country: ['GE'] } } })),
    ).toHaveLength(1);
  });
});

describe('an editor', () => {
  test('sets the organisations of an activity, which have no order', async () => {
    const roles = [inRole('unodc', PARTNER), inRole('academy', HOST), inRole('unodc', FUNDING)];
    const activity = await created(roles);
    expect(written(activity)).toEqual([inRole('unodc', FUNDING), inRole('academy', HOST), inRole('unodc', PARTNER)]);

    const { id } = activity;
    const reordered = await updated({ id, version: 1, organisations: [...roles].reverse() });
    expect(reordered.publication.version).toBe(1);

    expect(written(await updated({ id, version: 1, organisations: [inRole('academy', HOST)] }))).toEqual([
      inRole('academy', HOST),
    ]);
    expect(written(await updated({ id, version: 2, title: 'Another' }))).toEqual([inRole('academy', HOST)]);
    expect(written(await updated({ id, version: 3, organisations: null }))).toEqual([]);
  });

  test('gets all problems at once, and nothing changes', async () => {
    const { id } = await created([inRole('academy', HOST)]);
    const organisations = [
      inRole('unodc', HOST),
      inRole('no-such', HOST),
      inRole('unodc', FUNDING),
      inRole('unodc', HOST),
    ];

    const refusal = await mutationsOf(server, 'updateActivity', editor).refused({
      id,
      version: 1,
      title: '',
      organisations,
    });

    expect(placesOf(refusal)).toEqual([
      ['input.title', 'REQUIRED'],
      ['input.organisations.1.organisation', 'UNKNOWN'],
      ['input.organisations.3', 'INVALID'],
    ]);
    expect(written(await updated({ id, version: 1, title: 'Title' }))).toEqual([inRole('academy', HOST)]);
    const many = Array.from({ length: 101 }, (_, number) => inRole(`o-${number}`, HOST));
    const tooMany = await mutationsOf(server, 'createActivity', editor).refused({
      title: 'T',
      summary: 'S',
      organisations: many,
    });
    expect(placesOf(tooMany)).toEqual([['input.organisations', 'TOO_LONG']]);
  });

  test('sees each change in the history and reverts it, unless an organisation was deleted', async () => {
    const gone = await make(server.app, (create) => create.organisation({ slug: 'passing' }));
    const { id } = await created([inRole('passing', HOST), inRole('academy', HOST)]);
    await updated({ id, version: 1, organisations: [inRole('academy', PARTNER)] });
    const history = `query ($id: ID!) { node(id: $id) { ... on Activity { history { nodes { changes { field from to } } } } } }`;
    const { node } = await server.data(history, { id }, editor);

    expect(node.history.nodes[0].changes).toEqual([
      {
        field: 'organisations',
        from: JSON.stringify([inRole('academy', HOST), inRole('passing', HOST)]),
        to: JSON.stringify([inRole('academy', PARTNER)]),
      },
    ]);

    const revert = mutationsOf(server, 'revertActivity', editor);
    expect(written((await revert.done({ id, version: 2, to: 1 }, shown)).activity)).toEqual([
      inRole('academy', HOST),
      inRole('passing', HOST),
    ]);
    const used = await mutationsOf(server, 'deleteOrganisation', admin).refused({ id: gone.globalId, version: 1 });
    expect(used).toMatchObject({ code: 'CONFLICT', uses: 1 });
    expect(used.message).toContain('1 role in an activity');

    await updated({ id, version: 3, organisations: [] });
    await mutationsOf(server, 'deleteOrganisation', admin).done({ id: gone.globalId, version: 1 }, 'deletedId');
    expect(placesOf(await revert.refused({ id, version: 4, to: 1 }))).toEqual([
      ['input.organisations.1.organisation', 'UNKNOWN'],
    ]);
  });
});

test('an organisation has the website that an administrator gives it, and no address that runs code', async () => {
  const update = mutationsOf(server, 'updateOrganisation', admin);
  const { organisations } = await server.data('{ organisations(filter: { name: { eq: "idle" } }) { nodes { id } } }');
  const [{ id }] = organisations.nodes;

  for (const url of ['javascript:alert(1)', 'ftp://example.org', 'https://me:secret@example.org', 'example.org']) {
    expect(placesOf(await update.refused({ id, version: 1, url }))).toEqual([['input.url', 'INVALID']]);
  }
  const { organisation } = await update.done(
    { id, version: 1, url: ' https://example.org/a ' },
    'organisation { url }',
  );

  expect(organisation).toEqual({ url: 'https://example.org/a' });
});
