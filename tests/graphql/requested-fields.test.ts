import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const columnsReadFor = async (selection: string): Promise<string[]> => {
  const [list = ''] = await server.statementsOf(() =>
    server.data(`{ activities(first: 5) { nodes { ${selection} } } }`),
  );
  return [...list.matchAll(/ AS "a\.([\w.]+)"/g)].map(([, name]) => name!);
};

test('a list of titles reads the titles, what identifies activities, and their order', async () => {
  const columns = await columnsReadFor('title');

  expect(columns.sort()).toEqual(['id', 'operativeDimension.code', 'slug', 'startsOnDay', 'title']);
});

test.each([
  ['startsOn', ['startsOn', 'plannedStart', 'actualStart']],
  ['endsOn', ['endsOn', 'plannedEnd', 'actualEnd']],
  ['dates { plannedEnd }', ['startsOn', 'endsOn', 'plannedStart', 'actualStart', 'plannedEnd', 'actualEnd']],
  ['programme { slug }', ['programmeId']],
  ['reportingOrganisation { slug }', ['reportingOrganisationId']],
])('%s reads the columns that it is computed from', async (field, expected) => {
  const before = await columnsReadFor('slug');
  const columns = await columnsReadFor(field);

  expect(columns.filter((column) => !before.includes(column)).sort()).toEqual([...expected].sort());
});
