import { foldText } from '../../../src/database/text/folding';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { createRandom, seedsUpTo } from '../../support/random';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import {
  isEditableBy,
  type Item,
  type Locale,
  LOCALES,
  makeTranslatedItems,
  shownLocale,
  type TranslatedItems,
} from '../../support/translated-items';

/*
 * Lists in orders by the title that is shown, compared with a plain evaluation over the items that were made.
 */

let server: TestServer;
let made: TranslatedItems;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: LOCALES.join(), RATE_LIMIT: 'off' });
  made = await makeTranslatedItems(server, createRandom(__DATABASE__ === 'sqlite' ? 5 : 6), 120);
});

afterAll(() => server.close());

type Order = readonly { readonly field: 'TITLE' | 'NAME' | 'YEAR'; readonly direction: 'ASC' | 'DESC' }[];

const preferences: readonly (readonly Locale[])[] = [[], ['en'], ['ru'], ['fr', 'ru'], ['ru', 'en', 'fr']];

/** The slugs of the items in the order of their shown titles. */
function sorted(items: readonly Item[], order: Order, wanted: readonly Locale[]): string[] {
  const valueOf = (item: Item, field: string): string | number | null =>
    field === 'YEAR' ? item.year : foldText(item.texts.get(shownLocale(item, wanted))!.title);
  return [...items]
    .sort((one, other) => {
      for (const { field, direction } of order) {
        const [a, b] = [valueOf(one, field), valueOf(other, field)];
        if (a === b) continue;
        if (a === null) return 1;
        if (b === null) return -1;
        const inOrder = typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - Number(b);
        return direction === 'DESC' ? -inOrder : inOrder;
      }
      return order.at(-1)!.direction === 'DESC' ? other.key - one.key : one.key - other.key;
    })
    .map(({ slug }) => slug);
}

interface List {
  readonly type: Item['type'];
  /** The list with the variables of a page. */
  readonly open: (variables: string) => string;
  readonly orderType: string;
  readonly orders: readonly Order[];
  readonly isListed?: (item: Item) => boolean;
}

const args = 'orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before';
const byTitle = (['ASC', 'DESC'] as const).map((direction): Order => [{ field: 'TITLE', direction }]);
const several: readonly Order[] = [
  [
    { field: 'YEAR', direction: 'DESC' },
    { field: 'TITLE', direction: 'ASC' },
  ],
  [
    { field: 'TITLE', direction: 'DESC' },
    { field: 'YEAR', direction: 'ASC' },
  ],
];

const lists: Readonly<Record<string, List>> = {
  activities: {
    type: 'Activity',
    open: (variables) => `list: activities(${variables})`,
    orderType: 'ActivityOrder',
    orders: [...byTitle, ...several],
  },
  'activities under a filter': {
    type: 'Activity',
    open: (variables) => `list: activities(filter: { year: { gte: 2020 } }, ${variables})`,
    orderType: 'ActivityOrder',
    orders: [...byTitle, ...several],
    isListed: ({ year }) => year !== null,
  },
  'activities of a network': {
    type: 'Activity',
    open: (variables) => `parent: network(slug: "held-by") { list: activities(${variables})`,
    orderType: 'ActivityOrder',
    orders: [...byTitle, ...several],
    isListed: ({ isInNetwork }) => isInNetwork,
  },
  news: {
    type: 'NewsItem',
    open: (variables) => `list: newsItems(${variables})`,
    orderType: 'NewsItemOrder',
    orders: byTitle,
  },
  networks: {
    type: 'Network',
    open: (variables) => `list: networks(filter: { not: { name: { eq: "Held by" } } }, ${variables})`,
    orderType: 'NetworkOrder',
    orders: (['ASC', 'DESC'] as const).map((direction): Order => [{ field: 'NAME', direction }]),
  },
};

function documentOf({ open, orderType }: List, wanted: readonly Locale[]): string {
  // Without a language of the programme, every item is shown in its original one.
  const preferred = JSON.stringify(wanted.length === 0 ? ['de'] : wanted);
  const list = open(args);
  return `query ($orderBy: [${orderType}!], $first: Int, $after: String, $last: Int, $before: String) @inLocales(preferred: ${preferred}) {
    ${list} { nodes { slug } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } ${list.startsWith('parent') ? '}' : ''} }`;
}

async function walk(
  document: string,
  orderBy: Order,
  size: number,
  backwards: boolean,
  asker: Asker | undefined,
): Promise<string[]> {
  const walked: string[] = [];
  for (let cursor: string | null = null, more = true; more;) {
    const page: object = backwards ? { last: size, before: cursor } : { first: size, after: cursor };
    const data: Record<string, any> = await server.data(document, { orderBy, ...page }, asker);
    const { nodes, pageInfo } = (data['parent'] ?? data).list;
    walked.splice(backwards ? 0 : walked.length, 0, ...nodes.map(({ slug }: { slug: string }) => slug));
    [cursor, more] = backwards
      ? [pageInfo.startCursor, pageInfo.hasPreviousPage]
      : [pageInfo.endCursor, pageInfo.hasNextPage];
    expect(walked.length).toBeLessThan(200);
  }
  return walked;
}

test('enough items are shown in another language than their original one', () => {
  const activities = made.items.filter(({ type, isPublished }) => type === 'Activity' && isPublished);
  for (const locale of LOCALES) {
    const translated = activities.filter((item) => item.original !== locale && shownLocale(item, [locale]) === locale);
    expect(translated.length).toBeGreaterThan(4);
  }
  expect(activities.filter(({ drafts }) => drafts.size > 0).length).toBeGreaterThan(10);
});

describe.each(Object.entries(lists))('%s', (_name, list) => {
  test.each(preferences.map((wanted) => ({ wanted })))(
    'are ordered by the title that is shown to who wants $wanted, page by page both ways',
    async ({ wanted }) => {
      const { type, orders, isListed = () => true } = list;
      const document = documentOf(list, wanted);
      for (const [index, orderBy] of orders.entries()) {
        const [name, asker] = made.askers[(index + wanted.length) % made.askers.length]!;
        const seen = made.items.filter(
          (item) => item.type === type && isListed(item) && (item.isPublished || isEditableBy(name, item)),
        );
        const expected = sorted(seen, orderBy, wanted);
        expect(await walk(document, orderBy, 13, false, asker)).toEqual(expected);
        expect(await walk(document, orderBy, 17, true, asker)).toEqual(expected);
      }
    },
  );
});

test.each(seedsUpTo(12))('what lies between two cursors is a page of its own %i', async (seed) => {
  const random = createRandom(seed);
  const wanted = random.pick(preferences);
  const orderBy = random.pick([...byTitle, ...several]);
  const list = lists['activities']!;
  const expected = sorted(
    made.items.filter(({ type, isPublished }) => type === 'Activity' && isPublished),
    orderBy,
    wanted,
  );
  const document = documentOf(list, wanted).replace('nodes { slug }', 'nodes { slug } edges { cursor }');
  const { list: all } = await server.data(document, { orderBy, first: 100 });
  const [one, other] = [random.below(30), 31 + random.below(20)];

  const bounds = { after: all.edges[one].cursor, before: all.edges[other].cursor };
  const slugs = async (page: object): Promise<string[]> =>
    (await server.data(document, { orderBy, ...bounds, ...page })).list.nodes.map(
      (node: { slug: string }) => node.slug,
    );

  expect(await slugs({ first: 100 })).toEqual(expected.slice(one + 1, other));
  expect(await slugs({ last: 5 })).toEqual(expected.slice(one + 1, other).slice(-5));
});

test('the lists of many parents are ordered by the title that is shown', async () => {
  for (const wanted of preferences) {
    const preferred = JSON.stringify(wanted.length === 0 ? ['de'] : wanted);
    const { networks } = await server.data(
      `query @inLocales(preferred: ${preferred}) { networks(first: 100) { nodes { slug
        activities(first: 100, orderBy: [{ field: TITLE, direction: ASC }]) { nodes { slug } } } } }`,
    );
    const { activities } = networks.nodes.find(({ slug }: { slug: string }) => slug === 'held-by');
    const expected = sorted(
      made.items.filter(({ isInNetwork, isPublished }) => isInNetwork && isPublished),
      byTitle[0]!,
      wanted,
    );
    expect(activities.nodes.map(({ slug }: { slug: string }) => slug)).toEqual(expected);
    expect(networks.nodes.length).toBeGreaterThan(5);
  }
});

test('a translation moves an item when it is published, and when it is withdrawn', async () => {
  const { mutate, first } = await movableItem();
  const start = await first('fr');
  expect(start).not.toBe('movable');

  await mutate('set', { locale: 'fr', state: 'DRAFT', title: '!', summary: 'S' });
  expect(await first('fr')).toBe(start);
  await mutate('publish', { locales: ['fr'] });
  expect(await first('fr')).toBe('movable');
  expect(await first('ru')).not.toBe('movable');
  await mutate('set', { locale: 'fr', title: 'zzzz' });
  expect(await first('fr')).toBe(start);
  await mutate('set', { locale: 'fr', title: '!' });
  await mutate('withdraw', { locales: ['fr'] });
  expect(await first('fr')).toBe(start);
  await mutate('publish', { locales: ['fr'] });
  await mutate('delete', { locale: 'fr' });
  expect(await first('fr')).toBe(start);
});

async function movableItem() {
  const activity = await make(server.app, (create) => create.activity({ slug: 'movable', title: 'zzz' }));
  const names = {
    set: 'setActivityTranslation',
    publish: 'publishActivity',
    withdraw: 'unpublishActivity',
    delete: 'deleteActivityTranslation',
  };
  let version = 1;
  return {
    mutate: async (name: keyof typeof names, input: object) => {
      const answer = await mutationsOf(server, names[name]).done(
        { id: activity.globalId, version, ...input },
        'activity { publication { version } }',
      );
      version = answer['activity'].publication.version;
    },
    first: async (locale: Locale): Promise<string> => {
      const { activities } = await server.data(
        `query @inLocales(preferred: ["${locale}"]) { activities(first: 1, orderBy: [{ field: TITLE, direction: ASC }]) { nodes { slug } } }`,
      );
      return activities.nodes[0].slug;
    },
  };
}
