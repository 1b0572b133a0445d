import { once } from 'node:events';
import { open, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type Config, loadConfig, readEnvironment } from '../../config';
import { toCell } from '../../core/csv-cells';
import type { ImportedRow, ImportOutcome } from '../../core/mutations/file-import';
import { Database } from '../../database/database';
import { reasonOf, toStartupError } from '../../database/database-errors';
import { type DatabaseUrl, findMissingFile } from '../../database/database-url';
import { BadUserInputError, type InputProblem, StartupError } from '../../errors';
import { entities } from '../../modules/entities';
import { useCodelists } from '../../modules/figures/codelists/codelist';
import { createCsvWriter } from '../files/csv-table';
import { inOneLine } from '../terminal/printable';
import { createTerminalBar } from '../terminal/progress-bar';

export interface ImportOptions {
  readonly dryRun: boolean;
  readonly atomic: boolean;
  readonly report?: string;
}

/** A file that has been read once, to its end. */
export interface SurveyedFile {
  /** The number of its rows. */
  readonly rows: number;
  /** Imports the rows. Returns false if the import was rolled back. */
  run(database: Database, config: Config, onRow: (row: ImportedRow) => Promise<void>): Promise<boolean>;
}

interface ImportedFile {
  readonly path: string;
  /** The plural of what its rows are. */
  readonly subject: string;
  /** The columns of reports with the names of a row. */
  readonly names: readonly string[];
  /** Reads the file to its end, before the database and the report change. */
  survey(): Promise<SurveyedFile>;
}

/** Imports a file, prints the refused rows and the number of rows with each outcome, and writes a report if one is wanted. */
export async function runImport(file: ImportedFile, { dryRun, report: reportFile }: ImportOptions): Promise<void> {
  if (reportFile !== undefined) await assertReportIsAnotherFile(file.path, reportFile);
  const config = loadConfig(readEnvironment());
  useCodelists(config.codelistsDirectory);
  if (dryRun) assertNoneIsCreated(config.databaseUrl);
  const surveyed = await file.survey();
  const database = await Database.open(config.databaseUrl, entities, { migrates: !dryRun });
  const bar = createTerminalBar(file.subject);
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  let report: Report | null = null;
  try {
    // Not before: an earlier report stays when there is nothing to report.
    if (reportFile !== undefined) report = await openReport(reportFile, file.names);
    bar.start(surveyed.rows, 0);
    const isCommitted = await surveyed.run(database, config, async (row) => {
      counts[row.outcome] += 1;
      bar.increment();
      if (row.outcome === 'refused') console.log(inOneLine(refusalOf(row, file.names)));
      await report?.write(row);
    });
    if (!dryRun) await database.prepareStatistics();
    bar.stop();
    console.log(summaryOf(counts, isCommitted));
    if (counts.refused > 0) process.exitCode = 1;
  } catch (error) {
    throw toStartupError('The import stopped and can be run again', error);
  } finally {
    bar.stop();
    await report?.close();
    await database.close();
  }
  report?.assertComplete();
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
function assertNoneIsCreated(url: DatabaseUrl): void {
  const file = findMissingFile(url);
  if (file !== null) {
    throw new BadUserInputError(`The database ${file} does not exist, and a dry run does not create it`, 'dryRun');
  }
}

interface Report {
  /** Does nothing once the file cannot be written: the rows are imported in any case. */
  write(row: ImportedRow): Promise<void>;
  close(): Promise<void>;
  /** @throws StartupError (exit code 69) when the file could not be written, such as on a full disk */
  assertComplete(): void;
}

async function openReport(file: string, names: readonly string[]): Promise<Report> {
  const output = await open(file, 'w').catch((error: unknown) => {
    throw new BadUserInputError(`The report ${file} cannot be written: ${(error as Error).message}`, 'report');
  });
  const csv = createCsvWriter(['row', ...names, 'outcome', 'problems']);
  let failure: StartupError | null = null;
  const ended = finished(csv.pipe(output.createWriteStream())).catch((error: unknown) => {
    failure = new StartupError(
      `The report ${file} is incomplete: ${reasonOf(error)}. The import itself has finished, and its output lists the results`,
      69,
    );
  });
  return {
    write: async (row) => {
      if (failure !== null) return;
      const cells = [row.number, ...row.names.map((name) => name ?? ''), row.outcome, problemsOf(row)];
      // After a failure, nothing drains any more.
      if (!csv.write(cells.map((cell) => toCell(String(cell))))) await Promise.race([once(csv, 'drain'), ended]);
    },
    close: () => {
      csv.end();
      return ended;
    },
    assertComplete: () => {
      if (failure !== null) throw failure;
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

function refusalOf(row: ImportedRow, names: readonly string[]): string {
  const name = row.names.find((one) => one !== null) ?? `without ${names[0]}`;
  return `row ${row.number} (${name}) refused: ${problemsOf(row)}`;
}

function summaryOf(counts: Readonly<Record<ImportOutcome, number>>, isCommitted: boolean): string {
  const summary = Object.entries(counts)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
  return isCommitted ? summary : `${summary}: nothing was saved`;
}
