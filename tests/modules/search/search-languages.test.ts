import { TranslationState } from '../../../src/core/languages/translation.entity';
import { ActivityTranslation } from '../../../src/modules/catalogue/activity/activity.entity';
import { OrganisationTranslation } from '../../../src/modules/catalogue/organisation/organisation.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { factories, make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;
let seminar: number;

/** The columns of a translation that have nothing to do with its words. */
const translated = { base: {}, updatedAt: '2026-01-01T00:00:00.000Z', objectives: [] };

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru,ky', DEFAULT_LOCALE: 'en' });
  await server.app.database.write(async (manager) => {
    const create = factories(manager);
    const translate = (activityId: number, values: Partial<ActivityTranslation>): Promise<ActivityTranslation> => {
      const texts = { title: '', summary: '', description: null, place: null, topics: [] };
      const row = Object.assign(new ActivityTranslation(), { ...translated, ...texts, activityId, ...values });
      return manager.save(Object.assign(row, { descriptionHtml: { html: null, key: '' } }));
    };
    const activity = await create.activity({
      slug: 'ports',
      title: 'Workshops about harbours',
      summary: 'Officers of UNODC meet.',
    });
    seminar = activity.id;
    const published = { state: TranslationState.PUBLISHED };
    await translate(seminar, { ...published, locale: 'ru', title: 'Семинары о портах', summary: 'Встреча УНП.' });
    await translate(seminar, { ...published, locale: 'ky', title: 'Порттор жөнүндө', summary: 'UNODC жолугушуусу.' });
    await translate(seminar, { locale: 'fr', state: TranslationState.DRAFT, title: 'Ateliers portuaires' });
    await create.activity({
      slug: 'names',
      title: "O'Brien on rock'n'roll",
      summary: "La Côte d'Ivoire et la presqu’île aujourd'hui, par l’état.",
    });
    const draft = await create.activity({
      slug: 'hidden',
      title: 'Zeppelins',
      publication: publication(PublicationState.DRAFT),
    });
    await translate(draft.id, { ...published, locale: 'ru', title: 'Дирижабли' });
    const bank = await create.organisation({ slug: 'bank', name: 'Development bank', acronym: 'DBX' });
    await manager.save(
      Object.assign(new OrganisationTranslation(), {
        ...published,
        base: {},
        updatedAt: translated.updatedAt,
        locale: 'ru',
        organisationId: bank.id,
        name: 'Банк развития',
      }),
    );
    const network = await create.network({ slug: 'silk', name: 'Silk road' });
    await create.memberCountry({ networkId: network.id, countryCode: 'KG' });
    const hiddenNetwork = await create.network({ name: 'Not yet', publication: publication(PublicationState.DRAFT) });
    await create.memberCountry({ networkId: hiddenNetwork.id, countryCode: 'MN' });
  });
});

afterAll(() => server.close());

const operation = `query ($text: String!, $types: [SearchResultType!], $preferred: [Locale!]!)
@inLocales(preferred: $preferred) {
  search(text: $text, types: $types) {
    totalCount
    edges { snippet snippetLocale node {
      __typename
      ... on Activity { key: slug } ... on Network { key: slug } ... on Organisation { key: slug } ... on Country { code }
    } }
  }
  activities(filter: { text: $text }) { totalCount nodes { slug } }
}`;

interface Found {
  readonly keys: string[];
  readonly snippet: string | undefined;
  readonly locale: string | undefined;
  readonly activities: string[];
}

async function find(text: string, preferred = ['en'], viewer?: typeof editor): Promise<Found> {
  const { search, activities } = await server.data(operation, { text, preferred }, viewer);
  expect(search.totalCount).toBe(search.edges.length);
  return {
    keys: search.edges.map(({ node }: { node: { key?: string; code?: string } }) => node.key ?? node.code),
    snippet: search.edges[0]?.snippet,
    locale: search.edges[0]?.snippetLocale,
    activities: activities.nodes.map(({ slug }: { slug: string }) => slug),
  };
}

test.each([
  ['a form of a word in English', 'workshop', 'en', '<mark>Workshops</mark> about harbours'],
  ['a form of a word in Russian', 'семинаров', 'ru', '<mark>Семинары</mark> о портах'],
  ['words of a language without stemmer', 'порттор', 'ky', '<mark>Порттор</mark> жөнүндө'],
  ['words of different languages', 'workshops жолугушуусу', 'en', '<mark>Workshops</mark> about harbours'],
  ['the exact form in quotes', '"workshops"', 'en', '<mark>Workshops</mark> about harbours'],
])('finds %s, and shows the text that matched, with its language', async (_what, text, locale, snippet) => {
  expect(await find(text)).toEqual({ keys: ['ports'], snippet, locale, activities: ['ports'] });
});

test.each([
  [['en'], 'Officers of <mark>UNODC</mark> meet.'],
  [['ky'], '<mark>UNODC</mark> жолугушуусу.'],
  [['ru', 'ky'], '<mark>UNODC</mark> жолугушуусу.'],
])('shows the text in the wanted language %j if several match', async (preferred, snippet) => {
  expect((await find('unodc', preferred)).snippet).toBe(snippet);
});

test.each([
  "l'workshop",
  'D’harbour',
  'L‘WORKSHOP',
  'l`workshop',
  "l'w\u0301orkshop",
  "(l'workshop)",
  "–l'workshop",
  'l’«workshops»',
  'qu’about workshop',
  "jusqu'about",
  "dell'harbour",
  "all'harbour",
])('finds forms of the word after an elided one in %s, which texts need not have', async (text) => {
  expect((await find(text)).keys).toEqual(['ports']);
});

test.each(['"l\'workshops"', "o'workshop", "presqu'workshop", "UN'workshop", "work'l'workshops"])(
  'does not ignore the first word of %s',
  async (text) => {
    expect((await find(text)).keys).toEqual([]);
  },
);

test.each([
  "O'Brien",
  "Côte d'Ivoire",
  'ivoire',
  "rock'n'roll",
  "d'aujourd'hui",
  '"l\'état"',
  "l'e\u0301tat",
  "presqu'île",
])('finds the text that has %s', async (text) => {
  expect((await find(text)).keys).toEqual(['names']);
});

test('finds countries only if they are among the types', async () => {
  const codesOf = async (types: string[] | null): Promise<string[]> => {
    const { search } = await server.data(operation, { text: 'kyrgyzstan', types, preferred: ['en'] });
    expect(search.totalCount).toBe(search.edges.length);
    return search.edges.map(({ node }: { node: { code?: string } }) => node.code);
  };

  expect(await codesOf(null)).toEqual(['KG']);
  expect(await codesOf(['COUNTRY'])).toEqual(['KG']);
  expect(await codesOf(['ACTIVITY', 'ORGANISATION', 'NETWORK', 'NEWS_ITEM'])).toEqual([]);
});

test('does not find other forms of a word in quotes', async () => {
  expect((await find('"workshop"')).keys).toEqual([]);
});

test.each(['ateliers', 'atelier', 'portuaires', 'ateleirs', 'zeppelins', 'zepelins', 'дирижабли'])(
  'finds nothing by %s, which only drafts contain, for the public',
  async (text) => {
    expect(await find(text)).toEqual({ keys: [], snippet: undefined, locale: undefined, activities: [] });
  },
);

test('finds published languages of unpublished items for editors, and no draft of a translation', async () => {
  expect((await find('дирижабль', ['en'], editor)).keys).toEqual(['hidden']);
  expect((await find('ateliers', ['en'], editor)).keys).toEqual([]);
});

describe('a typing error', () => {
  test.each([
    ['a letter that is missing', 'harburs'],
    ['a letter that is added', 'harbbours'],
    ['another letter', 'harbpurs'],
    ['letters that are swapped', 'hrabours'],
    ['one in another script', 'сеинары'],
    ['one in each word', 'worksohps abuot'],
  ])('of %s is forgiven', async (_what, text) => {
    const { keys, activities, snippet } = await find(text);

    expect({ keys, activities }).toEqual({ keys: ['ports'], activities: ['ports'] });
    expect(snippet).toContain('<mark>');
  });

  test.each(['mett', 'mete', '"harburs"', 'hrabuors', 'harburs -unodc', '2o14x'])(
    'is not forgiven in %s',
    async (text) => {
      expect((await find(text)).keys).toEqual([]);
    },
  );

  test('comes after everything that has the words, page by page', async () => {
    await make(server.app, async (create) => {
      await create.activity({ slug: 'near', title: 'Lanterm' });
      await create.activity({ slug: 'exact', summary: 'Another lantern' });
    });
    const page = `query ($after: String) {
      search(text: "lantern", first: 1, after: $after) {
        totalCount
        nodes { ... on Activity { slug } }
        pageInfo { endCursor hasNextPage }
      }
    }`;

    const { search: first } = await server.data(page);
    const { search: second } = await server.data(page, { after: first.pageInfo.endCursor });

    expect([first.totalCount, second.totalCount]).toEqual([2, 2]);
    expect([...first.nodes, ...second.nodes]).toEqual([{ slug: 'exact' }, { slug: 'near' }]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test('is not looked for if twenty items have the words', async () => {
    await make(server.app, async (create) => {
      await create.activity({ title: 'Compases' });
      for (let number = 0; number < 20; number++) await create.activity({ title: 'Compasses' });
    });

    const { search } = await server.data(
      '{ search(text: "compasses", first: 100) { totalCount nodes { __typename } } }',
    );

    expect([search.totalCount, search.nodes.length]).toEqual([20, 20]);
  });

  test('is not looked for among some types if twenty items of all types have the words', async () => {
    await make(server.app, async (create) => {
      await create.newsItem({ title: 'Sextamt' });
      await create.newsItem({ title: 'Sextant' });
      for (let number = 0; number < 18; number++) await create.activity({ title: 'Sextant' });
    });
    const numbers = async (): Promise<[number, number]> => {
      const { search } = await server.data(
        '{ search(text: "sextant", types: [NEWS_ITEM]) { totalCount nodes { __typename } } }',
      );
      return [search.totalCount, search.nodes.length];
    };

    expect(await numbers()).toEqual([2, 2]);
    await make(server.app, (create) => create.activity({ title: 'Sextant' }));
    expect(await numbers()).toEqual([1, 1]);
  });
});

describe('organisations and countries', () => {
  test.each([
    ['bank', 'bank', 'Development <mark>bank</mark>'],
    ['банков', 'bank', '<mark>Банк</mark> развития'],
    ['dbx', 'bank', '<mark>DBX</mark>'],
    ['kyrgyz', 'KG', '<mark>Kyrgyzstan</mark>'],
    ['киргизия', 'KG', '<mark>Киргизия</mark>'],
    ['kirghizistan', 'KG', '<mark>Kirghizstan</mark>'],
  ])('are found by their names in every language: %s', async (text, key, snippet) => {
    expect(await find(text)).toMatchObject({ keys: [key], snippet, activities: [] });
  });

  test('are not found if nothing public refers to the country', async () => {
    expect((await find('mongolia')).keys).toEqual([]);
    expect((await find('mongolia', ['en'], editor)).keys).toEqual(['MN']);
  });
});

test('publishing and withdrawing a language adds its words and removes them', async () => {
  const id = Buffer.from(`Activity:${seminar}`).toString('base64url');
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) { ... on Activity { publication { version } } } }`,
    { id },
    editor,
  );
  const set = async (version: number, state: TranslationState): Promise<number> => {
    const input = { id, version, locale: 'fr', state, title: 'Ateliers portuaires', summary: 'Réunion.' };
    const { activity } = await mutationsOf(server, 'setActivityTranslation', editor).done(
      input,
      'activity { publication { version } }',
    );
    return activity.publication.version;
  };

  const version = await set(node.publication.version, TranslationState.PUBLISHED);
  expect((await find('atelier')).keys).toEqual(['ports']);
  expect((await find('workshop')).keys).toEqual(['ports']);

  await set(version, TranslationState.DRAFT);
  expect((await find('atelier')).keys).toEqual([]);
  expect((await find('workshop')).keys).toEqual(['ports']);
});
