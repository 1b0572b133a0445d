import { Command, Option } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { Role } from '../domain/access/role';
import { Accounts } from '../domain/account/account.service';
import { Passwords } from '../domain/account/passwords';
import { entities } from '../domain/entities';
import { readNewPassword } from './password-input';

interface CreateOptions {
  readonly email: string;
  readonly role: Role;
  readonly name?: string;
  readonly network?: string;
}

/** `account create`: makes an account, such as the first administrator's. */
export function accountCommand(): Command {
  return new Command('account').description('Looks after accounts.').addCommand(
    new Command('create')
      .description(
        'Makes an account. Asks for its password twice, without showing it; where there is no terminal, ' +
          'the password is the one line of the standard input. It is never an argument, which other users would see.',
      )
      .requiredOption('--email <address>', 'by which they sign in')
      .addOption(new Option('--role <role>', 'what they may do').choices(Object.values(Role)).makeOptionMandatory(true))
      .option('--name <name>', 'their name; the address when absent')
      .option('--network <slug>', 'the network that the role is bound to; everything when absent')
      .action(createAccount),
  );
}

async function createAccount({ email, role, name = email, network }: CreateOptions): Promise<void> {
  const { databaseUrl, bcryptCost } = loadConfig(readEnvironment());
  const password = await readNewPassword(process.stdin, process.stderr);
  const database = await Database.open(databaseUrl, entities);
  try {
    const accounts = new Accounts(database, new Passwords(bcryptCost));
    const input = { email, name, role, networkSlug: network ?? null, password };
    const account = await accounts.create(input, new Date().toISOString());
    console.log(`${account.email} may sign in.`);
  } finally {
    await database.close();
  }
}
