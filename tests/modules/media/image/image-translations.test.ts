import type { Image } from '../../../../src/modules/media/image/image.entity';
import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru', DEFAULT_LOCALE: 'en' });
});

afterAll(() => server.close());

/** Creates an English image with these translations. */
async function imageIn(translations: Readonly<Record<string, object>>): Promise<Image> {
  const image = await make(server.app, (create) => create.image({ alt: 'A port', caption: 'The port of Batumi' }));
  const set = mutationsOf(server, 'setImageTranslation', editor);
  let version = 1;
  for (const [locale, texts] of Object.entries(translations)) {
    await set.done({ id: image.globalId, version: version++, locale, ...texts }, '__typename');
  }
  return image;
}

/** Publishes an English activity, whose Russian translation is published, with an image as its cover and in its gallery. */
async function shownBy(image: Image): Promise<string> {
  const texts = { title: 'Ports', summary: 'Officers meet.' };
  const input = { ...texts, cover: image.globalId, gallery: [image.globalId] };
  const { activity } = await mutationsOf(server, 'createActivity', editor).done(input, 'activity { id slug }');
  const russian = { locale: 'ru', state: 'PUBLISHED', title: 'Порты', summary: 'Сотрудники встречаются.' };
  const set = mutationsOf(server, 'setActivityTranslation', editor);
  await set.done({ id: activity.id, version: 1, ...russian }, '__typename');
  await mutationsOf(server, 'publishActivity', editor).done({ id: activity.id, version: 2 }, '__typename');
  return activity.slug;
}

const fields = 'locale alt caption availableLocales';

async function imagesIn(preferred: readonly string[], slug: string, selected = fields) {
  const document = `query ($slug: String!, $preferred: [Locale!]!) @inLocales(preferred: $preferred) {
    activity(slug: $slug) { locale cover { ${selected} } gallery { ${selected} } }
  }`;
  const { activity } = await server.data(document, { slug, preferred });
  expect(activity.gallery).toEqual([activity.cover]);
  return activity;
}

const russian = { state: 'PUBLISHED', alt: 'Порт', caption: 'Порт Батуми' };
const french = { state: 'PUBLISHED', alt: 'Un port', caption: 'Le port de Batoumi' };

test('an image has the language of the item that shows it, not the one that the reader prefers', async () => {
  const slug = await shownBy(await imageIn({ ru: russian, fr: french }));
  const availableLocales = ['en', 'fr', 'ru'];

  expect(await imagesIn(['ru'], slug)).toMatchObject({
    locale: 'ru',
    cover: { locale: 'ru', alt: 'Порт', caption: 'Порт Батуми', availableLocales },
  });
  // The activity is not in French.
  expect(await imagesIn(['fr'], slug)).toMatchObject({
    locale: 'en',
    cover: { locale: 'en', alt: 'A port', caption: 'The port of Batumi', availableLocales },
  });
});

test.each([
  ['has none', {}],
  ['has only a draft', { ru: { ...russian, state: 'DRAFT' } }],
])(
  'an image that %s in the language of the item has its original alternative text, and no caption',
  async (_, texts) => {
    const slug = await shownBy(await imageIn(texts));
    const cover = { locale: 'en', alt: 'A port', caption: null, availableLocales: ['en'] };

    expect(await imagesIn(['ru'], slug)).toMatchObject({ locale: 'ru', cover });
    expect((await imagesIn(['ru'], slug, 'caption')).cover).toEqual({ caption: null });
  },
);

test('an image by itself is in the first wanted language that it has', async () => {
  const image = await imageIn({ fr: french });
  await shownBy(image);
  const document = `query ($id: ID!) @inLocales(preferred: ["ru", "fr"]) { node(id: $id) { ... on Image { ${fields} } } }`;

  const { node } = await server.data(document, { id: image.globalId });

  expect(node).toMatchObject({ locale: 'fr', alt: 'Un port', caption: 'Le port de Batoumi' });
});

test('a published translation has an alternative text', async () => {
  const image = await imageIn({ ru: { ...russian, state: 'DRAFT' } });
  const set = mutationsOf(server, 'setImageTranslation', editor);
  const input = { id: image.globalId, version: 2, locale: 'ru', alt: null };
  const refused = await set.refused({ ...input, state: 'PUBLISHED' });
  const { image: changed } = await set.done(input, 'image { version translations { locale state alt caption } }');
  const removed = await mutationsOf(server, 'deleteImageTranslation', editor).done(
    { id: image.globalId, version: 3, locale: 'ru' },
    'image { version translations { locale } }',
  );

  expect(placesOf(refused)).toEqual([['input.alt', 'REQUIRED']]);
  expect(changed).toEqual({
    version: 3,
    translations: [{ locale: 'ru', state: 'DRAFT', alt: null, caption: 'Порт Батуми' }],
  });
  expect(removed.image).toEqual({ version: 4, translations: [] });
});

test('a logo has the language of the organisation', async () => {
  const image = await imageIn({ ru: russian, fr: french });
  const create = mutationsOf(server, 'createOrganisation', admin);
  const input = { name: 'Customs', originalLocale: 'fr', logo: image.globalId };
  const { organisation } = await create.done(input, 'organisation { slug }');
  const document = `query ($slug: String!) @inLocales(preferred: ["ru"]) { organisation(slug: $slug) { logo { alt } } }`;

  expect((await server.data(document, { slug: organisation.slug }))['organisation'].logo).toEqual({ alt: 'Un port' });
});

test('an editor finds an image by its alternative text in each language that it has', async () => {
  const image = await imageIn({ ru: { ...russian, alt: 'Маяк' }, fr: { state: 'DRAFT', alt: 'Un phare' } });
  await make(server.app, (create) => create.image({ alt: 'A lighthouse' }));
  const find = async (text: string) => {
    const document =
      'query ($text: String!) { images(first: 9, filter: { alt: { contains: $text } }) { nodes { id } } }';
    return (await server.data(document, { text }, editor)).images.nodes;
  };

  expect(await find('МАЯК')).toEqual([{ id: image.globalId }]);
  // An editor may edit the draft as well.
  expect(await find('phare')).toEqual([{ id: image.globalId }]);
  expect(await find('lighthouse')).toHaveLength(1);
});
