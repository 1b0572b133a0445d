import { MoneyDimension } from '../../../src/modules/figures/activity-money/statistics/money-dimension';
import { convertItem, expectedCounts, expectedSums, type Item, type Rate } from '../../support/expected-money';
import { dimensions, groupings, loadRates, readSums, type Summed, withoutZeros } from '../../support/money-statistics';
import { drawRates, enterRandomMoney } from '../../support/random-money';
import { startTestServer, type TestServer } from '../../support/test-server';

/*
 * Random money is summed by every dimension, and compared with sums that are computed in the test, also converted by random
 * rates. MONEY_ITEMS=10000 enters more of it; SEED chooses other values.
 */

const ITEMS = Number(process.env.MONEY_ITEMS ?? 60);

/** Milliseconds that a busy machine may need to enter an item. */
const PATIENCE_MS = 500;

let items: readonly Item[];
let rates: readonly Rate[];
let server: TestServer;

beforeAll(
  async () => {
    server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
    items = await enterRandomMoney(server, ITEMS);
    rates = drawRates();
    await loadRates(server, 'drawn', rates);
  },
  60_000 + ITEMS * PATIENCE_MS,
);

afterAll(() => server.close());

async function assertSums(by: readonly MoneyDimension[], summed: Summed, from: readonly Item[]): Promise<void> {
  const { amounts, counts } = await readSums(server, by, summed);
  expect(withoutZeros(amounts)).toEqual(withoutZeros(expectedSums(by, from)));
  expect([...counts].sort()).toEqual([...expectedCounts(by, from)].sort());
}

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

test.each((['USD', 'EUR', 'JPY'] as const).flatMap((to) => dimensions.map((by) => ({ to, by }))))(
  'conversion to $to by $by equals the independent one, and adds up',
  async ({ to, by }) => {
    const converted = items.map((item) => convertItem(item, to, rates));
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

    const { amounts } = await readSums(server, [by], { convert: { to, rates: 'drawn' } });
    expect(withoutZeros(amounts)).toEqual(withoutZeros(expected));
    const count = converted.filter((item) => item === null).length;
    expect([count > 0, count < items.length]).toEqual([true, true]);
  },
);
