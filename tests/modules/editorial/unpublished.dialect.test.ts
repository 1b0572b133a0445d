import { Role } from '../../../src/core/access/role';
import { raw } from '../../../src/database/sql/sql';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { plansOf } from '../../support/query-plans';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, type TestViewer, viewerOf } from '../../support/viewers';

const { DRAFT, SCHEDULED, ARCHIVED } = PublicationState;
const instant = '2026-01-01T00:00:00.000Z';

/** Of documents, PostgreSQL may as well read those of activities: it depends on how many there are. */
const tables = "('activity', 'news_item', 'network')";
const isPartial = "LIKE '%WHERE%publication_state%<>%'";
const partialIndexes = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'index' AND sql ${isPartial} AND tbl_name IN ${tables}`,
  postgres: `SELECT indexname AS name FROM pg_indexes WHERE indexdef ${isPartial} AND tablename IN ${tables}`,
};

let server: TestServer;
let casc: Network;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  casc = await make(server.app, (create) => create.network({ name: 'CASC' }));
});

afterEach(() => server.close());

const draft = () => ({ publication: publication(DRAFT) });

/** One draft of each kind, named after it; all but the network are of CASC. */
async function oneOfEach(): Promise<Record<string, { globalId: string }>> {
  return make(server.app, async (create) => {
    const activity = await create.activity({ title: 'Activity', ...draft() });
    const held = await create.activity({ title: 'Held' });
    for (const one of [activity, held]) await create.takesPart(one, casc);
    const newsItem = await create.newsItem({ title: 'News', ...draft() });
    await create.reports(newsItem, held);
    const document = await create.document({ activityId: held.id, title: 'Document', ...draft() });
    return { activity, newsItem, document, network: await create.network({ name: 'Network', ...draft() }) };
  });
}

async function unpublished(args = '', asker: TestViewer = editor): Promise<Record<string, any>> {
  const item = 'id type title changedAt publication { state publishAt version }';
  const fields = `nodes { ${item} } edges { cursor node { title } } totalCount pageInfo { hasNextPage hasPreviousPage endCursor }`;
  return (await server.data(`{ unpublished${args} { ${fields} } }`, {}, asker)).unpublished;
}

async function titles(args = '', asker?: TestViewer): Promise<string[]> {
  return (await unpublished(args, asker)).nodes.map(({ title }: { title: string }) => title);
}

async function change(mutation: string, input: object): Promise<void> {
  server.pass(1000);
  await mutationsOf(server, mutation, editor).done(input, '__typename');
}

test('lists unpublished items of every type, the last changed first', async () => {
  const { activity, newsItem, document, network } = await oneOfEach();
  await change('updateNetwork', { id: network!.globalId, version: 1, acronym: 'N' });
  await change('updateActivity', { id: activity!.globalId, version: 1, summary: 'Another.' });
  await change('updateRestrictedDocument', { id: document!.globalId, version: 1, title: 'Document of two' });

  const all = await unpublished();

  expect(all.nodes).toMatchObject([
    { id: document!.globalId, type: 'RESTRICTED_DOCUMENT', title: 'Document of two' },
    { id: activity!.globalId, type: 'ACTIVITY', title: 'Activity' },
    { id: network!.globalId, type: 'NETWORK', title: 'Network' },
    { id: newsItem!.globalId, type: 'NEWS_ITEM', title: 'News', changedAt: null },
  ]);
  const [first, second] = all.nodes;
  expect(Date.parse(first.changedAt) - Date.parse(second.changedAt)).toBeGreaterThanOrEqual(1000);
  expect(first.publication).toEqual({ state: 'DRAFT', publishAt: null, version: 2 });
  expect(all).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
});

test('includes drafts, scheduled and archived items, but neither public items nor items in the trash', async () => {
  await make(server.app, async (create) => {
    const scheduled = Object.assign(publication(SCHEDULED), { publishAt: '2099-01-01T00:00:00.000Z' });
    const trashed = Object.assign(publication(ARCHIVED), { deletedAt: instant });
    await create.activity({ title: 'Draft', ...draft() });
    await create.activity({ title: 'Scheduled', publication: scheduled });
    await create.activity({ title: 'Archived', publication: publication(ARCHIVED) });
    await create.activity({ title: 'Public' });
    const gone = await create.activity({ title: 'Deleted', publication: trashed });
    await create.document({ activityId: gone.id, title: 'Deleted with it', ...draft() });
  });

  const all = await unpublished();
  expect(all).toMatchObject({ totalCount: 3 });
  expect(all.nodes.map(({ title }: { title: string }) => title)).toEqual(['Draft', 'Scheduled', 'Archived']);
  expect(all.nodes[1].publication).toMatchObject({ state: 'SCHEDULED', publishAt: '2099-01-01T00:00:00.000Z' });
  expect(await titles('(states: [SCHEDULED])')).toEqual(['Scheduled']);
  expect(await titles('(states: [ARCHIVED, DRAFT])')).toEqual(['Draft', 'Archived']);
  expect(await titles('(states: [PUBLISHED])')).toEqual([]);
  expect(await titles('(states: [])')).toEqual([]);
});

test('lists can be limited to publication states of what the viewer may edit, and tell nobody else about drafts', async () => {
  await oneOfEach();
  const another = await make(server.app, (create) => create.network({ name: 'Another' }));
  const lists = `query ($states: [PublicationState!]!) {
    activities(filter: { publicationState: $states }) { totalCount nodes { title } facets { networks { value count } } }
    without: activities(filter: { not: { publicationState: $states } }) { totalCount }
    newsItems(filter: { publicationState: $states }) { totalCount nodes { title } }
    networks(filter: { publicationState: $states }) { totalCount nodes { name } }
  }`;
  const counts = async (states: string[], viewer?: TestViewer): Promise<number[]> => {
    const answer = await server.data(lists, { states }, viewer);
    return ['activities', 'without', 'newsItems', 'networks'].map((list) => answer[list].totalCount);
  };
  const ofCasc = viewerOf(Role.EDITOR, { networkId: casc.id });
  const ofAnother = viewerOf(Role.EDITOR, { networkId: another.id });

  expect(await server.data(lists, { states: [DRAFT] }, editor)).toMatchObject({
    activities: { nodes: [{ title: 'Activity' }], facets: { networks: [{ value: casc.slug, count: 1 }] } },
    newsItems: { nodes: [{ title: 'News' }] },
    networks: { nodes: [{ name: 'Network' }] },
  });
  expect(await counts([DRAFT, PublicationState.PUBLISHED], editor)).toEqual([2, 0, 1, 3]);
  expect(await counts([ARCHIVED, SCHEDULED], editor)).toEqual([0, 2, 0, 0]);
  expect(await counts([DRAFT], ofCasc)).toEqual([1, 1, 1, 0]);
  expect(await counts([PublicationState.PUBLISHED], ofAnother)).toEqual([0, 1, 0, 1]);
  for (const asker of [undefined, member, ofAnother]) expect(await counts([DRAFT], asker)).toEqual([0, 1, 0, 0]);
});

test('lists and counts only the requested types', async () => {
  await oneOfEach();

  expect(await unpublished('(types: [NETWORK, NEWS_ITEM])')).toMatchObject({
    nodes: [{ title: 'News' }, { title: 'Network' }],
    totalCount: 2,
  });
  expect(await unpublished('(types: [])')).toMatchObject({ nodes: [], totalCount: 0 });
});

test('shows an editor of one network the items of that network', async () => {
  await oneOfEach();
  await make(server.app, async (create) => {
    const other = await create.activity({ title: 'Of another', ...draft() });
    await create.takesPart(other, await create.network({ name: 'Another', ...draft() }));
    await create.document({ activityId: other.id, title: 'Document of another', ...draft() });
    await create.newsItem({ title: 'News of another', ...draft() });
  });

  const ofOne = viewerOf(Role.EDITOR, { networkId: casc.id });
  expect(await unpublished('', ofOne)).toMatchObject({
    nodes: [{ title: 'Activity' }, { title: 'News' }, { title: 'Document' }],
    totalCount: 3,
  });
  expect(await titles('', admin)).toHaveLength(8);
});

test('shows an editor of one network no email addresses of other authors', async () => {
  const ofOne = await make(server.app, async (create) => {
    const colleague = await create.account({ role: Role.EDITOR });
    const by = { createdById: colleague.id, updatedById: colleague.id };
    await create.takesPart(await create.activity({ publication: Object.assign(publication(DRAFT), by) }), casc);
    const own = await create.account({ role: Role.EDITOR, networkId: casc.id });
    return viewerOf(Role.EDITOR, { accountId: own.id, networkId: casc.id });
  });
  const query = '{ unpublished { nodes { publication { createdBy { email } updatedBy { email } } } } }';
  const makers = async (asker: TestViewer) =>
    (await server.data(query, {}, asker)).unpublished.nodes[0].publication.createdBy;

  expect(await makers(ofOne)).toBeNull();
  expect(await makers(editor)).toMatchObject({ email: expect.any(String) });
});

describe('in the order of publication', () => {
  const at = (publishAt: string) => Object.assign(publication(SCHEDULED), { publishAt });

  beforeEach(() =>
    make(server.app, async (create) => {
      await create.activity({ title: 'Third', publication: at('2099-03-01T00:00:00.000Z') });
      await create.newsItem({ title: 'First', publication: at('2099-01-01T00:00:00.000Z') });
      await create.network({ name: 'Unscheduled', ...draft() });
      await create.network({ name: 'Second', publication: at('2099-02-01T00:00:00.000Z') });
    }),
  );

  test('the first to be published comes first, and what is not scheduled comes last', async () => {
    expect(await titles('(orderBy: PUBLISH_AT)')).toEqual(['First', 'Second', 'Third', 'Unscheduled']);
    expect(await titles('(orderBy: PUBLISH_AT, states: [SCHEDULED])')).toEqual(['First', 'Second', 'Third']);
  });

  test('every item is listed once across pages, and cursors of the other order are refused', async () => {
    const seen: string[] = [];
    for (let after = '', more = true; more;) {
      const page = await unpublished(`(orderBy: PUBLISH_AT, first: 1${after})`);
      seen.push(page.nodes[0].title);
      after = `, after: "${page.pageInfo.endCursor}"`;
      more = page.pageInfo.hasNextPage;
      const { errors } = await server.query(`{ unpublished(first: 1${after}) { totalCount } }`, {}, editor);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
    expect(seen).toEqual(['First', 'Second', 'Third', 'Unscheduled']);
  });
});

test('of the viewer are those that its account created or changed last', async () => {
  const own = await make(server.app, async (create) => {
    const [one, colleague] = [await create.account({ role: Role.EDITOR }), await create.account({ role: Role.EDITOR })];
    const by = (createdById: number | null, updatedById: number | null) => ({
      publication: Object.assign(publication(DRAFT), { createdById, updatedById }),
    });
    await create.activity({ title: 'Created', ...by(one.id, colleague.id) });
    await create.newsItem({ title: 'Changed', ...by(colleague.id, one.id) });
    await create.activity({ title: "A colleague's", ...by(colleague.id, colleague.id) });
    await create.activity({ title: "Nobody's", ...by(null, null) });
    return viewerOf(Role.EDITOR, { accountId: one.id });
  });

  expect(await unpublished('(isMine: true)', own)).toMatchObject({
    nodes: [{ title: 'Created' }, { title: 'Changed' }],
    totalCount: 2,
  });
  expect(await titles('(isMine: false)', own)).toHaveLength(4);
  // An API key has created nothing.
  expect(await titles('(isMine: true)')).toEqual([]);
});

test.each([
  ['nobody', undefined],
  ['a member', member],
])('is FORBIDDEN to %s', async (_who, asker) => {
  await oneOfEach();

  const { data, errors } = await server.query('{ unpublished { totalCount } }', {}, asker);

  expect(errors).toMatchObject([{ path: ['unpublished'], extensions: { code: 'FORBIDDEN' } }]);
  expect(data).toEqual({ unpublished: null });
});

test('lists every item once across pages, also items that were changed at the same or an unknown time', async () => {
  await oneOfEach();
  await make(server.app, async (create) => {
    for (const title of ['B', 'C']) await create.activity({ title, ...draft() });
  });
  const seen: string[] = [];
  let after = '';
  for (let pages = 0; pages < 10; pages += 1) {
    const page = await unpublished(`(first: 1${after})`);
    seen.push(...page.nodes.map(({ title }: { title: string }) => title));
    expect(page).toMatchObject({ totalCount: 6, pageInfo: { hasPreviousPage: pages > 0 } });
    expect(page.edges[0].cursor).toBe(page.pageInfo.endCursor);
    if (!page.pageInfo.hasNextPage) break;
    after = `, after: "${page.pageInfo.endCursor}"`;
  }

  expect(seen).toEqual(['Activity', 'B', 'C', 'News', 'Network', 'Document']);
  expect(await titles()).toEqual(seen);
});

test('refuses a size out of bounds, and the cursor of another list', async () => {
  const { activity } = await oneOfEach();
  await change('deleteActivity', { id: activity!.globalId, version: 1 });
  const { trash } = await server.data('{ trash { pageInfo { endCursor } } }', {}, editor);

  for (const args of ['(first: 0)', '(first: 101)', '(after: "x")', `(after: "${trash.pageInfo.endCursor}")`]) {
    const { errors } = await server.query(`{ unpublished${args} { totalCount } }`, {}, editor);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

describe('with fifty items of each type', () => {
  const query =
    'query ($first: Int) { unpublished(first: $first) { nodes { title changedAt publication { updatedBy { id } } } } }';

  beforeEach(() =>
    make(server.app, async (create) => {
      const { id: updatedById } = await create.account({ role: Role.EDITOR });
      const made = () => ({ publication: Object.assign(publication(DRAFT), { updatedById }) });
      for (let number = 1; number <= 50; number += 1) {
        const activity = await create.activity(made());
        await create.newsItem(made());
        await create.network(made());
        await create.document({ activityId: activity.id, ...made() });
      }
    }),
  );

  test('reads a page with as many statements as one item, and counts only if the count is selected', async () => {
    await server.tokenOf(editor);
    const statements = (first: number) => server.statementsOf(() => server.data(query, { first }, editor));

    const [ofOne, ofFifty] = [await statements(1), await statements(50)];

    expect(ofFifty).toHaveLength(ofOne.length);
    expect(ofFifty.filter((text) => text.includes('publication_state <>'))).toHaveLength(1);
    expect(ofFifty.filter((text) => text.includes('count(*)'))).toEqual([]);
  });

  test('reads them by indexes without public items, or by one that has all that is read', async () => {
    await make(server.app, async (create) => {
      for (let number = 1; number <= 100; number += 1) {
        await create.activity();
        await create.newsItem();
      }
    });
    await server.app.database.prepareStatistics();
    const plans = await plansOf(server, query, { first: 20 }, editor);

    const plan = plans.find(({ statement }) => statement.includes('publication_state <>'))!;
    const indexes = await server.app.database.read.query<{ name: string }>(raw(partialIndexes[__DATABASE__]));
    expect(indexes).toHaveLength(3);
    const byOthers = indexes.filter(({ name }) => !plan.text.includes(name));
    // On SQLite, the index that counts of news read has the ids of news items and their states.
    expect(byOthers).toHaveLength(__DATABASE__ === 'sqlite' ? 1 : 0);
    if (__DATABASE__ === 'sqlite') expect(plan.text).toContain('COVERING INDEX');
  });
});
