import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { type Config, loadConfig, readEnvironment } from '../../config';
import { readLabels } from '../../core/languages/labels';
import { Database } from '../../database/database';
import { cannotOpen, reasonOf } from '../../database/database-errors';
import type { DatabaseUrl } from '../../database/database-url';
import { checkDatabase, type DatabaseReport } from '../../database/maintenance/database-checks';
import { ReadOperation } from '../../database/operations/read-operation';
import type { ReadDatabase } from '../../database/reading/read-database';
import { sql } from '../../database/sql/sql';
import { StartupError } from '../../errors';
import { readManifest } from '../../graphql/documents/trusted-documents';
import { verifyChain } from '../../modules/documents/access-log/access-chain';
import { entities } from '../../modules/entities';
import { groupings } from '../../modules/figures/activity-money/kept-totals/kept-totals';
import { drawGroupings, findWrongTotals } from '../../modules/figures/activity-money/kept-totals/kept-totals.check';
import { useCodelists } from '../../modules/figures/codelists/codelist';
import { findKeyIds } from '../../modules/files/stored-files';
import { assertMailDirectory } from '../../modules/mail/mail.module';
import { iatiActivitiesFile } from '../../modules/open-data/iati/iati-activities-file';
import { IatiChecker } from '../../modules/open-data/iati/iati-checker';
import { type IatiContents, IatiParts } from '../../modules/open-data/iati/iati-parts';
import { type IatiProblem, isExcludedBy } from '../../modules/open-data/iati/iati-problem';
import { cannotBeReached, openFileStore } from '../../storage/open-storage';
import { findKeyRing, missingKeys } from '../../storage/stored-keys';
import { createFileSource } from '../public-file';
import { assertDatabaseExists } from '../with-database';
import { verifyStorage } from './storage.command';

/** Less free space than this is reported, in bytes. */
const MIN_FREE_BYTES = 2 ** 30;

/** Sessions and links end at a time, so a clock that is wrong by more is reported, in milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 2_000;

/** Comparing the totals of a grouping one by one takes a tenth of a second for 100,000 shares. */
const COMPARED_GROUPINGS = 3;

/** How long the comparison of the totals may take, in milliseconds. */
const MAX_MONEY_MS = 60 * 60_000;

/** `doctor`: examines everything that the server depends on, and changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Examines the configuration, the database, migrations, search, the access log, the kept totals of money, what is ' +
        'published as IATI, the keys, the files, the disk and the clock, and changes nothing. The server may run meanwhile. Exits with 1 if there is a problem.',
    )
    .option('--without-files', 'skip reading every file, which takes long in a large store', false)
    .action(examine);
}

async function examine({ withoutFiles }: { withoutFiles: boolean }): Promise<void> {
  const config = loadConfig(readEnvironment());
  report('configuration', 'valid', await problemsOfFiles(config));
  await examinePart('database', async () => {
    const found = await findDatabase(config.databaseUrl);
    reportDatabase(found);
    // Without the current tables, the rest cannot be read.
    if (found.pendingMigrations.length === 0 && found.unknownMigrations.length === 0) {
      await examineContent(config, withoutFiles);
    }
  });
  await examineDisk(config);
}

/** If something cannot be examined, that is one problem, and the command goes on. */
async function examinePart(subject: string, examineIt: () => Promise<void>): Promise<void> {
  try {
    await examineIt();
  } catch (error) {
    report(subject, '', [reasonOf(error)]);
  }
}

async function findDatabase(url: DatabaseUrl): Promise<DatabaseReport> {
  assertDatabaseExists(url);
  return checkDatabase(url, entities).catch((error: unknown) => {
    throw cannotOpen(url, error);
  });
}

/** What is wrong with the files that the configuration names and the start reads. */
async function problemsOfFiles(config: Config): Promise<string[]> {
  const { labelsDirectory, codelistsDirectory, trustedDocuments, mail } = config;
  const readings: (() => unknown)[] = [
    () => labelsDirectory !== null && readLabels(labelsDirectory),
    () => {
      useCodelists(codelistsDirectory);
    },
    () => trustedDocuments !== null && readManifest(trustedDocuments.file),
    () => assertMailDirectory(mail),
  ];
  const problems: string[] = [];
  for (const read of readings) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      problems.push(error.message.replaceAll(/\n\s*/g, ' '));
    }
  }
  return problems;
}

function reportDatabase({ version, problems, clockAheadMs, ...found }: DatabaseReport): void {
  report('database', version, problems);
  report(
    'migrations',
    found.pendingMigrations.length === 0 ? 'complete' : `${found.pendingMigrations.length} run at the next start`,
    found.unknownMigrations.map((name) => `${name} belongs to a newer release: install that one`),
  );
  report(
    'search',
    'complete',
    found.searchProblems.map((problem) => `${problem}: run search reindex`),
  );
  // On SQLite, the database has no clock of its own.
  if (clockAheadMs === null) return;
  const isClockRight = Math.abs(clockAheadMs) <= MAX_CLOCK_DIFFERENCE_MS;
  report(
    'clock',
    `within ${MAX_CLOCK_DIFFERENCE_MS} ms of the database's`,
    isClockRight ? [] : [`the database's is ${clockAheadMs} ms ahead: synchronise both`],
  );
}

async function examineContent(config: Config, withoutFiles: boolean): Promise<void> {
  const database = await Database.open(config.databaseUrl, entities, { migrates: false });
  const { read } = database;
  try {
    const replicas = database.replicaProblems().map(({ host, problem }) => `${host}: ${problem}`);
    report('replicas', 'those that are configured are in service', replicas);
    await examinePart('clock', async () => {
      report('clock', 'not before what is recorded', await clockProblems(read));
    });
    await examinePart('access log', () => examineAccessLog(read));
    await examinePart('money', () => examineMoney(read));
    await examinePart('iati', () => examineIati(config, database));
    await examinePart('keys', () => examineKeys(config, read));
    await examinePart('files', () => examineFiles(config, read, withoutFiles));
  } finally {
    await database.close();
  }
}

async function examineAccessLog(read: ReadDatabase): Promise<void> {
  const { entries, brokenAt } = await verifyChain(read);
  report('access log', `${entries} entries`, brokenAt === null ? [] : [`entry ${brokenAt} was changed`]);
}

async function examineMoney(read: ReadDatabase): Promise<void> {
  // On PostgreSQL, other statements fail after 60 seconds. These read all shares, and may take longer.
  const operation = new ReadOperation();
  operation.begin(MAX_MONEY_MS);
  const wrong = await findWrongTotals(read.forOperation(operation), drawGroupings(COMPARED_GROUPINGS)).finally(() => {
    operation.end();
  });
  report(
    'money',
    `kept totals add up to the shares, and those by ${COMPARED_GROUPINGS} of ${groupings.length} groupings, drawn by chance, are right one by one`,
    wrong.map((problem) => `${problem}: run money recount`),
  );
}

/** Nothing is recorded of the future, unless a clock was ahead then or is behind now. */
async function clockProblems(read: ReadDatabase): Promise<string[]> {
  const [latest] = await read.query<{ at: string | null }>(sql`
    SELECT max(at) AS at FROM (
      SELECT max(at) AS at FROM revision UNION ALL SELECT max(at) AS at FROM document_access_event) recorded`);
  const at = latest!.at ?? '';
  if (at <= new Date(Date.now() + MAX_CLOCK_DIFFERENCE_MS).toISOString()) return [];
  return [`the latest change is of ${at}, but it is ${new Date().toISOString()}: set the clock`];
}

/** The activities that a warning about many of them names. */
const MAX_EXAMPLES = 3;

/** Names the public activities with an identifier in IATI that are left out of the file, and those that it should not have as they are. */
async function examineIati(config: Config, database: Database): Promise<void> {
  const { iatiPublisher: publisher } = config;
  if (publisher === null) {
    report('iati', 'nothing is published, because IATI_PUBLISHER is not set', []);
    return;
  }
  const checker = new IatiChecker();
  const parts = new IatiParts({ publisher, checker });
  try {
    const source = createFileSource(database, config, iatiActivitiesFile(publisher, checker));
    const { programmes, activities } = await parts.current(source);
    const elements = [...programmes, ...activities];
    const leftOut = elements.filter(({ problems }) => isExcludedBy(problems));
    const valid = elements.length - leftOut.length;
    report('iati', `${valid} of ${elements.length} programmes and activities are valid`, []);
    // Editors decide what is complete. It is nothing that an operator could repair.
    for (const { identifier, problems } of leftOut) {
      const reasons = problems.filter(({ isWarning }) => !isWarning);
      warn('iati', `${identifier} is left out: ${reasons.map(toText).join('; ')}`);
    }
    for (const [warning, identifiers] of warningsOf(elements)) {
      const others = identifiers.length - MAX_EXAMPLES;
      const more = others > 0 ? ` and ${others} more` : '';
      warn('iati', `${warning}: ${identifiers.slice(0, MAX_EXAMPLES).join(', ')}${more}`);
    }
  } finally {
    await checker.close();
  }
}

/** The identifiers of the elements that have a warning, by the warning: it may be about all activities. */
function warningsOf(elements: IatiContents['activities']): Map<string, string[]> {
  const identifiers = new Map<string, string[]>();
  for (const { identifier, problems } of elements) {
    for (const warning of problems.filter(({ isWarning }) => isWarning).map(toText)) {
      const found = identifiers.get(warning);
      if (found === undefined) identifiers.set(warning, [identifier]);
      else found.push(identifier);
    }
  }
  return identifiers;
}

function toText({ message, rule }: IatiProblem): string {
  return rule === null ? message : `${message} (rule ${rule})`;
}

async function examineKeys(config: Config, read: ReadDatabase): Promise<void> {
  const missing = await missingKeys(await findKeyRing(config), await findKeyIds(read));
  report(
    'keys',
    'complete',
    missing.map((id) => `the key of ${id} is missing: add it to DOCUMENT_KEY_FILE or DOCUMENT_KEY`),
  );
}

async function examineFiles(config: Config, read: ReadDatabase, withoutFiles: boolean): Promise<void> {
  const { store, close } = await openFileStore(config.fileStore);
  try {
    const storeProblem = await store.assertAvailable().then(() => null, cannotBeReached);
    if (storeProblem !== null) report('files', '', [`the file store ${storeProblem}`]);
    if (storeProblem !== null || withoutFiles) return;
    const { count, problems } = await verifyStorage(config, read, store);
    report('files', `${count} match their hashes`, problems);
  } finally {
    close();
  }
}

async function examineDisk({ databaseUrl, fileStore, mail }: Config): Promise<void> {
  const directories = new Set([
    ...('file' in databaseUrl ? [path.dirname(path.resolve(databaseUrl.file))] : []),
    ...(fileStore.kind === 'local' ? [path.resolve(fileStore.directory)] : []),
    ...(mail.smtpUrl === null ? [path.resolve(mail.directory)] : []),
  ]);
  for (const directory of directories) {
    const free = await freeBytes(directory);
    if (free === null) continue;
    const text = `${Math.floor(free / 2 ** 20)} MiB free in ${directory}`;
    report('disk', text, free < MIN_FREE_BYTES ? [`${text}: there should be 1 GiB`] : []);
  }
}

/** Null for a directory that does not exist yet. */
async function freeBytes(directory: string): Promise<number | null> {
  const found = await statfs(directory).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}

/** Prints what somebody should know, but what is no problem of the server. */
function warn(subject: string, warning: string): void {
  console.log(`warning  ${subject.padEnd(14)} ${warning}`);
}

/** Prints one line for what was examined, or one for each problem. Problems make the command exit with 1. */
function report(subject: string, good: string, problems: readonly string[]): void {
  const label = subject.padEnd(14);
  if (problems.length === 0) console.log(`ok       ${label} ${good}`);
  for (const problem of problems) console.log(`PROBLEM  ${label} ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
