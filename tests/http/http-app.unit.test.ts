import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { post, send, startToyServer, type ToyServer, type ToyServerOptions } from './toy-server';

const servers: ToyServer[] = [];
async function start(options: ToyServerOptions = {}): Promise<ToyServer> {
  const server = await startToyServer(options);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const SITE = 'https://site.example';
const JSON_BODY = { 'content-type': 'application/json' };
const PREFLIGHT = {
  method: 'OPTIONS',
  headers: {
    origin: SITE,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,authorization,entente-grants',
  },
};

describe('CORS', () => {
  test('allows a listed origin to call, and to read the request id', async () => {
    const server = await start({ corsOrigins: ['https://other.example', SITE], corsRequestHeaders: ['traceparent'] });
    const preflight = await send(server, '/graphql', PREFLIGHT);
    const answer = await post(server, { query: '{ __typename }' }, { origin: SITE });
    const failure = await send(server, '/graphql', { method: 'POST', headers: { origin: SITE }, body: '{' });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(SITE);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT');
    expect(preflight.headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining([
        'accept-language',
        'content-type',
        'authorization',
        'entente-grants',
        'apollo-require-preflight',
        'traceparent',
      ]),
    );
    expect(Number(preflight.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    for (const { headers } of [answer, failure]) {
      expect(headers.get('access-control-allow-origin')).toBe(SITE);
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
      expect(headers.get('vary')).toMatch(/origin/i);
    }
  });

  test.each(['https://site.example.evil', 'http://site.example', 'null'])(
    'does not allow %s to call',
    async (origin) => {
      const server = await start({ corsOrigins: [SITE] });
      const preflight = await send(server, '/graphql', { ...PREFLIGHT, headers: { ...PREFLIGHT.headers, origin } });
      const answer = await post(server, { query: '{ __typename }' }, { origin });

      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('allows every origin with *', async () => {
    const server = await start({ corsOrigins: '*' });

    expect((await send(server, '/graphql', PREFLIGHT)).headers.get('access-control-allow-origin')).toBe('*');
  });

  test('allows no origin when none is listed', async () => {
    const server = await start();
    const preflight = await send(server, '/graphql', PREFLIGHT);
    const answer = await post(server, { query: '{ __typename }' }, { origin: SITE });

    for (const { headers } of [preflight, answer]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('health', () => {
  test('is live while the process responds, and ready while it can work', async () => {
    let ready: () => Promise<boolean> = async () => true;
    const server = await start({ isReady: () => ready() });
    const ask = async (path: string) => {
      const { status, json, headers } = await send(server, path);
      return [status, json, headers.get('cache-control')];
    };

    expect(await ask('/health/live')).toEqual([200, { status: 'ok' }, 'no-store']);
    expect(await ask('/health/ready')).toEqual([200, { status: 'ok' }, 'no-store']);
    ready = async () => false;
    expect(await ask('/health/ready')).toEqual([503, { status: 'unavailable' }, 'no-store']);
    ready = () => Promise.reject(new Error('no database'));
    expect(await ask('/health/ready')).toEqual([503, { status: 'unavailable' }, 'no-store']);
    expect(await ask('/health/live')).toEqual([200, { status: 'ok' }, 'no-store']);
  });

  test('answers HEAD', async () => {
    const answer = await send(await start(), '/health/ready', { method: 'HEAD' });

    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});

describe('explorers', () => {
  const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };

  test('a browser sees Sandbox at /graphql, under a policy with the nonce of its scripts', async () => {
    const server = await start({ explorers: new Set(['sandbox']) });
    const response = await fetch(`${server.origin}/graphql`, BROWSER);
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const policy = response.headers.get('content-security-policy');
    const nonces = new Set([...page.matchAll(/nonce="?([0-9a-f]+)/g)].map(([, nonce]) => nonce));
    expect(nonces.size).toBe(1);
    expect(policy).toContain(`script-src 'nonce-${[...nonces][0]}' https://embeddable-sandbox.cdn.apollographql.com;`);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|\*/);
    // The page requests nothing that the policy does not name.
    const hosts = [...page.replace(/<meta http-equiv[^>]*>/, '').matchAll(/(?:src|href)="(https:\/\/[^/"]+)/g)];
    expect(hosts.length).toBeGreaterThan(0);
    for (const [, host] of hosts) expect(policy).toContain(host);
  });

  test('each visit has its own nonce', async () => {
    const server = await start({ explorers: new Set(['sandbox']) });
    const policies = await Promise.all(
      [1, 2].map(async () => (await fetch(`${server.origin}/graphql`, BROWSER)).headers.get('content-security-policy')),
    );

    expect(policies[0]).not.toBe(policies[1]);
  });

  test.each([new Set<'graphiql'>(['graphiql']), new Set<never>()])(
    'without Sandbox (%o), a browser gets a client error at /graphql',
    async (explorers) => {
      const server = await start({ explorers });
      const answer = await send(server, '/graphql', BROWSER);

      expect([answer.status, answer.codes]).toEqual([400, ['BAD_REQUEST']]);
    },
  );

  test.each([new Set<'sandbox'>(['sandbox']), new Set<never>()])(
    'without GraphiQL (%o), /graphiql is not found',
    async (explorers) => {
      const server = await start({ explorers });
      const answer = await send(server, '/graphiql', BROWSER);

      expect([answer.status, answer.codes]).toEqual([404, ['NOT_FOUND']]);
    },
  );
});

test('a browser never runs a JSON response', async () => {
  const { headers } = await post(await start(), { query: '{ __typename }' });

  expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});

test.each([
  ['a response', '/graphql', { method: 'POST', body: '{"query":"{ __typename }"}', headers: JSON_BODY }],
  ['a body that is no JSON', '/graphql', { method: 'POST', body: '{', headers: JSON_BODY }],
  ['an unknown address', '/nowhere', {}],
])('%s has the headers that restrict browsers, and does not enforce HTTPS', async (_what, path, request) => {
  const { headers } = await send(await start(), path, request);

  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
  expect(headers.get('strict-transport-security')).toBeNull();
});

test.each([
  ['five seconds for a client', [], 5],
  ['72 seconds for a trusted proxy, which must close it first', ['127.0.0.0/8'], 72],
  ['72 seconds for a trusted proxy at one address', ['::1', '127.0.0.1'], 72],
  ['five seconds for a client at another address than that of the proxy', ['127.0.0.2'], 5],
])('an idle connection is kept for %s', async (_case, trustedProxies, seconds) => {
  const server = await start({ trustedProxies });
  const connected = once(server.http, 'connection') as Promise<[Socket]>;

  const answer = await send(server, '/health/live');

  expect(answer.headers.get('keep-alive')).toBe(`timeout=${seconds}`);
  const [socket] = await connected;
  // Node adds a second.
  expect([0, 1_000]).toContain(socket.timeout! - seconds * 1_000);
});

test('a server that stops answers requests of a trusted proxy on open connections for a moment, and ends each connection then', async () => {
  let released = Promise.resolve();
  const server = await startToyServer({
    trustedProxies: ['127.0.0.1'],
    createContext: async ({ id }) => released.then(() => ({ requestId: id })),
  });
  const agent = new Agent({ keepAlive: true });
  const postAgain = async (): Promise<[number | undefined, string | undefined, string]> => {
    const sent = request(`${server.origin}/graphql`, { agent, method: 'POST', headers: JSON_BODY });
    sent.end('{"query":"{ __typename }"}');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return [answer.statusCode, answer.headers.connection, await text(answer)];
  };
  const data = '{"data":{"__typename":"Query"}}\n';

  expect(await Promise.all([postAgain(), postAgain()])).toEqual(Array(2).fill([200, 'keep-alive', data]));
  let release = (): void => undefined;
  released = new Promise((resolve) => (release = resolve));
  const running = postAgain();
  await once(server.http, 'request');
  const closed = server.close();
  await delay(100);
  release();
  expect(await running).toEqual([200, 'close', data]);
  expect(await postAgain()).toEqual([200, 'close', data]);
  await expect(fetch(`${server.origin}/health/live`)).rejects.toThrow('fetch failed');
  // The other connection stays idle, and does not delay the end.
  await closed;
  agent.destroy();
});

test('a server without open connections stops at once, also behind a trusted proxy', async () => {
  const server = await startToyServer({ trustedProxies: ['127.0.0.1'] });
  await send(server, '/health/live', { headers: { connection: 'close' } });
  const before = performance.now();
  await server.close();

  expect(performance.now() - before).toBeLessThan(400);
});
