import type { MoneyDimension } from '../../src/modules/figures/activity-money/statistics/money-dimension';

/*
 * The sums of money that the server must find, computed with integers of any size, and with nothing of what is tested.
 */

/** The currencies with the decimal places of their minor units. */
export const currencies = { EUR: 2, USD: 2, JPY: 0, KWD: 3, KGS: 2, UZS: 2, XAF: 0 } as const;
export type Currency = keyof typeof currencies;

export interface Share {
  readonly country: string | null;
  readonly region: string | null;
  readonly sector: string | null;
  /** Billionths. */
  readonly amount: bigint;
}

export interface Item {
  readonly activity: string;
  readonly kind: string;
  readonly currency: Currency;
  readonly year: string;
  readonly valueDate: string;
  readonly provider: string | null;
  readonly receiver: string | null;
  readonly programme: string | null;
  /** The only network of the activity. */
  readonly network: string | null;
  readonly status: string | null;
  readonly shares: readonly Share[];
}

/** What one unit of the base costs in the currency. */
export interface Rate {
  readonly day: string;
  readonly currency: Currency;
  readonly rate: string;
}

export const BASE_CURRENCY = 'EUR';

export const BILLION = 10n ** 9n;

export function decimal(nanos: bigint): string {
  const digits = String(nanos < 0n ? -nanos : nanos).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}

export function nanos(text: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const value = BigInt(whole!) * BILLION + BigInt(fraction.padEnd(9, '0'));
  return sign ? -value : value;
}

interface Weighed {
  readonly percentage: string | null;
}

/** The parts of a whole: several values without percentages are unallocated, and one has all. */
function weigh<T extends Weighed>(values: readonly T[]): (readonly [T | null, bigint])[] {
  if (values.length === 1) return [[values[0]!, 100n * BILLION]];
  if (values.some(({ percentage }) => percentage === null)) return [[null, 100n * BILLION]];
  return values.map((value) => [value, nanos(value.percentage!)] as const);
}

/** Divides an amount by the method of the largest remainder; equal remainders are served in their order. */
export function divide(
  amount: bigint,
  minorPlaces: number,
  recipients: readonly { country: string | null; region: string | null; percentage: string | null }[],
  sectors: readonly { code: string; percentage: string | null }[],
): Share[] {
  let step = BILLION / 10n ** BigInt(minorPlaces);
  while (amount % step !== 0n) step /= 10n;
  const size = (amount < 0n ? -amount : amount) / step;
  const whole = (100n * BILLION) ** 2n;
  const parts = weigh(recipients).flatMap(([recipient, one]) =>
    weigh(sectors).map(([sector, other]) => ({ recipient, sector, product: size * one * other })),
  );
  const steps = parts.map(({ product }) => product / whole);
  const missing = Number(size - steps.reduce((sum, part) => sum + part, 0n));
  const served = [...parts.keys()]
    .sort((one, other) => {
      const difference = (parts[other]!.product % whole) - (parts[one]!.product % whole);
      return difference > 0n ? 1 : difference < 0n ? -1 : one - other;
    })
    .slice(0, missing);
  return parts.map(({ recipient, sector }, index) => ({
    country: recipient?.country ?? null,
    region: recipient?.region ?? null,
    sector: sector?.code ?? null,
    amount: (steps[index]! + (served.includes(index) ? 1n : 0n)) * step * (amount < 0n ? -1n : 1n),
  }));
}

/** Numerator and denominator of the rate of the day, or of the last one in 31 days before; null: there is none. */
function rateOf(currency: Currency, valueDate: string, rates: readonly Rate[]): bigint | null {
  if (currency === BASE_CURRENCY) return 10n ** 12n;
  const earliest = new Date(Date.parse(valueDate) - 31 * 86_400_000).toISOString().slice(0, 10);
  const [last] = rates
    .filter((rate) => rate.currency === currency && rate.day <= valueDate && rate.day >= earliest)
    .sort((one, other) => (one.day < other.day ? 1 : -1));
  if (last === undefined) return null;
  const [whole, places = ''] = last.rate.split('.');
  return BigInt(whole! + places.padEnd(12, '0'));
}

/** The item in another currency: it is rounded as a whole, and its parts add up to it. Null: it cannot be converted. */
export function convertItem(item: Item, to: Currency, rates: readonly Rate[]): Item | null {
  if (item.currency === to) return item;
  const [divisor, multiplier] = [rateOf(item.currency, item.valueDate, rates), rateOf(to, item.valueDate, rates)];
  if (divisor === null || multiplier === null) return null;
  const step = BILLION / 10n ** BigInt(currencies[to]);
  const convert = (amount: bigint): bigint => {
    const size = amount < 0n ? -amount : amount;
    const [whole, rest] = [(size * multiplier) / (divisor * step), (size * multiplier) % (divisor * step)];
    return (rest * 2n >= divisor * step ? whole + 1n : whole) * step * (amount < 0n ? -1n : 1n);
  };
  let [before, converted] = [0n, 0n];
  const shares = item.shares.map((share) => {
    before += share.amount;
    const amount = convert(before) - converted;
    converted += amount;
    return { ...share, amount };
  });
  return { ...item, currency: to, shares };
}

function valueOf(dimension: MoneyDimension, item: Item, share: Share): string | null {
  return {
    COUNTRY: share.country,
    REGION: share.region,
    SECTOR: share.sector,
    SECTOR_CATEGORY: share.sector?.slice(0, 3) ?? null,
    YEAR: item.year,
    STATUS: item.status,
    PROVIDER: item.provider,
    RECEIVER: item.receiver,
    PROGRAMME: item.programme,
    NETWORK: item.network,
    KIND: item.kind,
  }[dimension];
}

/** The expected sums as `values kind currency` and the amount; values null: unallocated. */
export function expectedSums(by: readonly MoneyDimension[], from: readonly Item[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const item of from) {
    for (const share of item.shares) {
      if (share.amount === 0n) continue;
      const values = by.map((dimension) => valueOf(dimension, item, share));
      const group = values.includes(null) ? null : values;
      for (const part of [JSON.stringify(group), 'total']) {
        const key = `${part} ${item.kind} ${item.currency}`;
        sums.set(key, (sums.get(key) ?? 0n) + share.amount);
      }
    }
  }
  return sums;
}

/** The expected numbers of items and activities, by the keys of `expectedSums`. */
export function expectedCounts(by: readonly MoneyDimension[], from: readonly Item[]): Map<string, string> {
  const found = new Map<string, { items: Set<Item>; activities: Set<string> }>();
  for (const item of from) {
    for (const share of item.shares.filter(({ amount }) => amount !== 0n)) {
      const values = by.map((dimension) => valueOf(dimension, item, share));
      for (const part of [JSON.stringify(values.includes(null) ? null : values), 'total']) {
        const key = `${part} ${item.kind} ${item.currency}`;
        const counted = found.get(key) ?? { items: new Set(), activities: new Set() };
        counted.items.add(item);
        counted.activities.add(item.activity);
        found.set(key, counted);
      }
    }
  }
  return new Map([...found].map(([key, counted]) => [key, `${counted.items.size} ${counted.activities.size}`]));
}
