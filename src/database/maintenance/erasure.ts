import type { Database } from '../database';
import { mergeAllSegments } from './full-text-merge';

/**
 * Removes from a SQLite file what deleted rows have left: their words in the full-text index, and their earlier states in the
 * write-ahead log. Call it after a deletion that must leave nothing readable. On PostgreSQL, VACUUM does this.
 *
 * @returns false if the log stays as it is, because others use it
 */
export async function eraseRemains(database: Database): Promise<boolean> {
  await mergeAllSegments(database);
  return database.emptyLog();
}
