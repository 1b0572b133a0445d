import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { PublicationState } from '../../src/modules/publishing/publication.entity';
import { encodeGlobalId } from '../../src/core/types/global-id';
import { make, publication } from '../support/factories';
import { mutationsOf } from '../support/mutations';
import { shownText } from '../support/shown-text';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin, editor } from '../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on', PUBLISHER_NAME: 'Test programme' });
});

afterAll(() => server.close());

const WORKSHOP = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

const get = (address: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.address + address, { headers, redirect: 'manual' });

const textAt = async (address: string): Promise<string> => (await get(address)).text();

const pages = [
  '/',
  '/activities',
  '/activities?filter.country=UA&filter.text=training&filter.network=',
  '/activities?view=map',
  `/activities/${WORKSHOP}`,
  '/networks',
  '/networks/casc',
  '/networks/casc?day=2020-01-01',
  '/countries',
  '/countries/KG',
  '/programmes/eu-act',
  '/news',
  '/organisations/unodc',
  '/figures',
  '/figures?filter.year.eq=2018',
  '/figures/method',
  '/search?text=workshop',
  '/search?text=kyrgyzstan',
  '/search?text=nations',
  '/search',
];

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

  const text = shownText(await textAt(`/activities/${slug}`));

  expect(text).toMatch(/Kyrgyzstan : .*Drugs and Crime\s+1,200\s+7\s+1,207/s);
  expect(text).toMatch(/Others\s+2\s+3\s+5\s+All\s+1,202\s+10\s+0\s+1,212/);
  expect(text).not.toContain('Tajikistan');
});

describe.each(['', '/fr', '/ru'])('the pages at %s/', (prefix) => {
  it.each(pages)('%s is complete and names its language', async (page) => {
    const response = await get(prefix + page);
    const html = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain(`<html lang="${prefix.slice(1) || 'en'}" dir="ltr">`);
    expect(html).not.toMatch(/href="[^"]*undefined/);
    expect(shownText(html)).not.toMatch(/undefined|\[object|\bNaN\b|\{\w+\}/);
  });
});

it('shows all that the API says about an activity', async () => {
  const { activity } = await server.data(
    readFileSync(path.join(__dirname, '../../docs/operations/activity-page.graphql'), 'utf8'),
    { slug: WORKSHOP },
  );
  const text = shownText(await textAt(`/activities/${WORKSHOP}`));

  const { code, year, component, region, place } = activity.operativeDimension;
  const expected: string[] = [
    activity.title,
    activity.summary,
    ...[code, year, component?.name, region?.name, place].filter((value) => value != null).map(String),
    ...activity.topics,
    ...activity.objectives.map((objective: { text: string }) => objective.text),
    ...activity.networks.map((network: { name: string }) => network.name),
    ...activity.relatedNews.nodes.map((item: { title: string }) => item.title),
    ...activity.restrictedDocuments.map((document: { title: string }) => document.title),
  ];
  expect(expected.length).toBeGreaterThan(12);
  expect(expected.filter((value) => !text.includes(value.replace(/\s+/g, ' ')))).toEqual([]);
});

it('shows the same activities as cards or by country on a map, and keeps the choice and the conditions', async () => {
  const html = await textAt('/fr/activities?view=map&filter.year.eq=2018&filter.text=');
  const { activities } = await server.data(
    'query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount facets { countries { value count } } } }',
    { filter: { year: { eq: 2018 } } },
  );
  const counts = new Map(
    [...html.matchAll(/<li><a href="([^"]*)">[^<]*<\/a>: (\d+) activités?<\/li>/g)].map(([, link, count]) => [
      new URL(link!.replaceAll('&amp;', '&'), server.address).searchParams.get('filter.country')!,
      Number(count),
    ]),
  );

  expect(html).toContain(`${activities.totalCount} activités`);
  expect([...counts].sort()).toEqual(
    activities.facets.countries
      .filter(({ value }: { value: string | null }) => value !== null)
      .map(({ value, count }: { value: string; count: number }) => [value, count])
      .sort(),
  );
  expect(html).toMatch(/<a href="\/fr\/activities\?filter.year.eq=2018&amp;filter.country=[A-Z]{2}" tabindex="-1">/);
  expect(html).toContain('<input type="hidden" name="view" value="map"/>');
  expect(html).toContain('href="/fr/activities?filter.year.eq=2018&amp;view=cards"');
  expect(html).toContain('href="/fr/activities?filter.year.eq=2018&amp;view=map" aria-current="true"');
});

/** The sections of a page by their titles. */
function sectionsOf(html: string): ReadonlyMap<string, string> {
  const sections = html.split('<section>').filter((section) => section.startsWith('<h3>'));
  return new Map(sections.map((section) => [/<h3>([^<]*)/.exec(section)![1]!, section]));
}

/** The rows of the table in a section: the name and the numbers. */
function rowsOf(section: string): string[][] {
  const [, body] = /<tbody>(.*?)<\/tbody>/s.exec(section)!;
  return [...body!.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
      cell!.replace(/<[^>]*>/g, '').replace(/\s/g, ' '),
    ),
  );
}

const linkIn = (section: string, start: string): string =>
  [...section.matchAll(/href="([^"]*)"/g)]
    .map(([, link]) => link!)
    .find((link) => link.startsWith(start))!
    .replaceAll('&amp;', '&');

it('shows each figure as a chart, a table, a file and an operation, with the conditions of the address', async () => {
  const html = await textAt('/figures?filter.activityType=WORKSHOP&filter.sdg=16');
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
    const csv = await textAt(linkIn(section, '/exports/statistics.csv'));

    expect(section).toContain('<svg class="bars"');
    expect(section).toContain('<a href="/figures/method">');
    expect(rowsOf(section).map(([, count]) => Number(count))).toEqual(
      answer.activityStatistics.map(({ count }: { count: number }) => count),
    );
    expect(csv.trim().split('\r\n')).toHaveLength(rowsOf(section).length + 1);
    expect((await get(linkIn(section, '/exports/statistics.xlsx'))).status).toBe(200);
  }
  expect(sections.get('Activities by country that benefits')).toContain('class="map"');
  expect(html).toContain(
    `<cite>Test programme: Figures. ${server.address}/figures?filter.activityType=WORKSHOP&amp;filter.sdg=16</cite>`,
  );
});

it('shows the people of the demonstration by year, but for the four whose number is too small', async () => {
  const section = sectionsOf(await textAt('/figures?filter.programme=eu-act')).get('People by year')!;

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

  const spending = ['9,007,199,254,741,005.25', '9,007,199,254,740,992.75', '12.5'];
  const inEuros = sectionsOf(await textAt('/figures'));
  const byYear = inEuros.get('Budgets and spending by year, EUR')!;
  expect(rowsOf(byYear)).toEqual([
    ['2020', '9,007,199,254,740,993.25', '', '', ''],
    ['2021', '-3', '9,007,199,254,741,005.25', '9,007,199,254,740,992.75', '12.5'],
  ]);
  expect(rowsOf(inEuros.get('Budgets and spending by country that benefits, EUR')!)).toEqual([
    ['Kyrgyzstan', '9,007,199,254,740,990.25', ...spending],
  ]);
  expect(rowsOf(inEuros.get('Budgets and spending by sector, EUR')!)).toEqual([
    ['Unallocated', '9,007,199,254,740,990.25', ...spending],
  ]);
  expect((await textAt(linkIn(byYear, '/exports/money.csv'))).split('\r\n').slice(1, 3)).toEqual([
    expect.stringMatching(/^2020,2020,BUDGET,Budget,EUR,9007199254740993\.25,1,1,/),
    expect.stringMatching(/^2021,2021,BUDGET,Budget,EUR,-3,1,1,/),
  ]);

  const inFrancs = await textAt('/figures?filter.activityType=TRAINING&currency=CHF');
  expect(rowsOf(sectionsOf(inFrancs).get('Budgets and spending by year, CHF')!)).toEqual([['2020', '7']]);
  expect(inFrancs).not.toContain('by year, EUR');
  expect(inFrancs).toContain('<input type="hidden" name="currency" value="CHF"/>');
  expect(inFrancs).toContain('href="/figures?filter.activityType=TRAINING&amp;currency=EUR#money"');

  expect(shownText(await textAt(`/activities/${activity.slug}`))).toMatch(
    /Money\s+Budget\s+7 CHF\s+Budget\s+9,007,199,254,740,990.25 EUR\s+Disbursement\s+9,007,199,254,740,992.75 EUR\s+Expenditure\s+12.5 EUR/,
  );
});

it('leaves out results that the API refuses because they would cost too much, and shows the rest of the figures', async () => {
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
    periods: [{ ...period, targets: [], actuals: [{ value: '7', dimensions: [{ name: 'sex', value: 'women' }] }] }],
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
    ['Cases Percentage', '10 %', 'January 1 – December 31, 2024', '30 %', '25.5 %', '77.5 %'],
    ['Judges Number', '', 'January 1 – December 31, 2024', '', '7 (women)', ''],
    ['Nothing yet Number', '', '', '', '', ''],
  ];
  expect(rows(await textAt(`/activities/${slug}`))).toEqual(expected);
  const figures = await textAt('/figures?filter.activityType=EXPERT_VISIT');
  expect(rows(figures)).toEqual(expected);
  const progress = sectionsOf(figures).get('Progress of indicators in their latest periods')!;
  expect(rowsOf(progress)).toEqual([['Cases – A visit with results', '77.5']]);
  const file = await textAt(linkIn(progress, '/exports/results.csv'));
  const cells = file.split('\r\n').map((line) => line.split(',').slice(0, 12).join());
  const start = `${slug},A visit with results,OUTCOME,Evidence is used`;
  expect(cells.slice(1)).toEqual([
    `${start},Cases,PERCENTAGE,10,2024-01-01,2024-12-31,30,25.5,77.5`,
    `${start},Judges,UNIT,,2024-01-01,2024-12-31,,7 (women),`,
    `${start},Nothing yet,UNIT,,,,,,`,
    '',
  ]);
  expect(await textAt('/figures?filter.activityType=CONFERENCE')).not.toContain('Results');
});

it('lists the activities between two days that contain words, in an order, each with what matches, and the same as a file', async () => {
  const conditions = 'filter.text=workshops&filter.startsOn.gte=2017-01-01&filter.startsOn.lte=2021-12-31';
  const html = await textAt(`/activities?${conditions}&orderBy=TITLE%3AASC`);
  const { activities } = await server.data(
    `{ activities(
      filter: { text: "workshops", startsOn: { gte: "2017-01-01", lte: "2021-12-31" } }
      orderBy: [{ field: TITLE, direction: ASC }]
    ) { nodes { slug snippet(text: "workshops") { html } } } }`,
  );
  const slugs = activities.nodes.map(({ slug }: { slug: string }) => slug);

  expect(slugs.length).toBeGreaterThan(1);
  expect([...html.matchAll(/<h2><a href="\/activities\/([\w-]+)">/g)].map(([, slug]) => slug)).toEqual(slugs);
  for (const { snippet } of activities.nodes) {
    expect(snippet.html).toMatch(/<mark>\w*workshops?<\/mark>/i);
    expect(html).toContain(snippet.html);
  }
  const file = await textAt(linkIn(html, '/exports/activities.csv'));
  expect(file.split('\r\n').slice(1, 1 + Number(slugs.length))).toEqual(
    slugs.map((slug: string) => expect.stringContaining(`,${slug},`)),
  );
});

it('suggests results for what was typed so far, in the language of the page', async () => {
  const suggestionsAt = async (address: string): Promise<unknown> => (await get(address)).json();
  const country = { name: 'Киргизия', lang: null, kind: 'Страна', address: '/ru/countries/KG' };

  expect(await suggestionsAt('/ru/search/suggestions?text=kyrgyzst')).toEqual({
    status: expect.stringMatching(/^[1-6] подсказ/),
    items: expect.arrayContaining([country]),
  });
  expect(await suggestionsAt('/search/suggestions?text=nothingofthiskind')).toEqual({
    status: '0 suggestions',
    items: [],
  });
});

it('shows nothing of a draft', async () => {
  const draft = { title: 'Falcons in secret', slug: 'draft', publication: publication(PublicationState.DRAFT) };
  await make(server.app, (create) => create.activity(draft));

  expect((await get('/activities/draft')).status).toBe(404);
  for (const page of ['/', '/activities', '/search?text=falcons', '/search/suggestions?text=falcons', '/figures']) {
    expect(await textAt(page)).not.toContain('Falcons in');
  }
});

it('shows a draft at the address of its preview, to nobody else, and keeps it out of caches', async () => {
  const draft = { title: 'Herons to come', slug: 'heron', publication: publication(PublicationState.DRAFT) };
  const { id } = await make(server.app, (create) => create.activity(draft));
  const { createActivityPreview } = await server.data(
    'mutation ($input: CreateActivityPreviewInput!) { createActivityPreview(input: $input) { token } }',
    { input: { id: encodeGlobalId('Activity', id) } },
    editor,
  );
  const page = await get(`/fr/previews/${createActivityPreview.token}`);
  const html = await page.text();

  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(html).toContain('Herons to come');
  expect(html).toContain('Ceci est un aperçu');
  expect((await get('/previews/wrong')).status).toBe(404);
  expect(JSON.stringify(server.log)).not.toContain(createActivityPreview.token);
});

it('writes texts so that they cannot end an element or begin one', async () => {
  await make(server.app, (create) =>
    create.activity({ slug: 'odd', title: 'Ends </script></title>, begins <b>, "quotes" & more', summary: '<i>' }),
  );
  const html = await textAt('/activities/odd');

  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html.match(/<\/title>/g)).toHaveLength(1);
  expect(html).not.toMatch(/<b>|<i>/);
  expect(shownText(html)).toContain('Ends &lt;/script&gt;&lt;/title&gt;, begins &lt;b&gt;, "quotes" & more');
});

describe('the documents of an activity', () => {
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.address}/activities/${WORKSHOP}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.address, ...headers },
      body: new URLSearchParams(fields),
    });
  const password = (): string =>
    server.app.demonstrationPasswords!.find(({ opens }) => opens === 'restricted documents')!.password;

  it('open by the password of the page, for the visitor who has given it', async () => {
    const opened = await post({ password: password(), document: '' });
    const cookie = opened.headers.get('set-cookie')!;

    expect(opened.status).toBe(303);
    expect(opened.headers.get('location')).toBe(`/activities/${WORKSHOP}#documents`);
    expect(cookie).toMatch(/^entente_grants=entg_[\w-]+; Path=\/; Expires=.* GMT; HttpOnly; SameSite=Lax$/);

    const page = await get(`/activities/${WORKSHOP}`, { cookie: cookie.split(';', 1)[0]! });
    const html = await page.text();
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('etag')).toBeNull();
    const [, address] = /href="([^"]*\/documents\/[^"]*)"/.exec(html)!;
    const file = await fetch(address!.replaceAll('&amp;', '&'));
    expect(file.status).toBe(200);

    expect(await textAt(`/activities/${WORKSHOP}`)).not.toContain('/content?');
  });

  it('stay locked after a wrong password, and the page says why', async () => {
    const refused = await post({ password: 'wrong', document: '' });
    const html = await refused.text();

    expect(refused.status).toBe(422);
    expect(refused.headers.get('set-cookie')).toBeNull();
    expect(html).toContain('This password opens none of these documents');
    expect(html).not.toContain('/content?');
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
  ])('are not opened by a form of %s', async (_name, headers) => {
    const refused = await post({ password: password(), document: '' }, headers);

    expect(refused.status).toBe(403);
    expect(refused.headers.get('set-cookie')).toBeNull();
  });
});

it('answers an address without a page with a page to people, and with an error to programs', async () => {
  const page = await get('/ru/nothing/here', { accept: 'text/html' });
  const error = await get('/nothing/here');

  expect([page.status, error.status]).toEqual([404, 404]);
  expect(await page.text()).toContain('Страница не найдена');
  expect(await error.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

it.each(['/activities/nothing', '/ru/networks/nothing', '/countries/kg', '/news/nothing', '/programmes/nothing'])(
  '%s is not found',
  async (address) => {
    expect((await get(address)).status).toBe(404);
  },
);

it.each(['/activities?filter.country=XX', '/figures?filter.year.eq=abc', '/activities?after=nonsense'])(
  '%s is refused with a page that says what is wrong',
  async (address) => {
    const response = await get(address);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('This address is not valid');
  },
);

it('charges pages to the budget of the visitor, also when the answers that they show are kept', async () => {
  const limited = await startTestServer({ SITE: 'on', RATE_LIMIT_ADDRESS: '1000000' });
  const statuses: number[] = [];
  while (statuses.at(-1) !== 429 && statuses.length < 300) {
    statuses.push((await fetch(`${limited.address}/account/forgotten`)).status);
  }
  await limited.close();

  expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
  expect(statuses.at(-1)).toBe(429);
});

it('refuses a body that is no form', async () => {
  const [json, nothing] = await Promise.all([
    fetch(`${server.address}/networks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }),
    fetch(`${server.address}/networks`, { method: 'POST' }),
  ]);
  expect([json.status, nothing.status]).toEqual([415, 415]);
});

it('answers 304 as long as a page has not changed', async () => {
  const first = await get('/networks');
  const again = await get('/networks', { 'if-none-match': first.headers.get('etag')! });

  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(again.status).toBe(304);
});

it('loads nothing from elsewhere, and less than 40 KB of script', async () => {
  const response = await get(`/activities/${WORKSHOP}`);
  const html = await response.text();
  const [, styles] = /<style>([^<]*)<\/style>/.exec(html)!;
  const scripts = [...html.matchAll(/<script [^>]*src="([^"]*)"/g)].map(([, script]) => script!);

  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:/);
  expect(response.headers.get('content-security-policy')).toContain(
    `'sha256-${createHash('sha256').update(styles!).digest('base64')}'`,
  );
  expect((await get(scripts[0]!)).headers.get('cache-control')).toContain('immutable');
  expect((await get(scripts[0]!, { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBe('gzip');
  const sizes = await Promise.all(scripts.map(async (script) => (await (await get(script)).arrayBuffer()).byteLength));
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(40_000);
});

describe('the pages of accounts', () => {
  const post = (page: string, fields: Record<string, string>): Promise<Response> =>
    fetch(server.address + page, {
      method: 'POST',
      headers: { origin: server.address },
      body: new URLSearchParams(fields),
    });

  it('let an invited person choose a password, once', async () => {
    const { inviteAccount } = await server.data(
      `mutation ($input: InviteAccountInput!) { inviteAccount(input: $input) { invitationUrl } }`,
      { input: { email: 'new@example.org', name: 'New', role: 'MEMBER' } },
      admin,
    );
    const { pathname, hash } = new URL(inviteAccount.invitationUrl as string);
    const form = await get(pathname);
    expect(form.headers.get('cache-control')).toBe('no-store');
    expect(await form.text()).toContain('name="token"');

    const choose = (password: string): Promise<Response> => post(pathname, { token: hash.slice(1), password });
    const weak = await choose('password1234');
    const chosen = await choose('a long walk to Osh');
    const again = await choose('a long walk to Osh');

    expect([weak.status, chosen.status, again.status]).toEqual([422, 200, 422]);
    expect(await chosen.text()).toContain('Sign in with new@example.org');
    const { signIn } = await server.data(
      'mutation ($input: SignInInput!) { signIn(input: $input) { viewer { role } } }',
      { input: { email: 'new@example.org', password: 'a long walk to Osh' } },
    );
    expect(signIn.viewer.role).toBe('MEMBER');
  });

  it('say the same of a known and of an unknown address', async () => {
    const [known, unknown] = await Promise.all(
      ['new@example.org', 'who@example.org'].map(async (email) => {
        const page = await post('/fr/account/forgotten', { email });
        return { status: page.status, text: shownText(await page.text()).replaceAll(email, '…') };
      }),
    );
    expect(known).toEqual(unknown);
    expect(known!.text).toContain('un message avec un lien est en route');
  });
});

it('tells search engines its pages, with those in other languages', async () => {
  const robots = await textAt('/robots.txt');
  const index = await textAt('/sitemap.xml');
  const addresses = [...index.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address!);
  expect(robots).toContain(`Sitemap: ${server.address}/sitemap.xml`);
  expect(addresses).toHaveLength(3);

  const sitemaps = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
  const pagesListed = sitemaps.flatMap((text) => [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, page]) => page!));
  expect(sitemaps.map((text) => XMLValidator.validate(text))).toEqual([true, true, true]);
  expect(pagesListed).toContain(`${server.address}/networks/casc`);
  const lists = await server.data('{ activities { totalCount } newsItems { totalCount } networks { totalCount } }');
  const counts = Object.values(lists).map(({ totalCount }: { totalCount: number }) => totalCount);
  expect(pagesListed).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
  for (const page of pagesListed.slice(0, 5)) expect((await fetch(page)).status).toBe(200);
});

it('is where feeds link to', async () => {
  const feed = await textAt('/feeds/news.atom');
  const [, page] = /<link rel="alternate"[^>]*href="([^"]*\/news\/[^"]*)"/.exec(feed)!;

  expect((await fetch(page!)).status).toBe(200);
});

describe('the directory of the operator', () => {
  const guide = readFileSync(path.join(__dirname, '../../docs/site.md'), 'utf8');
  const example = /^```js\n(.*?)^```/ms.exec(guide)![1]!;
  let directory: string;
  let own: TestServer | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-site-'));
  });

  afterEach(async () => {
    await own?.close();
    own = undefined;
    await rm(directory, { recursive: true });
  });

  it('adds a style sheet, a logo, a footer, and the pages and blocks of the guide', async () => {
    await Promise.all(
      Object.entries({
        'style.css': ':root { --accent: red; }',
        'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'footer.md': 'Our **footer** <b>raw</b>',
        'footer.ru.md': 'Наш подвал',
        'site.cjs': example,
        'secret.txt': 'secret',
      }).map(([name, content]) => writeFile(path.join(directory, name), content)),
    );
    own = await startTestServer({ SITE: 'on', SITE_DIR: directory });
    const { address: origin } = own;
    const read = async (address: string): Promise<string> => (await fetch(origin + address)).text();
    const home = await read('/');

    expect(home).toContain('<link rel="stylesheet" href="/site/own/style.css"/>');
    expect(home).toContain('<img src="/site/own/logo.svg" alt=""/>');
    expect(home).toContain('<p>Welcome</p>');
    expect(home).toContain('Our <strong>footer</strong> &lt;b&gt;raw&lt;/b&gt;');
    expect(await read('/ru/networks')).toContain('Наш подвал');
    expect(await read('/ru/members/casc')).toContain('<li>Киргизия</li>');
    expect((await fetch(`${origin}/members/nothing`)).status).toBe(404);
    expect(await read('/site/own/style.css')).toBe(':root { --accent: red; }');
    expect((await fetch(`${origin}/site/own/logo.svg`)).headers.get('content-security-policy')).toContain('sandbox');
    for (const name of ['secret.txt', 'site.cjs', 'footer.md', '../package.json']) {
      expect((await fetch(`${origin}/site/own/${name}`)).status).toBe(404);
    }
  });

  it.each([
    [
      'a module with a mistake',
      'exports.pages = [{ path: "about", show: 1 }];',
      /SITE_DIR cannot be used: site.cjs is not valid/,
    ],
    ['a module that throws', 'throw new Error("broken");', /SITE_DIR cannot be used: broken/],
  ])('is refused at the start with %s', async (_name, content, message) => {
    await writeFile(path.join(directory, 'site.cjs'), content);
    await expect(startTestServer({ SITE: 'on', SITE_DIR: directory })).rejects.toThrow(message);
  });
});
