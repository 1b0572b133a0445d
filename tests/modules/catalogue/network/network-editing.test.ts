import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { make } from '../../../support/factories';
import { mutationsOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let casc: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    casc = await create.network({ slug: 'casc', name: 'Common' });
    await create.organisation({ slug: 'unodc' });
    await create.organisation({ slug: 'osce' });
  });
});

afterAll(() => server.close());

const shown = `id slug name acronym description since supportedBy { slug } memberCountries { id } publication { state version }`;

const ofOne = (): TestViewer => viewerOf(Role.EDITOR, { networkId: casc.id });

async function created(input: object = {}): Promise<Record<string, any>> {
  const create = mutationsOf(server, 'createNetwork', editor);
  return (await create.done({ name: 'Name', ...input }, `network { ${shown} }`)).network;
}

async function updated(input: object, asker: TestViewer = editor): Promise<Record<string, any>> {
  return (await mutationsOf(server, 'updateNetwork', asker).done(input, `network { ${shown} }`)).network;
}

function refused(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal> {
  return mutationsOf(server, mutation, asker).refused(input);
}

async function find(filter: object): Promise<string[]> {
  const query = 'query ($filter: NetworkFilter!) { networks(filter: $filter) { nodes { id } } }';
  return (await server.data(query, { filter }, editor)).networks.nodes.map(({ id }: { id: string }) => id);
}

const whole = {
  name: 'Сеть по возврату активов',
  acronym: 'САР',
  description: '# For what',
  since: '2014-05',
  supportedBy: ['unodc', 'osce'],
};

test('creates a draft with all given fields', async () => {
  expect(await created(whole)).toMatchObject({
    slug: 'set-po-vozvratu-aktivov',
    name: whole.name,
    acronym: 'САР',
    description: '# For what',
    since: '2014-05',
    supportedBy: [{ slug: 'osce' }, { slug: 'unodc' }],
    memberCountries: [],
    publication: { state: 'DRAFT', version: 1 },
  });
});

test('changes the given fields, keeps the others, clears those that are null, and is found by its new values', async () => {
  const { id } = await created({ ...whole, slug: 'before' });

  const network = await updated({ id, version: 1, name: 'After all', acronym: 'ÁA', since: null, supportedBy: null });

  expect(network).toMatchObject({
    slug: 'before',
    name: 'After all',
    description: '# For what',
    since: null,
    supportedBy: [],
    publication: { version: 2 },
  });
  expect(await find({ name: { eq: 'after all' } })).toEqual([id]);
  expect(await find({ acronym: { eq: 'aa' } })).toEqual([id]);
});

test('writes nothing when the same organisations are named in another order', async () => {
  const { id } = await created(whole);

  expect(await updated({ id, version: 1, supportedBy: ['osce', 'unodc'] })).toMatchObject({
    publication: { version: 1 },
  });
  expect(await updated({ id, version: 1, supportedBy: ['unodc', 'osce'] })).toMatchObject({
    publication: { version: 1 },
  });
});

test('of two editors with the same version, the second gets CONFLICT and overwrites nothing', async () => {
  const { id } = await created();
  await updated({ id, version: 1, name: 'First' });

  expect(await refused('updateNetwork', { id, version: 1, name: 'Second' })).toMatchObject({
    code: 'CONFLICT',
    version: 2,
  });
  expect(await updated({ id, version: 2, acronym: 'A' })).toMatchObject({ name: 'First', acronym: 'A' });
});

test('reports all problems at once', async () => {
  const { code, fields } = await refused('createNetwork', {
    name: 'n'.repeat(201),
    slug: 'casc',
    acronym: '',
    description: 'd'.repeat(60_001),
    supportedBy: ['unodc', 'nobody', 'unodc'],
  });

  expect(code).toBe('BAD_USER_INPUT');
  expect(fields!.map((field) => [field.path, field.code])).toEqual([
    ['input.slug', 'TAKEN'],
    ['input.name', 'TOO_LONG'],
    ['input.acronym', 'REQUIRED'],
    ['input.description', 'TOO_LONG'],
    ['input.supportedBy.1', 'UNKNOWN'],
    ['input.supportedBy.2', 'INVALID'],
  ]);
});

test.each([
  ['no name', { name: ' ' }, ['input.name', 'REQUIRED']],
  ['a slug that is none', { slug: 'É' }, ['input.slug', 'INVALID']],
  ['a long acronym', { acronym: 'A'.repeat(51) }, ['input.acronym', 'TOO_LONG']],
  ['an acronym that is long once it is folded', { acronym: '\ufdfa'.repeat(7) }, ['input.acronym', 'TOO_LONG']],
  ['a day outside of the years of activities', { since: '2201' }, ['input.since', 'INVALID']],
  ['one organisation that is none', { supportedBy: ['nobody'] }, ['input.supportedBy.0', 'UNKNOWN']],
])('refuses %s', async (_what, input, problem) => {
  const { fields } = await refused('createNetwork', { name: 'Name', ...input });
  expect(fields!.map(({ path, code }) => [path, code])).toEqual([problem]);
});

describe('an editor of one network', () => {
  test('changes it', async () => {
    expect(await updated({ id: casc.globalId, version: 1, name: 'Mine' }, ofOne())).toMatchObject({ name: 'Mine' });
  });

  test('cannot create one, and nothing is stored', async () => {
    expect(await refused('createNetwork', { name: 'Made by one' }, ofOne())).toMatchObject({ code: 'FORBIDDEN' });
    expect(await find({ name: { eq: 'Made by one' } })).toEqual([]);
  });

  test('changes no other network, and does not see other drafts', async () => {
    const { id } = await created();
    expect(await refused('updateNetwork', { id, version: 1, name: 'Mine' }, ofOne())).toMatchObject({
      code: 'NOT_FOUND',
    });
    const published = await make(server.app, (create) => create.network({ name: 'Theirs' }));

    const attempt = await refused('updateNetwork', { id: published.globalId, version: 1, name: 'Mine' }, ofOne());

    expect(attempt).toMatchObject({ code: 'FORBIDDEN' });
    expect(await find({ name: { eq: 'Theirs' } })).toEqual([published.globalId]);
  });
});

test('a seeded network has a history that begins with a baseline', async () => {
  const { globalId, id } = await make(server.app, (create) => create.network({ name: 'Old' }));
  await updated({ id: globalId, version: 1, name: 'New' });

  const rows = await server.app.database.read.query<{ action: string | null; state: string }>(
    sql`SELECT action, state FROM revision WHERE type = 'Network' AND item_id = ${id} ORDER BY version`,
  );
  expect(rows.map(({ state }) => JSON.parse(state).content.name)).toEqual(['Old', 'New']);
});
