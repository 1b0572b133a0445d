import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { DomainError, InvalidInputError, type InputProblem } from '../../errors';
import { Role } from '../access/role';
import type { Clock } from '../access/time';
import { anonymous, type Viewer } from '../access/viewer';
import type { Draft, Standing, Unit } from '../authoring/authored';
import { changeIn, createIn } from '../authoring/authoring';
import { patch } from '../authoring/content';
import { RevisionAct } from '../authoring/revision.entity';
import { PublicationState } from '../publication/publication.entity';
import { withSlug } from './activity-editing.service';
import { parseActivity, type GivenActivity, type ParsedRow } from './activity-transfer';
import { isWithoutVocabularies, NamedVocabularies } from './activity-transfer.vocabularies';
import { authoredActivity } from './activity.authored';
import { emptyActivity, type ActivityContent } from './activity.content';

/** A row of a file. */
export interface SourceRow {
  /** Where it is in the file, as whoever wrote that counts. */
  readonly number: number;
  /** By the names of transferredFields; a sentence: why it is no row. */
  readonly values: Readonly<Record<string, unknown>> | string;
}

export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'refused';

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
        return this.database.writeRepeatable((manager) => this.importBatch(manager, batch));
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
    this.listener.onVocabularies(await named.createMissing(manager));
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
    const now = this.clock().toISOString();
    const imported: ImportedRow[] = [];
    for (const row of rows) imported.push(await this.importRow({ manager, viewer: importer, now }, row));
    return imported;
  }

  private async importRow(unit: Unit, { number, values }: SourceRow): Promise<ImportedRow> {
    const { code = null, slug = null } = typeof values === 'string' ? {} : namesOf(values);
    const result = { number, code, slug };
    try {
      if (typeof values === 'string') throw new InvalidInputError([{ path: '', code: 'INVALID', message: values }]);
      this.assertFirst(number, { code, slug });
      const parsed = parseActivity(values);
      // Of its own savepoint: what a refused row had written already goes with it.
      const outcome = await unit.manager.transaction((manager) => importParsed({ ...unit, manager }, parsed));
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
      else problems.push({ path: name, code: 'TAKEN', message: `Row ${first} of this file has this ${name}, too` });
    }
    if (problems.length > 0) throw new InvalidInputError(problems);
  }
}

/** @throws InvalidInputError naming all that is wrong, though what cannot be read is not there to be written */
async function importParsed(unit: Unit, { given, problems, wrong }: ParsedRow): Promise<ImportOutcome> {
  if (problems.length === 0) return writeRow(unit, given);
  const also = await problemsIn(() => writeRow(unit, given));
  // Nothing goes with what cannot be read.
  const rest = also.filter(({ path, code }) => code !== 'INCONSISTENT' && !wrong.has(path.split('.')[0]!));
  throw new InvalidInputError([...problems, ...rest]);
}

async function problemsIn(work: () => Promise<unknown>): Promise<InputProblem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return problemsOf(error);
  }
}

async function writeRow(unit: Unit, given: GivenActivity): Promise<ImportOutcome> {
  const found = await findTarget(unit, given);
  // A slug is never cleared: another would be made of the title with every run.
  const { slug, ...rest } = given;
  const input = slug == null ? rest : given;
  if (found === null) {
    const standing = standingAfter({ state: PublicationState.DRAFT, publishAt: null, deletedAt: null }, given);
    const content = await withSlug(unit, patch(emptyActivity, input, emptyActivity), null);
    await createIn(unit, authoredActivity, { content, standing });
    return 'created';
  }
  let outcome: ImportOutcome = 'unchanged';
  await changeIn(unit, authoredActivity, found, RevisionAct.UPDATED, (before: Draft<ActivityContent>) => {
    const content = patch(before.content, input, emptyActivity);
    const after = { content, standing: standingAfter(before.standing, given) };
    if (JSON.stringify(after) !== JSON.stringify(before)) outcome = 'updated';
    return after;
  });
  return outcome;
}

interface FoundRow {
  readonly id: number;
  readonly version: number;
  readonly code: string | null;
  readonly slug: string;
  readonly deleted_at: string | null;
}

/**
 * The activity that a row is of: the one with its code; else the one with its slug, unless that has another code. Held
 * from now on, so that its version stays the one found.
 */
async function findTarget({ manager }: Unit, { code, slug }: GivenActivity): Promise<FoundRow | null> {
  if (code == null && slug == null) {
    throw refusal('code', 'REQUIRED', 'A row has a code or a slug, by which it is found again');
  }
  const isPostgres = manager.dataSource.options.type === 'postgres';
  const rows = await manager.sql<FoundRow[]>`
    SELECT id, version, code, slug, deleted_at FROM activity WHERE code = ${code ?? null} OR slug = ${slug ?? null}
    ORDER BY id ${() => (isPostgres ? 'FOR UPDATE' : '')}`;
  const found =
    rows.find((row) => code != null && row.code === code) ??
    rows.find((row) => row.slug === slug && (code == null || row.code === null));
  if (found === undefined) return null;
  if (found.deleted_at !== null) {
    throw refusal(found.code === code ? 'code' : 'slug', 'TAKEN', 'This activity is in the trash: restore it first');
  }
  return found;
}

/** A state that changes leaves its time behind, unless the row has another. */
function standingAfter(before: Standing, { state, publishAt }: GivenActivity): Standing {
  const next = state ?? before.state;
  const time = publishAt === undefined && next === before.state ? before.publishAt : (publishAt ?? null);
  if (next === PublicationState.SCHEDULED && time === null) {
    throw refusal('publishAt', 'REQUIRED', 'What is SCHEDULED has a time');
  }
  return { state: next, publishAt: time, deletedAt: null };
}

function refusal(path: string, code: InputProblem['code'], message: string): InvalidInputError {
  return new InvalidInputError([{ path, code, message }]);
}

/** Of the paths of a mutation's arguments those of a row. */
function problemsOf(error: DomainError): InputProblem[] {
  if (!(error instanceof InvalidInputError)) return [{ path: '', code: 'INVALID', message: error.message }];
  return error.problems.map((problem) => ({ ...problem, path: problem.path.replace(/^input\./, '') }));
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
