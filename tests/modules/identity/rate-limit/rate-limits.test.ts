import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { MINUTE_MS } from '../../../../src/core/time';
import { addressSubject } from '../../../../src/modules/identity/rate-limit/rate-limits';
import { make } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { connect, subscribe, subscribed, until } from '../../../support/subscriber';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewer } from '../../../support/viewers';

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

const remainingAt = (address: string): number => server.app.rateLimits!.add(addressSubject(address), 0).remaining;

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
  expect(refused.body.errors![0]!.message).toMatch(/^The request costs \d+, and 0 of 2000000 points are left/);
});

test('counts the addresses of one IPv6 network together, and those of another apart', async () => {
  leave('2001:db8:0:1::1', 0);

  const same = await send(listing, from('2001:db8:0:1:ffff::7'));
  const other = await send(listing, from('2001:db8:0:2::7'));

  expect([same.status, other.status]).toEqual([429, 200]);
});

test('gives an account and an API key budgets of their own, from all addresses', async () => {
  const { id: accountId } = await make(server.app, (create) => create.account());
  // The first sender of a document also pays for checking it.
  await send(listing, from('192.0.2.6'));
  const byKey = await send(listing, from('192.0.2.6'), editor);
  const byKeyElsewhere = await send(listing, from('192.0.2.7'), editor);
  const byAccount = await send(listing, from('192.0.2.6'), { ...viewer, accountId });

  expect([byKey.limit, byAccount.limit]).toEqual([2 * limit, 3 * limit]);
  expect(byKeyElsewhere.remaining).toBeLessThan(byKey.remaining);
  expect(byAccount.limit - byAccount.remaining).toBe(byKey.limit - byKey.remaining);
});

/** Fields of one response name are compared pair by pair. With an alias of its own, each is compared with nothing. */
function manyFields(alias: (place: number) => string, error: string): string {
  const fields = Array.from(
    { length: 99 },
    (_, place) => `${alias(place)}: activities(first: ${place + 1}) { totalCount }`,
  );
  return `{ ...A ...B } fragment A on Query { ${fields.join(' ')} } fragment B on Query { ...A ${error} }`;
}

test('charges a document that it does not know for its check, and not again', async () => {
  const headers = { ...from('192.0.2.9'), 'entente-grants': '' };
  const query = `{ networks { nodes { slug } } } # ${'new '.repeat(400)}`;
  const left = [await send('{ __typename }', headers), await send(query, headers), await send(query, headers)];
  const [start, first, second] = left.map(({ remaining }) => remaining) as [number, number, number];

  expect(start - first - (first - second)).toBeGreaterThanOrEqual(Math.floor(query.length / 10));
});

test('charges a document that is rejected for what it took to check it, each time', async () => {
  const used = async (query: string): Promise<number> => {
    // On a busy machine, these documents together would exceed what a minute's rejected ones may cost.
    startMinute();
    const before = await send('{ __typename }', from('192.0.2.8'));
    const { remaining, body } = await send(query, from('192.0.2.8'));
    expect(body).not.toHaveProperty('data');
    return before.remaining - remaining - 50;
  };

  const cheap = await used('{ nothing }');
  const again = await used('{ nothing }');
  const tooLong = await used(`{ ${'a '.repeat(101)} }`);
  const lengths: number[] = [];
  for (let time = 0; time < 10; time += 1) lengths.push(await used(manyFields((place) => `a${place}`, 'nothing }')));
  const slow: number[] = [];
  for (let time = 0; time < 10; time += 1) slow.push(await used(manyFields(() => 'aa', 'nothing')));

  expect(Math.min(cheap, again)).toBeGreaterThan(0);
  expect(tooLong).toBeGreaterThanOrEqual(20);
  // The first ones do not parse. They are as long as the others.
  expect(Math.min(...slow)).toBeGreaterThan(1.5 * Math.min(...lengths));
});

describe('when checking documents that were rejected has cost too much', () => {
  /** Without the answer cache. */
  const uncached = (address: string): Record<string, string> => ({ ...from(address), 'entente-grants': '' });

  /** Sends documents that are rejected until one is not checked. Returns its response. */
  async function exhaust(headers: Record<string, string>, asker?: TestViewer): Promise<Response> {
    for (let number = 0; number < 2_000; number += 1) {
      const hostile = manyFields(() => 'a', `nothing${number}`);
      const response = await send(hostile, headers, asker);
      if (response.status === 429) return response;
    }
    throw new Error('All documents were checked');
  }

  test('refuses documents that the server does not know, until the next minute', async () => {
    await send('query Known { networks { nodes { slug } } }', uncached('192.0.2.40'));
    const refused = await exhaust(uncached('192.0.2.40'));
    const unknown = await send('query New { networks { nodes { slug } } }', uncached('192.0.2.40'));
    const known = await send('query Known { networks { nodes { slug } } }', uncached('192.0.2.40'));
    const other = await send('query New { networks { nodes { slug } } }', uncached('192.0.2.41'));
    startMinute();
    const later = await send('query Newer { networks { nodes { slug } } }', uncached('192.0.2.40'));

    expect(refused.body.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.errors![0]!.extensions['retryAfterSeconds']));
    expect(refused.remaining).toBeGreaterThan(0);
    expect(unknown.status).toBe(429);
    expect([known.status, other.status, later.status]).toEqual([200, 200, 200]);
    expect(known.body).not.toHaveProperty('errors');
  });

  test('counts documents that exceed a limit', async () => {
    const sendLong = (number: number): Promise<Response> =>
      send(`{ ${'a '.repeat(101)} } # ${number} ${'x'.repeat(19_000)}`, uncached('192.0.2.46'));
    let refused = await sendLong(0);
    for (let number = 1; number < 100 && refused.status !== 429; number += 1) refused = await sendLong(number);

    expect(refused.status).toBe(429);
    expect(refused.remaining).toBeGreaterThan(0);
  });

  test('runs persisted queries nevertheless', async () => {
    const query = 'query Persisted { networks { nodes { slug } } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const ask = async (body: object): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', ...uncached('192.0.2.45') };
      const response = await fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return response.json();
    };
    const registered = await ask({ query, extensions });
    await exhaust(uncached('192.0.2.45'));

    expect(registered).not.toHaveProperty('errors');
    expect(await ask({ extensions })).toEqual(registered);
  });

  test('does not refuse those of an API key at the same address, and the other way round', async () => {
    await exhaust(uncached('192.0.2.42'));
    const byKey = await send('query ByKey { networks { nodes { slug } } }', uncached('192.0.2.42'), editor);
    await exhaust(uncached('192.0.2.43'), editor);
    const anonymous = await send('query Anonymous { networks { nodes { slug } } }', uncached('192.0.2.43'));

    expect([byKey.status, anonymous.status]).toEqual([200, 200]);
  });

  test('refuses subscriptions in the same way', async () => {
    const client = connect(server.address, { headers: from('192.0.2.44') });
    const known = await subscribed(client, 'subscription { activityPublished { slug } }');
    await exhaust(uncached('192.0.2.44'));
    const again = subscribe(client, 'subscription { activityPublished { slug } }');
    const unknown = subscribe(client, 'subscription New { activityPublished { slug } }');
    await until(() => unknown.end !== null);
    await client.dispose();

    expect(unknown.end?.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
    expect([known.answers, again.answers]).toEqual([[], []]);
    expect(again.end?.errors).toBeUndefined();
  });
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

/** A request with a variable that nothing uses, of this many characters in total. */
const ofLength = (length: number): string => {
  const start = '{"query":"{ __typename }","variables":{"unused":"';
  return `${start}${'x'.repeat(length - start.length - 3)}"}}`;
};

/** Sends the text of a body, or a query string. Returns the response. */
function sendText(text: string, headers: Record<string, string>, method = 'POST'): Promise<globalThis.Response> {
  const common = { 'content-type': 'application/json', 'apollo-require-preflight': '1', ...headers };
  const url = `${server.address}/graphql`;
  return method === 'GET'
    ? fetch(`${url}?${text}`, { headers: common })
    : fetch(url, { method, headers: common, body: text });
}

const remainingOf = ({ headers }: globalThis.Response): number => Number(headers.get('ratelimit-remaining'));

describe('the length of a request', () => {
  test('costs nothing up to 2,000 characters, and 0.15 for each further one', async () => {
    const sender = from('192.0.2.20');
    const before = remainingOf(await sendText(ofLength(100), sender));
    const ordinary = remainingOf(await sendText(ofLength(1_990), sender));
    const long = remainingOf(await sendText(ofLength(100_000 - '/graphql'.length), sender));

    expect(before - ordinary).toBeGreaterThanOrEqual(50);
    expect(before - ordinary).toBeLessThan(60);
    expect(ordinary - long).toBeGreaterThanOrEqual(50 + 14_700);
    expect(ordinary - long).toBeLessThan(60 + 14_700);
  });

  test('counts in the query string of GET as well', async () => {
    const sender = from('192.0.2.21');
    const before = remainingOf(await sendText('query={__typename}', sender, 'GET'));
    const long = await sendText(`query={__typename}&variables={"a":"${'x'.repeat(10_000)}"}`, sender, 'GET');

    expect(long.status).toBe(200);
    expect(before - remainingOf(long)).toBeGreaterThan(51 + 1_200);
  });

  test('is charged before the body is parsed', async () => {
    leave('192.0.2.22', 1_000);
    const refused = await sendText('{'.repeat(100_000), from('192.0.2.22'));

    expect(refused.status).toBe(429);
    expect(remainingOf(refused)).toBe(950);
  });

  test('is charged to an account or API key, too', async () => {
    const authorization = `Bearer ${await server.tokenOf(editor)}`;
    const sender = { ...from('192.0.2.23'), authorization };
    const before = remainingOf(await sendText(ofLength(100), sender));
    const long = remainingOf(await sendText(ofLength(100_000 - '/graphql'.length), sender));

    expect(before - long).toBeGreaterThanOrEqual(14_700);
    expect(before - long).toBeLessThan(14_710);
  });
});

describe('with a credential, when the budget of the address is used up', () => {
  /** No body. A client that may not send it gets no error of the parser. */
  const malformed = '{"query":';

  test.each([
    ['an invalid token', { authorization: 'Bearer nonsense' }],
    ['a token that does not exist', { authorization: `Bearer entente_session_${'A'.repeat(43)}` }],
    ['no token', { authorization: '' }],
    ['the cookie of no session', { 'entente-session': 'cookie', cookie: 'entente-session=nonsense', origin: 'own' }],
    ['a cookie for another origin', { 'entente-session': 'cookie', cookie: 'entente-session=nonsense' }],
  ])('refuses %s before the body is read', async (_what, headers: Record<string, string>) => {
    leave('192.0.2.24', 0);
    const presented = { ...from('192.0.2.24'), ...headers, ...(headers['origin'] && { origin: server.address }) };
    const refused = await sendText(malformed, presented);

    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('ratelimit-reset'));
    expect(refused.headers.get('ratelimit-limit')).toBe(String(limit));
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] });
  });

  test('refuses a valid token for another account', async () => {
    leave('192.0.2.27', 0);
    const authorization = `Bearer ${await server.tokenOf(editor)}`;
    const refused = await sendText(malformed, { ...from('192.0.2.27'), authorization, 'entente-account': 'another' });

    expect(refused.status).toBe(429);
  });

  test('charges an invalid one to the address before', async () => {
    leave('192.0.2.25', 100);
    const authorization = 'Bearer nonsense';
    const responses: [status: number, remaining: number][] = [];
    for (let time = 0; time < 3; time += 1) {
      const response = await sendText(ofLength(100), { ...from('192.0.2.25'), authorization });
      responses.push([response.status, remainingOf(response)]);
    }

    // It has used more than its budget, of which no less than nothing is left.
    expect(responses).toEqual([
      [401, expect.any(Number)],
      [401, expect.any(Number)],
      [429, 0],
    ]);
  });

  test('accepts a valid token or cookie, whatever the length of the request', async () => {
    const { id: accountId } = await make(server.app, (create) => create.account());
    const cookie = `entente-session=${await server.tokenOf({ ...viewer, accountId })}`;
    const authorization = `Bearer ${await server.tokenOf(editor)}`;
    leave('192.0.2.26', 0);
    const responses = [
      await sendText(ofLength(50_000), { ...from('192.0.2.26'), authorization }),
      await sendText(ofLength(50_000), {
        ...from('192.0.2.26'),
        'entente-session': 'cookie',
        cookie,
        origin: server.address,
      }),
    ];

    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(responses.map(({ headers }) => headers.get('ratelimit-limit'))).toEqual([`${2 * limit}`, `${3 * limit}`]);
  });
});

describe('a message over a WebSocket', () => {
  /** Opens a connection that stays open without subscriptions. */
  async function open(address: string, params: Record<string, unknown> = {}) {
    const url = `${server.address.replace(/^http/, 'ws')}/graphql`;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers: from(address) });
    await once(socket, 'open');
    const ask = async (message: object): Promise<any> => {
      socket.send(JSON.stringify(message));
      const [answer] = (await once(socket, 'message')) as [Buffer];
      return JSON.parse(answer.toString());
    };
    await ask({ type: 'connection_init', payload: params });
    let id = 0;
    /** The code of the error with which a subscription is refused. */
    const codeOf = async (query: string, variables: Record<string, unknown> = {}): Promise<string> => {
      id += 1;
      const answer = await ask({ id: String(id), type: 'subscribe', payload: { query, variables } });
      return answer.payload[0].extensions.code;
    };
    return { socket, ask, codeOf };
  }

  test('that is refused costs as much as a request, and its length', async () => {
    const address = '192.0.2.30';
    const { socket, codeOf } = await open(address, { authorization: 'Bearer nonsense' });
    const used: number[] = [];
    for (const variables of [{}, { unused: 'x'.repeat(62_000) }]) {
      const before = remainingAt(address);
      expect(await codeOf('subscription { activityPublished { slug } }', variables)).toBe('UNAUTHENTICATED');
      used.push(before - remainingAt(address));
    }
    socket.terminate();

    expect(used[0]).toBe(50);
    expect(used[1]).toBeGreaterThan(9_000);
  });

  test('is refused once the budget of the address is used up, unless its credential is valid', async () => {
    const address = '192.0.2.31';
    const connections = [
      await open(address),
      await open(address, { authorization: 'Bearer nonsense' }),
      await open(address, { authorization: `Bearer ${await server.tokenOf(editor)}` }),
    ];
    leave(address, 0);
    const before = server.app.rateLimits!.refused;

    const codes = await Promise.all(connections.map(({ codeOf }) => codeOf('subscription { nothing }')));
    for (const { socket } of connections) socket.terminate();

    expect(codes).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS', 'GRAPHQL_VALIDATION_FAILED']);
    // Each counts once.
    expect(server.app.rateLimits!.refused - before).toBe(2);
  });

  test('costs its length to the account of a valid credential, too', async () => {
    const costOf = async (variables: Record<string, unknown>): Promise<number> => {
      const { id: accountId } = await make(server.app, (create) => create.account());
      const authorization = `Bearer ${await server.tokenOf({ ...viewer, accountId })}`;
      const { socket, codeOf } = await open('192.0.2.33', { authorization });
      const remaining = (): number =>
        server.app.rateLimits!.add({ kind: 'account', key: `account ${accountId}` }, 0).remaining;
      const before = remaining();
      expect(await codeOf('subscription { nothing }', variables)).toBe('GRAPHQL_VALIDATION_FAILED');
      socket.terminate();
      return before - remaining();
    };
    // The time of the validation is measured, and counts as well.
    const leastOf = async (variables: Record<string, unknown>): Promise<number> =>
      Math.min(await costOf(variables), await costOf(variables), await costOf(variables));

    expect(await leastOf({})).toBeLessThan(9_000);
    expect(await leastOf({ unused: 'x'.repeat(62_000) })).toBeGreaterThan(9_000);
  });

  test('is not handled once the server has closed the connection', async () => {
    const address = '192.0.2.34';
    const { socket } = await open(address);
    const before = remainingAt(address);
    socket.send('no message of the protocol');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { nothing }' } }));
    const [code] = (await once(socket, 'close')) as [number];

    expect(code).toBe(4400);
    // A subscription costs as much as a request.
    expect(before - remainingAt(address)).toBe(0);
  });

  test('that is long and no subscription costs its length, and ends the connection once the budget is used up', async () => {
    const address = '192.0.2.32';
    const { socket, ask } = await open(address);
    const ping = (length: number): object => ({ type: 'ping', payload: { a: 'x'.repeat(length) } });
    const before = remainingAt(address);
    expect(await ask(ping(62_000))).toMatchObject({ type: 'pong' });
    const used = before - remainingAt(address);
    leave(address, 0);
    expect(await ask(ping(10))).toMatchObject({ type: 'pong' });
    socket.send(JSON.stringify(ping(62_000)));
    const [code] = (await once(socket, 'close')) as [number];

    expect(used).toBeGreaterThan(9_000);
    expect(code).toBe(1013);
  });
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

test('charges a subscription for each event, and ends it when the budget is used up', async () => {
  const address = '192.0.2.36';
  const client = connect(server.address, { headers: from(address) });
  const running = await subscribed(client, 'subscription { activityPublished { slug title } }');
  const publish = async (): Promise<void> => {
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'A', summary: 'S' },
      'activity { id }',
    );
    await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
  };
  const before = remainingAt(address);
  await publish();
  await until(() => running.answers.length === 1);
  const used = before - remainingAt(address);
  leave(address, used - 1);
  await publish();
  await until(() => running.end !== null);
  await client.dispose();

  expect(used).toBeGreaterThan(0);
  expect(running.answers).toHaveLength(1);
  expect(running.end?.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
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
