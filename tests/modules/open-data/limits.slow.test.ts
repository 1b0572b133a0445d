import { MINUTE_MS } from '../../../src/core/time';
import { DatabaseUnavailableError } from '../../../src/errors';
import { Admission } from '../../../src/graphql/admission/admission';
import { PublicQuery } from '../../../src/graphql/public-queries/public-query';
import { PublicList } from '../../../src/http/files/public-list';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { until } from '../../support/contents';
import { make } from '../../support/factories';
import { fetchError, fetchFile } from '../../support/public-files';
import { startTestServer, type TestServer } from '../../support/test-server';

const FEW = 40;
const MANY = 250;
const TOTAL = 420;

const RATE_LIMIT = 60_000;

/** The first part of them fills the buffers of a connection, and the next ones those of the server. */
const LONG_TEXT = 'word '.repeat(12_000);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    METRICS_ADDRESS: '127.0.0.1:0',
    TRUST_PROXY: '127.0.0.1',
    MAX_OPERATION_COST: '30000',
    RATE_LIMIT_ADDRESS: String(RATE_LIMIT),
  });
  await make(server.app, async (create) => {
    for (let number = 1; number <= TOTAL; number += 1) {
      const year = number <= FEW ? 2020 : number <= FEW + MANY ? 2021 : 2022;
      const description = year === 2021 ? LONG_TEXT : null;
      const code = String(number).padStart(3, '0');
      await create.activity({ slug: `activity-${code}`, description, operativeDimension: { year, code } });
    }
  });
});

afterAll(() => server.close());

const client = { 'x-forwarded-for': '198.51.100.1' };

let passed = 0;

/** Moves the server's clock to the start of a minute: all budgets begin anew, and none is renewed within a test. */
function renewBudgets(): void {
  const rest = MINUTE_MS - ((Date.now() + passed) % MINUTE_MS);
  passed += rest;
  server.pass(rest);
}

beforeEach(renewBudgets);

test('an export that its address cannot pay is refused before its first byte', async () => {
  const part = '/exports/activities.csv?filter.year.eq=2020';
  const left = async () => Number((await fetchFile(server, part, client)).headers.get('ratelimit-remaining'));
  let remaining = await left();
  const cost = remaining - (await left());
  expect(cost).toBeGreaterThan(1_000);
  while (remaining > 4 * cost) remaining = await left();
  // All activities are five parts.
  expect(await fetchError(server, '/exports/activities.csv', client)).toMatchObject({
    status: 429,
    extensions: { code: 'TOO_MANY_REQUESTS' },
  });
});

test.each([
  ['each event of a calendar costs 500 points', '/calendar.ics', 500, 100],
  ['each entry of a feed costs 200 points', '/feeds/activities.atom', 200, 50],
])('%s besides reading it', async (_title, target, cost, count) => {
  const lines = server.log.length;
  await fetchFile(server, `${target}?filter.year.eq=2020`, client);
  await until(() => server.log.length > lines, 'the request is logged');
  expect(server.log.at(-1)!['cost']).toBeGreaterThan(cost * count);
});

test('the log names the query of a file and its cost, but not its parameters', async () => {
  const lines = server.log.length;
  await fetchFile(server, '/exports/activities.csv?filter.year.eq=2020', client);
  await until(() => server.log.length > lines, 'the request is logged');
  const line = server.log.at(-1)!;
  expect(line).toMatchObject({ path: '/exports/activities.csv', operation: 'ActivityExport', statusCode: 200 });
  expect(line['cost']).toBeGreaterThan(1_000);
  expect(JSON.stringify(line)).not.toContain('filter');
});

test('an export for which the database is not available counts as failed, not as refused', async () => {
  const run = jest.spyOn(PublicQuery.prototype, 'run');
  run.mockRejectedValueOnce(new DatabaseUnavailableError(new Error('lost')));

  expect(await fetchError(server, '/exports/activities.csv', client)).toMatchObject({ status: 503 });
  run.mockRestore();
  const metrics = await (await fetch(server.app.metricsUrl!)).text();
  expect(metrics).toContain('type="query",outcome="failed"} 1');
});

/** Begins an export whose client leaves right after the first call of this method, which ends when the server has noticed. */
async function leaveAfter(owner: object, method: string, target: string): Promise<void> {
  const leaving = new AbortController();
  const lines = server.log.length;
  const original = Reflect.get(owner, method) as (...given: unknown[]) => unknown;
  const step = jest.spyOn(owner as Record<string, typeof original>, method);
  step.mockImplementationOnce(async function (this: unknown, ...given) {
    const result = await original.apply(this, given);
    leaving.abort();
    await until(() => server.log.slice(lines).some(({ aborted }) => aborted === true), 'the client has left');
    return result;
  });
  const answer = fetch(server.address + target, { headers: client, signal: leaving.signal });
  await expect(answer).rejects.toThrow('aborted');
  await step.mock.results[0]!.value;
  step.mockRestore();
}

test('an export of one part counts for the bytes of its file while the client takes it, and not for those of its items', async () => {
  const answered = jest.spyOn(Admission.prototype, 'setResponseBytes');
  for (const target of [
    '/exports/activities.csv?filter.year.eq=2020',
    '/exports/statistics.xlsx',
    '/exports/money.csv',
  ]) {
    answered.mockClear();
    const { text, headers } = await fetchFile(server, target, { ...client, 'accept-encoding': 'identity' });

    expect(text).not.toBe('');
    expect(answered.mock.calls).toEqual([[expect.any(String), Number(headers.get('content-length'))]]);
  }
  answered.mockRestore();
});

test.each([
  ['after the last statement of its first part', PublicQuery.prototype, 'run'],
  ['before its first byte', PublicList.prototype, 'open'],
])('an export whose client leaves %s keeps no place', async (_when, owner, method) => {
  const target = '/exports/activities.csv?filter.year.eq=2022';
  for (let departure = 1; departure <= 2; departure += 1) {
    renewBudgets();
    await leaveAfter(owner, method, target);
  }
  renewBudgets();
  await fetchFile(server, target, client);
});

test('an address gets two long exports at a time, and a refused one costs its first part only; what is withdrawn meanwhile is in none of their later parts', async () => {
  const target = '/exports/activities.json?filter.year.eq=2021&orderBy=CODE:ASC';
  const begin = (): Promise<Response> => {
    renewBudgets();
    return fetch(server.address + target, { headers: { ...client, 'accept-encoding': 'identity' } });
  };
  const [first, second] = [await begin(), await begin()];
  expect([first.status, second.status]).toEqual([200, 200]);
  renewBudgets();
  const third = await fetch(server.address + target, { headers: client });
  expect([third.status, await third.json()]).toEqual([
    503,
    { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'OVERLOADED' }) })] },
  ]);
  const costOf = ({ headers }: Response) => RATE_LIMIT - Number(headers.get('ratelimit-remaining'));
  // Each of the two has five parts.
  expect(costOf(third) * 2).toBeLessThan(costOf(second));

  const last = `activity-${FEW + MANY}`;
  await server.app.database.write((manager) =>
    manager.update(Activity, { slug: last }, { publication: { state: PublicationState.DRAFT } }),
  );
  const { activities } = (await first.json()) as { activities: { slug: string }[] };
  expect(activities).toHaveLength(MANY - 1);
  expect(activities.map(({ slug }) => slug)).not.toContain(last);

  await second.body!.cancel();
  await until(async () => {
    const { status, body } = await begin();
    await body!.cancel();
    return status === 200;
  }, 'another export begins');
});
