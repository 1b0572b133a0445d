import { Role } from '../../../src/core/access/role';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { plansOf } from '../../support/query-plans';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, viewerOf } from '../../support/viewers';

let server: TestServer;
let casc: Network;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru' });
  casc = await make(server.app, (create) => create.network({ name: 'CASC' }));
});

afterEach(() => server.close());

interface Made {
  readonly globalId: string;
  version: number;
}

const types = {
  Activity: { title: 'Titre', summary: 'Résumé' },
  NewsItem: { title: 'Titre', excerpt: 'Résumé' },
  Network: { name: 'Nom' },
  RestrictedDocument: { title: 'Titre' },
} as const;

type TypeName = keyof typeof types;

/** Runs a mutation on an item at its current version. */
async function change(item: Made, mutation: string, input: object, asker: Asker = admin): Promise<void> {
  server.pass(1000);
  await mutationsOf(server, mutation, asker).done({ id: item.globalId, version: item.version, ...input }, '__typename');
  item.version += 1;
}

/** One item of each type, with a French translation. The activity, its document and the news are of CASC. */
async function translatedItems(): Promise<Record<TypeName, Made>> {
  const made = await make(server.app, async (create) => {
    const activity = await create.activity({ title: 'Activity' });
    await create.takesPart(activity, casc);
    const newsItem = await create.newsItem({ title: 'News' });
    await create.reports(newsItem, activity);
    const document = await create.document({ activityId: activity.id, title: 'Document' });
    return { Activity: activity, NewsItem: newsItem, Network: await create.network(), RestrictedDocument: document };
  });
  const items = {} as Record<TypeName, Made>;
  for (const type of Object.keys(types) as TypeName[]) {
    items[type] = { globalId: made[type].globalId, version: 1 };
    await change(items[type], `set${type}Translation`, { locale: 'fr', ...types[type] });
  }
  return items;
}

/** Changes the original title or name. */
function rename(type: TypeName, item: Made, text: string, asker?: Asker): Promise<void> {
  return change(item, `update${type}`, { [type === 'Network' ? 'name' : 'title']: text }, asker);
}

async function listed(args = '', asker: Asker = editor): Promise<Record<string, any>> {
  const fields =
    'nodes { id type title locales changedAt } edges { cursor } totalCount pageInfo { hasNextPage endCursor }';
  return (await server.data(`{ outdatedTranslations${args} { ${fields} } }`, {}, asker)).outdatedTranslations;
}

async function titles(args = '', asker?: Asker): Promise<string[]> {
  return (await listed(args, asker)).nodes.map(({ title }: { title: string }) => title);
}

/** The items with outdated translations by the translations themselves, and the languages of those. */
async function outdatedByItem(items: Record<TypeName, Made>): Promise<Record<string, string[]>> {
  const ofEach = Object.keys(types).map((type) => `... on ${type} { translations { locale isOutdated } }`);
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ${ofEach.join(' ')} } }`;
  const { nodes } = await server.data(document, { ids: Object.values(items).map(({ globalId }) => globalId) }, admin);
  const entries = (nodes as { id: string; translations: { locale: string; isOutdated: boolean }[] }[]).map(
    ({ id, translations }) =>
      [id, translations.filter(({ isOutdated }) => isOutdated).map(({ locale }) => locale)] as const,
  );
  return Object.fromEntries(entries.filter(([, locales]) => locales.length > 0));
}

async function expectAsTranslations(items: Record<TypeName, Made>): Promise<void> {
  const nodes = (await listed()).nodes as { id: string; locales: string[] }[];
  expect(Object.fromEntries(nodes.map(({ id, locales }) => [id, locales]))).toEqual(await outdatedByItem(items));
}

test('lists items of every type whose originals changed, the last changed first, until they are translated again', async () => {
  const items = await translatedItems();
  await change(items.Activity, 'setActivityTranslation', { locale: 'ru', title: 'Название', summary: 'Сводка' });
  expect(await listed()).toMatchObject({ nodes: [], totalCount: 0 });

  await rename('RestrictedDocument', items.RestrictedDocument, 'Document of two');
  await rename('Activity', items.Activity, 'Activity of two');
  await rename('NewsItem', items.NewsItem, 'News of two');
  await rename('Network', items.Network, 'Network of two');

  const all = await listed();
  expect(all.nodes).toMatchObject([
    { id: items.Network.globalId, type: 'NETWORK', title: 'Network of two', locales: ['fr'] },
    { type: 'NEWS_ITEM', title: 'News of two', locales: ['fr'] },
    { id: items.Activity.globalId, type: 'ACTIVITY', title: 'Activity of two', locales: ['fr', 'ru'] },
    { type: 'RESTRICTED_DOCUMENT', title: 'Document of two', locales: ['fr'] },
  ]);
  expect(all.totalCount).toBe(4);
  await expectAsTranslations(items);

  await change(items.Activity, 'setActivityTranslation', { locale: 'fr', title: 'Nouveau titre' });
  await rename('NewsItem', items.NewsItem, 'News');
  await change(items.Network, 'deleteNetworkTranslation', { locale: 'fr' });
  expect((await listed()).nodes).toMatchObject([
    { title: 'Activity of two', locales: ['ru'] },
    { title: 'Document of two' },
  ]);
  await expectAsTranslations(items);

  // The translation from before, which was made from the first title.
  await change(items.Network, 'revertNetwork', { to: items.Network.version - 1 });
  expect(await titles()).toEqual(['Network of two', 'Activity of two', 'Document of two']);
  await expectAsTranslations(items);
});

test('finds objectives and topics that changed', async () => {
  const items = await translatedItems();
  await change(items.Activity, 'updateActivity', { topics: ['Ports'], objectives: ['To select'] });
  // The topics and objectives of the translation are those of the originals, which were none.
  expect((await listed()).nodes).toMatchObject([{ locales: ['fr'] }]);
  const both = { locale: 'fr', topics: ['Ports'], objectives: ['Choisir'] };
  await change(items.Activity, 'setActivityTranslation', both);
  expect(await titles()).toEqual([]);

  const { globalId: activityId, version } = items.Activity;
  const set = mutationsOf(server, 'setObjectives', editor);
  await set.done({ activityId, version, objectives: ['To search'] }, '__typename');

  expect(await titles()).toEqual(['Activity']);
  await expectAsTranslations(items);
});

test('lists only the requested types, own items, and none in the trash', async () => {
  const items = await translatedItems();
  const own = await make(server.app, async (create) =>
    viewerOf(Role.EDITOR, { accountId: (await create.account({ role: Role.EDITOR })).id }),
  );
  await rename('Activity', items.Activity, 'Mine', own);
  await rename('NewsItem', items.NewsItem, "A colleague's");
  await rename('Network', items.Network, 'Deleted');
  await change(items.Network, 'deleteNetwork', {});

  expect(await titles()).toEqual(["A colleague's", 'Mine']);
  expect(await titles('(types: [ACTIVITY, NETWORK])')).toEqual(['Mine']);
  expect(await titles('(types: [])')).toEqual([]);
  expect(await listed('(isMine: true)', own)).toMatchObject({ nodes: [{ title: 'Mine' }], totalCount: 1 });
  // An API key has changed nothing.
  expect(await titles('(isMine: true)')).toEqual([]);
});

test('shows an editor of one network the items of that network, and others nothing', async () => {
  const items = await translatedItems();
  for (const type of Object.keys(types) as TypeName[]) await rename(type, items[type], `New ${type}`);
  const ofOne = viewerOf(Role.EDITOR, { networkId: casc.id });

  expect(await listed('', ofOne)).toMatchObject({
    nodes: [{ title: 'New RestrictedDocument' }, { title: 'New NewsItem' }, { title: 'New Activity' }],
    totalCount: 3,
  });
  for (const asker of [undefined, member]) {
    const { data, errors } = await server.query('{ outdatedTranslations { totalCount } }', {}, asker);
    expect(errors).toMatchObject([{ path: ['outdatedTranslations'], extensions: { code: 'FORBIDDEN' } }]);
    expect(data).toEqual({ outdatedTranslations: null });
  }
});

test('lists every item once across pages, with one statement that reads outdated translations by their indexes', async () => {
  const items = await translatedItems();
  for (const type of Object.keys(types) as TypeName[]) await rename(type, items[type], `New ${type}`);
  const seen: string[] = [];
  for (let after = '', more = true; more;) {
    const page = await listed(`(first: 1${after})`);
    seen.push(page.nodes[0].title);
    after = `, after: "${page.pageInfo.endCursor}"`;
    more = page.pageInfo.hasNextPage;
    const { errors } = await server.query(`{ unpublished(first: 1${after}) { totalCount } }`, {}, editor);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  expect(seen).toEqual(['RestrictedDocument', 'Network', 'NewsItem', 'Activity'].map((type) => `New ${type}`));

  const plans = await plansOf(server, '{ outdatedTranslations { nodes { title locales } } }', {}, editor);
  const plan = plans.filter(({ statement }) => statement.includes('has_outdated_texts'));
  expect(plan).toHaveLength(1);
  for (const table of ['activity', 'news_item', 'network', 'restricted_document']) {
    expect(plan[0]!.text).toContain(`${table}_translation_outdated`);
  }
});
