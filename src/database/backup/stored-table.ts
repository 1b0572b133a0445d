/** A table and its columns, in the order of each row's values. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A value of a column: every column contains text or numbers (docs/adr/0006-column-kinds.md). */
export type StoredValue = string | number | null;

/**
 * One moment of the database, for a backup: everything that was committed when it was opened, and nothing else. Other
 * processes may write meanwhile.
 */
export interface TableSnapshot {
  /** The names of the migrations that have run, oldest first. */
  readonly migrations: readonly string[];
  /** The tables whose rows belong into a backup, by name. */
  readonly tables: readonly StoredTable[];
  /** The highest id that each table with generated ids has given to a row, including rows that were deleted. */
  readonly highestIds: Readonly<Record<string, number>>;
  /** The rows of a table in batches. */
  rows(table: StoredTable): AsyncIterable<StoredValue[][]>;
  close(): Promise<void>;
}

/** How many rows a snapshot reads at a time. */
export const BATCH_ROWS = 1000;

/** Tables that do not belong into a backup: restoring the others creates their rows. */
const DERIVED_TABLES = [
  // A backup contains the names of the migrations apart from the rows.
  /^migrations$/,
  // Triggers fill the full-text index.
  /^search_/,
  // Triggers count the changes of each table.
  /^table_revision$/,
  // Kept totals of money are made of the shares.
  /^(changed_money|counted_share|money_total)$/,
  // SQLite's own tables. A backup contains the highest ids apart from the rows.
  /^sqlite_/,
];

/** True for a table whose rows belong into a backup. */
export function isBackedUp(table: string): boolean {
  return !DERIVED_TABLES.some((pattern) => pattern.test(table));
}

/** True for a table that migrations have put rows into: in an empty database, it has these. */
export function isFilledByMigrations(table: string): boolean {
  return table === 'small_count';
}

export function selectAll({ name, columns }: StoredTable): string {
  return `SELECT ${columns.map(quoteName).join(', ')} FROM ${quoteName(name)}`;
}

/** Quotes the name of a table or a column for both databases. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
