import { hash } from 'bcrypt';
import { sql } from '../../../../src/database/sql/sql';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import { replacePassword } from '../../../../src/modules/identity/account/account.service';
import { AccountLink, LinkPurpose } from '../../../../src/modules/identity/account-links/account-link.entity';
import { Passwords } from '../../../../src/modules/identity/password/passwords';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { until } from '../../../support/contents';
import { make, publication } from '../../../support/factories';
import { runDuringUncommittedWrites } from '../../../support/interleaving';
import {
  accountWithPassword,
  bearer,
  behindProxy,
  codesOf,
  newAddress,
  password,
  signedIn,
  signIn,
} from '../../../support/sign-in';
import { type Answer, type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { editor } from '../../../support/viewers';

const viewerQuery = '{ viewer { account { email } } }';
const another = 'bevel-12-quartz-umbrella';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', ...behindProxy });
});

afterAll(() => server.close());

function change(asker: Asker | undefined, newPassword: string, currentPassword = password): Promise<Answer> {
  return server.query(
    `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { viewer { account { email } } } }`,
    { input: { currentPassword, newPassword } },
    asker,
  );
}

test('replaces the password', async () => {
  const { email } = await accountWithPassword(server);

  const { data } = await change(await signedIn(server, email), another);

  expect(data!.changePassword.viewer.account).toEqual({ email });
  expect(codesOf(await signIn(server, email, password))).toEqual(['UNAUTHENTICATED']);
  expect((await signIn(server, email, another)).errors).toBeUndefined();
});

test('ends the other sessions of the account, and keeps the current one', async () => {
  const { email } = await accountWithPassword(server);
  const [mine, other] = [await signedIn(server, email), await signedIn(server, email)];
  const stranger = await signedIn(server, (await accountWithPassword(server)).email);

  await change(mine, another);

  expect((await server.query(viewerQuery, {}, mine)).errors).toBeUndefined();
  expect(codesOf(await server.query(viewerQuery, {}, other))).toEqual(['UNAUTHENTICATED']);
  expect((await server.query(viewerQuery, {}, stranger)).errors).toBeUndefined();
});

test('requires a session: anonymous viewers and API keys have no password', async () => {
  expect(codesOf(await change(undefined, another))).toEqual(['UNAUTHENTICATED']);
  expect(codesOf(await change(editor, another))).toEqual(['UNAUTHENTICATED']);
});

test('refuses a wrong current password, and changes nothing', async () => {
  const { email } = await accountWithPassword(server);
  const [mine, other] = [await signedIn(server, email), await signedIn(server, email)];

  const { errors } = await change(mine, another, 'not-the-password');

  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.currentPassword' } }]);
  expect((await server.query(viewerQuery, {}, other)).errors).toBeUndefined();
  expect((await signIn(server, email)).errors).toBeUndefined();
});

test('refuses a password that is easy to guess, with the reason, and changes nothing', async () => {
  const { email } = await accountWithPassword(server, { name: 'Gulnara Toktogulova' });
  const [mine, other] = [await signedIn(server, email), await signedIn(server, email)];

  const { errors } = await change(mine, 'gulnara.toktogulova');

  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/personal/),
      extensions: { code: 'BAD_USER_INPUT', field: 'input.newPassword' },
    },
  ]);
  expect((await server.query(viewerQuery, {}, other)).errors).toBeUndefined();
  expect((await signIn(server, email)).errors).toBeUndefined();
});

test('an account whose password would be refused now keeps it, but cannot choose another such password', async () => {
  const { email } = await accountWithPassword(server, {}, { secret: 'Summer2026!!' });
  const { data } = await signIn(server, email, 'Summer2026!!');
  const mine = bearer(data!.signIn.token);

  expect((await change(mine, 'Autumn2026!!', 'Summer2026!!')).errors).toMatchObject([
    { message: expect.stringMatching(/easy to guess/), extensions: { field: 'input.newPassword' } },
  ]);
  expect((await signIn(server, email, 'Summer2026!!')).errors).toBeUndefined();
  expect((await change(mine, another, 'Summer2026!!')).errors).toBeUndefined();
});

test('refuses a password that is made of the name of a programme or of a network that anyone may see', async () => {
  const hidden = { slug: 'qvorixelune', name: 'Qvorixelune', publication: publication(PublicationState.DRAFT) };
  await make(server.app, async (create) => {
    await create.programme({ slug: 'zolmetraques', name: 'Zolmetraques' });
    await create.network({ slug: 'brandalimos', name: 'Brandalimos' });
    await create.network(hidden);
  });
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);

  for (const name of ['Zolmetraques', 'Brandalimos']) {
    expect((await change(mine, `${name}2026!!`)).errors).toMatchObject([{ message: expect.stringMatching(/easy/) }]);
  }
  // Otherwise the name of a draft could be found by trying.
  expect((await change(mine, 'Qvorixelune2026!!')).errors).toBeUndefined();
});

test('counts wrong current passwords as failed sign-ins, but neither correct ones nor rejected new ones', async () => {
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);
  for (let time = 0; time < 8; time += 1) {
    expect((await change(mine, 'short')).errors).toMatchObject([{ extensions: { field: 'input.newPassword' } }]);
  }
  for (let time = 0; time < 5; time += 1) {
    expect(codesOf(await change(mine, another, 'not-the-password'))).toEqual(['BAD_USER_INPUT']);
  }
  expect(codesOf(await change(mine, another))).toEqual(['TOO_MANY_REQUESTS']);
  // The address of all these attempts.
  expect(codesOf(await signIn(server, email, password, '127.0.0.1'))).toEqual(['TOO_MANY_REQUESTS']);
  expect((await signIn(server, email)).errors).toBeUndefined();
});

test('an empty current password is no failed attempt', async () => {
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);
  for (let time = 0; time < 6; time += 1) {
    expect((await change(mine, another, '')).errors).toMatchObject([
      { extensions: { fields: [{ path: 'input.currentPassword', code: 'REQUIRED' }] } },
    ]);
  }
  expect((await change(mine, another)).errors).toBeUndefined();
});

test('makes only this account wait after ten rejected new passwords, from any address', async () => {
  const { email } = await accountWithPassword(server);
  const [mine, elsewhere] = [await signedIn(server, email), await signedIn(server, email)];
  const from = (headers: Record<string, string>) => ({
    headers: { ...headers, 'x-forwarded-for': newAddress() },
  });
  const stranger = await signedIn(server, (await accountWithPassword(server)).email);
  for (let time = 0; time < 10; time += 1) {
    expect((await change(from(mine.headers), 'password123456')).errors).toMatchObject([
      { extensions: { field: 'input.newPassword' } },
    ]);
  }

  expect((await change(from(elsewhere.headers), another)).errors).toMatchObject([
    { extensions: { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 30 } },
  ]);
  expect((await signIn(server, email)).errors).toBeUndefined();
  expect((await change(stranger, another)).errors).toBeUndefined();
  server.pass(31_000);
  expect((await change(from(mine.headers), another)).errors).toBeUndefined();
  // An accepted one is not counted.
  expect((await change(from(mine.headers), password, another)).errors).toBeUndefined();
});

test('hashes only the new password, even if the current one was hashed at another cost', async () => {
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);
  const passwordHash = await hash(password, 5);
  await server.app.database.write((manager) => manager.update(Account, { email }, { passwordHash }));
  const hashed = jest.spyOn(Passwords.prototype, 'hash');
  try {
    expect((await change(mine, another)).errors).toBeUndefined();
    expect(hashed.mock.calls).toEqual([[another]]);
  } finally {
    hashed.mockRestore();
  }
});

test('does not count correct passwords, however often the password changes', async () => {
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);
  for (let time = 0; time < 4; time += 1) {
    expect((await change(mine, another)).errors).toBeUndefined();
    expect((await change(mine, password, another)).errors).toBeUndefined();
  }
});

test('checks only one password per operation', async () => {
  const { email } = await accountWithPassword(server);
  const answer = await server.query(
    `mutation ($input: ChangePasswordInput!) {
      one: changePassword(input: $input) { viewer { role } }
      two: changePassword(input: $input) { viewer { role } }
    }`,
    { input: { currentPassword: password, newPassword: another } },
    await signedIn(server, email),
  );
  expect(answer.errors).toMatchObject([{ path: ['two'], extensions: { code: 'TOO_MANY_REQUESTS' } }]);
});

test('refuses a password that was changed while it was checked, and keeps the one that was set meanwhile', async () => {
  const { email } = await accountWithPassword(server);
  const [mine, other] = [await signedIn(server, email), await signedIn(server, email)];
  const third = 'marble-47-lantern-orchid';
  const hashed = jest.spyOn(Passwords.prototype, 'hash').mockImplementationOnce(async function (this: Passwords, text) {
    hashed.mockRestore();
    expect((await change(other, third)).errors).toBeUndefined();
    return this.hash(text);
  });

  const { errors } = await change(mine, another);

  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.currentPassword' } }]);
  expect((await server.query(viewerQuery, {}, other)).errors).toBeUndefined();
  expect((await signIn(server, email, third)).errors).toBeUndefined();
});

test('is refused if its session has ended while the password was checked, and changes nothing', async () => {
  const { email } = await accountWithPassword(server);
  const [mine, other] = [await signedIn(server, email), await signedIn(server, email)];
  const hashed = jest.spyOn(Passwords.prototype, 'hash').mockImplementationOnce(async function (this: Passwords, text) {
    hashed.mockRestore();
    await server.data('mutation { endOtherSessions(input: {}) { __typename } }', {}, other);
    return this.hash(text);
  });

  expect(codesOf(await change(mine, another))).toEqual(['UNAUTHENTICATED']);
  expect((await server.query(viewerQuery, {}, other)).errors).toBeUndefined();
  expect((await signIn(server, email)).errors).toBeUndefined();
});

test('a concurrent sign-in that has checked the old password starts no session', async () => {
  const { email } = await accountWithPassword(server);
  const mine = await signedIn(server, email);
  const { database } = server.app;
  const write = database.write.bind(database);
  let writes = 0;
  const spy = jest.spyOn(database, 'write').mockImplementation(async (work) => {
    writes += 1;
    // The first unit of work counts the attempt. The second one would create the session.
    if (writes === 2) {
      spy.mockRestore();
      expect((await change(mine, another)).errors).toBeUndefined();
    }
    return write(work);
  });

  expect(codesOf(await signIn(server, email))).toEqual(['UNAUTHENTICATED']);
  expect((await signIn(server, email, another)).errors).toBeUndefined();
});

test('fails as with a wrong password if a link sets another one at the same time', async () => {
  const { id, email } = await accountWithPassword(server);
  const session = await signedIn(server, email);
  const { read } = server.app.database;
  const link = { accountId: id, tokenHash: 'a'.repeat(64), purpose: LinkPurpose.PASSWORD_RESET };
  const times = { createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2100-01-01T00:00:00.000Z' };
  await server.app.database.write((manager) => manager.insert(AccountLink, { ...link, ...times }));

  const answer = await runDuringUncommittedWrites(
    server,
    (manager) => manager.delete(AccountLink, { accountId: id }),
    () => change(session, another),
    async (manager) => {
      // On SQLite, it waits from the start.
      if (__DATABASE__ === 'postgres') {
        const waiting = sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        await until(async () => (await read.query(waiting)).length > 0, 'the change waits for the link');
      }
      await replacePassword(manager, id, await hash(another, 4));
    },
  );

  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  expect((await signIn(server, email, another)).errors).toBeUndefined();
});
