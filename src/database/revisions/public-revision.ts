import type { EntityManager } from 'typeorm';
import { isPostgres } from '../dialect';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { raiseRevision } from '../triggers/revision-triggers';
import { MARK_MODULUS, type Revision } from './table-revisions';

/*
 * The public revision is the sum of all entries of `table_revision`. Triggers raise it with every write to public content
 * by any program. A change that the public does not see takes back what its triggers have added, so that an observer of
 * the revision does not learn that somebody edits a draft.
 */

/** The entry by which changes that the public does not see take back what they have added. */
export const UNSEEN_CHANGES = 'unseen_changes';

/**
 * The entry by which changes that the public sees count on PostgreSQL, even if an earlier change of their transaction has
 * taken the mark of the same table back: there, a table has one mark in a transaction.
 */
const SEEN_CHANGES = 'seen_changes';

/** The public revision: as long as it is equal, the public sees the same. Writers that this process does not know count, too. */
export function publicRevisionOf(revision: Revision): string {
  const sum = [...revision.values()].reduce((total, value) => total + BigInt(value), 0n);
  return String(((sum % MARK_MODULUS) + MARK_MODULUS) % MARK_MODULUS);
}

/**
 * Runs a change within a unit of work, and keeps the public revision if the public does not see the change.
 *
 * @param change says whether the public sees a difference
 */
export async function withPublicRevision<T extends { readonly isPublicChange: boolean }>(
  manager: EntityManager,
  change: () => Promise<T>,
): Promise<T> {
  const before = await sumOf(manager);
  const result = await change();
  if (!result.isPublicChange) await revertMarks(manager, before);
  else if (isPostgres(manager)) await raiseRevision(manager.queryRunner!, SEEN_CHANGES);
  return result;
}

/** Runs a change of what the public never sees within a unit of work, and keeps the public revision. */
export async function withoutPublicRevision<T>(manager: EntityManager, change: () => Promise<T>): Promise<T> {
  const { result } = await withPublicRevision(manager, async () => ({ isPublicChange: false, result: await change() }));
  return result;
}

/** The condition that selects the marks of this transaction. SQLite has one writer at a time, and counters instead. */
const isOwnMark = raw('transaction_id = pg_current_xact_id()::text::bigint');

/** What this transaction has added so far, and on SQLite all others before it. */
async function sumOf(manager: EntityManager): Promise<string> {
  const [row] = await executeSql<{ sum: number | string }>(
    manager,
    isPostgres(manager)
      ? sql`SELECT coalesce(sum(mark), 0)::text AS sum FROM table_revision WHERE ${isOwnMark}`
      : raw('SELECT sum(revision) AS sum FROM table_revision'),
  );
  return String(row!.sum);
}

async function revertMarks(manager: EntityManager, before: string): Promise<void> {
  await executeSql(
    manager,
    isPostgres(manager)
      ? sql`INSERT INTO table_revision (table_name, transaction_id, mark)
          SELECT ${UNSEEN_CHANGES}::varchar, pg_current_xact_id()::text::bigint, ${before}::numeric - coalesce(sum(mark), 0)
          FROM table_revision WHERE ${isOwnMark} HAVING coalesce(sum(mark), 0) <> ${before}::numeric
          ON CONFLICT (table_name, transaction_id) DO UPDATE SET mark = table_revision.mark + excluded.mark`
      : sql`UPDATE table_revision
          SET revision = revision + ${Number(before)} - (SELECT sum(revision) FROM table_revision)
          WHERE table_name = ${UNSEEN_CHANGES} AND (SELECT sum(revision) FROM table_revision) <> ${Number(before)}`,
  );
}
