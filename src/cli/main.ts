import 'reflect-metadata';
import { Command } from 'commander';
import { DomainError, StartupError } from '../errors';
import { accountCommand } from './account.command';
import { auditCommand } from './audit.command';
import { documentsCommand } from './documents.command';
import { exportCommand } from './export.command';
import { importCommand } from './import.command';
import { schemaCommand } from './schema.command';
import { searchCommand } from './search.command';
import { seedCommand } from './seed.command';
import { trashCommand } from './trash.command';

const program = new Command('entente')
  .description('Administers an Entente server. Uses the same environment variables as the server.')
  .addCommand(accountCommand())
  .addCommand(auditCommand())
  .addCommand(documentsCommand())
  .addCommand(exportCommand())
  .addCommand(importCommand())
  .addCommand(schemaCommand())
  .addCommand(searchCommand())
  .addCommand(seedCommand())
  .addCommand(trashCommand());

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof StartupError || error instanceof DomainError ? error.message : error);
  process.exitCode = error instanceof StartupError ? error.exitCode : 1;
});
