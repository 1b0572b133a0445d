import { open } from 'node:fs/promises';
import BetterSqlite3 from 'better-sqlite3';

/**
 * Overwrites the first page of a table in a SQLite file, as a failing disk might. No other connection may be open.
 *
 * @param name the name of the table, or the table in which a virtual table keeps its entries
 */
export async function damageRootPage(file: string, name: string): Promise<void> {
  const connection = new BetterSqlite3(file);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  const pageSize = connection.pragma('page_size', { simple: true }) as number;
  const { rootpage } = connection.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(name) as {
    rootpage: number;
  };
  connection.close();
  const damaged = await open(file, 'r+');
  await damaged.write(Buffer.alloc(pageSize, 0xff), 0, pageSize, (rootpage - 1) * pageSize);
  await damaged.close();
}
