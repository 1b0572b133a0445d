import { readFileSync } from 'node:fs';
import { DAY_MS } from '../../../src/core/time';
import { sql } from '../../../src/database/sql/sql';
import { scoreActivities } from '../../../src/modules/figures/activity-completeness/missing-scores';
import { completenessElements } from '../../../src/modules/figures/completeness/completeness-elements';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { indicator, period, result, setResults } from '../../support/results';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, (create) => create.organisation({ slug: 'academy' }));
});

afterAll(() => server.close());

describe('completeness', () => {
  const selected = 'completeness { score missing { element why } }';
  const read = async (slug: string): Promise<{ score: number; missing: { element: string; why: string }[] }> =>
    (await server.data(`query ($slug: String) { activity(slug: $slug) { ${selected} } }`, { slug })).activity
      .completeness;
  const missing = async (slug: string): Promise<string[]> => (await read(slug)).missing.map(({ element }) => element);

  async function created(slug: string, content: object): Promise<string> {
    const input = { slug, title: 'Short', summary: 'Summary.', ...content };
    const made = await mutationsOf(server, 'createActivity').done(input, 'activity { id }');
    await mutationsOf(server, 'publishActivity').done({ id: made['activity'].id, version: 1 }, '__typename');
    return made['activity'].id as string;
  }

  const year = new Date().getUTCFullYear();
  const budget = { type: 'ORIGINAL', status: 'COMMITTED', value: { amount: '1', currency: 'EUR' } };
  const place = { name: 'Osh', point: { latitude: 40.5, longitude: 72.8 } };
  const complete = {
    title: 'Officers learn to teach',
    description: 'Officers of five countries learn to teach their colleagues what they know. '.repeat(2),
    objectives: ['Teach'],
    plannedStart: '2020-01-01',
    plannedEnd: '2021-01-01',
    organisations: [{ organisation: 'academy', role: 'IMPLEMENTING' }],
    recipients: [{ country: 'KG' }],
    sectors: [{ code: '15130' }],
    locations: [place],
    budgets: [{ ...budget, periodStart: `${year}-06-01`, periodEnd: `${year}-12-31` }],
  };

  test('counts what is given of what the status asks for, and names the rest', async () => {
    await created('bare', {});
    expect(await read('bare')).toEqual({
      score: 0,
      missing: completenessElements
        .filter(({ name }) => !['actualStart', 'actualEnd', 'results'].includes(name))
        .map(({ name, requirement }) => ({ element: name, why: requirement })),
    });
    await created('planned', { ...complete, status: 'PIPELINE', iatiIdentifier: 'XM-1' });
    expect(await read('planned')).toMatchObject({ score: 92, missing: [{ element: 'documents' }] });
    const begun = { ...complete, status: 'IMPLEMENTATION', actualStart: '2199-01-01', plannedEnd: null };
    const id = await created('begun', { ...begun, iatiIdentifier: 'XM-2', title: 'Identifier' });
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'commitment', 'disbursement', 'documents']);
    const money = { activityId: id, value: { amount: '5', currency: 'EUR' } };
    const pay = mutationsOf(server, 'createTransaction');
    await pay.done({ ...money, version: 2, kind: 'EXPENDITURE', date: `${year - 2}-01-01` }, '__typename');
    await pay.done({ ...money, version: 3, kind: 'OUTGOING_COMMITMENT', date: `${year - 2}-01-01` }, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'disbursement', 'documents']);
    await pay.done({ ...money, version: 4, kind: 'DISBURSEMENT', date: `${year}-01-01` }, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'actualStart', 'documents']);
    const ended = { id, version: 5, status: 'CLOSED', actualStart: '2020-01-01', actualEnd: '2021-01-01', budgets: [] };
    await mutationsOf(server, 'updateActivity').done(ended, '__typename');
    expect(await missing('begun')).toEqual(['plannedDates', 'results', 'documents']);
    await setResults(server, 'begun', [result('Taught', indicator({ periods: [period('2', '1')] }))]);
    expect(await missing('begun')).toEqual(['plannedDates', 'documents']);
  });

  test('asks for quality, not only for presence', async () => {
    await created('poor', {
      ...complete,
      ...{ title: 'XM-DAC-41304-1', iatiIdentifier: 'XM-DAC-41304-1', description: 'Too short.' },
      recipients: [{ country: 'KG' }, { country: 'TJ' }],
      sectors: [{ code: '15130' }, { code: '15110' }],
      locations: [{ name: '"point":{' }],
      budgets: [{ ...budget, periodStart: `${year - 1}-01-01`, periodEnd: `${year - 1}-12-31` }],
    });
    expect(await missing('poor')).toEqual(
      expect.arrayContaining(['title', 'description', 'recipients', 'sectors', 'location', 'budget']),
    );
  });

  test('is not changed by what the public does not see', async () => {
    const id = await created('secretive', complete);
    const before = await read('secretive');
    await mutationsOf(server, 'setParticipation').done(
      { activityId: id, version: 2, participation: [{ country: 'KG', women: 1 }] },
      '__typename',
    );
    await mutationsOf(server, 'setActivityTranslation').done(
      { id, version: 3, locale: 'ru', title: 'Название', summary: 'Кратко.', state: 'DRAFT' },
      '__typename',
    );
    await mutationsOf(server, 'createRestrictedDocument').done(
      { activityId: id, title: 'Secret', fileName: 'secret.pdf' },
      '__typename',
    );
    expect(await read('secretive')).toEqual(before);
  });

  test('selects activities by their score', async () => {
    const { activities } = await server.data('{ activities { nodes { slug completeness { score } } } }');
    const all = activities.nodes.map(({ completeness: { score } }: any) => score as number) as number[];
    expect(new Set(all).size).toBeGreaterThan(3);
    const within = (score: number): boolean => score >= 40 && score <= 99;
    const cases: [object, (score: number) => boolean][] = [
      [{ completeness: { gte: 40, lte: 99 } }, within],
      [{ completeness: { eq: 92 } }, (score) => score === 92],
      [{ completeness: { in: [0, 92] } }, (score) => score === 0 || score === 92],
      [{ completeness: { gte: 40, lte: 99, isNull: false, in: [...Array(101).keys()] } }, within],
      [{ or: [{ not: { completeness: { gte: 40, lte: 99 } } }, { title: { eq: '' } }] }, (score) => !within(score)],
      [{ completeness: { isNull: true } }, () => false],
      [{ completeness: { gte: -5, lte: 500 } }, () => true],
      [{ completeness: {} }, () => true],
    ];
    for (const [filter, isMatched] of cases) {
      const { activities: found } = await server.data(
        `query ($filter: ActivityFilter) {
          activities(filter: $filter) { totalCount nodes { completeness { score } } } }`,
        { filter },
      );
      expect(found.totalCount).toBe(all.filter(isMatched).length);
      expect(found.nodes.map(({ completeness }: any) => completeness.score as number)).toEqual(all.filter(isMatched));
    }
  });

  test('is made anew at the start, where an earlier release has made it by other rules', async () => {
    const scores = (): Promise<unknown[]> =>
      server.app.database.read.query(sql`SELECT * FROM completeness_score ORDER BY activity_id, since`);
    const before = await scores();
    await server.app.database.write(async (manager) => {
      await manager.query(`UPDATE completeness_score SET score = 1, rules = '' WHERE activity_id % 3 = 0`);
      await manager.query(`UPDATE completeness_score SET score = 2, rules = 'other' WHERE activity_id % 3 = 1`);
    });
    await scoreActivities(server.app.database);
    expect(await scores()).toEqual(before);
  });

  test.each([1, 50])('takes one statement for %i activities', async (first) => {
    const statements = await server.statementsOf(() =>
      server.data(`{ activities(first: ${first}) { nodes { ${selected} } } }`),
    );
    expect(statements.filter((text) => text.includes('measurement'))).toHaveLength(1);
  });

  test('is found by the filter as it is computed, on the days on which time alone changes it', async () => {
    const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const dates = { actualStart: dayAfter(10), plannedEnd: dayAfter(20) };
    const content = { ...complete, ...dates, status: 'IMPLEMENTATION' };
    const activityId = await created('timed', content);
    const payment = { activityId, kind: 'DISBURSEMENT', value: { amount: '5', currency: 'EUR' } };
    await mutationsOf(server, 'createTransaction').done({ ...payment, version: 2, date: dayAfter(-1) }, '__typename');
    const paidAYearAgo = `${Number(dayAfter(-1).slice(0, 4)) + 1}${dayAfter(-1).slice(4)}`;
    const edges = [dayAfter(10), `${year + 1}-01-01`, paidAYearAgo];
    const noons = edges.flatMap((edge) => [-0.5, 0.5, 1.5].map((days) => Date.parse(edge) + days * DAY_MS));
    const found: string[] = [];
    let now = Date.now();
    for (const noon of noons.sort((one, other) => one - other)) {
      server.pass(noon - now);
      now = noon;
      const { score, missing: elements } = await read('timed');
      const { activities } = await server.data(
        'query ($score: Int) { activities(filter: { completeness: { eq: $score } }) { nodes { slug } } }',
        { score },
      );
      expect(activities.nodes).toContainEqual({ slug: 'timed' });
      found.push(elements.map(({ element }) => element).join());
    }
    expect(new Set(found).size).toBe(4);
  });

  test('is documented as it is computed', () => {
    const rows = readFileSync('docs/completeness.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows).toEqual(
      completenessElements.map(({ name, requirement, when }) => ['', `\`${name}\``, requirement, when, '']),
    );
  });
});
