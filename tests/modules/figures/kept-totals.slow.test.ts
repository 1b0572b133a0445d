import { Client } from 'pg';
import { Role } from '../../../src/core/access/role';
import { sql } from '../../../src/database/sql/sql';
import { countChangedMoney } from '../../../src/modules/figures/activity-money/kept-totals/counted-money';
import { groupings as keptGroupings } from '../../../src/modules/figures/activity-money/kept-totals/kept-totals';
import { findWrongTotals } from '../../../src/modules/figures/activity-money/kept-totals/kept-totals.check';
import { countMoney } from '../../../src/modules/figures/activity-money/kept-totals/kept-totals.upkeep';
import { MoneyDimension } from '../../../src/modules/figures/activity-money/statistics/money-dimension';
import { groupings, readSums, recount, versionOf } from '../../support/money-statistics';
import { mutationsOf } from '../../support/mutations';
import { plansOf } from '../../support/query-plans';
import { enterRandomMoney } from '../../support/random-money';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off' });
  await enterRandomMoney(server, 60);
});

afterAll(() => server.close());

describe('kept totals', () => {
  const { YEAR, COUNTRY, PROGRAMME, NETWORK, STATUS, KIND, PROVIDER } = MoneyDimension;
  /** A condition on years has all shares summed. */
  const ofAllYears = { years: { gte: 1900 } };

  async function assertExact(some: readonly MoneyDimension[][], viewer?: typeof editor): Promise<void> {
    for (const by of some) {
      let sums: unknown;
      const statements = await server.statementsOf(async () => {
        sums = await readSums(server, by, {}, viewer);
      });
      expect(statements.filter(readsTotals)).toHaveLength(1);
      expect(sums).toEqual(await readSums(server, by, ofAllYears, viewer));
    }
  }

  const readsTotals = (statement: string): boolean => statement.includes('FROM money_total');
  const write = (statement: string) => server.app.database.write((manager) => manager.query(statement));
  const countPart = () => server.app.database.write((manager) => countChangedMoney(manager, 0));
  const listed = () => server.app.database.read.query(sql`SELECT DISTINCT activity_id FROM changed_money`);

  const changedActivity = (mutation: string, slug: string, input: object) => async (): Promise<void> => {
    const versioned = await versionOf(server, slug);
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
    ['another one takes part in the network', changedActivity('updateActivity', 'a-1', { networks: ['north'] })],
    ['that one is archived', changedActivity('archiveActivity', 'a-1', {})],
    ['an activity is moved to the trash', changedActivity('deleteActivity', 'a-2', {})],
    ['an activity is reverted', changedActivity('revertActivity', 'a-0', { to: 2 })],
  ])('are exact after %s, before and after the change is counted', async (_title, change) => {
    const some = [[KIND], [PROGRAMME], [NETWORK, STATUS], [YEAR, COUNTRY], [PROVIDER, KIND]];
    // Editors see more activities, and their values by network are others.
    const ofEditors = [[PROGRAMME], [YEAR, COUNTRY], [STATUS, KIND]];
    const [{ id: networkId }] = await write(`SELECT id FROM network WHERE slug = 'north'`);
    const assertAllExact = async (): Promise<void> => {
      await assertExact(some);
      await assertExact(ofEditors, editor);
      await assertExact(ofEditors, viewerOf(Role.EDITOR, { networkId }));
    };
    await change();
    await assertAllExact();
    await countMoney(server.app.database);
    await assertAllExact();
  });

  test('are not read for editors by network, of which they see more', async () => {
    const statements = await server.statementsOf(() => readSums(server, [NETWORK], {}, editor));
    expect(statements.filter(readsTotals)).toEqual([]);
  });

  test('are the same when they are made anew, and shares have the bits that they lack', async () => {
    const stored = () => write('SELECT * FROM money_total ORDER BY dimensions, kind, currency, first_key, second_key');
    const bits = () => write('SELECT activity_id, position, activity_firsts FROM money_share ORDER BY 1, 2');
    const [counted, written] = [await stored(), await bits()];
    await write('UPDATE money_share SET activity_firsts = 0 WHERE position > 3');
    await recount(server);
    expect(await bits()).toEqual(written);
    expect(await stored()).toEqual(counted);
    await assertExact(groupings);
  });

  test('let others have turns between the statements that count them', async () => {
    await write('UPDATE money_share SET units = units + 1');
    let [turns, isOver] = [0, false];
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    let last: number | null = 0;
    while (last !== null) {
      const after: number = last;
      last = await server.app.database.write((manager) => countChangedMoney(manager, after));
    }
    isOver = true;

    expect(turns).toBeGreaterThanOrEqual(10);
    await assertExact([[YEAR], [PROVIDER, KIND]]);
  });

  test('are counted in few units of work by a process that serves no requests', async () => {
    await write('UPDATE money_share SET units = units + 1');
    const [{ shares }] = (await write('SELECT count(*) AS shares FROM money_share')) as [{ shares: number | string }];
    const units = jest.spyOn(server.app.database, 'writeWithRetries');
    await countMoney(server.app.database);
    const { length } = units.mock.calls;
    units.mockRestore();

    expect(Number(shares)).toBeGreaterThan(100);
    expect(length).toBe(1);
    await assertExact([[YEAR], [PROVIDER, KIND]]);
  });

  test('are exact after shares are updated, and while those of an activity are counted in parts', async () => {
    const ofOne = 'SELECT min(activity_id) FROM counted_share';
    await write(`UPDATE money_share SET units = units + 1, year = year + 1 WHERE activity_id = (${ofOne})`);
    await assertExact([[YEAR], [PROVIDER, KIND]]);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
    await assertExact([[YEAR], [PROVIDER, KIND]]);

    const columns = Object.keys((await write('SELECT * FROM money_share LIMIT 1'))[0]);
    const copied = columns.map(
      (column) => ({ position: 'position + 1000 * n.number', activity_firsts: '0' })[column] ?? column,
    );
    await write(`INSERT INTO money_share (${columns.join()}) SELECT ${copied.join()} FROM money_share
      CROSS JOIN (WITH RECURSIVE n (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 8) SELECT number FROM n) n
      WHERE activity_id = (${ofOne})`);
    const some = [
      [PROVIDER, KIND],
      [COUNTRY, STATUS],
    ];
    for (let number = 0; number < 4; number += 1) await countPart();
    await assertExact(some);
    // What changes meanwhile is counted again from the first share on.
    await write(`UPDATE money_share SET units = units + 1 WHERE activity_id = (${ofOne})`);
    await countPart();
    await assertExact(some);
    expect(await listed()).toHaveLength(1);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
    await assertExact(some);
    await write('DELETE FROM money_share WHERE position > 1000');
    await countPart();
    await assertExact(some);
    await countMoney(server.app.database);
    await assertExact(some);
    expect(await findWrongTotals(server.app.database.read, keptGroupings)).toEqual([]);
  });

  test('refuse more than 10,000 groups, whether they are counted or not', async () => {
    const { totals } = await server.data(
      '{ totals: moneyStatistics(kinds: [BUDGET, DISBURSEMENT], groupBy: [YEAR, RECEIVER]) { groups { sums { items } } } }',
    );
    const missing = 10_000 - totals.groups.flatMap(({ sums }: { sums: object[] }) => sums).length;
    const refused = async (): Promise<boolean[]> => {
      const answers = [];
      for (const years of [null, { gte: 1900 }]) {
        const { errors = [] } = await server.query(
          `query ($years: IntFilter) { moneyStatistics(kinds: [BUDGET, DISBURSEMENT], groupBy: [YEAR, RECEIVER], years: $years) {
            groups { sums { items } } } }`,
          { years },
        );
        answers.push(errors[0]?.extensions.code === 'QUERY_TOO_COMPLEX');
      }
      return answers;
    };
    const enter = (first: number, count: number) =>
      write(`INSERT INTO money_share
        (activity_id, position, kind, currency, year, value_date, receiver_id, units, nanos, firsts, activity_firsts)
        WITH RECURSIVE n (number) AS (SELECT ${first} UNION ALL SELECT number + 1 FROM n WHERE number < ${first + count - 1})
        SELECT (SELECT max(activity_id) FROM counted_share), 1000 + number, 'DISBURSEMENT', 'EUR', 3000 + number, '2020-01-01',
          (SELECT max(receiver_id) FROM counted_share), 1, 0, 4095, 0 FROM n`);
    await enter(0, missing);
    expect(await refused()).toEqual([false, false]);
    await enter(missing, 1);
    expect(await refused()).toEqual([true, true]);
    for (let number = 0; number < 3; number += 1) await countPart();
    expect(await refused()).toEqual([true, true]);
    await write(`DELETE FROM money_share WHERE position = ${1000 + missing}`);
    expect(await refused()).toEqual([false, false]);
    await write('DELETE FROM money_share WHERE position >= 1000');
    await countMoney(server.app.database);
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
    expect(await findWrongTotals(database.read, keptGroupings)).toEqual([]);
  });

  test('are not read while more than 500 activities have changed', async () => {
    const ids = Array.from({ length: 501 }, (_, index) => `(${100_000 + index}, 0)`);
    await write(`INSERT INTO changed_money (activity_id, transaction_id) VALUES ${ids.join()}`);
    expect((await server.statementsOf(() => readSums(server, [YEAR]))).filter(readsTotals)).toEqual([]);
    await countMoney(server.app.database);
    expect(await listed()).toEqual([]);
  });

  // PostgreSQL reads small tables as a whole.
  if (__DATABASE__ === 'sqlite') {
    test('lead editors by an index to the activities that not everyone sees', async () => {
      const document = '{ moneyStatistics(kinds: [BUDGET], groupBy: [YEAR]) { totals { items } } }';
      const plans = await plansOf(server, document, {}, editor);
      expect(plans.some(({ statement }) => readsTotals(statement))).toBe(true);
      const reads = plans.flatMap((plan) => plan.reads).filter(({ table }) => table === 'activity');
      expect(reads.map(({ how }) => how)).not.toContain('table');
      expect(reads).not.toEqual([]);
    });
  }

  if (__DATABASE__ === 'postgres') {
    test('are exact after an activity gets more shares than a unit of work takes, while one counts it', async () => {
      const ofOne = 'SELECT min(activity_id) FROM counted_share';
      await write(`DELETE FROM money_share WHERE activity_id = (${ofOne}) AND position > 5`);
      await countMoney(server.app.database);
      await write(`UPDATE money_share SET units = units + 1 WHERE activity_id = (${ofOne})`);
      const columns = Object.keys((await write('SELECT * FROM money_share LIMIT 1'))[0]);
      const copied = columns.map(
        (column) => ({ position: 'position + 100 * n', activity_firsts: '0' })[column] ?? column,
      );
      const grow = `INSERT INTO money_share (${columns.join()}) SELECT ${copied.join()} FROM money_share
        CROSS JOIN generate_series(1, 20) n WHERE activity_id = (${ofOne})`;
      const other = new Client({ connectionString: server.databaseUrl });
      await other.connect();
      await server.app.database.write(async (manager) => {
        const runner = manager.queryRunner!;
        const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
        jest.spyOn(runner, 'query').mockImplementation(async (text, ...rest) => {
          const rows = await query(text, ...rest);
          if (text.includes('min(counted_to)')) await other.query(grow);
          return rows;
        });
        await countChangedMoney(manager, 0);
      });
      await other.end();
      await assertExact([[KIND]]);
      await countMoney(server.app.database);
      await assertExact([[KIND]]);
      expect(await findWrongTotals(server.app.database.read, keptGroupings)).toEqual([]);
    });

    test('are exact after shares are truncated', async () => {
      await write('TRUNCATE money_share');
      await assertExact([[YEAR]]);
    });
  }
});
