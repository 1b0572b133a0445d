import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { DomainError, InvalidInputError, problemOf, type InputProblem } from '../../../errors';
import { Role } from '../../../core/access/role';
import type { Clock } from '../../../core/time';
import { anonymous, type Viewer } from '../../../core/access/viewer';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { parseActivity } from './activity-transfer';
import { problemsOf, writeRow, type WrittenOutcome } from './activity-transfer.row';
import { isWithoutReferences, ReferencedKeys } from './activity-transfer.references';

/** A row of a file. */
export interface SourceRow {
  /** The number of the row: in CSV as a spreadsheet counts, where the header is row 1; in JSON from 1. */
  readonly number: number;
  /** The values by the names of `transferredFields`; or a sentence that says why this is not a row. */
  readonly values: Readonly<Record<string, unknown>> | string;
}

export type ImportOutcome = WrittenOutcome | 'refused';

/** The result of importing a row. */
export interface ImportedRow {
  readonly number: number;
  /** The code and slug that the row has, valid or not. */
  readonly code: string | null;
  readonly slug: string | null;
  readonly outcome: ImportOutcome;
  /** The reasons for a refusal, with paths that name fields of the row. */
  readonly problems: readonly InputProblem[];
}

export interface ImportOptions {
  /** Imports all rows in one unit of work, which is rolled back if any row is refused. */
  readonly isAtomic: boolean;
  /** Runs the whole import in one unit of work, then rolls it back. */
  readonly isDryRun: boolean;
  /**
   * Creates the missing networks and reference data that activities refer to. A database without any of them gets them
   * in any case.
   */
  readonly isCreatingMissing: boolean;
  /** The language of new activities and of what they refer to, if their rows do not state one. */
  readonly defaultLocale: string;
}

/** Called while the import runs. With `isAtomic` and `isDryRun`, a rollback may follow. */
export interface ImportListener {
  onReferencesCreated(created: readonly string[]): void;
  onRow(row: ImportedRow): Promise<void>;
}

/** Rows in one unit of work. Each unit waits for the disk once, and while it runs no editor can write to SQLite. */
const BATCH_SIZE = 100;

/** Milliseconds between units of work, in which other processes can take SQLite's lock. */
const PAUSE_MS = 20;

/** The viewer of an import: no account, may edit everything, and has the name `import` in histories. */
const importer: Viewer = { ...anonymous, role: Role.EDITOR, name: 'import' };

/** Thrown to roll back a unit of work. */
class RolledBack extends Error {}

/** The result of a first pass over the file. */
export interface Survey {
  readonly rows: number;
  readonly keys: ReferencedKeys;
}

/** Reads all rows once. Counts them and collects what they refer to, and fails if the file cannot be read to its end. */
export async function surveyActivities(rows: AsyncIterable<SourceRow>): Promise<Survey> {
  const keys = new ReferencedKeys();
  let count = 0;
  for await (const { values } of rows) {
    count += 1;
    if (typeof values !== 'string') keys.add(parseActivity(values).given);
  }
  return { rows: count, keys };
}

/** Imports rows as activities. Each row is validated, recorded in the history and published like a change by an editor. */
export class ActivityImport {
  private readonly firstRows = new Map<string, number>();
  private refused = 0;

  constructor(
    private readonly database: Database,
    private readonly options: ImportOptions,
    private readonly listener: ImportListener,
    private readonly clock: Clock,
  ) {}

  /** Imports all rows. Returns false if the import was rolled back. */
  async run(rows: AsyncIterable<SourceRow>, { keys }: Survey): Promise<boolean> {
    const { isAtomic, isDryRun } = this.options;
    if (!isAtomic && !isDryRun) {
      await this.database.write((manager) => this.createMissing(manager, keys));
      await this.importAll(rows, async (batch) => {
        await delay(PAUSE_MS);
        return this.database.writeWithRetries((manager) => this.importBatch(manager, batch));
      });
      return true;
    }
    try {
      await this.database.write(async (manager) => {
        await this.createMissing(manager, keys);
        await this.importAll(rows, (batch) => this.importBatch(manager, batch));
        if (isDryRun || this.refused > 0) throw new RolledBack();
      });
      return true;
    } catch (error) {
      if (error instanceof RolledBack) return false;
      throw error;
    }
  }

  private async createMissing(manager: EntityManager, keys: ReferencedKeys): Promise<void> {
    if (!this.options.isCreatingMissing && !(await isWithoutReferences(manager))) return;
    this.listener.onReferencesCreated(await keys.createMissing(this.unitIn(manager)));
  }

  private async importAll(
    rows: AsyncIterable<SourceRow>,
    importBatch: (batch: readonly SourceRow[]) => Promise<ImportedRow[]>,
  ): Promise<void> {
    for await (const batch of batchesOf(rows)) {
      for (const imported of await importBatch(batch)) {
        if (imported.outcome === 'refused') this.refused += 1;
        await this.listener.onRow(imported);
      }
    }
  }

  private async importBatch(manager: EntityManager, rows: readonly SourceRow[]): Promise<ImportedRow[]> {
    const unit = this.unitIn(manager);
    const imported: ImportedRow[] = [];
    for (const row of rows) imported.push(await this.importRow(unit, row));
    return imported;
  }

  private unitIn(manager: EntityManager): UnitOfWork {
    const { defaultLocale } = this.options;
    return { manager, viewer: importer, now: this.clock().toISOString(), defaultLocale };
  }

  private async importRow(unit: UnitOfWork, { number, values }: SourceRow): Promise<ImportedRow> {
    const { code = null, slug = null } = typeof values === 'string' ? {} : namesOf(values);
    const result = { number, code, slug };
    try {
      if (typeof values === 'string') throw new InvalidInputError([{ path: '', code: 'INVALID', message: values }]);
      this.assertFirst(number, { code, slug });
      const parsed = parseActivity(values);
      // A savepoint, so that what a refused row has already written is rolled back.
      const outcome = await unit.manager.transaction((manager) => writeRow({ ...unit, manager }, parsed));
      return { ...result, outcome, problems: [] };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ...result, outcome: 'refused', problems: problemsOf(error) };
    }
  }

  private assertFirst(number: number, names: Readonly<Record<'code' | 'slug', string | null>>): void {
    const problems: InputProblem[] = [];
    for (const name of ['code', 'slug'] as const) {
      if (names[name] === null) continue;
      const key = `${name} ${names[name]}`;
      const first = this.firstRows.get(key);
      // The same row comes again if the batch is retried after a conflict.
      if (first === undefined || first === number) this.firstRows.set(key, number);
      else problems.push(problemOf(name, 'TAKEN', `must be unique, but row ${first} of the file has it`));
    }
    if (problems.length > 0) throw new InvalidInputError(problems);
  }
}

/** The code and slug of a row whose other values may be invalid. */
function namesOf({ code, slug }: Readonly<Record<string, unknown>>): { code?: string; slug?: string } {
  return {
    ...(typeof code === 'string' && { code: code.trim() }),
    ...(typeof slug === 'string' && { slug: slug.trim() }),
  };
}

async function* batchesOf(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let batch: SourceRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
