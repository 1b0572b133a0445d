import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Like } from 'typeorm';
import { readNewPassword } from '../../../src/cli/terminal/password-input';
import { Role } from '../../../src/core/access/role';
import { sql } from '../../../src/database/sql/sql';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { Accounts } from '../../../src/modules/identity/account/accounts';
import { Passwords } from '../../../src/modules/identity/password/passwords';
import { runCommand } from '../../support/command-in-process';
import { makeCode, unlock } from '../../support/documents';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { type EndedProcess, killProcesses, startCommand } from '../../support/processes';
import { accountWithPassword, codesOf, password, signedIn, signIn } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
});

afterEach(killProcesses);

afterAll(() => server.close());

/** Runs `account` with this standard input. */
function account(args: readonly string[], input = ''): Promise<EndedProcess> {
  return runCommand(['account', ...args], { env: { DATABASE_URL: server.databaseUrl }, input });
}

function create(args: readonly string[], input = `${password}\n`): Promise<EndedProcess> {
  return account(['create', ...args], input);
}

interface Row {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly network: string | null;
}

function accounts(): Promise<Row[]> {
  return server.app.database.read.query(sql`
    SELECT a.email, a.name, a.role, n.slug AS network
    FROM account a LEFT JOIN network n ON n.id = a.network_id ORDER BY a.id`);
}

test('creates the first administrator, who signs in with the password from standard input', async () => {
  const { child, ended } = startCommand(['account', 'create', '--email', ' Admin@Example.org', '--role', 'ADMIN'], {
    env: { DATABASE_URL: server.databaseUrl },
  });
  child.stdin!.end(`${password}\n`);

  expect(await ended).toMatchObject({ code: 0, errors: '', output: 'Created the account admin@example.org\n' });
  expect(await accounts()).toEqual([
    { email: 'admin@example.org', name: 'Admin@Example.org', role: 'ADMIN', network: null },
  ]);
  const { data } = await signIn(server, 'admin@example.org');
  expect(data!.signIn.viewer.role).toBe('ADMIN');
});

test('takes the password without the byte order mark and the line end of Windows', async () => {
  expect(await create(['--email', 'windows@example.org', '--role', 'VIEWER'], `\uFEFF${password}\r\n`)).toMatchObject({
    code: 0,
  });

  const { data } = await signIn(server, 'windows@example.org');
  expect(data!.signIn.viewer.role).toBe('VIEWER');
});

test('creates an account with a name, limited to a network', async () => {
  const { slug } = await make(server.app, (make) => make.network());
  const args = ['--email', 'member@example.org', '--role', 'MEMBER', '--name', 'A. Member', '--network', slug];

  expect(await create(args, password)).toMatchObject({ code: 0 });

  expect((await accounts()).at(-1)).toEqual({
    email: 'member@example.org',
    name: 'A. Member',
    role: 'MEMBER',
    network: slug,
  });
});

describe('prints one sentence without a stack trace, and creates nothing, for', () => {
  const someone = ['--email', 'someone@example.org', '--role', 'EDITOR'];

  test.each([
    [
      'a password that is easy to guess',
      someone,
      'password1234\n',
      /^This password is easy to guess\. .*commonly used/,
    ],
    ['a short password', someone, 'short\n', /^A password must have at least 12 characters$/],
    ['a password made of the address', someone, 'someone@example.org\n', /^This password is easy to guess\./],
    ['no password', someone, '', /^password must be the only line of the input, but the input is empty$/],
    [
      'two passwords',
      someone,
      `${password}\n${password}\n`,
      /^password must be the only line of the input, but there are several$/,
    ],
    [
      'an invalid address',
      ['--email', 'someone', '--role', 'EDITOR'],
      `${password}\n`,
      /^email must be an email address$/,
    ],
    ['no name', [...someone, '--name', ' '], `${password}\n`, /^name must not be empty$/],
    [
      'a network that is not there',
      [...someone, '--network', 'atlantis'],
      `${password}\n`,
      /^There is no network with the slug atlantis$/,
    ],
    [
      'an administrator of a network alone',
      ['--email', 'someone@example.org', '--role', 'ADMIN', '--network', 'casc'],
      `${password}\n`,
      /^The role ADMIN cannot be bound to a network$/,
    ],
    ['an unknown role', ['--email', 'someone@example.org', '--role', 'OWNER'], '', /^error: .*Allowed choices/],
    ['a password as an argument', [...someone, '--password', password], '', /^error: unknown option '--password'/],
    ['no role', ['--email', 'someone@example.org'], '', /^error: required option '--role <role>'/],
  ])('%s', async (_what, args, input, message) => {
    const before = await accounts();
    const { code, errors, output } = await create(args, input);
    expect(code).toBe(2);
    expect(errors.trim()).toMatch(message);
    expect(`${errors}${output}`).not.toMatch(/ at .*:\d+|Error:/);
    expect(`${errors}${output}`).not.toContain(password);
    expect(await accounts()).toEqual(before);
  });

  test('an existing account, in any case of its address', async () => {
    const args = ['--email', 'twice@example.org', '--role', 'EDITOR'];
    await create(args);
    const before = await accounts();
    const end = await create(['--email', 'Twice@example.org', '--role', 'VIEWER'], 'another-9-lantern-ochre\n');
    expect(end).toMatchObject({ code: 1, errors: 'twice@example.org already has an account\n', output: '' });
    expect(await accounts()).toEqual(before);
    expect((await signIn(server, 'twice@example.org')).errors).toBeUndefined();
  });
});

describe('an existing account', () => {
  const another = 'bevel-12-quartz-umbrella';
  const whoAsks = '{ viewer { role account { email } } }';

  test('is listed with its role and its network, by address', async () => {
    const { id, slug } = await make(server.app, (make) => make.network());
    await make(server.app, async (make) => {
      await make.account({ email: 'zoe@example.org', name: 'Zoë Last' });
      await make.account({ email: 'aaron@example.org', name: 'A. First', role: Role.EDITOR, networkId: id });
    });

    const { code, errors, output } = await account(['list']);
    const lines = output.split('\n').slice(0, -1);

    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(lines).toHaveLength((await accounts()).length);
    expect(lines[0]).toBe(`aaron@example.org\tEDITOR\t${slug}\tA. First`);
    expect(lines.at(-1)).toBe('zoe@example.org\tVIEWER\t-\tZoë Last');
  });

  test('is listed once in a list of several batches', async () => {
    const { database } = server.app;
    const many = Array.from({ length: 2_100 }, (_, number) => ({
      email: `many-${number}@example.org`,
      name: 'X',
      role: Role.VIEWER,
      networkId: null,
      passwordHash: '',
      createdAt: '2026-01-01T00:00:00.000Z',
    }));
    await database.write((manager) => manager.save(manager.create(Account, many), { chunk: 500 }));
    const there = (await accounts()).map(({ email }) => email);

    const listed = (await account(['list'])).output.split('\n').slice(0, -1);
    await database.write((manager) => manager.delete(Account, { email: Like('many-%') }));

    expect(listed.map((line) => line.split('\t', 1)[0])).toEqual(there.sort());
  });

  test('gets a new password, which ends its sessions only', async () => {
    const { email } = await accountWithPassword(server);
    const mine = await signedIn(server, email);
    const stranger = await signedIn(server, (await accountWithPassword(server)).email);

    expect(await account(['password', '--email', email.toUpperCase()], `${another}\n`)).toEqual({
      code: 0,
      signal: null,
      errors: '',
      output: 'Changed the password and ended all sessions\n',
    });

    expect(codesOf(await server.query(whoAsks, {}, mine))).toEqual(['UNAUTHENTICATED']);
    expect((await server.query(whoAsks, {}, stranger)).errors).toBeUndefined();
    expect(codesOf(await signIn(server, email, password))).toEqual(['UNAUTHENTICATED']);
    expect((await signIn(server, email, another)).errors).toBeUndefined();
  });

  test('keeps its password and its sessions when the new password is easy to guess', async () => {
    const { email } = await accountWithPassword(server, { name: 'Gulnara Toktogulova' });
    const mine = await signedIn(server, email);

    const end = await account(['password', '--email', email], 'gulnara.toktogulova\n');

    expect(end).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^This password is easy to guess/),
    });
    expect((await server.query(whoAsks, {}, mine)).errors).toBeUndefined();
    expect((await signIn(server, email)).errors).toBeUndefined();
  });

  test('gets a new role, with which its sessions continue', async () => {
    const { slug } = await make(server.app, (make) => make.network());
    const { email } = await accountWithPassword(server);
    const mine = await signedIn(server, email);

    expect(await account(['role', '--email', email, '--role', 'EDITOR', '--network', slug])).toMatchObject({
      code: 0,
      output: `Changed the role to EDITOR of ${slug}\n`,
    });
    expect((await accounts()).find((row) => row.email === email)).toMatchObject({ role: 'EDITOR', network: slug });
    expect((await server.data(whoAsks, {}, mine)).viewer.role).toBe('EDITOR');

    expect(await account(['role', '--email', email, '--role', 'MEMBER'])).toMatchObject({ code: 0 });
    expect((await accounts()).find((row) => row.email === email)).toMatchObject({ role: 'MEMBER', network: null });
  });

  test('is removed with its sessions and its grants, and its access codes end', async () => {
    const { id, email } = await accountWithPassword(server, { role: Role.EDITOR });
    const mine = await signedIn(server, email);
    const document = await make(server.app, async (make) => {
      const activity = await make.activity();
      return make.document({ activityId: activity.id, contentVersion: 1 });
    });
    const { password: code } = await makeCode(server, document, {}, mine);
    await unlock(server, document, code, mine.headers);
    const { read } = server.app.database;
    const grants = () => read.query(sql`SELECT id FROM document_grant WHERE account_id = ${id}`);
    expect(await grants()).toHaveLength(1);

    expect(await account(['remove', '--email', email])).toMatchObject({ code: 0, output: 'Removed the account\n' });

    expect((await accounts()).map((row) => row.email)).not.toContain(email);
    expect(await read.query(sql`SELECT id FROM session WHERE account_id = ${id}`)).toEqual([]);
    expect(await grants()).toEqual([]);
    expect(codesOf(await server.query(whoAsks, {}, mine))).toEqual(['UNAUTHENTICATED']);
    expect(await unlock(server, document, code)).toMatchObject({ reason: 'EXPIRED' });
  });
});

describe('an administrator', () => {
  const adminsLeft = async () => (await accounts()).filter(({ role }) => role === 'ADMIN').map(({ email }) => email);

  beforeEach(async () => {
    await server.app.database.write((manager) => manager.delete(Account, { role: Role.ADMIN }));
  });

  test('is neither removed nor given another role when it is the last one', async () => {
    const { email } = await accountWithPassword(server, { role: Role.ADMIN });

    for (const args of [['remove'], ['role', '--role', 'EDITOR']]) {
      expect(await account([...args, '--email', email])).toMatchObject({
        code: 1,
        output: '',
        errors: `${email} is the last administrator: give another account the role ADMIN first\n`,
      });
    }
    expect(await adminsLeft()).toEqual([email]);
    expect(await account(['role', '--role', 'ADMIN', '--email', email])).toMatchObject({ code: 0 });
  });

  test('is the last one even if another is invited, whose account can be deleted', async () => {
    const { email } = await accountWithPassword(server, { role: Role.ADMIN });
    const invited = await accountWithPassword(server, { role: Role.ADMIN, invitedAt: new Date().toISOString() });

    expect(await account(['remove', '--email', email])).toMatchObject({ code: 1, output: '' });
    expect(await adminsLeft()).toEqual([email, invited.email]);
    await mutationsOf(server, 'deleteAccount').done({ id: invited.globalId, version: 1 }, 'deletedId');
    expect(await adminsLeft()).toEqual([email]);
  });

  test('is removed when there are several, but never the last one, even concurrently', async () => {
    const emails = [];
    for (let number = 0; number < 4; number++) {
      emails.push((await accountWithPassword(server, { role: Role.ADMIN })).email);
    }
    const accountsOfServer = new Accounts(server.app.database, new Passwords(4));
    const ends = await Promise.allSettled(emails.map((email) => accountsOfServer.remove(email)));

    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await adminsLeft()).toHaveLength(1);
  });
});

describe('an unknown account or an impossible role changes nothing:', () => {
  test.each([
    ['a password', ['password', '--email', 'nobody@example.org'], 1, /^nobody@example.org has no account$/],
    ['a role', ['role', '--email', 'nobody@example.org', '--role', 'EDITOR'], 1, /^nobody@example.org has no account$/],
    ['removal', ['remove', '--email', 'nobody@example.org'], 1, /^nobody@example.org has no account$/],
    [
      'an administrator of a network alone',
      ['role', '--email', 'someone@example.com', '--role', 'ADMIN', '--network', 'casc'],
      2,
      /^The role ADMIN cannot be bound to a network$/,
    ],
    [
      'a network that is not there',
      ['role', '--email', 'someone@example.com', '--role', 'EDITOR', '--network', 'atlantis'],
      2,
      /^There is no network with the slug atlantis$/,
    ],
  ])('%s', async (_what, args, exitCode, message) => {
    const { database } = server.app;
    await database.write((manager) => manager.delete(Account, { email: 'someone@example.com' }));
    await accountWithPassword(server, { email: 'someone@example.com' });
    const before = await accounts();
    const { code, errors, output } = await account(args, `${password}\n`);
    expect({ code, output }).toEqual({ code: exitCode, output: '' });
    expect(errors.trim()).toMatch(message);
    expect(await accounts()).toEqual(before);
  });
});

describe('at a terminal', () => {
  /** Types into a terminal. Returns the password that was read, and what the terminal showed. */
  async function type(typed: string): Promise<{ read: string | Error; shown: string }> {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    input.end(typed);
    const read = await readNewPassword(input, output).catch((error: unknown) => error as Error);
    output.end();
    return { read, shown: await text(output) };
  }

  test('prompts twice, and shows nothing of the input', async () => {
    expect(await type(`${password}\r${password}\r`)).toEqual({ read: password, shown: 'Password: \nAgain: \n' });
  });

  test('applies backspace', async () => {
    expect((await type(`${password}x\u007f\r${password}\r`)).read).toBe(password);
  });

  test('rejects two passwords that differ', async () => {
    const { read, shown } = await type(`${password}\r${password}!\r`);
    expect(read).toMatchObject({ message: 'The passwords differ: enter the same password twice' });
    expect(shown).not.toContain(password);
  });

  test.each([
    ['interrupted', `${password}\r\u0003`],
    ['at its end', `${password}\r\u0004`],
  ])('stops when it is %s', async (_how, typed) => {
    expect((await type(typed)).read).toMatchObject({ message: 'password must be entered twice' });
  });
});
