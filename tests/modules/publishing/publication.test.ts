import { Role } from '../../../src/core/access/role';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, viewer, viewerOf } from '../../support/viewers';

let server: TestServer;
let otherNetwork: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  otherNetwork = await make(server.app, (create) => create.network());
});

afterAll(() => server.close());

/** A public and a hidden item of each type, related to each other in every way. */
async function makeBoth(state: PublicationState) {
  return make(server.app, async (create) => {
    const name = `${state}-${Math.random().toString(36).slice(2)}`;
    const hidden = publication(state);
    const programme = await create.programme();
    const organisation = await create.organisation();
    const openNetwork = await create.network({ name: 'Open' });
    const hiddenNetwork = await create.network({ slug: `network-${name}`, publication: hidden });
    const members = await create.memberCountry({ networkId: hiddenNetwork.id, countryCode: 'MN' });
    const openActivity = await create.activity({ programmeId: programme.id });
    const hiddenActivity = await create.activity({
      slug: `activity-${name}`,
      programmeId: programme.id,
      operativeDimension: { code: `CODE-${name}`, countryCode: 'MN' },
      publication: publication(state),
    });
    const openNews = await create.newsItem();
    const hiddenNews = await create.newsItem({ slug: `news-${name}`, publication: publication(state) });
    const hiddenObjective = await create.objective({ activityId: hiddenActivity.id });
    const documentOfHidden = await create.document({ activityId: hiddenActivity.id });
    const openDocument = await create.document({ activityId: openActivity.id });
    const hiddenDocument = await create.document({
      activityId: openActivity.id,
      position: 2,
      publication: publication(state),
    });
    await create.participates(hiddenActivity, 'BT');
    for (const activity of [openActivity, hiddenActivity]) {
      for (const network of [openNetwork, hiddenNetwork]) await create.takesPart(activity, network);
      for (const item of [openNews, hiddenNews]) await create.reports(item, activity);
      await create.hasRole(activity, organisation, OrganisationRole.HOST);
    }
    const networkOfHidden = await create.network();
    await create.takesPart(hiddenActivity, networkOfHidden);
    return {
      name,
      programme,
      organisation,
      openNetwork,
      networkOfHidden,
      openActivity,
      openNews,
      openDocument,
      hidden: [
        hiddenNetwork,
        members,
        hiddenActivity,
        hiddenNews,
        hiddenObjective,
        documentOfHidden,
        hiddenDocument,
      ].map(({ globalId }) => globalId),
    };
  });
}

const hiddenStates = [PublicationState.DRAFT, PublicationState.SCHEDULED, PublicationState.ARCHIVED];

describe.each(hiddenStates)('an item that is %s', (state) => {
  let both: Awaited<ReturnType<typeof makeBoth>>;

  beforeAll(async () => {
    both = await makeBoth(state);
  });

  const lookups = `query ($programme: String!, $organisation: String!, $open: String!, $ofHidden: String!, $network: String!, $activity: String!, $code: String!, $news: String!, $openNews: String!, $ids: [ID!]!) {
    network(slug: $network) { id }
    activity(slug: $activity) { id }
    byCode: activity(code: $code) { id }
    newsItem(slug: $news) { id }
    nodes(ids: $ids) { id }
    programme(slug: $programme) { activities { totalCount nodes { slug } } }
    organisation(slug: $organisation) { activities(roles: [HOST]) { totalCount nodes { slug } } }
    open: network(slug: $open) { activities { totalCount nodes { slug } } }
    openNews: newsItem(slug: $openNews) { activities { slug } }
    country(code: "MN") { memberships { network { slug } } activities { totalCount nodes { slug } } }
    byNetwork: activities(filter: { network: [$network] }) { totalCount nodes { slug } }
    byActivity: newsItems(filter: { activity: [$activity] }) { totalCount nodes { slug } }
    newsByNetwork: newsItems(filter: { network: [$network] }) { totalCount nodes { slug } }
    newsOfOpen: newsItems(filter: { network: [$open] }) { totalCount nodes { slug } }
    newsOfHidden: newsItems(filter: { network: [$ofHidden] }) { totalCount nodes { slug } }
  }`;
  const variables = () => ({
    programme: both.programme.slug,
    organisation: both.organisation.slug,
    open: both.openNetwork.slug,
    ofHidden: both.networkOfHidden.slug,
    openNews: both.openNews.slug,
    network: `network-${both.name}`,
    activity: `activity-${both.name}`,
    code: `CODE-${both.name}`,
    news: `news-${both.name}`,
    ids: both.hidden,
  });

  test.each([
    ['nobody', () => undefined],
    ['a viewer', () => viewer],
    ['a member', () => member],
    ['a member of its network', () => viewerOf(Role.MEMBER, { networkId: both.openNetwork.id })],
    ['an editor of another network', () => viewerOf(Role.EDITOR, { networkId: otherNetwork.id })],
  ])('cannot be found by %s through any path, nor counted', async (_who, asker) => {
    const data = await server.data(lookups, variables(), asker());
    const open = [{ slug: both.openActivity.slug }];

    expect(data).toEqual({
      network: null,
      activity: null,
      byCode: null,
      newsItem: null,
      nodes: both.hidden.map(() => null),
      programme: { activities: { totalCount: 1, nodes: open } },
      organisation: { activities: { totalCount: 1, nodes: open } },
      open: { activities: { totalCount: 1, nodes: open } },
      openNews: { activities: open },
      country: { memberships: [], activities: { totalCount: 0, nodes: [] } },
      byNetwork: { totalCount: 0, nodes: [] },
      byActivity: { totalCount: 0, nodes: [] },
      newsByNetwork: { totalCount: 0, nodes: [] },
      newsOfOpen: { totalCount: 1, nodes: [{ slug: both.openNews.slug }] },
      newsOfHidden: { totalCount: 0, nodes: [] },
    });
  });

  test.each([
    ['an editor', editor],
    ['an admin', admin],
  ])('is found by %s', async (_who, asker) => {
    const data = await server.data(lookups, variables(), asker);

    expect(data.nodes.map(({ id }: { id: string }) => id)).toEqual(both.hidden);
    expect(data.byCode.id).toBe(data.activity.id);
    expect(data.programme.activities.totalCount).toBe(2);
    expect(data.country.memberships).toContainEqual({ network: { slug: `network-${both.name}` } });
    expect(data.byNetwork.totalCount).toBe(2);
    expect(data.newsByNetwork.totalCount).toBe(2);
    expect(data.newsOfHidden.totalCount).toBe(2);
  });

  test('is visible to an editor of a network if it belongs to that network, and otherwise not', async () => {
    const data = await server.data(lookups, variables(), viewerOf(Role.EDITOR, { networkId: both.openNetwork.id }));
    const [network, members, ...others] = data.nodes.map((node: { id: string } | null) => node?.id ?? null);

    expect([network, members]).toEqual([null, null]);
    expect(others).toEqual(both.hidden.slice(2));
    expect(data.open.activities.totalCount).toBe(2);
    expect(data.byNetwork.totalCount).toBe(0);
    expect(data.byActivity.totalCount).toBe(2);
  });

  const page = `query ($id: ID!) { node(id: $id) { ... on Activity {
    networks { name } relatedNews { totalCount nodes { slug } } restrictedDocuments { id }
  } } }`;

  test('does not appear among the relations of public items', async () => {
    const { node } = await server.data(page, { id: both.openActivity.globalId });

    expect(node).toEqual({
      networks: [{ name: 'Open' }],
      relatedNews: { totalCount: 1, nodes: [{ slug: both.openNews.slug }] },
      restrictedDocuments: [{ id: both.openDocument.globalId }],
    });
  });
});

test('a list and its count include only public items, and countries only those that public items refer to', async () => {
  const { activities, networks, newsItems, countries } = await server.data(`{
    activities { totalCount nodes { slug } }
    networks { totalCount nodes { slug } }
    newsItems { totalCount nodes { slug } }
    countries { code }
  }`);

  for (const list of [activities, networks, newsItems]) {
    expect(list.totalCount).toBe(list.nodes.length);
    expect(JSON.stringify(list)).not.toMatch(/DRAFT|SCHEDULED|ARCHIVED/);
  }
  expect(countries).toEqual([]);
});

describe('the publication state', () => {
  const states = `query ($activity: ID!, $news: ID!) {
    activity: node(id: $activity) { ... on Activity { title publication { state version createdBy { email } } } }
    news: node(id: $news) { ... on NewsItem { title publication { state version createdBy { email } } } }
    programmes { slug }
  }`;
  let variables: Record<string, string>;

  beforeAll(async () => {
    variables = await make(server.app, async (create) => ({
      activity: (await create.activity()).globalId,
      news: (await create.newsItem()).globalId,
    }));
  });

  test.each([
    ['nobody', undefined],
    ['a viewer', viewer],
    ['a member', member],
  ])('is refused to %s', async (_who, asker) => {
    const { data, errors } = await server.query(states, variables, asker);

    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
      ['activity.publication', 'FORBIDDEN'],
      ['news.publication', 'FORBIDDEN'],
    ]);
    expect(data?.programmes).not.toHaveLength(0);
  });

  test.each([
    ['an editor', editor],
    ['an admin', admin],
  ])('is told to %s', async (_who, asker) => {
    const { activity, news } = await server.data(states, variables, asker);

    expect(activity.publication).toEqual({ state: 'PUBLISHED', version: 1, createdBy: null });
    expect(news.publication).toEqual({ state: 'PUBLISHED', version: 1, createdBy: null });
  });
});
