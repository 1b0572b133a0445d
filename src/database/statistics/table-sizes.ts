import type { DataSource } from 'typeorm';
import { ReadOperation } from '../operations/read-operation';
import type { ReadDatabase } from '../reading/read-database';
import type { RowsOfParent, Sizes } from '../reading/sizes';
import { join, raw, type Sql, sql } from '../sql/sql';
import { trackedTables } from '../triggers/revision-triggers';
import { ListLengths } from './list-lengths';

/** How old the sizes may be when they are used, in milliseconds. */
const MAX_AGE_MS = 10_000;

/** Sizes that are older than this are measured again while operations use them, in milliseconds. */
const REFRESH_AGE_MS = 5_000;

/**
 * How long operations wait for newer numbers of rows, in milliseconds. A lock on a table must not delay those that do not
 * read it. Measuring usually takes less than a millisecond.
 */
const REFRESH_TIMEOUT_MS = 100;

/** After such a timeout, operations use the old sizes for this time, in milliseconds, so that not each of them waits. */
const RETRY_AFTER_MS = 1_000;

/** Sizes of public tables are rounded up to a multiple of this, or to their three leading binary digits. */
const MIN_STEP = 8;

/** Sizes of other tables are rounded up to a power of four, and at least to this. */
const MIN_HIDDEN_SIZE = 4_096;

/** Lengths of lists of public content are rounded up to a power of two, and at least to this. */
const MIN_LENGTH = 4;

/** Lengths of other lists are rounded up to a power of four, and at least to this. */
const MIN_HIDDEN_LENGTH = 16;

const publicTables: ReadonlySet<string> = new Set(trackedTables);

/**
 * How many rows each table has, and how long the longest lists are, for deciding what an operation may cost before it
 * runs.
 *
 * A table with an `id` counts as many rows as its greatest id, which an index gives at once: deleted rows count as well. For other tables,
 * the row numbers of SQLite or the statistics of PostgreSQL give the number.
 *
 * Sizes are rounded up. They include rows that the viewer must not see, and costs and refusals that derive from them reach
 * the client. A rounded size of public content shows no more than the ids of public items do. The ids of
 * other tables, such as accounts or webhooks, are not public, so their sizes are rounded to orders of magnitude.
 */
export class TableSizes implements Sizes {
  /** Changes whenever the sizes do, so that what derives from them can be cached. */
  version = 0;
  private readonly columns: readonly (readonly [table: string, rows: Sql])[];
  private readonly lengths: ListLengths;
  private rows: ReadonlyMap<string, number> = new Map();
  /** When the latest measurement began, of those that have succeeded. */
  private measuredAt = -Infinity;
  private expiredAt = -Infinity;
  /** When the latest measurement failed. */
  private failedAt = -Infinity;
  private measuring: Promise<void> | null = null;

  constructor(
    private readonly read: ReadDatabase,
    { entityMetadatas }: DataSource,
  ) {
    this.lengths = new ListLengths(read, (table) => this.rows.get(table) ?? 0);
    this.columns = entityMetadatas.map(({ tableName, primaryColumns: [key, ...others] }) => [
      tableName,
      key?.propertyName === 'id' && others.length === 0
        ? raw(`(SELECT max(id) FROM ${tableName})`)
        : read.estimatedRows(tableName),
    ]);
  }

  /** The rounded number of rows when it was last measured. */
  rowsOf(table: string): number {
    const rows = this.rows.get(table) ?? 0;
    return publicTables.has(table) ? roundUp(rows) : Math.max(MIN_HIDDEN_SIZE, nextPower(4, rows));
  }

  /** The rounded length of the longest of these lists; Infinity while it is not known. */
  longestOf(list: RowsOfParent): number {
    const longest = this.lengths.longestOf(list);
    return publicTables.has(list.table)
      ? Math.max(MIN_LENGTH, nextPower(2, longest))
      : Math.max(MIN_HIDDEN_LENGTH, nextPower(4, longest));
  }

  /** False shortly after the start: costs are then higher than they are once all lists have been measured. */
  get areKnown(): boolean {
    return this.lengths.areKnown;
  }

  /** Includes these lists in the measurements, from the next use on. The lengths of others are not known. */
  watch(lists: readonly RowsOfParent[]): void {
    this.lengths.watch(lists);
  }

  /**
   * Measures the rows if that was more than five seconds ago, and the lists if they may be much longer than they were. Rows that are
   * not older than ten seconds can be used meanwhile.
   * Returns null if there is nothing to wait for. If it fails, the sizes stay as they are: the operation's own statements
   * report a database that does not respond.
   */
  refreshIfOld(): Promise<void> | null {
    const now = performance.now();
    const age = this.measuredAt > this.expiredAt ? now - this.measuredAt : Infinity;
    const isKnown = this.rows.size > 0;
    const hasJustFailed = this.failedAt > this.expiredAt && now - this.failedAt < RETRY_AFTER_MS;
    if (age < REFRESH_AGE_MS || (isKnown && hasJustFailed)) return this.refreshLengthsIfNeeded();
    const refreshed = this.refresh(isKnown ? REFRESH_TIMEOUT_MS : Infinity).then(
      () => this.refreshLengthsIfNeeded() ?? undefined,
      () => undefined,
    );
    return age < MAX_AGE_MS ? this.refreshLengthsIfNeeded() : refreshed;
  }

  /** Makes the next use measure again. */
  expire(): void {
    this.expiredAt = performance.now();
  }

  /**
   * Measures the numbers of rows now.
   *
   * @param timeoutMs how long that may take, in milliseconds
   * @throws OperationTimeoutError if it takes longer
   */
  refresh(timeoutMs = Infinity): Promise<void> {
    this.measuring ??= this.measure(timeoutMs)
      .catch((error: unknown) => {
        this.failedAt = performance.now();
        throw error;
      })
      .finally(() => {
        this.measuring = null;
      });
    return this.measuring;
  }

  /** Measures the lists that have been asked for. */
  async refreshLengths(): Promise<void> {
    await this.lengths.refresh();
    this.version += 1;
  }

  private refreshLengthsIfNeeded(): Promise<void> | null {
    return this.lengths.refreshIfNeeded(() => (this.version += 1));
  }

  private async measure(timeoutMs: number): Promise<void> {
    const columns = this.columns.map(([, rows], number) => sql`${rows} AS ${raw(`rows_${number}`)}`);
    const operation = new ReadOperation();
    operation.begin(timeoutMs);
    // `expire` may be called while the statement runs.
    const startedAt = performance.now();
    const [row] = await this.read
      .forOperation(operation)
      .query<Record<string, number | string | null>>(sql`SELECT ${join(columns)}`)
      .finally(() => {
        operation.end();
      });
    const rows = new Map(this.columns.map(([table], number) => [table, Number(row![`rows_${number}`] ?? 0)]));
    this.measuredAt = startedAt;
    if (this.columns.every(([table]) => rows.get(table) === this.rows.get(table))) return;
    this.rows = rows;
    this.version += 1;
  }
}

/** The number rounded up to its three leading binary digits, and at least to a multiple of MIN_STEP. */
function roundUp(rows: number): number {
  const step = Math.max(MIN_STEP, 2 ** (Math.floor(Math.log2(Math.max(rows, 1))) - 2));
  return Math.max(Math.ceil(rows / step), 1) * step;
}

/** The smallest power of the base that is not less than the number. */
function nextPower(base: number, number: number): number {
  return number === Infinity ? Infinity : base ** Math.ceil(Math.log(Math.max(number, 1)) / Math.log(base) - 1e-9);
}
