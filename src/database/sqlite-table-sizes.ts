import type { Database as SqliteConnection, Statement } from 'better-sqlite3';

/** How old a size may be when it is used, in milliseconds. */
const MAX_AGE_MS = 10_000;

interface MeasuredTable {
  readonly statement: Statement<[], number | null>;
  rows: number;
  measuredAt: number;
}

/** How many rows a table has at most: its greatest id. Measured at once, which takes microseconds. */
export class SqliteTableSizes {
  private readonly tables = new Map<string, MeasuredTable>();

  constructor(private readonly connection: SqliteConnection) {}

  rowsOf(table: string): number {
    const now = performance.now();
    let measured = this.tables.get(table);
    if (measured === undefined) {
      const statement = this.connection.prepare<[], number | null>(`SELECT max(id) FROM ${table}`).pluck();
      measured = { statement, rows: 0, measuredAt: -Infinity };
      this.tables.set(table, measured);
    }
    if (now - measured.measuredAt > MAX_AGE_MS) {
      measured.rows = measured.statement.get() ?? 0;
      measured.measuredAt = now;
    }
    return measured.rows;
  }
}
