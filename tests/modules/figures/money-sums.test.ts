import { createRandom } from '../../support/random';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

/*
 * Random money of activities with random recipients and sectors is summed by every dimension, and compared with sums that are
 * computed here with integers of any size. MONEY_ITEMS=10000 enters more of it; SEED chooses other values.
 */

const ITEMS = Number(process.env.MONEY_ITEMS ?? 60);
const random = createRandom(Number(process.env.SEED ?? 14));
const ITEMS_OF_ACTIVITY = 15;

/** The currencies with the decimal places of their minor units. */
const currencies = { EUR: 2, USD: 2, JPY: 0, KWD: 3, KGS: 2, UZS: 2, XAF: 0 } as const;
type Currency = keyof typeof currencies;

const kinds = ['DISBURSEMENT', 'EXPENDITURE', 'OUTGOING_COMMITMENT', 'INCOMING_FUNDS'] as const;
const dimensions = ['COUNTRY', 'REGION', 'SECTOR', 'SECTOR_CATEGORY', 'YEAR', 'STATUS', 'PROVIDER', 'KIND'] as const;
type Dimension = (typeof dimensions)[number];

interface Share {
  readonly country: string | null;
  readonly region: string | null;
  readonly sector: string | null;
  /** Billionths. */
  readonly amount: bigint;
}

interface Item {
  readonly kind: string;
  readonly currency: Currency;
  readonly year: string;
  readonly provider: string | null;
  readonly status: string | null;
  readonly shares: readonly Share[];
}

const BILLION = 10n ** 9n;
const items: Item[] = [];
let server: TestServer;

beforeAll(
  async () => {
    server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
    await make(server.app, async (create) => {
      for (const slug of ['funder', 'donor']) await create.organisation({ slug, name: slug });
      for (let number = 0; number * ITEMS_OF_ACTIVITY < ITEMS; number += 1)
        await create.activity({ slug: `a-${number}` });
    });
    for (let number = 0; number * ITEMS_OF_ACTIVITY < ITEMS; number += 1) {
      await fill(`a-${number}`, Math.min(ITEMS_OF_ACTIVITY, ITEMS - number * ITEMS_OF_ACTIVITY));
    }
  },
  60_000 + ITEMS * 100,
);

afterAll(() => server.close());

/** Percentages with up to nine decimal places that add up to 100, or none for more than one value. */
function drawPercentages(count: number): (string | null)[] {
  if (random.chance(0.2)) return Array.from({ length: count }, () => null);
  const hundred = 100n * BILLION;
  const cuts = Array.from({ length: count - 1 }, () => BigInt(1 + random.below(99_999_999)) * 1_000n);
  const sorted = [0n, ...new Set(cuts), hundred].sort((one, other) => (one < other ? -1 : 1));
  return sorted.slice(1).map((cut, index) => decimal(cut - sorted[index]!));
}

function decimal(nanos: bigint): string {
  const digits = String(nanos < 0n ? -nanos : nanos).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}

function nanos(text: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const value = BigInt(whole!) * BILLION + BigInt(fraction.padEnd(9, '0'));
  return sign ? -value : value;
}

function drawAmount(currency: Currency): string {
  if (random.chance(0.05)) return '9007199254740993';
  const places = currencies[currency] + (random.chance(0.1) ? 2 : 0);
  const quanta = BigInt(random.below(2 ** 40)) * (random.chance(0.2) ? -1n : 1n);
  return decimal((quanta * BILLION) / 10n ** BigInt(places));
}

async function fill(slug: string, count: number): Promise<void> {
  const { id, ...read } = await versionOf(slug);
  let { version } = read;
  const status = random.pick(['IMPLEMENTATION', 'CLOSED', null]);
  const places = random.shuffle(['KG', 'UZ', 'TJ', 'region 298', 'region 689']).slice(0, 1 + random.below(5));
  const recipients = drawPercentages(places.length).map((percentage, index) => {
    const [, region = null] = /^region (.*)/.exec(places[index]!) ?? [];
    return { country: region === null ? places[index]! : null, region, percentage };
  });
  const codes = random.shuffle(['15110', '15160', '33120', '11110']).slice(0, 1 + random.below(4));
  const sectors = drawPercentages(codes.length).map((percentage, index) => ({ code: codes[index]!, percentage }));
  const changed = async (mutation: string, input: object): Promise<void> => {
    await mutationsOf(server, mutation, editor).done({ version, ...input }, '__typename');
    version = (await versionOf(slug)).version;
  };
  if (status !== null) await changed('updateActivity', { id, status });
  // Recipients are known before the money, and sectors after it: the shares follow both.
  await changed('setRecipients', { activityId: id, recipients });
  for (let number = 0; number < count; number += 1) {
    const currency = random.pick(Object.keys(currencies) as Currency[]);
    const amount = drawAmount(currency);
    const [kind, year] = [random.pick(kinds), String(2018 + random.below(4))];
    const [provider, country] = [random.pick(['funder', 'donor', null]), random.pick(['KG', null, null])];
    const sector = random.pick(['43082', null, null]);
    const value = { amount, currency };
    await changed('createTransaction', {
      activityId: id,
      kind,
      date: `${year}-02-03`,
      value,
      provider,
      country,
      sector,
    });
    const shares = divide(
      nanos(amount),
      currencies[currency],
      country === null ? recipients : [{ country, region: null, percentage: '100' }],
      sector === null ? sectors : [{ code: sector, percentage: '100' }],
    );
    items.push({ kind, currency, year, provider, status, shares });
  }
  await changed('setSectors', { activityId: id, sectors });
}

async function versionOf(slug: string): Promise<{ id: string; version: number }> {
  const { activity } = await server.data(`{ activity(slug: "${slug}") { id publication { version } } }`, {}, editor);
  return { id: activity.id, version: activity.publication.version };
}

type Given = readonly { readonly percentage: string | null }[];

/** The parts of a whole: several values without percentages are unallocated, and one has all. */
function weigh<T extends Given[number]>(values: readonly T[]): (readonly [T | null, bigint])[] {
  if (values.length === 1) return [[values[0]!, 100n * BILLION]];
  if (values.some(({ percentage }) => percentage === null)) return [[null, 100n * BILLION]];
  return values.map((value) => [value, nanos(value.percentage!)] as const);
}

/** Divides an amount by the method of the largest remainder; equal remainders are served in their order. */
function divide(
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

function valueOf(dimension: Dimension, item: Item, share: Share): string | null {
  return {
    COUNTRY: share.country,
    REGION: share.region,
    SECTOR: share.sector,
    SECTOR_CATEGORY: share.sector?.slice(0, 3) ?? null,
    YEAR: item.year,
    STATUS: item.status,
    PROVIDER: item.provider,
    KIND: item.kind,
  }[dimension];
}

/** The expected sums as `values kind currency` and the amount; values null: unallocated. */
function expectedSums(by: readonly Dimension[], from: readonly Item[]): Map<string, bigint> {
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

async function readSums(by: readonly Dimension[], years: object | null): Promise<Map<string, bigint>> {
  const sums = 'kind value { amount currency }';
  const { moneyStatistics } = await server.data(
    `query ($by: [MoneyDimension!]!, $kinds: [MoneyKind!]!, $years: IntFilter) {
      moneyStatistics(kinds: $kinds, groupBy: $by, years: $years) {
        groups { keys { value } sums { ${sums} } } unallocated { ${sums} } totals { ${sums} } } }`,
    { by, kinds, years },
  );
  const found = new Map<string, bigint>();
  const add = (part: string, rows: any[]): void => {
    for (const { kind, value } of rows) found.set(`${part} ${kind} ${value.currency}`, nanos(value.amount));
  };
  for (const { keys, sums: rows } of moneyStatistics.groups)
    add(JSON.stringify(keys.map(({ value }: any) => value)), rows);
  add('null', moneyStatistics.unallocated);
  add('total', moneyStatistics.totals);
  return found;
}

const pairs = dimensions.flatMap((one, index) => dimensions.slice(index + 1).map((other) => [one, other]));

test.each([...dimensions.map((dimension) => [dimension]), ...pairs].map((by) => ({ by, name: by.join(' and ') })))(
  'sums by $name equal the independent ones, and add up',
  async ({ by }) => {
    const withoutZeros = (sums: Map<string, bigint>) => [...sums].filter(([, amount]) => amount !== 0n).sort();

    expect(withoutZeros(await readSums(by, null))).toEqual(withoutZeros(expectedSums(by, items)));
    const recent = items.filter(({ year }) => Number(year) >= 2020);
    expect(withoutZeros(await readSums(by, { gte: 2020 }))).toEqual(withoutZeros(expectedSums(by, recent)));
  },
);
