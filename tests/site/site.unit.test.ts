import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { XMLValidator } from 'fast-xml-parser';
import { encodeGlobalId } from '../../src/core/types/global-id';
import { MembershipKind } from '../../src/modules/catalogue/network/member-country.entity';
import { OrganisationRole } from '../../src/modules/catalogue/organisation/organisation-role';
import { ActivityStatus } from '../../src/modules/figures/classification/activity-status';
import { PublicationState } from '../../src/modules/publishing/publication.entity';
import { uploadedAttachment } from '../support/attachments';
import { make, publication } from '../support/factories';
import { mutationsOf } from '../support/mutations';
import { shownText } from '../support/shown-text';
import { linkIn, pageAt, textAt, WORKSHOP } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';
import { editor } from '../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on' });
});

afterAll(() => server.close());

/** Requests a page of the site by a target that `fetch` would change. */
async function requestTarget(target: string): Promise<{ readonly status: number | undefined; readonly html: string }> {
  const { hostname, port } = new URL(server.address);
  const [response] = (await once(
    get({ hostname, port, path: target, headers: { accept: 'text/html' } }),
    'response',
  )) as [IncomingMessage];
  return { status: response.statusCode, html: await text(response) };
}

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

describe.each(['', '/fr', '/ru'])('the pages at %s/', (prefix) => {
  it.each(pages)('%s is complete and names its language', async (page) => {
    const response = await pageAt(server, prefix + page);
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
  const text = shownText(await textAt(server, `/activities/${WORKSHOP}`));

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

it('says in the title of a page what was found, which screen readers read first', async () => {
  const titleOf = async (address: string): Promise<string | undefined> =>
    /<title>([^<]*) · /.exec(await textAt(server, address))?.[1];

  expect(await titleOf('/search?text=workshop')).toMatch(/^\d+ results for “workshop”$/);
  expect(await titleOf('/activities?filter.country=UA')).toMatch(/^Activities · \d+ activities$/);
  expect(await titleOf('/activities?filter.text=nothingofthiskind')).toBe(
    'Activities · No activity meets these conditions.',
  );
  expect(await titleOf('/activities')).toBe('Activities');
});

it('says of which type and how large a file is before it is opened', async () => {
  const attachment = await uploadedAttachment(server, Buffer.alloc(2_500, 'a'));
  const small = await uploadedAttachment(server, Buffer.alloc(400, 'a'));
  const values = {
    title: 'A meeting with an agenda',
    summary: 'Short.',
    slug: 'with-agenda',
    attachments: [attachment, small],
  };
  const { activity } = await mutationsOf(server, 'createActivity').done(values, 'activity { id }');
  await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');

  expect(shownText(await textAt(server, '/activities/with-agenda'))).toMatch(
    /The agenda\b.*\bTXT, 2\.5 kB.*\bThe agenda\b.*\bTXT, 400 bytes/,
  );
});

it('shows the same activities as cards or by country on a map, and keeps the choice and the conditions', async () => {
  const html = await textAt(server, '/fr/activities?view=map&filter.year.eq=2018&filter.text=');
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

it('offers the years of activities in order of time, the latest first', async () => {
  const [, options] = /<select name="filter.year.eq">(.*?)<\/select>/.exec(await textAt(server, '/activities'))!;
  const years = [...options!.matchAll(/value="(\d+)"/g)].map(([, year]) => Number(year));

  expect(years.length).toBeGreaterThan(2);
  expect(years).toEqual([...years].sort((one, other) => other - one));
});

it('keeps the order of the activities while they are shown on a map', async () => {
  const cards = await textAt(server, '/activities?orderBy=TITLE%3AASC');
  const map = await textAt(server, linkIn(cards, '/activities?orderBy=TITLE%3AASC&amp;view=map'));

  expect(map).toContain('<input type="hidden" name="orderBy" value="TITLE:ASC"/>');
  expect(map).toContain('href="/activities?orderBy=TITLE%3AASC&amp;view=cards"');
});

it('lists the activities between two days that contain words, in an order, each with what matches, and the same as a file', async () => {
  const conditions = 'filter.text=workshops&filter.startsOn.gte=2017-01-01&filter.startsOn.lte=2021-12-31';
  const html = await textAt(server, `/activities?${conditions}&orderBy=TITLE%3AASC`);
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
  const file = await textAt(server, linkIn(html, '/exports/activities.csv'));
  expect(file.split('\r\n').slice(1, 1 + Number(slugs.length))).toEqual(
    slugs.map((slug: string) => expect.stringContaining(`,${slug},`)),
  );
});

it('suggests results for what was typed so far, in the language of the page', async () => {
  const suggestionsAt = async (address: string): Promise<unknown> => (await pageAt(server, address)).json();
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

  expect((await pageAt(server, '/activities/draft')).status).toBe(404);
  for (const page of ['/', '/activities', '/search?text=falcons', '/search/suggestions?text=falcons', '/figures']) {
    expect(await textAt(server, page)).not.toContain('Falcons in');
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
  const page = await pageAt(server, `/fr/previews/${createActivityPreview.token}`);
  const html = await page.text();

  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('referrer-policy')).toBe('origin');
  expect(html).toContain('Herons to come');
  expect(html).toContain('Ceci est un aperçu');
  expect((await pageAt(server, '/previews/wrong')).status).toBe(404);
  expect(JSON.stringify(server.log)).not.toContain(createActivityPreview.token);
});

it('writes texts so that they cannot end an element or begin one', async () => {
  await make(server.app, (create) =>
    create.activity({ slug: 'odd', title: 'Ends </script></title>, begins <b>, "quotes" & more', summary: '<i>' }),
  );
  const html = await textAt(server, '/activities/odd');

  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html.match(/<\/title>/g)).toHaveLength(1);
  expect(html).not.toMatch(/<b>|<i>/);
  expect(shownText(html)).toContain('Ends &lt;/script&gt;&lt;/title&gt;, begins &lt;b&gt;, "quotes" & more');
});

it('answers an address without a page with a page to people, and with an error to programs', async () => {
  const page = await pageAt(server, '/ru/nothing/here', { accept: 'text/html' });
  const error = await pageAt(server, '/nothing/here');

  expect([page.status, error.status]).toEqual([404, 404]);
  expect(await page.text()).toContain('Страница не найдена');
  expect(await error.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

it.each([
  '//[',
  '///',
  '//:99999999/',
  '/\\\\[',
  '//x:99999/activities',
  '/..//[x',
  '//evil.example/x',
  '/..//evil.example/x',
  '/ru/..//evil.example/x',
  '/ru//evil.example/x',
  'ftp://evil.example/activities',
])('the target %s names a page of this server, which does not exist', async (target) => {
  const { status, html } = await requestTarget(target);

  expect(status).toBe(404);
  expect(html).toMatch(/Page not found|Страница не найдена/);
  const links = [...html.matchAll(/ (?:href|content)="((?:https?:)?\/[^"]*)"/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => new URL(link, server.address).origin !== server.address)).toEqual([]);
});

it('gives search engines no address of a page that does not exist', async () => {
  const html = await (await pageAt(server, '/activities/nothing')).text();

  expect(html).toContain('og:title');
  expect(html).not.toMatch(/canonical|rel="alternate" hrefLang|og:url/);
});

it('shows the page at the path of a target that names another origin', async () => {
  const { status, html } = await requestTarget('http://evil.example/activities?filter.country=UA');

  expect(status).toBe(200);
  expect(html).toContain(`<link rel="canonical" href="${server.address}/activities"/>`);
  expect(html).toContain('<option value="UA" selected="">');
});

it('shows the pages of the longest slugs', async () => {
  const slug = 'a'.repeat(200);
  await make(server.app, (create) => create.newsItem({ slug, title: 'Long' }));

  expect((await pageAt(server, `/news/${slug}`)).status).toBe(200);
  expect((await pageAt(server, `/news/${'a'.repeat(10_000)}`)).status).toBe(404);
});

it.each(['/activities/nothing', '/ru/networks/nothing', '/countries/kg', '/news/nothing', '/programmes/nothing'])(
  '%s is not found',
  async (address) => {
    expect((await pageAt(server, address)).status).toBe(404);
  },
);

it.each([
  ['/activities/', '/activities'],
  ['/activities/?filter.country=UA', '/activities?filter.country=UA'],
  [`/ru/activities/${WORKSHOP}/`, `/ru/activities/${WORKSHOP}`],
  ['/en', '/'],
  ['/en/', '/'],
  ['/en/activities?view=map', '/activities?view=map'],
  ['/en/networks/casc/', '/networks/casc'],
])('leads from %s to the address of the page', async (address, page) => {
  const response = await pageAt(server, address, { accept: 'text/html' });

  expect([response.status, response.headers.get('location')]).toEqual([301, page]);
});

it.each([
  ['/activities?filter.country=XX', 'XX'],
  ['/figures?filter.year.eq=abc', 'Int cannot represent non-integer value: &quot;abc&quot;'],
  ['/activities?after=nonsense', 'after'],
])('%s is refused with a page that says what is wrong', async (address, reason) => {
  const response = await pageAt(server, address);
  const html = await response.text();

  expect(response.status).toBe(400);
  expect(html).toContain('This address is not valid');
  expect(html).toContain(reason);
});

it('names the language of the reason why an address is not valid', async () => {
  const html = await textAt(server, '/fr/activities?after=nonsense');

  expect(html).toMatch(/<p>Une partie de l’adresse [^<]*<\/p><p lang="en" dir="ltr">[^<]+<\/p>/);
});

it('refuses parameters of more than 4,000 characters as links repeat them, with a page', async () => {
  const [longest, refused, encoded] = await Promise.all(
    ['x'.repeat(3_980), 'x'.repeat(4_000), '~'.repeat(1_400)].map((text) =>
      pageAt(server, `/ru/figures?filter.text=${text}`),
    ),
  );

  expect([longest!.status, refused!.status, encoded!.status]).toEqual([200, 414, 414]);
  expect(await refused!.text()).toContain('Слишком сложный запрос');
  expect((await pageAt(server, `/activities?filter.text=${encodeURIComponent('ქ'.repeat(200))}`)).status).toBe(200);
});

it('says of memberships and programmes that have not ended since when they last', async () => {
  for (const [page, text] of [
    ['/networks/crimex', 'Active member since March 2017'],
    ['/countries/DZ', 'Active member , since March 2017'],
    ['/programmes/eu-act', 'Dates since January 2017'],
    ['/ru/networks/crimex', 'март 2017 г. – настоящее время'],
  ] as const) {
    expect(shownText(await textAt(server, page))).toContain(text);
  }
});

it('has the memberships over time as a table, with those that have ended', async () => {
  const { slug } = await make(server.app, async (create) => {
    const network = await create.network();
    await create.memberCountry({ networkId: network.id, countryCode: 'MN', since: '2009', until: '2013-05' });
    return network;
  });
  const html = await textAt(server, `/networks/${slug}`);

  expect(shownText(html.slice(html.indexOf('<details>')))).toContain('Mongolia Active member 2009 – 2013');
});

it('names the language of the labels of an item that is in another language than the page', async () => {
  const { network, organisation } = await make(server.app, async (create) => {
    const made = await create.network();
    await create.memberCountry({ networkId: made.id, countryCode: 'MN' });
    return { network: made, organisation: await create.organisation() };
  });
  const links = [{ kind: 'REPORT', title: 'The report', url: 'https://example.org/report' }];
  const organisations = [{ organisation: organisation.slug, role: 'HOST' }];
  const input = { title: 'A workshop', summary: 'On labels.', slug: 'labelled', links, organisations };
  const { activity } = await mutationsOf(server, 'createActivity').done(input, 'activity { id }');
  await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
  const [networkPage, countryPage, activityPage] = await Promise.all(
    [`/fr/networks/${network.slug}`, '/fr/countries/MN', '/fr/activities/labelled'].map((page) => textAt(server, page)),
  );

  for (const page of [networkPage, countryPage])
    expect(page).toContain('<span lang="en" dir="ltr">Active member</span>');
  expect(activityPage).toContain(
    'rel="external noopener" lang="en" dir="ltr">The report</a> <small lang="en" dir="ltr">',
  );
  expect(activityPage).toContain('<small lang="en" dir="ltr">Host</small>');
});

it('tells search engines that a cancelled activity is a cancelled event', async () => {
  await make(server.app, async (create) => {
    await create.activity({ slug: 'cancelled', status: ActivityStatus.CANCELLED });
    await create.activity({ slug: 'suspended', status: ActivityStatus.SUSPENDED });
  });
  const status = '"eventStatus":"https://schema.org/EventCancelled"';

  expect(await textAt(server, '/activities/cancelled')).toContain(status);
  expect(await textAt(server, '/activities/suspended')).not.toContain('eventStatus');
});

it('offers conditions with as many activities in the order of their names', async () => {
  const html = await textAt(server, '/ru/activities');
  const [, options] = /<select name="filter.country">(.*?)<\/select>/s.exec(html)!;
  const named = Array.from(options!.matchAll(/>([^<]+) \((\d+)\)<\/option>/g), ([, name, count]) => ({ name, count }));
  const ordered = named.toSorted(
    (one, other) => Number(other.count) - Number(one.count) || one.name!.localeCompare(other.name!, 'ru'),
  );

  expect(new Set(named.map(({ count }) => count)).size).toBeLessThan(named.length - 1);
  expect(named).toEqual(ordered);
});

it('finds activities by their region', async () => {
  const [, region] = /<option value="(EASTERN-EUROPE)">Eastern Europe \(\d+\)<\/option>/.exec(
    await textAt(server, '/activities'),
  )!;
  const { activities } = await server.data(
    'query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount } }',
    { filter: { region: [region] } },
  );

  expect(activities.totalCount).toBeGreaterThan(0);
  expect(shownText(await textAt(server, `/activities?filter.region=${region!}`))).toContain(
    ` ${activities.totalCount} activities `,
  );
});

it('orders countries by their names in the language of the page', async () => {
  const [network, activity] = await make(server.app, async (create) => {
    const { id: networkId, slug } = await create.network();
    await create.memberCountry({ networkId, countryCode: 'UZ', kind: MembershipKind.PARTICIPATING });
    const held = await create.activity();
    for (const countryCode of ['ES', 'DE', 'AT']) {
      await create.memberCountry({ networkId, countryCode });
      await create.participates(held, countryCode);
    }
    return [slug, held.slug];
  });
  const countriesAt = async (address: string): Promise<string[]> =>
    Array.from(
      (await textAt(server, address)).matchAll(/<a href="[^"]*\/countries\/([A-Z]{2})"/g),
      ([, code]) => code!,
    );

  const members = ['DE', 'AT', 'ES', 'UZ'];
  expect(await countriesAt(`/fr/networks/${network}`)).toEqual([...members, ...members]);
  expect(await countriesAt(`/fr/activities/${activity}`)).toEqual(['DE', 'AT', 'ES']);
});

it('has the beginnings of memberships in future years on the timeline', async () => {
  const { slug } = await make(server.app, async (create) => {
    const network = await create.network();
    await create.memberCountry({ networkId: network.id, since: '2014' });
    await create.memberCountry({ networkId: network.id, countryCode: 'MN', since: '2200' });
    return network;
  });
  const [timeline] = /<svg class="timeline" viewBox="0 0 800 .*?<\/svg>/s.exec(
    await textAt(server, `/networks/${slug}`),
  )!;
  const places = Array.from(timeline.matchAll(/<rect [^>]* x="(\d+)"/g), ([, x]) => Number(x));

  expect(places).toEqual([190, expect.any(Number)]);
  expect(places[1]).toBeLessThan(800);
});

it('leaves out the facts that an activity lacks, and their heading if there are none', async () => {
  const [bare, dated] = await make(server.app, async (create) => [
    await create.activity(),
    await create.activity({ startsOn: '2031' }),
  ]);
  expect(await textAt(server, `/activities/${bare.slug}`)).not.toMatch(/<h2>Facts|class="facts"/);
  const html = await textAt(server, `/activities/${dated.slug}`);

  expect(html).toContain('<h2>Facts</h2>');
  expect(shownText(html)).not.toMatch(/Status|Type|Topics/);
  expect(html).not.toMatch(/<p[^>]*><\/p>/);
});

it('shows the words of the description of a programme without its formatting on the home page', async () => {
  const description = '## Why\n\nFor **trust**\nand [contacts](https://example.org).\n\n- One & all\n\n![](image:1)';
  const { slug } = await make(server.app, (create) => create.programme({ description }));
  const plain = 'Why For trust and contacts. One & all';

  expect(shownText(await textAt(server, '/'))).toContain(` ${plain} `);
  expect(await textAt(server, `/programmes/${slug}`)).toContain(
    `<meta name="description" content="${plain.replace('&', '&amp;')}"/>`,
  );
});

it('leads readers of any other language to the page in the default language', async () => {
  const linksOf = (text: string): string[] =>
    [...text.matchAll(/<(?:xhtml:)?link [^>]*hreflang="x-default"[^>]*>/gi)].map(
      ([link]) => /href="([^"]*)"/.exec(link)![1]!,
    );
  const address = `${server.address}/countries/KG`;

  expect(linksOf(await textAt(server, '/ru/countries/KG'))).toEqual([address]);
  expect(linksOf(await textAt(server, '/sitemaps/countries.xml'))).toContain(address);
});

it('has the headings of a text below the one above it', async () => {
  const text = '# Why\n\n## How\n\n###### `<h1>`';
  const [programme, network, newsItem, activity, lower] = await make(server.app, async (create) => [
    await create.programme({ description: text }),
    await create.network({ description: text }),
    await create.newsItem({ body: text }),
    await create.activity({ description: text }),
    await create.newsItem({ body: '### Why\n\n#### How' }),
  ]);
  const headingsAt = async (page: string): Promise<string[]> => {
    const [, shown] = /<div class="prose">(.*?)<\/div>/s.exec(await textAt(server, page))!;
    return [...shown!.matchAll(/<(h\d)>(.*?)<\/\1>/g)].map(
      ([, level, heading]) => `${level} ${shownText(heading!).trim()}`,
    );
  };

  for (const page of [`/programmes/${programme.slug}`, `/networks/${network.slug}`, `/news/${newsItem.slug}`]) {
    expect(await headingsAt(page)).toEqual(['h2 Why', 'h3 How', 'h6 &lt;h1&gt;']);
  }
  expect(await headingsAt(`/activities/${activity.slug}`)).toEqual(['h3 Why', 'h4 How', 'h6 &lt;h1&gt;']);
  expect(await headingsAt(`/news/${lower.slug}`)).toEqual(['h2 Why', 'h3 How']);
});

it('describes networks and programmes to search engines by the first words of their descriptions', async () => {
  const [network, programme] = await make(server.app, async (create) => {
    const description = `**Judges** of two\ncountries ${'and others '.repeat(40)}`;
    return [await create.network({ description }), await create.programme({ description })];
  });
  for (const page of [`/networks/${network.slug}`, `/programmes/${programme.slug}`]) {
    const [, description] = /<meta name="description" content="([^"]*)"/.exec(await textAt(server, page))!;

    expect(description).toMatch(/^Judges of two countries( and others)+( and)?…$/);
    expect(description!.length).toBeLessThanOrEqual(301);
  }
});

it('describes an item to search engines also in a language without spaces, and splits no character', async () => {
  const description = `司法 ${'合作'.repeat(148)}𠮷𠮷𠮷`;
  const { slug } = await make(server.app, (create) => create.network({ description }));
  const [, shown] = /<meta name="description" content="([^"]*)"/.exec(await textAt(server, `/networks/${slug}`))!;

  expect(shown).toBe(`司法 ${'合作'.repeat(148)}…`);
});

it('shows no empty lists of a programme that has just begun, and says that it has no activity yet', async () => {
  const empty = await startTestServer({ SITE: 'on', DEMO_DATA: 'false' });
  try {
    await make(empty.app, (create) => create.programme({ slug: 'new' }));
    for (const page of ['/', '/programmes/new']) {
      expect(shownText(await textAt(empty, page)).replace(/^.*<main/s, '')).not.toMatch(/Latest|All 0|All news/);
    }
    for (const page of ['/', '/activities?filter.text=']) {
      expect(shownText(await textAt(empty, page))).toContain('There is no activity yet.');
    }
    expect(shownText(await textAt(empty, '/figures?filter.text=x'))).toContain('No activity meets these conditions.');
  } finally {
    await empty.close();
  }
});

it('answers 304 as long as a page has not changed', async () => {
  const first = await pageAt(server, '/networks');
  const again = await pageAt(server, '/networks', { 'if-none-match': first.headers.get('etag')! });

  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(again.status).toBe(304);
  // A Content-Length would be that of the page (RFC 9110, section 8.6).
  const ofHead = await fetch(`${server.address}/networks`, {
    method: 'HEAD',
    headers: { 'if-none-match': first.headers.get('etag')! },
  });
  expect([ofHead.status, ofHead.headers.get('content-length')]).toEqual([304, null]);
});

it('sends the same page to a visitor with cookies of other programs, compressed', async () => {
  const [without, withCookies] = await Promise.all(
    [{}, { cookie: '_ga=GA1.1.1; consent=yes' }].map((headers) =>
      pageAt(server, '/networks', { 'accept-encoding': 'br', ...headers }),
    ),
  );
  const described = ({ headers }: Response): unknown[] =>
    ['cache-control', 'content-encoding', 'etag'].map((name) => headers.get(name));

  expect(described(withCookies!)).toEqual(['no-cache', 'br', expect.any(String)]);
  expect(described(withCookies!)).toEqual(described(without!));
});

it('loads nothing from elsewhere, and less than 40 KB of script', async () => {
  const response = await pageAt(server, `/activities/${WORKSHOP}`);
  const html = await response.text();
  const [, styles] = /<style>([^<]*)<\/style>/.exec(html)!;
  const scripts = [...html.matchAll(/<script [^>]*src="([^"]*)"/g)].map(([, script]) => script!);

  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:/);
  expect(response.headers.get('content-security-policy')).toContain(
    `'sha256-${createHash('sha256').update(styles!).digest('base64')}'`,
  );
  expect((await pageAt(server, scripts[0]!)).headers.get('cache-control')).toContain('immutable');
  expect((await pageAt(server, scripts[0]!, { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).toBe(
    'gzip',
  );
  const sizes = await Promise.all(
    scripts.map(async (script) => (await (await pageAt(server, script)).arrayBuffer()).byteLength),
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(40_000);
});

it('tells search engines its pages, with those in other languages', async () => {
  const robots = await textAt(server, '/robots.txt');
  const index = await textAt(server, '/sitemap.xml');
  const addresses = [...index.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address!);
  expect(robots).toContain(`Sitemap: ${server.address}/sitemap.xml`);
  expect(robots).toContain('Disallow: /*?*filter.\n');
  expect(addresses).toHaveLength(6);

  const sitemaps = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
  const pagesListed = sitemaps.flatMap((text) => [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, page]) => page!));
  expect(sitemaps.map((text) => XMLValidator.validate(text))).toEqual(addresses.map(() => true));
  expect(pagesListed).toContain(`${server.address}/networks/casc`);
  const { programmes, countries, ...lists } = await server.data(
    `{ activities { totalCount } newsItems { totalCount } networks { totalCount } organisations { totalCount }
       programmes { slug } countries { code } }`,
  );
  const counts = [
    ...Object.values(lists).map(({ totalCount }: { totalCount: number }) => totalCount),
    programmes.length as number,
    countries.length as number,
  ];
  expect(pagesListed).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
  for (const sitemap of sitemaps) {
    const pagesOfOne = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>|hreflang="fr" href="([^"]*)"/g)].slice(0, 4);
    for (const [, page, inFrench] of pagesOfOne) expect((await fetch((page ?? inFrench)!)).status).toBe(200);
  }
});

/** The links to items of a folder in a list that begins at this address, and in the pages that follow. */
async function itemsFrom(address: string, folder: string): Promise<string[]> {
  const html = await textAt(server, address);
  const [, next] = /<a rel="next" href="([^"]*)"/.exec(html) ?? [];
  const items = [...html.matchAll(new RegExp(`<a href="(/${folder}/[^"]*)"`, 'g'))].map(([, item]) => item!);
  if (next === undefined) return items;
  return [...items, ...(await itemsFrom(address.replace(/\?.*/, '') + next.replaceAll('&amp;', '&'), folder))];
}

it('leads to all news about an activity or a network, and to all activities of an organisation', async () => {
  const { activity, network, organisation } = await make(server.app, async (create) => {
    const made = {
      activity: await create.activity(),
      network: await create.network(),
      organisation: await create.organisation(),
    };
    await create.takesPart(made.activity, made.network);
    for (let index = 0; index < 30; index += 1) {
      await create.reports(await create.newsItem(), made.activity);
      await create.hasRole(await create.activity(), made.organisation, OrganisationRole.FUNDING);
    }
    return made;
  });

  for (const page of [`/activities/${activity.slug}`, `/networks/${network.slug}`]) {
    const html = await textAt(server, page);
    const list = linkIn(html, '/news?filter.');
    expect(shownText(html)).toContain('All 30 news items');
    expect(new Set(await itemsFrom(list, 'news')).size).toBe(30);
    expect(await textAt(server, list)).toContain(`<a href="${page}">`);
  }
  expect(new Set(await itemsFrom(`/organisations/${organisation.slug}`, 'activities')).size).toBe(30);
});

it('is what sitemaps, feeds and the calendar link to in the default language if an item is in a language that the programme no longer has', async () => {
  const { slug } = await make(server.app, (create) => create.activity({ originalLocale: 'de', startsOn: '2040' }));
  const address = `${server.address}/activities/${slug}`;
  const sitemap = await textAt(server, '/sitemaps/activities.xml');

  expect(sitemap).toContain(`<url><loc>${address}</loc><lastmod>`);
  expect(await textAt(server, '/feeds/activities.atom')).toContain(`href="${address}"`);
  expect((await textAt(server, '/calendar.ics')).replaceAll('\r\n ', '')).toContain(`URL;VALUE=URI:${address}\r\n`);
  expect(sitemap).not.toMatch(/hreflang="de"|\/de\//);
});

it('is where feeds link to', async () => {
  const feed = await textAt(server, '/feeds/news.atom');
  const [, page] = /<link rel="alternate"[^>]*href="([^"]*\/news\/[^"]*)"/.exec(feed)!;

  expect((await fetch(page!)).status).toBe(200);
});

test('scripts say that their compressed form depends on the request', async () => {
  const compressed = readdirSync(path.join(__dirname, '../../dist/site/assets')).find((name) =>
    name.endsWith('.js.gz'),
  )!;
  const address = `/site/assets/${compressed.slice(0, -'.gz'.length)}`;
  const answers = await Promise.all(
    ['gzip', 'identity'].map((encoding) => pageAt(server, address, { 'accept-encoding': encoding })),
  );

  expect(answers.map(({ headers }) => [headers.get('content-encoding'), headers.get('vary')])).toEqual([
    ['gzip', 'Accept-Encoding'],
    [null, 'Accept-Encoding'],
  ]);
});
