import { Command } from 'commander';
import { reindex } from '../../database/maintenance/reindex';
import { withConfiguredDatabase } from '../with-database';

const TABLE_LABELS = {
  network: 'networks',
  activity: 'activities',
  news_item: 'news',
  organisation: 'organisations',
};

/** `search reindex`: rebuilds the full-text index. */
export function searchCommand(): Command {
  return new Command('search')
    .description('Rebuilds the full-text index.')
    .addCommand(
      new Command('reindex')
        .description('Rebuilds the full-text index. The server may run meanwhile.')
        .action(reindexAll),
    );
}

async function reindexAll(): Promise<void> {
  await withConfiguredDatabase((database) =>
    reindex(database, (table, count) => {
      console.log(`${TABLE_LABELS[table].padEnd(13)} ${count}`);
    }),
  );
}
