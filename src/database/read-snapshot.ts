import type { Database as SqliteConnection, Statement } from 'better-sqlite3';

/** What SQLite answers it answers in the process's one thread, in which everything else waits. */
const longestTurnMs = 20;

/**
 * What a reading connection to SQLite sees. Each statement that no transaction holds takes and gives back a lock of the
 * file, which takes as long as to answer a small one; so those that run in one turn of the event loop share a
 * transaction, and see the same. Measured: 5 to 10 % of an activity page.
 */
export class ReadSnapshot {
  private readonly begin: Statement;
  private readonly rollback: Statement;
  /** How long statements have run in this turn, in milliseconds. */
  private busy = 0;

  constructor(private readonly connection: SqliteConnection) {
    this.begin = connection.prepare('BEGIN');
    // Nothing was written; and to commit, the full-text index wants to be read, which fails when it is damaged.
    this.rollback = connection.prepare('ROLLBACK');
  }

  /** Whether statements have held up all else for long enough: the next one is to wait for the event loop to turn. */
  get isLong(): boolean {
    return this.busy > longestTurnMs;
  }

  /** Runs a statement in it. */
  run<T>(statement: () => T): T {
    this.hold();
    const start = performance.now();
    try {
      return statement();
    } finally {
      this.busy += performance.now() - start;
    }
  }

  private hold(): void {
    // SQLite is asked rather than remembered: it ends a transaction by itself when a disk fails.
    if (this.connection.inTransaction) return;
    this.begin.run();
    setImmediate(this.release);
  }

  /** Lets the next statement see what has been committed until then. */
  readonly release = (): void => {
    this.busy = 0;
    if (this.connection.open && this.connection.inTransaction) this.rollback.run();
  };
}
