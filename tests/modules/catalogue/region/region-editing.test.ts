import { Role } from '../../../../src/core/access/role';
import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, viewerOf } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const shown = 'region { id code name version }';
const creating = () => mutationsOf(server, 'createRegion');
const updating = () => mutationsOf(server, 'updateRegion');
const deleting = () => mutationsOf(server, 'deleteRegion');

async function created(input: object): Promise<Record<string, any>> {
  return (await creating().done({ name: 'A region', ...input }, shown)).region;
}

const codes = async () => (await server.data('{ regions { code } }')).regions.map(({ code }: { code: string }) => code);

test('makes, renames and deletes a region', async () => {
  const { id } = await created({ code: 'BALKANS' });
  expect(await codes()).toEqual(['BALKANS']);

  const { region } = await updating().done({ id, version: 1, code: 'WEST-BALKANS' }, shown);
  expect(region).toEqual({ id, code: 'WEST-BALKANS', name: 'A region', version: 2 });

  expect(await deleting().done({ id, version: 2 }, 'deletedId')).toEqual({ deletedId: id });
  expect(await codes()).toEqual([]);
  expect(await deleting().refused({ id, version: 2 })).toMatchObject({ code: 'NOT_FOUND' });
});

test('says all that is wrong at once, and changes nothing', async () => {
  await created({ code: 'TAKEN' });
  const before = await codes();

  const refusal = await creating().refused({ code: 'TAKEN', name: ' ' });

  expect(refusal.code).toBe('BAD_USER_INPUT');
  expect(placesOf(refusal)).toEqual([
    ['input.code', 'TAKEN'],
    ['input.name', 'REQUIRED'],
  ]);
  expect(placesOf(await creating().refused({ code: 'X'.repeat(51), name: 'x\ny' }))).toEqual([
    ['input.code', 'TOO_LONG'],
    ['input.name', 'INVALID'],
  ]);
  expect(await codes()).toEqual(before);
});

test('refuses to change what has changed since, and tells the version', async () => {
  const { id } = await created({ code: 'STALE' });
  await updating().done({ id, version: 1, name: 'First' }, shown);

  expect(await updating().refused({ id, version: 1, name: 'Second' })).toMatchObject({ code: 'CONFLICT', version: 2 });
  expect(await deleting().refused({ id, version: 1 })).toMatchObject({ code: 'CONFLICT', version: 2 });
  expect(await updating().done({ id, version: 2 }, shown)).toEqual({
    region: { id, code: 'STALE', name: 'First', version: 2 },
  });
});

test('lets one of those who change the same version at once succeed', async () => {
  const { id } = await created({ code: 'RACE' });
  const attempts = Array.from({ length: 6 }, (_, number) => ({ id, version: 1, name: `Name ${number}` }));

  const ends = await Promise.allSettled(attempts.map((input) => updating().done(input, shown)));

  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('lets one of those who want the same code at once have it, and tells the others that it is taken', async () => {
  const ends = await Promise.all(
    Array.from({ length: 6 }, () =>
      server.query('mutation { createRegion(input: { code: "ONE", name: "One" }) { region { id } } }', {}, admin),
    ),
  );

  expect(ends.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  const refused = ends.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
  expect(new Set(refused)).toEqual(new Set(['BAD_USER_INPUT']));
});

test('does what has a name once', async () => {
  const input = { code: 'ONCE', name: 'Once', clientMutationId: 'region' };
  const first = await created(input);

  expect((await created(input)).id).toBe(first.id);
  expect((await creating().refused({ ...input, name: 'Twice' })).code).toBe('CONFLICT');
});

test('stays while activities are for it, and says how many are', async () => {
  const [region, first] = await make(server.app, async (create) => {
    const made = await create.region();
    const activities = [];
    for (let number = 0; number < 2; number++) {
      activities.push(await create.activity({ operativeDimension: { regionId: made.id } }));
    }
    return [made, activities[0]!];
  });

  expect(await deleting().refused({ id: region.globalId, version: 1 })).toMatchObject({
    code: 'CONFLICT',
    uses: 2,
    message: expect.stringContaining('2 activities'),
  });
  const asked = '{ region { code } }';
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) { ... on Activity { operativeDimension ${asked} } } }`,
    { id: first.globalId },
  );
  expect(node.operativeDimension.region).toEqual({ code: region.code });
});

test('is written by administrators of everything alone', async () => {
  const bound = viewerOf(Role.ADMIN, { networkId: (await make(server.app, (create) => create.network())).id });
  const before = await codes();

  for (const asker of [editor, bound]) {
    expect(await mutationsOf(server, 'createRegion', asker).refused({ code: 'NEVER', name: 'Never' })).toMatchObject({
      code: 'FORBIDDEN',
    });
  }
  expect(await codes()).toEqual(before);
});
