import { reindex } from '../../../src/database/maintenance/reindex';
import { factories } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

/*
 * Texts in Arabic, Persian and Hebrew, whose marks above and below the letters are optional.
 */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,ar,fa,he', DEFAULT_LOCALE: 'en' });
  await server.app.database.write(async (manager) => {
    const create = factories(manager);
    // The item with the word in its name is not the first one.
    await create.activity({
      slug: 'summary',
      title: 'ندوة',
      summary: 'اجتماع المُدَّعِين العامِّين في أكتوبر',
      originalLocale: 'ar',
    });
    await create.activity({ slug: 'name', title: 'شبكة المدّعين', summary: 'موجز', originalLocale: 'ar' });
    await create.activity({ slug: 'forms', title: 'دورة تَدْرِيبِيَّة', summary: 'موجز', originalLocale: 'ar' });
    await create.activity({ slug: 'stretched', title: 'العـــدالة', summary: 'موجز', originalLocale: 'ar' });
    await create.activity({ slug: 'persian', title: 'همکاری قضایی', summary: 'خلاصه', originalLocale: 'fa' });
    await create.activity({ slug: 'arabic-keyboard', title: 'آموزش ايراني', summary: 'خلاصه', originalLocale: 'fa' });
    await create.activity({ slug: 'hebrew', title: 'שָׁלוֹם וּבִטָּחוֹן', summary: 'תקציר', originalLocale: 'he' });
    const network = await create.network({ slug: 'levant', name: 'Levant' });
    await create.memberCountry({ networkId: network.id, countryCode: 'JO' });
  });
});

afterAll(() => server.close());

async function find(text: string): Promise<{ keys: string[]; snippet: string | undefined }> {
  const { search } = await server.data(
    `query ($text: String!) {
      search(text: $text) { edges { snippet node { ... on Activity { slug } ... on Country { code } } } }
    }`,
    { text },
  );
  return {
    keys: search.edges.map(({ node }: { node: { slug?: string; code?: string } }) => node.slug ?? node.code),
    snippet: search.edges[0]?.snippet,
  };
}

test.each(['المدعين', 'المدّعين', 'المُدَّعِينَ', '"المدعين"', '"المُدَّعِين"', 'المدعي', 'المُدَّعـ', 'المدعيين'])(
  'finds %s however it is vocalised, first in names, and marks it as a whole',
  async (text) => {
    expect(await find(text)).toEqual({ keys: ['name', 'summary'], snippet: 'شبكة <mark>المدّعين</mark>' });
  },
);

test.each([
  ['a phrase', '"المدعين العامين"', 'summary', 'اجتماع <mark>المُدَّعِين العامِّين</mark> في أكتوبر'],
  [
    'a word whose alef has a hamza',
    '"اكتوبر" المدعين',
    'summary',
    'اجتماع <mark>المُدَّعِين</mark> العامِّين في <mark>أكتوبر</mark>',
  ],
  ['another form of a vocalised word', 'تدريب دورة', 'forms', '<mark>دورة</mark> <mark>تَدْرِيبِيَّة</mark>'],
  ['another form of a word by a vocalised one', 'تَدْرِيبٌ دورة', 'forms', '<mark>دورة</mark> <mark>تَدْرِيبِيَّة</mark>'],
  ['a stretched word', '"العدالة"', 'stretched', '<mark>العـــدالة</mark>'],
  ['a word by a stretched one', '"همـکاری"', 'persian', '<mark>همکاری</mark> قضایی'],
  ['a Persian word by an Arabic keyboard', '"همكاري"', 'persian', '<mark>همکاری</mark> قضایی'],
  ['an Arabic keyboard by a Persian one', '"آموزش ایرانی"', 'arabic-keyboard', '<mark>آموزش ايراني</mark>'],
  ['words with points', 'שלום "ובטחון"', 'hebrew', '<mark>שָׁלוֹם</mark> <mark>וּבִטָּחוֹן</mark>'],
  ['the beginning of a word with points', 'ובטח', 'hebrew', 'שָׁלוֹם <mark>וּבִטָּחוֹן</mark>'],
])('finds %s', async (_what, text, slug, snippet) => {
  expect(await find(text)).toEqual({ keys: [slug], snippet });
});

test('finds a country by its name without marks', async () => {
  expect((await find('"الاردن"')).keys).toEqual(['JO']);
  expect((await find('"الأُرْدُن"')).keys).toEqual(['JO']);
});

test('excludes a vocalised word by the word without marks', async () => {
  expect((await find('"المدعين" -العامين')).keys).toEqual(['name']);
});

test('finds the same after the index has been rebuilt', async () => {
  await reindex(server.app.database, () => undefined);

  expect((await find('"المدعين" "اكتوبر"')).keys).toEqual(['summary']);
});

test('leaves the marks of scripts in which they distinguish words', async () => {
  await server.app.database.write((manager) => factories(manager).activity({ slug: 'hindi', title: 'कानून' }));

  expect((await find('कानून')).keys).toEqual(['hindi']);
  expect((await find('"कनन"')).keys).toEqual([]);
});
