import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import type { ReadDatabase } from '../../database/reading/read-database';
import { BadUserInputError } from '../../errors';
import {
  type TransferredActivity,
  transferredFields,
} from '../../modules/catalogue/activity-transfer/activity-transfer';
import { countExported, exportActivities } from '../../modules/catalogue/activity-transfer/activity-transfer.export';
import { useCodelists } from '../../modules/figures/codelists/codelist';
import { transactionColumns } from '../../modules/figures/transaction-transfer/transaction-transfer';
import {
  countTransactions,
  exportTransactions,
} from '../../modules/figures/transaction-transfer/transaction-transfer.export';
import { type CompressedText, decompressText } from '../../modules/open-data/compressed-text';
import { IatiChecker } from '../../modules/open-data/iati/iati-checker';
import { iatiFiles } from '../../modules/open-data/iati/iati-files';
import { toCsvRow } from '../files/activity-csv';
import { toJson } from '../files/activity-json';
import { createCsvWriter } from '../files/csv-table';
import { parseOutputName, writeOutputFile } from '../files/output-file';
import { toTransactionRow } from '../files/transaction-csv';
import { createFileSource } from '../public-file';
import { createTerminalBar } from '../terminal/progress-bar';
import { withConfiguredDatabase, withDatabase } from '../with-database';

interface ExportOptions {
  readonly format?: 'csv' | 'json';
  readonly output?: string;
}

/** `export activities`, `export transactions` and `export iati`: write content to a file. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Exports activities, transactions, or what the public sees as IATI, to a file.')
    .addCommand(
      new Command('activities')
        .description(
          'Exports all activities, including drafts but not the trash, in the format of `import activities`.',
        )
        .addOption(
          new Option('--format <format>', 'format (default: by the extension of the output, otherwise csv)').choices([
            'csv',
            'json',
          ]),
        )
        .addOption(outputOption())
        .action(runExport),
    )
    .addCommand(
      new Command('transactions')
        .description(
          'Exports the transactions of all activities, including drafts but not the trash, in the format of `import transactions`.',
        )
        .addOption(outputOption())
        .action(runTransactionExport),
    )
    .addCommand(
      new Command('iati')
        .description('Exports what the public sees as a file of IATI 2.03, as the server publishes it.')
        .addOption(
          new Option('--standard <standard>', 'kind of file')
            .choices(['activities', 'organisations'])
            .default('activities'),
        )
        .addOption(outputOption())
        .action(runIatiExport),
    );
}

function outputOption(): Option {
  return new Option('--output <file>', 'output file (default: standard output)').argParser(parseOutputName);
}

interface IatiExportOptions {
  readonly standard: 'activities' | 'organisations';
  readonly output?: string;
}

async function runIatiExport({ standard, output }: IatiExportOptions): Promise<void> {
  const config = loadConfig(readEnvironment());
  if (config.iatiPublisher === null) {
    throw new BadUserInputError('IATI_PUBLISHER must be set: it names who reports', 'IATI_PUBLISHER');
  }
  useCodelists(config.codelistsDirectory);
  const checker = new IatiChecker();
  const file = iatiFiles(config.iatiPublisher, checker).find(({ path }) => path === `/iati/${standard}.xml`)!;
  await withDatabase(config.databaseUrl, async (database) => {
    try {
      const texts = await file.write(createFileSource(database, config, file));
      await writeOutput(output, (to) => pipeline(decompressed(texts), to));
    } finally {
      await checker.close();
    }
  });
}

async function* decompressed(texts: readonly CompressedText[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield await decompressText(text);
}

function runExport({ output, format = output?.endsWith('.json') ? 'json' : 'csv' }: ExportOptions): Promise<void> {
  return exportAll(
    { subject: 'Activities', count: countExported, read: exportActivities },
    (activities, to) => write(activities, format, to),
    output,
  );
}

function runTransactionExport({ output }: Pick<ExportOptions, 'output'>): Promise<void> {
  return exportAll(
    { subject: 'Transactions', count: countTransactions, read: exportTransactions },
    (transactions, to) => pipeline(rowsOf(transactions, toTransactionRow), createCsvWriter(transactionColumns), to),
    output,
  );
}

interface Exported<T> {
  readonly subject: string;
  count(read: ReadDatabase): Promise<number>;
  read(read: ReadDatabase): AsyncGenerator<T>;
}

async function exportAll<T>(
  exported: Exported<T>,
  writeTo: (items: AsyncIterable<T>, output: Writable) => Promise<void>,
  output: string | undefined,
): Promise<void> {
  await withConfiguredDatabase(async (database) => {
    const bar = createTerminalBar(exported.subject);
    // The bar must not mix with the export on a terminal.
    if (output !== undefined || !process.stdout.isTTY) bar.start(await exported.count(database.read), 0);
    try {
      const items = counted(exported.read(database.read), () => {
        bar.increment();
      });
      await writeOutput(output, (to) => writeTo(items, to));
    } finally {
      bar.stop();
    }
  });
}

function write(
  activities: AsyncIterable<TransferredActivity>,
  format: 'csv' | 'json',
  output: Writable,
): Promise<void> {
  if (format === 'json') return pipeline(Readable.from(toJson(activities)), output);
  return pipeline(rowsOf(activities, toCsvRow), createCsvWriter(transferredFields), output);
}

async function* rowsOf<T>(items: AsyncIterable<T>, toRow: (item: T) => string[]): AsyncGenerator<string[]> {
  for await (const item of items) yield toRow(item);
}

async function* counted<T>(items: AsyncIterable<T>, onItem: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    onItem();
  }
}

/** @throws BadUserInputError when the output cannot be written */
async function writeOutput(output: string | undefined, write: (to: Writable) => Promise<void>): Promise<void> {
  try {
    await (output === undefined ? write(process.stdout) : writeOutputFile(output, write));
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    // The rest of the message names the temporary file.
    const [reason] = message.split(`, ${syscall}`);
    throw new BadUserInputError(`${output ?? 'Standard output'} cannot be written: ${reason}`, 'output');
  }
}
