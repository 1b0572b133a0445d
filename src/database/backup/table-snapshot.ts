import type { DatabaseUrl } from '../database-url';
import { openPostgresSnapshot } from './table-snapshot.postgres';
import { openSqliteSnapshot } from './table-snapshot.sqlite';
import type { TableSnapshot } from './stored-table';

/**
 * Opens a snapshot without running migrations, so that an installed upgrade can back up the database before it changes
 * it.
 *
 * @throws Error when the database cannot be reached, or has no tables
 */
export async function openTableSnapshot(url: DatabaseUrl): Promise<TableSnapshot> {
  return url.dialect === 'sqlite' ? openSqliteSnapshot(url.file) : openPostgresSnapshot(url.url);
}
