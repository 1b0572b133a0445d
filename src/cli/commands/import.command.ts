import path from 'node:path';
import { Command } from 'commander';
import type { SourceRow } from '../../core/mutations/file-import';
import { BadUserInputError } from '../../errors';
import { ActivityImport, surveyActivities } from '../../modules/catalogue/activity-transfer/activity-transfer.import';
import { SurveyedTransactions } from '../../modules/figures/transaction-transfer/transaction-rows';
import { TransactionImport } from '../../modules/figures/transaction-transfer/transaction-transfer.import';
import { readCsv } from '../files/activity-csv';
import { readJson } from '../files/activity-json';
import { parseOutputName } from '../files/output-file';
import { readText } from '../files/text-file';
import { readTransactions } from '../files/transaction-csv';
import { type ImportOptions, runImport, type SurveyedFile } from './run-import';

interface ActivityOptions extends ImportOptions {
  readonly createMissing: boolean;
}

/** `import activities FILE` and `import transactions FILE`: create and update content from the rows of a file. */
export function importCommand(): Command {
  return new Command('import')
    .description('Imports activities or transactions from a file.')
    .addCommand(
      importOf('activities')
        .description('Creates the activities of a CSV or JSON file, and updates existing ones; see docs/import.md.')
        .argument('<file>', 'file in the format of `export activities`: .csv, .json or .jsonl')
        .option('--create-missing', 'create missing programmes, components, regions, networks and organisations', false)
        .action(importActivities),
    )
    .addCommand(
      importOf('transactions')
        .description('Creates the transactions of a CSV file, and updates existing ones; see docs/import.md.')
        .argument('<file>', 'CSV file in the format of `export transactions`')
        .action(importTransactions),
    );
}

function importOf(subject: string): Command {
  return new Command(subject)
    .option('--dry-run', 'change nothing, and report the outcome of each row', false)
    .option('--atomic', 'import all rows, or none if one of them is refused', false)
    .option('--report <file>', 'write the outcome of each row to this file as CSV', parseOutputName);
}

async function importActivities(file: string, { createMissing, ...options }: ActivityOptions): Promise<void> {
  const survey = async () => {
    const read = readerOf(file);
    const found = await surveyActivities(read());
    return {
      rows: found.rows,
      run: (database, { defaultLocale }, onRow) => {
        const scope = { isAtomic: options.atomic, isDryRun: options.dryRun };
        const listener = { onReferencesCreated: printCreated, onRow };
        const activities = { ...scope, isCreatingMissing: createMissing, defaultLocale };
        return new ActivityImport(database, activities, listener, () => new Date()).run(read(), found);
      },
    } satisfies SurveyedFile;
  };
  await runImport({ path: file, subject: 'Activities', names: ['code', 'slug'], survey }, options);
}

async function importTransactions(file: string, options: ImportOptions): Promise<void> {
  const survey = async () => {
    const read = () => readTransactions(readText(file));
    const surveyed = await SurveyedTransactions.of(read);
    return {
      rows: surveyed.rows,
      run: (database, { defaultLocale }, onRow) => {
        const scope = { isAtomic: options.atomic, isDryRun: options.dryRun, defaultLocale };
        return new TransactionImport(database, scope, onRow, () => new Date()).run(read(), surveyed);
      },
    } satisfies SurveyedFile;
  };
  await runImport({ path: file, subject: 'Transactions', names: ['activity', 'kind', 'reference'], survey }, options);
}

function printCreated(created: readonly string[]): void {
  for (const entry of created) console.log(`created ${entry}`);
}

/** @throws BadUserInputError when the file's extension does not state its format */
function readerOf(file: string): () => AsyncGenerator<SourceRow> {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
      return () => readCsv(readText(file));
    case '.json':
    case '.jsonl':
      return () => readJson(readText(file));
    default:
      throw new BadUserInputError(`The file name ${file} must end with .csv, .json or .jsonl`, 'file');
  }
}
