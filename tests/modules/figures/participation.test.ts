import { createApp } from '../../../src/app';
import { loadConfig } from '../../../src/config';
import { Role } from '../../../src/core/access/role';
import { raw } from '../../../src/database/sql/sql';
import type { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { make } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'academy', name: 'Academy' });
    await create.organisation({ slug: 'ministry', name: 'Ministry' });
  });
});

afterAll(() => server.close());

const row = 'country { code } organisation { slug } women men unspecified total isMerged';
const published = `participation { ${row} } participants { women men unspecified total }`;
const edited = `activity { ${published} enteredParticipation { ${row} } publication { version } }`;

interface Row {
  country: string | null;
  organisation: string | null;
  women: number | null;
  men: number | null;
  unspecified: number | null;
}

const rowOf = (values: Partial<Row>): Row => ({
  country: null,
  organisation: null,
  women: null,
  men: null,
  unspecified: null,
  ...values,
});

/** A row as the API shows it. */
const shownRow = (values: Partial<Row>, isMerged = false): object => {
  const { country, organisation, ...counts } = rowOf(values);
  const total = Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return {
    country: country && { code: country },
    organisation: organisation && { slug: organisation },
    ...counts,
    total,
    isMerged,
  };
};

function newActivity(): Promise<Activity> {
  return make(server.app, (create) => create.activity());
}

const set = (input: object) => mutationsOf(server, 'setParticipation', editor).done(input, edited);

/** A new activity with these rows, as the editor sees it. */
async function activityWith(participation: Partial<Row>[]): Promise<Record<string, any> & { readonly id: string }> {
  const { globalId } = await newActivity();
  const { activity } = await set({ activityId: globalId, version: 1, participation });
  return { ...activity, id: globalId };
}

const publicView = async (id: string, of = server): Promise<Record<string, any>> =>
  (await of.data(`query ($id: ID!) { node(id: $id) { ... on Activity { ${published} } } }`, { id }))['node'];

test('rows are replaced as a whole, with a new version, and everyone sees them and their sums', async () => {
  const first = { country: 'KG', organisation: 'academy', women: 6, men: 4 };
  const second = { country: 'KZ', men: 0, unspecified: 7 };
  const activity = await activityWith([second, first]);
  const people = { women: 6, men: 4, unspecified: 7, total: 17 };

  expect(activity).toMatchObject({
    participation: [shownRow(first), shownRow(second)],
    participants: people,
    enteredParticipation: [shownRow(second), shownRow(first)],
    publication: { version: 2 },
  });
  expect(await publicView(activity.id)).toEqual({
    participation: [shownRow(first), shownRow(second)],
    participants: people,
  });

  const cleared = await set({ activityId: activity.id, version: 2, participation: [] });
  expect(cleared['activity']).toEqual({
    participation: [],
    participants: null,
    enteredParticipation: [],
    publication: { version: 3 },
  });
});

test('reports the problems of each cell, and changes nothing', async () => {
  const { globalId: activityId } = await newActivity();
  const { refused } = mutationsOf(server, 'setParticipation', editor);
  const participation = [
    { country: 'KG', women: 5 },
    { country: 'KZ', organisation: 'nobody', women: -1, men: 100_001 },
    { country: 'KZ', women: 0, men: 0 },
  ];

  expect(placesOf(await refused({ activityId, version: 1, participation }))).toEqual([
    ['input.participation.1.organisation', 'UNKNOWN'],
    ['input.participation.1.women', 'INVALID'],
    ['input.participation.1.men', 'INVALID'],
    ['input.participation.2', 'REQUIRED'],
  ]);
  const many = Array.from({ length: 201 }, () => ({ women: 5 }));
  expect(placesOf(await refused({ activityId, version: 1, participation: many }))).toEqual([
    ['input.participation', 'TOO_LONG'],
  ]);
  expect(await refused({ activityId, version: 2, participation: [] })).toMatchObject({ code: 'CONFLICT', version: 1 });
  expect(await publicView(activityId)).toEqual({ participation: [], participants: null });
});

const [kg, kz, tj] = [
  { country: 'KG', women: 3 },
  { country: 'KZ', women: 1, men: 1 },
  { country: 'TJ', women: 4, men: 4 },
];

test.each<[name: string, rows: Partial<Row>[], shown: object[]]>([
  ['small rows become one', [tj, kg, kz], [shownRow(tj), shownRow({ women: 4, men: 1 }, true)]],
  [
    'the next smallest joins a rest that is too small',
    [tj, { country: 'UZ', men: 9 }, kz],
    [shownRow({ country: 'UZ', men: 9 }), shownRow({ women: 5, men: 5 }, true)],
  ],
  [
    'of rows of the same size, the first by country joins',
    [{ ...tj, country: 'UZ' }, tj, kz],
    [shownRow({ ...tj, country: 'UZ' }), shownRow({ women: 5, men: 5 }, true)],
  ],
  ['nothing is shown of fewer people altogether', [{ country: 'KG', women: 2 }, kz], []],
  ['one row that is enough stays alone', [tj], [shownRow(tj)]],
])('%s', async (_name, rows, expected) => {
  const [activity, reversed] = [await activityWith(rows), await activityWith([...rows].reverse())];

  expect(await publicView(activity.id)).toMatchObject({ participation: expected });
  expect(await publicView(reversed.id)).toEqual(await publicView(activity.id));
  expect(activity['enteredParticipation']).toEqual(rows.map((one) => shownRow(one)));
});

test('only those who may edit the activity read what was entered; statements for others never name its table', async () => {
  const { id } = await activityWith([kg, kz]);
  const network = await make(server.app, (create) => create.network());
  const document = `query ($id: ID!) { node(id: $id) { ... on Activity { ${published} enteredParticipation { total } } } }`;

  const statements = await server.statementsOf(async () => {
    for (const asker of [undefined, viewerOf(Role.MEMBER), viewerOf(Role.EDITOR, { networkId: network.id })]) {
      const { data, errors } = await server.query(document, { id }, asker);
      const isForbidden = asker?.role !== Role.EDITOR;
      expect(errors ?? []).toMatchObject(isForbidden ? [{ extensions: { code: 'FORBIDDEN' } }] : []);
      expect(data!['node']).toMatchObject({ enteredParticipation: null, participants: { total: 5 } });
    }
  });

  expect(statements.filter((text) => text.includes('published_participation')).length).toBeGreaterThan(0);
  expect(statements.filter((text) => text.includes('entered_participation'))).toEqual([]);
});

test('the history has what was entered, and reverting makes the published rows anew', async () => {
  const { id } = await activityWith([tj, kg, kz]);
  await set({ activityId: id, version: 2, participation: [{ ...tj, organisation: 'ministry' }] });
  const history = `query ($id: ID!) { node(id: $id) { ... on Activity { history { nodes { changes { field to } } } } } }`;

  const { node } = await server.data(history, { id }, editor);
  await mutationsOf(server, 'revertActivity', editor).done({ id, version: 3, to: 2 }, '__typename');

  const last = node.history.nodes[0].changes.map(({ field, to }: any) => [field, JSON.parse(to)]);
  expect(last).toEqual([['participation', [rowOf({ ...tj, organisation: 'ministry' })]]]);
  expect(await publicView(id)).toMatchObject({
    participation: [shownRow(tj), shownRow({ women: 4, men: 1 }, true)],
  });
});

test.each([1, 50])('participation and sums of %i activities take one statement each', async (first) => {
  while ((await countActivities()) < 50) await newActivity();
  const document = `{ activities(first: ${first}) { nodes { ${published} } } }`;

  const statements = await server.statementsOf(() => server.data(document));

  expect(statements.filter((text) => text.includes('published_participation'))).toHaveLength(2);
});

async function countActivities(): Promise<number> {
  return (await server.data('{ activities { totalCount } }'))['activities'].totalCount;
}

test('another SMALL_COUNT makes the published rows anew when the server starts, and says what has changed', async () => {
  const [merged, same] = [await activityWith([tj, kg, kz]), await activityWith([tj])];
  const eventsOf = async (): Promise<string[]> => {
    const rows = await server.app.database.read.query<{ id: number }>(
      raw('SELECT item_id AS id FROM outbox_event ORDER BY id'),
    );
    return rows.map(({ id }) => Buffer.from(`Activity:${id}`).toString('base64url'));
  };
  const startWith = async (SMALL_COUNT: string): Promise<void> => {
    const config = loadConfig({
      DATABASE_URL: server.databaseUrl,
      FILES_DIR: server.directory,
      MAIL_DIR: server.directory,
      DOCUMENT_KEY_FILE: `${server.directory}/document.key`,
      DEMO_DATA: 'false',
      LOG_LEVEL: 'silent',
      SITE: 'off',
      SMALL_COUNT,
    });
    await (await createApp({ config })).close();
  };
  const before = (await eventsOf()).length;

  await startWith('1');
  expect(await publicView(merged.id)).toMatchObject({ participation: [kg, kz, tj].map((one) => shownRow(one)) });
  const later = await activityWith([kz]);
  expect(await publicView(later.id)).toMatchObject({ participation: [shownRow(kz)] });

  await startWith('9');
  expect(await publicView(merged.id)).toMatchObject({ participation: [shownRow({ women: 8, men: 5 }, true)] });
  expect(await publicView(same.id)).toMatchObject({ participation: [], participants: null });
  expect(await publicView(later.id)).toMatchObject({ participation: [], participants: null });
  expect((await eventsOf()).slice(before)).toEqual(expect.arrayContaining([merged.id, same.id, later.id]));

  await startWith('5');
  expect(await publicView(merged.id)).toMatchObject({
    participation: [shownRow(tj), shownRow({ women: 4, men: 1 }, true)],
  });
});

test('people are summed only for the statistics that select them', async () => {
  const document = `
    { a: activityStatistics(groupBy: [YEAR]) { count } b: activityStatistics(groupBy: [COUNTRY]) { ...people } }
    fragment people on ActivityStatistic { count participants { total } }`;

  const statements = await server.statementsOf(() => server.data(document));

  expect(statements.filter((text) => text.includes('published_participation'))).toHaveLength(1);
});

test('a sum above the largest Int is given as that number, and the statistics are not lost', async () => {
  const { id } = await activityWith([{ country: 'KG', women: 1, men: 1, unspecified: 10 }]);
  await server.app.database.write((manager) =>
    manager.query('UPDATE published_participation SET women = 1500000000, men = 1400000000 WHERE women = 1'),
  );

  expect(await publicView(id)).toMatchObject({
    participants: { women: 1_500_000_000, men: 1_400_000_000, unspecified: 10, total: 2_147_483_647 },
  });
  const { activityStatistics } = await server.data(
    '{ activityStatistics(groupBy: [YEAR]) { participants { total } } }',
  );
  expect(activityStatistics).toContainEqual({ participants: { total: 2_147_483_647 } });
});
