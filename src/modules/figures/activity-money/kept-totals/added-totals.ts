import { toCamelCase } from '../../../../database/sql/column-names';
import { bitOf } from '../../money/money-shares';
import {
  activityBitOfSums,
  type MoneyDimension,
  moneyDimensions,
  projectionOf,
  WHOLE,
  WHOLE_ACTIVITY,
} from '../statistics/money-dimension';
import { groupings, nameOfTotals } from './kept-totals';

/** A row of `counted_share`, with its units in two halves of 32 bits. */
export interface ShareToCount {
  readonly kind: string;
  readonly currency: string;
  readonly unitsHigh: number | string;
  readonly unitsLow: number | string;
  readonly nanos: number | string;
  readonly firsts: number;
  readonly activityFirsts: number;
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

const columnsOf = (dimensions: readonly MoneyDimension[]): string[] =>
  dimensions.map((dimension) => toCamelCase(moneyDimensions[dimension].column));

/** How a grouping is made of the columns of shares. */
const counted = groupings.map((dimensions) => ({
  name: nameOfTotals(dimensions),
  columns: columnsOf(dimensions),
  ofItem: columnsOf(dimensions.filter((dimension) => moneyDimensions[dimension].projection === undefined)),
  ofActivity: columnsOf(dimensions.filter((dimension) => moneyDimensions[dimension].ofActivity !== undefined)),
  bit: bitOf(projectionOf(dimensions)),
  activityBit: activityBitOfSums(dimensions)!,
}));

/**
 * Adds up shares by all groupings. SQLite takes several times as long, because it sorts the shares for each grouping. The sums of a
 * million shares are safe integers.
 */
export class AddedTotals {
  readonly rows = new Map<string, AddedTotal>();

  /** Adds shares (1), or takes them away (-1). */
  addShares(shares: readonly ShareToCount[], times: 1 | -1): void {
    for (const share of shares) {
      const amounts = [share.unitsHigh, share.unitsLow, share.nanos].map((part) => Number(part) * times);
      const isMissing = (column: string): boolean => share[column] === null;
      for (const { name, columns, ofItem, ofActivity, bit, activityBit } of counted) {
        const isAllocated = !columns.some(isMissing);
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
        // Without a value of its own, an item or an activity is unallocated with all of its shares, of which one stands for it.
        row.items += times * ((share.firsts >> (ofItem.some(isMissing) ? WHOLE : bit)) & 1);
        row.activities +=
          times * ((share.activityFirsts >> (ofActivity.some(isMissing) ? WHOLE_ACTIVITY : activityBit)) & 1);
      }
    }
  }

  /** The differences other than zero, as rows of `COLUMNS_OF_TOTALS`. */
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
