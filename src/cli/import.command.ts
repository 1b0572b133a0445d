import { once } from 'node:events';
import { open, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database } from '../database/database';
import { missingFile, type DatabaseUrl } from '../database/database-url';
import {
  ActivityImport,
  surveyActivities,
  type ImportedRow,
  type ImportOutcome,
  type SourceRow,
} from '../modules/catalogue/activity-transfer/activity-transfer.import';
import { entities } from '../modules/entities';
import { BadUserInputError, type InputProblem } from '../errors';
import { toCell } from '../core/csv-cells';
import { readCsv } from './activity-csv';
import { readJson } from './activity-json';
import { createCsvWriter } from './csv-table';
import { readText } from './text-file';
import { activitiesBar, runTransfer, transferCommand } from './transfer-command';

interface ImportOptions {
  readonly dryRun: boolean;
  readonly atomic: boolean;
  readonly createMissing: boolean;
  readonly report?: string;
}

/** `import activities FILE`: creates and updates activities from the rows of a file. */
export function importCommand(): Command {
  return transferCommand('import')
    .description('Imports content from a file.')
    .addCommand(
      transferCommand('activities')
        .description('Creates the activities of a CSV or JSON file, and updates existing ones; see docs/import.md.')
        .argument('<file>', 'file in the format of `export activities`: .csv, .json or .jsonl')
        .option('--dry-run', 'change nothing, and report the outcome of each row', false)
        .option('--atomic', 'import all rows, or none if one of them is refused', false)
        .option('--create-missing', 'create missing programmes, components, regions and networks', false)
        .option('--report <file>', 'write the outcome of each row to this file as CSV')
        .action(runImport),
    );
}

function runImport(file: string, { dryRun, atomic, createMissing, report: reportFile }: ImportOptions): Promise<void> {
  return runTransfer('The import stopped and can be run again', async () => {
    const read = readerOf(file);
    if (reportFile !== undefined) await assertReportIsAnotherFile(file, reportFile);
    const { databaseUrl, defaultLocale } = loadConfig(readEnvironment());
    if (dryRun) assertDatabaseExists(databaseUrl);
    const survey = await surveyActivities(read());
    // An earlier report stays when there is nothing to report.
    const report = reportFile === undefined ? null : await openReport(reportFile);
    const database = await Database.open(databaseUrl, entities);
    const bar = activitiesBar();
    const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    try {
      bar.start(survey.rows, 0);
      const listener = {
        onReferencesCreated: (created: readonly string[]) => {
          for (const entry of created) console.log(`created ${entry}`);
        },
        onRow: async (row: ImportedRow) => {
          counts[row.outcome] += 1;
          bar.increment();
          if (row.outcome === 'refused') console.log(refusalOf(row));
          await report?.write(row);
        },
      };
      const options = { isAtomic: atomic, isDryRun: dryRun, isCreatingMissing: createMissing, defaultLocale };
      const isCommitted = await new ActivityImport(database, options, listener, () => new Date()).run(read(), survey);
      if (!dryRun) await database.prepareStatistics();
      bar.stop();
      console.log(summaryOf(counts, isCommitted));
      if (counts.refused > 0) process.exitCode = 1;
    } finally {
      bar.stop();
      await report?.close();
      await database.close();
    }
  });
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

/** @throws BadUserInputError when the report would overwrite the imported file, even through a link */
async function assertReportIsAnotherFile(file: string, report: string): Promise<void> {
  const [read, written] = await Promise.all(
    [file, report].map((name) => stat(name, { bigint: true }).catch(() => null)),
  );
  if (read != null && read.dev === written?.dev && read.ino === written.ino) {
    throw new BadUserInputError(`The report ${report} must not be the imported file: give it another name`, 'report');
  }
}

/** @throws BadUserInputError when opening the database would create it */
function assertDatabaseExists(url: DatabaseUrl): void {
  const file = missingFile(url);
  if (file !== null) {
    throw new BadUserInputError(`The database ${file} does not exist, and a dry run does not create it`, 'dryRun');
  }
}

interface Report {
  write(row: ImportedRow): Promise<void>;
  close(): Promise<void>;
}

async function openReport(file: string): Promise<Report> {
  const output = await open(file, 'w').catch((error: unknown) => {
    throw new BadUserInputError(`The report ${file} cannot be written: ${(error as Error).message}`, 'report');
  });
  const csv = createCsvWriter(['row', 'code', 'slug', 'outcome', 'problems']);
  const written = finished(csv.pipe(output.createWriteStream()));
  return {
    write: async (row) => {
      const cells = [row.number, row.code ?? '', row.slug ?? '', row.outcome, problemsOf(row)];
      if (!csv.write(cells.map((cell) => toCell(String(cell))))) await once(csv, 'drain');
    },
    close: () => {
      csv.end();
      return written;
    },
  };
}

function problemsOf({ problems }: ImportedRow): string {
  return problems.map(textOf).join('; ');
}

/** `title: must not be empty` for the message `title must not be empty`. */
function textOf({ path: field, message }: InputProblem): string {
  if (field === '') return message;
  const predicate = message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
  return `${field}: ${predicate}`;
}

function refusalOf(row: ImportedRow): string {
  return `row ${row.number} (${row.code ?? row.slug ?? 'without a code'}) refused: ${problemsOf(row)}`;
}

function summaryOf(counts: Readonly<Record<ImportOutcome, number>>, isCommitted: boolean): string {
  const summary = Object.entries(counts)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
  return isCommitted ? summary : `${summary}: nothing was saved`;
}
