import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Languages } from '../../../../src/core/languages/languages';
import { mutationsOf } from '../../../support/mutations';
import { fetchFile } from '../../../support/public-files';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;
let named: TestServer;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'entente-countries-'));
  writeFileSync(path.join(directory, 'ru.json'), '{ "Country": { "KG": "Кыргызстан" } }');
  [server, named] = await Promise.all([startTestServer(), startTestServer({ LABELS_DIR: directory })]);
});

afterAll(async () => {
  await Promise.all([server.close(), named.close()]);
  rmSync(directory, { recursive: true });
});

const nameOf = 'query ($locale: String) { country(code: "KG") { code name(locale: $locale) } }';

test.each([
  [undefined, 'Kyrgyzstan'],
  [null, 'Kyrgyzstan'],
  ['ru', 'Киргизия'],
  ['fr-CH', 'Kirghizstan'],
  ['FR', 'Kirghizstan'],
  ['tlh', 'Kyrgyzstan'],
])('in the locale %p Kyrgyzstan is called %s', async (locale, name) => {
  expect(await server.data(nameOf, { locale })).toEqual({ country: { code: 'KG', name } });
});

test.each([['not a locale'], [''], ['a'], ['../../etc/passwd'], ['ru-Cyrl-x-abcdefgh-abcdefgh-abcdefgh']])(
  'refuses %p as a locale',
  async (locale) => {
    const { errors } = await server.query(nameOf, { locale });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'locale' });
  },
);

test('a locale of 35 characters is one, and each is read once, however many others have been asked for', () => {
  const locale = 'ru-Cyrl-x-abcdefgh-abcdefgh-abcdefg';
  const languages = new Languages(['en'], 'en');
  for (let number = 0; number < 2_000; number++) languages.countryName('KG', `en-x-${number}`);
  const parse = jest.spyOn(Intl, 'getCanonicalLocales');
  const names = [languages.countryName('KG', locale), languages.countryName('KG', locale)];
  const times = parse.mock.calls.length;
  parse.mockRestore();

  expect(locale).toHaveLength(35);
  expect(names).toEqual(['Киргизия', 'Киргизия']);
  expect(times).toBe(1);
});

test.each([['kg'], ['KGZ'], ['ZZ'], [''], ['K']])('refuses %p as a country code', async (code) => {
  const { errors } = await server.query('query ($code: CountryCode!) { country(code: $code) { name } }', { code });

  const inDocument = await server.query(`{ country(code: ${JSON.stringify(code)}) { name } }`);

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'code' });
  expect(inDocument.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
});

test('a country shows its memberships and the activities held in it', async () => {
  const { country } = await server.data(
    '{ country(code: "KZ") { memberships { kind network { slug } } activities { totalCount nodes { operativeDimension { place } } } } }',
  );

  expect(country.memberships).toEqual([{ kind: 'ACTIVE', network: { slug: 'casc' } }]);
  expect(country.activities).toEqual({ totalCount: 1, nodes: [{ operativeDimension: { place: 'Astana' } }] });
});

test('the countries are those that networks and activities touch, by code', async () => {
  const { countries } = await server.data('{ countries { code } }');
  const codes = countries.map(({ code }: { code: string }) => code);

  expect(codes).toEqual([...new Set<string>(codes)].sort());
  expect(codes).toEqual(expect.arrayContaining(['AM', 'KG', 'UA']));
  expect(codes).not.toContain('US');
});

test('all countries that a code can name can be listed to choose from, by code', async () => {
  const { countries } = await named.data('{ countries(all: true) { code name(locale: "ru") } }');
  const codes = countries.map(({ code }: { code: string }) => code);

  expect(codes).toEqual([...new Set<string>(codes)].sort());
  expect(codes).toHaveLength(250);
  expect(countries).toContainEqual({ code: 'US', name: 'Соединенные Штаты' });
  expect(countries).toContainEqual({ code: 'KG', name: 'Кыргызстан' });
});

const CALENDAR = '/calendar.ics?filter.country=KG&locale=ru';

test('has the name that the operator gives it, in answers, counts, searches and files', async () => {
  const { done } = mutationsOf(named, 'createActivity');
  const input = { title: 'Семинар', summary: 'Кратко.', originalLocale: 'ru', country: 'KG', startsOn: '2026-05-04' };
  const { activity } = await done(input, 'activity { id }');
  await mutationsOf(named, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
  const found = await named.data(
    `query @inLocales(preferred: ["ru"]) {
      country(code: "KG") { name }
      activityStatistics(groupBy: [COUNTRY], filter: { country: ["KG"] }) { keys { label } }
      search(text: "Кыргызстан", first: 1) { edges { snippet node { ... on Country { code } } } }
      otherName: search(text: "Киргизии", first: 1) { edges { snippet node { ... on Country { code } } } }
    }`,
  );
  const calendar = await fetchFile(named, CALENDAR);

  expect(found).toEqual({
    country: { name: 'Кыргызстан' },
    activityStatistics: [{ keys: [{ label: 'Кыргызстан' }] }],
    search: { edges: [{ snippet: '<mark>Кыргызстан</mark>', node: { code: 'KG' } }] },
    otherName: { edges: [{ snippet: 'Кыргызстан', node: { code: 'KG' } }] },
  });
  expect(calendar.text).toContain('LOCATION:Кыргызстан');
});

test('another name is another version of a file, which clients do not take for the one that they have', async () => {
  const tagOf = async (labels: string): Promise<string | null> => {
    writeFileSync(path.join(directory, 'ru.json'), labels);
    const restarted = await startTestServer({ LABELS_DIR: directory, PUBLIC_URL: 'http://127.0.0.1' });
    const { headers } = await fetchFile(restarted, CALENDAR);
    await restarted.close();
    return headers.get('etag');
  };
  const tags = [await tagOf('{}'), await tagOf('{}'), await tagOf('{ "Country": { "KG": "Кыргызстан" } }')];

  expect(tags[1]).toBe(tags[0]);
  expect(tags[2]).not.toBe(tags[0]);
});
