import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import type { Account } from '../../../../src/modules/identity/account/account.entity';
import { make } from '../../../support/factories';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { accountWithPassword, codesOf, password, signedIn, signIn } from '../../../support/sign-in';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
});

afterAll(() => server.close());

const shown = 'account { id email name role version network { id } }';
const whoAsks = '{ viewer { role } }';
const creating = () => mutationsOf(server, 'createAccount');
const updating = () => mutationsOf(server, 'updateAccount');
const deleting = () => mutationsOf(server, 'deleteAccount');
const settingPassword = () => mutationsOf(server, 'setAccountPassword');

const isThere = async ({ id }: Pick<Account, 'id'>) =>
  (await server.app.database.read.query(sql`SELECT id FROM account WHERE id = ${id}`)).length === 1;

const asAccount = ({ id, role }: Account) => viewerOf(role, { accountId: id });

test('creates an account that can sign in', async () => {
  const network = await make(server.app, (create) => create.network());
  const input = {
    email: ' New@Example.org',
    name: ' A. Member ',
    role: 'MEMBER',
    networkId: network.globalId,
    password,
  };

  const { account } = await creating().done(input, shown);

  expect(account).toMatchObject({ email: 'new@example.org', name: 'A. Member', role: 'MEMBER', version: 1 });
  expect(account.network).toEqual({ id: network.globalId });
  expect((await signIn(server, 'new@example.org')).data!.signIn.viewer.role).toBe('MEMBER');
});

test('lets people change their own name and language, and nothing else of an account', async () => {
  const person = await accountWithPassword(server, { role: Role.VIEWER });
  const another = await accountWithPassword(server);
  const own = mutationsOf(server, 'updateViewer', asAccount(person));
  const shownToViewer = 'viewer { role account { id name locale version } }';
  const as = (name: string, locale: string | null, version: number) => ({
    viewer: { role: 'VIEWER', account: { id: person.globalId, name, locale, version } },
  });
  const input = { name: ' B. New ', locale: 'fr', clientMutationId: 'once' };

  expect(await own.done(input, shownToViewer)).toEqual(as('B. New', 'fr', 2));
  expect(await own.done(input, shownToViewer)).toEqual(as('B. New', 'fr', 2));
  expect(await own.done({ locale: 'fr' }, shownToViewer)).toEqual(as('B. New', 'fr', 2));
  expect(await own.done({ locale: null }, shownToViewer)).toEqual(as('B. New', null, 3));
  for (const name of [null, ' ', 'x'.repeat(201)]) {
    expect(placesOf(await own.refused({ name }))).toEqual([['input.name', name?.trim() ? 'TOO_LONG' : 'REQUIRED']]);
  }
  for (const asker of [undefined, viewerOf(Role.EDITOR)]) {
    const document = 'mutation { updateViewer(input: { name: "Nobody" }) { viewer { role } } }';
    expect(codesOf(await server.query(document, {}, asker))).toEqual(['UNAUTHENTICATED']);
  }
  const names = await server.app.database.read.query(
    sql`SELECT name FROM account WHERE id IN (${person.id}, ${another.id}) ORDER BY id`,
  );
  expect(names).toEqual([{ name: 'B. New' }, { name: another.name }]);
});

test('reports all problems of a new account at once, and creates none', async () => {
  const { email } = await accountWithPassword(server);
  const network = await make(server.app, (create) => create.network());
  const count = () => server.app.database.read.query(sql`SELECT count(*) AS n FROM account`);
  const before = await count();

  const first = await creating().refused({
    email: 'nobody',
    name: ' ',
    role: 'ADMIN',
    networkId: network.globalId,
    password: 'short',
  });
  const second = await creating().refused({ email, name: 'X', role: 'EDITOR', networkId: 'none', password });

  expect(first.code).toBe('BAD_USER_INPUT');
  expect(placesOf(first)).toEqual([
    ['input.email', 'INVALID'],
    ['input.name', 'REQUIRED'],
    ['input.networkId', 'INCONSISTENT'],
    ['input.password', 'INVALID'],
  ]);
  expect(placesOf(second)).toEqual([
    ['input.networkId', 'UNKNOWN'],
    ['input.email', 'TAKEN'],
  ]);
  expect(await count()).toEqual(before);
});

test('creates one account when several with the same address are created concurrently', async () => {
  const input = { email: 'race@example.org', name: 'Race', role: 'VIEWER', password };
  const document = 'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }';

  const ends = await Promise.all(Array.from({ length: 4 }, () => server.query(document, { input }, admin)));

  expect(ends.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  expect(new Set(ends.flatMap(codesOf))).toEqual(new Set(['BAD_USER_INPUT']));
});

test('changes the given fields, keeps the absent ones, and refuses a stale version', async () => {
  const network = await make(server.app, (create) => create.network());
  const { globalId: id, email } = await accountWithPassword(server, { role: Role.EDITOR, networkId: network.id });

  const { account } = await updating().done({ id, version: 1, name: 'Renamed' }, shown);

  expect(account).toEqual({
    id,
    email,
    name: 'Renamed',
    role: 'EDITOR',
    version: 2,
    network: { id: network.globalId },
  });
  expect(await updating().refused({ id, version: 1, name: 'Stale' })).toMatchObject({ code: 'CONFLICT', version: 2 });
  expect((await updating().done({ id, version: 2, networkId: null }, shown)).account.network).toBeNull();
  expect((await updating().done({ id, version: 3 }, shown)).account.version).toBe(3);
  expect(placesOf(await updating().refused({ id, version: 3, name: null, role: null, networkId: 'none' }))).toEqual([
    ['input.networkId', 'UNKNOWN'],
    ['input.name', 'REQUIRED'],
    ['input.role', 'REQUIRED'],
  ]);
});

describe('an account whose network is in the trash', () => {
  const bindings = 'account { id name isBound network { id name } version }';
  let network: Network;
  let account: Account;

  beforeEach(async () => {
    network = await make(server.app, (create) => create.network({ name: 'In the trash' }));
    account = await accountWithPassword(server, { role: Role.EDITOR, networkId: network.id });
    await mutationsOf(server, 'deleteNetwork').done({ id: network.globalId, version: 1 }, 'deletedId');
  });

  const shownTo = async (asker: TestViewer): Promise<Record<string, any>> => {
    const answer = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Account { isBound network { id } } } }',
      { id: account.globalId },
      asker,
    );
    return answer['node'];
  };

  test('shows the network to administrators, and `isBound` to everyone who sees the account', async () => {
    expect(await shownTo(admin)).toEqual({ isBound: true, network: { id: network.globalId } });
    expect(await shownTo(editor)).toEqual({ isBound: true, network: null });
    expect(await shownTo(viewerOf(Role.EDITOR, { accountId: account.id, networkId: network.id }))).toEqual({
      isBound: true,
      network: null,
    });
  });

  test('stays bound to it when a form saves the values that it has read', async () => {
    const read = await shownTo(admin);
    const input = { id: account.globalId, version: 1, name: 'Renamed', networkId: read['network']?.id ?? null };

    const saved = await updating().done(input, bindings);

    expect(saved['account']).toEqual({
      id: account.globalId,
      name: 'Renamed',
      isBound: true,
      network: { id: network.globalId, name: 'In the trash' },
      version: 2,
    });
  });

  test('can keep it, while for other accounts the network does not exist', async () => {
    const { globalId: id } = await accountWithPassword(server, { role: Role.EDITOR });
    const unknown = [['input.networkId', 'UNKNOWN']];

    expect(placesOf(await updating().refused({ id, version: 1, networkId: network.globalId }))).toEqual(unknown);
    expect(
      placesOf(
        await creating().refused({
          email: 'bound@example.org',
          name: 'X',
          role: 'EDITOR',
          networkId: network.globalId,
          password,
        }),
      ),
    ).toEqual(unknown);
  });

  test('shows only the network itself, and none of the hidden items that refer to it', async () => {
    await make(server.app, (create) => create.memberCountry({ networkId: network.id }));

    const answer = await server.data(
      `query ($account: ID!, $network: ID!) {
        node(id: $account) { ... on Account { network { name memberships { country { code } } activities { totalCount } } } }
        hidden: node(id: $network) { id }
      }`,
      { account: account.globalId, network: network.globalId },
      admin,
    );

    expect(answer).toEqual({
      node: { network: { name: 'In the trash', memberships: [], activities: { totalCount: 0 } } },
      hidden: null,
    });
  });
});

test('an account with an unbound role has `isBound` false', async () => {
  const { globalId: id } = await accountWithPassword(server);

  expect(
    (await updating().done({ id, version: 1, name: 'Free' }, 'account { isBound network { id } }'))['account'],
  ).toEqual({
    isBound: false,
    network: null,
  });
});

describe('the sessions of an account', () => {
  test.each([
    ['end when the account gets a lower role', { role: 'MEMBER' }, false],
    ['end when the account is bound to another network', { networkId: 'other' }, false],
    ['continue when the account gets a higher role', { role: 'ADMIN', networkId: null }, true],
    ['continue when the role becomes unbound', { networkId: null }, true],
    ['continue when the account gets another name', { name: 'Renamed' }, true],
  ])('%s', async (_what, changes, goOn) => {
    const [one, other] = await make(server.app, async (create) => [await create.network(), await create.network()]);
    const account = await accountWithPassword(server, { role: Role.EDITOR, networkId: one.id });
    const session = await signedIn(server, account.email);
    const given = 'networkId' in changes && changes.networkId === 'other' ? { networkId: other.globalId } : changes;

    await updating().done({ id: account.globalId, version: 1, ...given }, shown);

    expect(codesOf(await server.query(whoAsks, {}, session))).toEqual(goOn ? [] : ['UNAUTHENTICATED']);
  });

  test('end when its password is set', async () => {
    const another = 'bevel-12-quartz-umbrella';
    const { globalId: id, email } = await accountWithPassword(server);
    const session = await signedIn(server, email);
    expect(placesOf(await settingPassword().refused({ id, password: 'password1234' }))).toEqual([
      ['input.password', 'INVALID'],
    ]);
    expect(codesOf(await server.query(whoAsks, {}, session))).toEqual([]);

    await settingPassword().done({ id, password: another }, shown);

    expect(codesOf(await server.query(whoAsks, {}, session))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await signIn(server, email))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await signIn(server, email, another))).toEqual([]);
  });

  test('end when the account is deleted', async () => {
    const account = await accountWithPassword(server);
    const session = await signedIn(server, account.email);

    expect(await deleting().done({ id: account.globalId, version: 1 }, 'deletedId')).toEqual({
      deletedId: account.globalId,
    });

    expect(await isThere(account)).toBe(false);
    expect(codesOf(await server.query(whoAsks, {}, session))).toEqual(['UNAUTHENTICATED']);
    expect(await deleting().refused({ id: account.globalId, version: 1 })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an administrator', () => {
  beforeEach(() => server.app.database.write((manager) => manager.query(`DELETE FROM account WHERE role = 'ADMIN'`)));

  test('who is the last one keeps role and account, also when another viewer sends the mutation', async () => {
    const last = await accountWithPassword(server, { role: Role.ADMIN });
    const { globalId: id } = last;

    expect(await updating().refused({ id, version: 1, role: 'EDITOR' })).toMatchObject({ code: 'CONFLICT' });
    expect(await deleting().refused({ id, version: 1 })).toMatchObject({ code: 'CONFLICT' });
    expect(await isThere(last)).toBe(true);
  });

  test('cannot remove their own role or account, but those of another administrator', async () => {
    const one = await accountWithPassword(server, { role: Role.ADMIN });
    const other = await accountWithPassword(server, { role: Role.ADMIN });
    const mine = { id: one.globalId, version: 1 };

    expect(
      await mutationsOf(server, 'updateAccount', asAccount(one)).refused({ ...mine, role: 'EDITOR' }),
    ).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await mutationsOf(server, 'deleteAccount', asAccount(one)).refused(mine)).toMatchObject({
      code: 'CONFLICT',
    });
    await mutationsOf(server, 'deleteAccount', asAccount(one)).done({ id: other.globalId, version: 1 }, 'deletedId');
    expect([await isThere(one), await isThere(other)]).toEqual([true, false]);
  });

  test('remains when all administrators are removed concurrently', async () => {
    const accounts: Account[] = [];
    for (let number = 0; number < 4; number++) accounts.push(await accountWithPassword(server, { role: Role.ADMIN }));

    const ends = await Promise.allSettled(
      accounts.map(({ globalId: id }) => deleting().done({ id, version: 1 }, 'deletedId')),
    );

    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });
});

interface AccountsPage {
  readonly nodes: readonly { readonly email: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

test('accounts are listed by address in pages, for administrators only', async () => {
  const accounts =
    'query ($after: String) { accounts(first: 3, after: $after) { nodes { email } pageInfo { hasNextPage endCursor } totalCount } }';
  const emails: string[] = [];
  let total = 0;
  for (let after: string | null = null, pages = 0; pages < 50; pages++) {
    const page = (await server.data(accounts, { after }, admin))['accounts'] as AccountsPage;
    emails.push(...page.nodes.map(({ email }) => email));
    total = page.totalCount;
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }

  expect(emails.length).toBeGreaterThan(3);
  expect(emails).toHaveLength(total);
  expect(emails).toEqual([...emails].sort());
  expect(codesOf(await server.query(accounts, {}, editor))).toEqual(['FORBIDDEN']);
});

test('mutations with a password take no clientMutationId, so that no digest of a password is stored', async () => {
  const { globalId: id } = await accountWithPassword(server);
  const input = { id, version: 1, name: 'Once', clientMutationId: 'account' };
  await updating().done(input, shown);

  expect((await updating().done(input, shown)).account.version).toBe(2);
  const takes = async (name: string) =>
    (await server.data(`{ __type(name: "${name}") { inputFields { name } } }`)).__type.inputFields.map(
      (field: { name: string }) => field.name,
    );
  for (const name of ['CreateAccountInput', 'SetAccountPasswordInput']) {
    expect(await takes(name)).toContain('password');
    expect(await takes(name)).not.toContain('clientMutationId');
  }
});
