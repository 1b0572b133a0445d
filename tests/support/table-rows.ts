import type { StoredTable, TableSnapshot } from '../../src/database/backup/stored-table';
import { openTableSnapshot } from '../../src/database/backup/table-snapshot';
import { parseDatabaseUrl } from '../../src/database/database-url';

/** The rows of every table that belongs into a backup, as sorted JSON, by table. */
export async function rowsByTable(databaseUrl: string): Promise<Record<string, string[]>> {
  const snapshot = await openTableSnapshot(parseDatabaseUrl(databaseUrl)!);
  try {
    const rows: Record<string, string[]> = {};
    for (const table of snapshot.tables) rows[table.name] = await rowsOf(snapshot, table);
    return rows;
  } finally {
    await snapshot.close();
  }
}

async function rowsOf(snapshot: TableSnapshot, table: StoredTable): Promise<string[]> {
  const rows: string[] = [];
  // Migrations of the two databases may have added columns in different orders. A server that runs meanwhile queues the
  // deliveries of its events.
  const columns = table.columns.filter((column) => table.name !== 'outbox_event' || column !== 'queued_at');
  const sorted = { name: table.name, columns: columns.sort() };
  for await (const batch of snapshot.rows(sorted)) rows.push(...batch.map((row) => JSON.stringify(row)));
  return rows.sort();
}
