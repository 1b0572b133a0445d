import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { indicator, period, result, setResults, shownResults } from '../../support/results';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (const slug of ['translated', 'partly', 'followed', 'wrong', 'returned', 'earlier', 'placed'])
      await create.activity({ slug });
  });
});

afterAll(() => server.close());

const part = (name: string, value: string) => ({ dimensions: [{ name, value }] });
const texts = [
  ['Teachers', 'Преподаватели'],
  ['They can teach.', 'Они умеют учить.'],
  ['Trained', 'Обучено'],
  ['Estimate', 'Оценка'],
  ['sex', 'пол'],
  ['women', 'женщины'],
  ['Opinion', 'Мнение'],
  ['Good', 'Хорошо'],
].map(([original, text]) => ({ original, text }));

const outline = [
  {
    ...result(
      'Teachers',
      indicator({
        title: 'Trained',
        baseline: { value: '1', comment: 'Estimate' },
        periods: [period('5', null, { actuals: [{ value: '3' }, { value: '2', ...part('sex', 'women') }] })],
      }),
      indicator({ title: 'Opinion', measure: 'QUALITATIVE', periods: [period('Good', null)] }),
    ),
    description: 'They can teach.',
  },
];

async function translate(slug: string, input: object): Promise<Record<string, any>> {
  const { activity } = await server.data(
    'query ($slug: String) { activity(slug: $slug) { id publication { version } } }',
    { slug },
    editor,
  );
  const translated = await mutationsOf(server, 'setActivityTranslation', editor).done(
    { id: activity.id, version: activity.publication.version, locale: 'ru', ...input },
    'activity { publication { version } translations { state outdatedFields results { original text } } }',
  );
  return translated['activity'].translations[0];
}

async function readIn(locale: string, slug: string): Promise<Record<string, any>> {
  const document = `query ($slug: String!, $locale: Locale!) @inLocales(preferred: [$locale]) {
    activity(slug: $slug) { locale locations { name } ${shownResults} }
  }`;
  return (await server.data(document, { slug, locale }))['activity'];
}

const required = { title: 'Обучение', summary: 'Кратко.' };

test('the texts of results come in the language of the activity once the translation is published', async () => {
  await setResults(server, 'translated', outline);
  await translate('translated', { ...required, results: texts });
  expect((await readIn('ru', 'translated'))['results'][0].title).toBe('Teachers');

  await translate('translated', { state: 'PUBLISHED' });
  const [shownResult] = (await readIn('ru', 'translated'))['results'];
  expect(shownResult).toMatchObject({
    title: 'Преподаватели',
    description: 'Они умеют учить.',
    indicators: [
      {
        title: 'Обучено',
        baseline: { value: '1', number: '1', comment: 'Оценка' },
        periods: [{ targets: [{ value: '5' }], actuals: [{ value: '3' }, { value: '2', ...part('пол', 'женщины') }] }],
      },
      { title: 'Мнение', periods: [{ targets: [{ value: 'Хорошо', number: null }] }] },
    ],
  });
  expect((await readIn('en', 'translated'))['results'][0]).toMatchObject({ id: shownResult.id, title: 'Teachers' });
});

test('what a translation lacks is left out or null, and never shown in the original language', async () => {
  await setResults(server, 'partly', [...outline, result('Books', indicator({ title: 'Printed' }))]);
  const lacking = new Set(['They can teach.', 'Estimate', 'women', 'Good', 'Books']);
  const given = texts.filter(({ original }) => !lacking.has(original!));
  await translate('partly', { ...required, state: 'PUBLISHED', results: given });

  const { results } = await readIn('ru', 'partly');
  expect(JSON.stringify(results)).not.toMatch(/[a-z]{4,}(?!":)"[,}\]]/);
  expect(results).toMatchObject([
    {
      ...{ title: 'Преподаватели', description: null },
      indicators: [
        { title: 'Обучено', baseline: { comment: null }, periods: [{ actuals: [{ value: '3' }] }] },
        { title: 'Мнение', periods: [{ targets: [] }] },
      ],
    },
  ]);
  const { activity } = await server.data('{ activity(slug: "partly") { results { id indicators { id } } } }');
  const [, books] = activity.results;
  const ids = [books.id, books.indicators[0].id];
  const document = 'query ($ids: [ID!]!) @inLocales(preferred: ["ru"]) { nodes(ids: $ids) { id } }';
  expect((await server.data(document, { ids }))['nodes']).toEqual([null, null]);
});

test('a translation follows a text that moves, and is out of date once a text changes, but not a number', async () => {
  await setResults(server, 'followed', outline);
  await translate('followed', { ...required, state: 'PUBLISHED', results: texts });
  await setResults(server, 'followed', [result('Before'), { ...outline[0]!, type: 'OUTCOME' }]);
  expect((await translate('followed', {}))['outdatedFields']).toEqual(['results']);
  expect((await readIn('ru', 'followed'))['results']).toMatchObject([{ type: 'OUTCOME', title: 'Преподаватели' }]);

  await setResults(server, 'followed', outline);
  const more = [...outline[0]!.indicators, indicator({ title: 'Trained', periods: [period('90', '12.5')] })];
  await setResults(server, 'followed', [{ ...outline[0]!, indicators: more }]);
  expect((await translate('followed', {}))['outdatedFields']).toEqual([]);
});

test('a text that no result has cannot be translated, nor one twice or with more lines', async () => {
  await setResults(server, 'wrong', outline);
  const set = (results: readonly object[]) => translate('wrong', { ...required, results });
  await expect(set([{ original: 'Techers', text: 'Преподаватели' }])).rejects.toThrow(
    'results.0.original must be a text that results have at present',
  );
  await expect(set([texts[0]!, texts[0]!])).rejects.toThrow('must not repeat an earlier entry');
  await expect(set([{ original: 'Teachers', text: 'Препо\nдаватели' }])).rejects.toThrow('must be one line');
});

test('texts whose originals have changed can be sent back, and are then left out', async () => {
  await setResults(server, 'returned', outline);
  const { results: read } = await translate('returned', { ...required, results: texts });
  await setResults(server, 'returned', [{ ...outline[0]!, title: 'Tutors' }]);

  const { results: kept, outdatedFields } = await translate('returned', { results: read });
  expect(kept).toEqual(texts.filter(({ original }) => original !== 'Teachers'));
  expect(outdatedFields).toEqual([]);
});

test('a translation of before its results were translated is out of date once it is restored', async () => {
  await setResults(server, 'earlier', outline);
  await translate('earlier', { ...required, state: 'PUBLISHED', results: texts });
  await server.app.database.write(async (manager) => {
    const rows = await manager.query<{ id: number; state: string }[]>(
      `SELECT id, state FROM revision WHERE state LIKE '%"slug":"earlier"%' ORDER BY id`,
    );
    const { id, state } = rows.at(-1)!;
    const recorded = JSON.parse(state) as { content: { translations: Record<string, any>[] } };
    for (const translation of recorded.content.translations) {
      delete translation['results'];
      delete translation['base'].results;
    }
    await manager.sql`UPDATE revision SET state = ${JSON.stringify(recorded)} WHERE id = ${id}`;
  });
  const placed = (await placeOf('earlier')) as { activityId: string; version: number };
  await setResults(
    server,
    'earlier',
    outline.slice(0, 1).map((one) => ({ ...one, type: 'OUTCOME' })),
  );

  const reverted = await mutationsOf(server, 'revertActivity', editor).done(
    { id: placed.activityId, version: placed.version + 1, to: placed.version },
    'activity { translations { isOutdated outdatedFields } }',
  );
  expect(reverted['activity'].translations).toEqual([{ isOutdated: true, outdatedFields: ['results'] }]);
});

test('names of locations are translated, and one that a translation lacks is left out', async () => {
  await mutationsOf(server, 'setLocations', editor).done(
    { ...(await placeOf('placed')), locations: [{ name: 'Poti' }, { name: 'Batumi' }] },
    'activity { id }',
  );
  const locations = [{ original: 'Poti', text: 'Поти' }];
  await translate('placed', { ...required, state: 'PUBLISHED', locations });
  expect((await readIn('ru', 'placed'))['locations']).toEqual([{ name: 'Поти' }]);
  const document = 'query @inLocales(preferred: ["ru"]) { activity(slug: "placed") { locations { name } } }';
  const statements = (await server.statementsOf(() => server.data(document))).join();
  expect(statements).toContain('locations_texts');
  expect(statements).not.toContain('results_texts');
  expect((await readIn('fr', 'placed'))['locations']).toEqual([{ name: 'Poti' }, { name: 'Batumi' }]);
});

async function placeOf(slug: string): Promise<object> {
  const document = 'query ($slug: String) { activity(slug: $slug) { id publication { version } } }';
  const { activity } = await server.data(document, { slug }, editor);
  return { activityId: activity.id, version: activity.publication.version };
}
