import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { recordWrites } from '../../support/recorded-writes';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => server.close());

interface Kind {
  readonly name: string;
  /** What its slug is made of. */
  readonly title: 'title' | 'name';
  readonly also: object;
  /** Where its answers have the version. */
  readonly version: string;
}

const activity: Kind = { name: 'Activity', title: 'title', also: { summary: 'S' }, version: 'publication { version }' };

const kinds: readonly Kind[] = [
  activity,
  { name: 'NewsItem', title: 'title', also: { excerpt: 'E' }, version: 'publication { version }' },
  { name: 'Network', title: 'name', also: {}, version: 'publication { version }' },
  { name: 'Organisation', title: 'name', also: {}, version: 'version' },
  { name: 'Programme', title: 'name', also: {}, version: 'version' },
];

interface Named {
  readonly id: string;
  readonly slug: string;
  readonly version: number;
}

async function write(verb: 'create' | 'update', { name, version }: Kind, input: object): Promise<Named> {
  const item = `${name[0]!.toLowerCase()}${name.slice(1)}`;
  const payload = await mutationsOf(server, `${verb}${name}`).done(input, `${item} { id slug ${version} }`);
  const { id, slug, ...rest } = payload[item];
  return { id, slug, version: rest.version ?? rest.publication.version };
}

const create = (kind: Kind, title: string): Promise<Named> =>
  write('create', kind, { ...kind.also, [kind.title]: title });

test.each(kinds)(
  '$name: null generates the slug again, and a slug that is generated again does not change',
  async (kind) => {
    await create(kind, 'Same');
    const second = await create(kind, 'Same');
    expect(second).toMatchObject({ slug: 'same-2', version: 1 });

    const { id } = second;
    expect(await write('update', kind, { id, version: 1, slug: null })).toEqual(second);
    const renamed = await write('update', kind, { id, version: 1, [kind.title]: 'Another' });
    expect(renamed).toMatchObject({ slug: 'same-2', version: 2 });
    expect(await write('update', kind, { id, version: 2, slug: null })).toMatchObject({ slug: 'another', version: 3 });
    expect(await write('update', kind, { id, version: 3, slug: null })).toMatchObject({ slug: 'another', version: 3 });
  },
);

test.each([
  ['Қазақстан Республикасы', 'qazaqstan-respublikasy'],
  ['Ҷумҳурии Тоҷикистон', 'jumhurii-tojikiston'],
  ['Ўзбекистон ҳукумати', 'uzbekiston-hukumati'],
  ["O'zbekiston, Farg‘ona, Ма'рифат", 'ozbekiston-fargona-marifat'],
  ['Кыргызстан өкмөтү', 'kyrgyzstan-okmotu'],
  ['Türkmenistan', 'turkmenistan'],
  ['Борьба с объектами', 'borba-s-obektami'],
  ['საქართველო', 'sakartvelo'],
  ['中国会议', 'zhongguohuiyi'],
  ['日本', 'riben'],
  ['한국 회의', 'hangug-hoeui'],
  ['ประเทศไทย', 'praethsaithy'],
  ['भारत सम्मेलन', 'bhart-smmeln'],
  ['مكافحة الإرهاب', 'mkfhh-lrhb'],
  ['EuroMed', 'euromed'],
  ['ЩИТ', 'shchit'],
  // The last letter as a keyboard composes it, and as some file systems do.
  ['Край', 'kray'],
  ['Край'.normalize('NFD'), 'kray-2'],
])('%s makes the slug %s', async (title, slug) => {
  expect((await create(activity, title)).slug).toBe(slug);
});

test.each([
  ['after a word', `${'word '.repeat(15)}${'long'.repeat(10)}`, 'word-'.repeat(15).slice(0, -1)],
  ['after one that ends just there', `${'b'.repeat(80)} more`, 'b'.repeat(80)],
  ['within a word without which there is little', `A ${'c'.repeat(90)}`, `a-${'c'.repeat(78)}`],
  ['within the only word', 'd'.repeat(300), 'd'.repeat(80)],
])('cuts what is too long %s', async (_where, title, slug) => {
  expect((await create(activity, title)).slug).toBe(slug);
});

const programme: Kind = kinds.find(({ name }) => name === 'Programme')!;

/** Creates a programme with this slug, and one for each number. */
async function number(base: string, numbers: readonly number[]): Promise<void> {
  await make(server.app, async (factory) => {
    await factory.programme({ slug: base, name: base });
    for (const one of numbers) await factory.programme({ slug: `${base}-${one}`, name: base });
  });
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

/** The number of statements that look for a slug while an item is created. */
async function searchesFor(title: string): Promise<number> {
  const writes = await recordWrites(server.app.database);
  await create(programme, title);
  writes.stop();
  return writes.texts.filter((text) => /^\s*SELECT .* FROM programme\b.*\bslug\b/s.test(text)).length;
}

test('the 60th equal title takes as many statements as the first', async () => {
  const first = await searchesFor('Workshop');
  await number('workshop-of-many', range(2, 59));

  expect(first).toBeGreaterThan(0);
  expect(await searchesFor('Workshop of many')).toBe(first);
});

test('the 300th equal title takes three statements more', async () => {
  const first = await searchesFor('Seminar');
  await number('seminar-of-many', range(2, 299));

  expect(await searchesFor('Seminar of many')).toBe(first + 3);
  expect((await create(programme, 'Seminar of many')).slug).toBe('seminar-of-many-301');
});

test.each([
  ['2 to 5, with a gap', [2, 4, 5], 3],
  ['2 to 64', range(2, 64), 65],
  ['2 to 65', range(2, 65), 66],
  ['2 to 127', range(2, 127), 128],
  ['2 to 128', range(2, 128), 129],
  ['2 to 300, with a gap below 64', [...range(2, 40), ...range(42, 300)], 41],
  ['2 to 64 and 128', [...range(2, 64), 128], 129],
  ['2 to 64 and all that are looked up', [...range(2, 64), ...range(7, 26).map((power) => 2 ** power)], 2 ** 26 + 1],
])('a title whose slugs have the numbers %s gets a free one', async (name, numbers, expected) => {
  const base = `numbers ${name}`.replace(/\W+/g, '-');
  await number(base, numbers);

  expect((await create(programme, base)).slug).toBe(`${base}-${expected}`);
});

test('slugs that only begin like a numbered one do not count', async () => {
  await number('year', []);
  await make(server.app, (factory) => factory.programme({ slug: 'year-2-of-4', name: 'Other' }));

  expect((await create(programme, 'Year')).slug).toBe('year-2');
});

test('a slug with a high number does not change when it is generated again, whatever is free', async () => {
  await number('again', [...range(2, 64), ...range(66, 70)]);
  const { id, slug, version } = await write('create', programme, { name: 'Again', slug: 'again-90' });
  expect(await write('update', programme, { id, version, slug: null })).toEqual({ id, slug, version });
});
