import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import { withDatabase } from '../with-database';

/** `migrate`: creates the tables, or runs the migrations that they lack. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Creates the tables of an empty database, or runs the migrations that it lacks. The server also does so when it starts. Run the ' +
        'command as the owner of the tables if the user of the server may not change them.',
    )
    .action(migrateConfigured);
}

async function migrateConfigured(): Promise<void> {
  const { databaseUrl } = loadConfig(readEnvironment());
  await withDatabase(databaseUrl, (database) => database.prepareStatistics(), { creates: true });
  console.log('The database has the tables of this release');
}
