import {
  BASE_CURRENCY,
  BILLION,
  currencies,
  type Currency,
  decimal,
  divide,
  type Item,
  nanos,
  type Rate,
} from './expected-money';
import { make } from './factories';
import { recount, transactionKinds, versionOf } from './money-statistics';
import { mutationsOf } from './mutations';
import { createRandom } from './random';
import type { TestServer } from './test-server';
import { editor } from './viewers';

/*
 * Money of activities with random recipients and sectors. SEED chooses other values.
 */

const random = createRandom(Number(process.env.SEED ?? 14));
const ITEMS_OF_ACTIVITY = 15;

const organisations = ['funder', 'donor', null];
const programmes = ['first', 'second', null];
const networks = ['north', 'south'];

/** Creates the activities `a-0`, `a-1` and so on, and enters their money as an editor. Returns the items of it. */
export async function enterRandomMoney(server: TestServer, count: number): Promise<Item[]> {
  const slugs = Array.from({ length: Math.ceil(count / ITEMS_OF_ACTIVITY) }, (_, number) => `a-${number}`);
  await make(server.app, async (create) => {
    for (const slug of ['funder', 'donor']) await create.organisation({ slug, name: slug });
    for (const slug of ['first', 'second']) await create.programme({ slug, name: slug });
    for (const slug of networks) await create.network({ slug, name: slug });
    for (const slug of slugs) await create.activity({ slug });
  });
  const items: Item[] = [];
  for (const [number, slug] of slugs.entries()) {
    // The kept totals have some of the money, and some of it has changed since.
    if (number === 1) await recount(server);
    items.push(...(await fill(server, slug, Math.min(ITEMS_OF_ACTIVITY, count - number * ITEMS_OF_ACTIVITY))));
  }
  return items;
}

/** Percentages with up to nine decimal places that add up to 100, or none for more than one value. */
function drawPercentages(count: number): (string | null)[] {
  if (random.chance(0.2)) return Array.from({ length: count }, () => null);
  const hundred = 100n * BILLION;
  const cuts = Array.from({ length: count - 1 }, () => BigInt(1 + random.below(99_999_999)) * 1_000n);
  const sorted = [0n, ...new Set(cuts), hundred].sort((one, other) => (one < other ? -1 : 1));
  return sorted.slice(1).map((cut, index) => decimal(cut - sorted[index]!));
}

function drawAmount(currency: Currency): string {
  if (random.chance(0.05)) return '9007199254740993';
  const places = currencies[currency] + (random.chance(0.1) ? 2 : 0);
  const quanta = BigInt(random.below(2 ** 40)) * (random.chance(0.2) ? -1n : 1n);
  return decimal((quanta * BILLION) / 10n ** BigInt(places));
}

async function fill(server: TestServer, slug: string, count: number): Promise<Item[]> {
  const items: Item[] = [];
  const { id, ...read } = await versionOf(server, slug);
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
    const shown = 'activity { publication { version } }';
    const { activity } = await mutationsOf(server, mutation, editor).done({ version, ...input }, shown);
    version = activity.publication.version;
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
  return items;
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

/** Rates of all currencies but the base, in any order, with gaps in which none is near enough. */
export function drawRates(): Rate[] {
  const rates: Rate[] = [];
  for (const currency of Object.keys(currencies) as Currency[]) {
    if (currency === BASE_CURRENCY) continue;
    for (let day = -10; day < 4 * 365; day += 1 + random.below(50)) {
      const rate = `${random.below(random.pick([2, 2_000_000]))}.${1 + random.below(10 ** random.pick([2, 4, 6]))}`;
      rates.push({ day: dayOf(day), currency, rate });
    }
  }
  return random.shuffle(rates);
}
