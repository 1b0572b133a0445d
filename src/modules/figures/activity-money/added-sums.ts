import { QueryTooComplexError } from '../../../errors';
import { decimalOf } from '../../../core/types/decimal';
import type { Row } from '../../../database/row-mapper';
import { nanosOfSums } from '../money/money';
import type { MoneyKind } from '../money/money-kind';
import { moneyDimensions, type MoneyDimension } from './money-dimension';
import { MAX_GROUPS, type MoneySum } from './money-statistics.types';

/** A sum of shares with the same values in all dimensions. */
export interface GroupedSum {
  readonly keys: readonly string[];
  readonly sum: MoneySum;
}

export interface SumsOfMoney {
  readonly groups: readonly GroupedSum[];
  readonly unallocated: readonly MoneySum[];
  readonly totals: readonly MoneySum[];
  readonly unconverted: readonly MoneySum[];
}

export const noSums: SumsOfMoney = { groups: [], unallocated: [], totals: [], unconverted: [] };

/**
 * The sums of an answer, from the rows of a statement. `part` of a row says what it is:
 *
 * - `kept`: a kept total with its keys, which are empty for what is unallocated;
 * - `total`: a kept total of all money;
 * - `sum`: shares with the same keys, null for a value that they do not have. It counts in its group, or else in what is
 *   unallocated, and in the totals;
 * - `activities`: the numbers of activities of the totals and of what is unallocated, which cannot be added;
 * - `unconverted`: shares that cannot be converted.
 *
 * A row is added as often as `times` says: -1 for what no longer is in a kept total.
 *
 * @throws QueryTooComplexError when there are more than 10,000 sums
 */
export function addSums(rows: readonly Row[], groupBy: readonly MoneyDimension[]): SumsOfMoney {
  // A statement stops after this many rows of one kind.
  const numbers = new Map<string, number>();
  for (const { part, times } of rows) {
    const name = `${String(part)} ${String(times)}`;
    numbers.set(name, (numbers.get(name) ?? 0) + 1);
  }
  if (Math.max(0, ...numbers.values()) > MAX_GROUPS) throw tooManySums();
  const isOfItem = groupBy.map((dimension) => moneyDimensions[dimension].projection === undefined);
  const groups = new AddedSums();
  const unallocated = new AddedSums();
  const totals = new AddedSums();
  for (const row of rows) {
    const keys = groupBy.map((_dimension, place) => row[`key_${place}`] as string | null);
    const [items, whole, activities] = [Number(row['items']), Number(row['wholeItems']), Number(row['activities'])];
    if (row['part'] === 'total') totals.add([], row, { items, activities });
    else if (row['part'] === 'kept') {
      if (keys.includes('')) unallocated.add([], row, { items, activities });
      else groups.add(keys as string[], row, { items, activities });
    } else if (row['part'] === 'sum') {
      totals.add([], row, { items: whole, activities: 0 });
      if (keys.every((key) => key !== null)) groups.add(keys, row, { items, activities });
      else {
        // An item whose own value is missing is unallocated with all of its shares, of which one stands for it.
        const isWhole = keys.some((key, place) => key === null && isOfItem[place]);
        unallocated.add([], row, { items: isWhole ? whole : items, activities: 0 });
      }
    } else if (row['part'] === 'activities') {
      totals.add([], row, { items: 0, activities });
      unallocated.add([], row, { items: 0, activities: Number(row['unallocatedActivities']) });
    }
  }
  const found = groups.sums();
  if (found.length > MAX_GROUPS) throw tooManySums();
  return {
    groups: found,
    unallocated: unallocated.sums().map(({ sum }) => sum),
    totals: totals.sums().map(({ sum }) => sum),
    unconverted: rows.filter((row) => row['part'] === 'unconverted').map(toSum),
  };
}

function tooManySums(): QueryTooComplexError {
  return new QueryTooComplexError(
    `The result has more than ${MAX_GROUPS} sums: add a filter, or use fewer dimensions or kinds`,
  );
}

interface AddedSum {
  readonly keys: readonly string[];
  readonly kind: MoneyKind;
  readonly currency: string;
  nanos: bigint;
  items: number;
  activities: number;
}

/** Sums by keys, kind and currency. */
class AddedSums {
  private readonly added = new Map<string, AddedSum>();

  add(keys: readonly string[], row: Row, counts: Pick<MoneySum, 'items' | 'activities'>): void {
    const [kind, currency] = [row['kind'] as MoneyKind, row['currency'] as string];
    const times = Number(row['times']);
    const name = JSON.stringify([...keys, kind, currency]);
    let sum = this.added.get(name);
    if (sum === undefined) {
      sum = { keys, kind, currency, nanos: 0n, items: 0, activities: 0 };
      this.added.set(name, sum);
    }
    sum.nanos += nanosOf(row) * BigInt(times);
    sum.items += counts.items * times;
    sum.activities += counts.activities * times;
  }

  /** The sums of which any item has a part. */
  sums(): GroupedSum[] {
    return [...this.added.values()]
      .filter(({ items }) => items > 0)
      .map(({ keys, nanos, currency, ...sum }) => ({
        keys,
        sum: { ...sum, value: { amount: decimalOf(nanos), currency } },
      }));
  }
}

function nanosOf(row: Row): bigint {
  const units = BigInt(row['unitsHigh'] as string) * 2n ** 32n + BigInt(row['unitsLow'] as string);
  return nanosOfSums(String(units), row['nanos'] as string);
}

/** The sum of a row with the columns of `SUMS`, and `kind`, `currency`, `items` and `activities`. */
export function toSum(row: Row): MoneySum {
  return {
    kind: row['kind'] as MoneyKind,
    value: { amount: decimalOf(nanosOf(row)), currency: row['currency'] as string },
    items: Number(row['items']),
    activities: Number(row['activities']),
  };
}
