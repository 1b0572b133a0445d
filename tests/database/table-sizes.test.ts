import { make } from '../support/factories';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

test('rounds the number of rows up to a power of two, drafts and deleted rows included', async () => {
  const { sizes } = server.app.database;
  await sizes.refresh();
  expect(sizes.rowsOf('activity')).toBe(1);

  await make(server.app, async (create) => {
    for (let number = 1; number <= 5; number += 1) await create.activity({});
  });
  await sizes.refresh();

  expect(sizes.rowsOf('activity')).toBe(8);
});

test('measures again only when the sizes are old', async () => {
  const { sizes } = server.app.database;
  await sizes.refresh();

  expect(sizes.refreshIfOld()).toBeNull();
});
