import { Role } from '../../../../src/core/access/role';
import { HOUR_MS } from '../../../../src/core/time';
import { sql } from '../../../../src/database/sql/sql';
import { AccountLinks } from '../../../../src/modules/identity/account-links/account-links';
import { until } from '../../../support/contents';
import { mailsTo, mailTo, type ReceivedMail } from '../../../support/mailbox';
import { mutationsOf } from '../../../support/mutations';
import {
  accountWithPassword,
  behindProxy,
  codesOf,
  newAddress,
  password,
  signedIn,
  signIn,
} from '../../../support/sign-in';
import { type Answer, startTestServer, type TestServer } from '../../../support/test-server';
import { admin } from '../../../support/viewers';

const another = 'bevel-12-quartz-umbrella';
const requestMutation =
  'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { sent } }';
const resetMutation = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { email } }';

interface Row {
  readonly queuedAt: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: number;
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', SITE: 'on', ...behindProxy });
});

afterAll(() => server.close());

function request(email: string, from = newAddress(), headers: Record<string, string> = {}): Promise<Answer> {
  return server.query(requestMutation, { input: { email } }, { headers: { 'x-forwarded-for': from, ...headers } });
}

/** The n-th mail to an address. Mails of requests are sent some seconds after them. */
function mailOf(email: string, count = 1): Promise<ReceivedMail> {
  server.pass(5_000);
  return mailTo(server, email, count);
}

function reset(token: string | null, secret = another): Promise<Answer> {
  return server.query(resetMutation, { input: { token, password: secret } });
}

test('the owner chooses a new password once, and all sessions end', async () => {
  const { email } = await accountWithPassword(server);
  const session = await signedIn(server, email);
  expect((await request(` ${email.toUpperCase()}`)).data).toEqual({ requestPasswordReset: { sent: true } });
  const { token, text } = await mailOf(email);
  expect(text).toContain('/account/password#');
  expect((await signIn(server, email)).errors).toBeUndefined();

  expect((await reset(token)).data).toEqual({ resetPassword: { email } });

  expect(codesOf(await server.query('{ viewer { role } }', {}, session))).toEqual(['UNAUTHENTICATED']);
  expect(codesOf(await signIn(server, email))).toEqual(['UNAUTHENTICATED']);
  expect((await signIn(server, email, another)).errors).toBeUndefined();
  expect(codesOf(await reset(token))).toEqual(['BAD_USER_INPUT']);
  const { accountEvents } = await server.data('{ accountEvents(first: 1) { nodes { action email } } }', {}, admin);
  expect(accountEvents.nodes).toEqual([{ action: 'PASSWORD_RESET', email }]);
});

test('the mail leads to the page in the language of the account, or else of the request', async () => {
  const { email } = await accountWithPassword(server);

  await request(email, newAddress(), { 'accept-language': 'ru-RU' });
  expect((await mailOf(email)).text).toContain('/ru/account/password#');

  const setLocale = 'mutation { updateViewer(input: { locale: "fr" }) { viewer { role } } }';
  await server.data(setLocale, {}, await signedIn(server, email));
  await request(email, newAddress(), { 'accept-language': 'ru-RU' });
  expect((await mailOf(email, 2)).text).toContain('/fr/account/password#');
});

test('an address without an account gets the same answer by the same statements, and no mail', async () => {
  const { email } = await accountWithPassword(server);
  const invited = 'waiting@example.org';
  await mutationsOf(server, 'inviteAccount', admin).done(
    { email: invited, name: 'Ada', role: Role.VIEWER },
    'account { id }',
  );
  await mailTo(server, invited);
  const { read } = server.app.database;
  const rows = async (): Promise<number> => {
    const [found] = await read
      .withoutListeners()
      .query<{ total: number | string }>(
        sql`SELECT (SELECT count(*) FROM account_link) + (SELECT count(*) FROM mail) AS total`,
      );
    return Number(found!.total);
  };
  const statementsFor = async (address: string): Promise<{ statements: string[]; added: number }> => {
    const before = await rows();
    const statements: string[] = [];
    const stop = read.onStatement((text) => statements.push(text));
    expect((await request(address)).data).toEqual({ requestPasswordReset: { sent: true } });
    stop();
    return { statements, added: (await rows()) - before };
  };

  const known = await statementsFor(email);
  expect(known.added).toBe(2);
  expect(known.statements).not.toEqual([]);
  expect(await statementsFor('nobody@example.org')).toEqual(known);
  expect(await statementsFor(invited)).toEqual(known);

  await mailOf(email);
  expect(await mailsTo(server, 'nobody@example.org')).toEqual([]);
  expect(await mailsTo(server, invited)).toHaveLength(1);
});

test('nothing is sent before the answer, and the work afterwards is the same for an address without an account', async () => {
  const { email } = await accountWithPassword(server);
  const { read } = server.app.database;
  const rows = (): Promise<Row[]> =>
    read
      .withoutListeners()
      .query<Row>(sql`SELECT queued_at, next_attempt_at, attempts FROM mail ORDER BY id DESC LIMIT 2`);

  await request(email);
  await request('nobody-2@example.org');
  for (const { queuedAt, nextAttemptAt, attempts } of await rows()) {
    const waitMs = Date.parse(nextAttemptAt!) - Date.parse(queuedAt);
    expect(waitMs).toBeGreaterThanOrEqual(1_000);
    expect(waitMs).toBeLessThan(3_000);
    expect(attempts).toBe(0);
  }

  await mailOf(email);
  await until(async () => (await rows()).every(({ nextAttemptAt }) => nextAttemptAt === null), 'both mails are done');
  expect(await rows()).toMatchObject([1, 2].map(() => ({ nextAttemptAt: null, attempts: 1 })));
  expect(await mailsTo(server, 'nobody-2@example.org')).toEqual([]);
});

test('the address in the mail does not follow from the request', async () => {
  const { email } = await accountWithPassword(server);

  await request(email, newAddress(), { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });

  const { text } = await mailOf(email);
  expect(text).toContain('http://localhost:');
  expect(text).not.toContain('evil.example');
});

test('requests are limited for each address, whether or not it has an account, and mails for each account', async () => {
  const { email } = await accountWithPassword(server);
  const answersOf = async (address: string): Promise<string[]> => {
    const from = newAddress();
    const answers: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) answers.push(...codesOf(await request(address, from)));
    return answers;
  };

  const known = await answersOf(email);
  expect(known).toContain('TOO_MANY_REQUESTS');
  expect(await answersOf('no-one@example.org')).toEqual(known);

  await request(email);
  expect(await linksOf(email)).toHaveLength(3);
  await mailOf(email);
  // A mail that has not been sent is replaced by the next one.
  expect((await mailsTo(server, email)).length).toBeLessThanOrEqual(3);
});

async function linksOf(email: string): Promise<unknown[]> {
  return server.app.database.read.query(
    sql`SELECT l.id FROM account_link l JOIN account a ON a.id = l.account_id WHERE a.email = ${email}`,
  );
}

test('one operation may request one mail', async () => {
  const [first, second] = [await accountWithPassword(server), await accountWithPassword(server)];
  const answer = await server.query(
    `mutation ($first: RequestPasswordResetInput!, $second: RequestPasswordResetInput!) {
      first: requestPasswordReset(input: $first) { sent }
      second: requestPasswordReset(input: $second) { sent }
    }`,
    { first: { email: first.email }, second: { email: second.email } },
    { headers: { 'x-forwarded-for': newAddress() } },
  );

  expect(answer.errors).toMatchObject([{ path: ['second'], extensions: { code: 'TOO_MANY_REQUESTS' } }]);
  await mailOf(first.email);
  expect(await linksOf(second.email)).toEqual([]);
});

test('requests at the same time count each other', async () => {
  const { email } = await accountWithPassword(server);

  await Promise.all(Array.from({ length: 5 }, () => request(email)));

  expect(await linksOf(email)).toHaveLength(3);
});

test('a link ends after an hour, with another change of the password, and with the account', async () => {
  const { email: first } = await accountWithPassword(server);
  const { email: second, globalId: id } = await accountWithPassword(server);
  const { email: third, globalId: deleted } = await accountWithPassword(server);
  for (const email of [first, second, third]) await request(email);
  const tokens = await Promise.all([first, second, third].map(async (email) => (await mailOf(email)).token));

  await mutationsOf(server, 'setAccountPassword', admin).done({ id, password: another }, 'account { id }');
  await mutationsOf(server, 'deleteAccount', admin).done({ id: deleted, version: 1 }, 'deletedId');
  expect(await Promise.all(tokens.slice(1).map(async (token) => codesOf(await reset(token))))).toEqual([
    ['BAD_USER_INPUT'],
    ['BAD_USER_INPUT'],
  ]);

  server.pass(HOUR_MS);
  expect(codesOf(await reset(tokens[0]!))).toEqual(['BAD_USER_INPUT']);
});

test('links are deleted when they have expired, and not earlier', async () => {
  const { email } = await accountWithPassword(server);
  await request(email);
  const links = new AccountLinks(server.app.database, { origin: 'https://example.org', siteLocale: 'en' });
  const [link] = await server.app.database.read.query<{ expiresAt: string }>(
    sql`SELECT l.expires_at FROM account_link l JOIN account a ON a.id = l.account_id WHERE a.email = ${email}`,
  );

  await links.deleteExpired(new Date(Date.parse(link!.expiresAt) - 1).toISOString());
  expect(await linksOf(email)).toHaveLength(1);
  await links.deleteExpired(link!.expiresAt);
  expect(await linksOf(email)).toEqual([]);
});

test('a link ends when the owner changes the password', async () => {
  const { email } = await accountWithPassword(server);
  await request(email);
  const { token } = await mailOf(email);
  const input = { currentPassword: password, newPassword: another };

  await mutationsOf(server, 'changePassword', await signedIn(server, email)).done(input, 'viewer { role }');

  expect(codesOf(await reset(token, password))).toEqual(['BAD_USER_INPUT']);
  expect((await signIn(server, email, another)).errors).toBeUndefined();
});

test('a rejected password leaves the link as it is, and many of them make the account wait', async () => {
  const { email } = await accountWithPassword(server);
  await request(email);
  const { token } = await mailOf(email);

  const codes: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) codes.push(...codesOf(await reset(token, 'too short')));

  expect([codes[0], codes.at(-1)]).toEqual(['BAD_USER_INPUT', 'TOO_MANY_REQUESTS']);
  server.pass(60_000);
  expect((await reset(token)).errors).toBeUndefined();
});
