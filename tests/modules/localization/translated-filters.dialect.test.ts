import { foldText } from '../../../src/database/text/folding';
import { mutationsOf } from '../../support/mutations';
import { plansOf } from '../../support/query-plans';
import { createRandom, type Random, seedsUpTo } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import {
  isEditableBy,
  type Item,
  type Locale,
  LOCALES,
  makeTranslatedItems,
  publishedLocales,
  type Texts,
  type TranslatedItems,
} from '../../support/translated-items';

/*
 * Filters by texts that have translations, compared with a plain evaluation over the items that were made.
 */

let server: TestServer;
let made: TranslatedItems;

type Asked = TranslatedItems['askers'][number][0];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: LOCALES.join(), RATE_LIMIT: 'off' });
  made = await makeTranslatedItems(server, createRandom(__DATABASE__ === 'sqlite' ? 7 : 8), 110);
});

afterAll(() => server.close());

/** The texts of an item that the asker may find it by. */
function findableTexts(item: Item, asker: Asked): Texts[] {
  const locales = isEditableBy(asker, item) ? [...item.texts.keys()] : publishedLocales(item);
  return locales.map((locale) => item.texts.get(locale)!);
}

type Operators = Readonly<Record<string, any>>;

function textHolds(operators: Operators, original: string | null, texts: readonly (string | null)[]): boolean {
  const { isNull, ...compared } = operators;
  if (isNull !== undefined && (original === null) !== isNull) return false;
  if (Object.keys(compared).length === 0) return true;
  return texts.some(
    (text) =>
      text !== null &&
      Object.entries(compared).every(([name, operand]) => {
        const folded = foldText(text);
        if (name === 'eq') return folded === foldText(operand);
        if (name === 'in') return operand.map(foldText).includes(folded);
        return name === 'contains' ? folded.includes(foldText(operand)) : folded.startsWith(foldText(operand));
      }),
  );
}

interface Filter {
  readonly title?: Operators;
  readonly place?: Operators;
  readonly topic?: readonly string[];
  readonly not?: Filter;
}

function holds({ title, place, topic, not }: Filter, item: Item, asker: Asked): boolean {
  const original = item.texts.get(item.original)!;
  const texts = findableTexts(item, asker);
  return (
    (title === undefined ||
      textHolds(
        title,
        original.title,
        texts.map((one) => one.title),
      )) &&
    (place === undefined ||
      textHolds(
        place,
        original.place,
        texts.map((one) => one.place),
      )) &&
    (topic === undefined || texts.some(({ topics }) => topic.some((one) => hasTopic(topics, foldText(one))))) &&
    (not === undefined || !holds(not, item, asker))
  );
}

function hasTopic(topics: readonly string[], folded: string): boolean {
  return topics.some((one) => foldText(one) === folded);
}

function drawOperators(random: Random, texts: readonly string[]): Operators {
  const text = random.pick(texts);
  const from = random.below(text.length);
  return random.pick<Operators>([
    { eq: text.toUpperCase() },
    { in: [text, random.pick(texts)] },
    { contains: text.slice(from, from + 3) },
    { startsWith: text.slice(0, 2).toLowerCase() },
    { startsWith: text.slice(0, 1), contains: text.slice(from, from + 2) },
    { isNull: random.chance(0.5) },
    { isNull: random.chance(0.5), contains: text.slice(from, from + 1) },
    { in: [] },
    {},
  ]);
}

function drawFilter(random: Random, fields: readonly ('title' | 'place' | 'topic')[]): Filter {
  const field = random.pick(fields);
  if (field === 'topic') {
    const all = made.items.flatMap(({ texts }) => [...texts.values()].flatMap(({ topics }) => topics));
    const filter = { topic: [random.pick(all).toUpperCase(), random.pick([random.pick(all), 'none'])] };
    return random.chance(0.25) ? { not: filter } : filter;
  }
  const all = made.items.flatMap(({ texts }) => [...texts.values()].flatMap((one) => one[field] ?? []));
  const filter = { [field]: drawOperators(random, all) };
  return random.chance(0.25) ? { not: filter } : filter;
}

const lists = [
  { type: 'Activity', field: 'activities', filterType: 'ActivityFilter', fields: ['title', 'place', 'topic'] },
  { type: 'NewsItem', field: 'newsItems', filterType: 'NewsItemFilter', fields: ['title'] },
] as const;

describe.each(lists)('$field', ({ type, field, filterType, fields }) => {
  test.each(seedsUpTo(40))('filter %i finds what a plain evaluation finds, for every role', async (seed) => {
    const random = createRandom(seed);
    const filter = drawFilter(random, fields);
    for (const [name, asker] of made.askers) {
      const { list } = await server.data(
        `query ($filter: ${filterType}) { list: ${field}(filter: $filter, first: 100) { totalCount nodes { slug } } }`,
        { filter },
        asker,
      );
      const expected = made.items.filter(
        (item) => item.type === type && (item.isPublished || isEditableBy(name, item)) && holds(filter, item, name),
      );
      expect(list.nodes.map(({ slug }: { slug: string }) => slug).sort()).toEqual(
        expected.map(({ slug }) => slug).sort(),
      );
      expect(list.totalCount).toBe(expected.length);
    }
  });
});

interface Counted {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

const smallest = (texts: readonly string[]): string =>
  texts.reduce((one, other) => (Buffer.compare(Buffer.from(one), Buffer.from(other)) <= 0 ? one : other));

/** The topics that the asker's activities under a filter were written with, as plain code counts and labels them. */
function topicsOf(asker: Asked, filter: Filter, wanted: readonly Locale[]): Counted[] {
  const visible = made.items.filter(
    (item) => item.type === 'Activity' && (item.isPublished || isEditableBy(asker, item)),
  );
  const counted = visible.filter((item) => holds(filter, item, asker));
  const originals = counted.flatMap(({ texts, original }) => texts.get(original)!.topics);
  return [...new Set(originals.map(foldText))].map((key) => {
    const value = smallest(originals.filter((one) => foldText(one) === key));
    const textsIn = (locale: Locale): string[] =>
      visible
        .filter((item) => publishedLocales(item).includes(locale))
        .flatMap(({ texts, original }) => {
          const place = texts.get(original)!.topics.findIndex((one) => foldText(one) === key);
          return place < 0 ? [] : [texts.get(locale)!.topics[place]!];
        });
    const labels = wanted.map(textsIn).find((texts) => texts.length > 0) ?? [value];
    const count = counted.filter((item) => findableTexts(item, asker).some(({ topics }) => hasTopic(topics, key)));
    return { value, label: smallest(labels), count: count.length };
  });
}

test.each(seedsUpTo(30))(
  'topics %i are counted and labelled as a plain evaluation says, for every role',
  async (seed) => {
    const random = createRandom(3000 + seed);
    const filter = random.chance(0.3) ? {} : drawFilter(random, ['title', 'place']);
    const wanted = random.shuffle(LOCALES).slice(0, random.below(4));
    const inOrder = (all: readonly Counted[]): unknown[] => all.map((one) => JSON.stringify(one)).sort();
    for (const [name, asker] of made.askers) {
      const { activities, activityStatistics, byYear } = await server.data(
        `query ($filter: ActivityFilter) @inLocales(preferred: ${JSON.stringify(wanted)}) {
        activities(filter: $filter) { facets { topics { value label count } years { count } } }
        activityStatistics(groupBy: [TOPIC], filter: $filter) { keys { value label } count }
        byYear: activityStatistics(groupBy: [YEAR, TOPIC], filter: $filter) { keys { value label } count } }`,
        { filter },
        asker,
      );
      const expected = topicsOf(name, filter, wanted);
      expect(inOrder(activities.facets.topics)).toEqual(inOrder(expected));
      expect(inOrder(activityStatistics.map(({ keys, count }: any) => ({ ...keys[0], count })))).toEqual(
        inOrder(expected),
      );
      for (const { keys, count } of byYear) {
        const [year, { value, label }] = keys;
        expect(label).toBe(expected.find((one) => foldText(one.value) === foldText(value))!.label);
        const found = made.items.filter(
          (item) =>
            item.type === 'Activity' &&
            (item.isPublished || isEditableBy(name, item)) &&
            item.year === (year.value === null ? null : Number(year.value)) &&
            holds(filter, item, name) &&
            holds({ topic: [value] }, item, name),
        );
        expect(count).toBe(found.length);
      }
    }
  },
);

test('a value of the facet, as a filter, finds as many activities as the facet counts', async () => {
  for (const [, asker] of made.askers) {
    const { activities } = await server.data('{ activities { facets { topics { value count } } } }', {}, asker);
    expect(activities.facets.topics.length).toBeGreaterThan(5);
    for (const { value, count } of activities.facets.topics) {
      const { list } = await server.data(
        'query ($topic: [String!]) { list: activities(filter: { topic: $topic }) { totalCount } }',
        { topic: [value] },
        asker,
      );
      expect([value, list.totalCount]).toEqual([value, count]);
    }
  }
});

test('a topic is found and labelled in a language while its translation is published and up to date', async () => {
  const { activity } = await mutationsOf(server, 'createActivity').done(
    { title: 'Topics', summary: 'S', topics: ['Rivers', 'Lakes'] },
    'activity { id }',
  );
  let version = 1;
  const change = async (mutation: string, input: object): Promise<void> => {
    await mutationsOf(server, mutation).done({ id: activity.id, version, ...input }, '__typename');
    version += 1;
  };
  await change('publishActivity', {});
  /** The label of a topic, and how many activities the public finds by its translation. */
  const seen = async (value = 'Rivers'): Promise<unknown> => {
    const { labels, found } = await server.data(`query @inLocales(preferred: ["ru"]) {
      labels: activities(filter: { title: { startsWith: "Topics" } }) { facets { topics { value label } } }
      found: activities(filter: { topic: ["РЕКИ"] }) { totalCount } }`);
    return [labels.facets.topics.find((one: Counted) => one.value === value).label, found.totalCount];
  };

  await change('setActivityTranslation', { locale: 'ru', title: 'Т', summary: 'С', topics: ['Реки', 'Озёра'] });
  expect(await seen()).toEqual(['Rivers', 0]);
  await change('publishActivity', { locales: ['ru'] });
  expect(await seen()).toEqual(['Реки', 1]);
  await change('updateActivity', { topics: ['Lakes', 'Rivers', 'Seas'] });
  expect(await seen()).toEqual(['Rivers', 1]);
  await change('setActivityTranslation', { locale: 'ru', topics: ['Озёра', 'Реки', 'Моря'] });
  expect(await seen()).toEqual(['Реки', 1]);
  await change('unpublishActivity', { locales: ['ru'] });
  expect(await seen()).toEqual(['Rivers', 0]);
  await change('deleteActivityTranslation', { locale: 'ru' });
  expect(await seen()).toEqual(['Rivers', 0]);
});

test('a network is found by its name in another language, and not by a draft of it', async () => {
  const networks = made.items.filter(({ type, isPublished }) => type === 'Network' && isPublished);
  let drafts = 0;
  for (const item of networks) {
    for (const [locale, { title }] of item.texts) {
      const { networks: found } = await server.data(
        'query ($filter: NetworkFilter) { networks(filter: $filter, first: 100) { nodes { slug } } }',
        { filter: { name: { eq: title } } },
      );
      const isFindable = findableTexts(item, 'nobody').some((one) => foldText(one.title) === foldText(title));
      drafts += item.drafts.has(locale) ? 1 : 0;
      expect(found.nodes.some(({ slug }: { slug: string }) => slug === item.slug)).toBe(isFindable);
    }
  }
  expect(drafts).toBeGreaterThan(1);
});

// PostgreSQL reads so small a table whole; query-plans.slow.test.ts has a larger one.
if (__DATABASE__ === 'sqlite') {
  test.each([
    { title: { eq: 'Zeta' } },
    { title: { in: ['Zeta', 'мост'] } },
    { title: { startsWith: 'ze' } },
    { place: { eq: 'Zeta' } },
  ])('indexes of both languages lead to the activities of %p', async (filter) => {
    const plans = await plansOf(
      server,
      'query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount nodes { slug } } }',
      { filter },
    );

    expect(plans.length).toBeGreaterThan(1);
    for (const { reads, text } of plans) {
      const isScanned = reads.some(
        ({ table, how }) => table.startsWith('activity') && how !== 'seek' && how !== 'walk',
      );
      expect(isScanned ? text : '').toBe('');
    }
  });
}
