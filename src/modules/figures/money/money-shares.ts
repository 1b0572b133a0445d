import type { EntityManager } from 'typeorm';
import { minorUnitPlaces } from '../../../core/types/currency-code';
import { nanosOf } from '../../../core/types/decimal';
import { insertMany } from '../../../database/sql/bulk-insert';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { activityFirstsOf } from './activity-firsts';
import { BudgetType } from './budget';
import { unitsAndNanos } from './money';
import { MoneyShare } from './money.entity';
import { MoneyKind } from './money-kind';
import { findTransactions } from './transactions.field';

/*
 * The parts into which money is divided, so that sums by country and sector add up to the money itself.
 */

/** A country, region or sector that gets a part of each item, in percent. Null: no percentage is known. */
export interface Weighted<T> {
  readonly value: T;
  readonly percentage: string | null;
}

export interface RecipientCode {
  readonly countryCode: string | null;
  readonly regionCode: string | null;
}

/** How the money of an activity is divided, unless an item says otherwise. */
export interface Division {
  readonly recipients: readonly Weighted<RecipientCode>[];
  readonly sectors: readonly Weighted<string>[];
}

/** A part of a whole, as a share of the weights of all parts. `value` null: unallocated. */
interface Part<T> {
  readonly value: T | null;
  readonly weight: bigint;
}

/** A hundred percent, in billionths. */
const HUNDRED = nanosOf('100');

/** The money of an activity in more parts than these is unallocated. */
const MAX_PARTS = 20_000;

/** A budget or a transaction that is to be divided. */
export interface MoneyItem {
  readonly kind: MoneyKind;
  readonly day: string;
  readonly amount: string;
  readonly currency: string;
  readonly valueDate: string;
  readonly providerId: number | null;
  readonly receiverId: number | null;
  readonly countryCode: string | null;
  readonly sectorCode: string | null;
}

/** Remakes the shares of an activity's money. */
export async function remakeShares(manager: EntityManager, activityId: number): Promise<void> {
  await executeSql(manager, sql`DELETE FROM money_share WHERE activity_id = ${activityId}`);
  const items = [...(await findBudgets(manager, activityId)), ...(await findTransactions(manager, activityId))];
  if (items.length === 0) return;
  await insertMany(manager, MoneyShare, sharesOf(activityId, items, await divisionOf(manager, activityId)));
}

/** The shares of an activity's budgets and transactions, ordered by these. */
export function sharesOf(activityId: number, items: readonly MoneyItem[], division: Division): MoneyShare[] {
  const count = items.reduce((sum, item) => sum + partsOfItem(item, division).length, 0);
  const parts = count > MAX_PARTS ? { recipients: [], sectors: [] } : division;
  const shares = items
    .flatMap((item) => sharesOfItem(item, parts))
    .map((share, index) => Object.assign(new MoneyShare(), { activityId, position: index + 1, ...share }));
  const firsts = activityFirstsOf(shares);
  for (const [index, share] of shares.entries()) share.activityFirsts = firsts[index]!;
  return shares;
}

/** The budgets that count in sums: all but original ones whose period has a revised one. */
async function findBudgets(manager: EntityManager, activityId: number): Promise<MoneyItem[]> {
  const rows = await executeSql<Pick<MoneyItem, 'day' | 'amount' | 'currency' | 'valueDate'>>(
    manager,
    sql`SELECT b.period_start AS day, b.amount, b.currency, b.value_date FROM activity_budget b
      WHERE b.activity_id = ${activityId} AND (b.type = ${BudgetType.REVISED} OR NOT EXISTS (
        SELECT 1 FROM activity_budget r
        WHERE r.activity_id = b.activity_id AND r.type = ${BudgetType.REVISED}
          AND r.period_start = b.period_start AND r.period_end = b.period_end))
      ORDER BY b.position`,
  );
  const none = { providerId: null, receiverId: null, countryCode: null, sectorCode: null };
  return rows.map((row) => ({ kind: MoneyKind.BUDGET, ...none, ...row }));
}

/** How the activity divides its money. */
async function divisionOf(manager: EntityManager, activityId: number): Promise<Division> {
  const recipients = await executeSql<RecipientCode & Pick<Weighted<unknown>, 'percentage'>>(
    manager,
    sql`SELECT country_code, region_code, percentage FROM activity_recipient
      WHERE activity_id = ${activityId} ORDER BY position`,
  );
  const sectors = await executeSql<Weighted<string>>(
    manager,
    sql`SELECT sector_code AS value, percentage FROM activity_sector WHERE activity_id = ${activityId} ORDER BY position`,
  );
  return {
    recipients: recipients.map(({ percentage, ...value }) => ({ value, percentage })),
    sectors: [...sectors],
  };
}

/** The parts of an item by recipient and sector: its own where it has them, else those of its activity. */
function partsOfItem({ countryCode, sectorCode }: MoneyItem, { recipients, sectors }: Division) {
  const toRecipients = partsOf(
    countryCode === null ? recipients : [{ value: { countryCode, regionCode: null }, percentage: null }],
  );
  const toSectors = partsOf(sectorCode === null ? sectors : [{ value: sectorCode, percentage: null }]);
  return toRecipients.flatMap((recipient) =>
    toSectors.map((sector) => ({
      countryCode: recipient.value?.countryCode ?? null,
      regionCode: recipient.value?.regionCode ?? null,
      sectorCode: sector.value,
      weight: recipient.weight * sector.weight,
    })),
  );
}

/** The shares of an item. Those of nothing are left out, unless the item itself is nothing. */
function sharesOfItem(item: MoneyItem, division: Division) {
  const { kind, day, currency, valueDate, providerId, receiverId } = item;
  const parts = partsOfItem(item, division);
  const amount = nanosOf(item.amount);
  const amounts = divide(
    amount,
    parts.map(({ weight }) => weight),
    quantumOf(amount, currency),
  );
  const shares = parts
    .map(({ weight: _weight, ...part }, index) => ({ ...part, amount: amounts[index]! }))
    .filter((share, index) => share.amount !== 0n || (amount === 0n && index === 0));
  const firsts = firstsOf(shares);
  let preceding = 0n;
  return shares.map(({ amount: part, ...codes }, index) => {
    const before = unitsAndNanos(preceding);
    preceding += part;
    return {
      kind,
      currency,
      year: Number(day.slice(0, 4)),
      valueDate,
      ...codes,
      sectorCategory: codes.sectorCode?.slice(0, 3) ?? null,
      providerId,
      receiverId,
      precedingUnits: before.units,
      precedingNanos: before.nanos,
      ...unitsAndNanos(part),
      firsts: firsts[index]!,
    };
  });
}

/** The smallest amount that a share is a multiple of: the minor unit of the currency, or less if the item itself has less. */
function quantumOf(amount: bigint, currency: string): bigint {
  let quantum = 10n ** BigInt(9 - minorUnitPlaces(currency));
  while (amount % quantum !== 0n) quantum /= 10n;
  return quantum;
}

/** Whether sums are by country, by region, by sector (or sector and category), or by category. */
export interface Projection {
  readonly country: boolean;
  readonly region: boolean;
  readonly sector: 'code' | 'category' | null;
}

const projections: readonly Projection[] = [false, true].flatMap((country) =>
  [false, true].flatMap((region) =>
    ([null, 'code', 'category'] as const).map((sector) => ({ country, region, sector })),
  ),
);

/** The number of the bit of `firsts` that counts items in sums by the projection. */
export function bitOf({ country, region, sector }: Projection): number {
  return projections.findIndex((one) => one.country === country && one.region === region && one.sector === sector);
}

/**
 * For each share of an item, the projections in which it is the first of its group: there, it stands for the item. Shares that
 * lack one of the values are one group, the unallocated. So items are counted without comparing them.
 */
function firstsOf(shares: readonly (RecipientCode & { readonly sectorCode: string | null })[]): number[] {
  const firsts = shares.map(() => 0);
  for (const [bit, { country, region, sector }] of projections.entries()) {
    const groups = new Set<string>();
    for (const [index, { countryCode, regionCode, sectorCode }] of shares.entries()) {
      const values = [
        ...(country ? [countryCode] : []),
        ...(region ? [regionCode] : []),
        ...(sector === null ? [] : [sector === 'code' ? sectorCode : (sectorCode?.slice(0, 3) ?? null)]),
      ];
      const group = values.includes(null) ? '' : `in ${values.join()}`;
      if (!groups.has(group)) firsts[index]! |= 1 << bit;
      groups.add(group);
    }
  }
  return firsts;
}

/**
 * Divides a whole by percentages. What they leave under 100 is unallocated; over 100, they are scaled. One value without a
 * percentage gets all; several without are unallocated, since nobody has said that they are equal.
 */
function partsOf<T>(values: readonly Weighted<T>[]): Part<T>[] {
  const [only] = values;
  if (values.length === 1 && only!.percentage === null) return [{ value: only!.value, weight: HUNDRED }];
  const parts: Part<T>[] = values.map(({ value, percentage }) => ({
    value,
    weight: percentage === null ? 0n : nanosOf(percentage),
  }));
  const sum = parts.reduce((total, { weight }) => total + weight, 0n);
  if (sum < HUNDRED) parts.push({ value: null, weight: HUNDRED - sum });
  return parts.filter(({ weight }) => weight > 0n);
}

/**
 * Divides an amount by weights so that the parts add up to it: each part is rounded down to a multiple of the quantum, and
 * those with the largest remainders get one quantum more.
 *
 * @param amount billionths, a multiple of `quantum`
 */
function divide(amount: bigint, weights: readonly bigint[], quantum: bigint): bigint[] {
  const sign = amount < 0n ? -1n : 1n;
  const quanta = (amount * sign) / quantum;
  const whole = weights.reduce((total, weight) => total + weight, 0n);
  const parts = weights.map((weight) => (quanta * weight) / whole);
  const left = Number(quanta - parts.reduce((total, part) => total + part, 0n));
  const remainderOf = (index: number): bigint => (quanta * weights[index]!) % whole;
  const byRemainder = weights
    .map((_weight, index) => index)
    .sort(
      (one, other) =>
        Number(remainderOf(other) > remainderOf(one)) - Number(remainderOf(one) > remainderOf(other)) || one - other,
    );
  for (const index of byRemainder.slice(0, left)) parts[index]! += 1n;
  return parts.map((part) => part * quantum * sign);
}
