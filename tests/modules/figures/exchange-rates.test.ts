import { runCommand } from '../../support/command-in-process';
import type { Rate } from '../../support/expected-money';
import { make } from '../../support/factories';
import { loadRates, versionOf } from '../../support/money-statistics';
import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

const rates: readonly Rate[] = [
  { day: '2018-01-01', currency: 'USD', rate: '1.25' },
  { day: '2018-01-01', currency: 'KGS', rate: '82.5' },
];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, (create) => create.activity({ slug: 'paid' }));
  for (const currency of ['EUR', 'USD', 'KGS']) {
    const { id, version } = await versionOf(server, 'paid');
    const value = { amount: '100', currency };
    await mutationsOf(server, 'createTransaction', editor).done(
      { activityId: id, version, kind: 'DISBURSEMENT', date: '2018-01-02', value },
      '__typename',
    );
  }
  await loadRates(server, 'drawn', rates);
});

afterAll(() => server.close());

const document = `query ($rates: String!) {
  moneyStatistics(kinds: [DISBURSEMENT], groupBy: [YEAR], convert: { to: "EUR", rates: $rates }) {
    rates { name base loadedAt } totals { value { amount currency } } unconverted { value { amount currency } } } }`;

test('a conversion says by which table it is, and refuses one that is not loaded', async () => {
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

test('a conversion uses a table that was loaded anew at once, and nothing of a file with a bad row', async () => {
  const loaded = (day: string, rate: string, base?: string) =>
    loadRates(server, 'one', [{ day, currency: 'USD', rate }], base);
  expect(await loaded(' 2018-01-01', '1.5 ')).toMatchObject({ code: 0, output: 'one: 1 rates\n' });
  const before = (await server.data(document, { rates: 'one' })).moneyStatistics;

  expect(await loaded('2018-02-30', '1.5')).toMatchObject({
    code: 1,
    output: 'row 2: date must be a day of the calendar, such as 2014-05-12\n' + '1 bad row: nothing was changed\n',
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
      server,
      'one',
      [0, 1].map(() => ({ day: '2018-01-01', currency: 'USD', rate: '1' }) as const),
    ),
  ).toMatchObject({
    code: 1,
    output: expect.stringContaining('row 3: an earlier row has a rate of the same date and currency') as string,
  });
  expect((await server.data(document, { rates: 'one' })).moneyStatistics).toEqual(before);

  expect(await loadRates(server, 'one', rates)).toMatchObject({ code: 0 });
  const [after, same] = await Promise.all(
    ['one', 'drawn'].map(async (name) => (await server.data(document, { rates: name })).moneyStatistics),
  );
  expect(after).toEqual({ ...same, rates: { name: 'one', base: 'EUR', loadedAt: expect.any(String) as string } });
  expect(after.totals).not.toEqual(before.totals);
  const { output } = await runCommand(['rates', 'list'], { env: { DATABASE_URL: server.databaseUrl } });
  expect(output).toMatch(/^drawn: base EUR, loaded 20.*\none: base EUR, loaded 20.*\n$/);
});
