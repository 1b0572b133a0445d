/**
 * The state of the tracked tables at a moment, by table. As long as the value of a table is equal, its rows are the
 * same.
 */
export type Revision = ReadonlyMap<string, string | number>;

/** The sums of marks of PostgreSQL are known modulo this number, so that they always fit into a bigint. */
export const MARK_MODULUS = 2n ** 62n;

/** Tells whether anything that a response was read from has changed. */
export interface TableRevisions {
  /**
   * The revision now. It includes everything that was committed before the call. Nothing in it has changed if it is the
   * same object as before.
   */
  current(): Revision | Promise<Revision>;
  /** Closes the connection that reads revisions. */
  close(): Promise<void>;
}
