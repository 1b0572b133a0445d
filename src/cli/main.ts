import { constants } from 'node:os';
import 'reflect-metadata';
import { Command } from 'commander';
import { DomainError, StartupError } from '../errors';

/** The commands by name. Each is loaded when it is needed: loading all of them takes twice as long. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  account: async () => (await import('./account.command.js')).accountCommand(),
  audit: async () => (await import('./audit.command.js')).auditCommand(),
  backup: async () => (await import('./backup.command.js')).backupCommand(),
  codelists: async () => (await import('./codelists.command.js')).codelistsCommand(),
  doctor: async () => (await import('./doctor.command.js')).doctorCommand(),
  documents: async () => (await import('./documents.command.js')).documentsCommand(),
  export: async () => (await import('./export.command.js')).exportCommand(),
  import: async () => (await import('./import.command.js')).importCommand(),
  money: async () => (await import('./money.command.js')).moneyCommand(),
  rates: async () => (await import('./rates.command.js')).ratesCommand(),
  restore: async () => (await import('./restore.command.js')).restoreCommand(),
  schema: async () => (await import('./schema.command.js')).schemaCommand(),
  search: async () => (await import('./search.command.js')).searchCommand(),
  seed: async () => (await import('./seed.command.js')).seedCommand(),
  storage: async () => (await import('./storage.command.js')).storageCommand(),
  trash: async () => (await import('./trash.command.js')).trashCommand(),
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
  } catch (error) {
    console.error(error instanceof StartupError || error instanceof DomainError ? error.message : error);
    process.exitCode = error instanceof StartupError ? error.exitCode : 1;
  }
}

async function runCommand(args: readonly string[], start: () => Promise<void>): Promise<void> {
  const program = new Command('entente').description(
    'Starts or administers an Entente server. Every command uses the environment variables of the server.',
  );
  program.command('start').description('Starts the server.').action(start);
  const [name = ''] = args;
  if (name !== 'start') endWithReader();
  // Help lists all of them.
  const needed = Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  if (name !== 'start') for (const load of needed) program.addCommand(await load());
  await program.parseAsync(args, { from: 'user' });
}

/**
 * Ends the process quietly when the program that reads its output, such as `head`, has closed it. The exit code is that of a program that
 * SIGPIPE ends.
 */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      throw error;
    });
  }
}
