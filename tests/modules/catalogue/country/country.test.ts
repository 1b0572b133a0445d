import { countryName } from '../../../../src/modules/catalogue/country/country';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const named = 'query ($locale: String) { country(code: "KG") { code name(locale: $locale) } }';

test.each([
  [undefined, 'Kyrgyzstan'],
  [null, 'Kyrgyzstan'],
  ['ru', 'Киргизия'],
  ['fr-CH', 'Kirghizstan'],
  ['FR', 'Kirghizstan'],
  ['tlh', 'Kyrgyzstan'],
])('in the locale %p Kyrgyzstan is called %s', async (locale, name) => {
  expect(await server.data(named, { locale })).toEqual({ country: { code: 'KG', name } });
});

test.each([['not a locale'], [''], ['a'], ['../../etc/passwd'], ['ru-Cyrl-x-abcdefgh-abcdefgh-abcdefgh']])(
  'refuses %p as a locale',
  async (locale) => {
    const { errors } = await server.query(named, { locale });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'locale' });
  },
);

test('a locale of 35 characters is one, and each is read once, however many others have been asked for', () => {
  const locale = 'ru-Cyrl-x-abcdefgh-abcdefgh-abcdefg';
  for (let number = 0; number < 2_000; number++) countryName('KG', `en-x-${number}`);
  const parse = jest.spyOn(Intl, 'getCanonicalLocales');
  const names = [countryName('KG', locale), countryName('KG', locale)];
  const times = parse.mock.calls.length;
  parse.mockRestore();

  expect(locale).toHaveLength(35);
  expect(names).toEqual(['Киргизия', 'Киргизия']);
  expect(times).toBe(1);
});

test.each([['kg'], ['KGZ'], ['ZZ'], [''], ['K']])('refuses %p as a country code', async (code) => {
  const { errors } = await server.query('query ($code: CountryCode!) { country(code: $code) { name } }', { code });

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'code' });
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
