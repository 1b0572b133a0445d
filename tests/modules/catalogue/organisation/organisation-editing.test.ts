import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const shown = 'organisation { id slug name acronym country { code } identifier version }';
const creating = () => mutationsOf(server, 'createOrganisation');
const updating = () => mutationsOf(server, 'updateOrganisation');
const deleting = () => mutationsOf(server, 'deleteOrganisation');

async function created(input: object): Promise<Record<string, any>> {
  return (await creating().done(input, shown)).organisation;
}

test('creates an organisation with a slug from its name, and changes its fields', async () => {
  const made = await created({
    name: 'Генеральная прокуратура',
    acronym: 'GP',
    country: 'KG',
    identifier: 'KG-INN-123',
  });
  expect(made).toMatchObject({ slug: 'generalnaya-prokuratura', country: { code: 'KG' }, version: 1 });

  const { id, slug } = made;
  const { organisation } = await updating().done({ id, version: 1, acronym: null, country: null }, shown);

  expect(organisation).toEqual({ ...made, acronym: null, country: null, version: 2 });
  expect(
    (await server.data('query ($slug: String!) { organisation(slug: $slug) { id } }', { slug })).organisation,
  ).toEqual({ id });
  expect((await created({ name: 'Генеральная прокуратура' })).slug).toBe('generalnaya-prokuratura-2');
});

test.each(['XM-DAC-41128', 'XI-IATI-EC_INTPA', 'NL-KVK-41160054', 'GB-COH-RC000346', 'AA-BBB-123456789'])(
  'takes %s for an identifier',
  async (identifier) => {
    expect(await created({ name: 'Identified', identifier })).toMatchObject({ identifier });
  },
);

test.each(['41128', 'XM-DAC', 'XM-DAC-', 'xm-dac-41128', 'XM-DAC-41 128', 'XM-DAC-4/1', 'XM-DAC-4|1', 'XM-DAC-4?', ''])(
  'takes "%s" for none',
  async (identifier) => {
    const refusal = await creating().refused({ name: 'Identified', identifier });
    expect(placesOf(refusal)).toEqual([['input.identifier', 'INVALID']]);
  },
);

test('reports all problems at once', async () => {
  await created({ name: 'First', slug: 'first', identifier: 'XM-DAC-1' });

  const refusal = await creating().refused({
    name: '',
    slug: 'first',
    acronym: 'A'.repeat(51),
    identifier: 'XM-DAC-1',
  });

  expect(placesOf(refusal)).toEqual([
    ['input.slug', 'TAKEN'],
    ['input.name', 'REQUIRED'],
    ['input.acronym', 'TOO_LONG'],
    ['input.identifier', 'TAKEN'],
  ]);
});

test('cannot be deleted while networks and memberships refer to it', async () => {
  const [organisation, network] = await make(server.app, async (create) => {
    const named = await create.organisation();
    const supported = await create.network();
    await create.supports(named.id, supported.id);
    await create.memberCountry({ networkId: supported.id, institutionId: named.id });
    return [named, supported];
  });

  expect(await deleting().refused({ id: organisation.globalId, version: 1 })).toMatchObject({
    code: 'CONFLICT',
    uses: 2,
    message: expect.stringContaining('1 network and 1 membership'),
  });
  const named = await server.data(
    'query ($slug: String!) { network(slug: $slug) { supportedBy { slug } memberCountries { institution { slug } } } }',
    { slug: network.slug },
  );
  const { slug } = organisation;
  expect(named.network).toEqual({ supportedBy: [{ slug }], memberCountries: [{ institution: { slug } }] });
});
