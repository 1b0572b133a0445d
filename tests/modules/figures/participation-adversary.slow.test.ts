import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { fetchFile } from '../../support/public-files';
import { createRandom, halfOf } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

/*
 * An adversary asks whatever the public may ask, in two worlds whose published rows are the same and whose small rows differ.
 * If all answers are the same, they say nothing of a small row but what the published rows say. QUESTIONS scales the
 * test.
 */

const QUESTIONS = Number(process.env.QUESTIONS ?? 300);

jest.setTimeout(600_000 + QUESTIONS * 300);

const SMALL = 5;
const SEED = 20_261_126;

const countries = ['KG', 'KZ', 'TJ', 'UZ', 'TM', 'MN'];
const organisations = ['academy', 'ministry', 'customs'];
const dimensions = [
  'PROGRAMME',
  'YEAR',
  'COMPONENT',
  'REGION',
  'COUNTRY',
  'PARTICIPATING_COUNTRY',
  'ACTIVITY_TYPE',
  'NETWORK',
  'TOPIC',
  'ORGANISATION',
  'PARTICIPANT_ORGANISATION',
  'STATUS',
];

interface Row {
  readonly country: string | null;
  readonly organisation: string | null;
  readonly women: number;
  readonly men: number;
}

interface Entered {
  readonly id: string;
  readonly slug: string;
  rows: readonly Row[];
  version: number;
}

let server: TestServer;
const random = createRandom(SEED);
const activities: Entered[] = [];

const totalOf = ({ women, men }: Row): number => women + men;
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

function keys(): Pick<Row, 'country' | 'organisation'> {
  return {
    country: random.chance(0.8) ? random.pick(countries) : null,
    organisation: random.chance(0.5) ? random.pick(organisations) : null,
  };
}

function randomRow(): Row {
  const women = random.below(random.chance(0.5) ? 4 : 12);
  return { ...keys(), women, men: random.below(4) + (women === 0 ? 1 : 0) };
}

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off', SITE: 'on' });
  await make(server.app, async (create) => {
    const hosts = [];
    for (const slug of organisations) hosts.push(await create.organisation({ slug }));
    const programme = await create.programme();
    const network = await create.network();
    for (let number = 0; number < 12; number++) {
      const activity = await create.activity({
        slug: `held-${number}`,
        programmeId: number % 2 === 0 ? programme.id : null,
        operativeDimension: { year: 2020 + (number % 3), countryCode: countries[number % 4]! },
      });
      if (number % 3 === 0) await create.takesPart(activity, network);
      await create.topic({ activityId: activity.id, topic: `Topic ${number % 2}` });
      for (const country of countries.slice(0, number % 4)) await create.participates(activity, country);
      for (const role of [OrganisationRole.HOST, OrganisationRole.FUNDING].slice(number % 2)) {
        await create.hasRole(activity, hosts[number % 3]!, role);
      }
      activities.push({ id: activity.globalId, slug: activity.slug, rows: [], version: 1 });
    }
  });
  for (const activity of activities) {
    await enter(
      activity,
      Array.from({ length: random.below(7) }, () => randomRow()),
    );
  }
});

afterAll(() => server.close());

async function enter(activity: Entered, participation: readonly Row[]): Promise<void> {
  const input = { activityId: activity.id, version: activity.version, participation };
  const changed = await mutationsOf(server, 'setParticipation', editor).done(
    input,
    'activity { publication { version } }',
  );
  activity.rows = participation;
  activity.version = changed['activity'].publication.version;
}

/** Other small rows that add up to the same. */
function otherSmallRows(rows: readonly Row[]): Row[] {
  const small = rows.filter((row) => totalOf(row) < SMALL).map((row) => ({ ...row, ...keys() }));
  for (const [index, row] of small.entries()) {
    const other = small[(index + 1) % small.length]!;
    if (row === other || row.women === 0 || totalOf(row) === 1 || totalOf(other) === SMALL - 1) continue;
    small[index] = { ...row, women: row.women - 1 };
    small[(index + 1) % small.length] = { ...other, women: other.women + 1 };
  }
  return [...rows.filter((row) => totalOf(row) >= SMALL), ...small];
}

const people = 'participants { women men unspecified total }';
const shown = `slug updatedAt ${people} participation { country { code } organisation { slug } women men unspecified total isMerged }`;

/** The questions of the adversary: lists, pages, single items, statistics by all dimensions, and files. */
function question(): string {
  if (random.chance(0.1))
    return random.pick([
      '/figures?filter.year.eq=2021',
      '/exports/activities.json',
      '/exports/people.csv?groupBy=PARTICIPANT_ORGANISATION&groupBy=YEAR',
      '/exports/people.csv?groupBy=PARTICIPATING_COUNTRY',
      '/exports/people.csv?groupBy=YEAR&groupBy=ORGANISATION',
      '/feeds/activities.atom',
    ]);
  const filter = filterText();
  if (random.chance(0.3)) {
    return `{ activities(first: ${1 + random.below(5)}, filter: ${filter}) { totalCount nodes { ${shown} } } }`;
  }
  if (random.chance(0.2)) return `{ activity(slug: "${random.pick(activities).slug}") { ${shown} } }`;
  const chosen = Array.from({ length: 1 + random.below(3) }, () => random.pick(dimensions));
  const groupBy = [...new Set(chosen)].join(', ');
  return `{ activityStatistics(groupBy: [${groupBy}], filter: ${filter}) { keys { value } count ${people} } }`;
}

function filterText(): string {
  const parts = [
    `year: { eq: ${2020 + random.below(3)} }`,
    `country: ["${random.pick(countries)}"]`,
    `participatingCountry: ["${random.pick(countries)}"]`,
    `organisation: { organisation: ["${random.pick(organisations)}"] }`,
    `topic: ["Topic ${random.below(2)}"]`,
    `title: { contains: "${random.below(10)}" }`,
  ].filter(() => random.chance(0.25));
  return `{ ${parts.join(', ')} }`;
}

async function answer(asked: string): Promise<object> {
  if (!asked.startsWith('/')) return server.query(asked);
  const { text, headers } = await fetchFile(server, asked);
  return { text, tag: headers.get('etag') };
}

async function publicRows(): Promise<ReadonlyMap<string, any>> {
  const { activities: list } = await server.data(`{ activities(first: 50) { nodes { ${shown} } } }`);
  return new Map(list.nodes.map((node: { slug: string }) => [node.slug, node]));
}

test('published rows are large enough, and add up to all people where there are enough', async () => {
  for (const [slug, { participation, participants }] of await publicRows()) {
    const { rows } = activities.find((activity) => activity.slug === slug)!;
    const [women, men] = [sum(rows.map((row) => row.women)), sum(rows.map((row) => row.men))];
    expect(participation.filter(({ total }: { total: number }) => total < SMALL)).toEqual([]);
    expect(participants).toEqual(women + men < SMALL ? null : { women, men, unspecified: 0, total: women + men });
  }
});

test('statistics by every dimension are sums of published rows', async () => {
  const all = [...(await publicRows()).values()];
  const byYear = await statistics('YEAR');
  const byCountry = await statistics('PARTICIPATING_COUNTRY');
  const byHost = await statistics('ORGANISATION');
  const { activities: list } = await server.data(
    `{ activities(first: 50) { nodes { slug operativeDimension { year } organisations { organisation { slug } } } } }`,
  );
  const totalWhere = (isCounted: (node: any) => boolean): number =>
    sum(
      list.nodes
        .filter(isCounted)
        .map(({ slug }: any) => all.find((one) => one.slug === slug).participants?.total ?? 0),
    );

  for (const year of [2020, 2021, 2022]) {
    expect(byYear.get(String(year))).toBe(totalWhere((node) => node.operativeDimension.year === year));
  }
  for (const slug of organisations) {
    const isHost = (node: any): boolean =>
      node.organisations.some(({ organisation }: any) => organisation.slug === slug);
    expect(byHost.get(slug)).toBe(totalWhere(isHost));
  }
  const rows = all.flatMap(({ participation }) => participation);
  for (const code of countries) {
    const own = rows.filter(({ country }) => country?.code === code).map(({ total }) => total);
    expect(byCountry.get(code) ?? 0).toBe(sum(own));
  }
  const bySender = await statistics('PARTICIPANT_ORGANISATION');
  for (const slug of organisations) {
    const sent = rows.filter(({ organisation }) => organisation?.slug === slug).map(({ total }) => total);
    expect(bySender.get(slug) ?? 0).toBe(sum(sent));
  }
});

async function statistics(dimension: string): Promise<ReadonlyMap<string, number>> {
  const { activityStatistics } = await server.data(
    `{ activityStatistics(groupBy: [${dimension}]) { keys { value } participants { total } } }`,
  );
  return new Map(activityStatistics.map(({ keys: [key], participants }: any) => [key.value, participants.total]));
}

test('no answer depends on a small row beyond what the published rows say', async () => {
  const asked = halfOf(Array.from({ length: QUESTIONS }, question));
  const before = [];
  for (const one of asked) before.push(await answer(one));
  const published = await publicRows();

  let changed = 0;
  for (const activity of activities) {
    const other = otherSmallRows(activity.rows);
    if (JSON.stringify(other) === JSON.stringify(activity.rows)) continue;
    await enter(activity, other);
    changed += 1;
  }
  server.app.answers?.clear();

  expect(changed).toBeGreaterThan(activities.length / 3);
  expect(await publicRows()).toEqual(published);
  for (const [index, one] of asked.entries())
    expect({ one, is: await answer(one) }).toEqual({ one, is: before[index] });
  expect(before.filter((given) => 'errors' in given)).toEqual([]);
});

test('people take one more statement, which reads published rows alone, and nothing if they are not asked for', async () => {
  const document = (selection: string) =>
    `{ activityStatistics(groupBy: [YEAR, ORGANISATION]) { count ${selection} } }`;

  const [without, withPeople] = [
    await server.statementsOf(() => server.data(document(''))),
    await server.statementsOf(() => server.data(document(people))),
  ];

  expect(without.filter((text) => text.includes('participation'))).toEqual([]);
  expect(withPeople).toHaveLength(without.length + 1);
  expect(withPeople.filter((text) => text.includes('published_participation'))).toHaveLength(1);
  expect(withPeople.filter((text) => text.includes('entered_participation'))).toEqual([]);
});
