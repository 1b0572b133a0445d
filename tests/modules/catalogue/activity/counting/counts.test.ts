import { MoreThanOrEqual } from 'typeorm';
import { countryCodes } from '../../../../../src/core/types/country-code';
import { ReadDatabase } from '../../../../../src/database/reading/read-database';
import { insertMany } from '../../../../../src/database/sql/bulk-insert';
import { allOf } from '../../../../../src/database/sql/conditions';
import { raw, sql } from '../../../../../src/database/sql/sql';
import {
  ActivityCountry,
  ActivityTopicText,
  TopicTextState,
} from '../../../../../src/modules/catalogue/activity/activity-links.entity';
import { MAX_GROUPS_OF_PARTS } from '../../../../../src/modules/catalogue/activity/counting/group-reading';
import { PublicationState } from '../../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../../support/factories';
import { mutationsOf } from '../../../../support/mutations';
import { onSqlite } from '../../../../support/on-sqlite';
import { plansOf } from '../../../../support/query-plans';
import { startTestServer, type TestServer } from '../../../../support/test-server';
import { editor } from '../../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const years = (filter?: object) =>
  server.data('query ($filter: ActivityFilter) { activities(filter: $filter) { facets { years { value count } } } }', {
    filter,
  });

test('facets of the demonstration name their values, the most frequent first', async () => {
  const { activities } = await server.data(`{ activities(filter: { programme: ["eu-act"] }) {
    totalCount facets { countries { value label count } activityTypes { value label count } components { value } } } }`);
  const { countries, activityTypes, components } = activities.facets;

  expect(countries).toContainEqual({ value: 'GE', label: 'Georgia', count: expect.any(Number) });
  expect(activityTypes).toContainEqual({ value: 'TRAINING_OF_TRAINERS', label: 'Training of trainers', count: 1 });
  expect(components).toEqual([{ value: null }]);
  expect(countries.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(activities.totalCount);
});

test('facets and statistics share the value and the label of CountedValue', async () => {
  const { activities, activityStatistics } = await server.data(`
    fragment Counted on CountedValue { value label }
    query {
      activities { facets { countries { ...Counted } } }
      activityStatistics(groupBy: [COUNTRY]) { keys { ...Counted } }
    }`);
  const georgia = { value: 'GE', label: 'Georgia' };

  expect(activities.facets.countries).toContainEqual(georgia);
  expect(activityStatistics).toContainEqual({ keys: [georgia] });
});

test('a facet ignores the filter on its own dimension, also within `and`, and applies the others', async () => {
  const all = await years({ programme: ['eu-act'] });

  expect(await years({ programme: ['eu-act'], year: { eq: 2018 } })).toEqual(all);
  expect(await years({ and: [{ year: { eq: 2018 } }, { programme: ['eu-act'] }] })).toEqual(all);
  expect(await years({ programme: ['eu-act'], not: { year: { eq: 2018 } } })).not.toEqual(all);
  expect(await years({ programme: ['no-such-programme'], year: { eq: 2018 } })).toEqual({
    activities: { facets: { years: [] } },
  });
});

test('only selected facets are computed, with one statement each for fifty parents as for one', async () => {
  const one = await server.statementsOf(() => years());
  const nested = await server.statementsOf(() =>
    server.data(
      '{ networks { nodes { slug activities { totalCount facets { years { count } regions { label } } } } } }',
    ),
  );

  expect(one).toHaveLength(1);
  expect(nested).toHaveLength(5);
});

test('facets under one filter share a statement, and return the same counts as separately', async () => {
  const asked = ['years', 'components', 'regions', 'countries', 'activityTypes', 'networks'];
  const facets = async (filter: object, ...names: string[]) => {
    const { activities } = await server.data(
      `query ($filter: ActivityFilter) {
        activities(filter: $filter) { facets { ${names.map((name) => `${name} { value label count }`).join(' ')} } } }`,
      { filter },
    );
    return activities.facets;
  };
  const filter = { not: { country: ['GE'] } };
  const alone = [];
  for (const name of asked) alone.push(await facets(filter, name));

  expect(await facets(filter, ...asked)).toEqual(Object.assign({}, ...alone));
  expect(await server.statementsOf(() => facets(filter, ...asked))).toHaveLength(1);
  // That of the countries leaves the filter out.
  expect(await server.statementsOf(() => facets({ ...filter, country: ['UA'] }, ...asked))).toHaveLength(2);
});

onSqlite('counts of parts of the activities add up to the same groups, values and labels', async () => {
  const counts = `query ($filter: ActivityFilter) {
    topics: activityStatistics(groupBy: [TOPIC], filter: $filter) { keys { value label } count }
    people: activityStatistics(groupBy: [NETWORK, YEAR]) { keys { value label } count participants { total women } }
    organisations: activityStatistics(groupBy: [ORGANISATION, PROGRAMME]) { keys { value label } count }
    activities(filter: $filter) { facets {
      topics { value label count } countries { value label count } activityTypes { value label count }
      locales { value label count } } }
    networks { nodes { activities { facets { participatingCountries { value label count } } } } } }`;
  const variables = { filter: { not: { country: ['GE'] } } };
  const together = await server.data(counts, variables, editor);

  const { maximum } = await greatestId();
  const bounds = [0, Math.floor(maximum / 3), Math.floor(maximum / 2), maximum];
  const parts = bounds.slice(1).map((to, part) => [sql`a.id > ${bounds[part]}`, sql`a.id <= ${to}`]);
  const division = jest.spyOn(ReadDatabase.prototype, 'partsOf').mockReturnValue(parts);
  try {
    const divided = await server.statementsOf(() => server.data(counts, variables, editor));
    expect(divided.filter((text) => text.includes('WITH matching')).length).toBeGreaterThanOrEqual(5 * parts.length);
    expect(await server.data(counts, variables, editor)).toEqual(together);
  } finally {
    division.mockRestore();
  }
});

onSqlite('a count of parts of one list reads its links alone', async () => {
  const counts = `query ($filter: ActivityFilter) { network(slug: "casc") {
    activities(filter: $filter) { facets {
      countries { value label count } topics { value label count } participatingCountries { value label count } } } } }`;
  const filters = [null, { not: { country: ['GE'] } }];
  const together = await Promise.all(filters.map((filter) => server.data(counts, { filter })));
  const { maximum } = await greatestId();
  const middle = Math.floor(maximum / 2);
  const division = jest
    .spyOn(ReadDatabase.prototype, 'partsOf')
    .mockImplementation((_table, id) => [[sql`${raw(id)} <= ${middle}`], [sql`${raw(id)} > ${middle}`]]);
  try {
    for (const filter of filters) {
      const plans = await plansOf(server, counts, { filter });
      const parts = plans.filter(({ statement }) => statement.includes('AS place, g.*'));
      expect(parts).toHaveLength(3 * 2);
      for (const { text } of parts) expect(text).toMatch(/SEARCH link .*\(network_id=\? AND activity_id/);
    }
    server.app.answers?.clear();
    expect(await Promise.all(filters.map((filter) => server.data(counts, { filter })))).toEqual(together);
  } finally {
    division.mockRestore();
  }
});

const lists = [
  ['a country', 'country(code: "KG") { LIST }', /^SEARCH a USING (?:COVERING )?INDEX \S+ \(country_code=\?/],
  ['a network', 'network(slug: "casc") { LIST }', /^SEARCH link USING COVERING INDEX \S+ \(network_id=\?/],
  ['networks', 'networks { nodes { LIST } }', /^SEARCH link USING COVERING INDEX \S+ \(network_id=\?/],
] as const;

const facetOf = (lists: string): string => {
  const list = 'activities(filter: $filter) { facets { participatingCountries { count } } }';
  return `query ($filter: ActivityFilter) { ${lists.replace('LIST', list)} }`;
};

for (const [name, ofParents] of lists) {
  onSqlite(`a count of short lists is one statement, however many activities there are: ${name}`, async () => {
    const { sizes } = server.app.database;
    const rowsOf = sizes.rowsOf.bind(sizes);
    const measured = jest
      .spyOn(sizes, 'rowsOf')
      .mockImplementation((table) => (table === 'activity' ? 1_000_000 : rowsOf(table)));
    server.app.answers?.clear();
    const statements = await server
      .statementsOf(() => server.data(facetOf(ofParents), { filter: { year: { gte: 1990 } } }))
      .finally(() => {
        measured.mockRestore();
      });

    expect(statements.filter((text) => text.includes('activity_country'))).toHaveLength(1);
  });
}

for (const [name, ofParents, begin] of lists) {
  onSqlite(`a count of lists begins with them, whatever the filter: ${name}`, async () => {
    const filters = [
      { year: { eq: 2019 } },
      { activityType: ['WORKSHOP'] },
      { or: Array.from({ length: 10 }, (_, number) => ({ title: { contains: `work${number}` } })) },
    ];
    for (const filter of filters) {
      const plans = await plansOf(server, facetOf(ofParents), { filter });
      const [count] = plans.filter(({ statement }) => statement.includes('activity_country'));
      expect(count!.text.split('\n').find((step) => /^(?:SEARCH|SCAN) (?:a|link) /.test(step))).toMatch(begin);
      expect(count!.text).not.toMatch(/^SCAN a /m);
    }
  });
}

onSqlite('a count of more groups than are added up is one statement', async () => {
  const activityId = (await greatestId()).maximum;
  const topicsOf = (from: number) =>
    Array.from({ length: MAX_GROUPS_OF_PARTS }, (_, number) => ({
      ...{ activityId, locale: 'en', position: 1_000 + from + number, state: TopicTextState.ORIGINAL },
      ...{ topic: `T${from + number}`, topicFolded: `t${from + number}`, originalFolded: `t${from + number}` },
    }));
  const count = '{ activities { facets { topics { value label count } } } }';
  const parts = [
    [sql`a.id < ${activityId}`, sql`a.id >= ${0}`],
    [sql`a.id <= ${activityId}`, sql`a.id >= ${activityId}`],
  ];
  await server.app.database.write((manager) => insertMany(manager, ActivityTopicText, topicsOf(0)));
  const division = jest.spyOn(ReadDatabase.prototype, 'partsOf').mockReturnValue(parts);
  try {
    const statements = await server.statementsOf(() => server.data(count));
    const divided = await server.data(count);
    division.mockRestore();

    expect(statements.filter((text) => text.includes('WITH matching'))).toHaveLength(2);
    expect(statements).toHaveLength(3);
    expect(divided).toEqual(await server.data(count));
  } finally {
    division.mockRestore();
    await server.app.database.write((manager) =>
      manager.delete(ActivityTopicText, { activityId, position: MoreThanOrEqual(1_000) }),
    );
  }
});

test('on SQLite, a count that may take long is divided so that each activity is in one part', async () => {
  const { read } = server.app.database;
  const parts = read.partsOf('activity', 'a.id', { tables: ['activity'], perRow: 10_000 });
  const { rows } = await greatestId();

  const counted = await Promise.all(
    parts.map(async (part) => {
      const [row] = await read.query(sql`SELECT count(*) AS rows FROM activity a WHERE ${allOf(part)}`);
      return Number(row!['rows']);
    }),
  );

  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(rows);
  if (__DATABASE__ === 'postgres') expect(parts).toEqual([[]]);
  else expect(counted.filter((count) => count > 0).length).toBeGreaterThan(2);
});

async function greatestId(): Promise<{ maximum: number; rows: number }> {
  const [row] = await server.app.database.read.query(sql`SELECT max(id) AS maximum, count(*) AS total FROM activity`);
  return { maximum: Number(row!['maximum']), rows: Number(row!['total']) };
}

test('the facets of a nested list count only that list', async () => {
  const { network } = await server.data(
    '{ network(slug: "casc") { activities { totalCount facets { countries { value count } networks { value count } } } } }',
  );

  expect(network.activities.facets.networks).toEqual([{ value: 'casc', count: network.activities.totalCount }]);
  expect(network.activities.facets.countries).toContainEqual({ value: 'KZ', count: 1 });
});

test('the facets of a programme are not those of a network that has the same id', async () => {
  const { programme, network } = await make(server.app, async (create) => {
    const made = { programme: await create.programme(), network: await create.network() };
    while (made.programme.id < made.network.id) made.programme = await create.programme();
    while (made.network.id < made.programme.id) made.network = await create.network();
    await create.activity({ programmeId: made.programme.id, operativeDimension: { year: 2031 } });
    await create.takesPart(await create.activity({ operativeDimension: { year: 2032 } }), made.network);
    return made;
  });
  expect(programme.id).toBe(network.id);

  const counted = 'activities { facets { years { value count } } }';
  const data = await server.data(
    `query ($programme: String!, $network: String!) {
      programme(slug: $programme) { ${counted} } network(slug: $network) { ${counted} } }`,
    { programme: programme.slug, network: network.slug },
  );

  expect(data.programme.activities.facets.years).toEqual([{ value: '2031', count: 1 }]);
  expect(data.network.activities.facets.years).toEqual([{ value: '2032', count: 1 }]);
});

test('statistics are ordered by their values, unknown ones last', async () => {
  const { activityStatistics } = await server.data(
    '{ activityStatistics(groupBy: [YEAR]) { keys { dimension value label } count } }',
  );
  const values = activityStatistics.map(({ keys }: { keys: { value: string | null }[] }) => keys[0]!.value);

  expect(values.at(-1)).toBeNull();
  expect(values.slice(0, -1)).toEqual([...values.slice(0, -1)].sort());
  expect(activityStatistics[0].keys).toEqual([{ dimension: 'YEAR', value: '2015', label: '2015' }]);
});

test('years are ordered as numbers, however many digits they have', async () => {
  await make(server.app, async (create) => {
    for (const year of [1001, 998, 87]) await create.activity({ title: 'Long ago', operativeDimension: { year } });
  });
  const { activityStatistics } = await server.data(
    '{ activityStatistics(groupBy: [YEAR], filter: { title: { eq: "long ago" } }) { keys { value } } }',
  );

  expect(activityStatistics.map(({ keys }: any) => keys[0].value)).toEqual(['87', '998', '1001']);
});

test('networks, components, regions and programmes are labelled by their names', async () => {
  await make(server.app, async (create) => {
    const programme = await create.programme({ slug: 'labelled', name: 'A labelled programme' });
    const component = await create.component({ programmeId: programme.id, code: 'LBL', name: 'A labelled component' });
    const region = await create.region({ code: 'LBL-R', name: 'A labelled region' });
    const network = await create.network({ slug: 'labelled-network', name: 'A labelled network' });
    const activity = await create.activity({
      title: 'Labelled',
      programmeId: programme.id,
      operativeDimension: { componentId: component.id, regionId: region.id },
    });
    await create.takesPart(activity, network);
  });
  const { activities, activityStatistics } = await server.data(`{
    activities(filter: { title: { eq: "labelled" } }) { facets {
      components { value label } regions { value label } networks { value label } } }
    activityStatistics(groupBy: [PROGRAMME, COMPONENT, NETWORK], filter: { title: { eq: "labelled" } }) {
      keys { value label } } }`);

  const component = { value: 'LBL', label: 'A labelled component' };
  const network = { value: 'labelled-network', label: 'A labelled network' };
  expect(activities.facets).toEqual({
    components: [component],
    regions: [{ value: 'LBL-R', label: 'A labelled region' }],
    networks: [network],
  });
  expect(activityStatistics).toEqual([
    { keys: [{ value: 'labelled', label: 'A labelled programme' }, component, network] },
  ]);
});

test('refuses more than 10,000 groups', async () => {
  const ids = await make(server.app, async (create) => {
    const made: number[] = [];
    for (let year = 1; year <= 41; year += 1) {
      made.push((await create.activity({ title: 'Everywhere', operativeDimension: { year } })).id);
    }
    return made;
  });
  const takingPart = ids.flatMap((activityId) =>
    countryCodes.map((countryCode) => Object.assign(new ActivityCountry(), { activityId, countryCode })),
  );
  await server.app.database.write((manager) => insertMany(manager, ActivityCountry, takingPart));
  const count = `query ($year: IntFilter) { activityStatistics(
    groupBy: [YEAR, PARTICIPATING_COUNTRY], filter: { title: { eq: "everywhere" }, year: $year }) { count } }`;

  expect((await server.data(count, { year: { lte: 40 } })).activityStatistics).toHaveLength(40 * countryCodes.length);
  const { errors } = await server.query(count);
  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});

test('a topic counts activities and people that have it only in a translation, by several dimensions too', async () => {
  const enter = async (input: object, translation: object | null): Promise<void> => {
    const given = { summary: 'Summary', country: 'BT', ...input };
    const { activity } = await mutationsOf(server, 'createActivity').done(given, 'activity { id }');
    const change = (name: string, more: object): Promise<object> =>
      mutationsOf(server, name).done({ id: activity.id, ...more }, '__typename');
    await change('publishActivity', { version: 1 });
    if (translation !== null)
      await change('setActivityTranslation', { version: 2, state: 'PUBLISHED', ...translation });
  };
  const texts = { locale: 'ru', title: 'Семинар', summary: 'Кратко', topics: ['Falconry'] };
  await enter({ title: 'First', topics: ['Falconry'], year: 1990 }, null);
  await enter({ title: 'Other', topics: ['Hawks'], year: 1991, participation: [{ country: 'KG', women: 10 }] }, texts);
  const counted = (): Promise<unknown> =>
    server.data(`{
      alone: activityStatistics(groupBy: [TOPIC], filter: { country: ["BT"] }) { keys { value } count participants { total } }
      byYear: activityStatistics(groupBy: [TOPIC, YEAR], filter: { country: ["BT"] }) {
        keys { value } count participants { total } }
      byCountry: activityStatistics(groupBy: [TOPIC, PARTICIPATING_COUNTRY], filter: { country: ["BT"] }) {
        keys { value } count participants { total } } }`);
  const group = (count: number, total: number, ...values: string[]): object => ({
    keys: values.map((value) => ({ value })),
    count,
    participants: { total },
  });
  const expected = {
    alone: [group(2, 10, 'Falconry'), group(1, 10, 'Hawks')],
    byYear: [group(1, 0, 'Falconry', '1990'), group(1, 10, 'Falconry', '1991'), group(1, 10, 'Hawks', '1991')],
    // No activity has a participating country, so that only the topic of the one with people is known.
    byCountry: [group(0, 10, 'Hawks', 'KG')],
  };

  expect(await counted()).toEqual(expected);

  // Only SQLite counts in parts.
  if (__DATABASE__ === 'postgres') return;
  server.app.answers?.clear();
  const parts = [[sql`a.year <= 1990`], [sql`a.year > 1990`]];
  const division = jest.spyOn(ReadDatabase.prototype, 'partsOf').mockReturnValue(parts);
  try {
    expect(await counted()).toEqual(expected);
    expect(division).toHaveBeenCalled();
  } finally {
    division.mockRestore();
  }
});

test('a topic has one value, also in groups that only people have', async () => {
  const enter = async (input: object): Promise<void> => {
    const given = { summary: 'Summary', country: 'TL', participatingCountries: ['UZ'], ...input };
    const { activity } = await mutationsOf(server, 'createActivity').done(given, 'activity { id }');
    await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
  };
  await enter({ title: 'First', topics: ['Kites'] });
  await enter({ title: 'Second', topics: ['kites'], participation: [{ country: 'KG', women: 10 }] });

  const { activityStatistics } = await server.data(`{
    activityStatistics(groupBy: [TOPIC, PARTICIPATING_COUNTRY], filter: { country: ["TL"] }) {
      keys { value } count participants { total } } }`);

  expect(activityStatistics).toEqual([
    { keys: [{ value: 'Kites' }, { value: 'KG' }], count: 0, participants: { total: 10 } },
    { keys: [{ value: 'Kites' }, { value: 'UZ' }], count: 2, participants: { total: 0 } },
  ]);
});

test('translations of topics do not count towards the maximum of groups, also where people are added up', async () => {
  const TOPICS = 100;
  const ids = await make(server.app, async (create) => {
    const years = Array.from({ length: 34 }, (_, index) => 1900 + index);
    const made = [];
    for (const year of years) made.push(await create.activity({ operativeDimension: { year, countryCode: 'NR' } }));
    return made.map(({ id }) => id);
  });
  const textIn = (activityId: number, locale: string, index: number): ActivityTopicText =>
    Object.assign(new ActivityTopicText(), {
      activityId,
      locale,
      position: index + 1,
      state: locale === 'en' ? TopicTextState.ORIGINAL : TopicTextState.PUBLISHED,
      topic: `${locale} ${index}`,
      topicFolded: `${locale} ${index}`,
      originalFolded: `en ${index}`,
    });
  await server.app.database.write(async (manager) => {
    const texts = ids.flatMap((id) =>
      ['en', 'fr', 'ru'].flatMap((locale) => Array.from({ length: TOPICS }, (_, index) => textIn(id, locale, index))),
    );
    await insertMany(manager, ActivityTopicText, texts);
    await manager.query(`INSERT INTO published_participation (activity_id, position, women, total, is_merged)
      SELECT id, 1, 10, 10, 0 FROM activity WHERE country_code = 'NR'`);
  });

  const { activityStatistics } = await server.data(`{
    activityStatistics(groupBy: [TOPIC, YEAR], filter: { country: ["NR"] }) { participants { total } } }`);

  expect(activityStatistics).toHaveLength(ids.length * TOPICS);
  expect(new Set(activityStatistics.map(({ participants }: any) => participants.total))).toEqual(new Set([10]));
});

test('an activity counts once for each of its values, and not at all if it has none', async () => {
  const slug = 'counted-by-topic';
  await make(server.app, async (create) => {
    const two = await create.activity({ slug, operativeDimension: { year: 1999 } });
    await create.topic({ activityId: two.id, position: 1, topic: 'Élan' });
    await create.topic({ activityId: two.id, position: 2, topic: 'Borders' });
    const one = await create.activity({ operativeDimension: { year: 1999 } });
    await create.topic({ activityId: one.id, topic: 'ÉLAN' });
    await create.activity({ operativeDimension: { year: 1999 } });
  });

  const { activityStatistics } = await server.data(
    '{ activityStatistics(groupBy: [TOPIC], filter: { year: { eq: 1999 } }) { keys { value } count } }',
  );

  expect(activityStatistics).toEqual([
    { keys: [{ value: 'Borders' }], count: 1 },
    { keys: [{ value: expect.stringMatching(/^é/i) }], count: 2 },
  ]);
});

test.each([
  ['no dimension', []],
  ['four dimensions', ['YEAR', 'REGION', 'COUNTRY', 'TOPIC']],
  ['a dimension twice', ['YEAR', 'YEAR']],
])('refuses to count by %s', async (_what, groupBy) => {
  const { errors } = await server.query(
    'query ($groupBy: [ActivityDimension!]!) { activityStatistics(groupBy: $groupBy) { count } }',
    { groupBy },
  );

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'groupBy' });
});

test('drafts and draft networks appear in facets and statistics for editors only', async () => {
  await make(server.app, async (create) => {
    const draft = publication(PublicationState.DRAFT);
    const hidden = await create.network({ slug: 'hidden-network', publication: draft });
    const secret = await create.activity({
      operativeDimension: { year: 1888, countryCode: 'MN' },
      publication: publication(PublicationState.DRAFT),
    });
    await create.topic({ activityId: secret.id, topic: 'A secret topic' });
    const open = await create.activity({ operativeDimension: { year: 1999 } });
    await create.takesPart(open, hidden);
  });
  const everything = `{
    activities { facets { years { value } countries { value } networks { value } } }
    byYear: activityStatistics(groupBy: [YEAR, COUNTRY]) { keys { value } }
    byNetwork: activityStatistics(groupBy: [NETWORK]) { keys { value } }
    byTopic: activityStatistics(groupBy: [TOPIC]) { keys { value } }
  }`;

  expect(JSON.stringify(await server.data(everything))).not.toMatch(/1888|"MN"|hidden-network|secret/);
  const seen = JSON.stringify(await server.data(everything, {}, editor));
  for (const shown of ['1888', '"MN"', 'hidden-network', 'A secret topic']) expect(seen).toContain(shown);
});

test('equal counts and statistics of one operation are computed once', async () => {
  const statements = await server.statementsOf(() =>
    server.data(
      `query ($one: ActivityFilter, $other: ActivityFilter) {
        a: activities(filter: $one) { totalCount }
        b: activities(filter: $one) { totalCount }
        c: activities(filter: $other) { totalCount }
        d: activityStatistics(groupBy: [YEAR], filter: $one) { count }
        e: activityStatistics(groupBy: [YEAR], filter: $one) { count }
      }`,
      { one: { title: { contains: 'a' } }, other: { title: { contains: 'e' } } },
    ),
  );

  expect(statements).toHaveLength(3);
});
