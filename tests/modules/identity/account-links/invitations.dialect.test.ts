import path from 'node:path';
import { Role } from '../../../../src/core/access/role';
import { DAY_MS } from '../../../../src/core/time';
import { takeAdvisoryLock } from '../../../../src/database/sql/advisory-lock';
import { raw, sql } from '../../../../src/database/sql/sql';
import { executeSql } from '../../../../src/database/sql/write-sql';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import {
  AccountAction,
  AccountEvent,
  withoutOldAddresses,
} from '../../../../src/modules/identity/account/account-event.entity';
import { deleteOldInvitations } from '../../../../src/modules/identity/account-links/invitation.service';
import { until } from '../../../support/contents';
import { make } from '../../../support/factories';
import { runDuringUncommittedWrites } from '../../../support/interleaving';
import { mailsTo, mailTo } from '../../../support/mailbox';
import { mutationsOf } from '../../../support/mutations';
import { accountWithPassword, codesOf, password, signIn } from '../../../support/sign-in';
import { type Answer, type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, viewerOf } from '../../../support/viewers';

let server: TestServer;
let networkId: string;
let networkKey: number;
let people = 0;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  const network = await make(server.app, (create) => create.network({ slug: 'casc' }));
  networkId = network.globalId;
  networkKey = network.id;
});

afterAll(() => server.close());

function newPerson(): { email: string; name: string; role: string } {
  people += 1;
  return { email: `invited-${people}@example.org`, name: 'Ada Lovelace', role: 'EDITOR' };
}

/** An editor of the network, with an account of its own. */
async function networkEditor(): Promise<{ id: number; asker: Asker }> {
  const { id } = await accountWithPassword(server, { role: Role.EDITOR, networkId: networkKey });
  return { id, asker: viewerOf(Role.EDITOR, { accountId: id, networkId: networkKey }) };
}

const inviteAs = (asker: Asker) => mutationsOf(server, 'inviteAccount', asker);

const acceptMutation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { viewer { role account { email invitedAt } } }
}`;

function accept(token: string | null, headers: Record<string, string> = {}): Promise<Answer> {
  return server.query(acceptMutation, { input: { token, password } }, { headers });
}

async function pendingEmails(asker: Asker): Promise<string[]> {
  const { invitations } = await server.data('{ invitations(first: 50) { nodes { email } } }', {}, asker);
  return invitations.nodes.map(({ email }: { email: string }) => email);
}

/** The number of mails to an address that administrators can pass on. */
async function keptMailsTo(email: string): Promise<number> {
  const { keptMails } = await server.data('{ keptMails { to } }', {}, admin);
  return keptMails.filter(({ to }: { to: string }) => to === email).length;
}

test('the person chooses a password once, and can sign in only from then on', async () => {
  const { asker } = await networkEditor();
  const person = newPerson();
  const { account } = await inviteAs(asker).done(
    { ...person, networkId, locale: 'fr' },
    'account { id email role isBound invitedAt invitationExpiresAt locale }',
  );
  expect(account).toMatchObject({ email: person.email, role: 'EDITOR', isBound: true, locale: 'fr' });
  expect(Date.parse(account.invitationExpiresAt) - Date.parse(account.invitedAt)).toBe(7 * DAY_MS);
  const { token, text } = await mailTo(server, person.email);
  expect(text).toContain('Bonjour Ada Lovelace,');
  expect(codesOf(await signIn(server, person.email))).toEqual(['UNAUTHENTICATED']);

  expect((await accept(token)).data).toEqual({
    acceptInvitation: { viewer: { role: 'EDITOR', account: { email: person.email, invitedAt: null } } },
  });

  expect((await signIn(server, person.email)).errors).toBeUndefined();
  expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);
  expect(await pendingEmails(asker)).not.toContain(person.email);
});

test('accepting in a browser starts its session in the cookie', async () => {
  const person = newPerson();
  await inviteAs(admin).done(person, 'account { id }');
  const { token } = await mailTo(server, person.email);

  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'entente-session': 'cookie', origin: server.address },
    body: JSON.stringify({ query: acceptMutation, variables: { input: { token, password } } }),
  });

  const [cookie] = response.headers.getSetCookie()[0]!.split(';', 1);
  const session = { headers: { cookie: cookie!, origin: server.address, 'entente-session': 'cookie' } };
  expect(await server.data('{ viewer { account { email } } }', {}, session)).toEqual({
    viewer: { account: { email: person.email } },
  });
});

test('of two accepts at once, one succeeds', async () => {
  const person = newPerson();
  await inviteAs(admin).done(person, 'account { id }');
  const { token } = await mailTo(server, person.email);

  const answers = await Promise.all([accept(token), accept(token)]);

  expect(answers.map(codesOf).sort()).toEqual([[], ['BAD_USER_INPUT']]);
});

test.each([
  ['a higher role', async () => ({ ...newPerson(), role: 'ADMIN' })],
  ['an unbound role', async () => newPerson()],
  [
    'another network',
    async () => ({
      ...newPerson(),
      networkId: (await make(server.app, (create) => create.network())).globalId,
    }),
  ],
])('an editor of a network cannot invite to %s', async (_, inputOf) => {
  const { asker } = await networkEditor();
  const input = await inputOf();

  expect(await inviteAs(asker).refused(input)).toMatchObject({ code: 'FORBIDDEN' });

  expect(await pendingEmails(admin)).not.toContain(input.email);
  expect(await mailsTo(server, input.email)).toEqual([]);
});

test('an editor of the whole programme cannot invite to a higher role', async () => {
  const person = newPerson();

  expect(await inviteAs(editor).refused({ ...person, role: 'ADMIN' })).toMatchObject({ code: 'FORBIDDEN' });

  expect(await pendingEmails(admin)).not.toContain(person.email);
  expect(await mailsTo(server, person.email)).toEqual([]);
});

test('an invitation ends with the rights of its sender', async () => {
  const { id, asker } = await networkEditor();
  const person = newPerson();
  await inviteAs(asker).done({ ...person, networkId }, 'account { id }');
  const { token } = await mailTo(server, person.email);

  await server.app.database.write((manager) => manager.update(Account, { id }, { role: Role.MEMBER }));

  expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);
  expect(await pendingEmails(admin)).toContain(person.email);
});

test('an invitation of an administrator ends when its sender is no longer one', async () => {
  const { id } = await accountWithPassword(server, { role: Role.ADMIN });
  const person = { ...newPerson(), role: 'ADMIN' };
  await inviteAs(viewerOf(Role.ADMIN, { accountId: id })).done(person, 'account { id }');
  const { token } = await mailTo(server, person.email);

  await server.app.database.write((manager) => manager.update(Account, { id }, { role: Role.EDITOR }));
  expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);

  await server.app.database.write((manager) => manager.update(Account, { id }, { role: Role.ADMIN }));
  expect((await accept(token)).data).toMatchObject({ acceptInvitation: { viewer: { role: 'ADMIN' } } });
});

test('an invitation to another network replaces those that the inviter may revoke, with the mails kept for them', async () => {
  const { email, name, role } = newPerson();
  const foreign = await make(server.app, (create) => create.network());
  for (const one of [networkId, foreign.globalId]) {
    const bound = viewerOf(Role.EDITOR, { networkId: one === networkId ? networkKey : foreign.id });
    await inviteAs(bound).done({ email, name, role, networkId: one }, 'account { id }');
  }
  await mailTo(server, email, 2);
  expect((await pendingEmails(admin)).filter((pending) => pending === email)).toHaveLength(2);
  expect(await keptMailsTo(email)).toBe(2);

  await inviteAs(admin).done({ email, name, role }, 'account { id }');

  await mailTo(server, email, 3);
  expect((await pendingEmails(admin)).filter((pending) => pending === email)).toHaveLength(1);
  expect(await keptMailsTo(email)).toBe(1);
});

test('inviting again sends a new address with the new values, and ends the first', async () => {
  const person = newPerson();
  await inviteAs(admin).done(person, 'account { id }');
  const first = await mailTo(server, person.email);

  const { account } = await inviteAs(admin).done({ ...person, role: 'MEMBER' }, 'account { id role }');

  const second = await mailTo(server, person.email, 2);
  expect(account.role).toBe('MEMBER');
  expect(codesOf(await accept(first.token))).toEqual(['BAD_USER_INPUT']);
  expect((await accept(second.token)).errors).toBeUndefined();
  expect(await inviteAs(admin).refused(person)).toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('an invitation replaces one of the same address that is sent at the same moment', async () => {
  const person = { ...newPerson(), role: Role.EDITOR };
  const now = new Date().toISOString();

  await runDuringUncommittedWrites(
    server,
    async (manager) => {
      await takeAdvisoryLock(manager, 'administrators');
      await manager.insert(Account, { ...person, passwordHash: 'none', invitedAt: now, createdAt: now });
    },
    () => inviteAs(admin).done(person, 'account { id }'),
  );

  expect((await pendingEmails(admin)).filter((email) => email === person.email)).toHaveLength(1);
});

describe('an editor of a network who invites an address that has an account', () => {
  const shown = `account {
    email name role isBound network { slug } locale version
  } invitationUrl`;

  interface Invited {
    /** The answer, without the address. */
    readonly answer: unknown;
    readonly statements: readonly string[];
    /** How many rows accounts, links, mails and the log have received. */
    readonly added: unknown;
  }

  async function unsentMails(): Promise<number> {
    const { read } = server.app.database;
    const mails = await read.withoutListeners().query(sql`SELECT 1 FROM mail WHERE next_attempt_at IS NOT NULL`);
    return mails.length;
  }

  async function invite(asker: Asker, email: string): Promise<Invited> {
    const { read } = server.app.database;
    const count = async (): Promise<number[]> => {
      const [counts] = await read.withoutListeners().query<Record<string, number | string>>(
        sql`SELECT (SELECT count(*) FROM account) AS a, (SELECT count(*) FROM account_link) AS b,
          (SELECT count(*) FROM mail) AS c, (SELECT count(*) FROM account_event) AS d`,
      );
      return Object.values(counts!).map(Number);
    };
    const before = await count();
    let answer: Record<string, any> = {};
    const statements = await server.statementsOf(async () => {
      answer = await inviteAs(asker).done({ email, name: 'Ada', role: 'EDITOR', networkId }, shown);
    });
    const after = await count();
    expect(answer['account'].email).toBe(email);
    answer['account'].email = null;
    // A later invitation replaces a mail that has not been sent yet.
    await until(async () => (await unsentMails()) === 0, 'the mail is sent');
    // Background work may run meanwhile.
    const ofRequest = statements.filter((text) => /\b(account|network|failed_attempts)\b/.test(text));
    return { answer, statements: ofRequest, added: after.map((rows, index) => rows - before[index]!) };
  }

  test('gets the same answer by the same work, and sees the same invitations', async () => {
    const { asker } = await networkEditor();
    const { email } = await accountWithPassword(server, { role: Role.ADMIN });
    const nobody = newPerson().email;

    const ofNobody = await invite(asker, nobody);
    expect(ofNobody.added).toEqual([1, 1, 1, 1]);
    expect(ofNobody.answer).toMatchObject({ account: { version: 1 }, invitationUrl: null });
    expect(await invite(asker, email)).toEqual(ofNobody);
    const again = await invite(asker, nobody);
    expect(again.answer).toMatchObject({ account: { version: 2 } });
    expect(await invite(asker, email)).toEqual(again);

    expect(await pendingEmails(asker)).toEqual(expect.arrayContaining([email, nobody]));
    const { invitations } = await server.data('{ invitations(first: 50) { nodes { id email } } }', {}, asker);
    const { id } = invitations.nodes.find((each: { email: string }) => each.email === email);
    await mutationsOf(server, 'revokeInvitation', asker).done({ id }, 'deletedId');
    expect((await signIn(server, email)).errors).toBeUndefined();
  });

  test('causes a mail without a link, which says that there is an account', async () => {
    const { asker } = await networkEditor();
    const { email } = await accountWithPassword(server);

    await invite(asker, email);

    const { text, token } = await mailTo(server, email);
    expect(text).toContain(`sign in with ${email}`);
    expect(token).toBeNull();
    expect((await signIn(server, email)).data).toMatchObject({ signIn: { viewer: { account: { email } } } });
    // Unbound editors see all accounts.
    expect(await inviteAs(admin).refused({ ...newPerson(), email })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('learns nothing when the person has accepted the invitation of another network', async () => {
    const other = await make(server.app, (create) => create.network());
    const { id: accountId } = await accountWithPassword(server, { role: Role.EDITOR, networkId: other.id });
    const foreign = viewerOf(Role.EDITOR, { accountId, networkId: other.id });
    const { asker } = await networkEditor();
    const { email, name, role } = newPerson();
    await inviteAs(foreign).done({ email, name, role, networkId: other.globalId }, '__typename');
    const { token } = await mailTo(server, email);
    await invite(asker, email);
    const second = await mailTo(server, email, 2);

    expect((await accept(second.token)).errors).toBeUndefined();

    expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);
    expect(await pendingEmails(foreign)).toEqual([email]);
    const { invitations } = await server.data('{ invitations(first: 50) { nodes { id email } } }', {}, foreign);
    expect(
      await mutationsOf(server, 'setAccountPassword', admin).refused({ id: invitations.nodes[0].id, password }),
    ).toMatchObject({ code: 'CONFLICT' });
    // The older row of the address, that of the first invitation, has no password.
    expect((await signIn(server, email)).errors).toBeUndefined();
  });
});

test('many invitations of one address make all who invite it wait, and no other address', async () => {
  const person = newPerson();
  for (let turn = 0; turn < 5; turn += 1) await inviteAs(admin).done(person, 'account { id }');
  const { asker } = await networkEditor();

  expect(await inviteAs(admin).refused(person)).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(await inviteAs(asker).refused({ ...person, networkId })).toMatchObject({ code: 'TOO_MANY_REQUESTS' });

  await inviteAs(admin).done(newPerson(), 'account { id }');
});

test('editors list and revoke the invitations of their own network, and no others', async () => {
  const { asker } = await networkEditor();
  const [own, other] = [newPerson(), newPerson()];
  const { account } = await inviteAs(asker).done({ ...own, networkId }, 'account { id }');
  const { account: foreign } = await inviteAs(admin).done(other, 'account { id }');
  const { token } = await mailTo(server, own.email);
  expect(await keptMailsTo(own.email)).toBe(1);
  const listed = await pendingEmails(asker);
  expect(listed).toContain(own.email);
  expect(listed).not.toContain(other.email);

  const revoke = mutationsOf(server, 'revokeInvitation', asker);
  expect(await revoke.refused({ id: foreign.id })).toMatchObject({ code: 'NOT_FOUND' });
  await revoke.done({ id: account.id }, 'deletedId');

  expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);
  expect(await pendingEmails(admin)).not.toContain(own.email);
  expect(await keptMailsTo(own.email)).toBe(0);
});

test('editors neither list nor revoke the invitation of a person with a higher role', async () => {
  const above = newPerson();
  const { account } = await inviteAs(admin).done({ ...above, role: 'ADMIN' }, 'account { id }');

  expect(await pendingEmails(editor)).not.toContain(above.email);
  const revoke = mutationsOf(server, 'revokeInvitation', editor);
  expect(await revoke.refused({ id: account.id })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await pendingEmails(admin)).toContain(above.email);
});

test('an invitation expires after a week', async () => {
  const person = newPerson();
  await inviteAs(admin).done(person, 'account { id }');
  const { token } = await mailTo(server, person.email);

  server.pass(7 * DAY_MS);

  expect(codesOf(await accept(token))).toEqual(['BAD_USER_INPUT']);
});

test('an invitation that nobody has accepted is deleted 30 days after its link has ended, and not earlier', async () => {
  const person = newPerson();
  const { account } = await inviteAs(admin).done(person, 'account { invitationExpiresAt }');
  const accepted = await accountWithPassword(server);
  const deletedAfter = (milliseconds: number): Promise<void> => {
    const now = new Date(Date.parse(account.invitationExpiresAt as string) + milliseconds).toISOString();
    return server.app.database.write((manager) => deleteOldInvitations(manager, now));
  };

  await deletedAfter(30 * DAY_MS - 1);
  expect(await pendingEmails(admin)).toContain(person.email);
  await deletedAfter(30 * DAY_MS);

  expect(await pendingEmails(admin)).not.toContain(person.email);
  expect((await signIn(server, accepted.email)).errors).toBeUndefined();
});

test('the log of accounts says who invited whom, and neither log nor database contains a token', async () => {
  const { asker } = await networkEditor();
  const person = newPerson();
  await inviteAs(asker).done({ ...person, networkId }, 'account { id }');
  const { token } = await mailTo(server, person.email);
  await accept(token);

  const { accountEvents } = await server.data('{ accountEvents(first: 2) { nodes { action email by } } }', {}, admin);

  expect(accountEvents.nodes).toEqual([
    { action: 'INVITATION_ACCEPTED', email: person.email, by: null },
    { action: 'INVITED', email: person.email, by: expect.stringContaining('@') as unknown },
  ]);
  const links = await server.app.database.read.query(sql`SELECT * FROM account_link`);
  const mails = await server.app.database.read.query(sql`SELECT * FROM mail`);
  expect(JSON.stringify([links, mails, server.log])).not.toContain('entl_');
});

test('the log of accounts keeps addresses for 180 days, and its entries as long as the database', async () => {
  const now = Date.now();
  const at = (age: number): string => new Date(now - age).toISOString();
  const entry = { action: AccountAction.INVITED, by: null, address: '192.0.2.1' };
  await server.app.database.write(async (manager) => {
    const older = { ...entry, email: 'older@example.org', at: at(181 * DAY_MS) };
    // More than one batch.
    await manager.insert(AccountEvent, new Array(1000).fill(older));
    await manager.insert(AccountEvent, { ...entry, email: 'old@example.org', at: at(180 * DAY_MS) });
    await manager.insert(AccountEvent, { ...entry, email: 'recent@example.org', at: at(179 * DAY_MS) });
  });

  // A server deletes them in the first round of its jobs, and then every ten minutes.
  const other = await startTestServer({
    DEMO_DATA: 'false',
    DATABASE_URL: server.databaseUrl,
    DOCUMENT_KEY_FILE: path.join(server.directory, 'document.key'),
  });
  const { accountEvents } = await other.data('{ accountEvents(first: 2) { nodes { email address } } }', {}, admin);
  await other.close();

  expect(accountEvents.nodes).toEqual([
    { email: 'recent@example.org', address: '192.0.2.1' },
    { email: 'old@example.org', address: null },
  ]);
});

test('the job that deletes old addresses reads no entries without one', async () => {
  const { database } = server.app;
  const statement = withoutOldAddresses(new Date().toISOString());
  const plan = await database.write(async (manager) => {
    if (__DATABASE__ === 'postgres') await manager.query('SET LOCAL enable_seqscan = off');
    const explained = sql`${raw(__DATABASE__ === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN')} ${statement}`;
    return JSON.stringify(await executeSql(manager, explained));
  });

  expect(plan.match(/account_event_address/g)).toHaveLength(2);
  expect(plan).not.toMatch(/SCAN account_event|Seq Scan|PK_/);
});
