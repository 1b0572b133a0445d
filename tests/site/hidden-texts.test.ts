import { strFromU8, unzipSync } from 'fflate';
import { pageAddress } from '../../src/core/languages/page-address';
import { setPagePassword } from '../support/documents';
import { hiddenIn, type HiddenTexts, makeHiddenTexts, MARK, SOUGHT } from '../support/hidden-texts';
import { mutationsOf } from '../support/mutations';
import { shownText } from '../support/shown-text';
import { linkIn } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let texts: HiddenTexts;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on', DEMO_DATA: 'false', LOCALES: 'en,fr,ru' });
  texts = await makeHiddenTexts(server);
});

afterAll(() => server.close());

const locales = ['en', 'fr', 'ru'] as const;

/** The pages, with operations of this test that ask the API for what they show. */
const pages: Readonly<Record<string, string>> = {
  '/': `{
    programmes { __typename slug name } networks(first: 12) { nodes { __typename slug name } }
    activities(first: 6) { nodes { __typename slug title summary operativeDimension { place } } }
    newsItems(first: 3) { nodes { __typename slug title excerpt } } }`,
  '/activities': '{ activities(first: 24) { nodes { __typename slug title summary operativeDimension { place } } } }',
  '/activities?filter.country=KG&filter.topic=Forensics': `{
    activities(first: 24, filter: { country: ["KG"], topic: ["Forensics"] }) { nodes { __typename slug title } } }`,
  '/activities?view=map': '{ activities { facets { countries { label } } } }',
  '/activities/open-workshop': `{ activity(slug: "open-workshop") {
    title summary topics operativeDimension { code place country { __typename code name } }
    programme { __typename slug name } networks { __typename slug name } objectives { text }
    organisations { organisation { __typename slug name } } participatingCountries { __typename code name }
    attachments { title } links { title } relatedNews(first: 3) { nodes { __typename slug title excerpt } }
    restrictedDocuments { title access { stateLabel } } } }`,
  '/networks': '{ networks(first: 50) { nodes { __typename slug name } } }',
  '/networks/open-network': `{
    network(slug: "open-network") {
      name supportedBy { __typename slug name } memberCountries { kindLabel country { __typename code name } }
      activities(first: 6) { nodes { __typename slug title summary } } }
    newsItems(filter: { network: ["open-network"] }, first: 3) { nodes { __typename slug title excerpt } } }`,
  '/countries': '{ countries { __typename code name } }',
  '/countries/KG': `{
    country(code: "KG") { name memberships { network { __typename slug name } }
      activities(first: 12) { nodes { __typename slug title summary } } }
    activities(first: 12, filter: { participatingCountry: ["KG"] }) { nodes { __typename slug title } } }`,
  '/programmes/open-programme': `{ programme(slug: "open-programme") {
    name activities(first: 12) { nodes { __typename slug title summary } } } }`,
  '/organisations/open-organisation': `{ organisation(slug: "open-organisation") {
    name activities(first: 12) { nodes { __typename slug title summary } } } }`,
  '/news': '{ newsItems(first: 24) { nodes { __typename slug title excerpt } } }',
  '/news?filter.activity=open-workshop': `{ activity(slug: "open-workshop") { __typename slug title }
    newsItems(first: 24, filter: { activity: ["open-workshop"] }) { nodes { __typename slug title excerpt } } }`,
  '/news?filter.network=open-network': `{ network(slug: "open-network") { __typename slug name }
    newsItems(first: 24, filter: { network: ["open-network"] }) { nodes { __typename slug title excerpt } } }`,
  '/news/open-news': `{ newsItem(slug: "open-news") {
    title excerpt activities { __typename slug title summary } } }`,
  '/figures': `{
    topics: activityStatistics(groupBy: [TOPIC]) { keys { label } }
    countries: activityStatistics(groupBy: [COUNTRY]) { keys { label } } }`,
  [`/search?text=${SOUGHT}`]: `{ search(text: "${SOUGHT}", first: 20) { nodes { ... on Node { id } } } }`,
  '/search?text=open': `{ search(text: "open", first: 20) { nodes {
    __typename ... on Activity { slug title } ... on Network { slug name } ... on NewsItem { slug title }
    ... on Organisation { slug name } ... on Country { code name } } } }`,
};

/** What programs read. */
const files = [
  `/search/suggestions?text=${SOUGHT}`,
  '/feeds/news.atom',
  '/feeds/activities.atom',
  '/calendar.ics',
  '/exports/activities.csv',
  '/exports/activities.json',
  '/exports/activities.xlsx',
  '/exports/statistics.csv?groupBy=TOPIC&groupBy=COUNTRY',
  '/exports/people.csv?groupBy=ORGANISATION',
  '/exports/money.csv?groupBy=PROGRAMME',
  '/exports/results.csv',
  '/exports/budgets.csv',
  '/exports/transactions.csv',
  '/sitemap.xml',
  '/robots.txt',
];

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

async function get(address: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(server.address + address, { headers: { accept: 'text/html', ...headers } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const body = address.endsWith('.xlsx')
    ? Object.values(unzipSync(bytes))
        .map((file) => strFromU8(file))
        .join('\n')
    : Buffer.from(bytes).toString();
  return { status: response.status, headers: JSON.stringify([...response.headers]), body };
}

function addressIn(locale: string, page: string): string {
  return pageAddress(page, locale, 'en');
}

/** The addresses of all pages and files in all languages. */
async function allAddresses(): Promise<string[]> {
  const { body } = await get('/sitemap.xml');
  const sitemaps = [...body.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, sitemap]) => new URL(sitemap!).pathname);
  const inLanguages = locales.flatMap((locale) => Object.keys(pages).map((page) => addressIn(locale, page)));
  return [...inLanguages, ...files, `/fr${files[0]!}`, ...sitemaps];
}

/** By address, which hidden texts an anonymous visitor finds there. */
async function findings(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const address of await allAddresses()) {
    const { status, headers, body } = await get(address);
    expect({ address, status }).toEqual({ address, status: 200 });
    const told = hiddenIn(headers + body);
    if (told.length > 0) found[address] = told;
  }
  return found;
}

const TEXTS = new Set(['title', 'name', 'summary', 'excerpt', 'text', 'label', 'place', 'stateLabel', 'kindLabel']);
const FOLDERS: Readonly<Record<string, string>> = {
  Activity: 'activities',
  NewsItem: 'news',
  Network: 'networks',
  Programme: 'programmes',
  Organisation: 'organisations',
  Country: 'countries',
};

interface Shown {
  readonly texts: Set<string>;
  /** The addresses of the pages of items. */
  readonly links: Set<string>;
}

/** The texts and items in an answer of the API. */
function shownBy(answer: unknown, locale: string, shown: Shown = { texts: new Set(), links: new Set() }): Shown {
  if (Array.isArray(answer)) for (const entry of answer) shownBy(entry, locale, shown);
  else if (typeof answer === 'object' && answer !== null) {
    const { __typename: type, slug, code } = answer as Record<string, string>;
    if (type !== undefined) shown.links.add(addressIn(locale, `/${FOLDERS[type]}/${type === 'Country' ? code : slug}`));
    for (const [name, value] of Object.entries(answer)) {
      if (TEXTS.has(name) && typeof value === 'string') shown.texts.add(value);
      else shownBy(value, locale, shown);
    }
  }
  return shown;
}

describe.each(locales)('what an anonymous visitor sees in %s', (locale) => {
  it.each(Object.keys(pages))('at %s is what the API answers, and nothing that is hidden', async (page) => {
    const answer = await server.data(pages[page]!, {}, { headers: { 'accept-language': locale } });
    const { body, headers } = await get(addressIn(locale, page));
    const expected = shownBy(answer, locale);
    const main = /<main.*<\/main>/s.exec(body)![0];
    const text = shownText(main);
    const itemLink = new RegExp(`href="(${locale === 'en' ? '' : `/${locale}`}/(?!figures/)[a-z]+/[\\w-]+)"`, 'g');
    const links = [...main.matchAll(itemLink)].map(([, link]) => link!);

    expect([...expected.texts].filter((one) => !text.includes(one))).toEqual([]);
    expect(new Set(links)).toEqual(expected.links);
    expect(hiddenIn(headers + body)).toEqual([]);
  });
});

it('programs find nothing that is hidden either', async () => {
  for (const file of files) {
    const { status, headers, body } = await get(file);
    expect({ file, status, hidden: hiddenIn(headers + body) }).toEqual({ file, status: 200, hidden: [] });
  }
});

it('the pages of hidden items are not found, and tell nothing but their own addresses', async () => {
  const folders = ['activities', 'news', 'networks'];
  for (const { slug } of [...texts.drafts, ...texts.others]) {
    for (const folder of folders) {
      const { status, headers, body } = await get(`/${folder}/${slug}`);
      expect([status, hiddenIn(headers + body.replaceAll(slug, ''))]).toEqual([404, []]);
    }
    for (const condition of ['filter.activity', 'filter.network']) {
      const { status, headers, body } = await get(`/news?${condition}=${slug}`);
      expect([status, hiddenIn(headers + body.replaceAll(slug, ''))]).toEqual([200, []]);
      expect(body).toContain('There is no news yet.');
    }
  }
});

it('a preview shows its item, and no other hidden one', async () => {
  for (const [type, item, own] of [
    ['Activity', texts.drafts[0]!, /^Draft(?!Document|News|Excerpt|Body)|^(Image|Attachment)$/i],
    ['NewsItem', texts.drafts[1]!, /^Draft(News|Excerpt|Body)$|^Image$/i],
    ['Network', texts.drafts[2]!, /^Network(Description)?$/i],
  ] as const) {
    const { token } = await mutationsOf(server, `create${type}Preview`).done({ id: item.globalId }, 'token');
    for (const locale of locales) {
      const { status, body } = await get(addressIn(locale, `/previews/${token}`));
      const told = hiddenIn(body);

      expect(status).toBe(200);
      expect(told.length).toBeGreaterThan(0);
      expect(told.filter((what) => !own.test(what))).toEqual([]);
    }
  }
});

it('what is published appears everywhere, and what is withdrawn is nowhere, whatever was cached', async () => {
  for (const draft of texts.drafts) await draft.change('publish');
  const published = await findings();
  expect(Object.keys(published).length).toBeGreaterThan(40);
  expect(Object.values(published).flat()).toEqual(expect.arrayContaining(['DraftActivity', 'DraftNews', 'Network']));

  for (const draft of texts.drafts) await draft.change('unpublish');
  expect(await findings()).toEqual({});
});

it('an unlocked document is shown to its visitor alone, until its password changes', async () => {
  const page = '/activities/open-workshop';
  const opened = await fetch(server.address + page, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: server.address },
    body: new URLSearchParams({ password: texts.password, document: '' }),
  });
  const cookie = opened.headers.get('set-cookie')!.split(';', 1)[0]!;
  expect(hiddenIn(opened.headers.get('location')! + (await opened.text()))).toEqual([]);

  const unlocked = await get(page, { cookie });
  expect(hiddenIn(unlocked.body)).toEqual(['LockedFile']);
  expect(unlocked.headers).toContain('no-store');
  const download = linkIn(unlocked.body, `${page}?download=`);
  const file = await fetch(server.address + download, { headers: { cookie } });
  expect(await file.text()).toContain(`${MARK}LockedContent`);
  expect(hiddenIn((await get(download)).body)).toEqual([]);
  expect(await findings()).toEqual({});

  await setPagePassword(server, texts.workshop, 'another otter reads hours');
  expect(hiddenIn((await get(page, { cookie })).body)).toEqual([]);
});
