import { toCamelCase } from '../../../database/column-names';
import { bitOf } from '../money/money-shares';
import { groupings, nameOfTotals } from './kept-totals';
import { moneyDimensions, projectionOf } from './money-dimension';

/** A row of `counted_share`, with its units in two halves of 32 bits. */
export interface ShareToCount {
  readonly activityId: number;
  readonly kind: string;
  readonly currency: string;
  readonly unitsHigh: number | string;
  readonly unitsLow: number | string;
  readonly nanos: number | string;
  readonly firsts: number;
  /** The values in the dimensions. */
  readonly [column: string]: string | number | null;
}

/** What is added to a row of `money_total`. */
export interface AddedTotal {
  readonly key: readonly [dimensions: string, kind: string, currency: string, firstKey: string, secondKey: string];
  unitsHigh: number;
  unitsLow: number;
  nanos: number;
  items: number;
  activities: number;
}

/** How a grouping is made of the columns of shares. */
const counted = groupings.map((dimensions) => ({
  name: nameOfTotals(dimensions),
  columns: dimensions.map((dimension) => toCamelCase(moneyDimensions[dimension].column)),
  ofItem: dimensions
    .filter((dimension) => moneyDimensions[dimension].projection === undefined)
    .map((dimension) => toCamelCase(moneyDimensions[dimension].column)),
  bit: bitOf(projectionOf(dimensions)),
}));

/** The bit that counts items whose shares are all in one sum. */
const WHOLE = bitOf(projectionOf([]));

/**
 * Adds up shares by all groupings. SQLite takes several times as long, because it sorts the shares for each grouping. The sums of a
 * million shares are safe integers.
 */
export class AddedTotals {
  readonly rows = new Map<string, AddedTotal>();

  /** The activity of the last share, and where its shares have been added. */
  private activityId = 0;
  private readonly ofActivity = new Set<AddedTotal>();

  /** Adds shares (1), or takes them away (-1). They are ordered by activity, with all shares of each. */
  addShares(shares: readonly ShareToCount[], times: 1 | -1): void {
    this.activityId = 0;
    for (const share of shares) {
      if (share.activityId !== this.activityId) this.ofActivity.clear();
      this.activityId = share.activityId;
      const amounts = [share.unitsHigh, share.unitsLow, share.nanos].map((part) => Number(part) * times);
      for (const { name, columns, ofItem, bit } of counted) {
        const isAllocated = columns.every((column) => share[column] !== null);
        const [firstKey, secondKey] = [0, 1].map((place) =>
          isAllocated && place < columns.length ? String(share[columns[place]!]) : '',
        ) as [string, string];
        const id = `${name}|${share.kind}|${share.currency}|${firstKey}|${secondKey}`;
        let row = this.rows.get(id);
        if (row === undefined) {
          const key = [name, share.kind, share.currency, firstKey, secondKey] as const;
          row = { key, unitsHigh: 0, unitsLow: 0, nanos: 0, items: 0, activities: 0 };
          this.rows.set(id, row);
        }
        row.unitsHigh += amounts[0]!;
        row.unitsLow += amounts[1]!;
        row.nanos += amounts[2]!;
        // An item whose own value is missing is unallocated with all of its shares, of which one stands for it.
        const isWhole = !isAllocated && ofItem.some((column) => share[column] === null);
        row.items += times * ((share.firsts >> (isWhole ? WHOLE : bit)) & 1);
        if (!this.ofActivity.has(row)) row.activities += times;
        this.ofActivity.add(row);
      }
    }
  }

  /** What changes something, as rows of `COLUMNS_OF_TOTALS`. */
  changes(): unknown[][] {
    return [...this.rows.values()]
      .filter(isChange)
      .map(({ key, unitsHigh, unitsLow, nanos, items, activities }) => [
        ...key,
        unitsHigh,
        unitsLow,
        nanos,
        items,
        activities,
      ]);
  }
}

function isChange({ unitsHigh, unitsLow, nanos, items, activities }: AddedTotal): boolean {
  return unitsHigh !== 0 || unitsLow !== 0 || nanos !== 0 || items !== 0 || activities !== 0;
}
