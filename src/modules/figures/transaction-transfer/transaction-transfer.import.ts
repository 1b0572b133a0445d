import type { EntityManager } from 'typeorm';
import {
  type ImportedRow,
  importer,
  importRows,
  type ImportScope,
  rowProblemsOf,
  type SourceRow,
} from '../../../core/mutations/file-import';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { DomainError, type InputProblem, InvalidInputError } from '../../../errors';
import type { Target } from '../../publishing/publishable-changes';
import { changedColumns } from '../activity-money/transaction/transaction.content';
import { changeTransactions } from '../activity-money/transaction/transaction-editing.service';
import { findTransactions } from '../money/transactions.field';
import { ImportedTransactions } from './imported-transactions';
import { parseRow, type SurveyedTransactions, type TransactionRow } from './transaction-rows';

export interface TransactionImportOptions extends ImportScope {
  readonly defaultLocale: string;
}

/**
 * Imports rows as transactions. The rows of an activity in one batch are one change of the activity, which is checked, recorded
 * in its history and published like a change by an editor.
 */
export class TransactionImport {
  constructor(
    private readonly database: Database,
    private readonly options: TransactionImportOptions,
    private readonly onRow: (row: ImportedRow) => Promise<void>,
    private readonly clock: Clock,
  ) {}

  /**
   * Imports all rows. Returns false if the import was rolled back.
   *
   * @param surveyed the same rows
   */
  run(rows: AsyncIterable<SourceRow>, surveyed: SurveyedTransactions): Promise<boolean> {
    return importRows(this.database, rows, this.options, {
      importBatch: (manager, batch) => this.importBatch(manager, batch, surveyed),
      onRow: this.onRow,
    });
  }

  private async importBatch(
    manager: EntityManager,
    rows: readonly SourceRow[],
    surveyed: SurveyedTransactions,
  ): Promise<ImportedRow[]> {
    const { defaultLocale } = this.options;
    const unit = { manager, viewer: importer, now: this.clock().toISOString(), defaultLocale };
    const imported = new Map<number, ImportedRow>();
    const groups = new Map<string, TransactionRow[]>();
    for (const source of rows) {
      const row = parseRow(source);
      if (row.activity === null) imported.set(row.number, refused(row, row.problems));
      else groups.set(row.activity, [...(groups.get(row.activity) ?? []), row]);
    }
    for (const [slug, group] of groups) {
      for (const row of await this.importGroup(unit, slug, group, surveyed)) imported.set(row.number, row);
    }
    return rows.map(({ number }) => imported.get(number)!);
  }

  /** Imports rows of one activity. */
  private async importGroup(
    unit: UnitOfWork,
    slug: string,
    rows: readonly TransactionRow[],
    surveyed: SurveyedTransactions,
  ): Promise<ImportedRow[]> {
    try {
      // A savepoint, so that what a refused change has already written is rolled back.
      return await unit.manager.transaction(async (manager) => {
        const inGroup = { ...unit, manager };
        const target = await getActivity(inGroup, slug);
        const imported: ImportedRow[] = [];
        await changeTransactions(inGroup, target, async (state) => {
          const stored = await findTransactions(manager, target.id);
          const activity = { activityId: target.id, state, stored };
          const transactions = new ImportedTransactions(inGroup, activity, surveyed);
          for (const row of rows) imported.push(await importRow(inGroup, transactions, row));
          return imported.some(({ outcome }) => outcome === 'created' || outcome === 'updated');
        });
        return imported;
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return rows.map((row) => refused(row, [...row.problems, ...rowProblemsOf(error)]));
    }
  }
}

async function importRow(
  unit: UnitOfWork,
  transactions: ImportedTransactions,
  row: TransactionRow,
): Promise<ImportedRow> {
  const { number, names, given, wrong } = row;
  try {
    const problems = new Problems();
    const columns = await changedColumns(unit, given, null, problems, '');
    problems.assertNone();
    if (row.problems.length > 0) return refused(row, row.problems);
    return { number, names, outcome: await transactions.write(row, columns), problems: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const others = rowProblemsOf(error)
      .map(toColumn)
      .filter(({ path }) => !wrong.has(path));
    return refused(row, [...row.problems, ...others]);
  }
}

/** The problem of a column: that of `value.amount` is one of `value`. */
function toColumn({ path, message, ...problem }: InputProblem): InputProblem {
  const [column] = path.split('.') as [string];
  return { ...problem, path: column, message: message.replace(path, column) };
}

function refused({ number, names }: TransactionRow, problems: readonly InputProblem[]): ImportedRow {
  return { number, names, outcome: 'refused', problems };
}

/** Finds the activity of rows, and locks it for update. */
async function getActivity({ manager }: UnitOfWork, slug: string): Promise<Target> {
  const [found] = await executeSql<Target & { readonly deletedAt: string | null }>(
    manager,
    sql`SELECT id, version, deleted_at FROM activity WHERE slug = ${slug} ${forUpdate(manager)}`,
  );
  if (found === undefined)
    throw InvalidInputError.of('activity', 'UNKNOWN', 'must be the slug of an existing activity');
  if (found.deletedAt !== null)
    throw InvalidInputError.of('activity', 'INVALID', 'must not be an activity in the trash');
  return found;
}
