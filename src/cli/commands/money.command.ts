import { Command } from 'commander';
import { recountMoney } from '../../modules/figures/activity-money/kept-totals.upkeep';
import { withConfiguredDatabase } from '../with-database';
import { runTransfer } from './transfer-command';

/** `money recount`: makes the kept totals of money anew. */
export function moneyCommand(): Command {
  return new Command('money')
    .description('Manages the kept totals of money; see docs/running.md.')
    .addCommand(
      new Command('recount')
        .description('Makes all kept totals anew. The server may run meanwhile, and answers exactly.')
        .action(recount),
    );
}

function recount(): Promise<void> {
  return runTransfer('The money cannot be counted', async () => {
    await withConfiguredDatabase(recountMoney);
    console.log('All money was counted anew');
  });
}
