import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { type DomainError, fieldName, type InputProblem, InvalidInputError } from '../../errors';
import { Role } from '../access/role';
import { anonymous, type Viewer } from '../access/viewer';
import { inBatches } from '../in-batches';

/** A row of a file. */
export interface SourceRow {
  /** The number of the row: in CSV as a spreadsheet counts, where the header is row 1; in JSON from 1. */
  readonly number: number;
  /** The values by the names of the file's fields; or a sentence that says why this is not a row. */
  readonly values: Readonly<Record<string, unknown>> | string;
}

/** The effect of a row on what it is about. */
export type WrittenOutcome = 'created' | 'updated' | 'unchanged';

export type ImportOutcome = WrittenOutcome | 'refused';

/** The result of importing a row. */
export interface ImportedRow {
  readonly number: number;
  /** The values by which the row says what it is about, valid or not. */
  readonly names: readonly (string | null)[];
  readonly outcome: ImportOutcome;
  /** The reasons for a refusal, with paths that name fields of the row. */
  readonly problems: readonly InputProblem[];
}

export interface ImportScope {
  /** Imports all rows in one unit of work, which is rolled back if any row is refused. */
  readonly isAtomic: boolean;
  /** Runs the whole import in one unit of work, then rolls it back. */
  readonly isDryRun: boolean;
}

/** What an import does in its transactions. A transaction may run again after a conflict with a concurrent one. */
export interface ImportSteps {
  /** Runs before the first row. */
  prepare?(manager: EntityManager): Promise<void>;
  /** Imports some rows. Returns the result of each, in their order. */
  importBatch(manager: EntityManager, rows: readonly SourceRow[]): Promise<readonly ImportedRow[]>;
  /** Called after each row. With `isAtomic` and `isDryRun`, a rollback may follow. */
  onRow(row: ImportedRow): Promise<void>;
}

/** Rows in one unit of work. Each unit waits for the disk once, and while it runs no editor can write to SQLite. */
const BATCH_SIZE = 100;

/** Milliseconds between units of work, in which other processes can take SQLite's lock. */
const PAUSE_MS = 20;

/** The viewer of an import: no account, may edit everything, and has the name `import` in histories. */
export const importer: Viewer = { ...anonymous, role: Role.EDITOR, name: 'import' };

/** Thrown to roll back a unit of work. */
class RolledBack extends Error {}

/** Imports the rows of a file in batches. Returns false if the import was rolled back. */
export async function importRows(
  database: Database,
  rows: AsyncIterable<SourceRow>,
  { isAtomic, isDryRun }: ImportScope,
  steps: ImportSteps,
): Promise<boolean> {
  let refused = 0;
  const importAll = async (write: (batch: readonly SourceRow[]) => Promise<readonly ImportedRow[]>) => {
    for await (const batch of inBatches(rows, BATCH_SIZE)) {
      for (const imported of await write(batch)) {
        if (imported.outcome === 'refused') refused += 1;
        await steps.onRow(imported);
      }
    }
  };
  if (!isAtomic && !isDryRun) {
    await database.write(async (manager) => steps.prepare?.(manager));
    await importAll(async (batch) => {
      await delay(PAUSE_MS);
      return database.writeWithRetries((manager) => steps.importBatch(manager, batch));
    });
    return true;
  }
  try {
    await database.write(async (manager) => {
      await steps.prepare?.(manager);
      await importAll((batch) => steps.importBatch(manager, batch));
      if (isDryRun || refused > 0) throw new RolledBack();
    });
    return true;
  } catch (error) {
    if (error instanceof RolledBack) return false;
    throw error;
  }
}

/** The problems of an error, with paths of the row instead of paths of a mutation's arguments. */
export function rowProblemsOf(error: DomainError): InputProblem[] {
  if (!(error instanceof InvalidInputError)) return [{ path: '', code: 'INVALID', message: error.message }];
  return error.problems.map((problem) => ({ ...problem, path: fieldName(problem.path) }));
}
