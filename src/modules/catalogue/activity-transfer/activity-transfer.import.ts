import type { EntityManager } from 'typeorm';
import { normalizeText } from '../../../core/fields/field-kinds';
import {
  type ImportedRow,
  importer,
  importRows,
  type ImportScope,
  rowProblemsOf,
  type SourceRow,
} from '../../../core/mutations/file-import';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { DomainError, type InputProblem, InvalidInputError, problemOf } from '../../../errors';
import { parseActivity } from './activity-transfer';
import { isWithoutReferences, ReferencedKeys } from './activity-transfer.references';
import { writeRow, type WrittenRow } from './activity-transfer.row';

export interface ImportOptions extends ImportScope {
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
  /** The first row with each code and slug. */
  private readonly firstRows = new Map<string, number>();
  /** The row that each activity belongs to, by the id of the activity. */
  private readonly rowsById = new Map<number, number>();

  constructor(
    private readonly database: Database,
    private readonly options: ImportOptions,
    private readonly listener: ImportListener,
    private readonly clock: Clock,
  ) {}

  /** Imports all rows. Returns false if the import was rolled back. */
  run(rows: AsyncIterable<SourceRow>, { keys }: Survey): Promise<boolean> {
    return importRows(this.database, rows, this.options, {
      prepare: (manager) => this.createMissing(manager, keys),
      importBatch: (manager, batch) => this.importBatch(manager, batch),
      onRow: (row) => this.listener.onRow(row),
    });
  }

  private async createMissing(manager: EntityManager, keys: ReferencedKeys): Promise<void> {
    if (!this.options.isCreatingMissing && !(await isWithoutReferences(manager))) return;
    this.listener.onReferencesCreated(await keys.createMissing(this.unitIn(manager)));
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
    const result = { number, names: [code, slug] };
    try {
      if (typeof values === 'string') throw new InvalidInputError([{ path: '', code: 'INVALID', message: values }]);
      this.assertFirst(number, { code, slug });
      const parsed = parseActivity(values);
      // A savepoint, so that what a refused row has already written is rolled back.
      const { id, outcome } = await unit.manager.transaction(async (manager) => {
        const written = await writeRow({ ...unit, manager }, parsed);
        this.assertIsOfOneRow(number, code === null ? 'slug' : 'code', written);
        return written;
      });
      this.rowsById.set(id, number);
      return { ...result, outcome, problems: [] };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { ...result, outcome: 'refused', problems: rowProblemsOf(error) };
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

  /**
   * Refuses a row whose activity an earlier row has written under another name, such as a slug that the server derived.
   * Otherwise each import of the file would change the activity twice.
   */
  private assertIsOfOneRow(number: number, name: 'code' | 'slug', { id, outcome }: WrittenRow): void {
    const earlier = this.rowsById.get(id);
    // Rows come again if the batch is retried after a conflict. After its rollback, SQLite may give an id to another activity.
    if (outcome === 'created' || earlier === undefined || earlier >= number) return;
    throw InvalidInputError.of(name, 'TAKEN', `must not name the activity of row ${earlier} of the file`);
  }
}

/** The code and slug of a row whose other values may be invalid. */
function namesOf({ code, slug }: Readonly<Record<string, unknown>>): { code?: string; slug?: string } {
  const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  return {
    ...(isName(code) && { code: normalizeText(code) }),
    ...(isName(slug) && { slug: normalizeText(slug) }),
  };
}
