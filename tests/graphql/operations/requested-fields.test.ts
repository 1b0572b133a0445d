import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await make(server.app, async (create) => {
    const { id } = await create.organisation({ slug: 'reporter', name: 'Reporter' });
    const dates = { startsOn: '2020', plannedStart: '2022-01-10', actualEnd: '2022-04-01' };
    await create.activity({ slug: 'complete', title: 'Complete', reportingOrganisationId: id, ...dates });
  });
});

afterAll(() => server.close());

const columnsReadFor = async (selection: string): Promise<string[]> => {
  const statements = await server.statementsOf(() =>
    server.data(`{ activities(first: 5) { nodes { ${selection} } } }`),
  );
  return columnsIn(statements);
};

function columnsIn(statements: readonly string[]): string[] {
  const list = statements.find((text) => text.includes('FROM activity a'))!;
  return [...list.matchAll(/ AS "a\.([\w.]+)"/g)].map(([, name]) => name!);
}

test('a list of titles reads the titles, what identifies activities, and their order', async () => {
  const columns = await columnsReadFor('title');

  expect(columns.sort()).toEqual(['id', 'operativeDimension.code', 'slug', 'startsOnDay', 'title']);
});

test.each([
  ['startsOn', ['startsOn', 'plannedStart', 'actualStart']],
  ['endsOn', ['endsOn', 'plannedEnd', 'actualStart', 'actualEnd']],
  ['dates { plannedEnd }', ['startsOn', 'endsOn', 'plannedStart', 'actualStart', 'plannedEnd', 'actualEnd']],
  ['programme { slug }', ['programmeId']],
  ['reportingOrganisation { slug }', ['reportingOrganisationId']],
  ['operativeDimension { place }', ['operativeDimension.countryCode', 'operativeDimension.place']],
])('%s reads the columns that it is computed from', async (field, expected) => {
  const before = await columnsReadFor('slug');
  const columns = await columnsReadFor(field);

  expect(columns.filter((column) => !before.includes(column)).sort()).toEqual([...expected].sort());
});

test('a field that a directive leaves out is not read', async () => {
  const body = 'title description @include(if: false) ... @skip(if: true) { summary } ...Dates @include(if: $with)';
  const document = `query ($with: Boolean! = false) { activities(first: 4) { nodes { ${body} } } }
    fragment Dates on Activity { dates { plannedEnd } }`;
  const columnsWith = async (variables: Record<string, unknown>): Promise<string[]> =>
    columnsIn(await server.statementsOf(() => server.data(document, variables)));
  const before = await columnsReadFor('title');

  expect(await columnsWith({})).toEqual(before);
  expect(await columnsWith({ with: true })).toContain('plannedEnd');
  expect(await columnsWith({ with: false })).toEqual(before);
});

test('an operation reads no fields of others in its document', async () => {
  const document = `query A { activities(first: 3) { nodes { title } } } query B { activities { nodes { summary } } }`;
  const send = (): Promise<Response> =>
    fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, operationName: 'A' }),
    });

  expect(columnsIn(await server.statementsOf(send))).toEqual(await columnsReadFor('title'));
});

test('each field of an activity has the same value alone as together with all others', async () => {
  const fields = [
    ...['startsOn', 'endsOn', 'dates { plannedStart plannedEnd actualStart actualEnd }', 'programme { slug }'],
    ...['reportingOrganisation { slug }', 'operativeDimension { code component { code } region { code } place }'],
  ];
  const nodesWith = async (selection: string): Promise<Record<string, unknown>[]> =>
    (await server.data(`{ activities(first: 100) { nodes { slug ${selection} } } }`)).activities.nodes;
  const together = await nodesWith(fields.join(' '));

  for (const field of fields) {
    const [name = ''] = field.split(' ');
    const values = together.map((node) => ({ slug: node['slug'], [name]: node[name] }));
    expect(await nodesWith(field)).toEqual(values);
    expect([name, values.filter((node) => node[name] !== null).length > 0]).toEqual([name, true]);
  }
});
