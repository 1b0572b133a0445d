import { decimalOf } from '../../../../core/types/decimal';
import type { Row } from '../../../../database/sql/row-mapper';
import { QueryTooComplexError } from '../../../../errors';
import { nanosOfSums } from '../../money/money';
import type { MoneyKind } from '../../money/money-kind';
import type { MoneyDimension } from './money-dimension';
import { MAX_GROUPS } from './money-share-costs';
import type { MoneySum } from './money-statistics.types';

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
 * Adds up the rows of a statement. `part` of a row says what it is a part of: `group`, `unallocated`, `total` or `unconverted`, after
 * `kept_` if it is a kept total. A row is added as often as `times` says: -1 for what no longer is in a kept total.
 *
 * @param limit if so many rows are of one part, the statement may have left out others
 * @throws QueryTooComplexError when there are more than 10,000 sums
 */
export function addSums(rows: readonly Row[], groupBy: readonly MoneyDimension[], limit: number): SumsOfMoney {
  const parts = {
    group: new AddedSums(),
    unallocated: new AddedSums(),
    total: new AddedSums(),
    unconverted: new AddedSums(),
  };
  const numbers = new Map<string, number>();
  for (const row of rows) {
    const part = String(row['part']).replace('kept_', '') as keyof typeof parts;
    parts[part].add(part === 'group' ? groupBy.map((_dimension, place) => row[`key_${place}`] as string) : [], row);
    const name = `${String(row['part'])} ${String(row['times'])}`;
    if (part !== 'total') numbers.set(name, (numbers.get(name) ?? 0) + 1);
  }
  const groups = parts.group.sums();
  if (groups.length > MAX_GROUPS || Math.max(0, ...numbers.values()) >= limit) throw tooManySums();
  const sumsOf = (part: AddedSums): MoneySum[] => part.sums().map(({ sum }) => sum);
  return {
    groups,
    unallocated: sumsOf(parts.unallocated),
    totals: sumsOf(parts.total),
    unconverted: sumsOf(parts.unconverted),
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

  add(keys: readonly string[], row: Row): void {
    const [kind, currency] = [row['kind'] as MoneyKind, row['currency'] as string];
    const times = Number(row['times']);
    const name = JSON.stringify([...keys, kind, currency]);
    let sum = this.added.get(name);
    if (sum === undefined) {
      sum = { keys, kind, currency, nanos: 0n, items: 0, activities: 0 };
      this.added.set(name, sum);
    }
    sum.nanos += nanosOf(row) * BigInt(times);
    sum.items += Number(row['items']) * times;
    sum.activities += Number(row['activities']) * times;
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

/** The sum of a row with the columns of `SUMS_OF_ITEMS`, and `kind`, `currency` and `activities`. */
export function toSum(row: Row): MoneySum {
  return {
    kind: row['kind'] as MoneyKind,
    value: { amount: decimalOf(nanosOf(row)), currency: row['currency'] as string },
    items: Number(row['items']),
    activities: Number(row['activities']),
  };
}
