import { make } from '../../support/factories';
import { picture, uploadedImage } from '../../support/images';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;
/** The global id of an image of 700 by 500 pixels that has an English and a Russian alternative text. */
let port: string;
let other: string;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,ru', DEFAULT_LOCALE: 'en' });
  port = await uploadedImage(server, await picture(700, 500).jpeg().toBuffer(), { alt: 'A "port"' });
  other = await uploadedImage(server, await picture(40, 30).png().toBuffer(), { fileName: 'other.png' });
  const russian = { locale: 'ru', state: 'PUBLISHED', alt: 'Порт' };
  await mutationsOf(server, 'setImageTranslation', editor).done({ id: port, version: 1, ...russian }, '__typename');
});

afterAll(() => server.close());

const saved = 'warnings { code field locale } activity { id slug descriptionHtml publication { version } }';

async function create(input: object): Promise<Record<string, any>> {
  const texts = { title: 'Ports', summary: 'Officers meet.' };
  return mutationsOf(server, 'createActivity', editor).done({ ...texts, ...input }, saved);
}

async function publish({ id }: { readonly id: string }, version = 1): Promise<void> {
  await mutationsOf(server, 'publishActivity', editor).done({ id, version }, '__typename');
}

async function htmlOf({ slug }: { readonly slug: string }, preferred = 'en'): Promise<string> {
  const document = `query ($slug: String!, $preferred: [Locale!]!) @inLocales(preferred: $preferred) {
    activity(slug: $slug) { descriptionHtml }
  }`;
  return (await server.data(document, { slug, preferred: [preferred] }))['activity'].descriptionHtml;
}

function addressesIn(html: string): string[] {
  return [...html.matchAll(/http[^" ]+/g)].map(([address]) => address.replaceAll('&amp;', '&'));
}

test('the HTML of a text shows the images of the item in fixed widths, and the alternative text of all others', async () => {
  const description = [
    `![The *port* of "Batumi"](image:${port} "At dawn")`,
    `![A foreign one](https://elsewhere.example/pixel.png)`,
    `![Of another item](image:${other})`,
    '![Nothing](image:SW1hZ2U6OTk5)',
  ].join('\n\n');
  const { activity, warnings } = await create({ cover: port, description });
  await publish(activity);

  const html = await htmlOf(activity);

  const { cover } = (await server.data('query ($slug: String) { activity(slug: $slug) { cover { url } } }', activity))[
    'activity'
  ];
  const [small, middle, large] = ['320', '640', '700'].map((width) => cover.url.replace('700.webp', `${width}.webp`));
  expect(html).toBe(
    `<p><img src="${large}" srcset="${small} 320w, ${middle} 640w, ${large} 700w" sizes="auto, 100vw" ` +
      'width="700" height="500" alt="The port of &quot;Batumi&quot;" title="At dawn" loading="lazy" /></p>\n' +
      '<p>A foreign one</p>\n<p>Of another item</p>\n<p>Nothing</p>\n',
  );
  for (const address of addressesIn(html)) expect((await fetch(address)).status).toBe(200);
  expect(warnings).toEqual([
    { code: 'FOREIGN_IMAGE', field: 'description', locale: 'en' },
    { code: 'UNKNOWN_IMAGE', field: 'description', locale: 'en' },
    { code: 'UNKNOWN_IMAGE', field: 'description', locale: 'en' },
  ]);
});

test('a text follows the images of its item without being saved again', async () => {
  const { activity } = await create({ gallery: [port, other], description: `![One](image:${port})` });
  await publish(activity);
  const before = await htmlOf(activity);
  const update = mutationsOf(server, 'updateActivity', editor);
  const { warnings } = await update.done({ id: activity.id, version: 2, gallery: [other] }, saved);

  expect(before).toContain('<img ');
  expect(await htmlOf(activity)).toBe('<p>One</p>\n');
  expect(warnings).toEqual([{ code: 'UNKNOWN_IMAGE', field: 'description', locale: 'en' }]);
});

test('an image without a text of its own in the Markdown has its alternative text in the language of the item', async () => {
  const { activity } = await create({ cover: port, description: `![](image:${port})` });
  const set = mutationsOf(server, 'setActivityTranslation', editor);
  const texts = {
    title: 'Порты',
    summary: 'Встреча.',
    description: `![](image:${port}) ![Чужое](https://e.example/x)`,
  };
  const russian = { locale: 'ru', state: 'PUBLISHED', ...texts };
  const { warnings } = await set.done({ id: activity.id, version: 1, ...russian }, saved);
  await publish(activity, 2);

  expect(await htmlOf(activity)).toContain('alt="A &quot;port&quot;"');
  expect(await htmlOf(activity, 'ru')).toMatch(/alt="Порт".* Чужое/);
  expect(warnings).toEqual([{ code: 'FOREIGN_IMAGE', field: 'description', locale: 'ru' }]);
});

test('editors and previews see the images of a draft at addresses that expire', async () => {
  const image = await uploadedImage(server, await picture(330, 200).jpeg().toBuffer());
  const { activity } = await create({ cover: image, description: `![Draft](image:${image})` });
  const createPreview = mutationsOf(server, 'createActivityPreview', editor);
  const { token } = await createPreview.done({ id: activity.id }, 'token');
  const document = 'query ($token: String!) { preview(token: $token) { ... on Activity { descriptionHtml } } }';
  const { preview } = await server.data(document, { token });

  for (const html of [activity.descriptionHtml, preview.descriptionHtml]) {
    const [address] = addressesIn(html);
    expect((await fetch(address!)).headers.get('cache-control')).toMatch(/^private/);
    expect((await fetch(address!.split('?')[0]!)).status).toBe(404);
  }
});

test('news items and networks show their images, and components have none', async () => {
  const text = `![Here](image:${port})`;
  const newsItem = mutationsOf(server, 'createNewsItem', editor);
  const news = await newsItem.done(
    { title: 'N', excerpt: 'E', body: text, gallery: [port] },
    'newsItem { bodyHtml } warnings { code }',
  );
  const network = await mutationsOf(server, 'createNetwork').done(
    { name: 'N', description: text, emblem: port },
    'network { descriptionHtml } warnings { code }',
  );
  const { slug: programme } = await make(server.app, (factories) => factories.programme());
  const component = await mutationsOf(server, 'createComponent').done(
    { code: 'K', name: 'N', programme, description: text },
    'component { descriptionHtml } warnings { code }',
  );

  expect([news.newsItem.bodyHtml, network.network.descriptionHtml]).toEqual(
    [1, 2].map(() => expect.stringMatching(/^<p><img src="http.*<\/p>\n$/)),
  );
  expect([news.warnings, network.warnings, component.warnings]).toEqual([[], [], [{ code: 'UNKNOWN_IMAGE' }]]);
  expect(component.component.descriptionHtml).toBe('<p>Here</p>\n');
});

test('a text shows at most 100 images', async () => {
  const images = (count: number) => ({ description: `![](image:${port})\n`.repeat(count) });
  const refused = await mutationsOf(server, 'createActivity', editor).refused({
    title: 'T',
    summary: 'S',
    ...images(101),
  });

  expect(placesOf(refused)).toEqual([['input.description', 'TOO_LONG']]);
  await expect(create(images(100))).resolves.toBeDefined();
});

test('the images of the texts of a list take one statement', async () => {
  const slugs: string[] = [];
  for (let one = 0; one < 5; one++) {
    const { activity } = await create({ title: `List ${one}`, cover: port, description: `![](image:${port})` });
    await publish(activity);
    slugs.push(activity.slug);
  }
  const list = (selection: string) =>
    server.statementsOf(() => server.data(`{ activities(first: 20) { nodes { ${selection} } } }`));

  expect((await list('descriptionHtml')).length).toBe((await list('title')).length + 1);
});
