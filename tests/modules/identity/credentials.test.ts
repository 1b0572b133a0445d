import { Role } from '../../../src/core/access/role';
import { hashToken } from '../../../src/core/access/token';
import { sql } from '../../../src/database/sql/sql';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { ApiKey } from '../../../src/modules/identity/api-key/api-key.entity';
import { Session } from '../../../src/modules/identity/session/session.entity';
import { makeDocument, pagePassword, setPagePassword } from '../../support/documents';
import { make } from '../../support/factories';
import { runDuringUncommittedWrites } from '../../support/interleaving';
import { mutationsOf } from '../../support/mutations';
import { accountWithPassword, bearer, behindProxy, codesOf, signedIn } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { tokenOf, viewerOf } from '../../support/viewers';

const viewerQuery = '{ viewer { role account { email } } }';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

describe('the Authorization header', () => {
  const wrong = [
    ['a token that was never created', `Bearer ents_${'a'.repeat(43)}`],
    ['a key that was never created', `Bearer entk_${'a'.repeat(43)}`],
    ["another token of the server's", `Bearer entg_${'a'.repeat(43)}`],
    ['no token at all', 'Bearer'],
    ['a password', 'Basic YTpi'],
    ['an empty header', ''],
  ] as const;

  test.each(
    wrong.flatMap(([what, header]) =>
      ['application/graphql-response+json', 'application/json'].map((accept) => [what, accept, header] as const),
    ),
  )('%s answers the whole request as %s with 401 and how to prove it', async (_what, accept, authorization) => {
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, authorization },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toMatch(accept);
    const answer = (await response.json()) as { data?: unknown; errors: { extensions: object }[] };
    expect(answer.data).toBeUndefined();
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAUTHENTICATED' }]);
  });

  test('must be absent, not empty, without a token', async () => {
    const { errors } = await server.query('{ __typename }', {}, { headers: { authorization: '' } });

    expect(errors).toMatchObject([{ message: expect.stringContaining('absent') }]);
  });

  test('counts behind 1,200 other headers', async () => {
    const { email } = await accountWithPassword(server);
    const { headers } = await signedIn(server, email);
    const others = Object.fromEntries(Array.from({ length: 1_200 }, (_, index) => [`a${index}`, '']));
    const asker = { headers: { ...others, ...headers } };

    expect(await server.data(viewerQuery, {}, asker)).toEqual({ viewer: { role: 'VIEWER', account: { email } } });
  });

  test('authenticates the request even if the time of use cannot be recorded', async () => {
    const { email } = await accountWithPassword(server);
    const asker = await signedIn(server, email);
    server.pass(600_000);
    const write = jest.spyOn(server.app.database, 'write').mockRejectedValue(new Error('the disk is full'));
    try {
      expect(await server.data(viewerQuery, {}, asker)).toEqual({ viewer: { role: 'VIEWER', account: { email } } });
      expect(write).toHaveBeenCalledTimes(1);
    } finally {
      write.mockRestore();
    }
  });
});

test.each(['session', 'API key'])('an operation changes nothing if its %s ends while it waits', async (kind) => {
  const [activity, { id: accountId }] = [
    await make(server.app, (create) => create.activity()),
    await accountWithPassword(server, { role: Role.EDITOR }),
  ];
  const editor = viewerOf(Role.EDITOR, kind === 'session' ? { accountId } : {});
  const token = await tokenOf(server.app.database, editor, new Date());
  const byToken = { tokenHash: hashToken(token) };

  const refused = await runDuringUncommittedWrites(
    server,
    async (manager) => {
      // On PostgreSQL, the operation has begun, and waits for this row.
      await manager.update(Activity, { id: activity.id }, { title: 'Before' });
      if (kind === 'session') await manager.delete(Session, byToken);
      else await manager.update(ApiKey, byToken, { revokedAt: new Date().toISOString() });
    },
    () =>
      mutationsOf(server, 'updateActivity', bearer(token)).refused({
        id: activity.globalId,
        version: 1,
        title: 'After',
      }),
  );

  expect(refused.code).toBe('UNAUTHENTICATED');
  const titles = await server.app.database.read.query(sql`SELECT title FROM activity WHERE id = ${activity.id}`);
  expect(titles).toEqual([{ title: 'Before' }]);
});

test.each([
  [
    'createRestrictedDocument',
    'mutation ($id: ID!) { createRestrictedDocument(input: { activityId: $id, title: "T", fileName: "a.txt" }) { __typename } }',
  ],
  [
    'unlockActivityDocuments',
    `mutation ($id: ID!) { unlockActivityDocuments(input: { activityId: $id, password: "${pagePassword}" }) { __typename } }`,
  ],
])('%s refuses an account that is deleted while the operation waits, and changes nothing', async (_name, mutation) => {
  const [{ activity }, { id: accountId }] = [
    await makeDocument(server, await make(server.app, (create) => create.network())),
    await accountWithPassword(server, { role: Role.EDITOR }),
  ];
  await setPagePassword(server, activity, pagePassword);
  const token = await tokenOf(server.app.database, viewerOf(Role.EDITOR, { accountId }), new Date());
  const count = () =>
    server.app.database.read.query(sql`
      SELECT (SELECT count(*) FROM document_grant) AS grants, (SELECT count(*) FROM restricted_document) AS documents`);
  const before = await count();

  const refused = await runDuringUncommittedWrites(
    server,
    (manager) => manager.delete(Account, { id: accountId }),
    () => server.query(mutation, { id: activity.globalId }, bearer(token)),
  );

  expect(codesOf(refused)).toEqual(['UNAUTHENTICATED']);
  expect(await count()).toEqual(before);
});

test('an administrator may set the password of the own account, which ends the session that does it', async () => {
  const { email } = await accountWithPassword(server, { role: Role.ADMIN });
  const asker = await signedIn(server, email);
  const { viewer } = await server.data('{ viewer { account { id } } }', {}, asker);
  const input = { id: viewer.account.id, password: 'Chestnut-Ferry-Lantern-42' };

  await server.data(
    'mutation ($input: SetAccountPasswordInput!) { setAccountPassword(input: $input) { __typename } }',
    { input },
    asker,
  );

  expect((await server.query(viewerQuery, {}, asker)).errors).toMatchObject([
    { extensions: { code: 'UNAUTHENTICATED' } },
  ]);
});
