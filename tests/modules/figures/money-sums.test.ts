import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MoneyDimension } from '../../../src/modules/figures/activity-money/money-dimension';
import { findWrongTotals } from '../../../src/modules/figures/activity-money/kept-totals.check';
import { countMoney } from '../../../src/modules/figures/activity-money/kept-totals.upkeep';
import { sql } from '../../../src/database/sql';
import { runCommand } from '../../support/command-in-process';
import { createRandom } from '../../support/random';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

/*
 * Random money of activities with random recipients and sectors is summed by every dimension, and compared with sums that are
 * computed here with integers of any size, also converted by random rates. MONEY_ITEMS=10000 enters more of it; SEED chooses other values.
 */

const ITEMS = Number(process.env.MONEY_ITEMS ?? 60);
const random = createRandom(Number(process.env.SEED ?? 14));
const ITEMS_OF_ACTIVITY = 15;

/** The currencies with the decimal places of their minor units. */
const currencies = { EUR: 2, USD: 2, JPY: 0, KWD: 3, KGS: 2, UZS: 2, XAF: 0 } as const;
type Currency = keyof typeof currencies;

const transactionKinds = ['DISBURSEMENT', 'EXPENDITURE', 'OUTGOING_COMMITMENT', 'INCOMING_FUNDS'] as const;
const kinds = ['BUDGET', ...transactionKinds];
const dimensions = Object.values(MoneyDimension);
const organisations = ['funder', 'donor', null];
const programmes = ['first', 'second', null];
const networks = ['north', 'south'];

interface Share {
  readonly country: string | null;
  readonly region: string | null;
  readonly sector: string | null;
  /** Billionths. */
  readonly amount: bigint;
}

interface Item {
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

const BILLION = 10n ** 9n;
const items: Item[] = [];
let server: TestServer;

beforeAll(
  async () => {
    server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
    await make(server.app, async (create) => {
      for (const slug of ['funder', 'donor']) await create.organisation({ slug, name: slug });
      for (const slug of ['first', 'second']) await create.programme({ slug, name: slug });
      for (const slug of networks) await create.network({ slug, name: slug });
      for (let number = 0; number * ITEMS_OF_ACTIVITY < ITEMS; number += 1)
        await create.activity({ slug: `a-${number}` });
    });
    for (let number = 0; number * ITEMS_OF_ACTIVITY < ITEMS; number += 1) {
      // The kept totals have some of the money, and some of it has changed since.
      if (number === 1) await recount();
      await fill(`a-${number}`, Math.min(ITEMS_OF_ACTIVITY, ITEMS - number * ITEMS_OF_ACTIVITY));
    }
    await loadRates('drawn', drawRates());
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
  const programme = random.pick(programmes);
  const takesPart = networks.filter(() => random.chance(0.5));
  await changed('updateActivity', { id, status, programme, networks: takesPart });
  const network = takesPart.length === 1 ? takesPart[0]! : null;
  // Recipients are known before the money, and sectors after it: the shares follow both.
  await changed('setRecipients', { activityId: id, recipients });
  for (let number = 0; number < count; number += 1) {
    const currency = random.pick(Object.keys(currencies) as Currency[]);
    const amount = drawAmount(currency);
    const [kind, year] = [random.pick(transactionKinds), String(2018 + random.below(4))];
    const [provider, receiver] = [random.pick(organisations), random.pick(organisations)];
    const country = random.pick(['KG', null, null]);
    const sector = random.pick(['43082', null, null]);
    const value = { amount, currency };
    const valueDate = dayOf(random.below(4 * 365));
    await changed('createTransaction', {
      activityId: id,
      kind,
      date: `${year}-02-03`,
      value,
      valueDate,
      provider,
      receiver,
      country,
      sector,
    });
    const shares = divide(
      nanos(amount),
      currencies[currency],
      country === null ? recipients : [{ country, region: null, percentage: '100' }],
      sector === null ? sectors : [{ code: sector, percentage: '100' }],
    );
    items.push({
      activity: slug,
      kind,
      currency,
      year,
      valueDate,
      ...{ provider, receiver, programme, network, status },
      shares,
    });
  }
  const budgets = drawBudgets();
  await changed('setBudgets', {
    activityId: id,
    budgets: budgets.map(({ isReplaced: _isReplaced, ...budget }) => budget),
  });
  for (const { value, valueDate } of budgets.filter(({ isReplaced }) => !isReplaced)) {
    items.push({
      activity: slug,
      kind: 'BUDGET',
      currency: value.currency,
      year: valueDate.slice(0, 4),
      valueDate,
      ...{ provider: null, receiver: null, programme, network, status },
      shares: divide(nanos(value.amount), currencies[value.currency], recipients, sectors),
    });
  }
  await changed('setSectors', { activityId: id, sectors });
}

/** Budgets of years, of which some replace the original ones. */
function drawBudgets() {
  return ['2018', '2019', '2020'].flatMap((year) => {
    const isRevised = random.chance(0.3);
    return (isRevised ? ['ORIGINAL', 'REVISED'] : ['ORIGINAL']).map((type) => {
      const currency = random.pick(Object.keys(currencies) as Currency[]);
      return {
        type,
        status: 'COMMITTED',
        periodStart: `${year}-01-01`,
        periodEnd: `${year}-12-31`,
        value: { amount: drawAmount(currency), currency },
        valueDate: `${year}-01-01`,
        isReplaced: isRevised && type === 'ORIGINAL',
      };
    });
  });
}

/** A day from the first of 2018 on. */
function dayOf(number: number): string {
  return new Date(Date.UTC(2018, 0, 1 + number)).toISOString().slice(0, 10);
}

interface Rate {
  readonly day: string;
  readonly currency: Currency;
  readonly rate: string;
}

const BASE = 'EUR';
const rates: Rate[] = [];

/** Rates of all currencies but the base, with gaps in which none is near enough. */
function drawRates(): readonly Rate[] {
  for (const currency of Object.keys(currencies) as Currency[]) {
    if (currency === BASE) continue;
    for (let day = -10; day < 4 * 365; day += 1 + random.below(50)) {
      const rate = `${random.below(random.pick([2, 2_000_000]))}.${1 + random.below(10 ** random.pick([2, 4, 6]))}`;
      rates.push({ day: dayOf(day), currency, rate });
    }
  }
  return rates;
}

async function loadRates(name: string, rows: readonly Rate[], base = BASE) {
  const file = path.join(server.directory, 'rates.csv');
  const lines = random.shuffle(rows).map(({ day, currency, rate }) => `${currency},${day},${rate}`);
  await writeFile(file, ['currency,date,rate', ...lines].join('\n'));
  return runCommand(['rates', 'load', file, '--name', name, '--base', base], {
    env: { DATABASE_URL: server.databaseUrl },
  });
}

/** Numerator and denominator of the rate of the day, or of the last one in 31 days before; null: there is none. */
function rateOf(currency: Currency, valueDate: string): bigint | null {
  if (currency === BASE) return 10n ** 12n;
  const earliest = new Date(Date.parse(valueDate) - 31 * 86_400_000).toISOString().slice(0, 10);
  const [last] = rates
    .filter((rate) => rate.currency === currency && rate.day <= valueDate && rate.day >= earliest)
    .sort((one, other) => (one.day < other.day ? 1 : -1));
  if (last === undefined) return null;
  const [whole, places = ''] = last.rate.split('.');
  return BigInt(whole! + places.padEnd(12, '0'));
}

/** The item in another currency: it is rounded as a whole, and its parts add up to it. Null: it cannot be converted. */
function convertItem(item: Item, to: Currency): Item | null {
  if (item.currency === to) return item;
  const [divisor, multiplier] = [rateOf(item.currency, item.valueDate), rateOf(to, item.valueDate)];
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
function expectedSums(by: readonly MoneyDimension[], from: readonly Item[]): Map<string, bigint> {
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
function expectedCounts(by: readonly MoneyDimension[], from: readonly Item[]): Map<string, string> {
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

interface Summed {
  readonly years?: object;
  readonly filter?: object;
  readonly convert?: object;
}

/** The sums by the keys of `expectedSums`, and the numbers of items and activities by the same keys. */
async function readSums(by: readonly MoneyDimension[], summed: Summed = {}) {
  const sums = 'kind value { amount currency } items activities';
  const { moneyStatistics } = await server.data(
    `query ($by: [MoneyDimension!]!, $kinds: [MoneyKind!]!, $years: IntFilter, $filter: ActivityFilter, $convert: ConversionInput) {
      moneyStatistics(kinds: $kinds, groupBy: $by, years: $years, filter: $filter, convert: $convert) {
        groups { keys { value } sums { ${sums} } } unallocated { ${sums} } totals { ${sums} } unconverted { ${sums} } } }`,
    { by, kinds, ...summed },
  );
  const found = { amounts: new Map<string, bigint>(), counts: new Map<string, string>() };
  const add = (part: string, rows: any[]): void => {
    for (const { kind, value, items: number, activities } of rows) {
      found.amounts.set(`${part} ${kind} ${value.currency}`, nanos(value.amount));
      found.counts.set(`${part} ${kind} ${value.currency}`, `${number} ${activities}`);
    }
  };
  for (const { keys, sums: rows } of moneyStatistics.groups)
    add(JSON.stringify(keys.map(({ value }: any) => value)), rows);
  add('null', moneyStatistics.unallocated);
  add('total', moneyStatistics.totals);
  add('unconverted', moneyStatistics.unconverted);
  return found;
}

async function assertSums(by: readonly MoneyDimension[], summed: Summed, from: readonly Item[]): Promise<void> {
  const { amounts, counts } = await readSums(by, summed);
  expect(withoutZeros(amounts)).toEqual(withoutZeros(expectedSums(by, from)));
  expect([...counts].sort()).toEqual([...expectedCounts(by, from)].sort());
}

async function recount(): Promise<void> {
  const { output } = await runCommand(['money', 'recount'], { env: { DATABASE_URL: server.databaseUrl } });
  expect(output).toBe('All money was counted anew\n');
}

function withoutZeros(sums: Map<string, bigint>): [string, bigint][] {
  return [...sums].filter(([, amount]) => amount !== 0n).sort();
}

const groupings = [
  ...dimensions.map((dimension) => [dimension]),
  ...dimensions.flatMap((one, index) => dimensions.slice(index + 1).map((other) => [one, other])),
];

test.each(groupings.map((by) => ({ by, name: by.join(' and ') })))(
  'sums by $name equal the independent ones, and add up',
  async ({ by }) => {
    await assertSums(by, {}, items);
    const recent = items.filter(({ year }) => Number(year) >= 2020);
    await assertSums(by, { years: { gte: 2020 } }, recent);
    const chosen = items.filter(({ status, programme }) => status !== null || programme === 'second');
    const filter = { or: [{ status: ['IMPLEMENTATION', 'CLOSED'] }, { programme: ['second'] }] };
    await assertSums(by, { filter }, chosen);
  },
);

test('sums by three dimensions equal the independent ones', async () => {
  const { SECTOR, PROVIDER, NETWORK } = MoneyDimension;
  await assertSums([SECTOR, PROVIDER, NETWORK], {}, items);
});

describe('conversion', () => {
  test.each((['USD', 'EUR', 'JPY'] as const).flatMap((to) => dimensions.map((by) => ({ to, by }))))(
    'to $to by $by equals the independent one, and adds up',
    async ({ to, by }) => {
      const converted = items.map((item) => convertItem(item, to));
      const without = expectedSums(
        [],
        items.filter((_item, index) => converted[index] === null),
      );
      const expected = expectedSums(
        [by],
        converted.filter((item) => item !== null),
      );
      for (const [key, amount] of without) {
        if (key.startsWith('total ')) expected.set(key.replace('total', 'unconverted'), amount);
      }

      const { amounts } = await readSums([by], { convert: { to, rates: 'drawn' } });
      expect(withoutZeros(amounts)).toEqual(withoutZeros(expected));
      const count = converted.filter((item) => item === null).length;
      expect([count > 0, count < items.length]).toEqual([true, true]);
    },
  );

  const document = `query ($rates: String!) {
    moneyStatistics(kinds: [DISBURSEMENT], groupBy: [YEAR], convert: { to: "EUR", rates: $rates }) {
      rates { name base loadedAt } totals { value { amount currency } } unconverted { value { amount currency } } } }`;

  test('says by which table it is, and refuses one that is not loaded', async () => {
    const { moneyStatistics } = await server.data(document, { rates: 'drawn' });
    expect(moneyStatistics.rates).toEqual({
      name: 'drawn',
      base: 'EUR',
      loadedAt: expect.stringMatching(/^20.*Z$/) as string,
    });
    expect(moneyStatistics.totals).toEqual([{ value: { amount: expect.any(String) as string, currency: 'EUR' } }]);
    expect((await server.query(document, { rates: 'Drawn' })).errors).toMatchObject([
      {
        message: 'convert.rates must be the name of a table of rates: loaded are drawn',
        extensions: { code: 'BAD_USER_INPUT', field: 'convert.rates' },
      },
    ]);
  });

  test('uses a table that was loaded anew at once, and nothing of a file with a bad row', async () => {
    const loaded = (day: string, rate: string, base?: string) =>
      loadRates('one', [{ day, currency: 'USD', rate }], base);
    expect(await loaded('2018-01-01', '1.5')).toMatchObject({ code: 0, output: 'one: 1 rates\n' });
    const before = (await server.data(document, { rates: 'one' })).moneyStatistics;

    expect(await loaded('2018-02-30', '1.5')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^row 2: date is invalid .*\n1 bad row: nothing was changed\n$/) as string,
    });
    for (const rate of ['0', '0.0', '-1', '1e3', '', '1,5', 'NaN']) {
      expect((await loaded('2018-02-03', rate)).output).toMatch(/^row 2: (rate must be a number above 0|The row must)/);
    }
    expect(await loaded('2018-02-03', '2', 'USD')).toMatchObject({
      code: 1,
      output: expect.stringContaining('rate must be 1') as string,
    });
    expect(await loaded('2018-02-03', '1.5', 'usd')).toMatchObject({ code: 2 });
    expect(
      await loadRates(
        'one',
        [0, 1].map(() => ({ day: '2018-01-01', currency: 'USD', rate: '1' }) as const),
      ),
    ).toMatchObject({
      code: 1,
      output: expect.stringContaining('row 3: an earlier row has a rate of the same date and currency') as string,
    });
    expect((await server.data(document, { rates: 'one' })).moneyStatistics).toEqual(before);

    expect(await loadRates('one', rates)).toMatchObject({ code: 0 });
    const [after, same] = await Promise.all(
      ['one', 'drawn'].map(async (name) => (await server.data(document, { rates: name })).moneyStatistics),
    );
    expect(after).toEqual({ ...same, rates: { name: 'one', base: 'EUR', loadedAt: expect.any(String) as string } });
    expect(after.totals).not.toEqual(before.totals);
    const { output } = await runCommand(['rates', 'list'], { env: { DATABASE_URL: server.databaseUrl } });
    expect(output).toMatch(/^drawn: base EUR, loaded 20.*\none: base EUR, loaded 20.*\n$/);
  });
});

describe('kept totals', () => {
  const { YEAR, COUNTRY, PROGRAMME, NETWORK, STATUS, KIND, PROVIDER } = MoneyDimension;
  /** A condition on years has all shares summed. */
  const ofAllYears = { years: { gte: 1900 } };

  async function assertExact(some: readonly MoneyDimension[][]): Promise<void> {
    for (const by of some) {
      let sums: unknown;
      const statements = await server.statementsOf(async () => {
        sums = await readSums(by);
      });
      expect(statements.filter(readsTotals)).toHaveLength(1);
      expect(sums).toEqual(await readSums(by, ofAllYears));
    }
  }

  const readsTotals = (statement: string): boolean => statement.includes('FROM money_total');
  const write = (statement: string) => server.app.database.write((manager) => manager.query(statement));
  const listed = () => server.app.database.read.query(sql`SELECT DISTINCT activity_id FROM changed_money`);

  const changedActivity = (mutation: string, slug: string, input: object) => async (): Promise<void> => {
    const versioned = await versionOf(slug);
    const id = mutation === 'setRecipients' ? { activityId: versioned.id } : { id: versioned.id };
    await mutationsOf(server, mutation, editor).done({ ...id, version: versioned.version, ...input }, '__typename');
  };
  const changedNetwork = (mutation: string) => async (): Promise<void> => {
    const { network } = await server.data('{ network(slug: "north") { id publication { version } } }', {}, editor);
    const versioned = { id: network.id, version: network.publication.version };
    await mutationsOf(server, mutation, editor).done(versioned, '__typename');
  };

  test.each([
    [
      'an activity is changed',
      changedActivity('updateActivity', 'a-0', { programme: 'first', networks: ['north'], status: 'CLOSED' }),
    ],
    ['its status is changed', changedActivity('updateActivity', 'a-0', { status: 'IMPLEMENTATION' })],
    ['its programme is changed', changedActivity('updateActivity', 'a-0', { programme: 'second' })],
    ['a network is archived', changedNetwork('archiveNetwork')],
    ['a network is published', changedNetwork('publishNetwork')],
    ['recipients are changed', changedActivity('setRecipients', 'a-2', { recipients: [{ country: 'TJ' }] })],
    ['an activity is archived', changedActivity('archiveActivity', 'a-1', {})],
    ['an activity is moved to the trash', changedActivity('deleteActivity', 'a-2', {})],
    ['an activity is reverted', changedActivity('revertActivity', 'a-0', { to: 2 })],
  ])('are exact after %s, before and after the change is counted', async (_title, change) => {
    const some = [[KIND], [PROGRAMME], [NETWORK, STATUS], [YEAR, COUNTRY], [PROVIDER, KIND]];
    await change();
    await assertExact(some);
    await countMoney(server.app.database);
    await assertExact(some);
  });

  test('are the same when they are made anew', async () => {
    const { read } = server.app.database;
    const stored = () =>
      read.query(sql`SELECT * FROM money_total ORDER BY dimensions, kind, currency, first_key, second_key`);
    const counted = await stored();
    await recount();
    expect(await stored()).toEqual(counted);
    await assertExact(groupings);
  });

  test('are exact after shares are updated, and while an activity has too many to be counted', async () => {
    const ofOne = 'SELECT min(activity_id) FROM counted_share';
    await write(`UPDATE money_share SET units = units + 1, year = year + 1 WHERE activity_id = (${ofOne})`);
    await assertExact([[YEAR], [PROVIDER, KIND]]);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
    await assertExact([[YEAR], [PROVIDER, KIND]]);

    const columns = Object.keys((await write('SELECT * FROM money_share LIMIT 1'))[0]);
    const copied = columns.map((column) => (column === 'position' ? 'position + 1000 * n.number' : column));
    await write(`INSERT INTO money_share (${columns.join()}) SELECT ${copied.join()} FROM money_share
      CROSS JOIN (WITH RECURSIVE n (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 100) SELECT number FROM n) n
      WHERE activity_id = (${ofOne})`);
    await countMoney(server.app.database);
    expect(await listed()).toHaveLength(1);
    await assertExact([[YEAR], [PROVIDER, KIND], [NETWORK, STATUS]]);
    await write(`DELETE FROM money_share WHERE position > 1000`);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
  });

  test('are exact at every moment while money is changed and counted', async () => {
    const { database } = server.app;
    const amounts = sql`
      SELECT (SELECT coalesce(sum(units_high * 4294967296 + units_low), 0) FROM money_total WHERE dimensions = '')
        - (SELECT coalesce(sum(units), 0) FROM counted_share WHERE activity_id IN (SELECT activity_id FROM changed_money))
        + (SELECT coalesce(sum(s.units), 0) FROM money_share s JOIN activity a ON a.id = s.activity_id
            WHERE a.publication_state = 'PUBLISHED' AND a.id IN (SELECT activity_id FROM changed_money)) AS kept,
        (SELECT coalesce(sum(s.units), 0) FROM money_share s JOIN activity a ON a.id = s.activity_id
            WHERE a.publication_state = 'PUBLISHED') AS summed`;
    let isWriting = true;
    const change = async (): Promise<void> => {
      for (let number = 0; number < 20; number += 1) {
        await write(`UPDATE money_share SET units = units % 1000000 + ${number}`);
        await write(`UPDATE activity SET publication_state = CASE publication_state WHEN 'PUBLISHED' THEN 'DRAFT'
          ELSE 'PUBLISHED' END WHERE slug = 'a-0'`);
      }
      isWriting = false;
    };
    const repeat = async (work: () => Promise<void>): Promise<void> => {
      while (isWriting) await work();
    };
    const compare = async (): Promise<void> => {
      const [row] = await database.read.query<{ kept: unknown; summed: unknown }>(amounts);
      expect(String(row!.kept)).toBe(String(row!.summed));
      await new Promise((resolve) => setImmediate(resolve));
    };
    await Promise.all([change(), repeat(() => countMoney(database)), repeat(compare)]);
    await countMoney(database);
    expect(await findWrongTotals(database.read)).toEqual([]);
  });

  test('are not read while more than 500 activities have changed', async () => {
    const ids = Array.from({ length: 501 }, (_, index) => `(${100_000 + index}, 0)`);
    await write(`INSERT INTO changed_money (activity_id, transaction_id) VALUES ${ids.join()}`);
    expect((await server.statementsOf(() => readSums([YEAR]))).filter(readsTotals)).toEqual([]);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
  });

  if (__DATABASE__ === 'postgres') {
    test('are exact after shares are truncated', async () => {
      await write('TRUNCATE money_share');
      await assertExact([[YEAR]]);
    });
  }
});
