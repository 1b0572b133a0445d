import { foldText } from '../../../src/database/folding';
import { plansOf } from '../../support/query-plans';
import { createRandom, seedsUpTo, type Random } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import {
  isEditableBy,
  LOCALES,
  makeTranslatedItems,
  publishedLocales,
  type Item,
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
}, 120_000);

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
  readonly not?: Filter;
}

function holds({ title, place, not }: Filter, item: Item, asker: Asked): boolean {
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
    (not === undefined || !holds(not, item, asker))
  );
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

function drawFilter(random: Random, fields: readonly ('title' | 'place')[]): Filter {
  const field = random.pick(fields);
  const all = made.items.flatMap(({ texts }) => [...texts.values()].flatMap((one) => one[field] ?? []));
  const filter = { [field]: drawOperators(random, all) };
  return random.chance(0.25) ? { not: filter } : filter;
}

const lists = [
  { type: 'Activity', field: 'activities', filterType: 'ActivityFilter', fields: ['title', 'place'] },
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

// PostgreSQL reads so small a table whole; query-plans.test.ts has a larger one.
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
