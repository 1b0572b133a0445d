import { readFileSync } from 'node:fs';
import { DAY_MS } from '../../../src/core/time';
import { scoreActivities } from '../../../src/modules/figures/activity-completeness/missing-scores';
import { completenessElements } from '../../../src/modules/figures/completeness/completeness-elements';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'academy' });
    for (const slug of ['edited', 'reverted', 'refused', 'measured']) await create.activity({ slug });
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
  expect(await slugs(false)).toEqual(['refused']);
});

describe('reading', () => {
  beforeAll(async () => {
    const results = [result('Read', indicator({ baseline: { value: '1' }, periods: [period('5', '6')] }))];
    for (const slug of ['edited', 'reverted', 'refused', 'measured']) await setResults(slug, results);
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
    expect(ofNumbers).not.toMatch(/comment|dimensions|TARGET|"value"/);
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
