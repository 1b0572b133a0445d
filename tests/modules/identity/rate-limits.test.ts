import { MINUTE_MS } from '../../../src/core/time';
import { addressSubject } from '../../../src/modules/identity/rate-limit/rate-limits';
import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { connect, subscribe, until } from '../../support/subscriber';
import { editor, viewer, type TestViewer } from '../../support/viewers';

/** Enough for some hundred small operations. */
const limit = 2_000_000;

let server: TestServer;
let passed = 0;

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    TRUST_PROXY: '127.0.0.1',
    RATE_LIMIT_ADDRESS: String(limit),
    RATE_LIMIT_API_KEY: String(2 * limit),
    RATE_LIMIT_ACCOUNT: String(3 * limit),
  });
});

afterAll(() => server.close());

beforeEach(startMinute);

/** Moves the server's clock to the start of a minute, so that no budget is renewed during a test. */
function startMinute(): void {
  const rest = MINUTE_MS - ((Date.now() + passed) % MINUTE_MS);
  passed += rest;
  server.pass(rest);
}

interface Response {
  readonly status: number;
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
  readonly headers: Headers;
  readonly body: { data?: unknown; errors?: { message: string; extensions: Record<string, unknown> }[] };
}

async function send(query: string, headers: Record<string, string> = {}, asker?: TestViewer): Promise<Response> {
  const token = asker && (await server.tokenOf(asker));
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  const numberOf = (name: string): number => Number(response.headers.get(`ratelimit-${name}`) ?? NaN);
  return {
    status: response.status,
    limit: numberOf('limit'),
    remaining: numberOf('remaining'),
    reset: numberOf('reset'),
    headers: response.headers,
    body: (await response.json()) as Response['body'],
  };
}

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

/** Leaves this much of an address's budget. */
function leave(address: string, points: number): void {
  const { rateLimits } = server.app;
  const { remaining } = rateLimits!.add(addressSubject(address), 0);
  rateLimits!.add(addressSubject(address), remaining - points);
}

const listing = '{ networks { nodes { slug } } }';

test('tells the budget of the address, of which the operation and the request have used a part', async () => {
  const first = await send(listing, from('192.0.2.1'));
  const second = await send(listing, from('192.0.2.1'));

  expect(first).toMatchObject({ status: 200, limit });
  expect(first.headers.get('ratelimit-policy')).toBe(`${limit};w=60`);
  expect(first.remaining).toBeLessThan(limit - 50);
  expect(first.reset).toBeGreaterThan(0);
  expect(first.reset).toBeLessThanOrEqual(60);
  expect(second.remaining).toBeLessThan(first.remaining);
});

test('charges an answer from the cache far less than a computed one, but something', async () => {
  const query = '{ networks(first: 7) { nodes { slug name } } }';
  const computed = await send(query, from('192.0.2.2'));
  const kept = await send(query, from('192.0.2.2'));

  expect(computed.remaining - kept.remaining).toBe(50);
  expect(limit - computed.remaining).toBeGreaterThan(50);
});

test('refuses an address that has used its budget, and nobody else, until the next minute', async () => {
  leave('192.0.2.3', 0);

  const refused = await send(listing, from('192.0.2.3'));
  const other = await send(listing, from('192.0.2.4'));
  const signedIn = await send(listing, from('192.0.2.3'), editor);
  startMinute();
  const later = await send(listing, from('192.0.2.3'));

  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe(String(refused.body.errors![0]!.extensions['retryAfterSeconds']));
  expect(refused.body.errors![0]!.extensions).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(refused.body).not.toHaveProperty('data');
  expect([other.status, signedIn.status, later.status]).toEqual([200, 200, 200]);
});

test('refuses an operation that costs more than is left, before it runs', async () => {
  leave('192.0.2.5', 50);

  const refused = await send('{ networks(first: 11) { nodes { slug } } }', from('192.0.2.5'));

  expect(refused.status).toBe(429);
  expect(refused.body.errors![0]!.message).toMatch(/^The operation costs \d+, and 0 of 2000000 points are left/);
});

test('counts the addresses of one IPv6 network together, and those of another apart', async () => {
  leave('2001:db8:0:1::1', 0);

  const same = await send(listing, from('2001:db8:0:1:ffff::7'));
  const other = await send(listing, from('2001:db8:0:2::7'));

  expect([same.status, other.status]).toEqual([429, 200]);
});

test('gives an account and an API key budgets of their own, from all addresses', async () => {
  const { id: accountId } = await make(server.app, (create) => create.account());
  // Whoever sends a document first also pays for checking it.
  await send(listing, from('192.0.2.6'));
  const byKey = await send(listing, from('192.0.2.6'), editor);
  const byKeyElsewhere = await send(listing, from('192.0.2.7'), editor);
  const byAccount = await send(listing, from('192.0.2.6'), { ...viewer, accountId });

  expect([byKey.limit, byAccount.limit]).toEqual([2 * limit, 3 * limit]);
  expect(byKeyElsewhere.remaining).toBeLessThan(byKey.remaining);
  expect(byAccount.limit - byAccount.remaining).toBe(byKey.limit - byKey.remaining);
});

test('charges a document that is rejected for what it took to check it, each time', async () => {
  const groups = Array.from({ length: 20 }, () => 'activities { nodes { networks { memberCountries { kind } } } }');
  const slow = `{ ${groups.join(' ')} nothing }`;
  const used = async (query: string): Promise<number> => {
    const before = await send('{ __typename }', from('192.0.2.8'));
    const { remaining, body } = await send(query, from('192.0.2.8'));
    expect(body).not.toHaveProperty('data');
    return before.remaining - remaining - 50;
  };

  const cheap = await used('{ nothing }');
  const again = await used('{ nothing }');
  const expensive = await used(slow);
  const tooLong = await used(`{ ${'a '.repeat(101)} }`);

  expect(Math.min(cheap, again)).toBeGreaterThan(0);
  expect(expensive).toBeGreaterThan(3 * Math.min(cheap, again));
  expect(tooLong).toBeGreaterThanOrEqual(20);
});

test('charges an operation that costs too much for computing that, but not for its cost', async () => {
  const level = (selected: string): string => `activities { nodes { networks { ${selected} } } }`;
  const query = `{ ${level(level(level(level(level('slug')))))} }`;
  const first = await send(query, from('192.0.2.10'));
  const second = await send(query, from('192.0.2.10'));

  expect(second.body.errors![0]!.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX' });
  expect(first.remaining - second.remaining).toBeGreaterThan(50);
  expect(second.remaining).toBeGreaterThan(limit / 2);
});

test('does not even parse documents of an account that has used more than its budget', async () => {
  const account = await make(server.app, (create) => create.account());
  const asAccount = { ...viewer, accountId: account.id };
  server.app.rateLimits!.add({ kind: 'account', key: `account ${account.id}` }, 3 * limit + 1);

  const refused = await send('{ this is no document', from('192.0.2.11'), asAccount);

  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe(String(refused.body.errors![0]!.extensions['retryAfterSeconds']));
  expect(refused.body.errors![0]!.extensions).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
});

test('refuses a subscription when the budget is used up', async () => {
  const client = connect(server.address, { headers: from('192.0.2.9') });
  const running = subscribe(client, 'subscription { activityPublished { slug } }');
  const invalid = subscribe(client, 'subscription { nothing }');
  await until(() => invalid.end !== null);
  leave('192.0.2.9', 0);

  const refused = subscribe(client, 'subscription { activityPublished { title } }');
  await until(() => refused.end !== null);
  await client.dispose();

  expect(running.answers).toEqual([]);
  expect(refused.end?.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
});

test('limits nothing with RATE_LIMIT=off', async () => {
  const unlimited = await startTestServer({ DEMO_DATA: 'false', RATE_LIMIT: 'off', RATE_LIMIT_ADDRESS: '1' });
  const response = await fetch(`${unlimited.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  });
  await unlimited.close();

  expect(response.status).toBe(200);
  expect(response.headers.get('ratelimit-limit')).toBeNull();
});
