import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { createRandom, type Random } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'unodc', name: 'Office on Drugs and Crime' });
    await create.activity({ slug: 'seen', title: 'Seen' });
    await create.activity({ slug: 'hidden', title: 'Hidden', publication: publication(PublicationState.DRAFT) });
  });
});

afterAll(() => server.close());

const shown = `activity {
  id slug startsOn endsOn status statusLabel iatiIdentifier reportingOrganisation { slug }
  dates { plannedStart actualStart plannedEnd actualEnd writtenStart writtenEnd }
  recipients { country { code } region { code name } percentage }
  sectors { sector { code name } percentage }
  sdgs { list code } policyMarkers { code name }
  locations { name point { latitude longitude } exactness { name } }
  relatedActivities { slug }
  publication { version } }`;

const complete = {
  status: 'FINALISATION',
  startsOn: '2020',
  endsOn: '2021',
  plannedStart: '2022-01-10',
  actualStart: '2022-02-01',
  plannedEnd: '2022-03-31',
  iatiIdentifier: 'XM-DAC-7-Ä1',
  reportingOrganisation: 'unodc',
  recipients: [
    { country: 'KG', percentage: '33.333333333' },
    { region: '619', percentage: '66.666666667' },
  ],
  sectors: [
    { code: '15210', percentage: '0.000000001' },
    { code: '33120', percentage: '99.999999999' },
  ],
  sdgs: ['16.a', '16', '17'],
  policyMarkers: ['1'],
  locations: [
    { name: 'Bishkek', point: { latitude: 42.8746, longitude: 74.5698 }, exactness: '1' },
    { name: 'The border' },
  ],
  relatedActivities: ['seen', 'hidden'],
};

const created = async (input: object): Promise<Record<string, any>> =>
  (await mutationsOf(server, 'createActivity', editor).done({ title: 'Title', summary: 'Summary', ...input }, shown))
    .activity;

const refusedPlaces = async (input: object): Promise<[string, string][]> =>
  placesOf(await mutationsOf(server, 'createActivity', editor).refused({ title: 'T', summary: 'S', ...input }));

test('an activity keeps every part of its classification, and a reader sees no related draft', async () => {
  const activity = await created(complete);
  expect(activity).toMatchObject({
    startsOn: '2022-02-01',
    endsOn: '2022-03-31',
    status: 'FINALISATION',
    statusLabel: 'Finalisation',
    iatiIdentifier: 'XM-DAC-7-Ä1',
    reportingOrganisation: { slug: 'unodc' },
    dates: { plannedStart: '2022-01-10', actualEnd: null, writtenStart: '2020', writtenEnd: '2021' },
    recipients: [
      { country: { code: 'KG' }, region: null, percentage: '33.333333333' },
      { country: null, region: { code: '619', name: 'Central Asia, regional' }, percentage: '66.666666667' },
    ],
    sectors: [
      { sector: { code: '15210', name: 'Security system management and reform' }, percentage: '0.000000001' },
      { sector: { code: '33120' }, percentage: '99.999999999' },
    ],
    sdgs: [
      { list: 'UNSDG-Targets', code: '16.a' },
      { list: 'UNSDG-Goals', code: '16' },
      { list: 'UNSDG-Goals', code: '17' },
    ],
    policyMarkers: [{ code: '1', name: 'Gender Equality' }],
    locations: [
      { name: 'Bishkek', point: { latitude: 42.8746, longitude: 74.5698 }, exactness: { name: 'Exact' } },
      { name: 'The border', point: null, exactness: null },
    ],
    relatedActivities: [{ slug: 'hidden' }, { slug: 'seen' }],
  });
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity['id'], version: 1 }, '__typename');

  const { seenBy } = await server.data(
    `{ seenBy: activity(slug: "${activity['slug']}") { relatedActivities { slug } } }`,
  );
  expect(seenBy).toEqual({ relatedActivities: [{ slug: 'seen' }] });
});

test('a change of one list is a version whose history can be reverted, and the others stay', async () => {
  const { id, slug } = await created({ ...complete, iatiIdentifier: null });
  const set = async (name: string, input: object) =>
    (await mutationsOf(server, name, editor).done({ activityId: id, ...input }, shown)).activity;

  const sectors = await set('setSectors', { version: 1, sectors: [{ code: '11110' }] });
  expect(sectors).toMatchObject({ sectors: [{ sector: { code: '11110' }, percentage: null }] });
  expect(sectors.recipients).toHaveLength(2);
  const same = await set('setSectors', { version: 2, sectors: [{ code: '11110', percentage: null }] });
  expect(same.publication.version).toBe(2);
  await set('setRecipients', { version: 2, recipients: [] });
  const moved = await set('setLocations', { version: 3, locations: [{ name: 'Osh' }] });
  expect(moved).toMatchObject({ recipients: [], locations: [{ name: 'Osh' }], publication: { version: 4 } });

  const { history } = (
    await server.data(
      `{ activity(slug: "${slug}") { history(first: 2) { nodes { changes { field from to } } } } }`,
      {},
      editor,
    )
  )['activity'];
  expect(history.nodes[1].changes).toEqual([
    { field: 'recipients', from: expect.stringContaining('66.666666667'), to: null },
  ]);
  const reverted = await mutationsOf(server, 'revertActivity', editor).done({ id, version: 4, to: 1 }, shown);
  expect(reverted.activity.recipients).toHaveLength(2);
  expect(reverted.activity.sectors).toHaveLength(2);
  expect(reverted.activity.relatedActivities).toHaveLength(2);
});

test('the dates that are shown are actual, else planned, else written, and lists are ordered by them', async () => {
  const { id } = await created({ startsOn: '2031', plannedStart: '2032-05-01' });
  const update = mutationsOf(server, 'updateActivity', editor);
  const startsIn = async (year: number): Promise<number> =>
    (await server.data(`{ activities(filter: { startsOn: { eq: "${year}" } }) { totalCount } }`, {}, editor))[
      'activities'
    ].totalCount;
  expect([await startsIn(2031), await startsIn(2032)]).toEqual([0, 1]);
  await update.done({ id, version: 1, actualStart: '2033-01-01' }, '__typename');
  expect([await startsIn(2032), await startsIn(2033)]).toEqual([0, 1]);
  const { activity } = await update.done({ id, version: 2, actualStart: null, plannedStart: null }, shown);
  expect(activity.startsOn).toBe('2031');
  expect(await startsIn(2031)).toBe(1);
});

test.each(['2023-02-29', '2024-3-4', '2024-03', '04.03.2024', '2024-03-04T00:00:00Z', '', 2024])(
  'the day %p is refused, with what a day must be',
  async (plannedStart) => {
    const document = 'mutation ($input: CreateActivityInput!) { createActivity(input: $input) { activity { id } } }';
    const input = { title: 'T', summary: 'S', plannedStart };
    const { errors } = await server.query(document, { input }, editor);

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.plannedStart' } }]);
    expect(errors![0]!.message).toContain('A Date must be a day of the calendar, such as 2014-05-12');
  },
);

test('percentages are given for all or for none, and add up to exactly 100', async () => {
  const shares = (...percentages: (string | number | null)[]) => ({
    sectors: ['11110', '11120', '11130'].slice(0, percentages.length).map((code, index) => ({
      code,
      percentage: percentages[index],
    })),
  });
  expect(await refusedPlaces(shares('33.333333333', '33.333333333', '33.333333333'))).toEqual([
    ['input.sectors', 'INCONSISTENT'],
  ]);
  expect(await refusedPlaces(shares('50', null, 50))).toEqual([['input.sectors.1.percentage', 'REQUIRED']]);
  expect(await refusedPlaces(shares('-1', '101'))).toEqual([
    ['input.sectors.0.percentage', 'INVALID'],
    ['input.sectors.1.percentage', 'INVALID'],
  ]);
  const { sectors } = await created(shares('99.999999998', '0.000000001', '0.000000001'));
  expect(sectors).toHaveLength(3);
});

test('reports each wrong field once, without what follows from its problem', async () => {
  expect(
    await refusedPlaces({ slug: 'new', relatedActivities: ['new'], locations: [{ name: 'Osh', exactness: '9' }] }),
  ).toEqual([
    ['input.locations.0.exactness', 'INCONSISTENT'],
    ['input.relatedActivities.0', 'UNKNOWN'],
  ]);
});

test('refuses codes that no list has, repeats, and dates and places that cannot be', async () => {
  expect(
    await refusedPlaces({
      recipients: [{ country: 'KG' }, { country: 'KG' }, {}, { country: 'KZ', region: '619' }, { region: 'XX' }],
      sectors: [{ code: '111' }],
      sdgs: ['18', '16.z', '__proto__'],
      policyMarkers: ['0'],
      locations: [
        { name: ' ', point: { latitude: 90.1, longitude: -181 } },
        { name: 'Osh', exactness: '1' },
      ],
      actualStart: '2022-01-02',
      actualEnd: '2022-01-01',
      iatiIdentifier: 'A/B',
      reportingOrganisation: 'nobody',
      relatedActivities: ['missing'],
    }),
  ).toEqual(
    expect.arrayContaining([
      ['input.iatiIdentifier', 'INVALID'],
      ['input.reportingOrganisation', 'UNKNOWN'],
      ['input.recipients.1', 'INVALID'],
      ['input.recipients.2', 'INVALID'],
      ['input.recipients.3', 'INVALID'],
      ['input.recipients.4.region', 'UNKNOWN'],
      ['input.sectors.0.code', 'UNKNOWN'],
      ['input.sdgs.0', 'UNKNOWN'],
      ['input.sdgs.1', 'UNKNOWN'],
      ['input.sdgs.2', 'UNKNOWN'],
      ['input.policyMarkers.0', 'UNKNOWN'],
      ['input.locations.0.name', 'REQUIRED'],
      ['input.locations.0.point.latitude', 'INVALID'],
      ['input.locations.0.point.longitude', 'INVALID'],
      ['input.locations.1.exactness', 'INCONSISTENT'],
      ['input.actualEnd', 'INCONSISTENT'],
      ['input.relatedActivities.0', 'UNKNOWN'],
    ]),
  );
});

test('an IATI identifier belongs to one activity, and differs by case', async () => {
  await created({ iatiIdentifier: 'XM-DAC-7-one' });
  expect(await refusedPlaces({ iatiIdentifier: 'XM-DAC-7-one' })).toEqual([['input.iatiIdentifier', 'TAKEN']]);
  await created({ iatiIdentifier: 'XM-DAC-7-ONE' });
  const { activities } = await server.data(
    '{ activities(filter: { iatiIdentifier: { eq: "xm-dac-7-one" } }) { totalCount } }',
    {},
    editor,
  );
  expect(activities.totalCount).toBe(2);
});

test('an activity is not related to itself', async () => {
  const { id, slug } = await created({});
  const update = mutationsOf(server, 'updateActivity', editor);
  expect(placesOf(await update.refused({ id, version: 1, relatedActivities: ['seen', slug] }))).toEqual([
    ['input.relatedActivities.1', 'INVALID'],
  ]);
});

test.each([1, 50])('the classification of %i activities takes one statement for each list', async (first) => {
  await make(server.app, async (create) => {
    for (let number = 0; number < 50; number++) await create.activity({});
  });
  const document = `{ activities(first: ${first}) { nodes { startsOn dates { plannedStart } recipients { percentage }
    sectors { percentage } sdgs { name } policyMarkers { name } locations { name } relatedActivities { slug } } } }`;

  const statements = await server.statementsOf(() => server.data(document));

  for (const table of ['activity_recipient', 'activity_sector', 'activity_sdg', 'activity_relation']) {
    expect(statements.filter((text) => text.includes(table))).toHaveLength(1);
  }
});

describe('filters, facets and statistics', () => {
  interface Classified {
    readonly slug: string;
    readonly status: string | null;
    readonly sectors: readonly string[];
    readonly sdgs: readonly string[];
    readonly recipients: readonly string[];
  }

  const all: Classified[] = [];

  const someOf = (random: Random, values: readonly string[]): string[] => values.filter(() => random.chance(0.4));

  beforeAll(async () => {
    const random = createRandom(14);
    for (let number = 0; number < 30; number++) {
      const drawn = {
        slug: `drawn-${number}`,
        status: random.chance(0.2) ? null : random.pick(['PIPELINE', 'CLOSED', 'CANCELLED']),
        sectors: someOf(random, ['11110', '11120', '15210', '33120']),
        sdgs: someOf(random, ['4', '4.4', '4.b', '16', '16.a', '17.1']),
        recipients: someOf(random, ['KG', 'KZ', 'UZ']),
      };
      const { id } = await created({
        ...drawn,
        code: drawn.slug,
        sectors: drawn.sectors.map((code) => ({ code })),
        recipients: [...drawn.recipients.map((country) => ({ country })), { region: '619' }],
      });
      if (random.chance(0.2)) continue;
      await mutationsOf(server, 'publishActivity', editor).done({ id, version: 1 }, '__typename');
      all.push(drawn);
    }
  });

  const goalOf = (code: string): string => code.split('.')[0]!;
  const distinct = (values: readonly string[]): string[] => [...new Set(values)];

  const dimensions: Readonly<
    Record<string, { filter: string; facet?: string; values: (one: Classified) => (string | null)[] }>
  > = {
    STATUS: { filter: 'status', facet: 'statuses', values: ({ status }) => [status] },
    SECTOR: { filter: 'sector', facet: 'sectors', values: ({ sectors }) => [...sectors] },
    SECTOR_CATEGORY: { filter: 'sector', values: ({ sectors }) => distinct(sectors.map((code) => code.slice(0, 3))) },
    SDG: { filter: 'sdg', facet: 'sdgs', values: ({ sdgs }) => distinct(sdgs.map(goalOf)) },
    RECIPIENT_COUNTRY: {
      filter: 'recipientCountry',
      facet: 'recipientCountries',
      values: ({ recipients }) => [...recipients],
    },
  };

  const filters: readonly (readonly [Record<string, string[]>, (one: Classified) => boolean])[] = [
    [{ status: ['CLOSED', 'PIPELINE'] }, ({ status }) => ['CLOSED', 'PIPELINE'].includes(status ?? '')],
    [{ recipientCountry: ['KG'] }, ({ recipients }) => recipients.includes('KG')],
    [{ sector: ['111'] }, ({ sectors }) => sectors.some((code) => code.startsWith('111'))],
    [{ sector: ['15210', '331'] }, ({ sectors }) => sectors.includes('15210') || sectors.includes('33120')],
    [{ sdg: ['4'] }, ({ sdgs }) => sdgs.map(goalOf).includes('4')],
    [{ sdg: ['4.b', '17'] }, ({ sdgs }) => sdgs.includes('4.b') || sdgs.map(goalOf).includes('17')],
    [{ sdg: ['4.x'] }, () => false],
    [{ sector: [] }, () => false],
    [
      { sector: ['111'], recipientCountry: ['KZ'], status: ['CLOSED'] },
      ({ sectors, recipients, status }) =>
        sectors.some((code) => code.startsWith('111')) && recipients.includes('KZ') && status === 'CLOSED',
    ],
  ];

  const only = { title: { eq: 'Title' }, code: { startsWith: 'drawn-' } };

  test.each(filters.map(([filter, holds]) => [JSON.stringify(filter), filter, holds] as const))(
    'select the activities with %s, and not the others',
    async (_text, filter, holds) => {
      const { found, others } = await server.data(
        `query ($filter: ActivityFilter, $others: ActivityFilter) {
          found: activities(filter: $filter, first: 50) { nodes { slug } totalCount }
          others: activities(filter: $others) { totalCount } }`,
        { filter: { ...filter, ...only }, others: { ...only, not: filter } },
      );
      const expected = all.filter(holds).map(({ slug }) => slug);
      expect(found.nodes.map(({ slug }: { slug: string }) => slug).sort()).toEqual([...expected].sort());
      expect(found.totalCount).toBe(expected.length);
      expect(others.totalCount).toBe(all.length - expected.length);
    },
  );

  function counted(
    values: (one: Classified) => (string | null)[],
    among: readonly Classified[],
  ): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const value of among.flatMap(values)) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
    return counts;
  }

  test.each(Object.keys(dimensions))('count activities by %s, as a plain count does', async (name) => {
    const { facet, filter, values } = dimensions[name]!;
    const facets =
      facet === undefined ? '' : `activities(filter: $filter) { facets { counts: ${facet} { value label count } } }`;
    const document = `query ($filter: ActivityFilter, $all: ActivityFilter) {
      activityStatistics(groupBy: [${name}], filter: $all) { keys { value label } count } ${facets || 'activities(filter: $filter) { totalCount }'} }`;
    // A facet ignores the filter on its own dimension.
    const own = { [filter]: filter === 'status' ? ['CLOSED'] : ['none'] };
    const variables = { filter: { ...only, ...(filter === 'recipientCountry' ? {} : own) }, all: only };
    const { activityStatistics, activities } = await server.data(document, variables);
    const expected = counted(values, all);
    const found = activityStatistics.map(({ keys: [key], count }: any) => [String(key.value), count]);
    expect(Object.fromEntries(found)).toEqual(expected);
    for (const { keys } of activityStatistics) if (keys[0].value !== null) expect(keys[0].label).toMatch(/\p{L}{3}/u);
    if (facet === undefined) return;
    const inFacet = activities.facets.counts.map(({ value, count }: any) => [String(value), count]);
    expect(Object.fromEntries(inFacet)).toEqual(expected);
  });

  test('labels are in the language of the operation where the list has it', async () => {
    const { activityStatistics } = await server.data(
      `query @inLocales(preferred: ["fr"]) { activityStatistics(groupBy: [STATUS, SDG], filter: { status: [CLOSED], sdg: ["16"] }) {
        keys { dimensionLabel label } } }`,
    );
    expect(activityStatistics[0].keys[0]).toEqual({ dimensionLabel: 'État', label: 'Clôturée' });
    expect(JSON.stringify(activityStatistics)).toContain('Objectif 16.');
  });
});
