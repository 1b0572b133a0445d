import { Languages } from '../../../../src/core/languages/languages';
import { foldText } from '../../../../src/database/text/folding';
import { loadGenerated } from '../../../../src/seeds/load-generated';
import { createRandom, type Random, seedsUpTo } from '../../../support/random';
import { startTestServer, type TestServer } from '../../../support/test-server';

/*
 * Filters, orders, pages, facets and statistics drawn from a seed, each answer compared with a plain evaluation over
 * the same activities, which are read once through the API itself.
 */

interface Item {
  slug: string;
  title: string;
  startsOn: string | null;
  endsOn: string | null;
  createdAt: string;
  updatedAt: string;
  programme: string | null;
  code: string | null;
  year: number | null;
  component: string | null;
  region: string | null;
  country: string | null;
  place: string | null;
  activityType: string | null;
  networks: string[];
  participants: string[];
  topics: string[];
  organisations: { slug: string; role: string }[];
}

interface News {
  slug: string;
  title: string;
  publishedAt: string | null;
  activities: string[];
}

type Filter = Record<string, any>;
type Order = { field: string; direction: 'ASC' | 'DESC' }[];

let server: TestServer;
/** Both in the order of their ids. */
let items: Item[];
let news: News[];
/** The texts of each activity in every language in which it is published, by slug. */
const versionsOf = new Map<string, { title: string; place: string | null }[]>();

beforeAll(async () => {
  server = await startTestServer();
  await loadGenerated(server.app.database, 400, () => undefined);
  items = await readAll();
  news = await readNews();
  await readVersions();
});

afterAll(() => server.close());

async function readAll(): Promise<Item[]> {
  const found: { key: number; item: Item }[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { activities }: Record<string, any> = await server.data(
      `query ($after: String) { activities(first: 100, after: $after) {
        nodes { id slug title startsOn endsOn createdAt updatedAt organisations { role organisation { slug } } programme { slug } topics networks { slug } participatingCountries { code }
          operativeDimension { code year component { code } region { code } country { code } place activityType } }
        pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    for (const node of activities.nodes) {
      const { code, year, component, region, country, place, activityType } = node.operativeDimension;
      found.push({
        key: keyOf(node),
        item: {
          slug: node.slug,
          title: node.title,
          startsOn: node.startsOn,
          endsOn: node.endsOn,
          createdAt: node.createdAt,
          updatedAt: node.updatedAt,
          programme: node.programme?.slug ?? null,
          code,
          year,
          component: component?.code ?? null,
          region: region?.code ?? null,
          country: country?.code ?? null,
          place,
          activityType,
          networks: node.networks.map(({ slug }: { slug: string }) => slug),
          participants: node.participatingCountries.map((one: { code: string }) => one.code),
          topics: node.topics,
          organisations: node.organisations.map(({ role, organisation }: any) => ({ role, slug: organisation.slug })),
        },
      });
    }
    after = activities.pageInfo.endCursor;
    more = activities.pageInfo.hasNextPage;
  }
  return found.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

async function readNews(): Promise<News[]> {
  const found: { key: number; item: News }[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { newsItems }: Record<string, any> = await server.data(
      `query ($after: String) { newsItems(first: 100, after: $after) {
        nodes { id slug title publishedAt activities { slug } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    for (const { activities, ...node } of newsItems.nodes) {
      found.push({ key: keyOf(node), item: { ...node, activities: slugsOf(activities) } });
    }
    after = newsItems.pageInfo.endCursor;
    more = newsItems.pageInfo.hasNextPage;
  }
  return found.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

async function readVersions(): Promise<void> {
  for (const locale of ['en', 'fr', 'ru']) {
    for (let after: string | null = null, more = true; more;) {
      const { activities }: Record<string, any> = await server.data(
        `query ($after: String) @inLocales(preferred: ["${locale}"]) { activities(first: 100, after: $after) {
          nodes { slug title operativeDimension { place } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      for (const { slug, title, operativeDimension } of activities.nodes) {
        versionsOf.set(slug, [...(versionsOf.get(slug) ?? []), { title, place: operativeDimension.place }]);
      }
      after = activities.pageInfo.endCursor;
      more = activities.pageInfo.hasNextPage;
    }
  }
}

const keyOf = ({ id }: { id: string }): number => Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
const slugsOf = (nodes: { slug: string }[]): string[] => nodes.map(({ slug }) => slug);

const firstDay = (date: string | null): string | null => (date === null ? null : `${date}-01-01`.slice(0, 10));

// ——— the plain evaluation ———

function holds(filter: Filter, item: Item): boolean {
  return Object.entries(filter).every(([name, value]) => {
    switch (name) {
      case 'and':
        return value.every((part: Filter) => holds(part, item));
      case 'or':
        return value.some((part: Filter) => holds(part, item));
      case 'not':
        return !holds(value, item);
      case 'code':
        return textHolds(value, item.code);
      case 'title':
      case 'place':
        return translatedTextHolds(
          value,
          item[name],
          versionsOf.get(item.slug)!.map((version) => version[name]),
        );
      case 'year':
        return scalarHolds(value, item.year);
      case 'startsOn':
      case 'endsOn':
        return dateHolds(value, firstDay(item[name]));
      case 'createdAt':
      case 'updatedAt':
        return scalarHolds(value, item[name]);
      case 'organisation':
        return item.organisations.some(
          ({ slug, role }) => value.organisation.includes(slug) && (value.roles?.includes(role) ?? true),
        );
      case 'participatingCountry':
        return value.some((one: string) => item.participants.includes(one));
      case 'network':
        return value.some((one: string) => item.networks.includes(one));
      case 'topic':
        return value.some((one: string) => item.topics.map(foldText).includes(foldText(one)));
      default:
        return value.includes(item[name as keyof Item]);
    }
  });
}

/** The text in one language meets all conditions, apart from `isNull`, which concerns the original. */
function translatedTextHolds(
  { isNull, ...compared }: Filter,
  original: string | null,
  texts: (string | null)[],
): boolean {
  if (isNull !== undefined && !textHolds({ isNull }, original)) return false;
  return Object.keys(compared).length === 0 || texts.some((text) => textHolds(compared, text));
}

function textHolds(operators: Filter, text: string | null): boolean {
  const folded = text === null ? null : foldText(text);
  return Object.entries(operators).every(([name, operand]) => {
    if (name === 'isNull') return (folded === null) === operand;
    if (folded === null) return false;
    if (name === 'eq') return folded === foldText(operand);
    if (name === 'in') return operand.map(foldText).includes(folded);
    return name === 'contains' ? folded.includes(foldText(operand)) : folded.startsWith(foldText(operand));
  });
}

/** A date of the condition stands for all days that begin with it. */
function dateHolds(operators: Filter, day: string | null): boolean {
  return Object.entries(operators).every(([name, operand]) => {
    if (name === 'isNull') return (day === null) === operand;
    if (day === null) return false;
    const isWithin = day.startsWith(operand);
    if (name === 'eq') return isWithin;
    return isWithin || (name === 'gte' ? day > operand : day < operand);
  });
}

function scalarHolds(operators: Filter, value: string | number | null): boolean {
  return Object.entries(operators).every(([name, operand]) => {
    if (name === 'isNull') return (value === null) === operand;
    if (value === null) return false;
    if (name === 'eq') return value === operand;
    if (name === 'in') return operand.includes(value);
    return name === 'gte' ? value >= operand : value <= operand;
  });
}

type SortValues<T> = Record<string, (item: T) => string | number | null>;

const sortValue: SortValues<Item> = {
  STARTS_ON: ({ startsOn }) => firstDay(startsOn),
  YEAR: ({ year }) => year,
  CODE: ({ code }) => code,
  TITLE: ({ title }) => foldText(title),
  CREATED_AT: ({ createdAt }) => createdAt,
  ENDS_ON: ({ endsOn }) => firstDay(endsOn),
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};

function sorted(filter: Filter, order: Order): string[] {
  return sortedBy(items, sortValue, order, (item) => holds(filter, item));
}

function sortedBy<T extends { slug: string }>(
  all: readonly T[],
  values: SortValues<T>,
  order: Order,
  isListed: (item: T) => boolean,
): string[] {
  const idSign = order.at(-1)!.direction === 'DESC' ? -1 : 1;
  return all
    .map((item, id) => ({ item, id }))
    .filter(({ item }) => isListed(item))
    .sort((one, other) => {
      for (const { field, direction } of order) {
        const [a, b] = [values[field]!(one.item), values[field]!(other.item)];
        if (a === b) continue;
        if (a === null) return 1;
        if (b === null) return -1;
        const inOrder = typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a - Number(b);
        if (inOrder !== 0) return direction === 'DESC' ? -inOrder : inOrder;
      }
      return (one.id - other.id) * idSign;
    })
    .map(({ item }) => item.slug);
}

const fundingOrHost = ['FUNDING', 'HOST'];

function distinct(organisations: Item['organisations'], roles?: string[]): string[] {
  return [...new Set(organisations.flatMap(({ slug, role }) => ((roles?.includes(role) ?? true) ? [slug] : [])))];
}

const dimensionValues: Record<string, { filter: string; values: (item: Item) => (string | null)[] }> = {
  PROGRAMME: { filter: 'programme', values: ({ programme }) => [programme] },
  YEAR: { filter: 'year', values: ({ year }) => [year === null ? null : String(year)] },
  COMPONENT: { filter: 'component', values: ({ component }) => [component] },
  REGION: { filter: 'region', values: ({ region }) => [region] },
  COUNTRY: { filter: 'country', values: ({ country }) => [country] },
  PARTICIPATING_COUNTRY: { filter: 'participatingCountry', values: ({ participants }) => participants },
  ACTIVITY_TYPE: { filter: 'activityType', values: ({ activityType }) => [activityType] },
  NETWORK: { filter: 'network', values: ({ networks }) => networks },
  TOPIC: { filter: 'topic', values: ({ topics }) => topics },
  ORGANISATION: { filter: 'organisation', values: ({ organisations }) => distinct(organisations) },
  // Only a facet: the same with the roles that it selects.
  FUNDING_OR_HOST: { filter: 'organisation', values: ({ organisations }) => distinct(organisations, fundingOrHost) },
};

function tally(filter: Filter, groupBy: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items.filter((one) => holds(filter, one))) {
    const combinations = groupBy.reduce<(string | null)[][]>(
      (made, dimension) =>
        made.flatMap((keys) => dimensionValues[dimension]!.values(item).map((key) => [...keys, key])),
      [[]],
    );
    for (const keys of combinations) {
      const name = JSON.stringify(keys);
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

function without(filter: Filter, field: string): Filter {
  const { [field]: _left, ...rest } = filter;
  return rest['and'] ? { ...rest, and: rest['and'].map((part: Filter) => without(part, field)) } : rest;
}

// ——— what is asked ———

function drawFilter(random: Random, depth = 0): Filter {
  const anyone = (): Item => random.pick(items);
  const some = <T>(draw: () => T | null): T[] =>
    Array.from({ length: random.below(4) }, draw).filter(
      (value): value is Awaited<T> & NonNullable<T> => value !== null,
    );
  const textOf = (text: string | null): Filter => {
    const whole = text ?? 'x';
    const from = random.below(Math.max(1, whole.length - 4));
    return random.pick<Filter>([
      { eq: whole.toUpperCase() },
      { in: [whole, 'nothing'] },
      { in: [] },
      { contains: whole.slice(from, from + 4) },
      { contains: random.pick(['%', '_', '\\', "'", '(', 'é', 'Ё', 'и', '']) },
      { startsWith: whole.slice(0, 3).toLowerCase() },
      { isNull: random.chance(0.5) },
      { isNull: false, contains: 'a' },
      {},
    ]);
  };
  const leaves: (() => Filter)[] = [
    () => ({ code: textOf(anyone().code) }),
    () => ({ title: textOf(anyone().title) }),
    () => ({ place: textOf(anyone().place) }),
    () => ({
      year: random.pick<Filter>([
        { eq: anyone().year ?? 2019 },
        { in: some(() => anyone().year) },
        { gte: 2018, lte: 2021 },
        { lte: 2019 },
        { isNull: random.chance(0.5) },
      ]),
    }),
    () => ({
      startsOn: random.pick<Filter>([
        { gte: anyone().startsOn ?? '2019' },
        { lte: anyone().startsOn ?? '2019-06' },
        { eq: anyone().startsOn ?? '2020' },
        { gte: '2018', lte: '2020-06' },
        { isNull: random.chance(0.5) },
      ]),
    }),
    () => ({
      endsOn: random.pick<Filter>([
        { gte: anyone().endsOn ?? '2019', lte: '2021-02' },
        { lte: anyone().endsOn ?? '2019-06' },
        { eq: (anyone().endsOn ?? '2020').slice(0, random.pick([4, 7, 10])) },
        { isNull: random.chance(0.5) },
      ]),
    }),
    () => ({
      [random.pick(['createdAt', 'updatedAt'])]: random.pick<Filter>([
        { gte: anyone().createdAt },
        { lte: anyone().updatedAt },
      ]),
    }),
    () => ({
      organisation: {
        organisation: some(() =>
          random.pick([...anyone().organisations.map(({ slug }) => slug), 'no-such-organisation']),
        ),
        ...(random.chance(0.6) && { roles: some(() => random.pick(['FUNDING', 'IMPLEMENTING', 'HOST', 'PARTNER'])) }),
      },
    }),
    () => ({ component: some(() => anyone().component) }),
    () => ({ region: some(() => anyone().region) }),
    () => ({ country: some(() => anyone().country) }),
    () => ({ programme: some(() => anyone().programme) }),
    () => ({ activityType: some(() => anyone().activityType) }),
    () => ({ participatingCountry: some(() => random.pick([...anyone().participants, 'US'])) }),
    () => ({ network: some(() => random.pick([...anyone().networks, 'no-such-network'])) }),
    () => ({ topic: some(() => random.pick([...anyone().topics, 'No such topic']).toUpperCase()) }),
  ];
  const filter = Object.assign({}, ...Array.from({ length: 1 + random.below(2) }, () => random.pick(leaves)()));
  if (depth < 3 && random.chance(0.5)) {
    const combined = random.pick(['and', 'or', 'not']);
    filter[combined] =
      combined === 'not'
        ? drawFilter(random, depth + 1)
        : Array.from({ length: random.below(3) }, () => drawFilter(random, depth + 1));
  }
  return random.chance(0.1) ? {} : filter;
}

function drawOrder(random: Random): Order {
  const fields = random.shuffle(Object.keys(sortValue)).slice(0, 1 + random.below(3));
  return fields.map((field) => ({ field, direction: random.chance(0.5) ? 'ASC' : 'DESC' }));
}

const page = `query ($filter: ActivityFilter, $orderBy: [ActivityOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  activities(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const seeds = seedsUpTo(60);

test('the generated data has enough items of each kind to compare', () => {
  expect(items.length).toBeGreaterThan(350);
  expect(items.filter(({ startsOn }) => startsOn === null).length).toBeGreaterThan(10);
  expect(items.filter(({ title }) => /[а-я]/i.test(title)).length).toBeGreaterThan(10);
});

test.each(seeds)('filter and order %i give what a plain evaluation gives, page by page both ways', async (seed) => {
  const random = createRandom(seed);
  const filter = drawFilter(random);
  const orderBy = drawOrder(random);
  const expected = sorted(filter, orderBy);
  const size = random.pick([7, 20, 100]);

  const forwards: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { activities }: Record<string, any> = await server.data(page, { filter, orderBy, first: size, after });
    expect(activities.totalCount).toBe(expected.length);
    forwards.push(...activities.nodes.map(({ slug }: { slug: string }) => slug));
    after = activities.pageInfo.endCursor;
    more = activities.pageInfo.hasNextPage;
  }
  expect(forwards).toEqual(expected);

  const backwards: string[] = [];
  for (let before: string | null = null, more = true; more;) {
    const { activities }: Record<string, any> = await server.data(page, { filter, orderBy, last: size, before });
    backwards.unshift(...activities.nodes.map(({ slug }: { slug: string }) => slug));
    before = activities.pageInfo.startCursor;
    more = activities.pageInfo.hasPreviousPage;
  }
  expect(backwards).toEqual(expected);
});

// ——— the lists of parents ———

/** A list that hangs on parents: how the API gives one parent's and many parents', and what should be in it. */
interface NestedList {
  readonly name: string;
  readonly drawKey: (random: Random) => string;
  /** Gives as `parents` the one with the key. */
  readonly one: string;
  /** Gives as `parents` all of them. */
  readonly all: string;
  /** Whether it takes a filter and an order. */
  readonly isAsked: boolean;
  /** The slugs of the list of this parent; null: of all items, in the same order. */
  readonly expected: (key: string | null, filter: Filter, order: Order) => string[];
}

const paging = '$first: Int, $after: String, $last: Int, $before: String';
const pageOfList = 'first: $first, after: $after, last: $last, before: $before';
const shownOfList = '{ totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

type Parent = 'programme' | 'network' | 'country' | 'organisation';

function activitiesOf(field: Parent, one: string, key: string, all: string, roles?: string[]): NestedList {
  const args = `filter: $filter, orderBy: $orderBy, ${pageOfList}${roles ? `, roles: [${roles.join(' ')}]` : ''}`;
  const selection = `{ key: ${key} list: activities(${args}) ${shownOfList} }`;
  const variables = `$filter: ActivityFilter, $orderBy: [ActivityOrder!], ${paging}`;
  return {
    name: `activities of ${roles?.join(' or ') ?? 'a'} ${field}`,
    drawKey: (random) =>
      random.pick(
        items.flatMap((item) => {
          if (field === 'organisation') return distinct(item.organisations);
          return field === 'network' ? item.networks : (item[field] ?? []);
        }),
      ),
    one: `query (${variables}, ${one} ${selection} }`,
    all: `query (${variables}) { parents: ${all} ${selection} ${all.includes('{') ? '}' : ''} }`,
    isAsked: true,
    expected: (parent, filter, order) =>
      sorted(parent === null ? filter : { and: [filter, { [field]: linkedTo(field, parent, roles) }] }, order),
  };
}

function linkedTo(field: Parent, parent: string, roles: string[] | undefined): object {
  return field === 'organisation' ? { organisation: [parent], ...(roles && { roles }) } : [parent];
}

const relatedNews = `{ key: slug list: relatedNews(${pageOfList}) ${shownOfList} }`;

const nestedLists: readonly NestedList[] = [
  activitiesOf('programme', '$key: String!) { parents: programme(slug: $key)', 'slug', 'programmes'),
  activitiesOf('network', '$key: String!) { parents: network(slug: $key)', 'slug', 'networks { nodes'),
  activitiesOf('country', '$key: CountryCode!) { parents: country(code: $key)', 'code', 'countries'),
  activitiesOf('organisation', '$key: String!) { parents: organisation(slug: $key)', 'slug', 'organisations { nodes'),
  activitiesOf(
    'organisation',
    '$key: String!) { parents: organisation(slug: $key)',
    'slug',
    'organisations { nodes',
    fundingOrHost,
  ),
  {
    name: 'news of an activity',
    drawKey: (random) => {
      const slugs = news.flatMap(({ activities }) => activities);
      return random.pick(slugs.filter((slug, index) => slugs.indexOf(slug) < index));
    },
    one: `query ($key: String!, ${paging}) { parents: activity(slug: $key) ${relatedNews} }`,
    all: `query (${paging}) { parents: activities(first: 100) { nodes ${relatedNews} } }`,
    isAsked: false,
    expected: (parent) =>
      sortedBy(
        news,
        { PUBLISHED_AT: ({ publishedAt }) => publishedAt },
        [{ field: 'PUBLISHED_AT', direction: 'DESC' }],
        ({ activities }) => parent === null || activities.includes(parent),
      ),
  },
];

/** A page as it should be: what comes after the item that the cursor is of, or before it when read from the end. */
function expectedPage(list: string[], everything: string[], size: number, cursorOf: string | null, backwards: boolean) {
  const places = new Map(everything.map((slug, place) => [slug, place]));
  const left = list.filter((slug) => {
    if (cursorOf === null) return true;
    const beyond = places.get(slug)! - places.get(cursorOf)!;
    return backwards ? beyond < 0 : beyond > 0;
  });
  const [isMore, isLater] = [left.length > size, cursorOf !== null];
  return {
    totalCount: list.length,
    nodes: (backwards ? left.slice(-size) : left.slice(0, size)).map((slug) => ({ slug })),
    pageInfo: backwards
      ? { hasNextPage: isLater, hasPreviousPage: isMore }
      : { hasNextPage: isMore, hasPreviousPage: isLater },
  };
}

describe.each(nestedLists)('$name', ({ drawKey, one, all, isAsked, expected }) => {
  test.each(seedsUpTo(16))(
    '%i give what a plain evaluation gives, alone and together with those of all parents, page by page both ways',
    async (seed) => {
      const random = createRandom(2000 + seed);
      const key = drawKey(random);
      const filter = random.chance(0.5) ? {} : drawFilter(random);
      const orderBy = drawOrder(random);
      const asked = isAsked ? { filter, orderBy } : {};
      const size = isAsked ? random.pick([10, 30, 100]) : 1;
      const everything = expected(null, {}, orderBy);

      for (const backwards of [false, true]) {
        const walked: string[] = [];
        let cursor: string | null = null;
        for (let more = true; more;) {
          const cursorOf: string | null = cursor === null ? null : walked.at(backwards ? 0 : -1)!;
          const page: object = backwards ? { last: size, before: cursor } : { first: size, after: cursor };
          const pageOf = (parent: string): object =>
            expectedPage(expected(parent, filter, orderBy), everything, size, cursorOf, backwards);

          const { list }: Record<string, any> = (await server.data(one, { key, ...asked, ...page })).parents;
          expect(list).toMatchObject(pageOf(key));
          const { parents } = await server.data(all, { ...asked, ...page });
          for (const parent of parents.nodes ?? parents) expect(parent.list).toMatchObject(pageOf(parent.key));

          walked.splice(backwards ? 0 : walked.length, 0, ...slugsOf(list.nodes));
          const { startCursor, endCursor, hasPreviousPage, hasNextPage } = list.pageInfo;
          [cursor, more] = backwards ? [startCursor, hasPreviousPage] : [endCursor, hasNextPage];
        }
        expect(walked).toEqual(expected(key, filter, orderBy));
      }
    },
  );
});

test.each(seeds)('facets and statistics %i count what a plain evaluation counts', async (seed) => {
  const random = createRandom(1000 + seed);
  const filter = drawFilter(random);
  const groupBy = random
    .shuffle(Object.keys(dimensionValues).filter((name) => name !== 'FUNDING_OR_HOST'))
    .slice(0, 1 + random.below(3));

  const { activities, activityStatistics } = await server.data(
    `query ($filter: ActivityFilter, $groupBy: [ActivityDimension!]!) {
      activities(filter: $filter) { facets {
        years { ...f } components { ...f } regions { ...f } countries { ...f } activityTypes { ...f } networks { ...f }
        programmes { ...f } participatingCountries { ...f } topics { ...f } organisations { ...f }
        some: organisations(roles: [HOST, FUNDING]) { ...f } } }
      activityStatistics(groupBy: $groupBy, filter: $filter) { keys { dimension value label } count }
    }
    fragment f on Facet { value label count }`,
    { filter, groupBy },
  );

  const facets = {
    years: 'YEAR',
    components: 'COMPONENT',
    regions: 'REGION',
    countries: 'COUNTRY',
    activityTypes: 'ACTIVITY_TYPE',
    networks: 'NETWORK',
    programmes: 'PROGRAMME',
    participatingCountries: 'PARTICIPATING_COUNTRY',
    topics: 'TOPIC',
    organisations: 'ORGANISATION',
    some: 'FUNDING_OR_HOST',
  };
  for (const [name, dimension] of Object.entries(facets)) {
    const answered: { value: string | null; count: number }[] = activities.facets[name];
    expect(Object.fromEntries(answered.map(({ value, count }) => [JSON.stringify([value]), count]))).toEqual(
      tally(without(filter, dimensionValues[dimension]!.filter), [dimension]),
    );
    expect(answered.map(({ count }) => count)).toEqual(answered.map(({ count }) => count).sort((a, b) => b - a));
  }
  expect(
    Object.fromEntries(
      activityStatistics.map(({ keys, count }: { keys: { value: string | null }[]; count: number }) => [
        JSON.stringify(keys.map(({ value }) => value)),
        count,
      ]),
    ),
  ).toEqual(tally(filter, groupBy));
  for (const { keys } of activityStatistics) {
    expect(keys.map(({ dimension }: { dimension: string }) => dimension)).toEqual(groupBy);
    for (const { dimension, value, label } of keys) {
      expect(label === null).toBe(value === null);
      if (value !== null && dimension === 'COUNTRY')
        expect(label).toBe(new Languages(['en'], 'en').countryName(value, 'en'));
    }
  }
});
