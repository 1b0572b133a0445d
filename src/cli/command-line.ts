import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { Command, Help, type Option } from 'commander';
import { toStartupError, unavailable } from '../database/database-errors';
import { DomainError, StartupError, StorageUnavailableError } from '../errors';
import { inLines } from './terminal/printable';

/** The exit code for invalid arguments, and for input that cannot be used: nothing was changed. */
const USAGE_EXIT_CODE = 2;

/** The commands by name. Each is loaded when it is needed: loading all of them takes twice as long. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  account: async () => (await import('./commands/account.command.js')).accountCommand(),
  audit: async () => (await import('./commands/audit.command.js')).auditCommand(),
  backup: async () => (await import('./commands/backup.command.js')).backupCommand(),
  codelists: async () => (await import('./commands/codelists.command.js')).codelistsCommand(),
  doctor: async () => (await import('./commands/doctor.command.js')).doctorCommand(),
  documents: async () => (await import('./commands/documents.command.js')).documentsCommand(),
  export: async () => (await import('./commands/export.command.js')).exportCommand(),
  import: async () => (await import('./commands/import.command.js')).importCommand(),
  migrate: async () => (await import('./commands/migrate.command.js')).migrateCommand(),
  money: async () => (await import('./commands/money.command.js')).moneyCommand(),
  rates: async () => (await import('./commands/rates.command.js')).ratesCommand(),
  restore: async () => (await import('./commands/restore.command.js')).restoreCommand(),
  schema: async () => (await import('./commands/schema.command.js')).schemaCommand(),
  search: async () => (await import('./commands/search.command.js')).searchCommand(),
  seed: async () => (await import('./commands/seed.command.js')).seedCommand(),
  storage: async () => (await import('./commands/storage.command.js')).storageCommand(),
  trash: async () => (await import('./commands/trash.command.js')).trashCommand(),
};

/**
 * Runs one command, and sets the exit code of the process.
 *
 * @param args the name of the command, and its arguments
 * @param start starts the server, and returns while it runs
 */
export async function runCommandLine(args: readonly string[], start: () => Promise<void>): Promise<void> {
  try {
    await runCommand(args, start);
  } catch (failure) {
    const error =
      failure instanceof StorageUnavailableError
        ? unavailable('The file store has failed', failure)
        : toStartupError('The database has failed', failure);
    console.error(error instanceof StartupError || error instanceof DomainError ? inLines(error.message) : error);
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof StartupError) return error.exitCode;
  return error instanceof DomainError && error.code === 'BAD_USER_INPUT' ? USAGE_EXIT_CODE : 1;
}

async function runCommand(args: readonly string[], start: () => Promise<void>): Promise<void> {
  const program = new Command('entente')
    .description('Starts or administers an Entente server. Every command uses the environment variables of the server.')
    .version(packageVersion(), '--version', 'print the version');
  program.command('start').description('Starts the server.').action(start);
  const [name = ''] = args;
  if (name !== 'start') endWithOutput();
  // Help lists all of them.
  const needed = Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  if (name !== 'start') for (const load of needed) program.addCommand(await load());
  configure(program);
  await program.parseAsync(args, { from: 'user' });
}

function configure(command: Command): void {
  // Commander would exit with 1, by which commands report what they have found.
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_EXIT_CODE));
  command.configureHelp({ optionDescription: describeOption });
  command.commands.forEach(configure);
}

/** The description of an option in the help. A default that leaves the option out is not shown. */
function describeOption(option: Option): string {
  const value: unknown = option.defaultValue;
  const isAbsent = value === false || (Array.isArray(value) && value.length === 0);
  return isAbsent ? option.description : new Help().optionDescription(option);
}

function packageVersion(): string {
  // The second path is that from the compiled program.
  const file = ['../../package.json', '../../../package.json']
    .map((name) => path.join(__dirname, name))
    .find(existsSync)!;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/**
 * Ends the process when its output cannot be written, for example on a full disk, and quietly when the program that reads it, such as
 * `head`, has closed it. The exit code is then that of a program that SIGPIPE ends.
 */
function endWithOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      console.error(`Standard output cannot be written: ${error.message}`);
      process.exit(69);
    });
  }
}
