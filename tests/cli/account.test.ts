import { PassThrough } from 'node:stream';
import sql from 'sql-template-tag';
import { readNewPassword } from '../../src/cli/password-input';
import { make } from '../support/factories';
import { killProcesses, startCommand, type EndedProcess } from '../support/processes';
import { password, signIn } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';

// Every test starts processes, which are slow on a machine that does much else.
jest.setTimeout(60_000);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
});

afterEach(killProcesses);

afterAll(() => server.close());

/** Runs `account create` with this standard input. */
function create(args: readonly string[], input = `${password}\n`): Promise<EndedProcess> {
  const { child, ended } = startCommand(['account', 'create', ...args], {
    env: { DATABASE_URL: server.databaseUrl, BCRYPT_COST: '4' },
  });
  child.stdin!.end(input);
  return ended;
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

test('makes the first administrator, who signs in with the password from the standard input', async () => {
  const end = await create(['--email', ' Admin@Example.org', '--role', 'ADMIN']);

  expect(end).toMatchObject({ code: 0, errors: '', output: 'admin@example.org may sign in.\n' });
  expect(await accounts()).toEqual([
    { email: 'admin@example.org', name: 'Admin@Example.org', role: 'ADMIN', network: null },
  ]);
  const { data } = await signIn(server, 'admin@example.org');
  expect(data!.signIn.viewer.role).toBe('ADMIN');
});

test('makes an account with a name that is bound to a network', async () => {
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

describe('what it cannot make it says in one sentence, without a stack trace, and makes nothing:', () => {
  const someone = ['--email', 'someone@example.org', '--role', 'EDITOR'];

  test.each([
    [
      'a password that would be guessed',
      someone,
      'password1234\n',
      /^This password would be guessed\. .*commonly used/,
    ],
    ['a short password', someone, 'short\n', /^A password has at least 12 characters$/],
    ['a password of what is known of its owner', someone, 'someone@example.org\n', /^This password would be guessed\./],
    ['no password', someone, '', /^No password came: it is the one line of the input$/],
    ['two passwords', someone, `${password}\n${password}\n`, /^The password is one line, and more came$/],
    ['no address', ['--email', 'someone', '--role', 'EDITOR'], `${password}\n`, /^This is not an e-mail address$/],
    ['no name', [...someone, '--name', ' '], `${password}\n`, /^An account has a name$/],
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
      /^An administrator is not bound to a network$/,
    ],
    ['a role that is none', ['--email', 'someone@example.org', '--role', 'OWNER'], '', /^error: .*Allowed choices/],
    ['a password as an argument', [...someone, '--password', password], '', /^error: unknown option '--password'/],
    ['no role', ['--email', 'someone@example.org'], '', /^error: required option '--role <role>'/],
  ])('%s', async (_what, args, input, message) => {
    const before = await accounts();
    const { code, errors, output } = await create(args, input);
    expect(code).toBe(1);
    expect(errors.trim()).toMatch(message);
    expect(`${errors}${output}`).not.toMatch(/ at .*:\d+|Error:/);
    expect(`${errors}${output}`).not.toContain(password);
    expect(await accounts()).toEqual(before);
  });

  test('an account that is there already, in whatever case its address is written', async () => {
    const args = ['--email', 'twice@example.org', '--role', 'EDITOR'];
    await create(args);
    const before = await accounts();
    const end = await create(['--email', 'Twice@example.org', '--role', 'VIEWER'], 'another-9-lantern-ochre\n');
    expect(end).toMatchObject({ code: 1, errors: 'twice@example.org has an account already\n', output: '' });
    expect(await accounts()).toEqual(before);
    expect((await signIn(server, 'twice@example.org')).errors).toBeUndefined();
  });
});

describe('at a terminal', () => {
  /** Types into a terminal; gives what was read, and what it showed. */
  async function type(typed: string): Promise<{ read: string | Error; shown: string }> {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    input.end(typed);
    const read = await readNewPassword(input, output).catch((error: unknown) => error as Error);
    return { read, shown: String(output.read()) };
  }

  test('it asks twice, and shows nothing of what is typed', async () => {
    expect(await type(`${password}\r${password}\r`)).toEqual({ read: password, shown: 'Password: \nAgain: \n' });
  });

  test('it takes back what is deleted', async () => {
    expect((await type(`${password}x\u007f\r${password}\r`)).read).toBe(password);
  });

  test('it refuses two that differ', async () => {
    const { read, shown } = await type(`${password}\r${password}!\r`);
    expect(read).toMatchObject({ message: 'The two passwords differ' });
    expect(shown).not.toContain(password);
  });

  test.each([
    ['interrupted', `${password}\r\u0003`],
    ['at its end', `${password}\r\u0004`],
  ])('it gives up when it is %s', async (_how, typed) => {
    expect((await type(typed)).read).toMatchObject({ message: 'No password was given' });
  });
});
