import { stemmer as english } from '@orama/stemmers/english';
import { parseSearchText, type SearchTerm, wordsOf } from '../../../src/database/text/search-text';
import { make } from '../../support/factories';
import { createRandom, type Random } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';

/** Words with case, accents, scripts and signs. There are only a few, so that most searches find something. */
const words = [
  ...[
    'drug',
    'Drugs',
    'DRUGGED',
    'training',
    'trained',
    'straining',
    'tranig',
    'trianing',
    'café',
    'cafe\u0301',
    'Łódź',
    'résumé',
    'straße',
    'İzmir',
    'naïve',
    'Ångström',
  ],
  ...['всё', 'ВСЕ', 'все\u0308', 'Йод', 'йод', 'иод', 'їжак', 'Ўзбек', 'қазақ', 'Өскемен', 'ЭӢ', 'Ѝ'],
  ...[
    'Ελλάδα',
    'ΕΛΛΑΔΑ',
    'ΐδιος',
    'λόγος',
    'ΛΟΓΟΣ',
    'თბილისი',
    'Երևան',
    'الأموال',
    'मुद्रा',
    '东京',
    '京都',
    '都',
    '서울',
    'が',
    'การ',
    'พัฒนา',
  ],
  ...['عدل', 'عَدْل', 'عـدل', 'أخ', 'اخ', 'یار', 'يار', 'שלום', 'שָׁלוֹם'],
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
  server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off', MAX_OPERATION_COST: '2000000' });
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
  const find = (matches: WordMatch): string[] =>
    texts
      .filter(({ title, summary }) => {
        const fields = [title, summary].map(wordsOf);
        const isIn = (term: SearchTerm, isWord: WordMatch): boolean =>
          fields.some((field) => hasTerm(term, field, isWord));
        return (
          query.required.every((term) => isIn(term, matches)) && !query.excluded.some((term) => isIn(term, isForm))
        );
      })
      .map(({ slug }) => slug)
      .sort();
  const exact = find(isForm);
  return exact.length < 20 ? find((word, term) => isForm(word, term) || isMistyped(word, term)) : exact;
}

/** True if a word of a text stands for a term that is one word. */
type WordMatch = (word: string, term: SearchTerm) => boolean;

function hasTerm(term: SearchTerm, found: readonly string[], isWord: WordMatch): boolean {
  return found.some(
    (_, from) =>
      (term.written !== null && isWord(found[from]!, term)) ||
      term.words.every((word, place) => {
        const here = found[from + place];
        return here === word || (term.isPrefix && place === term.words.length - 1 && here?.startsWith(word) === true);
      }),
  );
}

/** The texts are in English, so only the English words have forms. */
const isForm: WordMatch = (word, { written }) => /^[a-z]+$/.test(word) && english(word) === english(written!);

const isMistyped: WordMatch = (word, { words: [wanted] }) =>
  /^\p{L}{5,24}$/u.test(wanted!) && typingErrors(word, wanted!) === 1;

/** The distance of Damerau and Levenshtein, in which a swap of neighbours counts as one error. */
function typingErrors(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) => [row, ...Array<number>(other.length).fill(0)]);
  rows[0] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const isEqual = one[row - 1] === other[column - 1];
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]![column] = Math.min(
        rows[row - 1]![column]! + 1,
        rows[row]![column - 1]! + 1,
        rows[row - 1]![column - 1]! + (isEqual ? 0 : 1),
        ...(isSwapped ? [rows[row - 2]![column - 2]! + 1] : []),
      );
    }
  }
  return rows[one.length]![other.length]!;
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
