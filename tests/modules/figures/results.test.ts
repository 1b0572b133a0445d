import { readFileSync } from 'node:fs';
import { DAY_MS } from '../../../src/core/time';
import { sql } from '../../../src/database/sql';
import { scoreActivities } from '../../../src/modules/figures/activity-completeness/missing-scores';
import { completenessElements } from '../../../src/modules/figures/completeness/completeness-elements';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

const translated = ['translated', 'partly', 'followed', 'wrong', 'returned', 'earlier', 'placed'];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'academy' });
    for (const slug of ['edited', 'reverted', 'refused', 'measured', ...translated]) await create.activity({ slug });
    await create.activity({ slug: 'hidden', publication: publication(PublicationState.DRAFT) });
  });
  await scoreActivities(server.app.database);
});

afterAll(() => server.close());

const shown = `results { id type title description indicators { id title measure isAscending
  baseline { value number date comment dimensions { name value } }
  periods { start end progress
    targets { value number dimensions { name value } } actuals { value number date comment dimensions { name value } } } } }`;

async function setResults(slug: string, results: readonly object[]): Promise<Record<string, any>[]> {
  const { activity: before } = await server.data(
    'query ($slug: String) { activity(slug: $slug) { id publication { version } } }',
    { slug },
    editor,
  );
  const input = { activityId: before.id, version: before.publication.version, results };
  return (await mutationsOf(server, 'setResults', editor).done(input, `activity { ${shown} }`))['activity'].results;
}

const period = (target: string | null, actual: string | null, more: object = {}) => ({
  start: '2025-01-01',
  end: '2025-12-31',
  targets: target === null ? [] : [{ value: target }],
  actuals: actual === null ? [] : [{ value: actual }],
  ...more,
});

const indicator = (more: object = {}) => ({ title: 'Officers', measure: 'UNIT', ...more });

const result = (title: string, ...indicators: readonly object[]) => ({ type: 'OUTPUT', title, indicators });

const women = { dimensions: [{ name: 'sex', value: 'women' }] };

test('results are set with indicators, periods and measurements, and shown as they were entered', async () => {
  const [shownResult] = await setResults('edited', [
    {
      ...result(
        ' Trained officers ',
        indicator({
          isAscending: false,
          baseline: { value: '040.50', date: '2024-12-31', comment: 'Counted\nby hand' },
          periods: [
            period('20', null, {
              actuals: [
                { value: '30', date: '2025-11-30', comment: null, dimensions: [] },
                { value: '12', ...women },
              ],
            }),
          ],
        }),
        indicator({ title: 'Opinion', measure: 'QUALITATIVE', periods: [period('Good', '007')] }),
      ),
      description: 'Who can teach.',
    },
  ]);

  const whole = { dimensions: [] };
  expect(shownResult).toEqual({
    id: expect.any(String) as string,
    type: 'OUTPUT',
    title: 'Trained officers',
    description: 'Who can teach.',
    indicators: [
      {
        id: expect.any(String) as string,
        ...{ title: 'Officers', measure: 'UNIT', isAscending: false },
        baseline: { value: '40.5', number: '40.5', date: '2024-12-31', comment: 'Counted\nby hand', ...whole },
        periods: [
          {
            ...{ start: '2025-01-01', end: '2025-12-31', progress: '51.22' },
            targets: [{ value: '20', number: '20', ...whole }],
            actuals: [
              { value: '30', number: '30', date: '2025-11-30', comment: null, ...whole },
              { value: '12', number: '12', date: null, comment: null, ...women },
            ],
          },
        ],
      },
      {
        id: expect.any(String) as string,
        ...{ title: 'Opinion', measure: 'QUALITATIVE', isAscending: true, baseline: null },
        periods: [
          {
            ...{ start: '2025-01-01', end: '2025-12-31', progress: null },
            targets: [{ value: 'Good', number: null, ...whole }],
            actuals: [{ value: '007', number: null, date: null, comment: null, ...whole }],
          },
        ],
      },
    ],
  });
});

test('results and indicators keep their ids while their titles stay, and reverting restores the rest', async () => {
  const first = [
    result('Teachers', indicator({ baseline: { value: '1' } })),
    result('Books', indicator({ title: 'Printed', periods: [period('5', '6')] })),
  ];
  const [teachers, books] = await setResults('reverted', first);
  const [movedBooks, newResult, ...others] = await setResults('reverted', [
    result('Books', indicator({ title: 'Read' }), indicator({ title: 'Printed' })),
    result('Pupils'),
  ]);

  expect(others).toEqual([]);
  expect(movedBooks).toMatchObject({ id: books!['id'], indicators: [{}, { id: books!['indicators'][0].id }] });
  expect([teachers!['id'], books!['id']]).not.toContain(newResult!['id']);
  expect(movedBooks!['indicators'][0].id).not.toBe(books!['indicators'][0].id);

  const { activity } = await server.data('{ activity(slug: "reverted") { id publication { version } } }', {}, editor);
  const reverted = await mutationsOf(server, 'revertActivity', editor).done(
    { id: activity.id, version: activity.publication.version, to: activity.publication.version - 1 },
    `activity { ${shown} }`,
  );
  const withoutIds = (results: unknown) =>
    JSON.parse(JSON.stringify(results, (key, value: unknown) => (key === 'id' ? undefined : value))) as unknown;
  expect(withoutIds(reverted['activity'].results)).toEqual(withoutIds([teachers, books]));
  expect(reverted['activity'].results[1].id).toBe(books!['id']);
});

test('each problem of results is reported at the path of its part, and nothing is changed', async () => {
  const { activity } = await server.data('{ activity(slug: "refused") { id publication { version } } }', {}, editor);
  const many = (length: number, one: object = { value: '1' }) => Array.from({ length }, () => one);
  const refused = (results: readonly object[]) =>
    mutationsOf(server, 'setResults', editor).refused({
      activityId: activity.id,
      version: activity.publication.version,
      results,
    });
  const refusal = await refused([
    result(
      ' ',
      indicator({ title: 'x'.repeat(301), baseline: { value: 'many', date: '1800-01-01' } }),
      indicator({ periods: [period('1e3', null, { end: '2024-01-01', actuals: many(21) })] }),
      indicator({ measure: 'QUALITATIVE', periods: [period('', 'x'.repeat(2_001))] }),
    ),
    result(
      'Fine',
      indicator({
        periods: [
          period(null, null, {
            targets: [{ value: '1', comment: 'x'.repeat(2_001), dimensions: many(11, { name: 'a', value: '' }) }],
          }),
        ],
      }),
      indicator({ periods: many(51, period(null, null)) }),
      ...many(49, indicator()),
    ),
  ]);

  const [first, second] = ['input.results.0', 'input.results.1'];
  const repeated = Array.from(
    { length: 11 },
    (_, index) => `${second}.indicators.0.periods.0.targets.0.dimensions.${index}`,
  );
  expect(placesOf(refusal)).toEqual([
    [`${first}.title`, 'REQUIRED'],
    [`${first}.indicators.0.title`, 'TOO_LONG'],
    [`${first}.indicators.0.baseline.value`, 'INVALID'],
    [`${first}.indicators.0.baseline.date`, 'INVALID'],
    [`${first}.indicators.1.periods.0.end`, 'INCONSISTENT'],
    [`${first}.indicators.1.periods.0.targets.0.value`, 'INVALID'],
    [`${first}.indicators.1.periods.0.actuals`, 'TOO_LONG'],
    [`${first}.indicators.2.periods.0.targets.0.value`, 'REQUIRED'],
    [`${first}.indicators.2.periods.0.actuals.0.value`, 'TOO_LONG'],
    [`${second}.indicators`, 'TOO_LONG'],
    [`${second}.indicators.0.periods.0.targets.0.comment`, 'TOO_LONG'],
    [`${second}.indicators.0.periods.0.targets.0.dimensions`, 'TOO_LONG'],
    ...repeated.map((place) => [`${place}.value`, 'REQUIRED']),
    ...repeated.slice(1).map((place) => [place, 'INVALID']),
    [`${second}.indicators.1.periods`, 'TOO_LONG'],
  ]);
  const tooMany = await refused(many(50, result('Many', ...many(41, indicator()))));
  expect(placesOf(tooMany)).toEqual([['input.results', 'TOO_LONG']]);
  expect(placesOf(await refused(many(101, result('Many'))))).toEqual([['input.results', 'TOO_LONG']]);

  const { activity: after } = await server.data(
    '{ activity(slug: "refused") { publication { version } results { id } } }',
    {},
    editor,
  );
  expect(after).toEqual({ publication: { version: activity.publication.version }, results: [] });
});

test('progress is exact, and null where it means nothing', async () => {
  const baseline = { value: '10' };
  const cases: [progress: string | null, period: object, indicator?: object][] = [
    ['50', period('200', '100')],
    ['66.67', period('3', '2')],
    ['-33.33', period('40', '0'), { baseline }],
    ['0.01', period('20000', '1')],
    ['120', period('110', '130'), { baseline, measure: 'PERCENTAGE' }],
    ['100', period('900719925474099.3', '900719925474099.3')],
    ['25', period('2', '8'), { baseline, isAscending: false }],
    // Whole values stand beside those of parts.
    ['30', period(null, null, { targets: [{ value: '10' }, { value: '4', ...women }], actuals: [{ value: '3' }] })],
    [null, period('2', '8'), { isAscending: false }],
    [null, period('10', '12'), { baseline }],
    [null, period('5', '8'), { baseline }],
    [null, period('20', '15'), { baseline: { ...baseline, ...women } }],
    [null, period('20', '15'), { measure: 'ORDINAL' }],
    [null, period('20', '15'), { measure: 'NOMINAL' }],
    [null, period('20', null)],
    [null, period(null, '15')],
    [null, period(null, null, { targets: [{ value: '10', ...women }], actuals: [{ value: '3', ...women }] })],
    [null, period('20', null, { actuals: [{ value: '1' }, { value: '2' }] })],
  ];
  const [only] = await setResults('measured', [
    result(
      'Measured',
      ...cases.map(([, one, more], index) => indicator({ title: `${index}`, periods: [one], ...more })),
    ),
  ]);

  expect(only!['indicators'].map(({ periods }: any) => periods[0].progress)).toEqual(
    cases.map(([progress]) => progress),
  );
});

test('results and indicators are seen where their activity is, by `node` and by `hasResults` as well', async () => {
  const [hidden] = await setResults('hidden', [result('Secret', indicator())]);
  await setResults('measured', [result('Public', indicator())]);
  const ids = [hidden!['id'], hidden!['indicators'][0].id];
  const nodes =
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ActivityResult { title } ... on Indicator { title } } }';
  expect(await server.data(nodes, { ids })).toEqual({ nodes: [null, null] });
  expect(await server.data(nodes, { ids }, editor)).toEqual({ nodes: [{ title: 'Secret' }, { title: 'Officers' }] });

  const slugs = async (hasResults: boolean, as?: typeof editor) => {
    const { activities } = await server.data(
      'query ($hasResults: Boolean) { activities(filter: { hasResults: $hasResults }) { nodes { slug } } }',
      { hasResults },
      as,
    );
    return activities.nodes.map(({ slug }: any) => slug as string);
  };
  expect(await slugs(true)).toContain('measured');
  expect(await slugs(true)).not.toContain('hidden');
  expect(await slugs(true, editor)).toContain('hidden');
  expect(await slugs(false)).toEqual([...translated].reverse().concat('refused'));
});

describe('reading', () => {
  beforeAll(async () => {
    const results = [result('Read', indicator({ baseline: { value: '1' }, periods: [period('5', '6')] }))];
    for (const slug of ['edited', 'reverted', 'refused', 'measured', ...translated]) await setResults(slug, results);
  });

  const statementsOf = async (selected: string, first = 50): Promise<string[]> => {
    const document = `query ($first: Int) { activities(first: $first) { nodes { results { indicators { ${selected} } } } } }`;
    const statements = await server.statementsOf(() => server.data(document, { first }));
    return statements.filter((text) => /activity_result|indicator|measurement/.test(text));
  };

  test.each([
    ['baseline { value }', 3],
    ['periods { start }', 3],
    ['periods { targets { number } }', 4],
    ['periods { progress }', 4],
    ['baseline { value } periods { start progress targets { value } actuals { value } }', 7],
  ])('%s takes as many statements for 1 activity as for 50', async (selected, expected) => {
    for (const first of [1, 50]) expect(await statementsOf(selected, first)).toHaveLength(expected);
  });

  test('only requested columns of measurements are read, and no text for a number', async () => {
    const textOf = async (selected: string): Promise<string> =>
      (await statementsOf(selected)).filter((text) => text.includes('measurement')).join();

    expect(await textOf('periods { start end }')).toBe('');
    const ofNumbers = await textOf('baseline { number }');
    expect(ofNumbers).not.toMatch(/comment|TARGET|"value"|"dimensions/);
    expect(ofNumbers).toContain('WHEN a_tr.id IS NULL THEN NULL ELSE m.dimensions END');
    expect(ofNumbers).toContain("i.measure = 'QUALITATIVE' THEN NULL");
    expect(await textOf('periods { progress }')).toContain('i.measure <> ');
  });
});

describe('completeness', () => {
  const selected = 'completeness { score missing { element why } }';
  const read = async (slug: string): Promise<{ score: number; missing: { element: string; why: string }[] }> =>
    (await server.data(`query ($slug: String) { activity(slug: $slug) { ${selected} } }`, { slug })).activity
      .completeness;
  const missing = async (slug: string): Promise<string[]> => (await read(slug)).missing.map(({ element }) => element);

  async function created(slug: string, content: object): Promise<string> {
    const input = { slug, title: 'Short', summary: 'Summary.', ...content };
    const made = await mutationsOf(server, 'createActivity').done(input, 'activity { id }');
    await mutationsOf(server, 'publishActivity').done({ id: made['activity'].id, version: 1 }, '__typename');
    return made['activity'].id as string;
  }

  const year = new Date().getUTCFullYear();
  const budget = { type: 'ORIGINAL', status: 'COMMITTED', value: { amount: '1', currency: 'EUR' } };
  const place = { name: 'Osh', point: { latitude: 40.5, longitude: 72.8 } };
  const complete = {
    title: 'Officers learn to teach',
    description: 'Officers of five countries learn to teach their colleagues what they know. '.repeat(2),
    objectives: ['Teach'],
    plannedStart: '2020-01-01',
    plannedEnd: '2021-01-01',
    organisations: [{ organisation: 'academy', role: 'IMPLEMENTING' }],
    recipients: [{ country: 'KG' }],
    sectors: [{ code: '15130' }],
    locations: [place],
    budgets: [{ ...budget, periodStart: `${year}-06-01`, periodEnd: `${year}-12-31` }],
  };

  test('counts what is given of what the status asks for, and names the rest', async () => {
    await created('bare', {});
    expect(await read('bare')).toEqual({
      score: 0,
      missing: completenessElements
        .filter(({ name }) => !['actualStart', 'actualEnd', 'results'].includes(name))
        .map(({ name, requirement }) => ({ element: name, why: requirement })),
    });
    await created('planned', { ...complete, status: 'PIPELINE', iatiIdentifier: 'XM-1' });
    expect(await read('planned')).toMatchObject({ score: 92, missing: [{ element: 'documents' }] });
    const begun = { ...complete, status: 'IMPLEMENTATION', actualStart: '2999-01-01', plannedEnd: null };
    const id = await created('begun', { ...begun, iatiIdentifier: 'XM-2', title: 'Identifier' });
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'commitment', 'disbursement', 'documents']);
    const money = { activityId: id, value: { amount: '5', currency: 'EUR' } };
    const pay = mutationsOf(server, 'createTransaction');
    await pay.done({ ...money, version: 2, kind: 'EXPENDITURE', date: `${year - 2}-01-01` }, '__typename');
    await pay.done({ ...money, version: 3, kind: 'OUTGOING_COMMITMENT', date: `${year - 2}-01-01` }, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'disbursement', 'documents']);
    await pay.done({ ...money, version: 4, kind: 'DISBURSEMENT', date: `${year}-01-01` }, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'documents']);
    const ended = { id, version: 5, status: 'CLOSED', actualStart: '2020-01-01', actualEnd: '2021-01-01', budgets: [] };
    await mutationsOf(server, 'updateActivity').done(ended, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'results', 'documents']);
    await setResults('begun', [result('Taught', indicator({ periods: [period('2', '1')] }))]);
    expect(await missing('begun')).toEqual(['plannedDates', 'documents']);
  });

  test('asks for quality, not only for presence', async () => {
    await created('poor', {
      ...complete,
      ...{ title: 'XM-DAC-41304-1', iatiIdentifier: 'XM-DAC-41304-1', description: 'Too short.' },
      recipients: [{ country: 'KG' }, { country: 'TJ' }],
      sectors: [{ code: '15130' }, { code: '15110' }],
      locations: [{ name: '"point":{' }],
      budgets: [{ ...budget, periodStart: `${year - 1}-01-01`, periodEnd: `${year - 1}-12-31` }],
    });
    expect(await missing('poor')).toEqual(
      expect.arrayContaining(['title', 'description', 'recipients', 'sectors', 'location', 'budget']),
    );
  });

  test('is not changed by what the public does not see', async () => {
    const id = await created('secretive', complete);
    const before = await read('secretive');
    await mutationsOf(server, 'setParticipation').done(
      { activityId: id, version: 2, participation: [{ country: 'KG', women: 1 }] },
      '__typename',
    );
    await mutationsOf(server, 'setActivityTranslation').done(
      { id, version: 3, locale: 'ru', title: 'Название', summary: 'Кратко.', state: 'DRAFT' },
      '__typename',
    );
    await mutationsOf(server, 'createRestrictedDocument').done(
      { activityId: id, title: 'Secret', fileName: 'secret.pdf' },
      '__typename',
    );
    expect(await read('secretive')).toEqual(before);
  });

  test('selects activities by their score', async () => {
    const { activities } = await server.data('{ activities { nodes { slug completeness { score } } } }');
    const all = activities.nodes.map(({ completeness: { score } }: any) => score as number) as number[];
    expect(new Set(all).size).toBeGreaterThan(3);
    const within = (score: number): boolean => score >= 40 && score <= 99;
    const cases: [object, (score: number) => boolean][] = [
      [{ completeness: { gte: 40, lte: 99 } }, within],
      [{ completeness: { eq: 92 } }, (score) => score === 92],
      [{ completeness: { in: [0, 92] } }, (score) => score === 0 || score === 92],
      [{ completeness: { gte: 40, lte: 99, isNull: false, in: [...Array(101).keys()] } }, within],
      [{ or: [{ not: { completeness: { gte: 40, lte: 99 } } }, { title: { eq: '' } }] }, (score) => !within(score)],
      [{ completeness: { isNull: true } }, () => false],
      [{ completeness: { gte: -5, lte: 500 } }, () => true],
      [{ completeness: {} }, () => true],
    ];
    for (const [filter, isMatched] of cases) {
      const { activities: found } = await server.data(
        `query ($filter: ActivityFilter) {
          activities(filter: $filter) { totalCount nodes { completeness { score } } } }`,
        { filter },
      );
      expect(found.totalCount).toBe(all.filter(isMatched).length);
      expect(found.nodes.map(({ completeness }: any) => completeness.score as number)).toEqual(all.filter(isMatched));
    }
  });

  test('is made anew at the start, where an earlier release has made it by other rules', async () => {
    const scores = (): Promise<unknown[]> =>
      server.app.database.read.query(sql`SELECT * FROM completeness_score ORDER BY activity_id, since`);
    const before = await scores();
    await server.app.database.write(async (manager) => {
      await manager.query(`UPDATE completeness_score SET score = 1, rules = '' WHERE activity_id % 3 = 0`);
      await manager.query(`UPDATE completeness_score SET score = 2, rules = 'other' WHERE activity_id % 3 = 1`);
    });
    await scoreActivities(server.app.database);
    expect(await scores()).toEqual(before);
  });

  test.each([1, 50])('takes one statement for %i activities', async (first) => {
    const statements = await server.statementsOf(() =>
      server.data(`{ activities(first: ${first}) { nodes { ${selected} } } }`),
    );
    expect(statements.filter((text) => text.includes('measurement'))).toHaveLength(1);
  });

  test('is found by the filter as it is computed, on the days on which time alone changes it', async () => {
    const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const dates = { actualStart: dayAfter(10), plannedEnd: dayAfter(20) };
    const content = { ...complete, ...dates, status: 'IMPLEMENTATION' };
    const activityId = await created('timed', content);
    const payment = { activityId, kind: 'DISBURSEMENT', value: { amount: '5', currency: 'EUR' } };
    await mutationsOf(server, 'createTransaction').done({ ...payment, version: 2, date: dayAfter(-1) }, '__typename');
    const paidAYearAgo = `${Number(dayAfter(-1).slice(0, 4)) + 1}${dayAfter(-1).slice(4)}`;
    const edges = [dayAfter(10), `${year + 1}-01-01`, paidAYearAgo];
    const noons = edges.flatMap((edge) => [-0.5, 0.5, 1.5].map((days) => Date.parse(edge) + days * DAY_MS));
    const found: string[] = [];
    let now = Date.now();
    for (const noon of noons.sort((one, other) => one - other)) {
      server.pass(noon - now);
      now = noon;
      const { score, missing: elements } = await read('timed');
      const { activities } = await server.data(
        'query ($score: Int) { activities(filter: { completeness: { eq: $score } }) { nodes { slug } } }',
        { score },
      );
      expect(activities.nodes).toContainEqual({ slug: 'timed' });
      found.push(elements.map(({ element }) => element).join());
    }
    expect(new Set(found).size).toBe(4);
  });

  test('is documented as it is computed', () => {
    const rows = readFileSync('docs/completeness.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows).toEqual(
      completenessElements.map(({ name, requirement, when }) => ['', `\`${name}\``, requirement, when, '']),
    );
  });
});

describe('in several languages', () => {
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
      activity(slug: $slug) { locale locations { name } ${shown} }
    }`;
    return (await server.data(document, { slug, locale }))['activity'];
  }

  const required = { title: 'Обучение', summary: 'Кратко.' };

  test('the texts of results come in the language of the activity once the translation is published', async () => {
    await setResults('translated', outline);
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
          periods: [
            { targets: [{ value: '5' }], actuals: [{ value: '3' }, { value: '2', ...part('пол', 'женщины') }] },
          ],
        },
        { title: 'Мнение', periods: [{ targets: [{ value: 'Хорошо', number: null }] }] },
      ],
    });
    expect((await readIn('en', 'translated'))['results'][0]).toMatchObject({ id: shownResult.id, title: 'Teachers' });
  });

  test('what a translation lacks is left out or null, and never shown in the original language', async () => {
    await setResults('partly', [...outline, result('Books', indicator({ title: 'Printed' }))]);
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
    await setResults('followed', outline);
    await translate('followed', { ...required, state: 'PUBLISHED', results: texts });
    await setResults('followed', [result('Before'), { ...outline[0]!, type: 'OUTCOME' }]);
    expect((await translate('followed', {}))['outdatedFields']).toEqual(['results']);
    expect((await readIn('ru', 'followed'))['results']).toMatchObject([{ type: 'OUTCOME', title: 'Преподаватели' }]);

    await setResults('followed', outline);
    const more = [...outline[0]!.indicators, indicator({ title: 'Trained', periods: [period('90', '12.5')] })];
    await setResults('followed', [{ ...outline[0]!, indicators: more }]);
    expect((await translate('followed', {}))['outdatedFields']).toEqual([]);
  });

  test('a text that no result has cannot be translated, nor one twice or with more lines', async () => {
    await setResults('wrong', outline);
    const set = (results: readonly object[]) => translate('wrong', { ...required, results });
    await expect(set([{ original: 'Techers', text: 'Преподаватели' }])).rejects.toThrow(
      'results.0.original must be a text that results have at present',
    );
    await expect(set([texts[0]!, texts[0]!])).rejects.toThrow('must not repeat an earlier entry');
    await expect(set([{ original: 'Teachers', text: 'Препо\nдаватели' }])).rejects.toThrow('must be one line');
  });

  test('texts whose originals have changed can be sent back, and are then left out', async () => {
    await setResults('returned', outline);
    const { results: read } = await translate('returned', { ...required, results: texts });
    await setResults('returned', [{ ...outline[0]!, title: 'Tutors' }]);

    const { results: kept, outdatedFields } = await translate('returned', { results: read });
    expect(kept).toEqual(texts.filter(({ original }) => original !== 'Teachers'));
    expect(outdatedFields).toEqual([]);
  });

  test('a translation of before its results were translated is out of date once it is restored', async () => {
    await setResults('earlier', outline);
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
});
