import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import type { Database } from '../../database/database';
import { toStartupError } from '../../database/database-errors';
import { reindex } from '../../database/maintenance/reindex';
import { withDatabase } from '../with-database';

const TABLE_LABELS = {
  network: 'networks',
  activity: 'activities',
  news_item: 'news',
  organisation: 'organisations',
};

/** `search reindex`: rebuilds the full-text index. */
export function searchCommand(): Command {
  return new Command('search')
    .description('Manages full-text search.')
    .addCommand(
      new Command('reindex')
        .description('Rebuilds the full-text index. The server may run meanwhile.')
        .action(reindexAll),
    );
}

async function reindexAll(): Promise<void> {
  const { databaseUrl } = loadConfig(readEnvironment());
  const rebuild = async (database: Database): Promise<void> => {
    try {
      await reindex(database, (table, count) => {
        console.log(`${TABLE_LABELS[table].padEnd(13)} ${count}`);
      });
    } catch (error) {
      throw toStartupError('The index cannot be rebuilt', error);
    }
  };
  await withDatabase(databaseUrl, rebuild);
}
