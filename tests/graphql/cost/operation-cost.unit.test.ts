import { readdirSync, readFileSync } from 'node:fs';
import { type GraphQLInputObjectType, isObjectType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { FURTHER_WORD_COST, RANKED_WORD_COST, WALK_COST } from '../../../src/core/cost/walk-cost';
import { conditionsCost } from '../../../src/core/listing/scan';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import type { RowsOfParent, Sizes } from '../../../src/database/reading/sizes';
import type { TableSizes } from '../../../src/database/statistics/table-sizes';
import { costOfConditions } from '../../../src/graphql/cost/argument-measures';
import { costOf, listsBelowParents, ROW_COST } from '../../../src/graphql/cost/declared-costs';
import { costOfOperation, type OperationCost } from '../../../src/graphql/cost/operation-cost';
import { OperationCosts } from '../../../src/graphql/cost/operation-cost.plugin';
import { RawValues } from '../../../src/graphql/operations/raw-values';
import { createSchema } from '../../../src/graphql/schema/schema';
import { activityListing } from '../../../src/modules/catalogue/activity/activity.listing';
import { ActivityDimension } from '../../../src/modules/catalogue/activity/counting/activity-dimension';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';

const schema = createSchema(resolverClasses);

/** Every activity may have 50 networks, but there are 200 links in all; a network takes part in at most 40 activities. */
const sizes: Sizes = {
  rowsOf: (table) => ({ activity: 1_000, network: 8, news_item: 1_000, activity_network: 200 })[table] ?? 1_000,
  longestOf: ({ table, parent }) => (table === 'activity_network' && parent === 'network_id' ? 40 : 50),
};

function operationCostOf(document: string, grants = 0, measured = sizes): OperationCost {
  const { definitions } = parse(document);
  const values = new RawValues({}, new Map());
  const operation = definitions[0] as OperationDefinitionNode;
  return costOfOperation({ schema, operation, fragments: new Map(), values, sizes: measured, grants });
}

/** The fields that a selection adds to an operation. */
const fieldsOf = (selection: (selected: string) => string, selected: string): number =>
  operationCostOf(selection(`${selected} __typename`)).fields - operationCostOf(selection('__typename')).fields;

const ofNetworks = (first: number) => (selected: string) =>
  `{ activities(first: ${first}) { nodes { networks { ${selected} } } } }`;

test.each([
  [
    'pages of a search',
    'search(text: "TEXT") { nodes { __typename } }',
    3_008 * 2 * FURTHER_WORD_COST + 2_000 * RANKED_WORD_COST,
  ],
  ['counts of a search', 'search(text: "TEXT") { totalCount }', 3_008 * FURTHER_WORD_COST],
  // Entries of other types are read as well.
  ['filters', 'activities(filter: { not: { text: "TEXT" } }) { totalCount }', 3_008 * FURTHER_WORD_COST],
])('each further word of a text is charged for each row: %s', (_, field, expected) => {
  const scannedFor = (text: string): number => operationCostOf(`{ ${field.replace('TEXT', text)} }`).scanned;
  // Characters cost as well.
  const [one, three] = ['on      ', 'on to of'].map(scannedFor);

  expect(three! - one!).toBeCloseTo(2 * expected);
});

test.each([
  ['activities', (selected: string) => `{ activities(first: 100) { nodes { ${selected} } } }`, 100],
  ['types', (selected: string) => `{ __type(name: "Query") { ${selected} } }`, 1],
])('each 50 characters of an alias cost as much as a field, in each of the %s', (_what, selection, objects) => {
  const costWith = (characters: number): number => fieldsOf(selection, `${'a'.repeat(characters)}: __typename`);

  expect(costWith(49)).toBe(costWith(1));
  expect(costWith(2_500) - costWith(1)).toBe(50 * objects);
});

test.each([
  ['trash', WALK_COST.count],
  ['unpublished', WALK_COST.orderedPage],
  ['outdatedTranslations', WALK_COST.orderedPage],
])('a page of %s is charged for each row of the tables of publishable types', (field, walkCost) => {
  expect(operationCostOf(`{ ${field} { nodes { id } } }`).scanned).toBeCloseTo(3_008 * walkCost);
});

test.each([
  ['expiringAccessCodes', 'withinDays: 1', 'withinDays: 2'],
  ['unpublished', 'isMine: true', 'isMine: false'],
  ['outdatedTranslations', 'isMine: true', 'isMine: false'],
  ['search', 'text: "law"', 'text: "law", types: [ACTIVITY]'],
])('counts of %s are charged once for the same arguments, and each for others', (field, one, other) => {
  const statementsOf = (...calls: string[]): number =>
    operationCostOf(`{ ${calls.map((args, number) => `a${number}: ${field}(${args}) { totalCount }`).join(' ')} }`)
      .statements;
  const single = statementsOf(one);

  expect(statementsOf(one, `first: 1, ${one}`)).toBe(single);
  expect(statementsOf(one, other)).toBe(2 * single);
});

test('each statement of a count of a search, and of a facet of languages, is charged with its rows', () => {
  expect(operationCostOf('{ search(text: "law") { totalCount } }')).toMatchObject({
    statements: 2,
    rows: 2 + 2,
    fields: 2 + 2 * ROW_COST,
  });
  const facet = (name: string): OperationCost => operationCostOf(`{ activities { facets { ${name} { value } } } }`);
  expect(facet('locales').statements).toBe(2);
  expect(facet('sdgs').statements).toBe(1);
  const rowsOfItem = (name: string, most: number): number => (facet(name).rows - facet(name).statements) / most;
  expect([rowsOfItem('locales', 41), rowsOfItem('sdgs', 17)]).toEqual([2, 1]);
});

test.each(['totals', 'unallocated', 'unconverted', 'groups'])(
  'the rows of all sums are charged whichever are selected: %s',
  (selected) => {
    const rowsBy = (by: string): number =>
      operationCostOf(`{ moneyStatistics(kinds: [BUDGET], groupBy: [${by}]) { ${selected} { __typename } } }`).rows;

    expect(rowsBy('YEAR')).toBeGreaterThan(1_000);
    // The names of the groups are read as well.
    expect(rowsBy('NETWORK') - rowsBy('YEAR')).toBe(8);
  },
);

test('rows for what kept totals lack are charged only for sums that kept totals may have', () => {
  const rowsBy = (groupBy: string, args = ''): number =>
    operationCostOf(`{ moneyStatistics(kinds: [BUDGET], groupBy: ${groupBy}, ${args}) { rates { name } } }`).rows;

  expect(rowsBy('[YEAR, SECTOR, KIND]')).toBeGreaterThan(2 * rowsBy('[YEAR, SECTOR, STATUS]'));
  expect(rowsBy('YEAR')).toBeGreaterThan(2 * rowsBy('YEAR', 'filter: {}'));
  expect(rowsBy('YEAR')).toBeGreaterThan(2 * rowsBy('YEAR', 'years: {}'));
});

test('the lists of many parents together have at most as many items as their table has rows', () => {
  expect(fieldsOf(ofNetworks(2), 'name')).toBe(2 * 50);
  expect(fieldsOf(ofNetworks(100), 'name')).toBe(200);
});

test('a parent that may occur several times has its list as often', () => {
  const activities = (selected: string): string => ofNetworks(100)(`activities(first: 50) { nodes { ${selected} } }`);

  // There are 200 networks in the response. Each may occur 40 times, with a page of 40 activities.
  expect(fieldsOf(activities, 'slug')).toBe(200 * 40);
});

test('the results of an activity are bounded together, not by the product of the longest lists', () => {
  const below = (selected: string) => (first: number) =>
    fieldsOf((inner) => `{ activities(first: ${first}) { nodes { results { indicators { ${inner} } } } } }`, selected);
  // The lists of all tables have up to 50 items here, those of one activity together as well.
  expect(below('title')(2)).toBe(2 * 50);
  const [list, row] = [50, 50 * (1 + ROW_COST)];
  expect(below('periods { start }')(2)).toBe(2 * (list + row + 50));
  expect(below('periods { targets { number } }')(1)).toBe(list + row + list + row + 50);
  // Progress is computed from all measurements, which are read once more.
  expect(below('periods { progress }')(1)).toBe(list + row + 50 + 50 * ROW_COST);
});

test.each([
  ['[YEAR]', 1],
  ['[YEAR, PROVIDER]', 2],
  ['[YEAR, PROVIDER, SECTOR]', 3],
])('the groups of money by %s have %d values each', (groupBy, values) => {
  const groups = (selected: string): string =>
    `{ moneyStatistics(kinds: [BUDGET], groupBy: ${groupBy}) { groups { keys { ${selected} } } } }`;

  expect(fieldsOf(groups, 'value')).toBe(1_000 * values);
});

test.each([
  ['all activities', ''],
  ['those of a year', 'filter: { year: { eq: 2022 } }'],
  ['the money of some years', 'years: { gte: 2000 }'],
])('sums of a million shares by two dimensions are within the limit, of %s', (_, filter) => {
  // As they are rounded for 100,000 activities with a million shares.
  const rows = new Map([
    ['activity', 114_688],
    ['money_share', 1_048_576],
  ]);
  const sums = 'sums { kind value { amount currency } items activities }';
  const { total } = operationCostOf(
    `{ moneyStatistics(kinds: [DISBURSEMENT], groupBy: [YEAR, COUNTRY], ${filter}) {
      groups { keys { value label } ${sums} } unallocated { ${sums} } totals { ${sums} } } }`,
    0,
    { ...sizes, rowsOf: (table) => rows.get(table) ?? 1_000 },
  );

  expect(total).toBeLessThan(1_000_000);
});

test('sums by values of activities, and the numbers of their activities, cost more for each share', () => {
  const scannedBy = (groupBy: string, columns: string): number =>
    operationCostOf(
      `{ moneyStatistics(kinds: [BUDGET], groupBy: [${groupBy}], years: { gte: 2000 }) { totals { ${columns} } } }`,
      0,
      { ...sizes, rowsOf: (table) => (table === 'money_share' ? 1_000_000 : 1_000) },
    ).scanned;
  const [own, ofActivities] = ['YEAR, SECTOR', 'YEAR, PROGRAMME'];

  expect(scannedBy(ofActivities, 'items') - scannedBy(own, 'items')).toBeCloseTo(250_000, -2);
  const counting = (groupBy: string): number => scannedBy(groupBy, 'activities') - scannedBy(groupBy, 'items');
  expect(counting(own)).toBeCloseTo(200_000, -2);
  expect(counting(ofActivities)).toBeCloseTo(430_000, -2);
});

test('sums by network cost more for each activity, because its networks are counted', () => {
  const scannedBy = (groupBy: string): number =>
    operationCostOf(
      `{ moneyStatistics(kinds: [BUDGET], groupBy: [${groupBy}], years: { gte: 2000 }) { totals { items } } }`,
      0,
      {
        ...sizes,
        rowsOf: (table) => (table === 'activity' ? 100_000 : 1_000),
      },
    ).scanned;

  expect(scannedBy('YEAR, NETWORK') - scannedBy('YEAR, PROGRAMME')).toBeCloseTo(50_000, -2);
});

test('facets of the activities of an organisation cost more for each, because it may have several roles in one', () => {
  const scannedOf = (parent: string, selected: string): number =>
    operationCostOf(`{ ${parent} { activities { ${selected} } } }`, 0, {
      rowsOf: () => 100_000,
      longestOf: () => 10_000,
    }).scanned;
  const [network, organisation] = ['network(slug: "a")', 'organisation(slug: "a")'];

  expect(scannedOf(network, 'totalCount')).toBeCloseTo(5_000, -2);
  expect(scannedOf(organisation, 'totalCount')).toBeCloseTo(10_000, -2);
  expect(scannedOf(network, 'facets { years { value } }')).toBeCloseTo(9_000, -2);
  expect(scannedOf(organisation, 'facets { years { value } }')).toBeCloseTo(14_000, -2);
});

test('conditions that search all texts cost as much below a parent as at the root', () => {
  const conditionOn = (field: string): number => {
    const scanned = (filter: string): number =>
      operationCostOf(`{ network(slug: "a") { activities${filter} { totalCount } } }`, 0, {
        rowsOf: (table) => (table === 'activity' ? 100_000 : 0),
        longestOf: () => 10,
      }).scanned;
    return scanned(`(filter: { ${field} })`) - scanned('');
  };

  expect(conditionOn('year: { eq: 2019 }')).toBeLessThan(100);
  expect(conditionOn('title: { contains: "a" }')).toBeGreaterThan(50_000);
  expect(conditionOn('topic: { in: ["a"] }')).toBeGreaterThan(25_000);
});

test('sums by three dimensions cost more than their shares, because there may be as many as are read', () => {
  const scannedBy = (groupBy: string, shares: number): number =>
    operationCostOf(
      `{ moneyStatistics(kinds: [BUDGET], groupBy: [${groupBy}], years: { gte: 2000 }) { totals { items } } }`,
      0,
      { ...sizes, rowsOf: (table) => (table === 'money_share' ? shares : 1_000) },
    ).scanned;
  const besideShares = (shares: number): number =>
    scannedBy('YEAR, SECTOR, PROVIDER', shares) - scannedBy('YEAR, SECTOR', shares) - 0.25 * shares;

  expect(besideShares(1_000)).toBeCloseTo(12_000, -2);
  expect(besideShares(1_000_000)).toBeCloseTo(120_000, -2);
});

test.each(['SiteResults', 'SiteActivity', 'SitePreview'])(
  '%s is within the limit whatever results activities have',
  (name) => {
    const directory = 'web/site/operations';
    const files = readdirSync(directory).map((file) => readFileSync(`${directory}/${file}`, 'utf8'));
    const { definitions } = parse(files.join('\n'));
    const ofResults = new Set(['activity_result', 'indicator', 'indicator_period', 'measurement']);
    const cost = costOfOperation({
      schema,
      operation: definitions.find(
        (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION && one.name?.value === name,
      )!,
      fragments: new Map(
        definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
      ),
      values: new RawValues({}, new Map()),
      sizes: {
        rowsOf: (table) => (ofResults.has(table) ? 10_000_000 : sizes.rowsOf(table)),
        longestOf: (list) => (ofResults.has(list.table) ? Infinity : 8),
      },
      grants: 0,
    });

    expect(cost.total).toBeLessThan(1_000_000);
  },
);

test.each([
  [false, 'OVERLOADED'],
  [true, 'QUERY_TOO_COMPLEX'],
])('lists of which the lengths are known (%s): an operation that costs too much is %s', (areKnown, code) => {
  const document = parse('{ search(text: "word") { edges { snippet } } }');
  const operation = document.definitions[0] as OperationDefinitionNode;
  const requested = { document, operation, variables: {}, grants: 0 };
  const size = (): number => (areKnown ? 50 : Infinity);
  const measured = { rowsOf: () => 50, longestOf: size, areKnown, version: 0 };
  const costs = new OperationCosts(schema, measured as unknown as TableSizes);
  const assertAffordable = () => {
    costs.assertAffordable(costs.of(requested), 10);
  };

  expect(assertAffordable).toThrow(expect.objectContaining({ code }));
});

describe('a cost that is kept', () => {
  const document = parse(`query ($first: Int, $text: String!) {
    viewer { unlockedDocuments { title } }
    search(text: $text, first: $first) { totalCount nodes { __typename } }
  }`);
  const operation = document.definitions[0] as OperationDefinitionNode;
  let measured: { rowsOf: () => number; longestOf: () => number; version: number };
  let costs: OperationCosts;
  let computed: jest.SpyInstance;

  beforeEach(() => {
    measured = { rowsOf: () => 50, longestOf: () => 50, version: 0 };
    costs = new OperationCosts(schema, measured as unknown as TableSizes);
    computed = jest.spyOn(costs, 'compute');
  });

  const costFor = (first: number, grants = 0, text = 'word'): number =>
    costs.of({ document, operation, variables: { first, text }, grants }).total;

  test('is that of the same variables, grants and sizes', () => {
    const cost = costFor(1);

    expect(costFor(1)).toBe(cost);
    expect(computed).toHaveBeenCalledTimes(1);
    expect(costFor(2)).toBeGreaterThan(cost);
    expect(costFor(1, 1)).toBeGreaterThan(cost);
    Object.assign(measured, { rowsOf: () => 100, version: 1 });
    expect(costFor(1)).toBeGreaterThan(cost);
  });

  test('of a variable that is null is not that of one that is absent, which has its default', () => {
    const listing = parse('query ($first: Int = 50) { activities(first: $first) { nodes { title } } }');
    const [definition] = listing.definitions as [OperationDefinitionNode];
    const costOf = (variables: object): number =>
      costs.of({ document: listing, operation: definition, variables: { ...variables }, grants: 0 }).total;

    const ofNull = costOf({ first: null });
    expect(costOf({})).toBeGreaterThan(ofNull);
  });

  test('depends on all variables that any of its costs has been computed from', () => {
    const either = parse(`query ($isOne: Boolean!, $one: Int, $other: Int) {
      one: activities(first: $one) @include(if: $isOne) { nodes { title } }
      other: activities(first: $other) @skip(if: $isOne) { nodes { title } }
    }`);
    const [definition] = either.definitions as [OperationDefinitionNode];
    const costOf = (variables: object): number =>
      costs.of({ document: either, operation: definition, variables: { ...variables }, grants: 0 }).total;

    costOf({ isOne: true, one: 1, other: 1 });
    const ofOther = costOf({ isOne: false, one: 9, other: 1 });
    expect(costOf({ isOne: false, one: 1, other: 50 })).toBeGreaterThan(ofOther);
  });

  test('is one of twenty of its operation, with short variables', () => {
    for (let first = 1; first <= 21; first += 1) costFor(first);
    costFor(1);
    expect(computed).toHaveBeenCalledTimes(22);
    for (let time = 1; time <= 2; time += 1) costFor(1, 0, 'x'.repeat(500));
    expect(computed).toHaveBeenCalledTimes(24);
  });
});

test('a page of a negative number of items costs nothing less than an empty one', () => {
  const costOfPage = (first: number): number =>
    operationCostOf(`{ activities(first: ${first}) { nodes { title } } }`).total;

  expect(costOfPage(-1_000)).toBe(costOfPage(0));
  expect(costOfPage(1_000_000)).toBe(costOfPage(100));
});

test('every list whose length costs depend on is declared, so that it is measured before the first operation', () => {
  const keyOf = (list: RowsOfParent): string =>
    JSON.stringify([list.table, list.parent, list.through, list.charactersOf]);
  const declared = new Set(listsBelowParents(schema).map(keyOf));
  const used = new Set<string>();
  const recorded: Sizes = {
    rowsOf: () => 10,
    longestOf: (list) => {
      used.add(keyOf(list));
      return 3;
    },
  };
  const call = { sizes: recorded, grants: 1, conditions: 1, conditionsOnAll: 0, searches: 1, ranking: 1 };
  const groupings = Object.values(ActivityDimension).map((dimension) => ({ groupBy: [dimension], text: 'word' }));
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const { size, types, scans, writes, scansForAll, listsWithin = [] } = costOf(field) ?? {};
      for (const args of groupings) {
        for (const compute of [size?.now, types, scans, writes, scansForAll]) compute?.({ args, ...call });
        for (const bound of listsWithin) bound.most({ args, ...call });
      }
    }
  }

  expect([...used].filter((list) => !declared.has(list))).toEqual([]);
  expect(used.size).toBeGreaterThan(20);
});

test('a list may have objects of several types, of each as many as there are', () => {
  const search = (selected: string): string => `{ search(text: "x", first: 100) { nodes { ${selected} } } }`;
  const ten = Array.from({ length: 10 }, (_, number) => `a${number}: slug`).join(' ');

  expect(fieldsOf(search, `... on Network { ${ten} }`)).toBe(8 * 10);
  expect(fieldsOf(search, `... on Network { ${ten} } ... on Activity { slug }`)).toBe(8 * 10 + 92);
  expect(fieldsOf(search, `... on NewsItem { slug } ... on Activity { slug }`)).toBe(100);
});

test('the types of objects that ids name are known', () => {
  const ids = ['Activity', 'Activity', 'Network'].map((type, number) => encodeGlobalId(type, number + 1));
  const nodes = (selected: string): string => `{ nodes(ids: ${JSON.stringify(ids)}) { ${selected} } }`;

  expect(fieldsOf(nodes, '... on Activity { slug title }')).toBe(2 * 2);
  expect(fieldsOf(nodes, '... on NewsItem { slug title }')).toBe(0);
  expect(operationCostOf(nodes('__typename')).statements).toBe(2);
});

test('a filter costs the same in the bound as for the choice of the thread that runs the statement', () => {
  const filter = {
    and: [{ title: { contains: 'x', in: ['a', 'b'] } }, { not: { year: { gte: 2019 } } }],
    or: [{ participatingCountry: ['KG', 'KZ', 'UZ'] }, { text: 'x' }],
    startsOn: { isNull: true },
  };
  const type = schema.getType('ActivityFilter') as GraphQLInputObjectType;

  expect(conditionsCost(activityListing, filter)).toBeCloseTo(1.5 + 0.5 + 2 * 0.02 + 0.1 + 3 * 0.15 + 0.5 + 0.1);
  // Each activity of these sizes has two translations, as the weight of titles assumes.
  const translated = { ...sizes, rowsOf: (table: string) => (table === 'activity_translation' ? 2_000 : 1_000) };
  expect(costOfConditions(type, filter, translated)).toBeCloseTo(conditionsCost(activityListing, filter));
  expect(costOfConditions(type, { title: { contains: 'x' } }, { ...sizes, rowsOf: () => 1_000 })).toBeCloseTo(1.5);
  expect(
    conditionsCost(activityListing, { publicationState: [PublicationState.DRAFT, PublicationState.ARCHIVED] }),
  ).toBe(0.3);
});

test('the texts of a page are charged once, for snippets and their languages under several aliases', () => {
  const scannedFor = (selected: string): number =>
    operationCostOf(`{ search(text: "x") { edges { ${selected} } } }`).scanned;

  expect(scannedFor('snippet')).toBeGreaterThan(scannedFor('cursor'));
  expect(scannedFor('snippet again: snippet snippetLocale')).toBe(scannedFor('snippet'));
});

test('a snippet is charged for every language that an item may have, and for every word that is compared', () => {
  const cost = (document: string, languages: number): number => {
    const { definitions } = parse(document);
    const operation = definitions[0] as OperationDefinitionNode;
    const withLanguages: Sizes = {
      ...sizes,
      longestOf: ({ table }) => (/^(activity|news_item)_translation$/.test(table) ? languages - 1 : 0),
    };
    const values = new RawValues({}, new Map());
    return costOfOperation({ schema, operation, fragments: new Map(), values, sizes: withLanguages, grants: 0 }).total;
  };
  const search = '{ search(text: "x", first: 10) { edges { snippet } } }';
  const ofActivities = (text: string): string =>
    `{ activities(first: 10) { nodes { snippet(text: "${text}") { html } } } }`;
  const ofWords = (text: string): number =>
    cost(ofActivities(text), 3) - cost(ofActivities('-'.repeat(text.length)), 3);
  const words = (count: number): string => 'x-y '.repeat(count / 2).trim();

  expect(cost(search, 3) - cost(search, 1)).toBe(10 * 2 * (1_100 + 25));
  expect(ofWords(words(6))).toBe(10 * 6 * (3 * 25 + 65));
  expect([ofWords(words(40)), ofWords(words(2_000))]).toEqual([ofWords(words(20)), 0]);
  // Texts that are longer than what is counted are taken to have as many words as are used.
  expect(cost(ofActivities(words(2_000)), 3)).toBeGreaterThan(10 * 3 * (1_100 + 20 * 25));
});

test('each grant of a request may open the documents of an activity', () => {
  const document = '{ viewer { unlockedDocuments { title } } }';
  const documents = (grants: number): number =>
    operationCostOf(document, grants).fields - operationCostOf(document, 0).fields;

  expect(documents(3)).toBe(3 * documents(1));
  expect(documents(1)).toBeGreaterThanOrEqual(50);
});
