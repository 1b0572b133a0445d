import { Role } from '../../../../src/core/access/role';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let casc: Network;
let other: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  [casc, other] = await make(server.app, async (create) => {
    const programme = await create.programme({ slug: 'eu-act' });
    await create.component({ code: 'NAPOR', programmeId: programme.id });
    const strange = await create.programme({ slug: 'strange' });
    await create.component({ code: 'STRANGE', programmeId: strange.id });
    await create.region({ code: 'CENTRAL-ASIA' });
    return [await create.network({ slug: 'casc' }), await create.network({ slug: 'other' })];
  });
});

afterAll(() => server.close());

const shown = `id slug title summary description startsOn endsOn topics programme { slug } networks { slug }
  participatingCountries { code } objectives { position text } updatedAt createdAt
  operativeDimension { code year place activityType component { code } region { code } country { code } }
  publication { state version publishAt }`;

const whole = {
  title: 'Международный семинар',
  summary: 'A summary.',
  description: '# Heading',
  startsOn: '2024-05-12',
  endsOn: '2024-05',
  programme: 'eu-act',
  year: 2024,
  component: 'NAPOR',
  region: 'CENTRAL-ASIA',
  country: 'KG',
  place: 'Bishkek',
  activityType: 'WORKSHOP',
  networks: ['casc'],
  participatingCountries: ['KG', 'KZ'],
  topics: ['Drugs', 'Money'],
  objectives: ['One', 'Two'],
};

async function created(input: object = {}, asker: TestViewer = editor): Promise<Record<string, any>> {
  const create = mutationsOf(server, 'createActivity', asker);
  return (await create.done({ title: 'Title', summary: 'Summary', ...input }, `activity { ${shown} }`)).activity;
}

async function updated(input: object, asker: TestViewer = editor): Promise<Record<string, any>> {
  return (await mutationsOf(server, 'updateActivity', asker).done(input, `activity { ${shown} }`)).activity;
}

function refused(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal> {
  return mutationsOf(server, mutation, asker).refused(input);
}

test('creates a draft with all given fields', async () => {
  const activity = await created(whole);

  expect(activity).toMatchObject({
    slug: 'mezhdunarodnyy-seminar',
    title: whole.title,
    startsOn: '2024-05-12',
    endsOn: '2024-05',
    topics: ['Drugs', 'Money'],
    programme: { slug: 'eu-act' },
    networks: [{ slug: 'casc' }],
    participatingCountries: [{ code: 'KG' }, { code: 'KZ' }],
    objectives: [
      { position: 1, text: 'One' },
      { position: 2, text: 'Two' },
    ],
    operativeDimension: {
      year: 2024,
      place: 'Bishkek',
      activityType: 'WORKSHOP',
      component: { code: 'NAPOR' },
      region: { code: 'CENTRAL-ASIA' },
      country: { code: 'KG' },
    },
    publication: { state: 'DRAFT', version: 1, publishAt: null },
  });
  expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: activity.id })).node).toBeNull();
});

test('generates unique slugs from titles', async () => {
  const slugs = [await created({ title: 'Same' }), await created({ title: 'Same' }), await created({ title: '???' })];

  expect(slugs.map(({ slug }) => slug)).toEqual(['same', 'same-2', 'activity']);
});

test('changes the given fields, keeps the others, and clears those that are null', async () => {
  const { id } = await created({ ...whole, title: 'Before' });

  const activity = await updated({
    id,
    version: 1,
    title: 'After',
    place: null,
    topics: null,
    objectives: ['Two', 'New'],
  });

  expect(activity).toMatchObject({
    slug: 'before',
    title: 'After',
    summary: 'A summary.',
    topics: [],
    operativeDimension: { place: null, year: 2024 },
    publication: { version: 2 },
  });
  expect(activity.objectives.map(({ text }: { text: string }) => text)).toEqual(['Two', 'New']);
});

test('writes nothing when nothing changes', async () => {
  const { id, title, updatedAt } = await created(whole);
  const participatingCountries = [...whole.participatingCountries].reverse();
  server.pass(1000);

  expect(await updated({ id, version: 1, title, participatingCountries })).toMatchObject({
    updatedAt,
    publication: { version: 1 },
  });
});

test('refuses a change that is based on another version, and returns the current one', async () => {
  const { id } = await created();
  await updated({ id, version: 1, title: 'First' });

  const problem = await refused('updateActivity', { id, version: 1, title: 'Second' });

  expect(problem).toMatchObject({ code: 'CONFLICT', version: 2 });
  expect(await updated({ id, version: 2, summary: 'Another' })).toMatchObject({ title: 'First', summary: 'Another' });
});

test('an empty reference is unknown, and says so, whether it stands alone or in a list', async () => {
  const { fields } = await refused('createActivity', { title: 'T', summary: 'S', region: '', networks: [''] });

  expect(fields).toEqual([
    { path: 'input.region', code: 'UNKNOWN', message: 'region must be the code of an existing region, but is empty' },
    {
      path: 'input.networks.0',
      code: 'UNKNOWN',
      message: 'networks.0 must be the slug of an existing network, but is empty',
    },
  ]);
});

test('reports all problems at once', async () => {
  await created({ slug: 'taken', code: 'TAKEN' });

  const { code, fields } = await refused('createActivity', {
    title: ' ',
    summary: 's'.repeat(2001),
    slug: 'taken',
    code: 'TAKEN',
    startsOn: '2024-05',
    endsOn: '2024-04',
    year: 2020,
    programme: 'eu-act',
    component: 'STRANGE',
    region: 'NOWHERE',
    networks: ['casc', 'none'],
    topics: ['fine', ''],
  });

  expect(code).toBe('BAD_USER_INPUT');
  expect(fields!.map((field) => [field.path, field.code])).toEqual([
    ['input.slug', 'TAKEN'],
    ['input.title', 'REQUIRED'],
    ['input.summary', 'TOO_LONG'],
    ['input.code', 'TAKEN'],
    ['input.region', 'UNKNOWN'],
    ['input.networks.1', 'UNKNOWN'],
    ['input.topics.1', 'REQUIRED'],
    ['input.endsOn', 'INCONSISTENT'],
    ['input.year', 'INCONSISTENT'],
    ['input.component', 'INCONSISTENT'],
  ]);
  expect((await refused('createActivity', { title: 'T', summary: 'S', startsOn: '2024', year: 2020 })).fields).toEqual([
    expect.objectContaining({ path: 'input.year', code: 'INCONSISTENT' }),
  ]);
});

test('reports an unknown programme once, and not its component as well', async () => {
  const { fields } = await refused('createActivity', {
    title: 'T',
    summary: 'S',
    programme: 'none',
    component: 'NAPOR',
  });

  expect(fields!.map(({ path, code }) => [path, code])).toEqual([['input.programme', 'UNKNOWN']]);
});

test('accepts an end in the month or the year of the begin, whose day is not known', async () => {
  for (const endsOn of ['2024-05', '2024']) {
    expect(await created({ startsOn: '2024-05-31', endsOn })).toMatchObject({ startsOn: '2024-05-31', endsOn });
  }
  const { fields } = await refused('createActivity', {
    title: 'T',
    summary: 'S',
    startsOn: '2024-05-31',
    endsOn: '2024-04',
  });
  expect(fields).toEqual([expect.objectContaining({ path: 'input.endsOn', code: 'INCONSISTENT' })]);
});

test.each([
  [{ startsOn: '2020', endsOn: '2019' }, 'endsOn must not be before startsOn'],
  [{ startsOn: '2020', endsOn: '2020', actualStart: '2021-02-03' }, 'endsOn must not be before actualStart'],
  [{ actualStart: '2020-05-02', actualEnd: '2020-05-01' }, 'actualEnd must not be before actualStart'],
  [
    { plannedStart: '2020-02-02', plannedEnd: '2020-02-01', actualStart: '2020-01-01', actualEnd: '2020-01-01' },
    'plannedEnd must not be before plannedStart',
  ],
  [{ startsOn: '2020', plannedEnd: '2021-03-01', year: 2019 }, 'year must lie between startsOn and plannedEnd'],
  [{ actualStart: '2020-05-02', year: 2021 }, 'year must be the year of actualStart'],
  [{ endsOn: '2020-05', year: 2021 }, 'year must be the year of endsOn'],
])('names the fields of dates that contradict each other: %j', async (dates, message) => {
  const refusal = await refused('createActivity', { title: 'T', summary: 'S', ...dates });

  expect(refusal.message).toBe(message);
  expect(refusal.fields).toEqual([{ path: `input.${message.split(' ')[0]}`, code: 'INCONSISTENT', message }]);
});

test('refuses dates outside of the years of activities', async () => {
  const dates = { startsOn: '0001', endsOn: '9999-12', plannedStart: '1899-12-31', actualEnd: '2201-01-01' };

  const { fields } = await refused('createActivity', { title: 'T', summary: 'S', ...dates });

  const predicate = 'must lie in the years 1900 to 2200';
  expect(fields).toEqual(
    Object.keys(dates).map((name) => ({ path: `input.${name}`, code: 'INVALID', message: `${name} ${predicate}` })),
  );
  const borders = { startsOn: '1900', endsOn: '2200-12-31', plannedStart: '1900-01-01', actualEnd: '2200-12-31' };
  expect(await created(borders)).toMatchObject({ startsOn: '1900-01-01', endsOn: '2200-12-31' });
});

test.each([
  [{ year: 1800, startsOn: '2020' }, 'year'],
  [{ year: 2020, startsOn: '1800' }, 'startsOn'],
  [{ startsOn: '2020', endsOn: '1800' }, 'endsOn'],
  [{ startsOn: '3000', endsOn: '2020' }, 'startsOn'],
  [{ plannedStart: '3000-01-01', plannedEnd: '2020-01-01' }, 'plannedStart'],
])('reports a year outside of these years once, without what follows from it: %j', async (dates, field) => {
  const { fields } = await refused('createActivity', { title: 'T', summary: 'S', ...dates });

  expect(fields).toEqual([expect.objectContaining({ path: `input.${field}`, code: 'INVALID' })]);
});

test('an activity whose stored dates are outside of these years can be changed', async () => {
  const { globalId: id } = await make(server.app, (create) => create.activity({ startsOn: '0900', endsOn: '2300-01' }));

  expect(await updated({ id, version: 1, title: 'Changed', startsOn: '0900' })).toMatchObject({
    title: 'Changed',
    startsOn: '0900',
    endsOn: '2300-01',
  });
  const { fields } = await refused('updateActivity', { id, version: 2, startsOn: '0901' });
  expect(fields).toEqual([expect.objectContaining({ path: 'input.startsOn', code: 'INVALID' })]);
});

test.each([
  [{ plannedStart: '2019-12-01', plannedEnd: '2020-01-02' }, 2019, 'plannedStart'],
  [{ startsOn: '2019', plannedEnd: '2020-01-02' }, 2019, 'startsOn'],
  [{ plannedEnd: '2020-01-02' }, 2020, 'plannedEnd'],
])('a postponed activity may keep the year of its plan until it has ended: %j', async (plan, year, field) => {
  const { id } = await created({ ...plan, year });

  await updated({ id, version: 1, actualStart: '2021-02-03' });

  const message = `year must lie between ${field} and actualStart`;
  expect(await refused('updateActivity', { id, version: 2, year: year - 1 })).toMatchObject({ message });
  expect(await refused('updateActivity', { id, version: 2, year: 2022 })).toMatchObject({ message });
  expect(await refused('updateActivity', { id, version: 2, actualEnd: '2021-02-05' })).toMatchObject({
    message: 'year must lie between actualStart and actualEnd',
  });
  await updated({ id, version: 2, year: 2021 });
});

test('the year of an activity that began before the start that readers saw is that of its actual start', async () => {
  const { id } = await created({ startsOn: '2025', plannedEnd: '2026-01-02' });

  await updated({ id, version: 1, plannedEnd: '2020-01-02', actualStart: '2021-02-03', year: 2021 });
});

test('an activity that was postponed begins after its planned end, and has no end until it has ended', async () => {
  const dates = { endsOn: '2020', plannedStart: '2020-01-01', plannedEnd: '2020-01-02' };
  const { id } = await created(dates);
  const show = async (input: object): Promise<Record<string, any>> => {
    const update = mutationsOf(server, 'updateActivity', editor);
    return (await update.done({ id, ...input }, 'activity { startsOn endsOn dates { plannedEnd } }')).activity;
  };

  expect(await show({ version: 1, actualStart: '2021-02-03' })).toEqual({
    startsOn: '2021-02-03',
    endsOn: null,
    dates: { plannedEnd: '2020-01-02' },
  });
  const before = '{ activities(filter: { endsOn: { lte: "2020-12-31" } }) { nodes { id } } }';
  expect((await server.data(before, {}, editor)).activities.nodes).not.toContainEqual({ id });
  expect(await show({ version: 2, actualEnd: '2021-02-05' })).toMatchObject({ endsOn: '2021-02-05' });
});

test('refuses a topic or country that repeats another one, compared as in statistics, and changes nothing', async () => {
  const { id } = await created(whole);
  const repeats = { topics: ['Drogues', 'Éthique', ' drogues', 'ETHIQUE'], participatingCountries: ['KG', 'KZ', 'KG'] };
  const places = [
    ['input.participatingCountries.2', 'INVALID'],
    ['input.topics.2', 'INVALID'],
    ['input.topics.3', 'INVALID'],
  ];

  for (const problem of [
    await refused('createActivity', { title: 'T', summary: 'S', ...repeats }),
    await refused('updateActivity', { id, version: 1, ...repeats }),
  ]) {
    expect(problem.fields!.map((field) => [field.path, field.code])).toEqual(places);
  }
  expect(await updated({ id, version: 1, title: whole.title })).toMatchObject({
    topics: ['Drugs', 'Money'],
    publication: { version: 1 },
  });
});

test('trims texts of one line, and keeps white space in Markdown', async () => {
  const description = '    code\n';
  const activity = await created({
    title: '\u00a0 A title\t',
    description,
    code: ' BL-1 ',
    programme: ' eu-act',
    place: 'Osh ',
    topics: [' Drugs '],
    networks: ['casc '],
    objectives: [' - one '],
  });

  expect(activity).toMatchObject({
    title: 'A title',
    description,
    topics: ['Drugs'],
    programme: { slug: 'eu-act' },
    networks: [{ slug: 'casc' }],
    objectives: [{ position: 1, text: ' - one ' }],
    operativeDimension: { code: 'BL-1', place: 'Osh' },
  });
  const { id } = activity;
  expect(await updated({ id, version: 1, title: 'A title ', code: ' BL-1' })).toMatchObject({
    publication: { version: 1 },
  });
  expect((await refused('createActivity', { title: 'T', summary: 'S', code: 'BL-1 ' })).fields).toMatchObject([
    { path: 'input.code', code: 'TAKEN' },
  ]);
  expect(await created({ code: 'bl-1' })).toMatchObject({ operativeDimension: { code: 'bl-1' } });
});

describe('an editor of one network', () => {
  const ofOne = () => viewerOf(Role.EDITOR, { networkId: casc.id });

  test('creates and changes activities of that network', async () => {
    const { id } = await created({ networks: ['casc'] }, ofOne());

    expect(await updated({ id, version: 1, title: 'Changed' }, ofOne())).toMatchObject({ title: 'Changed' });
  });

  test('changes an activity that several networks share, and may send its networks back unchanged', async () => {
    const { id } = await created({ networks: ['casc', 'other'] });

    expect(await updated({ id, version: 1, title: 'Changed', networks: ['other', 'casc'] }, ofOne())).toMatchObject({
      title: 'Changed',
      networks: [{ slug: 'casc' }, { slug: 'other' }],
    });
  });

  test('adds no activity to the page of another network', async () => {
    const onPage = async () =>
      (await server.data('{ network(slug: "other") { activities { totalCount } } }', {}, editor)).network.activities;
    const { id } = await created({ networks: ['casc'] }, ofOne());
    const before = await onPage();
    const networks = ['casc', 'other'];

    const problems = [
      await refused('createActivity', { title: 'T', summary: 'S', networks }, ofOne()),
      await refused('updateActivity', { id, version: 1, networks }, ofOne()),
      await refused('updateActivity', { id, version: 1, networks: ['other'] }, ofOne()),
    ];

    expect(problems).toMatchObject(Array(3).fill({ code: 'FORBIDDEN' }));
    expect(await onPage()).toEqual(before);
    expect((await updated({ id, version: 1 })).networks).toEqual([{ slug: 'casc' }]);
  });

  test.each([
    [
      'make one without it',
      () => refused('createActivity', { title: 'T', summary: 'S', networks: ['other'] }, ofOne()),
    ],
    [
      'take it out of one',
      async () => {
        const { id } = await created({ networks: ['casc', 'other'] });
        return refused('updateActivity', { id, version: 1, networks: ['other'] }, ofOne());
      },
    ],
    [
      'take another off one that they share',
      async () => {
        const { id } = await created({ networks: ['casc', 'other'] });
        return refused('updateActivity', { id, version: 1, networks: ['casc'] }, ofOne());
      },
    ],
    [
      'put one of another in the place of that',
      async () => {
        const third = (await make(server.app, (create) => create.network())).slug;
        const { id } = await created({ networks: ['casc', 'other'] });
        return refused('updateActivity', { id, version: 1, networks: ['casc', third] }, ofOne());
      },
    ],
    [
      'change a public one of another',
      async () => {
        const { id } = await make(server.app, async (create) => {
          const activity = await create.activity();
          await create.takesPart(activity, other);
          return { id: activity.globalId };
        });
        return refused('updateActivity', { id, version: 1, title: 'Mine' }, ofOne());
      },
    ],
  ])('cannot %s', async (_what, attempt) => {
    expect(await attempt()).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('cannot find out by naming them which networks are drafts, and keeps those that take part', async () => {
    const [draft, id] = await make(server.app, async (create) => {
      const hidden = await create.network({ publication: publication(PublicationState.DRAFT) });
      const activity = await create.activity();
      for (const network of [casc, hidden]) await create.takesPart(activity, network);
      return [hidden.slug, activity.globalId];
    });

    for (const slug of [draft, 'none']) {
      const problem = await refused('createActivity', { title: 'T', summary: 'S', networks: ['casc', slug] }, ofOne());
      expect(problem.fields).toMatchObject([{ path: 'input.networks.1', code: 'UNKNOWN' }]);
    }
    expect(await updated({ id, version: 1, title: 'Changed' }, ofOne())).toMatchObject({ title: 'Changed' });
  });

  test('does not see drafts of another network', async () => {
    const { id } = await created({ networks: ['other'] });

    expect(await refused('updateActivity', { id, version: 1, title: 'Mine' }, ofOne())).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a mutation with a clientMutationId', () => {
  test('is executed once, and a repeat returns the first result', async () => {
    const input = { title: 'Once', summary: 'S', clientMutationId: 'once' };
    const first = await created(input);

    expect((await created(input)).id).toBe(first.id);
    server.pass(25 * 3_600_000);
    expect((await created(input)).id).not.toBe(first.id);
  });

  test('is executed once if repeats are concurrent', async () => {
    const input = { title: 'Race', summary: 'S', clientMutationId: 'race' };
    const made = await Promise.all(Array.from({ length: 8 }, () => created(input)));

    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  test('is CONFLICT with another input', async () => {
    await created({ title: 'One', clientMutationId: 'named' });

    const problem = await refused('createActivity', { title: 'Two', summary: 'S', clientMutationId: 'named' });

    expect(problem).toMatchObject({ code: 'CONFLICT' });
  });

  test('that was refused can be repeated with success', async () => {
    const name = { summary: 'S', clientMutationId: 'refused' };
    expect(await refused('createActivity', { ...name, title: '' })).toMatchObject({ code: 'BAD_USER_INPUT' });

    expect(await created({ ...name, title: 'Fine' })).toMatchObject({ title: 'Fine' });
  });
});

describe('an activity', () => {
  const shownPublication = 'activity { publication { state version publishAt } }';
  const done = (mutation: string, input: object, selection = shownPublication) =>
    mutationsOf(server, mutation, editor).done(input, selection);
  const isPublic = async (id: string) =>
    (await server.data('query ($id: ID!) { node(id: $id) { id } }', { id })).node !== null;

  test('is published and unpublished', async () => {
    const { id } = await created();
    const status = async (mutation: string, version: number) =>
      (await done(mutation, { id, version })).activity.publication;

    expect(await status('publishActivity', 1)).toEqual({ state: 'PUBLISHED', version: 2, publishAt: null });
    expect(await isPublic(id)).toBe(true);
    expect(await status('unpublishActivity', 2)).toEqual({ state: 'DRAFT', version: 3, publishAt: null });
    expect(await isPublic(id)).toBe(false);
    expect(await status('archiveActivity', 3)).toEqual({ state: 'ARCHIVED', version: 4, publishAt: null });
  });

  test('is scheduled for a later time', async () => {
    const { id } = await created();
    const publishAt = '2099-01-01T00:00:00.000Z';

    const { activity } = await done('scheduleActivity', { id, version: 1, publishAt });

    expect(activity.publication).toEqual({ state: 'SCHEDULED', version: 2, publishAt });
    expect(await isPublic(id)).toBe(false);
    const past = { id, version: 2, publishAt: '2020-01-01T00:00:00Z' };
    expect(await refused('scheduleActivity', past)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('is not scheduled while it is published, and stays public', async () => {
    const { id } = await created();
    await done('publishActivity', { id, version: 1 });

    const later = { id, version: 2, publishAt: '2099-01-01T00:00:00Z' };
    expect(await refused('scheduleActivity', later)).toMatchObject({ code: 'CONFLICT' });
    expect(await isPublic(id)).toBe(true);
  });

  test('is invisible in the trash, and is restored as a draft', async () => {
    const { id, slug } = await created();
    await done('publishActivity', { id, version: 1 });

    const deleted = await done('deleteActivity', { id, version: 2 }, 'deletedId');

    expect(deleted).toEqual({ deletedId: id });
    expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id }, editor)).node).toBeNull();
    expect(await refused('updateActivity', { id, version: 3, title: 'Gone' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused('createActivity', { title: 'T', summary: 'S', slug })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    const { activity } = await done('restoreActivity', { id, version: 3 });
    expect(activity.publication).toMatchObject({ state: 'DRAFT', version: 4 });
  });
});
