import { TranslationState } from '../../../src/core/languages/translation.entity';
import { reindex } from '../../../src/database/maintenance/reindex';
import { parseSearchText } from '../../../src/database/text/search-text';
import { ActivityTranslation } from '../../../src/modules/catalogue/activity/activity.entity';
import { factories } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

/*
 * Texts in Chinese, Japanese, Thai and Khmer, which have no spaces between words, and in Korean, which has many endings.
 */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,zh,ja,ko,th,km,ru', DEFAULT_LOCALE: 'en' });
  await server.app.database.write(async (manager) => {
    const create = factories(manager);
    // The item with the words in its name is not the first one.
    await create.activity({
      slug: 'summary',
      title: '研讨会',
      summary: '关于打击有组织犯罪的国际合作项目',
      originalLocale: 'zh',
    });
    await create.activity({ slug: 'name', title: '东南欧国际合作网络', summary: '概述', originalLocale: 'zh' });
    await create.activity({ slug: 'year', title: '2030年议程UN培训', summary: '概述', originalLocale: 'zh' });
    await create.activity({ slug: 'rare', title: '𠀀𠀁𠀂学院', summary: '概述', originalLocale: 'zh' });
    await create.activity({ slug: 'japanese', title: '組織犯罪対策セミナー', summary: '概要', originalLocale: 'ja' });
    await create.activity({ slug: 'korean', title: '국제협력을 위한 회의', summary: '요약', originalLocale: 'ko' });
    await create.activity({ slug: 'thai', title: 'การพัฒนาที่ยั่งยืน', summary: 'สรุป', originalLocale: 'th' });
    await create.activity({ slug: 'khmer', title: 'កិច្ច\u200bសហប្រតិបត្តិការ', summary: 'សង្ខេប', originalLocale: 'km' });
    await create.activity({ slug: 'russian', title: 'Семинары 国际法院', summary: 'Кратко', originalLocale: 'ru' });
    const network = await create.network({ slug: 'asia', name: 'Asia' });
    await create.memberCountry({ networkId: network.id, countryCode: 'GE' });
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

test.each([
  ['the middle of a run, first in names', '国际合作', ['name', 'summary'], '东南欧<mark>国际合作</mark>网络'],
  ['a phrase in quotes', '"有组织犯罪"', ['summary'], '关于打击<mark>有组织犯罪</mark>的国际合作项目'],
  ['one letter within a run', '欧', ['name'], '东南<mark>欧国</mark>际合作网络'],
  ['one letter at the end of a run', '网络 "络"', ['name'], '东南欧国际合作<mark>网络</mark>'],
  ['a whole text', '研讨会', ['summary'], '<mark>研讨会</mark>'],
  [
    'several words in any order',
    '合作 犯罪',
    ['summary'],
    '关于打击有组织<mark>犯罪</mark>的国际<mark>合作</mark>项目',
  ],
  ['letters after digits', '30年议', [], undefined],
  ['a run between digits and other letters', '2030年议程un', ['year'], '<mark>2030年议程UN</mark>培训'],
  ['the beginning of a run after digits', '2030年', ['year'], '<mark>2030年</mark>议程UN培训'],
  ['the end of a run before other letters', '程un', ['year'], '2030年议<mark>程UN</mark>培训'],
  ['letters beyond the first plane', '𠀁𠀂', ['rare'], '𠀀<mark>𠀁𠀂</mark>学院'],
  ['Japanese in several scripts', '対策セミナ', ['japanese'], '組織犯罪<mark>対策セミナ</mark>ー'],
  ['Korean with another ending', '협력 회의', ['korean'], '국제<mark>협력</mark>을 위한 <mark>회의</mark>'],
  ['Thai, whose marks are within words', 'พัฒนา', ['thai'], 'การ<mark>พัฒนา</mark>ที่ยั่งยืน'],
  ['Khmer with invisible spaces', 'សហប្រតិបត្តិ', ['khmer'], 'កិច្ច\u200b<mark>សហប្រតិបត្តិ</mark>ការ'],
  [
    'Chinese within Russian, with another form',
    'семинар 国际法',
    ['russian'],
    '<mark>Семинары</mark> <mark>国际法</mark>院',
  ],
  ['nothing for letters that are not neighbours', '国作', [], undefined],
  ['nothing for letters across languages', '概述概', [], undefined],
])('finds %s', async (_what, text, keys, snippet) => {
  expect(await find(text)).toEqual({ keys, snippet });
});

test('excludes what is within a run', async () => {
  expect((await find('合作 -网络')).keys).toEqual(['summary']);
  expect((await find('合作 -东')).keys).toEqual(['summary']);
});

test('uses the twentieth word of a search if it is one letter', () => {
  const query = parseSearchText(`${'a '.repeat(19)}国`)!;

  expect(query.required.at(-1)).toMatchObject({ words: ['国'], isPrefix: true });
});

test('cuts a snippet out of the first letters of a long text', async () => {
  const body = `${'กำหนดการ'.repeat(400)}อบรม${'กำหนดการ'.repeat(100)}`;
  await server.app.database.write((manager) =>
    factories(manager).activity({
      slug: 'far',
      title: 'หลักสูตร',
      summary: 'สรุป',
      description: body,
      originalLocale: 'th',
    }),
  );

  expect(await find('อบรม')).toEqual({ keys: ['far'], snippet: 'สรุป' });
  expect((await find('หลักสูตร')).snippet).toBe('<mark>หลักสูตร</mark>');
});

test('finds a country by a part of its name', async () => {
  expect((await find('鲁吉')).keys).toEqual(['GE']);
});

test('finds the same with the filter of a list, and after the index has been rebuilt', async () => {
  await reindex(server.app.database, () => undefined);

  const { activities } = await server.data('{ activities(filter: { text: "国际合作" }) { nodes { slug } } }');
  expect(activities.nodes.map(({ slug }: { slug: string }) => slug).sort()).toEqual(['name', 'summary']);
  expect((await find('国际合作')).keys).toEqual(['name', 'summary']);
});

test('indexes the beginning of long texts whose pairs of letters are all different', async () => {
  const [rare, common] = [lettersFrom(0x20000, 41_011), lettersFrom(0x4e00, 20_899)];
  const syllables = lettersFrom(0xac00, 11_171);
  const words = Array.from({ length: 15_000 }, (_, place) => syllables.slice(3 * place, 3 * place + 3).join(''));
  const none = {
    summary: '',
    place: null,
    topics: [],
    objectives: [],
    base: {},
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
  await server.app.database.write(async (manager) => {
    const { id: activityId } = await factories(manager).activity({
      slug: 'long',
      title: 'Long',
      description: rare.join(''),
      originalLocale: 'ru',
    });
    const translation = { activityId, locale: 'zh', state: TranslationState.PUBLISHED, title: '长', ...none };
    const texts = { description: common.join(''), descriptionHtml: { html: null, key: '' } };
    await manager.save(Object.assign(new ActivityTranslation(), translation, texts));
    await factories(manager).activity({
      slug: 'words',
      title: 'Words',
      description: words.join(' '),
      originalLocale: 'ko',
    });
  });

  const findPair = async (letters: readonly string[], place: number): Promise<string[]> =>
    (await find(letters.slice(place, place + 2).join(''))).keys;
  expect(await findPair(rare, 100)).toEqual(['long']);
  // Of a text in two languages, 50,000 characters are indexed, and of pairs of letters two thirds.
  expect(await findPair(common, 33_300)).toEqual(['long']);
  expect(await findPair(common, 33_400)).toEqual([]);
  // Of words with three letters, ten characters are indexed for four of the text.
  expect((await find(words[9_990]!.slice(1))).keys).toEqual(['words']);
  expect((await find(words[10_010]!.slice(1))).keys).toEqual([]);
});

/** As many letters as a long text may have, of which no two pairs of neighbours are equal. */
function lettersFrom(first: number, count: number): string[] {
  return Array.from({ length: 60_000 }, (_, place) => {
    const step = 7919 + Math.floor(place / count);
    return String.fromCodePoint(first + ((place * step) % count));
  });
}
