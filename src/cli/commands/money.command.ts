import { Command } from 'commander';
import { recountMoney } from '../../modules/figures/activity-money/kept-totals/kept-totals.upkeep';
import { withConfiguredDatabase } from '../with-database';

/** `money recount`: makes the kept totals of money anew. */
export function moneyCommand(): Command {
  return new Command('money')
    .description('Recounts the kept totals of money; see docs/running.md.')
    .addCommand(
      new Command('recount')
        .description('Makes all kept totals anew. The server may run meanwhile, and answers exactly.')
        .action(recount),
    );
}

async function recount(): Promise<void> {
  await withConfiguredDatabase(recountMoney);
  console.log('All money was counted anew');
}
