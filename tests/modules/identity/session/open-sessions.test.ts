import { Role } from '../../../../src/core/access/role';
import { mutationsOf } from '../../../support/mutations';
import { accountWithPassword, behindProxy, codesOf, signedIn } from '../../../support/sign-in';
import { type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor } from '../../../support/viewers';

const hour = 3_600_000;
const fields = 'id createdAt lastUsedAt expiresAt isCurrent';
const own = `{ viewer { account { id sessions { ${fields} } } } }`;
const ofAccount = `query ($id: ID!) { node(id: $id) { ... on Account { sessions { ${fields} } } } }`;
const node = 'query ($id: ID!) { node(id: $id) { id } }';

let server: TestServer;
let email: string;
let accountId: string;
/** The asker's session, and another one of the same account. */
let current: Asker;
let other: Asker;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
  ({ email, globalId: accountId } = await accountWithPassword(server));
  other = await signedIn(server, email);
  server.pass(hour);
  current = await signedIn(server, email);
});

afterEach(() => server.close());

interface Listed {
  readonly id: string;
  readonly createdAt: string;
  readonly isCurrent: boolean;
}

async function sessions(asker: Asker = current): Promise<Listed[]> {
  return (await server.data(own, {}, asker)).viewer.account.sessions;
}

const isOver = async (asker: Asker): Promise<boolean> =>
  codesOf(await server.query('{ viewer { role } }', {}, asker)).includes('UNAUTHENTICATED');

test('an account sees its open sessions, the latest used first, and which is the current one', async () => {
  const [first, second, ...others] = await sessions();

  expect(others).toEqual([]);
  expect(first).toMatchObject({ isCurrent: true });
  expect(second).toMatchObject({ isCurrent: false });
  expect(Date.parse(first!.createdAt) - Date.parse(second!.createdAt)).toBeGreaterThanOrEqual(hour);
  expect(await server.data(node, { id: second!.id }, current)).toEqual({ node: { id: second!.id } });
});

test('a session that has ended is not listed', async () => {
  const [, ended] = await sessions();
  server.pass(11.5 * hour);

  expect(await sessions()).toMatchObject([{ isCurrent: true }]);
  expect(await server.data(node, { id: ended!.id }, current)).toEqual({ node: null });
});

test('administrators see the sessions of every account, and nobody else those of another one', async () => {
  const [first] = await sessions();
  const colleague = await accountWithPassword(server, { role: Role.EDITOR });

  expect((await server.data(ofAccount, { id: accountId }, admin)).node.sessions).toHaveLength(2);
  for (const asker of [editor, await signedIn(server, colleague.email)]) {
    expect((await server.data(ofAccount, { id: accountId }, asker)).node.sessions).toBeNull();
    expect(await server.data(node, { id: first!.id }, asker)).toEqual({ node: null });
  }
});

test('the sessions of fifty accounts are read with as many statements as those of one', async () => {
  await server.tokenOf(admin);
  const list = 'query ($first: Int) { accounts(first: $first) { nodes { sessions { id } } } }';
  const statements = async (first: number) =>
    (await server.statementsOf(() => server.data(list, { first }, admin))).length;
  for (let made = 0; made < 20; made += 1) await accountWithPassword(server);

  expect(await statements(20)).toBe(await statements(1));
});

test('one session ends by its id, and the log of accounts says so', async () => {
  const [, second] = await sessions();

  const { account } = await mutationsOf(server, 'endSession', current).done(
    { id: second!.id },
    'account { sessions { isCurrent } }',
  );

  expect(account.sessions).toEqual([{ isCurrent: true }]);
  expect(await isOver(other)).toBe(true);
  expect(await isOver(current)).toBe(false);
  const log = '{ accountEvents(first: 1) { nodes { action email by } } }';
  expect(await server.data(log, {}, admin)).toEqual({
    accountEvents: { nodes: [{ action: 'SESSIONS_ENDED', email, by: email }] },
  });
});

test('the current session does not end by its id', async () => {
  const [first] = await sessions();

  expect(await mutationsOf(server, 'endSession', current).refused({ id: first!.id })).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: 'input.id',
  });
  expect(await isOver(current)).toBe(false);
});

test('nobody ends the sessions of another account, except an administrator', async () => {
  const [, second] = await sessions();
  const stranger = await signedIn(server, (await accountWithPassword(server, { role: Role.EDITOR })).email);
  const administrator = await signedIn(server, (await accountWithPassword(server, { role: Role.ADMIN })).email);

  expect(await mutationsOf(server, 'endSession', stranger).refused({ id: second!.id })).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await mutationsOf(server, 'endOtherSessions', stranger).refused({ accountId })).toMatchObject({
    code: 'FORBIDDEN',
  });
  expect(await sessions()).toHaveLength(2);

  await mutationsOf(server, 'endSession', administrator).done({ id: second!.id }, '__typename');
  expect(await isOver(other)).toBe(true);
  await mutationsOf(server, 'endOtherSessions', administrator).done({ accountId }, '__typename');
  expect(await isOver(current)).toBe(true);
  expect(await isOver(administrator)).toBe(false);
  expect(await isOver(stranger)).toBe(false);
});

test('all other sessions of an account end at once', async () => {
  const third = await signedIn(server, email);

  await mutationsOf(server, 'endOtherSessions', current).done({}, '__typename');

  expect(await Promise.all([current, other, third].map(isOver))).toEqual([false, true, true]);
  const events = async () =>
    (await server.data('{ accountEvents(first: 50) { nodes { id } } }', {}, admin)).accountEvents;
  const before = await events();
  await mutationsOf(server, 'endOtherSessions', current).done({}, '__typename');
  expect(await events()).toEqual(before);
});

test('an API key has no sessions to end', async () => {
  expect(await mutationsOf(server, 'endOtherSessions', admin).refused({ accountId })).toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});
