import { parseSearchText, wordsOf, type SearchTerm } from '../../../src/database/search-text';
import { createRandom, type Random } from '../../support/random';
import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

/** Words with case, accents, scripts and signs. There are only a few, so that most searches find something. */
const words = [
  ...['drug', 'Drugs', 'DRUGGED', 'café', 'cafe\u0301', 'Łódź', 'résumé', 'straße', 'İzmir', 'naïve', 'Ångström'],
  ...['всё', 'ВСЕ', 'все\u0308', 'Йод', 'йод', 'иод', 'їжак', 'Ўзбек', 'қазақ', 'Өскемен', 'ЭӢ', 'Ѝ'],
  ...['Ελλάδα', 'ΕΛΛΑΔΑ', 'ΐδιος', 'λόγος', 'ΛΟΓΟΣ', 'თბილისი', 'Երևան', 'الأموال', 'मुद्रा', '东京', '서울', 'が'],
  ...[
    '2014',
    '14',
    '2nd',
    'e5',
    'x2',
    '٣٤',
    'a',
    'b',
    'c',
    'AND',
    'OR',
    'NOT',
    'NEAR',
    'names',
    'ux',
    '😀',
    '🤝',
    '₽',
    '№',
  ],
];

const signs = [
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '-',
    '–',
    ' - ',
    ' -',
    '"',
    '“',
    '”',
    '«',
    '»',
    "'",
    '’',
    '`',
    '*',
    '^',
    ':',
    '(',
    ')',
    '{',
    '}',
  ],
  ...[
    '[',
    ']',
    '\\',
    '/',
    '&',
    '|',
    '!',
    '<',
    '>',
    '<->',
    ':*',
    '%',
    '_',
    '+',
    ',',
    '.',
    ';',
    '=',
    '?',
    '@',
    '#',
    '$',
    '~',
  ],
  ...['\u200b', '\u200d', '\ufe0f', '\u00ad', '\u2066', '\uf0b7', '🙂', '🤝🏽', '₾', '…', '½', '²'],
];

function drawText(random: Random, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => {
    const sign = random.chance(0.6) ? ' ' : random.pick(signs);
    const word = random.pick(words);
    return `${sign}${random.chance(0.15) ? word.slice(0, 2) : word}`;
  }).join('');
}

let server: TestServer;
const texts: { slug: string; title: string; summary: string }[] = [];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  const random = createRandom(3);
  await make(server.app, async (create) => {
    for (let number = 0; number < 150; number++) {
      const [title, summary] = [6, 8].map((most) => drawText(random, most));
      const activity = { slug: `a${number}`, title: title!, summary: summary! };
      texts.push(activity);
      await create.activity(activity);
    }
  });
});

afterAll(() => server.close());

const operation = `query ($text: String!) {
  search(text: $text, first: 100) { totalCount edges { cursor snippet } nodes { ... on Activity { slug } } }
  activities(filter: { text: $text }, first: 100) { totalCount nodes { slug } }
}`;

/** The expected results, computed in a second way from the words of every text. */
function expected(text: string): string[] {
  const query = parseSearchText(text);
  if (query === null) return [];
  const isIn = (term: SearchTerm, found: readonly string[]): boolean =>
    found.some((_, from) =>
      term.words.every((word, place) => {
        const here = found[from + place];
        return here === word || (term.isPrefix && place === term.words.length - 1 && here?.startsWith(word) === true);
      }),
    );
  return texts
    .filter(({ title, summary }) => {
      const fields = [title, summary].map(wordsOf);
      const matches = (term: SearchTerm): boolean => fields.some((field) => isIn(term, field));
      return query.required.every(matches) && !query.excluded.some(matches);
    })
    .map(({ slug }) => slug)
    .sort();
}

const slugsOf = ({ nodes }: { nodes: { slug: string }[] }): string[] => nodes.map(({ slug }) => slug).sort();

test('every input finds exactly the items with its words on both databases, and is never an error', async () => {
  const random = createRandom(4);
  let found = 0;
  for (let round = 0; round < 400; round++) {
    const text = drawText(random, random.chance(0.7) ? 2 : 12);
    const { data, errors } = await server.query(operation, { text });

    expect({ text, errors }).toEqual({ text, errors: undefined });
    const slugs = expected(text);
    const { search, activities } = data as any;
    expect({ text, found: slugsOf(search) }).toEqual({ text, found: slugs });
    expect({ text, found: slugsOf(activities) }).toEqual({ text, found: slugs });
    expect([search.totalCount, activities.totalCount]).toEqual([slugs.length, slugs.length]);
    for (const { snippet } of search.edges) {
      expect(snippet).toContain('<mark>');
      expect(snippet.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>"']/);
    }
    found += slugs.length;
  }

  // Otherwise the texts would not test anything.
  expect(found).toBeGreaterThan(1000);
});

test('refuses text with NUL, as every argument does', async () => {
  const { errors } = await server.query(operation, { text: 'drug\u0000' });

  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'text' });
});

test('searches a text of the maximum length', async () => {
  const long = 'drug '.repeat(10_000);

  expect((await server.data(operation, { text: long })).search.totalCount).toBe(expected(long).length);
  expect((await server.data(operation, { text: 'я'.repeat(60_000) })).search.totalCount).toBe(0);
  expect((await server.data(operation, { text: `-drug ${'"drug '.repeat(9000)}` })).search.totalCount).toBe(0);
});
