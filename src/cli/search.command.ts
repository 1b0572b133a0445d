import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { toStartupError } from '../database/database-errors';
import { reindex } from '../database/reindex';
import { entities } from '../modules/entities';

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
  // The index is built below, so opening must not build it as well.
  const database = await Database.openExisting(databaseUrl, entities, { repairs: false });
  try {
    await reindex(database, (table, count) => {
      console.log(`${TABLE_LABELS[table].padEnd(13)} ${count}`);
    });
  } catch (error) {
    throw toStartupError('The index cannot be rebuilt', error);
  } finally {
    await database.close();
  }
}
