import { cannotOpen, noTables } from '../database-errors';
import type { DatabaseUrl } from '../database-url';
import { assertFilesWritable } from '../sqlite/sqlite-file';
import type { TableSnapshot } from './stored-table';
import { openPostgresSnapshot } from './table-snapshot.postgres';
import { openSqliteSnapshot } from './table-snapshot.sqlite';

/**
 * Opens a snapshot without running migrations, so that an installed upgrade can back up the database before it changes
 * it.
 *
 * @throws StartupError when the database cannot be reached (exit code 69), or has no tables of Entente (78)
 */
export async function openTableSnapshot(url: DatabaseUrl): Promise<TableSnapshot> {
  try {
    return await (url.dialect === 'sqlite' ? openSqliteSnapshot(url.file) : openPostgresSnapshot(url.url));
  } catch (error) {
    if (isTableMissing(error)) throw noTables(url);
    throw cannotOpen(url, url.dialect === 'sqlite' ? findReason(url.file, error) : error);
  }
}

/** SQLite does not say why it cannot open a file. */
function findReason(file: string, error: unknown): unknown {
  if ((error as { code?: unknown }).code !== 'SQLITE_CANTOPEN') return error;
  try {
    assertFilesWritable(file);
    return error;
  } catch (reason) {
    return reason;
  }
}

/** True if SQLite or PostgreSQL has refused a statement because a table does not exist: that of migrations is read first. */
function isTableMissing(error: unknown): boolean {
  return (
    error instanceof Error && (error.message.startsWith('no such table') || ('code' in error && error.code === '42P01'))
  );
}
