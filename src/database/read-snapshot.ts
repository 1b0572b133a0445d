import type { Database as SqliteConnection, Statement } from 'better-sqlite3';

/** What SQLite answers it answers in the process's one thread, in which everything else waits. */
const MAX_TURN_MS = 20;

/**
 * What a reading connection to SQLite sees. Each statement that no transaction holds takes and gives back a lock of the
 * file, which takes as long as to answer a small one; so those that run in one turn of the event loop share a
 * transaction, and see the same. Measured: 5 to 10 % of an activity page.
 */
export class ReadSnapshot {
  private readonly begin: Statement;
  private readonly rollback: Statement;
  /** When this turn's first statement began, in milliseconds. */
  private since = 0;

  constructor(private readonly connection: SqliteConnection) {
    this.begin = connection.prepare('BEGIN');
    // Nothing was written; and to commit, the full-text index wants to be read, which fails when it is damaged.
    this.rollback = connection.prepare('ROLLBACK');
  }

  /** Whether this turn has held up all else for long enough: the next statement is to wait for the event loop to turn. */
  get isOverTime(): boolean {
    return this.connection.inTransaction && performance.now() - this.since > MAX_TURN_MS;
  }

  /** To be called before a statement runs. */
  ensureOpen(): void {
    // SQLite is asked rather than remembered: it ends a transaction by itself when a disk fails.
    if (this.connection.inTransaction) return;
    this.since = performance.now();
    this.begin.run();
    setImmediate(this.release);
  }

  /** Lets the next statement see what has been committed until then. */
  readonly release = (): void => {
    if (this.connection.open && this.connection.inTransaction) this.rollback.run();
  };
}
