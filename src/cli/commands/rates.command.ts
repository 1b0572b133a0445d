import { Command } from 'commander';
import { BadUserInputError } from '../../errors';
import { findRateTables, loadRates, rateColumns } from '../../modules/figures/rates/rate-loading';
import { readTable } from '../files/csv-table';
import { readText } from '../files/text-file';
import { withConfiguredDatabase } from '../with-database';

/** Maximum bad rows that are printed. */
const MAX_PRINTED = 100;

/** `rates load FILE` and `rates list`: exchange rates by which sums of money can be converted. */
export function ratesCommand(): Command {
  return new Command('rates')
    .description(
      'Loads and lists tables of exchange rates, by which sums of money can be converted; see docs/figures.md.',
    )
    .addCommand(
      new Command('load')
        .description(
          'Loads a table from a CSV file with the columns date, currency and rate, in place of an earlier one.',
        )
        .argument('<file>', 'the CSV file')
        .requiredOption('--name <name>', 'name of the table; required')
        .requiredOption(
          '--base <currency>',
          'currency of which one unit is worth `rate` units of the row, such as EUR; required',
        )
        .action(load),
    )
    .addCommand(new Command('list').description('Lists the tables that have been loaded.').action(list));
}

function load(file: string, { name, base }: { readonly name: string; readonly base: string }): Promise<void> {
  return withConfiguredDatabase(async (database) => {
    let bad = 0;
    const rows = readTable(readText(file), rateColumns, assertAll);
    const count = await loadRates(database, { name, base, rows }, new Date().toISOString(), (row, problem) => {
      bad += 1;
      if (bad <= MAX_PRINTED) console.log(`row ${row}: ${problem}`);
    });
    if (count === null) {
      console.log(`${bad} bad ${bad === 1 ? 'row' : 'rows'}: nothing was changed`);
      process.exitCode = 1;
    } else console.log(`${name}: ${count} rates`);
  });
}

function list(): Promise<void> {
  return withConfiguredDatabase(async (database) => {
    for (const { name, base, loadedAt } of await findRateTables(database.read)) {
      console.log(`${name}: base ${base}, loaded ${loadedAt}`);
    }
  });
}

/** @throws BadUserInputError when a column is missing */
function assertAll(names: readonly string[]): void {
  const missing = rateColumns.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new BadUserInputError(`The file must have the column "${missing[0]}"`, 'file');
}
