import { make } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { password } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const activity = { title: 'A title', summary: 'A summary.' };

async function problemsWith(input: object): Promise<[string, string][]> {
  return placesOf(await mutationsOf(server, 'createActivity').refused({ ...activity, ...input }));
}

async function keeps(input: Readonly<Record<string, unknown>>): Promise<void> {
  const fields = Object.keys(input).map((name) => (name === 'code' ? 'operativeDimension { code }' : name));
  const { activity: made } = await mutationsOf(server, 'createActivity').done(
    { ...activity, ...input },
    `activity { ${fields.join(' ')} }`,
  );
  expect(made).toMatchObject('code' in input ? { operativeDimension: input } : input);
}

test.each([
  ['zero-width spaces', '\u200B\u200B'],
  ['soft hyphens', '\u00AD'],
  ['joiners among blanks', ' \u200D \u200C '],
  ['a byte order mark and a tab', '\uFEFF\t'],
  ['marks of direction', '\u200E\u202E\u2066'],
  ['fillers, which are letters by name', '\u3164\u115F'],
  ['variation selectors', '\uFE0F'],
])('a text of nothing but %s is none', async (_what, text) => {
  expect(
    await problemsWith({ title: text, summary: text, topics: ['Crime', text], objectives: [text], place: text }),
  ).toEqual([
    ['input.title', 'REQUIRED'],
    ['input.summary', 'REQUIRED'],
    ['input.place', 'REQUIRED'],
    ['input.topics.1', 'REQUIRED'],
    ['input.objectives.0', 'REQUIRED'],
  ]);
});

test('names of invisible characters are refused for every type', async () => {
  const name = '\u200B';
  const account = { email: 'invisible@example.org', name, role: 'VIEWER', password };
  const { slug: programme } = await make(server.app, (create) => create.programme());

  for (const [mutation, input] of [
    ['createAccount', account],
    ['createApiKey', { name, role: 'VIEWER' }],
    ['createNetwork', { name }],
    ['createOrganisation', { name }],
    ['createProgramme', { name }],
    ['createRegion', { code: 'R', name }],
    ['createComponent', { code: 'C', name, programme }],
  ] as const) {
    expect([mutation, placesOf(await mutationsOf(server, mutation).refused(input))]).toEqual([
      mutation,
      [['input.name', 'REQUIRED']],
    ]);
  }
});

test.each([
  ['the end of a line', 'a\nb'],
  ['the next line', 'a\u0085b'],
  ['a separator of lines', 'a\u2028b'],
  ['a separator of paragraphs', 'a\u2029b'],
  ['a bell', 'a\u0007b'],
  ['a tab', 'a\tb'],
  ['an override of the direction', 'invoice \u202Efdp'],
  ['an embedded direction', 'a\u202Ab'],
  ['an isolated direction', 'a\u2067b\u2069'],
])('what has one line has no room for %s', async (_what, text) => {
  expect(await problemsWith({ title: text, place: text, topics: [text] })).toEqual([
    ['input.title', 'INVALID'],
    ['input.place', 'INVALID'],
    ['input.topics.0', 'INVALID'],
  ]);
});

test.each([
  ['the joiner that emoji are made with', '👩‍⚖️ of the year'],
  ['the non-joiner of Persian', 'می‌خواهم'],
  ['a mark of direction beside a number', 'سنة 2026\u200F!'],
  ['a soft hyphen', 'Anti\u00ADcorruption'],
  ['a no-break space', 'Article\u00A07'],
])('a title keeps %s', async (_what, title) => {
  await keeps({ title });
});

test('a text of several lines keeps its line breaks and tabs', async () => {
  await keeps({ summary: 'One\n\ttwo\r\nthree' });
});

test.each([
  ['a zero-width space', 'BL\u200B-1'],
  ['a joiner', 'BL\u200D-1'],
  ['a soft hyphen', 'BL\u00AD-1'],
  ['a mark of direction', 'BL-1\u200E'],
  ['a filler', 'BL\u3164-1'],
  ['a character for private use', 'BL\uE000-1'],
  ['a bell', 'BL\u0007-1'],
  ['a separator of lines', 'BL\u2028-1'],
])('a code has no room for %s', async (_what, code) => {
  const { slug: programme } = await make(server.app, (create) => create.programme());
  const wrong = [['input.code', 'INVALID']];

  expect(await problemsWith({ code })).toEqual(wrong);
  expect(placesOf(await mutationsOf(server, 'createRegion').refused({ code, name: 'A region' }))).toEqual(wrong);
  expect(
    placesOf(await mutationsOf(server, 'createComponent').refused({ code, name: 'A component', programme })),
  ).toEqual(wrong);
});

test('a code may have letters of any script, digits and punctuation', async () => {
  await keeps({ code: 'Бл-1/№ 2' });
});
