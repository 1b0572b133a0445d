import { Role } from '../../../src/core/access/role';
import { findKey } from '../../../src/core/types/global-id';
import { raw } from '../../../src/database/sql/sql';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { fetchFile, fetchRows } from '../../support/public-files';
import { createRandom, type Random } from '../../support/random';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { admin, viewer, viewerOf } from '../../support/viewers';

/** How many items are made, of all localized types. At most 400: lists are read as one page. */
const ITEMS = Number(process.env.LANGUAGE_ITEMS ?? 24);
const SEED = Number(process.env.LANGUAGE_SEED ?? (__DATABASE__ === 'sqlite' ? 1 : 2));

const LOCALES = ['en', 'fr', 'ru', 'ar'] as const;
type Locale = (typeof LOCALES)[number];

/** Languages that a reader wants, and those of the programme that they match. */
const preferences: readonly (readonly [wanted: readonly string[], matched: readonly Locale[]])[] = [
  [['ru'], ['ru']],
  [
    ['fr-CH', 'ru', 'en'],
    ['fr', 'ru', 'en'],
  ],
  [
    ['ky', 'ar', 'en'],
    ['ar', 'en'],
  ],
  [['de'], []],
  [['en'], ['en']],
];

const types = [
  'Programme',
  'Organisation',
  'Region',
  'Component',
  'Network',
  'Activity',
  'NewsItem',
  'RestrictedDocument',
] as const;
type Type = (typeof types)[number];

interface Item {
  readonly type: Type;
  readonly id: string;
  /** The slug or code. */
  readonly key: string;
  readonly number: number;
  readonly original: Locale;
  readonly translations: ReadonlyMap<Locale, 'PUBLISHED' | 'DRAFT'>;
}

type TextOf = (field: string) => string;

/** The texts of an item of each type. */
const textsOf: Readonly<Record<Type, (text: TextOf) => object>> = {
  Programme: (text) => ({ name: text('name'), description: text('*description*') }),
  Organisation: (text) => ({ name: text('name') }),
  Region: (text) => ({ name: text('name') }),
  Component: (text) => ({ name: text('name'), description: text('description') }),
  Network: (text) => ({ name: text('name'), description: text('description') }),
  Activity: (text) => ({
    title: text('title'),
    summary: text('summary'),
    description: text('*description*'),
    place: text('place'),
    topics: [text('first topic'), text('second topic')],
    objectives: [text('objective'), text('other objective')],
  }),
  NewsItem: (text) => ({ title: text('title'), excerpt: text('excerpt'), body: text('*body*') }),
  RestrictedDocument: (text) => ({ title: text('title') }),
};

/** In every text: its language, whether it is an original, a published translation or a draft, and the number of the item. */
const MARK = /\b(en|fr|ru|ar)([OPD])(\d+)x/g;
const DRAFT_MARK = /\b(?:en|fr|ru|ar)D\d+x/i;

const typeLabels: Readonly<Record<Locale, string>> = { en: 'Seminar', fr: 'Séminaire', ru: 'Семинар', ar: 'Seminar' };

let server: TestServer;
const items = new Map<string, Item>();
const askers: (readonly [name: string, asker: Asker | null])[] = [];

jest.setTimeout(120_000 + 3_000 * ITEMS);

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    LOCALES: LOCALES.join(),
    RATE_LIMIT: 'off',
    MAX_OPERATION_COST: '100000000',
    PUBLISHER_NAME: 'Publisher',
  });
  const random = createRandom(SEED);
  for (let number = 0; number < ITEMS; number += 1) await createItem(random, number);
  const network = all('Network')[0]!;
  const networkId = findKey(network.id, 'Network')!;
  askers.push(
    ['nobody', null],
    ['VIEWER', viewer],
    ['EDITOR of a network', viewerOf(Role.EDITOR, { networkId })],
    ['ADMIN', admin],
  );
});

afterAll(() => server.close());

const all = (type: Type): Item[] => [...items.values()].filter((item) => item.type === type);

async function createItem(random: Random, number: number): Promise<void> {
  // Types in their order: items refer to those of earlier types.
  const type = types[Math.floor((number * types.length) / ITEMS)]!;
  const original = random.pick(LOCALES);
  const text =
    (locale: Locale, state: string): TextOf =>
    (field) =>
      `${field} ${locale}${state}${number}x`;
  const input = {
    originalLocale: original,
    ...textsOf[type](text(original, 'O')),
    ...referencesOf(random, type, number),
  };
  const { id, key } = await create(type, input);
  const translations = new Map<Locale, 'PUBLISHED' | 'DRAFT'>();
  let version = 1;
  for (const locale of random.shuffle(LOCALES.filter((one) => one !== original)).slice(0, random.below(4))) {
    const state = random.chance(0.5) ? 'PUBLISHED' : 'DRAFT';
    const texts = textsOf[type](text(locale, state[0]!));
    await mutationsOf(server, `set${type}Translation`).done({ id, version, locale, state, ...texts }, '__typename');
    translations.set(locale, state);
    version += 1;
  }
  items.set(id, { type, id, key, number, original, translations });
  const isPublished = ['Network', 'Activity', 'NewsItem'].includes(type) && random.chance(0.8);
  if (isPublished) await mutationsOf(server, `publish${type}`).done({ id, version }, '__typename');
}

async function create(type: Type, input: Record<string, any>): Promise<{ id: string; key: string }> {
  if (type === 'RestrictedDocument') {
    const document = await make(server.app, (factories) => factories.document(input as { activityId: number }));
    return { id: document.globalId, key: '' };
  }
  const field = `${type[0]!.toLowerCase()}${type.slice(1)}`;
  const key = ['Component', 'Region'].includes(type) ? 'code' : 'slug';
  const { [field]: made } = await mutationsOf(server, `create${type}`).done(input, `${field} { id ${key} }`);
  return { id: made.id, key: made[key] };
}

function referencesOf(random: Random, type: Type, number: number): object {
  const keys = (of: Type): string[] => random.shuffle(all(of).map(({ key }) => key)).slice(0, 2);
  if (type === 'Region') return { code: `R${number}` };
  if (type === 'Component') return { code: `C${number}`, programme: all('Programme')[0]!.key };
  if (type === 'NewsItem') return { activities: keys('Activity') };
  if (type === 'RestrictedDocument')
    return { activityId: findKey(random.pick(all('Activity')).id, 'Activity'), position: number };
  if (type !== 'Activity') return {};
  return {
    // All components are those of the first programme.
    ...(random.chance(0.6)
      ? { programme: all('Programme')[0]!.key, component: keys('Component')[0] }
      : { programme: keys('Programme')[0] }),
    region: keys('Region')[0],
    networks: keys('Network'),
    organisations: keys('Organisation').map((organisation) => ({ organisation, role: 'HOST' })),
    country: 'KG',
    activityType: 'SEMINAR',
    startsOn: '2030-01-01',
  };
}

// ——— the independent evaluation ———

/** The language that an item is shown in. */
function shownIn({ original, translations }: Item, wanted: readonly Locale[]): Locale {
  return wanted.find((locale) => locale === original || translations.get(locale) === 'PUBLISHED') ?? original;
}

function publicLocales({ original, translations }: Item): string[] {
  const published = [...translations].filter(([, state]) => state === 'PUBLISHED').map(([locale]) => locale);
  return [original, ...published].sort();
}

/** What is wrong in a part of a response, `enclosing` being the language of the item around it. */
function* problemsIn(value: unknown, wanted: readonly Locale[], enclosing: string | null): Generator<string> {
  if (typeof value === 'string') {
    for (const [mark, locale] of value.matchAll(MARK)) {
      if (locale !== enclosing || DRAFT_MARK.test(mark)) yield `${mark} in an item in ${enclosing}`;
    }
  } else if (Array.isArray(value)) {
    for (const one of value) yield* problemsIn(one, wanted, enclosing);
  } else if (typeof value === 'object' && value !== null) {
    const { id, locale = enclosing, activityTypeLabel, ...parts } = value as Record<string, any>;
    const item = items.get(id);
    if (item !== undefined && locale !== shownIn(item, wanted)) yield `${item.type} ${item.number} is in ${locale}`;
    if (activityTypeLabel !== undefined && activityTypeLabel !== typeLabels[locale as Locale]) yield activityTypeLabel;
    yield* problemsIn(Object.values(parts), wanted, locale);
  }
}

/** What is wrong in labels: each must be the name of its item, in the language in which that is shown. */
function labelProblems(
  type: Type,
  counted: readonly { value: string | null; label: string }[],
  wanted: readonly Locale[],
) {
  return counted.flatMap(({ value, label }) => {
    const item = all(type).find(({ key }) => key === value);
    if (item === undefined) return value === null ? [] : [`${value} is no ${type}`];
    const [[, locale] = [], ...others] = [...label.matchAll(MARK)];
    return locale === shownIn(item, wanted) && others.length === 0 && !DRAFT_MARK.test(label) ? [] : [label];
  });
}

// ——— what is compared ———

const of = 'id locale availableLocales';
const referenced = `${of} name`;
const fieldsOf: Readonly<Record<Type, string>> = {
  Programme: `${of} name description descriptionHtml components { ${referenced} description }`,
  Organisation: referenced,
  Region: referenced,
  Component: `${of} name description partOf: programme { ${referenced} }`,
  Network: `${of} name description descriptionHtml activities(first: 5) { nodes { ${of} title } }`,
  Activity: `${of} title summary description descriptionHtml topics objectives { text }
    operativeDimension { place activityTypeLabel component { ${referenced} } region { ${referenced} } }
    programme { ${referenced} } networks { ${referenced} } organisations { organisation { ${referenced} } }
    restrictedDocuments { ${of} title } relatedNews(first: 5) { nodes { ${of} title excerpt } }`,
  NewsItem: `${of} title excerpt body bodyHtml reported: activities { ${of} title summary }`,
  RestrictedDocument: `${of} title activity { ${of} title }`,
};
const anyOf = (some: readonly Type[]) => some.map((type) => `... on ${type} { ${fieldsOf[type]} }`).join(' ');

const facet = '{ value label }';
const facets = `programmes ${facet} networks ${facet} organisations ${facet} components ${facet} regions ${facet} topics ${facet}`;

const lists = `activities(first: 50) { nodes { ${fieldsOf.Activity} } facets { ${facets} } }
  newsItems(first: 50) { nodes { ${fieldsOf.NewsItem} } } networks(first: 50) { nodes { ${fieldsOf.Network} } }
  programmes { ${fieldsOf.Programme} } regions { ${fieldsOf.Region} }
  organisations(first: 50) { nodes { ${fieldsOf.Organisation} } }
  search(text: "title", first: 50) { edges { snippet node { ${anyOf(['Activity', 'NewsItem', 'Network'])} } } }`;

const labelled = {
  programmes: 'Programme',
  networks: 'Network',
  organisations: 'Organisation',
  components: 'Component',
  regions: 'Region',
} as const;

/** Asks by the directive, or by the header. */
async function ask(
  selection: string,
  wanted: readonly string[],
  asker: Asker | null,
  variables: Record<string, unknown> = {},
): Promise<Record<string, any>> {
  const byHeader = wanted.length > 1;
  const headers: Record<string, string> = byHeader ? { 'accept-language': wanted.join() } : {};
  if (asker !== null && 'role' in asker) headers['authorization'] = `Bearer ${await server.tokenOf(asker)}`;
  const directive = byHeader ? '' : `@inLocales(preferred: ${JSON.stringify(wanted)})`;
  const parameters = 'ids' in variables ? '($ids: [ID!]!)' : '';
  return server.data(`query ${parameters} ${directive} { ${selection} }`, variables, { headers });
}

const cases = preferences.map(([wanted, matched]) => ({ wanted, matched, name: wanted.join() }));

test.each(cases)(
  'shows every item to every role in the language of the evaluation: $name',
  async ({ wanted, matched }) => {
    const seen: object[] = [];
    for (const [, asker] of askers) {
      for (let start = 0; start < items.size; start += 20) {
        const ids = [...items.keys()].slice(start, start + 20);
        const { nodes } = await ask(`nodes(ids: $ids) { ${anyOf(types)} }`, wanted, asker, { ids });
        expect([...problemsIn(nodes, matched, null)]).toEqual([]);
        seen.push(...nodes.filter((node: object | null) => node !== null));
      }
    }
    expect(seen.length).toBeGreaterThan(2 * items.size);
  },
);

test.each(cases)('lists, search, facets and statistics do the same: $name', async ({ wanted, matched }) => {
  for (const [, asker] of askers) {
    const { activities, search, ...others } = await ask(lists, wanted, asker);
    const found = search.edges.map(({ node }: { node: object }) => node);
    expect([...problemsIn([activities.nodes, found, others], matched, null)]).toEqual([]);
    // A snippet is in the language whose words matched. A topic has the spelling of its originals, and a label in any language.
    expect(JSON.stringify([search, activities.facets])).not.toMatch(DRAFT_MARK);
    for (const [name, type] of Object.entries(labelled)) {
      expect(labelProblems(type, activities.facets[name], matched)).toEqual([]);
      const { statistics } = await ask(
        `statistics: activityStatistics(groupBy: [${type.toUpperCase()}]) { keys { value label } }`,
        wanted,
        asker,
      );
      expect(
        labelProblems(
          type,
          statistics.flatMap(({ keys }: any) => keys),
          matched,
        ),
      ).toEqual([]);
    }
  }
});

test('availableLocales and the filter by language know published languages, and drafts for those who may edit', async () => {
  for (const [name, asker] of askers) {
    const { nodes } = (await ask('activities(first: 50) { nodes { id availableLocales } }', ['en'], asker))[
      'activities'
    ];
    for (const { id, availableLocales } of nodes as { id: string; availableLocales: string[] }[]) {
      const item = items.get(id)!;
      const everything = [item.original, ...item.translations.keys()].sort();
      if (name !== 'EDITOR of a network')
        expect(availableLocales).toEqual(name === 'ADMIN' ? everything : publicLocales(item));
      expect(everything).toEqual(expect.arrayContaining(availableLocales));
    }
    for (const locale of LOCALES) {
      const { activities } = await ask(
        `activities(first: 50, filter: { locale: ["${locale}"] }) { nodes { id } facets { locales { value count } } }`,
        ['en'],
        asker,
      );
      const expected = (of: string) =>
        (nodes as { id: string; availableLocales: string[] }[]).filter(({ availableLocales }) =>
          availableLocales.includes(of),
        );
      expect(new Set(activities.nodes.map(({ id }: Item) => id))).toEqual(
        new Set(expected(locale).map(({ id }) => id)),
      );
      for (const { value, count } of activities.facets.locales)
        expect([value, count]).toEqual([value, expected(value).length]);
    }
  }
});

test.each(cases)(
  'feeds and exports are in the languages that their address names: $name',
  async ({ wanted, matched }) => {
    const query = wanted.map((locale) => `locale=${locale}`).join('&');
    for (const file of ['/feeds/activities.atom', '/feeds/news.atom', '/calendar.ics']) {
      const { text } = await fetchFile(server, `${file}?${query}`);
      expect(text).not.toMatch(DRAFT_MARK);
      const shown = [...text.replaceAll('\r\n ', '').matchAll(MARK)];
      const wrong = shown.filter(([, locale, , number]) => {
        const item = [...items.values()].find((one) => one.number === Number(number))!;
        return locale !== shownIn(item, matched);
      });
      expect(wrong.map(([mark]) => mark)).toEqual([]);
      expect(shown.length).toBeGreaterThan(0);
    }
    const rows = await fetchRows(server, `/exports/activities.csv?${query}`);
    for (const row of rows) {
      const item = all('Activity').find(({ key }) => key === row['slug'])!;
      expect(row['locale']).toBe(shownIn(item, matched));
      const { title, summary, place, topics, objectives } = row;
      expect([...problemsIn([title, summary, place, topics, objectives], matched, row['locale']!)]).toEqual([]);
      expect(JSON.stringify(row)).not.toMatch(DRAFT_MARK);
    }
    const { text } = await fetchFile(server, `/exports/activities.json?${query}`);
    for (const { programme, networks, organisations, operativeDimension, attachments: _, ...activity } of JSON.parse(
      text,
    ).activities) {
      const own = { ...activity, place: operativeDimension.place };
      expect([...problemsIn(own, matched, null)]).toEqual([]);
      expect(JSON.stringify([programme, networks, organisations, operativeDimension])).not.toMatch(DRAFT_MARK);
    }
  },
);

test('drafts are found by no search, and are not in events, histories, translations and errors of the public', async () => {
  const drafts = [...items.values()].flatMap(({ number, translations }) =>
    [...translations].filter(([, state]) => state === 'DRAFT').map(([locale]) => `${locale}D${number}x`),
  );
  expect(drafts.length).toBeGreaterThan(0);
  for (const draft of drafts.slice(0, 50)) {
    const { search, activities } = await ask(
      `search(text: "${draft}", first: 5) { totalCount } activities(filter: { text: "${draft}" }) { totalCount }`,
      ['ru'],
      null,
    );
    expect([search.totalCount, activities.totalCount]).toEqual([0, 0]);
  }
  for (const { id } of items.values()) {
    const answer = await server.query(
      `query ($id: ID!) { node(id: $id) { ... on Localized { locale } ... on Activity { translations { title } history { nodes { changes { to } } } }
        ... on Programme { translations { name } } ... on NewsItem { translations { title } history { nodes { changes { to } } } }
        ... on Network { translations { name } history { nodes { changes { to } } } } ... on RestrictedDocument { translations { title } }
        ... on Region { translations { name } } ... on Component { translations { name } } ... on Organisation { translations { name } } } }`,
      { id },
    );
    expect(JSON.stringify(answer)).not.toMatch(/[OPD]\d+x/);
  }
  const events = await server.app.database.read.query<{ itemType: string; itemId: number; locales: string }>(
    raw('SELECT item_type, item_id, locales FROM outbox_event WHERE item_type IS NOT NULL'),
  );
  expect(events.length).toBeGreaterThan(0);
  for (const { itemType, itemId, locales } of events) {
    const item = all(itemType as Type).find(({ id }) => findKey(id, itemType) === itemId)!;
    expect(publicLocales(item)).toEqual(expect.arrayContaining(locales.split(' ')));
  }
});
