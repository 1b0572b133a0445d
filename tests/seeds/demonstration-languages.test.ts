import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '../support/command-in-process';
import { mutationsOf } from '../support/mutations';
import { startTestServer, type TestServer } from '../support/test-server';
import { editor, type TestViewer } from '../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ LOCALES: 'en,fr,ru' });
});

afterAll(() => server.close());

/** One activity in the language. */
async function activityIn(locale: string, slug: string, viewer?: TestViewer): Promise<Record<string, any>> {
  const document = `query ($slug: String!, $locale: Locale!) @inLocales(preferred: [$locale]) { activity(slug: $slug) {
    locale availableLocales title topics operativeDimension { place } objectives { text }
    ${viewer === undefined ? '' : 'translations { locale state isOutdated outdatedFields }'}
  } }`;
  return (await server.data(document, { slug, locale }, viewer)).activity;
}

test('the demonstration is in English, French and Russian, with its names', async () => {
  const document = `query ($locale: Locale!) @inLocales(preferred: [$locale]) {
    activity(slug: "cooperation-in-prosecution-of-countering-drugs-and-organized-crime") {
      locale descriptionHtml objectives { text } restrictedDocuments { title } programme { name } networks { name }
    }
    organisation(slug: "unodc") { name }
    newsItem(slug: "casc-marks-ten-years-in-astana") { title }
    regions { name }
  }`;
  const texts = async (locale: string): Promise<string> => JSON.stringify(await server.data(document, { locale }));
  expect(await texts('ru')).not.toMatch(/"[A-Z][a-z]+ [a-z]+/);
  expect(await texts('ru')).toContain('Управление Организации Объединённых Наций по наркотикам и преступности');
  expect(await texts('fr')).toContain('Office des Nations Unies contre la drogue et le crime');
  expect(await texts('fr')).toContain('Réseau de procureurs');
  expect(await texts('en')).toContain('United Nations Office on Drugs and Crime');
});

test('one activity is only in English, and is shown in English to readers of Russian', async () => {
  const activity = await activityIn('ru', 'establishment-meeting-of-the-great-lakes-judicial-cooperation-network');
  expect(activity).toMatchObject({ locale: 'en', availableLocales: ['en'], operativeDimension: { place: 'Nairobi' } });
});

test('one translation is a draft, and one is out of date: editors see both', async () => {
  const inDraft = 'planning-and-review-meeting-february-2020-ukraine';
  expect(await activityIn('fr', inDraft)).toMatchObject({ locale: 'en', availableLocales: ['en', 'ru'] });
  expect((await activityIn('fr', inDraft, editor)).translations).toEqual([
    { locale: 'fr', state: 'DRAFT', isOutdated: false, outdatedFields: [] },
    { locale: 'ru', state: 'PUBLISHED', isOutdated: false, outdatedFields: [] },
  ]);
  expect((await activityIn('ru', 'casc-third-plenary-meeting', editor)).translations).toEqual([
    { locale: 'fr', state: 'PUBLISHED', isOutdated: false, outdatedFields: [] },
    { locale: 'ru', state: 'PUBLISHED', isOutdated: true, outdatedFields: ['summary'] },
  ]);
  const document = '{ activities(first: 100) { nodes { translations { state isOutdated } } } }';
  const { activities } = await server.data(document, {}, editor);
  const all: any[] = activities.nodes.flatMap((node: any) => node.translations);
  expect(all.filter(({ state }) => state === 'DRAFT')).toHaveLength(1);
  expect(all.filter(({ isOutdated }) => isOutdated)).toHaveLength(1);
});

test('translations are out of date when a text is written that the activity lacked', async () => {
  const slug = 'first-crimex-session';
  const { activity } = await server.data(
    'query ($slug: String!) { activity(slug: $slug) { id description publication { version } } }',
    { slug },
    editor,
  );
  expect(activity.description).toBeNull();
  await mutationsOf(server, 'updateActivity', editor).done(
    { id: activity.id, version: activity.publication.version, description: 'The first session.' },
    'activity { id }',
  );
  expect((await activityIn('ru', slug, editor)).translations).toMatchObject([
    { locale: 'fr', outdatedFields: ['description'] },
    { locale: 'ru', outdatedFields: ['description'] },
  ]);
});

test('an export is imported without a change', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-demonstration-'));
  try {
    const place = { cwd: directory, env: { DATABASE_URL: server.databaseUrl } };
    expect(await runCommand(['export', 'activities', '--output', 'all.csv'], place)).toMatchObject({ code: 0 });
    const { output } = await runCommand(['import', 'activities', 'all.csv'], place);
    expect(output.trim()).toMatch(/^created 0, updated 0, unchanged \d\d, refused 0$/);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a server loads the languages that it uses', async () => {
  const other = await startTestServer({ LOCALES: 'en,ru' });
  try {
    const { programmes } = await other.data('{ programmes { availableLocales } }');
    expect(programmes.map(({ availableLocales }: any) => availableLocales)).toEqual(programmes.map(() => ['en', 'ru']));
  } finally {
    await other.close();
  }
});
