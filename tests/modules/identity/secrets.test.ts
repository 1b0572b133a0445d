import { Role } from '../../../src/core/access/role';
import { createDataSource } from '../../../src/database/data-source';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { entities } from '../../../src/modules/entities';
import { accountWithPassword, bearer, behindProxy, password, signIn } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

test('the database contains no token and no password, not even a part of one', async () => {
  const { email } = await accountWithPassword(server, { role: Role.ADMIN });
  const { data } = await signIn(server, email);
  await signIn(server, email, 'a-wrong-password-of-someone');
  const key = await server.data(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token } }',
    { input: { name: 'A dashboard', role: 'VIEWER' } },
    bearer(data!.signIn.token),
  );

  const dataSource = createDataSource(parseDatabaseUrl(server.databaseUrl)!, entities, 'read');
  await dataSource.initialize();
  let everything = '';
  for (const { tableName } of dataSource.entityMetadatas) {
    everything += JSON.stringify(await dataSource.query(`SELECT * FROM ${tableName}`));
  }
  await dataSource.destroy();

  const secrets = [data!.signIn.token, key['createApiKey'].token, password, 'a-wrong-password-of-someone'] as string[];
  for (const secret of secrets) {
    const part = secret.replace(/^ent._/, '').slice(0, 12);
    expect([part, everything.includes(part)]).toEqual([part, false]);
  }
  expect(everything).toContain(email);
});
