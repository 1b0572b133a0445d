import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database, toStartupError } from '../database/database';
import { reindex } from '../database/reindex';
import { entities } from '../modules/entities';

const TABLE_LABELS = { network: 'networks', activity: 'activities', news_item: 'news' };

/** `search reindex`: writes the index of full-text search anew. */
export function searchCommand(): Command {
  return new Command('search')
    .description('Looks after full-text search.')
    .addCommand(
      new Command('reindex')
        .description('Writes the index anew from what is stored, while the server runs if it does.')
        .action(reindexAll),
    );
}

async function reindexAll(): Promise<void> {
  const database = await Database.open(loadConfig(readEnvironment()).databaseUrl, entities);
  try {
    await reindex(database, (table, count) => {
      console.log(`${TABLE_LABELS[table].padEnd(10)} ${count}`);
    });
  } catch (error) {
    throw toStartupError('The index could not be written anew', error);
  } finally {
    await database.close();
  }
}
