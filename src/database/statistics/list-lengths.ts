import { setTimeout as delay } from 'node:timers/promises';
import { msUntil } from '../operations/read-operation';
import type { ReadDatabase } from '../reading/read-database';
import type { RowsOfParent } from '../reading/sizes';
import { raw, sql } from '../sql/sql';

/** The same rows by item, if several parents may have the same one: the parents of each. Otherwise null. */
export function parentsOfItem({ table, item }: RowsOfParent): RowsOfParent | null {
  return item === undefined || item === 'id' ? null : { table, parent: item };
}

/** How old the lengths may be when they are used, in milliseconds. Lists also get shorter. */
const MAX_AGE_MS = 600_000;

/** How long operations wait for the lengths of lists that have grown, in milliseconds. */
const MAX_WAIT_MS = 2_000;

/**
 * How long operations wait after the start, in milliseconds. Without the lengths, many of them are refused, so they wait longer: a
 * busy machine can take several seconds for what usually takes less than one.
 */
const MAX_FIRST_WAIT_MS = 10_000;

/** How long after a failure the first measurement is repeated, in milliseconds. The delay doubles with each failure. */
const RETRY_DELAY_MS = 200;

/** Lists that have grown are measured again after this many times as long as that took the last time. */
const DURATIONS_BETWEEN = 20;

/** How many parents one statement counts the rows of. It takes a few milliseconds. */
const PARENTS_AT_ONCE = 5_000;

/** The same where texts are measured, which the statement reads. */
const TEXTS_AT_ONCE = 500;

/** The rows that a table may gain, besides as many as its longest list has, before its lists are measured again. */
const MAX_GROWTH = 16;

interface ListLength {
  readonly list: RowsOfParent;
  /** The length of the longest list when it was measured; Infinity before the first time. */
  longest: number;
  /** The number of rows of the table at that time. */
  rows: number;
}

/**
 * The lengths of the longest lists. They are measured in short statements. Rows that a table has gained since then count as
 * if all of them belonged to the longest list. If these are many, operations wait until its lists are measured again.
 */
export class ListLengths {
  private readonly lengths = new Map<string, ListLength>();
  /** When all lists were measured. */
  private measuredAt = -Infinity;
  private measuring: Promise<void> | null = null;
  /** When lists that had grown were measured, and how long that took, in milliseconds. */
  private grownMeasuredAt = -Infinity;
  private grownDuration = 0;
  private measuringGrown: Promise<void> | null = null;

  /** @param rowsIn the number of rows of a table, not rounded */
  constructor(
    private readonly read: ReadDatabase,
    private readonly rowsIn: (table: string) => number,
  ) {}

  /** Adds lists to those that are measured. Call it before the first operation: operations wait until all lengths are known. */
  watch(lists: readonly RowsOfParent[]): void {
    for (const list of lists) {
      const key = keyOf(list);
      if (!this.lengths.has(key)) this.lengths.set(key, { list, longest: Infinity, rows: 0 });
    }
  }

  /**
   * The length, not rounded; Infinity while it is not known.
   *
   * @throws Error if the list is not watched
   */
  longestOf(list: RowsOfParent): number {
    const known = this.lengths.get(keyOf(list));
    if (known === undefined) throw new Error(`No field declares that its cost depends on the list ${keyOf(list)}`);
    return known.longest + this.grownBy(known);
  }

  /** True if every list has been measured. */
  get areKnown(): boolean {
    return [...this.lengths.values()].every(({ longest }) => longest !== Infinity);
  }

  /**
   * Measures if that was long ago, if a table has gained many rows since, or if a list has never been measured. The numbers
   * of rows must be known. A failure leaves the lengths as they are; if they have never been known, they are measured again.
   *
   * @returns null if the present lengths can be used; otherwise a promise of better ones
   */
  refreshIfNeeded(onMeasured: () => void): Promise<void> | null {
    if (!this.areKnown) return this.refreshUntilKnown(onMeasured);
    if (performance.now() - this.measuredAt > MAX_AGE_MS) void this.startRefresh(onMeasured);
    const grown = [...this.lengths.values()].filter((one) => this.grownBy(one) > Math.max(MAX_GROWTH, one.longest));
    if (grown.length === 0) return null;
    const isDue = performance.now() - this.grownMeasuredAt > DURATIONS_BETWEEN * this.grownDuration;
    if (isDue) void this.startRefreshOf(grown, onMeasured);
    return this.measuringGrown && atMost(MAX_WAIT_MS, this.measuringGrown);
  }

  async refresh(): Promise<void> {
    this.measuredAt = performance.now();
    await this.measureAll([...this.lengths.values()]);
  }

  private async refreshUntilKnown(onMeasured: () => void): Promise<void> {
    let end = performance.now() + MAX_FIRST_WAIT_MS;
    for (let retryDelay = RETRY_DELAY_MS; ; retryDelay *= 2) {
      await atMost(msUntil(end), this.startRefresh(onMeasured));
      if (this.areKnown || performance.now() + retryDelay > end) return;
      // It has failed, which can be for good.
      end = Math.min(end, performance.now() + MAX_WAIT_MS);
      await delay(retryDelay, undefined, { ref: false });
    }
  }

  /** Starts measuring, unless that is under way. */
  private startRefresh(onMeasured: () => void): Promise<void> {
    this.measuring ??= this.refresh()
      .then(onMeasured, () => {
        this.measuredAt = -Infinity;
      })
      .finally(() => {
        this.measuring = null;
      });
    return this.measuring;
  }

  private startRefreshOf(lengths: readonly ListLength[], onMeasured: () => void): Promise<void> {
    const start = performance.now();
    this.measuringGrown ??= this.measureAll(lengths)
      .then(onMeasured, () => undefined)
      .finally(() => {
        this.measuringGrown = null;
        this.grownMeasuredAt = performance.now();
        this.grownDuration = this.grownMeasuredAt - start;
      });
    return this.measuringGrown;
  }

  private async measureAll(lengths: readonly ListLength[]): Promise<void> {
    for (const length of lengths) {
      const rows = this.rowsIn(length.list.table);
      length.longest = await this.measure(length.list);
      length.rows = rows;
    }
  }

  private grownBy({ list, rows }: ListLength): number {
    return Math.max(0, this.rowsIn(list.table) - rows);
  }

  private async measure({ table, parent, through = [], charactersOf }: RowsOfParent): Promise<number> {
    const joins = through.map((above, index) => {
      const below = [{ table, parent }, ...through][index]!;
      return ` JOIN ${above.table} ON ${above.table}.id = ${below.table}.${below.parent}`;
    });
    const length = raw(charactersOf === undefined ? 'count(*)' : `max(length(${table}.${charactersOf}))`);
    const atOnce = charactersOf === undefined ? PARENTS_AT_ONCE : TEXTS_AT_ONCE;
    const uppermost = through.at(-1) ?? { table, parent };
    const [rows, key] = [raw(table + joins.join('')), raw(`${uppermost.table}.${uppermost.parent}`)];
    // Two subqueries: SQLite reads the ends of an index for the only aggregate of a query, and all of it for two.
    const [bounds] = await this.read.query<{ first: number | string | null; last: number | string | null }>(sql`
      SELECT (SELECT min(${key}) FROM ${raw(uppermost.table)}) AS first,
             (SELECT max(${key}) FROM ${raw(uppermost.table)}) AS last`);
    const { first = null, last = null } = bounds ?? {};
    if (typeof first !== 'number' || typeof last !== 'number') {
      // Texts, of which there are few: codes of countries.
      const [all] = await this.read.query<{ longest: number | string | null }>(
        sql`SELECT max(n) AS longest FROM (SELECT ${length} AS n FROM ${rows} GROUP BY ${key}) counted`,
      );
      return Number(all?.longest ?? 0);
    }
    let longest = 0;
    for (let from = first; from <= last; from += atOnce) {
      const [some] = await this.read.query<{ longest: number | string | null }>(sql`
        SELECT max(n) AS longest FROM (
          SELECT ${length} AS n FROM ${rows}
          WHERE ${key} >= ${from} AND ${key} < ${from + atOnce} GROUP BY ${key}
        ) counted`);
      longest = Math.max(longest, Number(some?.longest ?? 0));
    }
    return longest;
  }
}

/** Equal for equal lists. */
function keyOf({ table, parent, through = [], charactersOf }: RowsOfParent): string {
  const path = [{ table, parent }, ...through].map((step) => `${step.table}.${step.parent}`);
  return [...path, charactersOf].filter((part) => part !== undefined).join(' ');
}

/** Waits for the promise, and no longer than this time in milliseconds. */
function atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
  return Promise.race([promise, delay(milliseconds, undefined, { ref: false })]);
}
