import { Role } from '../../../../src/core/access/role';
import { hashToken } from '../../../../src/core/access/token';
import { encodeGlobalId } from '../../../../src/core/types/global-id';
import { sql } from '../../../../src/database/sql/sql';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { Grants } from '../../../../src/modules/documents/unlocking/grants';
import { makeCode, pagePassword, setPagePassword, unlock } from '../../../support/documents';
import { make } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

const minute = 60_000;

let server: TestServer;
let document: RestrictedDocument;
let grant: string;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1', GRANT_MINUTES: '30' });
});

beforeEach(async () => {
  document = await make(server.app, async (create) => {
    const { id } = await create.activity();
    return create.document({ activityId: id, contentVersion: 1 });
  });
  ({ grant } = await unlock(server, document, (await makeCode(server, document)).password));
});

afterAll(() => server.close());

const stateOf = `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { access { state reason } } } }`;

async function state(headers: Record<string, string>): Promise<string> {
  const { node } = await server.data(stateOf, { id: document.globalId }, { headers });
  return `${node.access.state} ${node.access.reason}`;
}

async function signedIn(asker: TestViewer): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await server.tokenOf(asker)}` };
}

test('a grant is a random token, of which the database stores only the hash', async () => {
  const other = await unlock(server, document, (await makeCode(server, document)).password);
  const rows = await server.app.database.read.query(sql`SELECT * FROM document_grant`);

  expect(grant).toMatch(/^entg_[\w-]{43}$/);
  expect(other.grant).not.toBe(grant);
  expect(JSON.stringify(rows)).toContain(hashToken(grant));
  expect(JSON.stringify(rows)).not.toContain(grant);
});

test('the response to a GET request with a grant must not be cached', async () => {
  await make(server.app, (create) => create.content({ documentId: document.id }));
  const query = `{ node(id: "${document.globalId}") { ... on RestrictedDocument { content { fileName downloadUrl } } } }`;
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.address}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { 'apollo-require-preflight': 'true', ...headers },
    });

  const shown = await ask({ 'entente-grants': grant });
  const refused = await ask({});

  expect(await shown.json()).toMatchObject({ data: { node: { content: { fileName: expect.any(String) } } } });
  expect(await refused.json()).toEqual({ data: { node: { content: null } } });
  expect([shown, refused].map(({ headers }) => headers.get('cache-control'))).toEqual(['no-store', 'no-store']);
});

test('a grant lasts GRANT_MINUTES, and never longer than its access code', async () => {
  const long = await makeCode(server, document, { expiresAt: new Date(Date.now() + 120 * minute).toISOString() });
  const { expiresAt } = await unlock(server, document, long.password);
  const end = new Date(Date.parse(expiresAt) - 20 * minute).toISOString();
  const short = await makeCode(server, document, { expiresAt: end });
  const before = Date.now();
  const { expiresAt: ofShort, grant: shortGrant } = await unlock(server, document, short.password);

  expect(Math.abs(Date.parse(expiresAt) - before - 30 * minute)).toBeLessThan(minute);
  expect(ofShort).toBe(end);
  server.pass(11 * minute);
  expect(await state({ 'entente-grants': shortGrant })).toBe('LOCKED EXPIRED');
  expect(await state({ 'entente-grants': grant })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
});

test('a grant opens its document or page, and no other', async () => {
  const [sibling, stranger] = await make(server.app, async (create) => {
    const { id: activityId } = await create.activity();
    const all = [
      await create.document({ activityId: document.activityId, position: 2, contentVersion: 1 }),
      await create.document({ activityId, contentVersion: 1 }),
    ] as const;
    for (const { id: documentId } of [document, ...all]) await create.content({ documentId });
    return all;
  });
  const activity = { globalId: encodeGlobalId('Activity', document.activityId) };
  await setPagePassword(server, activity, pagePassword);
  const { grant: ofPage } = await unlock(server, activity, pagePassword);
  const findOpened = async (presented: string): Promise<string[]> => {
    const { nodes } = await server.data(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on RestrictedDocument { access { reason } content { downloadUrl } } } }`,
      { ids: [document, sibling, stranger].map(({ globalId }) => globalId) },
      { headers: { 'entente-grants': presented } },
    );
    const locked = { access: { reason: 'PASSWORD_REQUIRED' }, content: null };
    const opened = { access: { reason: 'UNLOCKED_BY_PASSWORD' }, content: { downloadUrl: expect.any(String) } };
    for (const { id, ...shown } of nodes) expect([locked, opened]).toContainEqual(shown);
    return nodes.filter(({ content }: { content: unknown }) => content !== null).map(({ id }: { id: string }) => id);
  };

  expect(await findOpened(grant)).toEqual([document.globalId]);
  expect(await findOpened(ofPage)).toEqual([document.globalId, sibling.globalId]);
  expect(await findOpened(`${grant},${ofPage}`)).toEqual([document.globalId, sibling.globalId]);
});

test('a grant opens nothing of a withdrawn activity, which a preview shows', async () => {
  const activity = encodeGlobalId('Activity', document.activityId);
  await make(server.app, (create) => create.content({ documentId: document.id }));
  await mutationsOf(server, 'unpublishActivity', editor).done({ id: activity, version: 1 }, 'activity { id }');
  const { createActivityPreview } = await server.data(
    'mutation ($id: ID!) { createActivityPreview(input: { id: $id }) { token } }',
    { id: activity },
    editor,
  );

  const { preview } = await server.data(
    `query ($token: String!) {
      preview(token: $token) { ... on Activity { restrictedDocuments { id access { state } content { fileName } } } }
    }`,
    { token: createActivityPreview.token },
    { headers: { 'entente-grants': grant } },
  );

  expect(preview.restrictedDocuments).toEqual([{ id: document.globalId, access: { state: 'LOCKED' }, content: null }]);
});

test.each([
  ['replaced', 'loud herons write verdicts'],
  ['set again', pagePassword],
  ['removed', null],
])('a grant of a page ends when its password is %s', async (_how, next) => {
  const activity = { globalId: encodeGlobalId('Activity', document.activityId) };
  await setPagePassword(server, activity, pagePassword);
  const { grant } = await unlock(server, activity, pagePassword);
  expect(await state({ 'entente-grants': grant })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');

  await setPagePassword(server, activity, next);

  expect(await state({ 'entente-grants': grant })).toBe('LOCKED REVOKED');
});

test('a grant that an account obtained works only for that account', async () => {
  const [owner, other] = await make(server.app, async (create) => [await create.account(), await create.account()]);
  const asOwner = await signedIn(viewerOf(Role.VIEWER, { accountId: owner.id }));
  const asOther = await signedIn(viewerOf(Role.VIEWER, { accountId: other.id }));
  const { password } = await makeCode(server, document);
  const own = await unlock(server, document, password, asOwner);

  const presented = { 'entente-grants': own.grant };
  expect(await state({ ...presented, ...asOwner })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
  expect(await state({ ...presented, ...asOther })).toBe('LOCKED PASSWORD_REQUIRED');
  expect(await state(presented)).toBe('LOCKED PASSWORD_REQUIRED');
  expect(await state({ 'entente-grants': grant, ...asOther })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
});

describe('a grant that an API key obtained', () => {
  const keyAdmin = viewerOf(Role.ADMIN);
  let id: string;
  let asKey: { authorization: string };
  let ofKey: { 'entente-grants': string };

  async function makeKey(expiresAt: string | null = null): Promise<void> {
    const { createApiKey } = await server.data(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token apiKey { id } } }',
      { input: { name: 'A dashboard', role: Role.VIEWER, expiresAt } },
      keyAdmin,
    );
    ({ id } = createApiKey.apiKey);
    asKey = { authorization: `Bearer ${createApiKey.token}` };
    const { password } = await makeCode(server, document);
    ofKey = { 'entente-grants': (await unlock(server, document, password, asKey)).grant };
  }

  test('works only for that key', async () => {
    await makeKey();
    const asOther = await signedIn(viewerOf(Role.VIEWER));
    const account = await make(server.app, (create) => create.account());
    const asAccount = await signedIn(viewerOf(Role.VIEWER, { accountId: account.id }));

    expect(await state({ ...ofKey, ...asKey })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
    expect(await state({ ...ofKey, ...asOther })).toBe('LOCKED PASSWORD_REQUIRED');
    expect(await state({ ...ofKey, ...asAccount })).toBe('LOCKED PASSWORD_REQUIRED');
    expect(await state(ofKey)).toBe('LOCKED PASSWORD_REQUIRED');
    expect(await state({ 'entente-grants': grant, ...asKey })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
  });

  test('opens nothing once the key is revoked', async () => {
    await makeKey();
    await server.data('mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }', { id }, keyAdmin);

    expect(await state(ofKey)).toBe('LOCKED PASSWORD_REQUIRED');
    expect(await server.query(stateOf, { id: document.globalId }, { headers: { ...ofKey, ...asKey } })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  test('opens nothing once the key has expired', async () => {
    const { expiresAt: endOfGrant } = await unlock(server, document, (await makeCode(server, document)).password);
    await makeKey(new Date(Date.parse(endOfGrant) - 20 * minute).toISOString());
    expect(await state({ ...ofKey, ...asKey })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
    server.pass(11 * minute);

    expect(await state(ofKey)).toBe('LOCKED PASSWORD_REQUIRED');
    expect(await state({ 'entente-grants': grant })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
  });
});

test.each([
  ['an empty header', () => ''],
  ['a text that is not a token', () => 'x'],
  ['a token that was never issued', () => `entg_${'A'.repeat(43)}`],
  ['a truncated token', () => grant.slice(0, -1)],
  ['the hash of a token', () => hashToken(grant)],
])('%s opens nothing and causes no error', async (_what, header) => {
  expect(await state({ 'entente-grants': header() })).toBe('LOCKED PASSWORD_REQUIRED');
});

test('a grant is found among 49 others, whatever the spacing', async () => {
  const others = Array.from({ length: 49 }, (_, number) => `entg_${String(number).padStart(43, 'x')}`);

  expect(await state({ 'entente-grants': ` ${others.join(',')} ,, ${grant},` })).toBe('UNLOCKED UNLOCKED_BY_PASSWORD');
});

test('more than 50 grants are rejected', async () => {
  const many = Array.from({ length: 51 }, (_, number) => `g${number}`).join();
  const { data, errors } = await server.query('{ __typename }', {}, { headers: { 'entente-grants': many } });

  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'Entente-Grants' });
});

test('grants are read in one statement, and in none if the header has no well-formed grant', async () => {
  const nothing = '{ __typename }';
  const count = async (header?: string) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'entente-grants': header };
    return (await server.statementsOf(() => server.data(nothing, {}, { headers }))).length;
  };

  expect(await count()).toBe(0);
  expect(await count('x, y')).toBe(0);
  expect(await count(grant)).toBe(1);
  expect(await count(`${grant}, entg_${'A'.repeat(43)}`)).toBe(1);
});

test('a grant gives no access to access codes or to the access log', async () => {
  const { errors } = await server.query(
    'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessCodes { id } accessLog { totalCount } } } }',
    { id: document.globalId },
    { headers: { 'entente-grants': grant } },
  );

  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
});

test('grants are deleted a day after they expired, and not earlier', async () => {
  const { database } = server.app;
  const grants = new Grants(database, 30);
  const [row] = await database.read.query<{ expiresAt: string }>(
    sql`SELECT expires_at FROM document_grant WHERE token_hash = ${hashToken(grant)}`,
  );
  const after = (milliseconds: number) => new Date(Date.parse(row!.expiresAt) + milliseconds).toISOString();

  await grants.deleteExpired(after(24 * 60 * minute));
  expect(await state({ 'entente-grants': grant })).toMatch(/UNLOCKED/);
  await grants.deleteExpired(after(24 * 60 * minute + 1));
  expect(await state({ 'entente-grants': grant })).toBe('LOCKED PASSWORD_REQUIRED');
  expect((await server.data(stateOf, { id: document.globalId }, editor)).node.access.state).toBe('UNLOCKED');
});
