import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, timeOf } from '../../support/timing';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.activity({
      title: 'Escaping',
      summary: `<script>alert("x")</script> & <mark>marks</mark> of 'others' <mark>escaping`,
    });
    await create.activity({
      title: 'Markdown',
      summary: 'Nothing here.',
      description:
        '## A *bold* plan\n\n> - see [the **annex**](https://example.org/x?y=1) of snake_case\n> - and 2 * 3',
    });
    await create.activity({ title: 'Accents', summary: 'Всё о Йошкар-Оле и cafe\u0301s, CAFÉ noir, ÉCLAIRS.' });
    await create.activity({ title: 'Spellings', summary: "Ge\u00adrichte von Oʻzbekiston, O'zbekiston, Straßen." });
    await create.activity({
      title: 'Long',
      summary: 'Nothing here.',
      description: `${numbered('before', 100)} lighthouse keeper ${numbered('after', 100)} lighthouse`,
    });
    await create.activity({
      title: 'Apart',
      summary: `${numbered('one', 50)} windmill ${numbered('two', 50)} windmill and waterwheel ${numbered('three', 50)}`,
    });
    await create.activity({
      title: 'Very long',
      summary: 'Nothing here.',
      description: `${'sand '.repeat(1_590)}dromedary ${'sand '.repeat(50)}caravanserai`,
    });
    const { id } = await create.activity({
      title: 'Topical',
      operativeDimension: { code: 'TP-9', place: 'Zarafshon' },
    });
    await create.topic({ activityId: id, topic: 'Antiquities' });
    await create.network({ name: 'Harbour network', acronym: 'HBN', description: null });
    await create.newsItem({ title: 'Headline of meteors', excerpt: 'Short.', body: null });
  });
});

afterAll(() => server.close());

function numbered(word: string, count: number): string {
  return Array.from({ length: count }, (_, number) => `${word}${number}`).join(' ');
}

async function snippet(text: string): Promise<string> {
  const { search } = await server.data('query ($text: String!) { search(text: $text) { edges { snippet } } }', {
    text,
  });
  expect(search.edges).toHaveLength(1);
  return search.edges[0].snippet;
}

test.each<[what: string, text: string, expected: unknown]>([
  [
    'escapes everything except its marks',
    'others escap',
    `&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &lt;mark&gt;marks&lt;/mark&gt; of &#39;<mark>others</mark>&#39; &lt;mark&gt;<mark>escaping</mark>`,
  ],
  [
    'shows Markdown without markup',
    'plan annex',
    'A bold <mark>plan</mark> see the <mark>annex</mark> of snake_case and 2 3',
  ],
  [
    'marks words with other accents and case than in the text, and other forms of them',
    'все иошкар cafes',
    '<mark>Всё</mark> о <mark>Йошкар</mark>-Оле и <mark>cafe\u0301s</mark>, <mark>CAFÉ</mark> noir, ÉCLAIRS.',
  ],
  [
    'marks whole words that start with the search text, and no others',
    'caf',
    'Всё о Йошкар-Оле и <mark>cafe\u0301s</mark>, <mark>CAFÉ</mark> noir, ÉCLAIRS.',
  ],
  ['marks a phrase as a whole', '"noir eclairs"', 'Всё о Йошкар-Оле и cafe\u0301s, CAFÉ <mark>noir, ÉCLAIRS</mark>.'],
  [
    'marks words in another spelling, and words with invisible characters as a whole',
    'gerichte o’zbekiston STRASSEN',
    '<mark>Ge\u00adrichte</mark> von <mark>Oʻzbekiston</mark>, <mark>O&#39;zbekiston</mark>, <mark>Straßen</mark>.',
  ],
  [
    'shows thirty words around a match in a long text',
    'lighthouse',
    `…${numbered('before', 100).split(' ').slice(94).join(' ')} <mark>lighthouse</mark> keeper ${numbered('after', 22)}…`,
  ],
  [
    'shows the part with most of the words',
    'windmill waterwheel',
    `…${numbered('two', 50).split(' ').slice(44).join(' ')} <mark>windmill</mark> and <mark>waterwheel</mark> ${numbered('three', 21)}…`,
  ],
  [
    'shows a word at the end of what is compared, and that the text continues',
    'dromedary',
    `…${'sand '.repeat(21).trim()} <mark>dromedary</mark> ${'sand '.repeat(8).trim()}…`,
  ],
  ['shows the beginning if the words are further on in a long text', 'caravanserai', 'Nothing here.'],
  ['marks a word with a typing error', 'lihgthouse', expect.stringContaining('<mark>lighthouse</mark> keeper')],
  ['shows a topic', 'antiquities', '<mark>Antiquities</mark>'],
  ['shows a place', 'zarafshon', '<mark>Zarafshon</mark>'],
  ['shows a code', 'tp-9', '<mark>TP-9</mark>'],
  ['shows a name', 'harbour', '<mark>Harbour</mark> network'],
  ['shows an acronym', 'hbn', '<mark>HBN</mark>'],
  ['shows a headline', 'meteors', 'Headline of <mark>meteors</mark>'],
  ['does not mark excluded words', 'harbour -absent', '<mark>Harbour</mark> network'],
])('a snippet %s', async (_what, text, expected) => {
  expect(await snippet(text)).toEqual(expected);
});

test('creates the snippet of a text that consists of markup in little time', async () => {
  await make(server.app, (create) =>
    create.newsItem({
      title: 'Brackets',
      body: `abacus ${'['.repeat(15_000)}${'*'.repeat(15_000)}${'> '.repeat(9_000)}`,
    }),
  );
  const measure = (): Promise<number> => {
    server.app.answers?.clear();
    return timeOf(async () => {
      expect(await snippet('abacus')).toContain('<mark>abacus</mark>');
    });
  };

  expect(await fastestOf(1000, measure)).toBeLessThan(1000);
});
