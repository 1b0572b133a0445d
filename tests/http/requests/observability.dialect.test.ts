import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import type { Scan } from '../../../src/database/reading/statement-runner';
import { sql } from '../../../src/database/sql/sql';
import { connect, subscribe, until } from '../../support/subscriber';
import { type LogLine, startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ METRICS_ADDRESS: '127.0.0.1:0', TRUST_PROXY: '127.0.0.1' });
});

afterAll(() => server.close());

const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex');

async function metric(series: string): Promise<number> {
  const text = await (await fetch(server.app.metricsUrl!)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? NaN : Number(line.slice(series.length + 1));
}

const requestLines = (): LogLine[] => server.log.filter(({ msg, path }) => msg === 'request' && path === '/graphql');

describe('metrics', () => {
  test('count operations by name, type and outcome, and what they read', async () => {
    await server.data('query Networks { networks { nodes { slug } } }', {}, editor);
    await server.query('query Networks { networks { nodes { slug } } node(id: "nothing") { id } }', {}, editor);
    await server.query('query Nobody { networks { nodes { publication { state } } } }');

    const operations = (labels: string): Promise<number> => metric(`entente_operations_total{${labels}}`);
    expect(await operations('operation="Networks",type="query",outcome="success"')).toBe(1);
    expect(await operations('operation="Networks",type="query",outcome="partial"')).toBe(1);
    expect(await metric('entente_operation_cost_total{operation="Networks"}')).toBeGreaterThan(0);
    expect(await metric('entente_operation_duration_seconds_count{type="query"}')).toBeGreaterThanOrEqual(3);
    expect(await metric('entente_sql_statements_total')).toBeGreaterThan(2);
    expect(await metric('entente_sql_seconds_total')).toBeGreaterThan(0);
  });

  test('count how the answer cache takes part', async () => {
    const query = '{ networks(first: 2) { nodes { slug } } }';
    const [hits, misses] = [
      'entente_answer_cache_requests_total{result="hit"}',
      'entente_answer_cache_requests_total{result="miss"}',
    ];
    const before = [await metric(hits), await metric(misses)].map((value) => value || 0);

    for (let time = 0; time < 3; time++) await server.data(query);

    expect([(await metric(hits)) - before[0]!, (await metric(misses)) - before[1]!]).toEqual([2, 1]);
  });

  test('show the queues, the event loop, and how far events are behind', async () => {
    expect(await metric('entente_admission_operations{state="waiting"}')).toBe(0);
    expect(await metric('entente_password_hashes{state="running"}')).toBe(0);
    expect(await metric('entente_event_lag_seconds{queue="outbox"}')).toBe(0);
    expect(await metric('entente_webhook_deliveries_pending')).toBe(0);
    expect(await metric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });

  test('show the statements that run and those that wait', async () => {
    const slow = sql`WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300000)
      SELECT sum(n) AS total FROM number`;
    const inThread: Scan = { tables: ['activity'], perRow: Infinity };
    const { read } = server.app.database;
    const states = ['running', 'waiting'].map((state) => `entente_sql_statements{state="${state}"}`);

    const all = Promise.all(
      Array.from({ length: 20 }, () => read.forOperation(new ReadOperation()).query(slow, { scan: inThread })),
    );
    const meanwhile = await Promise.all(states.map(metric));
    await all;

    expect(meanwhile).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(...meanwhile)).toBeGreaterThan(0);
    expect(await Promise.all(states.map(metric))).toEqual([0, 0]);
    expect(await metric('entente_markdown_texts{state="waiting"}')).toBe(0);
  });

  test('show the changes that are written and those that wait', async () => {
    const states = ['running', 'waiting'].map((state) => `entente_changes{state="${state}"}`);
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const changes = Array.from({ length: 12 }, () => server.app.database.write(() => ended));
    const meanwhile = await Promise.all(states.map(metric));
    end();
    await Promise.all(changes);

    expect(meanwhile).toEqual(__DATABASE__ === 'sqlite' ? [1, 11] : [10, 2]);
    expect(await Promise.all(states.map(metric))).toEqual([0, 0]);
  });

  test('tell at most a hundred names apart, however many clients make up', async () => {
    for (let number = 0; number < 120; number++) await server.data(`query Made${number} { __typename }`);

    const text = await (await fetch(server.app.metricsUrl!)).text();
    const names = new Set([...text.matchAll(/^entente_operations_total\{operation="(\w+)"/gm)].map(([, name]) => name));
    expect(names.size).toBeLessThanOrEqual(102);
    expect(names).toContain('other');
  });

  test('are not served where clients are, nor at any other path', async () => {
    expect((await fetch(`${server.address}/metrics`)).status).toBe(404);
    expect((await fetch(server.app.metricsUrl!.replace('/metrics', '/'))).status).toBe(404);
  });
});

describe('the log line of a request', () => {
  test('names the operation and who sent it, and contains neither variables nor content', async () => {
    const document = 'query Page($slug: String!) { network(slug: $slug) { name } }';
    const token = await server.tokenOf(editor);
    await server.query(
      document,
      { slug: 'casc' },
      { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.7' } },
    );

    const line = requestLines().at(-1)!;

    expect(line).toMatchObject({
      level: 30,
      method: 'POST',
      statusCode: 200,
      address: '192.0.2.7',
      cache: 'bypass',
      operation: 'Page',
      type: 'query',
      documentHash: hashOf(document),
      cost: expect.any(Number),
      caller: expect.stringMatching(/^(account|key) \d+$/),
    });
    expect(JSON.stringify(line)).not.toMatch(/casc|ents_|entk_/);
  });

  test('names the operation also if the answer comes from the cache', async () => {
    const document = 'query Kept { networks(first: 3) { nodes { slug } } }';
    await server.data(document);
    await server.data(document);

    expect(requestLines().at(-1)).toMatchObject({ cache: 'hit', operation: 'Kept', documentHash: hashOf(document) });
    expect(requestLines().at(-1)).not.toHaveProperty('caller');
  });

  test('says that the cache was bypassed if the answer cannot be kept, and missed if it can', async () => {
    await server.query('query Own { viewer { role } }');
    await server.query('query Wrong { networks(first: 0) { totalCount } }');
    await server.query('mutation { signIn(input: { email: "nobody@example.org", password: "wrong" }) { token } }');
    await server.query('query First { networks(first: 4) { nodes { slug } } }');

    expect(
      requestLines()
        .slice(-4)
        .map(({ cache }) => cache),
    ).toEqual(['bypass', 'bypass', 'bypass', 'miss']);
  });

  test('names a subscription, one that is refused included', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.8' };
    const client = connect(server.address, {
      headers,
      params: { authorization: `Bearer ${await server.tokenOf(editor)}` },
    });
    const document = 'subscription Published { activityPublished { slug } }';
    subscribe(client, document);
    const lines = (): LogLine[] => server.log.filter(({ msg }) => msg === 'subscription');
    await until(() => lines().length === 1);
    const refused = subscribe(client, 'subscription Secret { nothing }');
    await until(() => refused.end !== null);
    await client.dispose();

    expect(lines()).toMatchObject([
      {
        level: 30,
        path: '/graphql',
        address: '192.0.2.8',
        operation: 'Published',
        type: 'subscription',
        documentHash: hashOf(document),
        cost: expect.any(Number),
        caller: expect.stringMatching(/^(account|key) \d+$/),
      },
      { address: '192.0.2.8' },
    ]);
    expect(JSON.stringify(lines())).not.toMatch(/casc|ents_|entk_|Secret/);
  });

  test('names a subscription by the X-Request-Id of the response that opened its connection', async () => {
    const socket = new WebSocket(`${server.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    const [{ headers }] = (await once(socket, 'upgrade')) as [IncomingMessage];
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const payload = { query: 'subscription { activityPublished { slug } }' };
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    const lines = (): LogLine[] => server.log.filter(({ requestId }) => requestId === headers['x-request-id']);
    await until(() => lines().length === 1);
    socket.terminate();

    expect(lines()).toMatchObject([{ msg: 'subscription' }]);
  });

  test('contains at most 200 characters of the path and of the name, which clients choose', async () => {
    const lines = (): LogLine[] => server.log.filter(({ msg }) => msg === 'request');
    await server.data(`query ${'N'.repeat(1_000)} { __typename }`);
    expect(lines().at(-1)!['operation']).toHaveLength(200);

    await (await fetch(`${server.address}/${'a/'.repeat(7_000)}`)).text();
    expect(lines().at(-1)!['path']).toBe(`/${'a/'.repeat(100)}`.slice(0, 200));
  });

  test('has no operation for a document that is invalid', async () => {
    await server.query('query Secret { nothing }');

    expect(requestLines().at(-1)).not.toHaveProperty('operation');
    expect(JSON.stringify(requestLines().at(-1))).not.toContain('Secret');
  });
});
