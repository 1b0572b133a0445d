import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const shown = 'programme { id slug name acronym description version components { code } }';
const deleting = () => mutationsOf(server, 'deleteProgramme');

async function created(input: object): Promise<Record<string, any>> {
  return (await mutationsOf(server, 'createProgramme').done(input, shown)).programme;
}

async function updated(input: object): Promise<Record<string, any>> {
  return (await mutationsOf(server, 'updateProgramme').done(input, shown)).programme;
}

test('makes a programme, changes it, and deletes it', async () => {
  const made = await created({ name: 'Global Illicit Flows', acronym: 'GIFP', description: '# Aims\n\nMany.' });
  expect(made).toMatchObject({ slug: 'global-illicit-flows', version: 1, components: [] });
  const { id } = made;

  expect(await updated({ id, version: 1, slug: 'gifp', description: null })).toEqual({
    ...made,
    slug: 'gifp',
    description: null,
    version: 2,
  });

  expect(await deleting().done({ id, version: 2 }, 'deletedId')).toEqual({ deletedId: id });
  expect((await server.data('{ programme(slug: "gifp") { id } }')).programme).toBeNull();
});

test('shows the dates of a programme, its organisations in their roles, and its description as HTML', async () => {
  await make(server.app, async (create) => {
    for (const slug of ['agency', 'union']) await create.organisation({ slug });
  });
  const content = '{ startsOn endsOn descriptionHtml organisations { role organisation { slug } } }';
  const create = mutationsOf(server, 'createProgramme');
  const input = {
    name: 'EU-ACT',
    description: '# Aims\n\nMany.',
    startsOn: '2017',
    endsOn: '2022-03-31',
    organisations: [
      { organisation: 'agency', role: 'IMPLEMENTING' },
      { organisation: 'union', role: 'FUNDING' },
    ],
  };

  const { programme } = await create.done(input, `programme ${content}`);
  expect(programme).toEqual({
    startsOn: '2017',
    endsOn: '2022-03-31',
    descriptionHtml: '<h1>Aims</h1>\n<p>Many.</p>\n',
    organisations: [
      { role: 'FUNDING', organisation: { slug: 'union' } },
      { role: 'IMPLEMENTING', organisation: { slug: 'agency' } },
    ],
  });
  const found = await server.data('{ programme(slug: "eu-act") { organisations(roles: [FUNDING]) { role } } }');
  expect(found.programme).toEqual({ organisations: [{ role: 'FUNDING' }] });

  const wrong = { startsOn: '2022-04', endsOn: '2022-03', organisations: [{ organisation: 'none', role: 'HOST' }] };
  expect(placesOf(await create.refused({ name: 'Wrong', ...wrong }))).toEqual([
    ['input.organisations.0.organisation', 'UNKNOWN'],
    ['input.endsOn', 'INCONSISTENT'],
  ]);
});

test('says all that is wrong with a programme at once', async () => {
  await created({ name: 'Taken', slug: 'taken' });
  const refusal = await mutationsOf(server, 'createProgramme').refused({ name: '', slug: 'taken', acronym: ' ' });

  expect(placesOf(refusal)).toEqual([
    ['input.slug', 'TAKEN'],
    ['input.name', 'REQUIRED'],
    ['input.acronym', 'REQUIRED'],
  ]);
  const { id } = await created({ name: 'Uncleared' });
  expect(placesOf(await mutationsOf(server, 'updateProgramme').refused({ id, version: 1, name: null }))).toEqual([
    ['input.name', 'REQUIRED'],
  ]);
});

test('a programme stays while it has components or activities, and keeps them', async () => {
  const programme = await make(server.app, async (create) => {
    const made = await create.programme();
    await create.component({ code: 'KEPT', programmeId: made.id });
    await create.activity({ programmeId: made.id });
    return made;
  });

  expect(await deleting().refused({ id: programme.globalId, version: 1 })).toMatchObject({
    code: 'CONFLICT',
    uses: 2,
    message: expect.stringContaining('1 component and 1 activity'),
  });
  const { slug } = programme;
  const { programme: kept } = await server.data(
    'query ($slug: String!) { programme(slug: $slug) { components { code } activities { totalCount } } }',
    { slug },
  );
  expect(kept).toEqual({ components: [{ code: 'KEPT' }], activities: { totalCount: 1 } });
});

test('refuses dates outside of the years of activities', async () => {
  const dates = { startsOn: '1899', endsOn: '2201-01' };

  expect(placesOf(await mutationsOf(server, 'createProgramme').refused({ name: 'Name', ...dates }))).toEqual([
    ['input.startsOn', 'INVALID'],
    ['input.endsOn', 'INVALID'],
  ]);
});
