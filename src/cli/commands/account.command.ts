import { Command, Option } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import { Role } from '../../core/access/role';
import type { Database } from '../../database/database';
import { Accounts } from '../../modules/identity/account/accounts';
import { Passwords } from '../../modules/identity/password/passwords';
import { findPublicNames } from '../../modules/identity/password/public-names';
import { readNewPassword } from '../terminal/password-input';
import { type CommandOptions, withDatabase } from '../with-database';

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
  'Prompts twice for the password without showing it. Without a terminal, reads the password as the only line of ' +
  'standard input. The password is never an argument, since other users could see it.';

/** `account create`, `list`, `password`, `role`, `remove`: manages accounts, including the first administrator. */
export function accountCommand(): Command {
  return new Command('account')
    .description('Creates, lists, changes and removes accounts.')
    .addCommand(
      withRole(accountSubcommand('create', `Creates an account. ${PASSWORD_NOTE}`))
        .option('--name <name>', 'name of the person (default: the address)')
        .action(createAccount),
    )
    .addCommand(
      new Command('list')
        .description('Lists the accounts as tab-separated values: address, role, network of the role or -, name.')
        .action(listAccounts),
    )
    .addCommand(
      accountSubcommand(
        'password',
        `Changes the password of an account and ends all its sessions. ${PASSWORD_NOTE}`,
      ).action(setPassword),
    )
    .addCommand(
      withRole(
        accountSubcommand(
          'role',
          'Changes the role of an account, effective immediately. A lower role ends its sessions.',
        ),
      ).action(setRole),
    )
    .addCommand(
      accountSubcommand(
        'remove',
        'Removes an account and its sessions, effective immediately. Its content and API keys stay.',
      ).action(removeAccount),
    );
}

function accountSubcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--email <address>', 'email address of the account; required');
}

function withRole(command: Command): Command {
  return command
    .addOption(
      new Option('--role <role>', 'role of the account; required')
        .choices(Object.values(Role))
        .makeOptionMandatory(true),
    )
    .option('--network <slug>', 'network that the role is limited to (default: all networks)');
}

async function createAccount({ email, role, name = email, network }: CreateOptions): Promise<void> {
  const create = async (accounts: Accounts): Promise<void> => {
    const password = await readNewPassword(process.stdin, process.stderr);
    const input = { email, name, role, networkSlug: network ?? null, password };
    const account = await accounts.create(input, new Date().toISOString());
    console.log(`Created the account ${account.email}`);
  };
  await withAccounts(create, { creates: true });
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
    console.log('Changed the password and ended all sessions');
  });
}

async function setRole({ email, role, network }: RoleOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    await accounts.setRole(email, { role, networkSlug: network ?? null });
    console.log(`Changed the role to ${role}${network === undefined ? '' : ` of ${network}`}`);
  });
}

async function removeAccount({ email }: AccountOptions): Promise<void> {
  await withAccounts(async (accounts) => {
    await accounts.remove(email);
    console.log('Removed the account');
  });
}

async function withAccounts(work: (accounts: Accounts) => Promise<void>, options?: CommandOptions): Promise<void> {
  const { databaseUrl, bcryptCost, publicUrl } = loadConfig(readEnvironment());
  const workOn = async (database: Database): Promise<void> => {
    const passwords = new Passwords(bcryptCost, () => findPublicNames(database.read, publicUrl));
    await work(new Accounts(database, passwords));
  };
  await withDatabase(databaseUrl, workOn, options);
}
