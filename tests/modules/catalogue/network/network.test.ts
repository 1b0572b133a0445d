import { MembershipKind } from '../../../../src/modules/catalogue/network/member-country.entity';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const members = `query ($slug: String!, $asOf: Date, $kinds: [MembershipKind!]) {
  network(slug: $slug) { memberCountries(asOf: $asOf, kinds: $kinds) { country { code } kind since until network { slug } } }
}`;

async function codes(variables: Record<string, unknown>): Promise<string[]> {
  const { network } = await server.data(members, variables);
  return network.memberCountries.map(({ country }: { country: { code: string } }) => country.code);
}

test('CASC has five active members, and three participating ones since 2014', async () => {
  const { network } = await server.data(
    '{ network(slug: "casc") { since acronym supportedBy { slug } memberCountries { kind since country { code } } } }',
  );

  expect(network).toMatchObject({ since: '2014-05', acronym: 'CASC', supportedBy: [{ slug: 'unodc' }] });
  expect(await codes({ slug: 'casc', kinds: ['ACTIVE'] })).toEqual(['KG', 'KZ', 'TJ', 'TM', 'UZ']);
  expect(network.memberCountries.filter(({ kind }: { kind: string }) => kind === 'PARTICIPATING')).toEqual(
    ['AM', 'AZ', 'GE'].map((code) => ({ kind: 'PARTICIPATING', since: '2014', country: { code } })),
  );
});

test('members are filtered by kind if the kind is not selected', async () => {
  const { network } = await server.data(
    '{ network(slug: "casc") { memberCountries(kinds: [PARTICIPATING]) { country { code } } } }',
  );

  expect(network.memberCountries).toEqual(['AM', 'AZ', 'GE'].map((code) => ({ country: { code } })));
});

test('memberships with an unknown beginning come first on both databases', async () => {
  await make(server.app, async (create) => {
    for (const since of ['2016', null, '2015']) {
      await create.memberCountry({ networkId: (await create.network()).id, countryCode: 'BT', since });
    }
  });

  const { country } = await server.data('{ country(code: "BT") { memberships { since } } }');

  expect(country.memberships).toEqual([null, '2015', '2016'].map((since) => ({ since })));
});

test('countries are members if they have been admitted and have not withdrawn by that day', async () => {
  const slug = await make(server.app, async (create) => {
    const { id: networkId, slug } = await create.network();
    await create.memberCountry({ networkId, countryCode: 'AM', since: '2014' });
    await create.memberCountry({ networkId, countryCode: 'AZ', since: '2014-06', until: '2016' });
    await create.memberCountry({ networkId, countryCode: 'GE', until: '2014-06-15', kind: MembershipKind.OBSERVER });
    await create.memberCountry({ networkId, countryCode: 'MD', since: '2999' });
    return slug;
  });

  expect(await codes({ slug, asOf: '2013-12-31' })).toEqual(['GE']);
  expect(await codes({ slug, asOf: '2014-01-01' })).toEqual(['AM', 'GE']);
  expect(await codes({ slug, asOf: '2014-06-01' })).toEqual(['AM', 'AZ', 'GE']);
  expect(await codes({ slug, asOf: '2014-06-15' })).toEqual(['AM', 'AZ']);
  expect(await codes({ slug, asOf: '2016-01-01' })).toEqual(['AM']);
  expect(await codes({ slug })).toEqual(['AM']);
  expect(await codes({ slug, asOf: '3000-01-01' })).toEqual(['AM', 'MD']);
  expect(await codes({ slug, asOf: '2014-01-01', kinds: ['OBSERVER'] })).toEqual(['GE']);
  expect(await codes({ slug, asOf: '2014-01-01', kinds: [] })).toEqual([]);
});

test('all memberships are listed, full members first, then by country, the earliest first', async () => {
  const slug = await make(server.app, async (create) => {
    const { id: networkId, slug } = await create.network();
    await create.memberCountry({ networkId, countryCode: 'MD', since: '2999' });
    await create.memberCountry({ networkId, countryCode: 'AM', since: '2016' });
    await create.memberCountry({ networkId, countryCode: 'AM', since: '2001', until: '2009' });
    await create.memberCountry({ networkId, countryCode: 'AZ', kind: MembershipKind.OBSERVER });
    return slug;
  });

  const query = 'query ($slug: String!) { network(slug: $slug) { memberships { country { code } since until } } }';
  expect((await server.data(query, { slug })).network.memberships).toEqual([
    { country: { code: 'AM' }, since: '2001', until: '2009' },
    { country: { code: 'AM' }, since: '2016', until: null },
    { country: { code: 'MD' }, since: '2999', until: null },
    { country: { code: 'AZ' }, since: null, until: null },
  ]);
});

test('memberships of fifty networks take as many statements as those of one', async () => {
  await make(server.app, async (create) => {
    for (let number = 1; number <= 50; number += 1) {
      await create.memberCountry({ networkId: (await create.network()).id });
    }
  });
  const query =
    'query ($first: Int) { networks(first: $first) { nodes { memberships { since } memberCountries { kind } } } }';
  const statements = (first: number) => server.statementsOf(() => server.data(query, { first }));

  expect(await statements(50)).toHaveLength((await statements(1)).length);
});

test.each([['2014-02-30'], ['2014'], ['yesterday'], ['']])('refuses %p as a day', async (asOf) => {
  const { errors } = await server.query(members, { slug: 'casc', asOf });

  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('the members of fifty networks are read in one statement, as those of one are', async () => {
  await make(server.app, async (create) => {
    for (let number = 0; number < 50; number++) {
      await create.memberCountry({ networkId: (await create.network({ name: `Zeta ${number}` })).id });
    }
  });
  const list =
    'query ($first: Int!) { networks(first: $first) { nodes { memberCountries { institution { name } } } } }';

  const one = await server.statementsOf(() => server.data(list, { first: 1 }));
  const fifty = await server.statementsOf(() => server.data(list, { first: 50 }));

  expect(one).toHaveLength(3);
  expect(fifty).toHaveLength(3);
});

test('lists networks by name without regard to case and accents, and finds them by acronym or member', async () => {
  await make(server.app, async (create) => {
    await create.network({ name: 'élan', slug: 'elan' });
    await create.network({ name: 'Eland', slug: 'eland' });
    await create.network({ name: 'Ekwall', slug: 'ekwall', acronym: 'ÉKW' });
  });
  const slugs = async (filter: object) => {
    const { networks } = await server.data(
      'query ($filter: NetworkFilter) { networks(filter: $filter) { nodes { slug } } }',
      {
        filter,
      },
    );
    return networks.nodes.map(({ slug }: { slug: string }) => slug);
  };

  expect(await slugs({ name: { startsWith: 'E' }, and: [{ name: { contains: 'l' } }] })).toEqual(
    expect.arrayContaining(['ekwall', 'elan', 'eland']),
  );
  expect(await slugs({ or: [{ name: { eq: 'ELAN' } }, { acronym: { eq: 'ekw' } }] })).toEqual(['ekwall', 'elan']);
  expect(await slugs({ memberCountry: ['TM'] })).toEqual(['casc']);
  expect(await slugs({ memberCountry: [] })).toEqual([]);
});
