import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { indicator, period, result, setResults, shownResults } from '../../support/results';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

const empty = Array.from({ length: 7 }, (_, index) => `empty-${index}`);

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (const slug of ['edited', 'reverted', 'refused', 'measured', ...empty]) await create.activity({ slug });
    await create.activity({ slug: 'hidden', publication: publication(PublicationState.DRAFT) });
  });
});

afterAll(() => server.close());

const women = { dimensions: [{ name: 'sex', value: 'women' }] };

test('results are set with indicators, periods and measurements, and shown as they were entered', async () => {
  const [shownResult] = await setResults(server, 'edited', [
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
  const [teachers, books] = await setResults(server, 'reverted', first);
  const [movedBooks, newResult, ...others] = await setResults(server, 'reverted', [
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
    `activity { ${shownResults} }`,
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
      indicator({ periods: [period(null, null, { end: '1800-01-01' })] }),
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
    [`${first}.indicators.3.periods.0.end`, 'INVALID'],
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
  const [only] = await setResults(server, 'measured', [
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
  const [hidden] = await setResults(server, 'hidden', [result('Secret', indicator())]);
  await setResults(server, 'measured', [result('Public', indicator())]);
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
  expect(await slugs(false)).toEqual([...empty].reverse().concat('refused'));
});

describe('reading', () => {
  beforeAll(async () => {
    const results = [result('Read', indicator({ baseline: { value: '1' }, periods: [period('5', '6')] }))];
    for (const slug of ['edited', 'reverted', 'refused', 'measured', ...empty]) await setResults(server, slug, results);
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
