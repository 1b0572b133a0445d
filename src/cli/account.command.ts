import { Command, Option } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { Role } from '../core/access/role';
import { Accounts } from '../modules/identity/account.service';
import { Passwords } from '../modules/identity/passwords';
import { entities } from '../modules/entities';
import { readNewPassword } from './password-input';

interface AccountOptions {
  readonly email: string;
}

interface RoleOptions extends AccountOptions {
  readonly role: Role;
  readonly network?: string;
}

interface CreateOptions extends RoleOptions {
  readonly name?: string;
}

const PASSWORD_NOTE =
  'Asks for its password twice, without showing it; where there is no terminal, the password is the one line of the ' +
  'standard input. It is never an argument, which other users would see.';

/** `account create`, `list`, `password`, `role`, `remove`: keeps accounts, the first administrator's among them. */
export function accountCommand(): Command {
  return new Command('account')
    .description('Looks after accounts.')
    .addCommand(
      withRole(accountSubcommand('create', `Makes an account. ${PASSWORD_NOTE}`))
        .option('--name <name>', 'their name; the address when absent')
        .action(createAccount),
    )
    .addCommand(
      new Command('list')
        .description('Lists the accounts: address, role, the network that it is bound to or -, and name, between tabs.')
        .action(listAccounts),
    )
    .addCommand(
      accountSubcommand(
        'password',
        `Gives an account another password, and ends all its sessions. ${PASSWORD_NOTE}`,
      ).action(setPassword),
    )
    .addCommand(
      withRole(
        accountSubcommand('role', 'Gives an account another role, at once. Its sessions end when it may do less.'),
      ).action(setRole),
    )
    .addCommand(
      accountSubcommand(
        'remove',
        'Removes an account with its sessions, at once. What it has made stays, API keys among it.',
      ).action(removeAccount),
    );
}

function accountSubcommand(name: string, description: string): Command {
  return new Command(name).description(description).requiredOption('--email <address>', 'by which they sign in');
}

function withRole(command: Command): Command {
  return command
    .addOption(new Option('--role <role>', 'what they may do').choices(Object.values(Role)).makeOptionMandatory(true))
    .option('--network <slug>', 'the network that the role is bound to; everything when absent');
}

async function createAccount({ email, role, name = email, network }: CreateOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    const password = await readNewPassword(process.stdin, process.stderr);
    const input = { email, name, role, networkSlug: network ?? null, password };
    const account = await accounts.create(input, new Date().toISOString());
    console.log(`${account.email} may sign in.`);
  });
}

async function listAccounts(): Promise<void> {
  await withAccounts(async (accounts) => {
    for await (const { email, role, networkSlug, name } of accounts.list()) {
      console.log([email, role, networkSlug ?? '-', name].join('\t'));
    }
  });
}

async function setPassword({ email }: AccountOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    const password = await readNewPassword(process.stdin, process.stderr);
    await accounts.setPassword(email, password);
    console.log('The password is another one, and all sessions have ended.');
  });
}

async function setRole({ email, role, network }: RoleOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    await accounts.setRole(email, { role, networkSlug: network ?? null });
    console.log(`The role is ${role}${network === undefined ? '' : ` of ${network}`}.`);
  });
}

async function removeAccount({ email }: AccountOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    await accounts.remove(email);
    console.log('The account is gone.');
  });
}

async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const { databaseUrl, bcryptCost } = loadConfig(readEnvironment());
  const database = await Database.open(databaseUrl, entities);
  try {
    await work(new Accounts(database, new Passwords(bcryptCost)));
  } finally {
    await database.close();
  }
}
