import type { Command } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { entities } from '../modules/entities';
import { recountMoney } from '../modules/figures/activity-money/kept-totals.upkeep';
import { runTransfer, transferCommand } from './transfer-command';

/** `money recount`: makes the kept totals of money anew. */
export function moneyCommand(): Command {
  return transferCommand('money')
    .description('Manages the kept totals of money; see docs/running.md.')
    .addCommand(
      transferCommand('recount')
        .description('Makes all kept totals anew. The server may run meanwhile, and answers exactly.')
        .action(recount),
    );
}

function recount(): Promise<void> {
  return runTransfer('The money cannot be counted', async () => {
    const database = await Database.openExisting(loadConfig(readEnvironment()).databaseUrl, entities);
    try {
      await recountMoney(database);
    } finally {
      await database.close();
    }
    console.log('All money was counted anew');
  });
}
