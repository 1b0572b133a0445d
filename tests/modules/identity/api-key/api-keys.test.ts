import { Role } from '../../../../src/core/access/role';
import { encodeGlobalId } from '../../../../src/core/types/global-id';
import { sql } from '../../../../src/database/sql/sql';
import { OverloadedError } from '../../../../src/errors';
import type { Account } from '../../../../src/modules/identity/account/account.entity';
import { make } from '../../../support/factories';
import { accountWithPassword, bearer, behindProxy, codesOf, signedIn } from '../../../support/sign-in';
import { type Answer, type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { editor, member, viewer, viewerOf } from '../../../support/viewers';

const minute = 60_000;
const hour = 60 * minute;

let server: TestServer;
let account: Account;
let admin: Asker;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
  account = await accountWithPassword(server, { role: Role.ADMIN });
  admin = viewerOf(Role.ADMIN, { accountId: account.id });
});

afterAll(() => server.close());

const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    token
    apiKey { id name role network { slug } createdBy { email } createdAt expiresAt lastUsedAt revokedAt }
  }
}`;

const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { id revokedAt } } }';

async function newKey(input: object = {}): Promise<{ id: string; token: string; asker: Asker }> {
  const { createApiKey } = await server.data(
    create,
    { input: { name: 'A dashboard', role: 'EDITOR', ...input } },
    admin,
  );
  return { id: createApiKey.apiKey.id, token: createApiKey.token, asker: bearer(createApiKey.token) };
}

async function countKeys(): Promise<number> {
  const [row] = await server.app.database.read.query<{ n: number | string }>(sql`SELECT count(*) AS n FROM api_key`);
  return Number(row!.n);
}

const roleOf = '{ viewer { role account { id } } }';

test('a key is returned once, and authenticates with its role and without an account', async () => {
  const network = await make(server.app, (create) => create.network());
  const expiresAt = '2999-01-01T00:00:00.000Z';

  const { createApiKey } = await server.data(
    create,
    {
      input: { name: '  Donors ', role: 'MEMBER', networkId: encodeGlobalId('Network', network.id), expiresAt },
    },
    admin,
  );

  expect(createApiKey.token).toMatch(/^entk_[\w-]{43}$/);
  expect(createApiKey.apiKey).toEqual({
    id: expect.any(String),
    name: 'Donors',
    role: 'MEMBER',
    network: { slug: network.slug },
    createdBy: { email: account.email },
    createdAt: expect.any(String),
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  expect(await server.data(roleOf, {}, bearer(createApiKey.token))).toEqual({
    viewer: { role: 'MEMBER', account: null },
  });
});

describe('a repeated creation with the same clientMutationId', () => {
  const input = { name: 'Lost', role: 'EDITOR' };
  const repeat = (clientMutationId: string, asker = admin) =>
    server.query(create, { input: { ...input, clientMutationId } }, asker);
  const role = { viewer: { role: 'EDITOR', account: null } };

  test('leaves one key, whose token is the latest', async () => {
    const before = await countKeys();
    const first = (await repeat('lost')).data!['createApiKey'];
    server.pass(hour);
    const second = (await repeat('lost')).data!['createApiKey'];

    expect(second.apiKey).toEqual(first.apiKey);
    expect(await countKeys()).toBe(before + 1);
    expect(codesOf(await server.query(roleOf, {}, bearer(first.token)))).toEqual(['UNAUTHENTICATED']);
    expect(await server.data(roleOf, {}, bearer(second.token))).toEqual(role);
  });

  test('neither replaces a token that was used nor renews a revoked key', async () => {
    const used = (await repeat('used')).data!['createApiKey'];
    await server.data(roleOf, {}, bearer(used.token));
    const revoked = (await repeat('revoked')).data!['createApiKey'];
    await server.data(revoke, { input: { id: revoked.apiKey.id } }, admin);
    const before = await countKeys();

    for (const id of ['used', 'revoked']) {
      const { data, errors } = await repeat(id);
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    }
    expect(await server.data(roleOf, {}, bearer(used.token))).toEqual(role);
    expect(codesOf(await server.query(roleOf, {}, bearer(revoked.token)))).toEqual(['UNAUTHENTICATED']);
    expect(await countKeys()).toBe(before);
  });

  test('replaces the token of a refused request: the first use is recorded before the request runs, or it does not run', async () => {
    const { database } = server.app;
    const { token } = (await repeat('refused')).data!['createApiKey'];
    const busy = jest.spyOn(database, 'assertCapacity').mockImplementationOnce(() => {
      throw new OverloadedError('Busy', 10);
    });
    const refused = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: roleOf }),
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(codesOf((await refused.json()) as Answer)).toEqual(['OVERLOADED']);
    busy.mockRestore();

    // The repeat is committed after the request has found its key, and before the use is recorded.
    let replacing = '';
    const write = database.write.bind(database);
    const spy = jest.spyOn(database, 'write').mockImplementationOnce(async (work) => {
      replacing = (await repeat('refused')).data!['createApiKey'].token;
      return write(work);
    });
    expect(codesOf(await server.query(roleOf, {}, bearer(token)))).toEqual(['UNAUTHENTICATED']);
    spy.mockRestore();

    expect(await server.data(roleOf, {}, bearer(replacing))).toEqual(role);
    expect(codesOf(await repeat('refused'))).toEqual(['CONFLICT']);
  });

  test('by another account, and by the same account with another input, changes nothing of the key', async () => {
    const { token, apiKey } = (await repeat('mine')).data!['createApiKey'];
    const { id: accountId } = await accountWithPassword(server, { role: Role.ADMIN });

    const other = (await repeat('mine', viewerOf(Role.ADMIN, { accountId }))).data!['createApiKey'];
    const changed = { ...input, name: 'Changed', clientMutationId: 'mine' };

    expect(other.apiKey.id).not.toBe(apiKey.id);
    expect(codesOf(await server.query(create, { input: changed }, admin))).toEqual(['CONFLICT']);
    expect(await server.data(roleOf, {}, bearer(token))).toEqual(role);
  });
});

test('a key shows its network even if the network is in the trash', async () => {
  const network = await make(server.app, (create) => create.network());
  const { id } = await newKey({ networkId: network.globalId });
  const input = { id: network.globalId, version: 1 };
  await server.data(
    'mutation ($input: DeleteNetworkInput!) { deleteNetwork(input: $input) { deletedId } }',
    { input },
    admin,
  );

  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on ApiKey { network { id } } } }',
    { id },
    admin,
  );

  expect(node.network).toEqual({ id: network.globalId });
});

test('a revoked key is rejected, and revoking it again keeps the first time', async () => {
  const { id, asker } = await newKey();
  expect((await server.query(roleOf, {}, asker)).errors).toBeUndefined();

  const first = await server.data(revoke, { input: { id } }, admin);
  expect(codesOf(await server.query(roleOf, {}, asker))).toEqual(['UNAUTHENTICATED']);
  server.pass(hour);
  expect(await server.data(revoke, { input: { id } }, admin)).toEqual(first);
  expect(first['revokeApiKey'].apiKey).toEqual({ id, revokedAt: expect.any(String) });
});

test('a key is rejected once it has expired', async () => {
  const [row] = await server.app.database.read.query<{ at: string }>(sql`SELECT max(created_at) AS at FROM api_key`);
  const { asker } = await newKey({ expiresAt: new Date(Date.parse(row!.at) + 2 * hour).toISOString() });
  expect((await server.query(roleOf, {}, asker)).errors).toBeUndefined();
  server.pass(2 * hour);
  expect(codesOf(await server.query(roleOf, {}, asker))).toEqual(['UNAUTHENTICATED']);
});

test('`lastUsedAt` is accurate to five minutes', async () => {
  const { id, asker } = await newKey();
  const lastUse = async (): Promise<string | null> => {
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }',
      { id },
      admin,
    );
    return node.lastUsedAt;
  };
  expect(await lastUse()).toBeNull();
  await server.query(roleOf, {}, asker);
  const first = await lastUse();
  expect(first).not.toBeNull();
  server.pass(4 * minute);
  await server.query(roleOf, {}, asker);
  expect(await lastUse()).toBe(first);
  server.pass(2 * minute);
  await server.query(roleOf, {}, asker);
  expect(Date.parse((await lastUse())!) - Date.parse(first!)).toBeGreaterThanOrEqual(6 * minute);
});

test('keys are listed newest first, in pages up to the last one', async () => {
  for (let more = 0; more < 3; more += 1) {
    server.pass(1000);
    await newKey({ name: `Key ${more}` });
  }
  const query = `query ($after: String) {
    apiKeys(first: 2, after: $after) { totalCount nodes { name createdAt } pageInfo { hasNextPage endCursor } }
  }`;
  const found: { name: string; createdAt: string }[] = [];
  let after: string | null = null;
  do {
    const { apiKeys } = await server.data(query, { after }, admin);
    found.push(...apiKeys.nodes);
    expect(apiKeys.totalCount).toBe(await countKeys());
    after = apiKeys.pageInfo.hasNextPage ? apiKeys.pageInfo.endCursor : null;
  } while (after !== null);

  expect(found).toHaveLength(await countKeys());
  expect(found.slice(0, 3).map(({ name }) => name)).toEqual(['Key 2', 'Key 1', 'Key 0']);
  expect(found.map(({ createdAt }) => createdAt)).toEqual(
    found
      .map(({ createdAt }) => createdAt)
      .sort()
      .reverse(),
  );
});

test.each([
  ['nobody', undefined],
  ['a VIEWER', viewer],
  ['a MEMBER', member],
  ['an EDITOR', editor],
] as const)('%s neither sees, makes nor revokes keys', async (_who, asker) => {
  const { id } = await newKey();
  // The first request of a viewer creates a key for the tests.
  await server.data('{ __typename }', {}, asker);
  const before = await countKeys();

  expect(codesOf(await server.query('{ apiKeys { totalCount } }', {}, asker))).toEqual(['FORBIDDEN']);
  expect(await server.data('query ($id: ID!) { node(id: $id) { id } }', { id }, asker)).toEqual({ node: null });
  expect(codesOf(await server.query(create, { input: { name: 'x', role: 'VIEWER' } }, asker))).toEqual(['FORBIDDEN']);
  expect(codesOf(await server.query(revoke, { input: { id } }, asker))).toEqual(['FORBIDDEN']);

  expect(await countKeys()).toBe(before);
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on ApiKey { revokedAt } } }',
    { id },
    admin,
  );
  expect(node).toEqual({ revokedAt: null });
});

test.each([
  ['input.name', { name: '   ' }],
  ['input.name', { name: 'x'.repeat(201) }],
  ['input.role', { role: 'ADMIN' }],
  ['input.expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
  ['input.expiresAt', { expiresAt: '9999-12-31T23:59:59-12:00' }],
  ['input.networkId', { networkId: 'TmV0d29yazo5OTk5OTk' }],
  ['input.networkId', { networkId: 'nonsense' }],
])('a key is refused for its %s: %j', async (field, input) => {
  const before = await countKeys();
  const { errors } = await server.query(create, { input: { name: 'A key', role: 'VIEWER', ...input } }, admin);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  expect(await countKeys()).toBe(before);
});

test('reports all problems of a new key at once', async () => {
  const input = { name: ' ', role: 'ADMIN', expiresAt: '2020-01-01T00:00:00Z', networkId: 'nonsense' };
  const { errors } = await server.query(create, { input }, admin);
  const fields = [
    { path: 'input.name', code: 'REQUIRED' },
    { path: 'input.role', code: 'INVALID' },
    { path: 'input.expiresAt', code: 'INVALID' },
    { path: 'input.networkId', code: 'UNKNOWN' },
  ];
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.name', fields } }]);
});

test('revoking an id that is not a key, or a key that does not exist, is an error', async () => {
  const wrong = await server.query(revoke, { input: { id: encodeGlobalId('Account', account.id) } }, admin);
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.id' } }]);
  const absent = await server.query(revoke, { input: { id: encodeGlobalId('ApiKey', 999_999) } }, admin);
  expect(codesOf(absent)).toEqual(['NOT_FOUND']);
});

test('a key stays valid when the sessions and the account of its creator are gone', async () => {
  const maker = await accountWithPassword(server, { role: Role.ADMIN });
  const asker = await signedIn(server, maker.email);
  const { createApiKey } = await server.data(create, { input: { name: 'Left behind', role: 'VIEWER' } }, asker);
  await server.app.database.write((manager) => manager.query(`DELETE FROM account WHERE id = ${maker.id}`));

  expect((await server.query(roleOf, {}, bearer(createApiKey.token))).errors).toBeUndefined();
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on ApiKey { createdBy { id } } } }',
    { id: createApiKey.apiKey.id },
    admin,
  );
  expect(node).toEqual({ createdBy: null });
});
