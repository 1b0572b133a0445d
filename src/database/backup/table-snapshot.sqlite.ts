import Sqlite, { type Database as SqliteConnection } from 'better-sqlite3';
import { assertSqliteDriverIsSafe } from '../sqlite/sqlite-driver';
import {
  BATCH_ROWS,
  isBackedUp,
  selectAll,
  type StoredTable,
  type StoredValue,
  type TableSnapshot,
} from './stored-table';

/** The snapshot lasts as long as its transaction. Meanwhile, the write-ahead log keeps what others write. */
export function openSqliteSnapshot(file: string): TableSnapshot {
  assertSqliteDriverIsSafe();
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    // The first statement that reads takes the snapshot.
    connection.exec('BEGIN');
    return {
      migrations: selectTexts(connection, 'SELECT name FROM migrations ORDER BY id'),
      tables: selectTexts(connection, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
        .filter(isBackedUp)
        .map((name) => ({ name, columns: columnsOf(connection, name) })),
      highestIds: highestIds(connection),
      rows: (table) => rowsOf(connection, table),
      close: async () => {
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function columnsOf(connection: SqliteConnection, table: string): string[] {
  return selectTexts(connection, 'SELECT name FROM pragma_table_info(?) ORDER BY cid', table);
}

function highestIds(connection: SqliteConnection): Record<string, number> {
  const rows = connection.prepare('SELECT name, seq FROM sqlite_sequence').raw().all() as [string, number][];
  return Object.fromEntries(rows.filter(([table]) => isBackedUp(table)));
}

async function* rowsOf(connection: SqliteConnection, table: StoredTable): AsyncGenerator<StoredValue[][]> {
  let batch: StoredValue[][] = [];
  // Otherwise, integers above 2^53 would be rounded.
  const statement = connection.prepare(selectAll(table)).raw().safeIntegers();
  for (const row of statement.iterate() as IterableIterator<(StoredValue | bigint)[]>) {
    batch.push(row.map(storedValueOf));
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A 64-bit integer that a number cannot have exactly is a text, as PostgreSQL returns it. */
function storedValueOf(value: StoredValue | bigint): StoredValue {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function selectTexts(connection: SqliteConnection, text: string, ...values: string[]): string[] {
  return connection
    .prepare(text)
    .pluck()
    .all(...values) as string[];
}
