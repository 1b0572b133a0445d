import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '../../../src/database/sql/sql';
import { PublicQuery } from '../../../src/graphql/public-queries/public-query';
import { BudgetStatus, BudgetType } from '../../../src/modules/figures/money/budget';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { runCommand } from '../../support/command-in-process';
import { globalIdOf, until } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { fetchError, fetchFile, fetchRows } from '../../support/public-files';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

/** More than are listed at a time behind the first part. */
const MANY = 130;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
  const rows = ['activity,kind,reference,date,value,currency,description,provider,country,sector'];
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'unodc', name: 'Office' });
    // Several pages of transactions before, between and after short activities, and last.
    for (const [index, count] of [3, 250, 0, 100, 201, 1, 0, 2, 40].entries()) {
      const slug = `a-${index}`;
      await create.activity({ slug, operativeDimension: { year: 2020 } });
      for (let number = 0; number < count; number += 1) {
        rows.push(`${slug},DISBURSEMENT,R-${index}-${number},2026-01-01,1.5,EUR,,,,`);
      }
    }
    for (let number = 1; number <= MANY; number += 1) {
      await create.activity({ slug: `many-${number}`, operativeDimension: { year: 2019 } });
      rows.push(`many-${number},DISBURSEMENT,M-${number},2026-01-01,1,EUR,,,,`);
    }
    await create.activity({ slug: 'b', operativeDimension: { year: 2021 } });
    await create.activity({ slug: 'draft', publication: publication(PublicationState.DRAFT) });
  });
  rows.push(
    "b,PLANNED_DISBURSEMENT,'=R,2026-01-01,-9007199254740993.25,EUR,'=cmd,unodc,KG,15130",
    'draft,DISBURSEMENT,SECRET,2026-01-01,5,EUR,,,,',
  );
  const file = path.join(server.directory, 'transactions.csv');
  await writeFile(file, `${rows.join('\n')}\n`);
  const env = { DATABASE_URL: server.databaseUrl };
  expect(await runCommand(['import', 'transactions', file], { env })).toMatchObject({ code: 0 });
});

afterAll(() => server.close());

const BY_AGE = '&orderBy=CREATED_AT:ASC';

test('the file of transactions has each published transaction once, those of an activity together', async () => {
  const rows = await fetchRows(server, `/exports/transactions.csv?filter.year.eq=2020${BY_AGE}`);

  expect(rows).toHaveLength(597);
  expect(new Set(rows.map(({ reference }) => reference)).size).toBe(597);
  const runs = rows.map(({ activity }) => activity).filter((slug, place, all) => slug !== all[place - 1]);
  expect(runs).toEqual(['a-0', 'a-1', 'a-3', 'a-4', 'a-5', 'a-7', 'a-8']);
  expect(await fetchRows(server, `/exports/transactions.csv?filter.year.eq=2020&kinds=EXPENDITURE`)).toEqual([]);
  const all = (await fetchFile(server, '/exports/transactions.csv')).text;
  expect(all).not.toContain('SECRET');
});

test('a row has the values and names of a transaction, and no formula', async () => {
  const [row, ...others] = await fetchRows(server, '/exports/transactions.csv?filter.year.eq=2021');

  expect(others).toEqual([]);
  expect(row).toEqual({
    activity: 'b',
    locale: 'en',
    activityTitle: expect.any(String),
    kind: 'PLANNED_DISBURSEMENT',
    kindName: 'Planned disbursement',
    reference: "'=R",
    date: '2026-01-01',
    value: '-9007199254740993.25',
    currency: 'EUR',
    valueDate: '2026-01-01',
    description: "'=cmd",
    provider: 'unodc',
    providerName: 'Office',
    receiver: '',
    receiverName: '',
    country: 'KG',
    countryName: 'Kyrgyzstan',
    sector: '15130',
    sectorName: 'Legal and judicial development',
    licence: '',
    citeAs: expect.stringContaining('/exports/transactions.csv?filter.year.eq=2021'),
  });
});

test('an activity whose slug changes while the file is sent keeps all its transactions', async () => {
  const original = Reflect.get(PublicQuery.prototype, 'run');
  const run = jest.spyOn(PublicQuery.prototype, 'run');
  run.mockImplementationOnce(async function (this: PublicQuery, ...given) {
    const answer = await original.apply(this, given);
    await server.app.database.write((manager) => manager.sql`UPDATE activity SET slug = 'moved' WHERE slug = 'a-1'`);
    return answer;
  });

  const rows = await fetchRows(server, `/exports/transactions.csv?filter.year.eq=2020${BY_AGE}`);
  run.mockRestore();
  await server.app.database.write((manager) => manager.sql`UPDATE activity SET slug = 'a-1' WHERE slug = 'moved'`);

  expect(rows.filter(({ activity }) => activity === 'moved').length).toBeGreaterThan(100);
  expect(new Set(rows.map(({ reference }) => reference)).size).toBe(597);
});

test('activities of several pages are in the file in the order of the list', async () => {
  const rows = await fetchRows(server, `/exports/transactions.csv?filter.year.eq=2019${BY_AGE}`);

  expect(rows.map(({ activity }) => activity)).toEqual(Array.from({ length: MANY }, (_, place) => `many-${place + 1}`));
});

test('an activity that is withdrawn after it was listed is not in the file', async () => {
  const setState = (state: PublicationState) =>
    server.app.database.write(
      (manager) => manager.sql`UPDATE activity SET publication_state = ${state} WHERE slug = 'many-50'`,
    );
  const original = Reflect.get(PublicQuery.prototype, 'run');
  const run = jest.spyOn(PublicQuery.prototype, 'run');
  run.mockImplementation(async function (this: PublicQuery, ...given) {
    const answer = await original.apply(this, given);
    const isListed = JSON.stringify(answer).includes(globalIdOf('Activity', withdrawn!.id));
    if (isListed) await setState(PublicationState.DRAFT);
    return answer;
  });
  const [withdrawn] = await server.app.database.read.query<{ id: number }>(
    sql`SELECT id FROM activity WHERE slug = 'many-50'`,
  );

  const rows = await fetchRows(server, `/exports/transactions.csv?filter.year.eq=2019${BY_AGE}`);
  run.mockRestore();
  await setState(PublicationState.PUBLISHED);

  expect(rows).toHaveLength(MANY - 1);
  expect(rows.map(({ activity }) => activity)).not.toContain('many-50');
});

test('budgets are no kind of transactions', async () => {
  for (const name of ['transactions.csv', 'transactions.xlsx']) {
    expect(await fetchError(server, `/exports/${name}?kinds=DISBURSEMENT&kinds=BUDGET`)).toMatchObject({
      status: 400,
      message: 'kinds must not be BUDGET: /exports/budgets.csv has the budgets',
      extensions: { code: 'BAD_USER_INPUT', field: 'kinds' },
    });
  }
});

test('the address is charged for all pages of long activities before the first byte', async () => {
  const costOf = async (target: string): Promise<number> => {
    const lines = server.log.length;
    await fetchFile(server, target);
    await until(() => server.log.length > lines, 'the request is logged');
    return server.log.at(-1)!['cost'] as number;
  };
  const part = await costOf('/exports/transactions.csv?filter.year.eq=2021');
  // Two parts of five activities, and five further pages.
  expect(await costOf('/exports/transactions.csv?filter.year.eq=2020')).toBeGreaterThan(6 * part);
});

test('the file of budgets has the published budgets, with the parameters of the other files', async () => {
  const { id } = await make(server.app, (create) => create.activity({ slug: 'c', operativeDimension: { year: 2022 } }));
  const budget = {
    type: BudgetType.ORIGINAL,
    status: BudgetStatus.COMMITTED,
    value: { amount: '7.5', currency: 'USD' },
  };
  const years = ['2022', '2023'].map((year) => ({ periodStart: `${year}-01-01`, periodEnd: `${year}-12-31` }));
  const budgets = years.map((period) => ({ ...budget, ...period, valueDate: '2022-01-01' }));
  await mutationsOf(server, 'setBudgets', editor).done(
    { activityId: globalIdOf('Activity', id), version: 1, budgets },
    '__typename',
  );

  const rows = await fetchRows(server, '/exports/budgets.csv');

  expect(
    rows.map(({ activity, type, status, value, currency, ...row }) => [
      activity,
      type,
      status,
      value,
      currency,
      row['periodStart'],
      row['periodEnd'],
      row['valueDate'],
    ]),
  ).toEqual([
    ['c', 'ORIGINAL', 'COMMITTED', '7.5', 'USD', '2022-01-01', '2022-12-31', '2022-01-01'],
    ['c', 'ORIGINAL', 'COMMITTED', '7.5', 'USD', '2023-01-01', '2023-12-31', '2022-01-01'],
  ]);
  expect(await fetchRows(server, '/exports/budgets.csv?filter.year.eq=2020')).toEqual([]);
  for (const name of ['budgets', 'transactions']) {
    expect((await fetchFile(server, `/exports/${name}.xlsx`)).headers.get('content-type')).toContain('spreadsheetml');
    for (const internal of ['after', 'id', 'isMore', 'firstTransactions', 'afterTransaction']) {
      const found = await fetchError(server, `/exports/${name}.csv?${internal}=x`);
      expect(found).toMatchObject({ status: 400, extensions: { code: 'BAD_USER_INPUT' } });
    }
  }
});
