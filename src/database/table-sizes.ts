import { join, raw, sql } from './sql';
import type { DataSource } from 'typeorm';
import type { ReadDatabase } from './read-database';

/** How old the sizes may be when they are used, in milliseconds. */
const MAX_AGE_MS = 10_000;

/**
 * How many rows each table has, for deciding what a statement may cost before it runs. Only tables with an `id` have a
 * size: it is their greatest id, which an index gives at once. Deleted rows count as well.
 *
 * Sizes are rounded up to a power of two. They include rows that the viewer must not see, and costs and refusals that
 * derive from them reach the client. The rounded size shows no more than the ids of public items do.
 */
export class TableSizes {
  private readonly tables: readonly string[];
  private sizes: ReadonlyMap<string, number> = new Map();
  private measuredAt = -Infinity;
  private measuring: Promise<void> | null = null;

  constructor(
    private readonly read: ReadDatabase,
    { entityMetadatas }: DataSource,
  ) {
    this.tables = entityMetadatas
      .filter(({ primaryColumns: [key, ...others] }) => key?.propertyName === 'id' && others.length === 0)
      .map(({ tableName }) => tableName);
  }

  /**
   * The rounded number of rows when it was last measured.
   *
   * @throws Error if the table has no `id`, or nothing has been measured yet
   */
  rowsOf(table: string): number {
    const rows = this.sizes.get(table);
    if (rows === undefined) throw new Error(`The size of ${table} is not known`);
    return rows;
  }

  /** Measures if that was more than ten seconds ago, or never happened. Returns null if there is nothing to do. */
  refreshIfOld(): Promise<void> | null {
    return performance.now() - this.measuredAt < MAX_AGE_MS ? null : this.refresh();
  }

  /** Measures the sizes now. */
  refresh(): Promise<void> {
    this.measuring ??= this.measure().finally(() => {
      this.measuring = null;
    });
    return this.measuring;
  }

  private async measure(): Promise<void> {
    const columns = this.tables.map((table, number) => raw(`(SELECT max(id) FROM ${table}) AS rows_${number}`));
    const [row] = await this.read.query<Record<string, number | null>>(sql`SELECT ${join(columns)}`);
    this.sizes = new Map(this.tables.map((table, number) => [table, roundUp(row![`rows_${number}`] ?? 0)]));
    this.measuredAt = performance.now();
  }
}

/** The smallest power of two that is not less than the number. */
function roundUp(rows: number): number {
  return rows <= 1 ? 1 : 2 ** Math.ceil(Math.log2(rows));
}
