import { DAY_MS } from '../../../src/core/time';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { globalIdOf } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { fetchError, fetchFile, fetchRows } from '../../support/public-files';
import { createRandom } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    PUBLIC_URL: 'https://api.example.org',
    PUBLISHER_NAME: 'Example Programme',
    DATA_LICENCE: 'https://creativecommons.org/licenses/by/4.0/',
    RATE_LIMIT: 'off',
    LOCALES: 'en,ru',
  });
});

afterAll(() => server.close());

interface ExportedFile {
  readonly publisher: string;
  readonly licence: string | null;
  readonly citeAs: string;
  readonly activities: Record<string, unknown>[];
}

async function fetchExport(parameters = ''): Promise<ExportedFile> {
  const { text } = await fetchFile(server, `/exports/activities.json${parameters}`);
  return JSON.parse(text) as ExportedFile;
}

/** Everything that the API shows to the public, page by page. */
async function listByApi(variables: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const found = [];
  for (let after: unknown = null; ;) {
    const { activities } = await server.data(
      `query ($filter: ActivityFilter, $orderBy: [ActivityOrder!], $after: String) {
        activities(filter: $filter, orderBy: $orderBy, first: 37, after: $after) {
          nodes {
            id slug locale title summary description startsOn endsOn status
            dates { plannedStart actualStart plannedEnd actualEnd } iatiIdentifier participants { women men unspecified total }
            recipients { country { code name } region { code name } percentage } sectors { sector { code name } percentage }
            sdgs { code name }
            operativeDimension {
              code year component { code name } region { code name } country { code name } place activityType
            }
            programme { slug name } networks { slug name } organisations { role organisation { slug name } } participatingCountries { code name }
            topics objectives { position text } createdAt updatedAt
            cover { alt url } attachments { title language mediaType byteSize publishedOn url }
          }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      { ...variables, after },
    );
    found.push(...activities.nodes);
    if (!activities.pageInfo.hasNextPage) return found;
    after = activities.pageInfo.endCursor;
  }
}

test('the JSON export has what the API answers, for every filter and order', async () => {
  const random = createRandom(7);
  const fields = [
    ['filter.country=KG', { country: ['KG'] }],
    ['filter.country=KG&filter.country=UZ', { country: ['KG', 'UZ'] }],
    ['filter.year.gte=2014&filter.year.lte=2018', { year: { gte: 2014, lte: 2018 } }],
    ['filter.year.isNull=true', { year: { isNull: true } }],
    ['filter.year.in=2016&filter.year.in=2018', { year: { in: [2016, 2018] } }],
    ['filter.title.contains=train', { title: { contains: 'train' } }],
    ['filter.startsOn.gte=2015-06', { startsOn: { gte: '2015-06' } }],
    ['filter.activityType=TRAINING', { activityType: ['TRAINING'] }],
    ['filter.text=drug', { text: 'drug' }],
    ['filter.not.country=KG', { not: { country: ['KG'] } }],
    [
      'filter.or.0.country=TJ&filter.or.1.year.eq=2018&filter.or.1.title.contains=e',
      { or: [{ country: ['TJ'] }, { year: { eq: 2018 }, title: { contains: 'e' } }] },
    ],
  ] as const;
  const orders = [
    ['', undefined],
    ['orderBy=TITLE:ASC', [{ field: 'TITLE', direction: 'ASC' }]],
    [
      'orderBy=YEAR:DESC&orderBy=CODE:ASC',
      [
        { field: 'YEAR', direction: 'DESC' },
        { field: 'CODE', direction: 'ASC' },
      ],
    ],
  ] as const;
  const lengths = new Set<number>();
  for (const [parameters, filter] of [['', undefined] as const, ...random.shuffle(fields)]) {
    const [order, orderBy] = random.pick(orders);
    const { activities } = await fetchExport(`?${[parameters, order].filter(Boolean).join('&')}`);
    expect(activities).toEqual(await listByApi({ filter, orderBy }));
    lengths.add(activities.length);
  }
  expect(lengths.size).toBeGreaterThan(5);
});

test('shows nobody more than the public sees', async () => {
  const hidden = [PublicationState.DRAFT, PublicationState.SCHEDULED, PublicationState.ARCHIVED];
  await make(server.app, async (create) => {
    for (const state of hidden) {
      const shown = publication(state);
      if (state === PublicationState.SCHEDULED) shown.publishAt = '2099-01-01T00:00:00.000Z';
      await create.activity({ slug: `hidden-${state.toLowerCase()}`, title: 'Secret plan', publication: shown });
    }
    const withdrawn = await create.network({
      slug: 'hidden-network',
      publication: publication(PublicationState.DRAFT),
    });
    const open = await create.activity({ slug: 'open-activity' });
    await create.takesPart(open, withdrawn);
    await create.document({ activityId: open.id, title: 'A locked protocol' });
  });
  const authorization = `Bearer ${await server.tokenOf(admin)}`;
  for (const target of ['/exports/activities.csv', '/exports/activities.json']) {
    const { text } = await fetchFile(server, target, { authorization });
    expect(text).toContain('open-activity');
    expect(text).not.toMatch(/hidden-|Secret plan|A locked protocol/);
    // A signed-in viewer gets the same bytes.
    expect(text).toBe((await fetchFile(server, target)).text);
  }
});

test('an export is in the language of its address, whatever language the reader prefers', async () => {
  const { id } = await make(server.app, (create) => create.activity({ slug: 'translated', title: 'Original' }));
  const translate = (state: string, version: number, title: string) =>
    server.data(
      `mutation ($input: SetActivityTranslationInput!) { setActivityTranslation(input: $input) { activity { slug } } }`,
      { input: { id: globalIdOf('Activity', id), version, locale: 'ru', state, title, summary: 'Кратко' } },
      admin,
    );
  const titleIn = async (parameter: string): Promise<unknown> => {
    const target = `/exports/activities.json?filter.title.eq=Original${parameter}`;
    const { text, headers } = await fetchFile(server, target, { 'accept-language': 'ru' });
    expect(headers.get('vary')).not.toContain('Accept-Language');
    const { activities } = JSON.parse(text) as ExportedFile;
    return activities.map(({ title, locale }) => [title, locale])[0];
  };
  await translate('DRAFT', 1, 'Черновик');
  expect(await titleIn('&locale=ru')).toEqual(['Original', 'en']);
  await translate('PUBLISHED', 2, 'Перевод');
  expect(await titleIn('&locale=ru')).toEqual(['Перевод', 'ru']);
  expect(await titleIn('&locale=fr&locale=ru')).toEqual(['Перевод', 'ru']);
  expect(await titleIn('')).toEqual(['Original', 'en']);
  expect(await fetchError(server, '/exports/activities.json?locale=neither%20one')).toMatchObject({
    status: 400,
    extensions: { code: 'BAD_USER_INPUT', field: 'locale.0' },
  });
});

test('the CSV export has one row for each activity, and the licence and the source in each', async () => {
  const target = '/exports/activities.csv?filter.country=KG&orderBy=TITLE:ASC';
  const rows = await fetchRows(server, target);
  const { activities } = await fetchExport('?filter.country=KG&orderBy=TITLE:ASC');
  expect(rows.map(({ id }) => id)).toEqual(activities.map(({ id }) => id));
  expect(rows.map(({ title }) => title)).toEqual(activities.map(({ title }) => title));
  for (const row of rows) {
    expect(row).toMatchObject({
      country: 'KG',
      countryName: 'Kyrgyzstan',
      licence: 'https://creativecommons.org/licenses/by/4.0/',
      citeAs: `Example Programme: Activities. https://api.example.org${target}`,
    });
  }
  const { headers } = await fetchFile(server, target);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(headers.get('content-disposition')).toBe('attachment; filename="activities.csv"');
  expect(headers.get('link')).toBe('<https://creativecommons.org/licenses/by/4.0/>; rel="license"');
});

test('an address of more than 1,000 characters is cited without its parameters', async () => {
  const citedAt = async (target: string): Promise<Set<string | undefined>> =>
    new Set((await fetchRows(server, target)).map(({ citeAs }) => citeAs));
  const cited = (target: string): Set<string> =>
    new Set([`Example Programme: Activities. https://api.example.org${target}`]);
  const longest = '/exports/activities.csv?filter.country=UA'.padEnd(1_000, '&');

  expect(await citedAt(longest)).toEqual(cited(longest));
  expect(await citedAt(`${longest}&`)).toEqual(cited('/exports/activities.csv'));
});

test('the CSV export names the cover of an activity, and describes it', async () => {
  await make(server.app, async (create) => {
    await create.showsImage(await create.activity({ title: 'With a cover' }), await create.image({ alt: 'A port' }));
    await create.activity({ title: 'Without a cover' });
  });

  const rows = await fetchRows(server, '/exports/activities.csv?filter.title.contains=a cover&orderBy=TITLE:ASC');

  expect(rows).toMatchObject([
    {
      cover: expect.stringMatching(/^https:\/\/api\.example\.org\/media\/images\/\w{64}\/\w+\.webp$/) as unknown,
      coverAlt: 'A port',
    },
    { cover: '', coverAlt: '' },
  ]);
});

test('no cell of a table is a formula', async () => {
  await make(server.app, async (create) => {
    const { id } = await create.activity({
      slug: 'formulas',
      title: '=HYPERLINK("https://evil.example")',
      summary: '\t=1+1',
      operativeDimension: { code: '+1', place: '@SUM(A1)' },
    });
    await create.topic({ activityId: id, topic: '-2+3' });
  });
  const [row] = await fetchRows(server, '/exports/activities.csv?filter.code.eq=%2B1');
  expect(row).toMatchObject({
    title: `'=HYPERLINK("https://evil.example")`,
    summary: "'\t=1+1",
    code: "'+1",
    place: "'@SUM(A1)",
    topics: "'-2+3",
  });
});

test('refuses what the API refuses, with the same code and field', async () => {
  const refused = [
    ['filter.year.eq=last', { year: { eq: 'last' } }],
    ['filter.country=Kirgisia', { country: ['Kirgisia'] }],
    ['filter.startsOn.gte=2014-13', { startsOn: { gte: '2014-13' } }],
    ['filter.activityType=PARTY', { activityType: ['PARTY'] }],
    ['filter.title.contains=%00', { title: { contains: '\0' } }],
  ] as const;
  for (const [parameters, filter] of refused) {
    const { errors } = await server.query(
      'query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount } }',
      { filter },
    );
    expect(await fetchError(server, `/exports/activities.csv?${parameters}`)).toEqual({
      status: 400,
      message: errors![0]!.message,
      extensions: errors![0]!.extensions,
    });
  }
});

test.each([
  ['year=2018', 'year'],
  ['filter.colour=red', 'filter.colour'],
  ['filter.year.eq.x=1', 'filter.year.eq.x'],
  ['filter=x', 'filter'],
  ['filter.or.1.country=KG', 'filter.or.1.country'],
  ['filter.year.eq=2018&filter.year.eq=2019', 'filter.year.eq'],
  ['filter.__proto__.x=1', 'filter.__proto__.x'],
  ['first=5', 'first'],
  ['withDescription=true', 'withDescription'],
  ['orderBy=YEAR', 'orderBy.0'],
  ['orderBy=YEAR:DESC:ASC', 'orderBy.0.direction'],
])('refuses the parameters %s', async (parameters, field) => {
  expect(await fetchError(server, `/exports/activities.json?${parameters}`)).toMatchObject({
    status: 400,
    extensions: { code: 'BAD_USER_INPUT', field },
  });
});

test.each([32, 2_600])('refuses a filter within %i others before it is read', async (depth) => {
  const path = `filter.${'and.0.'.repeat(depth)}year.gte`;
  const name = path.slice(0, 100);
  expect(await fetchError(server, `/exports/activities.csv?${path}=1`)).toEqual({
    status: 400,
    message: `${name} must have at most 64 parts, separated by dots`,
    extensions: { code: 'BAD_USER_INPUT', field: name },
  });
});

test('an unchanged export is not sent again, a changed one is', async () => {
  const target = '/exports/activities.csv?filter.country=UZ';
  const { headers } = await fetchFile(server, target);
  const etag = headers.get('etag')!;
  expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
  const ask = (method = 'GET', path = target) =>
    fetch(server.address + path, { method, headers: { 'if-none-match': etag } });
  let unchanged: Response | undefined;
  const statements = await server.statementsOf(async () => {
    unchanged = await ask();
  });
  expect([unchanged!.status, unchanged!.headers.get('etag'), statements]).toEqual([304, etag, []]);
  // Another file has another tag.
  expect((await ask('HEAD', '/exports/activities.csv?filter.country=KG')).status).toBe(200);
  await make(server.app, (create) => create.activity({ operativeDimension: { countryCode: 'UZ' }, slug: 'new-one' }));
  const head = await ask('HEAD');
  expect([head.status, head.headers.get('etag') === etag, await head.text()]).toEqual([200, false, '']);
  const changed = await ask();
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, head.headers.get('etag')]);
  expect(await changed.text()).toContain('new-one');
});

test('what the public does not see changes no entity tag', async () => {
  const targets = ['/exports/activities.csv', '/feeds/news.atom', '/calendar.ics', '/exports/statistics.csv'];
  const tags = () => Promise.all(targets.map(async (target) => (await fetchFile(server, target)).headers.get('etag')));
  const call = async (mutation: string, input: object, selection: string): Promise<Record<string, any>> =>
    mutationsOf(server, mutation, admin).done(input, selection);
  const shown = await make(server.app, (create) => create.activity());
  const before = await tags();

  const { activity } = await call('createActivity', { title: 'A draft', summary: 'S' }, 'activity { id }');
  const { id } = activity;
  await call('updateActivity', { id, version: 1, title: 'Still a draft', country: 'KG' }, '__typename');
  await call(
    'setActivityTranslation',
    { id, version: 2, locale: 'ru', state: 'PUBLISHED', title: 'Т', summary: 'С' },
    '__typename',
  );
  await call('deleteActivity', { id, version: 3 }, '__typename');
  const translation = { id: encodeGlobalId('Activity', shown.id), locale: 'ru', title: 'Черновик', summary: 'Ч' };
  await call('setActivityTranslation', { ...translation, version: 1 }, '__typename');
  await call('createImage', { fileName: 'a.png', alt: 'A' }, '__typename');
  expect(await tags()).toEqual(before);

  const published = { ...translation, version: 2, state: 'PUBLISHED' };
  await call('setActivityTranslation', published, '__typename');
  const after = await tags();
  expect(after.filter((tag, index) => tag === before[index])).toEqual([]);
});

test('is compressed for those who accept it', async () => {
  const { text } = await fetchFile(server, '/exports/activities.csv', { 'accept-encoding': 'identity' });
  for (const encoding of ['br', 'gzip']) {
    // fetch decodes the body.
    const compressed = await fetchFile(server, '/exports/activities.csv', { 'accept-encoding': encoding });
    expect(compressed.headers.get('content-encoding')).toBe(encoding);
    expect(compressed.headers.get('vary')).toContain('Accept-Encoding');
    expect(compressed.text).toBe(text);
  }
});

test('an export that depends on the day has another entity tag on the next day, and others have not', async () => {
  const targets = ['/exports/activities.csv?filter.completeness.gte=1', '/exports/activities.csv'];
  const tags = () => Promise.all(targets.map(async (target) => (await fetchFile(server, target)).headers.get('etag')));
  const before = await tags();
  server.pass(DAY_MS);
  const after = await tags();

  expect(after.map((tag, place) => tag === before[place])).toEqual([false, true]);
});
