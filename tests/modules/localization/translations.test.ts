import { Role } from '../../../src/core/access/role';
import { findKey } from '../../../src/core/types/global-id';
import { ActivityTranslation } from '../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { make } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, type TestViewer, viewerOf } from '../../support/viewers';

let server: TestServer;
let network: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru,ar', DEFAULT_LOCALE: 'en' });
  await make(server.app, async (create) => {
    network = await create.network({ slug: 'casc', name: 'Network' });
  });
});

afterAll(() => server.close());

interface Item {
  readonly id: string;
  readonly slug: string;
  version: number;
}

let made = 0;

const english = {
  title: 'Seminar on ports',
  summary: 'Officers meet.',
  description: '**Day one**',
  place: 'Poti',
  topics: ['Ports', 'Risk'],
  objectives: ['To select', 'To search'],
};

const russian = {
  title: 'Семинар о портах',
  summary: 'Сотрудники встречаются.',
  description: '**День первый**',
  place: 'Поти',
  topics: ['Порты', 'Риск'],
  objectives: ['Отбирать', 'Искать'],
};

async function publishActivity(content: object = english): Promise<Item> {
  const input = { slug: `localized-${++made}`, ...content };
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(input, 'activity { id slug }');
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
  return { ...activity, version: 2 };
}

/** Sets a translation of an activity, on its current version. */
async function translate(item: Item, input: object): Promise<Record<string, any>> {
  const set = mutationsOf(server, 'setActivityTranslation', editor);
  const { id, version } = item;
  const { activity } = await set.done(
    { id, version, ...input },
    `activity { publication { version } ${translations} }`,
  );
  item.version = activity.publication.version;
  return activity;
}

const translations = 'translations { locale state title topics objectives isOutdated outdatedFields }';

const texts = `locale title summary description descriptionHtml operativeDimension { place } topics objectives { text }
  availableLocales originalLocale textDirection`;

/** The activity as the public sees it in the first of these languages. */
async function readIn(preferred: readonly string[], { slug }: Item): Promise<Record<string, any>> {
  const document = `query ($slug: String!, $preferred: [Locale!]!) @inLocales(preferred: $preferred) {
    activity(slug: $slug) { ${texts} }
  }`;
  return (await server.data(document, { slug, preferred }))['activity'];
}

test('shows everything of an item in the first wanted language that it is published in, else in its own', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian });
  await translate(item, { locale: 'fr', state: 'DRAFT', title: 'Séminaire', summary: 'Rencontre.' });

  expect(await readIn(['ky', 'ru-RU', 'en'], item)).toEqual({
    locale: 'ru',
    title: russian.title,
    summary: russian.summary,
    description: russian.description,
    descriptionHtml: '<p><strong>День первый</strong></p>\n',
    operativeDimension: { place: 'Поти' },
    topics: russian.topics,
    objectives: [{ text: 'Отбирать' }, { text: 'Искать' }],
    availableLocales: ['en', 'ru'],
    originalLocale: 'en',
    textDirection: 'LTR',
  });
  for (const preferred of [['en', 'ru'], ['fr', 'ar'], ['fr', 'en', 'ru'], ['ky'], []]) {
    expect(await readIn(preferred, item)).toMatchObject({ locale: 'en', title: english.title, topics: english.topics });
  }
  expect(await readIn(['fr', 'ru', 'en'], item)).toMatchObject({ locale: 'ru', title: russian.title });
});

test('never mixes languages: a text that the translation lacks is null, and objectives that it lacks are left out', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ar', state: 'PUBLISHED', title: 'ندوة', summary: 'لقاء', objectives: ['اختيار'] });

  expect(await readIn(['ar'], item)).toMatchObject({
    locale: 'ar',
    textDirection: 'RTL',
    description: null,
    descriptionHtml: null,
    operativeDimension: { place: null },
    topics: [],
    objectives: [{ text: 'اختيار' }],
  });
});

test('the HTML of a description is that of the language shown', async () => {
  const targets = await make(server.app, async (create) => {
    const programme = await create.programme({ description: '*Aims*' });
    const component = await create.component({ programmeId: programme.id });
    return { Programme: programme, Component: component, Network: await create.network() };
  });
  for (const [type, { globalId: id }] of Object.entries(targets)) {
    const input = { id, version: 1, locale: 'ru', state: 'PUBLISHED', name: 'Имя', description: '*Цели*' };
    await mutationsOf(server, `set${type}Translation`, admin).done(input, '__typename');
  }
  const document = `query ($ids: [ID!]!, $preferred: [Locale!]!) @inLocales(preferred: $preferred) { nodes(ids: $ids) {
    ... on Programme { descriptionHtml } ... on Component { descriptionHtml } ... on Network { descriptionHtml }
  } }`;
  const ids = Object.values(targets).map(({ globalId }) => globalId);
  const htmlIn = async (preferred: string): Promise<unknown[]> =>
    (await server.data(document, { ids, preferred: [preferred] })).nodes.map((node: any) => node.descriptionHtml);

  expect(await htmlIn('ru')).toEqual(Array(3).fill('<p><em>Цели</em></p>\n'));
  expect(await htmlIn('en')).toEqual(['<p><em>Aims</em></p>\n', null, null]);
});

test('takes the languages from Accept-Language if the operation names none, and keeps answers apart', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian });
  const localeOf = async (header?: string): Promise<string> => {
    const headers: Record<string, string> = header === undefined ? {} : { 'accept-language': header };
    return (await server.data(`{ activity(slug: "${item.slug}") { locale } }`, {}, { headers }))['activity'].locale;
  };

  for (let round = 0; round < 2; round++) {
    expect(await localeOf()).toBe('en');
    expect(await localeOf('ru-RU,ru;q=0.9,en;q=0.8')).toBe('ru');
    expect(await localeOf('de,ru;q=0')).toBe('en');
    expect(await localeOf('*')).toBe('en');
  }
});

test('shows a reader whose language names no script the texts in the one that it is mostly written in', async () => {
  const readers = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'fr,en,uz-Cyrl,uz-Latn,zh-Hans,zh-Hant' });
  const names: string[] = [];
  for (const header of ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-TW', 'uz', 'uz-Cyrl-UZ', 'ru,und', 'und-CN']) {
    const asker = { headers: { 'accept-language': header } };
    names.push((await readers.data('{ country(code: "CN") { name } }', {}, asker))['country'].name);
  }
  await readers.close();

  expect(names).toEqual(['中国', '中國', 'Xitoy', 'Хитой', 'Chine', 'Chine']);
});

test('states which texts of a translation are out of date', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', ...russian });
  const update = mutationsOf(server, 'updateActivity', editor);
  const changes = { title: 'New title', topics: ['Ports', 'Risks'] };
  const { id, version } = item;
  const { activity } = await update.done({ id, version, ...changes }, `activity { ${translations} }`);
  item.version += 1;
  const mended = await translate(item, { locale: 'ru', title: 'Новое название' });

  expect(activity.translations).toMatchObject([
    { locale: 'ru', isOutdated: true, outdatedFields: ['title', 'topics'] },
  ]);
  expect(mended.translations).toMatchObject([{ title: 'Новое название', outdatedFields: ['topics'] }]);
});

test('texts of lists follow originals that are only moved or removed, and stay up to date', async () => {
  const item = await publishActivity({ ...english, objectives: ['To select', 'To search', 'To report'] });
  await translate(item, {
    locale: 'ru',
    ...russian,
    objectives: ['Отбирать', 'Искать', 'Докладывать'],
    state: 'PUBLISHED',
  });
  await translate(item, { locale: 'fr', title: 'Ports', summary: 'Réunion.', objectives: ['Choisir'] });
  const objectives = async (): Promise<{ readonly id: string; readonly text: string }[]> => {
    const document = `query ($slug: String!) @inLocales(preferred: ["ru"]) { activity(slug: $slug) { objectives { id text } } }`;
    return (await server.data(document, { slug: item.slug }))['activity'].objectives;
  };
  const [select, search, report] = await objectives();

  const moved = { id: report!.id, position: 1, version: item.version };
  await mutationsOf(server, 'moveObjective', editor).done(moved, '__typename');
  expect(await objectives()).toEqual([report, select, search]);

  const update = mutationsOf(server, 'updateActivity', editor);
  const fewer = { objectives: ['To search', 'To report'], topics: ['Risk'] };
  const { activity } = await update.done(
    { id: item.id, version: item.version + 1, ...fewer },
    `activity { ${translations} }`,
  );
  expect(await objectives()).toEqual([search, report]);
  expect(activity.translations).toMatchObject([
    // The other objectives are not translated, so it is not known where this one belongs.
    { locale: 'fr', objectives: ['Choisir'], topics: [], outdatedFields: ['objectives'] },
    { locale: 'ru', objectives: ['Искать', 'Докладывать'], topics: ['Риск'], outdatedFields: [] },
  ]);

  const more = { id: item.id, version: item.version + 2, objectives: ['To plan', 'To search', 'To report'] };
  const { activity: outdated } = await update.done(more, `activity { ${translations} }`);
  expect(outdated.translations[1]).toMatchObject({
    objectives: ['Искать', 'Докладывать'],
    outdatedFields: ['objectives'],
  });
});

test.each([
  ['an incomplete list', ['To select', 'To search'], ['Искать'], ['To search']],
  [
    'equal originals',
    ['To meet', 'To report', 'To meet'],
    ['Знакомиться', 'Доложить', 'Собраться'],
    ['To meet', 'To meet'],
  ],
])(
  'texts of %s stay, and are outdated, because it is not known which belong together',
  async (_, objectives, texts, after) => {
    const item = await publishActivity({ ...english, objectives });
    await translate(item, { locale: 'ru', ...russian, objectives: texts });

    const update = mutationsOf(server, 'updateActivity', editor);
    const fewer = { id: item.id, version: item.version, objectives: after };
    const { activity } = await update.done(fewer, `activity { ${translations} }`);

    expect(activity.translations).toMatchObject([{ objectives: texts, outdatedFields: ['objectives'] }]);
  },
);

test('a text that became translatable after the translation was made is out of date once it is written, and not before', async () => {
  const item = await publishActivity({ ...english, place: null });
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian, place: null });
  await server.app.database.write(async (manager) => {
    const row = await manager.findOneByOrFail(ActivityTranslation, { activityId: findKey(item.id, 'Activity')! });
    const base = Object.fromEntries(Object.entries(row.base).filter(([name]) => name !== 'place'));
    await manager.save(Object.assign(row, { base }));
  });
  const update = mutationsOf(server, 'updateActivity', editor);
  const write = (input: object): Promise<Record<string, any>> =>
    update.done({ id: item.id, version: item.version++, ...input }, `activity { ${translations} }`);

  const { activity: other } = await write({ year: 2026 });
  expect(other.translations).toMatchObject([{ locale: 'ru', outdatedFields: [] }]);
  const { activity: placed } = await write({ place: 'Poti' });
  expect(placed.translations).toMatchObject([{ locale: 'ru', outdatedFields: ['place'] }]);
});

test('reverting an item brings its translations back, and deleting a translation leaves the others', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian });
  await translate(item, { locale: 'fr', state: 'PUBLISHED', title: 'Séminaire', summary: 'Rencontre.' });
  const { id } = item;
  const remove = mutationsOf(server, 'deleteActivityTranslation', editor);
  await remove.done({ id, version: item.version, locale: 'ru' }, '__typename');
  const without = await readIn(['ru'], item);
  const revert = mutationsOf(server, 'revertActivity', editor);
  await revert.done({ id, version: item.version + 1, to: item.version }, '__typename');

  expect(without).toMatchObject({ locale: 'en', availableLocales: ['en', 'fr'] });
  expect(await readIn(['ru'], item)).toMatchObject({
    title: russian.title,
    topics: russian.topics,
    objectives: [{ text: 'Отбирать' }, { text: 'Искать' }],
    availableLocales: ['en', 'fr', 'ru'],
  });
});

test('refuses a translation with all problems at once, and changes nothing', async () => {
  const item = await publishActivity();
  const { id, version } = item;
  const set = mutationsOf(server, 'setActivityTranslation', editor);
  const refused = await set.refused({ id, version, locale: 'ru', title: '', summary: 'x'.repeat(2001) });
  const original = await set.refused({ id, version, locale: 'en', title: 'T', summary: 'S' });
  const unused = await set.refused({ id, version, locale: 'de', title: 'T', summary: 'S' });

  expect(placesOf(refused)).toEqual([
    ['input.title', 'REQUIRED'],
    ['input.summary', 'TOO_LONG'],
  ]);
  expect(refused.message).toBe('title must not be empty; summary must have at most 2000 characters');
  expect(placesOf(original)).toEqual([['input.locale', 'INVALID']]);
  expect(placesOf(unused)).toEqual([['input.locale', 'INVALID']]);
  expect(await readIn(['ru'], item)).toMatchObject({ locale: 'en', availableLocales: ['en'] });
});

test('refuses the language of a translation as the original language', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', ...russian });

  const { id, version } = item;
  const refused = await mutationsOf(server, 'updateActivity', editor).refused({ id, version, originalLocale: 'ru' });

  expect(placesOf(refused)).toEqual([['input.originalLocale', 'INVALID']]);
  expect(await readIn(['ru'], item)).toMatchObject({ originalLocale: 'en' });
});

test('shows drafts of translations only to those who may edit the item', async () => {
  const item = await publishActivity();
  await translate(item, { locale: 'ru', ...russian });
  const document = `{ activity(slug: "${item.slug}") { availableLocales translations { locale } } }`;
  const ofNetwork = viewerOf(Role.EDITOR, { networkId: network.id });

  expect((await server.data(document, {}, editor))['activity']).toEqual({
    availableLocales: ['en', 'ru'],
    translations: [{ locale: 'ru' }],
  });
  expect((await server.data(document, {}, ofNetwork))['activity']).toEqual({
    availableLocales: ['en'],
    translations: [],
  });
});

test('translates every type, also where other items refer to it', async () => {
  const programme = await mutationsOf(server, 'createProgramme', admin).done(
    { name: 'Programme' },
    'programme { id slug }',
  );
  const translated = { locale: 'ru', state: 'PUBLISHED', name: 'Программа', description: 'Описание' };
  const set = mutationsOf(server, 'setProgrammeTranslation', admin);
  await set.done({ id: programme.programme.id, version: 1, ...translated }, '__typename');
  const item = await publishActivity({ ...english, programme: programme.programme.slug });
  const document = `query @inLocales(preferred: ["ru"]) { activity(slug: "${item.slug}") { locale programme { locale name } } }`;

  expect((await server.data(document))['activity']).toEqual({
    locale: 'en',
    programme: { locale: 'ru', name: 'Программа' },
  });
});

test('labels come in the language of the item, or in that which the operation prefers', async () => {
  const programme = await mutationsOf(server, 'createProgramme', admin).done(
    { name: 'Labels' },
    'programme { id slug }',
  );
  const { id, slug } = programme.programme;
  const set = mutationsOf(server, 'setProgrammeTranslation', admin);
  await set.done({ id, version: 1, locale: 'ru', state: 'PUBLISHED', name: 'Метки' }, '__typename');
  const item = await publishActivity({ ...english, programme: slug, country: 'MD', activityType: 'STUDY_VISIT' });
  const other = await publishActivity({ ...english, programme: slug, country: 'MD', activityType: 'STUDY_VISIT' });
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian });
  const document = `query ($programme: [String!]!) @inLocales(preferred: ["ru"]) {
    activities(filter: { programme: $programme }, orderBy: [{ field: CREATED_AT, direction: ASC }]) {
      nodes { slug operativeDimension { activityTypeLabel country { name english: name(locale: "en") } } }
      facets { programmes { label } countries { label } activityTypes { label } }
    }
  }`;
  const { activities } = await server.data(document, { programme: [slug] });
  const country = { name: 'Молдова', english: 'Moldova' };

  expect(activities.nodes).toEqual([
    { slug: item.slug, operativeDimension: { activityTypeLabel: 'Ознакомительный визит', country } },
    { slug: other.slug, operativeDimension: { activityTypeLabel: 'Study visit', country } },
  ]);
  expect(activities.facets).toMatchObject({
    programmes: expect.arrayContaining([{ label: 'Метки' }]),
    countries: [{ label: 'Молдова' }],
    activityTypes: [{ label: 'Ознакомительный визит' }],
  });
});

test('the labels of a role, a link, a membership and a lock come in the language of the item that they belong to', async () => {
  const links = [{ kind: 'VIDEO', title: 'Talk', url: 'https://example.org/talk' }];
  const { organisation } = await mutationsOf(server, 'createOrganisation', admin).done(
    { name: 'Organisation' },
    'organisation { slug }',
  );
  const organisations = [{ organisation: organisation.slug, role: 'HOST' }];
  const items = await Promise.all([1, 2].map(() => publishActivity({ ...english, links, organisations })));
  const [item, other] = items as [Item, Item];
  await translate(item, { locale: 'ru', state: 'PUBLISHED', ...russian });
  await make(server.app, async (create) => {
    await create.memberCountry({ networkId: network.id });
    for (const { id } of items) await create.document({ activityId: findKey(id, 'Activity')! });
  });
  const document = `query @inLocales(preferred: ["ru"]) {
    activities(first: 50) { nodes {
      slug links { kindLabel } organisations { roleLabel } restrictedDocuments { access { stateLabel reasonLabel } }
    } }
    network(slug: "casc") { memberships { kindLabel } }
    activityStatistics(groupBy: [YEAR]) { keys { dimensionLabel } }
  }`;
  const { activities, network: shown, activityStatistics } = await server.data(document);
  const labelsOf = ({ slug }: Item) => activities.nodes.find((node: Item) => node.slug === slug);
  const restrictedDocuments = [{ access: { stateLabel: 'Locked', reasonLabel: 'Password required' } }];

  expect([labelsOf(item), labelsOf(other)]).toEqual([
    {
      slug: item.slug,
      links: [{ kindLabel: 'Видео' }],
      organisations: [{ roleLabel: 'Принимающая организация' }],
      restrictedDocuments,
    },
    { slug: other.slug, links: [{ kindLabel: 'Video' }], organisations: [{ roleLabel: 'Host' }], restrictedDocuments },
  ]);
  expect(shown.memberships).toEqual([{ kindLabel: 'Active member' }]);
  expect(activityStatistics[0].keys).toEqual([{ dimensionLabel: 'Год' }]);
});

test('lists the languages of the programme', async () => {
  expect((await server.data('{ locales { locale name direction isDefault } }'))['locales']).toEqual([
    { locale: 'en', name: 'English', direction: 'LTR', isDefault: true },
    { locale: 'fr', name: 'français', direction: 'LTR', isDefault: false },
    { locale: 'ru', name: 'русский', direction: 'LTR', isDefault: false },
    { locale: 'ar', name: 'العربية', direction: 'RTL', isDefault: false },
  ]);
});

test('says what the viewer may change, in one statement for all items of a list', async () => {
  const { slug } = await publishActivity({ ...english, networks: ['casc'] });
  const { slug: other } = await publishActivity();
  await make(server.app, (create) => create.region());
  const document = `query ($slug: String!, $other: String!) {
    own: activity(slug: $slug) { viewerCanUpdate }
    other: activity(slug: $other) { viewerCanUpdate }
    network(slug: "casc") { viewerCanUpdate }
    regions { viewerCanUpdate }
  }`;
  const rightsOf = async (by?: TestViewer): Promise<unknown> => {
    const { own, other: another, network: shown, regions } = await server.data(document, { slug, other }, by);
    return [own, another, shown, regions[0]].map(({ viewerCanUpdate }) => viewerCanUpdate);
  };
  expect(await rightsOf(admin)).toEqual([true, true, true, true]);
  expect(await rightsOf(editor)).toEqual([true, true, true, false]);
  expect(await rightsOf(viewerOf(Role.EDITOR, { networkId: network.id }))).toEqual([true, false, true, false]);
  expect(await rightsOf(viewerOf(Role.MEMBER))).toEqual([false, false, false, false]);
  expect(await rightsOf()).toEqual([false, false, false, false]);

  const list = `query ($first: Int!) { activities(first: $first) { nodes { viewerCanUpdate } } }`;
  const statements = (first: number) => server.statementsOf(() => server.data(list, { first }, editor));
  expect(await statements(100)).toHaveLength((await statements(1)).length);
});
