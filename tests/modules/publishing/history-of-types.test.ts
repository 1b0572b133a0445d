import { Role } from '../../../src/core/access/role';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { type Factories, make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { editor, member, type TestViewer, viewerOf } from '../../support/viewers';

/** A publishable type, with one of its text fields and a function that creates an item. */
interface Kind {
  readonly type: 'NewsItem' | 'Network' | 'RestrictedDocument';
  readonly text: 'title' | 'name';
  readonly make: (create: Factories, network: Network) => Promise<{ globalId: string }>;
}

const kinds: Kind[] = [
  {
    type: 'NewsItem',
    text: 'title',
    make: async (create, network) => {
      const item = await create.newsItem({ title: 'First' });
      const activity = await create.activity();
      await create.takesPart(activity, network);
      await create.reports(item, activity);
      return item;
    },
  },
  {
    type: 'Network',
    text: 'name',
    make: async (create, network) => {
      await create.memberCountry({ networkId: network.id });
      return network;
    },
  },
  {
    type: 'RestrictedDocument',
    text: 'title',
    make: async (create, network) => {
      const activity = await create.activity();
      await create.takesPart(activity, network);
      return create.document({ activityId: activity.id, title: 'First' });
    },
  },
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function mutate(verb: string, type: Kind['type'], input: object, asker: TestViewer = editor): Promise<Answer> {
  return mutationsOf(server, `${verb}${type}`, asker).sent(input);
}

describe.each(kinds)('a $type', ({ type, text, make: makeOne }) => {
  const query = `query ($id: ID!) { node(id: $id) { ... on ${type} {
    ${text} history { nodes { id version action changes { field from to } } }
  } } }`;
  let network: Network;
  let id: string;

  beforeEach(async () => {
    await make(server.app, async (create) => {
      network = await create.network({ name: 'First' });
      id = (await makeOne(create, network)).globalId;
    });
    expect((await mutate('update', type, { id, version: 1, [text]: 'Second' })).errors).toBeUndefined();
  });

  test('has a history whose entries are found by their ids', async () => {
    const { node } = await server.data(query, { id }, editor);

    expect(node.history.nodes).toMatchObject([
      { version: 2, action: 'UPDATED', changes: [{ field: text, from: '"First"', to: '"Second"' }] },
      { version: 1, action: 'BASELINE', changes: [] },
    ]);
    const byId = 'query ($id: ID!) { node(id: $id) { ... on Revision { action } } }';
    const entry = node.history.nodes[0].id;
    expect((await server.data(byId, { id: entry }, editor)).node).toEqual({ action: 'UPDATED' });
    const ofIts = viewerOf(Role.EDITOR, { networkId: network.id });
    expect((await server.data(byId, { id: entry }, ofIts)).node).toEqual({ action: 'UPDATED' });
    const strange = await make(server.app, (create) => create.network());
    const ofStrange = viewerOf(Role.EDITOR, { networkId: strange.id });
    for (const asker of [undefined, member, ofStrange]) {
      expect((await server.data(byId, { id: entry }, asker)).node).toBeNull();
    }
    const { errors } = await server.query(
      `query ($id: ID!) { node(id: $id) { ... on ${type} { history { totalCount } } } }`,
      { id },
      ofStrange,
    );
    expect(errors).toMatchObject([{ path: ['node', 'history'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('is reverted to a version, and keeps its publication state', async () => {
    await mutate('archive', type, { id, version: 2 });

    expect((await mutate('revert', type, { id, version: 3, to: 1 })).errors).toBeUndefined();

    const { node } = await server.data(query, { id }, editor);
    expect(node[text]).toBe('First');
    // Not where it stands: it stays ARCHIVED.
    expect(node.history.nodes[0]).toMatchObject({ version: 4, action: 'REVERTED', changes: [{ field: text }] });
    expect((await mutate('revert', type, { id, version: 4, to: 7 })).errors).toMatchObject([
      { extensions: { code: 'NOT_FOUND' } },
    ]);
  });
});

test('a published news item keeps its time of first publication when it is reverted to its draft', async () => {
  const { globalId: id } = await make(server.app, (create) =>
    create.newsItem({ title: 'Draft', publishedAt: null, publication: publication(PublicationState.DRAFT) }),
  );
  const when = async () =>
    (await server.data('query ($id: ID!) { node(id: $id) { ... on NewsItem { publishedAt } } }', { id })).node;
  await mutate('publish', 'NewsItem', { id, version: 1 });
  const published = await when();

  expect((await mutate('revert', 'NewsItem', { id, version: 2, to: 1 })).errors).toBeUndefined();

  expect(published.publishedAt).toEqual(expect.any(String));
  expect(await when()).toEqual(published);
});

test('a document can be reverted after the slug of its activity changed', async () => {
  const [activity, document] = await make(server.app, async (create) => {
    const one = await create.activity();
    return [one, await create.document({ activityId: one.id, title: 'First' })] as const;
  });
  const id = document.globalId;
  await mutate('update', 'RestrictedDocument', { id, version: 1, title: 'Second' });
  await mutationsOf(server, 'updateActivity', editor).done(
    { id: activity.globalId, version: 1, slug: 'renamed' },
    '__typename',
  );

  expect((await mutate('revert', 'RestrictedDocument', { id, version: 2, to: 1 })).errors).toBeUndefined();

  const query = 'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { title activity { slug } } } }';
  expect((await server.data(query, { id }, editor)).node).toEqual({ title: 'First', activity: { slug: 'renamed' } });
});
