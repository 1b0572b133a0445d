import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});
afterAll(() => server.close());

test.each([
  ['a directive', 'query ($v: Boolean = true) { countries { name @skip(if: $v) } }'],
  ['a list', 'query ($v: OrganisationRole = HOST) { programmes { organisations(roles: [$v]) { role } } }'],
  [
    'a fragment',
    'query ($v: OrganisationRole = HOST) { programmes { ...P } } fragment P on Programme { organisations(roles: [$v]) { role } }',
  ],
])('null for a variable of %s is refused before anything runs', async (_name, query) => {
  const absent = await server.query(query);
  const { data, errors } = await server.query(query, { v: null });

  expect(absent.errors).toBeUndefined();
  expect(data).toBeUndefined();
  expect(errors).toEqual([{ message: 'v must not be null', extensions: { code: 'BAD_USER_INPUT', field: 'v' } }]);
});

test('null for a variable is passed on where null is allowed', async () => {
  const query =
    'query ($after: String = "", $filter: ActivityFilter) { activities(after: $after, filter: $filter) { totalCount } }';

  expect((await server.query(query, { after: null, filter: null })).errors).toBeUndefined();
});
