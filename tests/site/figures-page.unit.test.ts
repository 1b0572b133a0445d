import { setTimeout } from 'node:timers/promises';
import { countryCodes } from '../../src/core/types/country-code';
import { Admission } from '../../src/graphql/admission/admission';
import { make } from '../support/factories';
import { mutationsOf } from '../support/mutations';
import { shownText } from '../support/shown-text';
import { linkIn, pageAt, textAt } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';
import { editor } from '../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on', PUBLISHER_NAME: 'Test programme' });
});

afterAll(() => server.close());

/** The sections of a page by their titles. */
function sectionsOf(html: string): ReadonlyMap<string, string> {
  const sections = html.split('<section>').filter((section) => section.startsWith('<h3>'));
  return new Map(sections.map((section) => [/<h3>([^<]*)/.exec(section)![1]!, section]));
}

/** A group of `activityStatistics` by one dimension. */
interface StatisticGroup {
  readonly keys: readonly [{ readonly value: string | null; readonly label: string | null }];
  readonly count: number;
}

/** The rows of the table in a section: the name and the numbers. */
function rowsOf(section: string, part: 'tbody' | 'tfoot' = 'tbody'): string[][] {
  const [, body = ''] = new RegExp(`<${part}>(.*?)</${part}>`, 's').exec(section) ?? [];
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
      cell!.replace(/<[^>]*>/g, '').replace(/\s/g, ' '),
    ),
  );
}

it('shows the people who took part in an activity, with small rows as one', async () => {
  const { globalId, slug } = await make(server.app, (create) => create.activity());
  const participation = [
    { country: 'KG', organisation: 'unodc', women: 1_200, men: 7 },
    { country: 'KZ', women: 2 },
    { country: 'TJ', men: 3 },
  ];
  await mutationsOf(server, 'setParticipation', editor).done(
    { activityId: globalId, version: 1, participation },
    '__typename',
  );

  const text = shownText(await textAt(server, `/activities/${slug}`));

  expect(text).toMatch(/Kyrgyzstan : .*Drugs and Crime\s+1,200\s+7\s+1,207/s);
  expect(text).toMatch(/Others\s+2\s+3\s+5\s+All\s+1,202\s+10\s+0\s+1,212/);
  expect(text).not.toContain('Tajikistan');
});

it('shows each figure as a chart, a table, a file and an operation, with the conditions of the address', async () => {
  const html = await textAt(server, '/figures?filter.activityType=WORKSHOP&filter.sdg=16');
  const sections = sectionsOf(html);
  expect([...sections.keys()]).toEqual([
    'Activities by year',
    'Activities by country',
    'Activities by participating country',
    'Activities by country that benefits',
    'Activities by type',
    'Activities by status',
    'Activities by sector',
    'Activities by sustainable development goal',
    'Activities by network',
    'Activities by topic',
  ]);
  for (const section of sections.values()) {
    const { searchParams } = new URL(linkIn(section, '/graphiql'), server.address);
    const answer = await server.data(searchParams.get('query')!, JSON.parse(searchParams.get('variables')!));
    const csv = await textAt(server, linkIn(section, '/exports/statistics.csv'));

    expect(section).toContain('<svg class="bars"');
    expect(section).toContain('<a href="/figures/method">');
    const counted = answer.activityStatistics.map(({ keys: [key], count }: StatisticGroup) => [
      (key.label ?? key.value ?? 'Unknown').replace(/\s/g, ' '),
      String(count),
    ]);
    expect(new Map(rowsOf(section) as [string, string][])).toEqual(new Map(counted));
    expect(csv.trim().split('\r\n')).toHaveLength(rowsOf(section).length + 1);
    expect((await pageAt(server, linkIn(section, '/exports/statistics.xlsx'))).status).toBe(200);
  }
  expect(sections.get('Activities by country that benefits')).toContain('class="map"');
  expect(html).toContain(
    `<cite>Test programme: Figures. ${server.address}/figures?filter.activityType=WORKSHOP&amp;filter.sdg=16</cite>`,
  );
});

it('says whether a chart leaves out early years or small numbers', async () => {
  await make(server.app, async (create) => {
    for (const [index, countryCode] of countryCodes.slice(0, 20).entries()) {
      await create.activity({ operativeDimension: { year: 1981 + index, countryCode } });
    }
  });
  const sections = sectionsOf(await textAt(server, '/figures'));

  expect(sections.get('Activities by year')).toMatch(/The latest 15 of \d+\./);
  expect(sections.get('Activities by country')).toMatch(/The 15 largest of \d+\./);
});

it.each(['', '/fr', '/ru'])(
  'explains at %s/figures/method what each figure means, in the words of readers',
  async (prefix) => {
    const html = await textAt(server, `${prefix}/figures/method`);

    for (const part of ['activities', 'people', 'small-counts', 'money', 'results']) {
      expect(html).toMatch(new RegExp(`<h[23] id="${part}">`));
    }
    expect(shownText(html)).not.toMatch(/npm|[gs]et[A-Z]|Statistics|SMALL_COUNT/);
  },
);

it('orders a table by the names that it shows, and adds up figures that count everything once', async () => {
  const sections = sectionsOf(await textAt(server, '/ru/figures'));
  const byCountry = sections.get('Мероприятия по странам')!;
  const countries = rowsOf(byCountry);
  const { activities } = await server.data('{ activities { totalCount } }');

  const unknown = countries.pop()!;
  expect(unknown[0]).toBe('Неизвестно');
  expect(countries.map(([name]) => name)).toEqual(
    countries.map(([name]) => name!).sort(new Intl.Collator('ru').compare),
  );
  expect(rowsOf(byCountry, 'tfoot')).toEqual([['Всего', String(activities.totalCount)]]);
  expect(rowsOf(sections.get('Мероприятия по странам-участницам')!, 'tfoot')).toEqual([]);
});

it('counts the first of several values of a condition, on the page and in its files', async () => {
  const html = await textAt(server, '/figures?filter.country=UA&filter.year.eq=2018&filter.country=GE');
  const byYear = sectionsOf(html).get('Activities by year')!;
  const { activities } = await server.data(
    '{ activities(filter: { country: ["UA"], year: { eq: 2018 } }) { totalCount } }',
  );

  expect(rowsOf(byYear)).toEqual([['2018', String(activities.totalCount)]]);
  expect(
    new URL(linkIn(byYear, '/exports/statistics.csv'), server.address).searchParams.getAll('filter.country'),
  ).toEqual(['UA']);
});

it('requests sums of money one after another, because each may take half of the memory of an address', async () => {
  const enter = jest.spyOn(Admission.prototype, 'enter');
  const costs: number[] = [];
  const [waiting, together] = [new Set<number>(), new Set<number>()];
  enter.mockImplementation(async (_, { fields }) => {
    costs.push(fields);
    if (waiting.has(fields)) together.add(fields);
    waiting.add(fields);
    // All operations of a page that sends them together wait now.
    await setTimeout(50);
    waiting.delete(fields);
  });

  await textAt(server, '/figures?filter.year.eq=2019');
  enter.mockRestore();

  const ofMoney = costs.filter((cost) => costs.filter((other) => other === cost).length === 3);
  expect(ofMoney).toHaveLength(3);
  expect(together).not.toContain(ofMoney[0]);
});

it('shows the people of the demonstration by year, but for the four whose number is too small', async () => {
  const section = sectionsOf(await textAt(server, '/figures?filter.programme=eu-act')).get('People by year')!;

  expect(rowsOf(section)).toEqual([
    ['2020', '20', '20'],
    ['2021', '20', '20'],
  ]);
  expect(section).toContain('Not stated');
  expect(section).not.toContain('Women');
});

it('shows budgets beside spending in one currency at a time, to the last digit, and on the page of the activity', async () => {
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    {
      title: 'A course that costs',
      summary: 'In two currencies.',
      activityType: 'TRAINING',
      recipients: [{ country: 'KG' }],
      budgets: [
        ...['9007199254740993.25', '-3'].map((amount, index) => ({
          type: 'ORIGINAL',
          status: 'COMMITTED',
          periodStart: `${2020 + index}-01-01`,
          periodEnd: `${2020 + index}-12-31`,
          value: { amount, currency: 'EUR' },
          valueDate: '2020-01-01',
        })),
        {
          type: 'ORIGINAL',
          status: 'COMMITTED',
          periodStart: '2020-01-01',
          periodEnd: '2020-12-31',
          value: { amount: '7', currency: 'CHF' },
          valueDate: '2020-01-01',
        },
      ],
    },
    'activity { id slug publication { version } }',
  );
  let { version } = activity.publication;
  for (const [kind, amount] of [
    ['EXPENDITURE', '12.5'],
    ['DISBURSEMENT', '9007199254740992.75'],
  ] as const) {
    const created = await mutationsOf(server, 'createTransaction', editor).done(
      { activityId: activity.id, version, kind, date: '2021-05-01', value: { amount, currency: 'EUR' } },
      'activity { publication { version } }',
    );
    ({ version } = created['activity'].publication);
  }
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.id, version }, '__typename');

  const spending = ['9,007,199,254,741,005.25', '9,007,199,254,740,992.75', '12.50'];
  const inEuros = sectionsOf(await textAt(server, '/figures'));
  const byYear = inEuros.get('Budgets and spending by year, EUR')!;
  expect(rowsOf(byYear)).toEqual([
    ['2020', '9,007,199,254,740,993.25', '', '', ''],
    ['2021', '-3', ...spending],
  ]);
  expect(rowsOf(byYear, 'tfoot')).toEqual([['Total', '9,007,199,254,740,990.25', ...spending]]);
  expect(rowsOf(inEuros.get('Budgets and spending by country that benefits, EUR')!)).toEqual([
    ['Kyrgyzstan', '9,007,199,254,740,990.25', ...spending],
  ]);
  expect(rowsOf(inEuros.get('Budgets and spending by sector, EUR')!)).toEqual([
    ['Unallocated', '9,007,199,254,740,990.25', ...spending],
  ]);
  expect((await textAt(server, linkIn(byYear, '/exports/money.csv'))).split('\r\n').slice(1, 3)).toEqual([
    expect.stringMatching(/^2020,2020,BUDGET,Budget,EUR,9007199254740993\.25,1,1,/),
    expect.stringMatching(/^2021,2021,BUDGET,Budget,EUR,-3,1,1,/),
  ]);

  const inFrancs = await textAt(server, '/figures?filter.activityType=TRAINING&currency=CHF');
  expect(rowsOf(sectionsOf(inFrancs).get('Budgets and spending by year, CHF')!)).toEqual([['2020', '7']]);
  expect(inFrancs).not.toContain('by year, EUR');
  expect(inFrancs).toContain('<input type="hidden" name="currency" value="CHF"/>');
  expect(inFrancs).toContain('href="/figures?filter.activityType=TRAINING&amp;currency=EUR#money"');

  expect(shownText(await textAt(server, `/activities/${activity.slug}`))).toMatch(
    /Money\s+Budget\s+7 CHF\s+Budget\s+9,007,199,254,740,990.25 EUR\s+Disbursement\s+9,007,199,254,740,992.75 EUR\s+Expenditure\s+12.50 EUR/,
  );
});

it('leaves out results that the API refuses because they would cost too much, and shows the rest of the figures; a page that would is refused', async () => {
  const strict = await startTestServer({ SITE: 'on', MAX_OPERATION_COST: '15000' });
  try {
    const some = <T>(length: number, one: T): T[] => Array.from({ length }, () => one);
    const period = { start: '2024-01-01', end: '2024-12-31', targets: some(15, { value: '1' }) };
    const indicator = { title: 'Cases', measure: 'UNIT', periods: some(10, period) };
    const results = [{ type: 'OUTPUT', title: 'Evidence is used', indicators: [indicator] }];
    await mutationsOf(strict, 'createActivity', editor).done(
      { title: 'Much', summary: 'Is measured.', results },
      '__typename',
    );
    await strict.app.database.sizes.refresh();
    await strict.app.database.sizes.refreshLengths();
    const response = await fetch(`${strict.address}/figures`);
    const html = await response.text();

    expect(response.status).toBe(200);
    expect(html).toMatch(/<h2>Results<\/h2><p>Figures are left out here/);
    expect(html.match(/left out here/g)).toHaveLength(1);
    expect(sectionsOf(html).keys()).toContain('People by year');
    const refused = await fetch(`${strict.address}/search?text=cooperation+prosecutors+investigators`);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Too much at once');
  } finally {
    await strict.close();
  }
});

it('shows what was to be reached and what was, on the page of the activity and among the figures', async () => {
  const period = { start: '2024-01-01', end: '2024-12-31' };
  const whole = {
    baseline: { value: '10' },
    periods: [{ ...period, targets: [{ value: '30' }], actuals: [{ value: '25.5' }] }],
  };
  const parts = {
    periods: [{ ...period, targets: [], actuals: [{ value: '7.5', dimensions: [{ name: 'sex', value: 'women' }] }] }],
  };
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(
    {
      title: 'A visit with results',
      summary: 'They are measured.',
      activityType: 'EXPERT_VISIT',
      results: [
        {
          type: 'OUTCOME',
          title: 'Evidence is used',
          indicators: [
            { title: 'Cases', measure: 'PERCENTAGE', ...whole },
            { title: 'Judges', measure: 'UNIT', ...parts },
            { title: 'Nothing yet', measure: 'UNIT' },
          ],
        },
      ],
    },
    'activity { id slug publication { version } }',
  );
  const { id, slug, publication: state } = activity;
  await mutationsOf(server, 'publishActivity', editor).done({ id, version: state.version }, '__typename');

  const rows = (html: string): string[][] => rowsOf(html.slice(html.indexOf('Evidence is used')));
  const expected = [
    ['Cases Percentage', '10%', '1 January – 31 December 2024', '30%', '25.5%', '77.5%'],
    ['Judges Number', '', '1 January – 31 December 2024', '', '7.5 (women)', ''],
    ['Nothing yet Number', '', '', '', '', ''],
  ];
  expect(rows(await textAt(server, `/activities/${slug}`))).toEqual(expected);
  const figures = await textAt(server, '/figures?filter.activityType=EXPERT_VISIT');
  expect(rows(figures)).toEqual(expected);
  expect(shownText(await textAt(server, `/fr/activities/${slug}`))).toContain('25,5 % 77,5 %');
  const progress = sectionsOf(figures).get('Progress of indicators in their latest periods')!;
  expect(rowsOf(progress)).toEqual([['Cases – A visit with results', '77.50']]);
  const file = await textAt(server, linkIn(progress, '/exports/results.csv'));
  const cells = file.split('\r\n').map((line) => line.split(',').slice(0, 14).join());
  const start = `${slug},en,A visit with results,OUTCOME,Evidence is used`;
  expect(cells.slice(1)).toEqual([
    `${start},Cases,PERCENTAGE,true,10,2024-01-01,2024-12-31,30,25.5,77.5`,
    `${start},Judges,UNIT,true,,2024-01-01,2024-12-31,,7.5 (women),`,
    `${start},Nothing yet,UNIT,true,,,,,,`,
    '',
  ]);
  expect(await textAt(server, '/figures?filter.activityType=CONFERENCE')).not.toContain('Results');
});
