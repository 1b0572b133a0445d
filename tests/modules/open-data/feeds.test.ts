import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { fetchError, fetchFile } from '../../support/public-files';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

const origin = 'https://api.example.org';
const licence = 'https://creativecommons.org/licenses/by/4.0/';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  trimValues: false,
});

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    PUBLIC_URL: origin,
    PUBLISHER_NAME: 'Example & Partners',
    DATA_LICENCE: licence,
    ITEM_URL: 'https://www.example.org/{type}/{slug}',
  });
});

afterAll(() => server.close());

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly updated: string;
  readonly published?: string;
  /** The page, and then the attachments. */
  readonly link: readonly Readonly<Record<string, string>>[];
  readonly content?: { readonly '@type': string; readonly '#': string };
}

interface Feed extends Entry {
  readonly author: { readonly name: string };
  readonly rights: string;
  readonly entry?: Entry | readonly Entry[];
}

async function fetchFeed(target: string): Promise<Feed & { readonly entry: readonly Entry[] }> {
  const { text, headers } = await fetchFile(server, target);
  expect(headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  expect(XMLValidator.validate(text)).toBe(true);
  const { feed } = parser.parse(text) as { feed: Feed };
  const entries = [feed.entry ?? []].flat();
  return { ...feed, entry: entries.map((entry) => ({ ...entry, link: [entry.link].flat() })) };
}

test('the feed of news has the latest news, with their pages and the licence', async () => {
  const feed = await fetchFeed('/feeds/news.atom');
  const { newsItems } = await server.data(
    '{ newsItems(first: 50) { nodes { title excerpt slug bodyHtml publishedAt updatedAt } } }',
  );
  expect(feed).toMatchObject({
    '@xmlns': 'http://www.w3.org/2005/Atom',
    id: `${origin}/feeds/news.atom`,
    title: 'Example & Partners: News',
    author: { name: 'Example & Partners' },
    rights: `Example & Partners: News. ${origin}/feeds/news.atom. Licence: ${licence}`,
    updated: newsItems.nodes[0].updatedAt,
  });
  expect(feed.link).toContainEqual({ '@rel': 'license', '@href': licence });
  expect(
    feed.entry.map(({ title, summary, published, updated, link, content }) => [
      title,
      summary,
      published,
      updated,
      link[0]!['@href'],
      content?.['#'],
    ]),
  ).toEqual(
    newsItems.nodes.map(({ title, excerpt, publishedAt, updatedAt, slug, bodyHtml }: Record<string, string>) => [
      title,
      excerpt,
      publishedAt ?? undefined,
      updatedAt,
      `https://www.example.org/news/${slug}`,
      bodyHtml ?? undefined,
    ]),
  );
  expect(feed.entry.length).toBeGreaterThan(1);
});

test('a feed that is requested by a whole address says the same about itself', async () => {
  const target = '/feeds/activities.atom?filter.country=KG';
  const { port } = new URL(server.address);
  const [response] = (await once(request({ port, path: `http://elsewhere.example${target}` }).end(), 'response')) as [
    IncomingMessage,
  ];

  expect(await textOf(response)).toBe((await fetchFile(server, target)).text);
});

test('text cannot break out of a feed', async () => {
  const title = `<b>&amp;</b> ]]> ]]> "quotes" \u00e9`;
  const description = '<script>alert(1)</script> ]]> ]]> *x*';
  await make(server.app, (create) =>
    create.activity({ slug: 'markup', title, summary: title, description, createdAt: '2026-02-01T00:00:00.000Z' }),
  );
  const { entry } = await fetchFeed('/feeds/activities.atom?filter.title.contains=quotes');
  const { activity } = await server.data('{ activity(slug: "markup") { descriptionHtml } }');
  expect(entry).toHaveLength(1);
  expect(entry[0]).toMatchObject({
    title,
    summary: title,
    content: { '@type': 'html', '#': activity.descriptionHtml },
  });
});

test('the feed of activities has the 50 that changed last among those that meet the conditions', async () => {
  await make(server.app, async (create) => {
    for (let day = 1; day <= 60; day += 1) {
      const updatedAt = new Date(Date.UTC(2025, 0, day)).toISOString();
      await create.activity({ title: `Numbered ${day}`, updatedAt, operativeDimension: { year: 2031 } });
    }
  });
  const { entry } = await fetchFeed('/feeds/activities.atom?filter.year.eq=2031');
  expect(entry.map(({ title }) => title)).toEqual(Array.from({ length: 50 }, (_, place) => `Numbered ${60 - place}`));
  const { entry: oldest } = await fetchFeed('/feeds/activities.atom?filter.year.eq=2031&orderBy=UPDATED_AT:ASC');
  expect(oldest[0]!.title).toBe('Numbered 1');
  // Ids are permanent and differ.
  expect(oldest[10]!.id).toBe(entry.find(({ title }) => title === oldest[10]!.title)?.id ?? oldest[10]!.id);
  expect(new Set(entry.map(({ id }) => id)).size).toBe(50);
  expect(entry[0]!.id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the title of a feed is in the wanted language, or else in English', async () => {
  expect(await fetchFeed('/feeds/news.atom?locale=ky&locale=fr-CH')).toMatchObject({
    '@xml:lang': 'fr',
    title: 'Example & Partners: Actualités',
    rights: expect.stringContaining('Example & Partners: Actualités. ') as unknown,
  });
  expect(await fetchFeed('/feeds/activities.atom?locale=ru')).toMatchObject({
    '@xml:lang': 'ru',
    title: 'Example & Partners: Мероприятия',
    rights: expect.stringMatching(/ Лицензия: https:/) as unknown,
  });
  expect(await fetchFeed('/feeds/activities.atom?locale=ky')).toMatchObject({
    '@xml:lang': 'en',
    title: 'Example & Partners: Activities',
  });
});

test('an entry links to the cover of its item', async () => {
  await make(server.app, async (create) => {
    await create.showsImage(await create.activity({ title: 'With a cover' }), await create.image({ alt: 'A "port"' }));
  });
  const { entry } = await fetchFeed('/feeds/activities.atom?filter.title.contains=With a cover');

  expect(entry[0]!.link).toEqual([
    expect.objectContaining({ '@rel': 'alternate' }),
    {
      '@rel': 'enclosure',
      '@type': 'image/jpeg',
      '@title': 'A "port"',
      '@href': expect.stringMatching(/\/media\/images\/[0-9a-f]{64}\/400\.jpg$/),
    },
  ]);
});

test('an entry links to the attachments of its item', async () => {
  const contentHash = 'a'.repeat(64);
  await make(server.app, async (create) => {
    const attachment = { title: 'Report & annex', fileName: 'Отчёт.pdf', language: 'ru', contentHash };
    await create.offers(await create.activity({ title: 'With files' }), await create.attachment(attachment));
  });

  const { entry } = await fetchFeed('/feeds/activities.atom?filter.title.eq=With files');

  expect(entry[0]!.link[0]).toMatchObject({ '@rel': 'alternate' });
  expect(entry[0]!.link.slice(1)).toEqual([
    {
      '@rel': 'enclosure',
      '@type': 'application/pdf',
      '@length': '1000',
      '@title': 'Report & annex',
      '@hreflang': 'ru',
      '@href': `${origin}/media/files/${contentHash}/%D0%9E%D1%82%D1%87%D1%91%D1%82.pdf`,
    },
  ]);
});

test('a news item appears when it is published, and disappears when it is withdrawn', async () => {
  const target = '/feeds/news.atom?filter.title.eq=Quiet launch';
  const { id } = await make(server.app, (create) =>
    create.newsItem({ title: 'Quiet launch', publication: publication(PublicationState.DRAFT) }),
  );
  const { headers: before } = await fetchFile(server, target);
  expect((await fetchFeed(target)).entry).toEqual([]);
  const globalId = Buffer.from(`NewsItem:${id}`).toString('base64url');
  const change = (mutation: string, version: number) =>
    server.data(
      `mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { newsItem { slug } } }`,
      { input: { id: globalId, version } },
      editor,
    );
  await change('publishNewsItem', 1);
  const { entry } = await fetchFeed(target);
  expect(entry.map(({ title }) => title)).toEqual(['Quiet launch']);
  const etag = before.get('etag')!;
  const { status } = await fetch(server.address + target, { headers: { 'if-none-match': etag } });
  expect(status).toBe(200);
  await change('unpublishNewsItem', 2);
  expect((await fetchFeed(target)).entry).toEqual([]);
});

test('refuses conditions that news items do not have', async () => {
  expect(await fetchError(server, '/feeds/news.atom?filter.country=KG')).toMatchObject({
    status: 400,
    extensions: { code: 'BAD_USER_INPUT', field: 'filter.country' },
  });
});

test('without a publisher, the addresses of IATI files say what is missing', async () => {
  expect(await fetchError(server, '/iati/activities.xml')).toMatchObject({
    status: 404,
    message: expect.stringContaining('IATI_PUBLISHER'),
  });
});
