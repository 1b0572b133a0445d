import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.programme({ slug: 'one' });
    await create.programme({ slug: 'other' });
  });
});

afterAll(() => server.close());

const shown = 'component { id code name description version programme { slug } }';
const creating = () => mutationsOf(server, 'createComponent');
const updating = () => mutationsOf(server, 'updateComponent');
const deleting = () => mutationsOf(server, 'deleteComponent');

async function created(input: object): Promise<Record<string, any>> {
  return (await creating().done({ name: 'A component', programme: 'one', ...input }, shown)).component;
}

test('makes a component of a programme, and moves it to another', async () => {
  const made = await created({ code: 'NAPOR', description: 'Cocaine.' });
  expect(made).toMatchObject({ code: 'NAPOR', description: 'Cocaine.', version: 1, programme: { slug: 'one' } });

  const { component } = await updating().done(
    { id: made.id, version: 1, programme: 'other', description: null },
    shown,
  );

  expect(component).toEqual({ ...made, description: null, version: 2, programme: { slug: 'other' } });
  expect(await deleting().done({ id: made.id, version: 2 }, 'deletedId')).toEqual({ deletedId: made.id });
});

test('says all that is wrong at once', async () => {
  await created({ code: 'TAKEN' });

  expect(placesOf(await creating().refused({ code: 'TAKEN', name: ' ', programme: 'none' }))).toEqual([
    ['input.code', 'TAKEN'],
    ['input.name', 'REQUIRED'],
    ['input.programme', 'UNKNOWN'],
  ]);
});

test('stays a part of a programme', async () => {
  const { id } = await created({ code: 'PART' });

  expect(placesOf(await updating().refused({ id, version: 1, programme: null }))).toEqual([
    ['input.programme', 'REQUIRED'],
  ]);
});

test('neither goes nor leaves its programme while activities belong to it', async () => {
  const { id, code } = await created({ code: 'USED' });
  const data = await server.data('{ programme(slug: "one") { components { id code } } }');
  expect(data.programme.components).toContainEqual({ id, code });
  await make(server.app, (create) =>
    create.activity({
      operativeDimension: { componentId: Number(Buffer.from(id, 'base64url').toString().split(':')[1]) },
    }),
  );

  expect(await deleting().refused({ id, version: 1 })).toMatchObject({ code: 'CONFLICT', uses: 1 });
  expect(placesOf(await updating().refused({ id, version: 1, programme: 'other' }))).toEqual([
    ['input.programme', 'INCONSISTENT'],
  ]);
  expect((await updating().done({ id, version: 1, code: 'RENAMED' }, shown)).component).toMatchObject({
    code: 'RENAMED',
  });
});
