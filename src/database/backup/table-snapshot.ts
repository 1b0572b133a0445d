import { cannotOpen, noTables } from '../database-errors';
import type { DatabaseUrl } from '../database-url';
import { openPostgresSnapshot } from './table-snapshot.postgres';
import { openSqliteSnapshot } from './table-snapshot.sqlite';
import type { TableSnapshot } from './stored-table';

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
    throw isTableMissing(error) ? noTables(url) : cannotOpen(url, error);
  }
}

/** What SQLite and PostgreSQL say of the table of migrations. */
function isTableMissing(error: unknown): boolean {
  return (
    error instanceof Error && (error.message.startsWith('no such table') || ('code' in error && error.code === '42P01'))
  );
}
