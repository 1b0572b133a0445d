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
import { isWithoutVocabularies, NamedVocabularies } from './activity-transfer.vocabularies';

/** A row of a file. */
export interface SourceRow {
  /** Where it is in the file, as whoever wrote that counts. */
  readonly number: number;
  /** By the names of transferredFields; a sentence: why it is no row. */
  readonly values: Readonly<Record<string, unknown>> | string;
}

export type ImportOutcome = WrittenOutcome | 'refused';

/** What became of a row. */
export interface ImportedRow {
  readonly number: number;
  /** As the row has them. */
  readonly code: string | null;
  readonly slug: string | null;
  readonly outcome: ImportOutcome;
  /** Why it was refused, by the row's fields. */
  readonly problems: readonly InputProblem[];
}

export interface ImportOptions {
  /** All rows in one unit of work, of which nothing stays when one is refused. */
  readonly isAtomic: boolean;
  /** Does everything, and nothing of it stays. */
  readonly isDryRun: boolean;
  /** Makes entries of vocabularies that activities refer to; into a database that has none at all they are made anyway. */
  readonly isCreatingMissing: boolean;
}

/** Told as it happens; with `isAtomic` and `isDryRun` before it is known whether it stays. */
export interface ImportListener {
  onVocabularies(made: readonly string[]): void;
  onRow(row: ImportedRow): Promise<void>;
}

/** Rows in one unit of work: each costs a wait for the disk, and while it runs no editor can write to SQLite. */
const batchSize = 100;

/** Milliseconds between units of work, in which whoever waits for SQLite's lock gets it. */
const pauseMs = 20;

/** Nobody in particular, who may edit everything; histories call it so. */
const importer: Viewer = { ...anonymous, role: Role.EDITOR, name: 'import' };

/** Takes back what a unit of work did. */
class TakenBack extends Error {}

/** What is known of a file before anything of it is imported. */
export interface Survey {
  readonly rows: number;
  readonly named: NamedVocabularies;
}

/** Reads all rows once, to see that they can be read to the end, how many there are and what they refer to. */
export async function surveyActivities(rows: AsyncIterable<SourceRow>): Promise<Survey> {
  const named = new NamedVocabularies();
  let count = 0;
  for await (const { values } of rows) {
    count += 1;
    if (typeof values !== 'string') named.add(parseActivity(values).given);
  }
  return { rows: count, named };
}

/** Rows become activities, each as if an editor had written it: valid, with its history and its events. */
export class ActivityImport {
  private readonly firstRows = new Map<string, number>();
  private refused = 0;

  constructor(
    private readonly database: Database,
    private readonly options: ImportOptions,
    private readonly listener: ImportListener,
    private readonly clock: Clock,
  ) {}

  /** @returns whether what was imported stays */
  async run(rows: AsyncIterable<SourceRow>, { named }: Survey): Promise<boolean> {
    const { isAtomic, isDryRun } = this.options;
    if (!isAtomic && !isDryRun) {
      await this.database.write((manager) => this.createMissing(manager, named));
      await this.importAll(rows, async (batch) => {
        await delay(pauseMs);
        return this.database.writeWithRetries((manager) => this.importBatch(manager, batch));
      });
      return true;
    }
    try {
      await this.database.write(async (manager) => {
        await this.createMissing(manager, named);
        await this.importAll(rows, (batch) => this.importBatch(manager, batch));
        if (isDryRun || this.refused > 0) throw new TakenBack();
      });
      return true;
    } catch (error) {
      if (error instanceof TakenBack) return false;
      throw error;
    }
  }

  private async createMissing(manager: EntityManager, named: NamedVocabularies): Promise<void> {
    if (!this.options.isCreatingMissing && !(await isWithoutVocabularies(manager))) return;
    this.listener.onVocabularies(await named.createMissing(this.unitIn(manager)));
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
    return { manager, viewer: importer, now: this.clock().toISOString() };
  }

  private async importRow(unit: UnitOfWork, { number, values }: SourceRow): Promise<ImportedRow> {
    const { code = null, slug = null } = typeof values === 'string' ? {} : namesOf(values);
    const result = { number, code, slug };
    try {
      if (typeof values === 'string') throw new InvalidInputError([{ path: '', code: 'INVALID', message: values }]);
      this.assertFirst(number, { code, slug });
      const parsed = parseActivity(values);
      // Of its own savepoint: what a refused row had written already goes with it.
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
      // Its own: the batch is done again when it has lost a race.
      if (first === undefined || first === number) this.firstRows.set(key, number);
      else problems.push(problemOf(name, 'TAKEN', `must be unique, but row ${first} of the file has it`));
    }
    if (problems.length > 0) throw new InvalidInputError(problems);
  }
}

/** What a row calls itself, be the rest of it as wrong as it may. */
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
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
