import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

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
