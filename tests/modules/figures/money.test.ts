import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    await create.organisation({ slug: 'funder', name: 'Funder' });
    await create.organisation({ slug: 'academy', name: 'Academy' });
    for (const slug of ['edited', 'budgeted', 'reverted', 'listed', 'hidden', 'shown']) await create.activity({ slug });
    await create.activity({ slug: 'draft', publication: publication(PublicationState.DRAFT) });
  });
});

afterAll(() => server.close());

const euros = (amount: string | number) => ({ amount, currency: 'EUR' });

const shownTransaction = `transaction {
  id kind reference date value { amount currency } valueDate description provider { slug } receiver { slug }
  country { code } } activity { id publication { version } money { kind value { amount currency } items activities } }`;

interface Versioned {
  readonly id: string;
  readonly version: number;
}

async function versionOf(slug: string): Promise<Versioned> {
  const { activity } = await server.data(
    'query ($slug: String) { activity(slug: $slug) { id publication { version } } }',
    { slug },
    editor,
  );
  return { id: activity.id, version: activity.publication.version };
}

async function createTransaction(slug: string, input: object): Promise<Record<string, any>> {
  const { id, version } = await versionOf(slug);
  return mutationsOf(server, 'createTransaction', editor).done(
    { activityId: id, version, kind: 'DISBURSEMENT', date: '2024-05-06', value: euros('1'), ...input },
    shownTransaction,
  );
}

async function setBudgets(slug: string, budgets: object[]): Promise<Record<string, any>> {
  const { id, version } = await versionOf(slug);
  return (
    await mutationsOf(server, 'setBudgets', editor).done(
      { activityId: id, version, budgets },
      'activity { budgets { type status periodStart periodEnd value { amount currency } valueDate } ' +
        'money { kind value { amount } items activities } }',
    )
  )['activity'];
}

const year = (number: number) => ({ periodStart: `${number}-01-01`, periodEnd: `${number}-12-31` });
const budget = (number: number, amount: string, more: object = {}) => ({
  type: 'ORIGINAL',
  status: 'COMMITTED',
  ...year(number),
  value: euros(amount),
  ...more,
});

const statistics = `query ($by: [MoneyDimension!]!, $kinds: [MoneyKind!]!, $filter: ActivityFilter, $years: IntFilter, $currencies: [CurrencyCode!]) {
  moneyStatistics(kinds: $kinds, groupBy: $by, filter: $filter, years: $years, currencies: $currencies) {
    groups { keys { value } sums { kind value { amount currency } items activities } }
    totals { kind value { amount currency } items activities }
    unallocated { kind value { amount currency } items activities } } }`;

describe('transactions', () => {
  test('are created, updated and deleted, each time as a version of their activity, and keep every digit', async () => {
    const created = await createTransaction('edited', {
      reference: ' PO-1 ',
      value: euros('9007199254740993.000000001'),
      description: 'Two\nlines',
      provider: ' funder ',
      receiver: 'academy',
      country: 'KG',
      sector: '15160',
    });
    expect(created).toEqual({
      transaction: {
        id: expect.any(String) as string,
        kind: 'DISBURSEMENT',
        reference: 'PO-1',
        date: '2024-05-06',
        value: euros('9007199254740993.000000001'),
        valueDate: '2024-05-06',
        description: 'Two\nlines',
        provider: { slug: 'funder' },
        receiver: { slug: 'academy' },
        country: { code: 'KG' },
      },
      activity: {
        id: expect.any(String) as string,
        publication: { version: 2 },
        money: [{ kind: 'DISBURSEMENT', value: euros('9007199254740993.000000001'), items: 1, activities: 1 }],
      },
    });

    const { id } = created['transaction'];
    const update = { id, version: 2, value: euros('-0.30'), provider: null, valueDate: null, date: '2024-06-01' };
    const updated = await mutationsOf(server, 'updateTransaction', editor).done(update, shownTransaction);
    expect(updated['transaction']).toMatchObject({
      value: euros('-0.3'),
      provider: null,
      receiver: { slug: 'academy' },
      date: '2024-06-01',
      valueDate: '2024-06-01',
    });
    expect(updated['activity']).toMatchObject({ publication: { version: 3 }, money: [{ value: euros('-0.3') }] });

    const same = await mutationsOf(server, 'updateTransaction', editor).done(
      { ...update, version: 3 },
      shownTransaction,
    );
    expect(same['activity'].publication).toEqual({ version: 3 });

    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Transaction { date activity { slug } } } }',
      {
        id,
      },
    );
    expect(node).toEqual({ date: '2024-06-01', activity: { slug: 'edited' } });

    const deleted = await mutationsOf(server, 'deleteTransaction', editor).done(
      { id, version: 3 },
      'deletedId activity { publication { version } money { items } transactions { totalCount } }',
    );
    expect(deleted).toEqual({
      deletedId: id,
      activity: { publication: { version: 4 }, money: [], transactions: { totalCount: 0 } },
    });
  });

  test('report all problems of an input, and change nothing then', async () => {
    const { id, version } = await versionOf('edited');
    const refusal = await mutationsOf(server, 'createTransaction', editor).refused({
      activityId: id,
      version,
      kind: 'BUDGET',
      date: '2199-01-01',
      value: euros('12345678901234567'),
      reference: 'x'.repeat(101),
      provider: 'nobody',
      sector: '999',
    });

    expect(placesOf(refusal)).toEqual([
      ['input.provider', 'UNKNOWN'],
      ['input.kind', 'INVALID'],
      ['input.reference', 'TOO_LONG'],
      ['input.value.amount', 'INVALID'],
      ['input.date', 'INVALID'],
      ['input.sector', 'UNKNOWN'],
    ]);
    // An editor whose day has begun before that of UTC learns why it is refused.
    expect(JSON.stringify(refusal)).toMatch(/date must not be in the future: today is \d{4}-\d\d-\d\d in UTC/);
    expect(await versionOf('edited')).toEqual({ id, version });
  });

  test('report a year outside of the years of dates once, without what follows from it', async () => {
    const { id, version } = await versionOf('edited');
    const placesWith = async (dates: object): Promise<[string, string][]> =>
      placesOf(
        await mutationsOf(server, 'createTransaction', editor).refused({
          activityId: id,
          version,
          kind: 'EXPENDITURE',
          value: euros('1'),
          ...dates,
        }),
      );

    expect(await placesWith({ date: '2999-01-01' })).toEqual([['input.date', 'INVALID']]);
    expect(await placesWith({ date: '2022-01-01', valueDate: '2999-01-01' })).toEqual([['input.valueDate', 'INVALID']]);
  });

  test('may be planned for the future', async () => {
    const { transaction } = await createTransaction('edited', { kind: 'PLANNED_DISBURSEMENT', date: '2099-01-01' });
    expect(transaction.date).toBe('2099-01-01');
  });

  test('are listed by pages, the latest first, and by kind', async () => {
    for (const [date, kind] of [
      ['2024-01-01', 'DISBURSEMENT'],
      ['2024-03-01', 'EXPENDITURE'],
      ['2024-02-01', 'DISBURSEMENT'],
      ['2024-02-01', 'EXPENDITURE'],
    ]) {
      await createTransaction('listed', { date, kind });
    }
    const document = `query ($after: String, $kinds: [MoneyKind!]) { activity(slug: "listed") {
      transactions(first: 2, after: $after, kinds: $kinds) { totalCount pageInfo { hasNextPage endCursor } nodes { date kind } } } }`;
    const page = async (variables: Record<string, unknown>) =>
      (await server.data(document, variables)).activity.transactions;

    const first = await page({});
    expect(first).toMatchObject({
      totalCount: 4,
      pageInfo: { hasNextPage: true },
      nodes: [
        { date: '2024-03-01', kind: 'EXPENDITURE' },
        { date: '2024-02-01', kind: 'EXPENDITURE' },
      ],
    });
    const second = await page({ after: first.pageInfo.endCursor });
    expect(second.nodes).toEqual([
      { date: '2024-02-01', kind: 'DISBURSEMENT' },
      { date: '2024-01-01', kind: 'DISBURSEMENT' },
    ]);
    expect((await page({ kinds: ['EXPENDITURE'] })).totalCount).toBe(2);
    expect((await page({ kinds: [] })).totalCount).toBe(0);
  });

  test('come back with their ids when their activity is reverted', async () => {
    const first = (await createTransaction('reverted', { reference: 'one' }))['transaction'];
    const second = (await createTransaction('reverted', { reference: 'two', value: euros('2') }))['transaction'];
    const { version } = await versionOf('reverted');
    await mutationsOf(server, 'updateTransaction', editor).done(
      { id: first.id, version, value: euros('100') },
      '__typename',
    );
    await mutationsOf(server, 'deleteTransaction', editor).done({ id: second.id, version: version + 1 }, '__typename');
    await createTransaction('reverted', { reference: 'three' });

    const now = await versionOf('reverted');
    const { activity } = await mutationsOf(server, 'revertActivity', editor).done(
      { id: now.id, version: now.version, to: version },
      'activity { money { value { amount } } transactions { nodes { id reference value { amount } } } }',
    );
    expect(activity).toEqual({
      money: [{ value: { amount: '3' } }],
      transactions: {
        nodes: [
          { id: second.id, reference: 'two', value: { amount: '2' } },
          { id: first.id, reference: 'one', value: { amount: '1' } },
        ],
      },
    });

    await mutationsOf(server, 'revertActivity', editor).done(
      { id: now.id, version: now.version + 1, to: now.version },
      '__typename',
    );
    const again = await server.data(
      '{ activity(slug: "reverted") { transactions { nodes { reference value { amount } } } } }',
    );
    expect(again.activity.transactions.nodes).toEqual([
      { reference: 'three', value: { amount: '1' } },
      { reference: 'one', value: { amount: '100' } },
    ]);
  });
});

describe('budgets', () => {
  test('replace all budgets of their activity, and a revised one counts instead of the originals of all currencies', async () => {
    const activity = await setBudgets('budgeted', [
      budget(2024, '1000.50', { valueDate: '2024-03-01' }),
      budget(2024, '80', { value: { amount: '80', currency: 'USD' } }),
      budget(2024, '700', { type: 'REVISED' }),
      budget(2025, '0.1', { status: 'INDICATIVE' }),
    ]);

    expect(activity).toEqual({
      budgets: [
        { ...budget(2024, '1000.5'), valueDate: '2024-03-01' },
        { ...budget(2024, '80', { value: { amount: '80', currency: 'USD' } }), valueDate: '2024-01-01' },
        { ...budget(2024, '700', { type: 'REVISED' }), valueDate: '2024-01-01' },
        { ...budget(2025, '0.1', { status: 'INDICATIVE' }), valueDate: '2025-01-01' },
      ],
      money: [{ kind: 'BUDGET', value: { amount: '700.1' }, items: 2, activities: 1 }],
    });
  });

  test('are for 366 days at most, and none repeats another', async () => {
    const { id, version } = await versionOf('budgeted');
    const refusal = await mutationsOf(server, 'setBudgets', editor).refused({
      activityId: id,
      version,
      budgets: [
        budget(2024, '1', { periodEnd: '2025-01-01' }),
        budget(2024, '1', { periodEnd: '2023-01-01' }),
        budget(2023, '1'),
        budget(2023, '2'),
        budget(2023, '3', { value: { amount: '3', currency: 'USD' } }),
        budget(2022, '1', { periodEnd: '1800-12-31' }),
        budget(2021, '1', { periodStart: '3000-01-01', valueDate: '2021-01-01' }),
      ],
    });

    expect(placesOf(refusal)).toEqual([
      ['input.budgets.0.periodEnd', 'INCONSISTENT'],
      ['input.budgets.1.periodEnd', 'INCONSISTENT'],
      ['input.budgets.3', 'INVALID'],
      ['input.budgets.5.periodEnd', 'INVALID'],
      ['input.budgets.6.periodStart', 'INVALID'],
    ]);
    expect(refusal.message).toContain('budgets.0.periodEnd must be at most 365 days after periodStart');
  });
});

test('sums by dimensions have the money of published activities alone, and add up', async () => {
  const years = { gte: 1990, lte: 1999 };
  const variables = { by: ['COUNTRY'], kinds: ['DISBURSEMENT', 'BUDGET'], years };
  await createTransaction('shown', { date: '1991-01-01', value: euros('0.10'), country: 'KG' });
  await createTransaction('shown', { date: '1992-01-01', value: euros('0.2'), country: 'KG' });
  await createTransaction('shown', { date: '1992-01-01', value: { amount: 7, currency: 'JPY' } });
  await createTransaction('draft', { date: '1992-01-01', value: euros('1000'), country: 'TJ' });
  await createTransaction('hidden', { date: '1992-01-01', value: euros('2000'), country: 'KG' });
  const { id, version } = await versionOf('hidden');
  await mutationsOf(server, 'deleteActivity', editor).done({ id, version }, '__typename');

  const { moneyStatistics } = await server.data(statistics, variables);
  expect(moneyStatistics).toEqual({
    groups: [
      {
        keys: [{ value: 'KG' }],
        sums: [{ kind: 'DISBURSEMENT', value: euros('0.3'), items: 2, activities: 1 }],
      },
    ],
    totals: [
      { kind: 'DISBURSEMENT', value: euros('0.3'), items: 2, activities: 1 },
      { kind: 'DISBURSEMENT', value: { amount: '7', currency: 'JPY' }, items: 1, activities: 1 },
    ],
    unallocated: [{ kind: 'DISBURSEMENT', value: { amount: '7', currency: 'JPY' }, items: 1, activities: 1 }],
  });

  const own = await server.data(statistics, variables, editor);
  expect(own.moneyStatistics.groups.map(({ keys }: any) => keys[0].value)).toEqual(['KG', 'TJ']);
  const inYen = await server.data(statistics, { ...variables, currencies: ['JPY'] });
  expect(inYen.moneyStatistics.totals).toHaveLength(1);
  const none = await server.data(statistics, { ...variables, filter: { year: { eq: 1 } } });
  expect(none.moneyStatistics).toEqual({ groups: [], totals: [], unallocated: [] });
});

test('no number of activities includes activities without money, for any viewer', async () => {
  await make(server.app, async (create) => {
    const programme = await create.programme({ slug: 'half-funded' });
    for (const slug of ['funded', 'unfunded', 'unfunded-too'])
      await create.activity({ slug, programmeId: programme.id });
    const state = publication(PublicationState.DRAFT);
    await create.activity({ slug: 'unfunded-draft', programmeId: programme.id, publication: state });
  });
  await createTransaction('funded', { kind: 'INCOMING_COMMITMENT', date: '2020-01-01', value: euros('5') });

  const sums = [{ kind: 'INCOMING_COMMITMENT', value: euros('5'), items: 1, activities: 1 }];
  const expected = { groups: [{ keys: [{ value: 'half-funded' }], sums }], totals: sums, unallocated: [] };
  const variables = { by: ['PROGRAMME'], kinds: ['INCOMING_COMMITMENT'] };
  for (const chosen of [{}, { years: { gte: 2000 } }, { filter: { programme: ['half-funded'] } }]) {
    for (const viewer of [undefined, editor]) {
      const { moneyStatistics } = await server.data(statistics, { ...variables, ...chosen }, viewer);
      expect(moneyStatistics).toEqual(expected);
    }
  }
});

test.each([[[]], [['YEAR', 'YEAR']], [['YEAR', 'COUNTRY', 'KIND', 'PROVIDER']]])(
  'sums refuse the dimensions %j',
  async (by) => {
    const { errors } = await server.query(statistics, { by, kinds: ['BUDGET'] });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'groupBy' });
  },
);

test.each([1, 50])('the money of %i activities takes two statements', async (first) => {
  const statements = await server.statementsOf(() =>
    server.data(
      `{ activities(first: ${first}) { nodes { budgets { value { amount } } money { value { amount } } } } }`,
    ),
  );
  expect(statements.filter((text) => /activity_budget|money_share/.test(text))).toHaveLength(2);
});

test('sums by network tell nothing of a network that the viewer does not see', async () => {
  await make(server.app, async (create) => {
    const open = await create.network({ slug: 'open-network' });
    const hidden = await create.network({ slug: 'hidden-network', publication: publication(PublicationState.DRAFT) });
    const both = await create.activity({ slug: 'of-both-networks' });
    for (const network of [open, hidden]) await create.takesPart(both, network);
    await create.takesPart(await create.activity({ slug: 'of-the-hidden-network' }), hidden);
  });
  await createTransaction('of-both-networks', { kind: 'REIMBURSEMENT', value: euros('5') });
  await createTransaction('of-the-hidden-network', { kind: 'REIMBURSEMENT', value: euros('7') });
  const byNetwork = async (asker?: typeof editor) => {
    const document = `{ moneyStatistics(kinds: [REIMBURSEMENT], groupBy: [NETWORK]) {
      groups { keys { value } sums { value { amount } } } unallocated { value { amount } } } }`;
    return (await server.data(document, {}, asker))['moneyStatistics'];
  };
  const group = (slug: string, amount: string) => ({ keys: [{ value: slug }], sums: [{ value: { amount } }] });

  expect(await byNetwork()).toEqual({
    groups: [group('open-network', '5')],
    unallocated: [{ value: { amount: '7' } }],
  });
  // An editor sees both networks, of which money in common belongs to neither.
  expect(await byNetwork(editor)).toEqual({
    groups: [group('hidden-network', '7')],
    unallocated: [{ value: { amount: '5' } }],
  });
});
