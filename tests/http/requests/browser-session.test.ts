import type { Client } from 'graphql-ws';
import { loadConfig } from '../../../src/config';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import { sql } from '../../../src/database/sql/sql';
import { accountWithPassword, password, signIn } from '../../support/sign-in';
import { connect, subscribe, until } from '../../support/subscriber';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

const origin = 'https://api.example.org';
const own = { origin, 'entente-session': 'cookie' };
const viewerQuery = '{ viewer { account { email } } }';
const startSession = `mutation ($input: SignInInput!) {
  startBrowserSession(input: $input) { expiresAt viewer { account { email } } }
}`;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', PUBLIC_URL: origin, CORS_ORIGINS: '*' });
});

afterAll(() => server.close());

interface Exchange {
  readonly answer: Answer;
  readonly status: number;
  readonly headers: Headers;
  /** The cookie of the response as a browser sends it back; null if there is none. */
  readonly cookie: string | null;
}

async function send(
  query: string,
  headers: Record<string, string>,
  { variables = {}, to = server.address }: { variables?: Record<string, unknown>; to?: string } = {},
): Promise<Exchange> {
  const response = await fetch(`${to}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const [set] = response.headers.getSetCookie();
  return {
    answer: (await response.json()) as Answer,
    status: response.status,
    headers: response.headers,
    cookie: set?.split(';', 1)[0] ?? null,
  };
}

/** Signs in with a browser. Returns the address and the id of the account, and the headers of its later requests. */
async function signedIn(): Promise<{ email: string; id: string; inSession: typeof own & { cookie: string } }> {
  const { email, globalId } = await accountWithPassword(server);
  const { cookie } = await send(startSession, own, { variables: { input: { email, password } } });
  return { email, id: globalId, inSession: { ...own, cookie: cookie! } };
}

function codesOf({ answer: { errors = [] } }: Exchange): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

test('starts with a cookie that no script, other site or plain HTTP gets, and whose token is nowhere else', async () => {
  const { email } = await accountWithPassword(server);

  const { answer, headers } = await send(startSession, own, { variables: { input: { email, password } } });

  expect(answer.data!.startBrowserSession.viewer).toEqual({ account: { email } });
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-entente-session=ents_[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  expect(JSON.stringify([answer, server.log])).not.toContain('ents_');
});

test('identifies requests of its own pages, whose answers nobody may keep', async () => {
  const { email, inSession } = await signedIn();

  const { answer, headers } = await send(viewerQuery, inSession);

  expect(answer.data).toEqual({ viewer: { account: { email } } });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('vary')).toContain('Entente-Session');
});

test('identifies requests of which the browser says only that they are of the same origin', async () => {
  const { email, inSession } = await signedIn();
  const { origin: _origin, ...rest } = inSession;

  const { answer } = await send(viewerQuery, { ...rest, 'sec-fetch-site': 'same-origin' });

  expect(answer.data).toEqual({ viewer: { account: { email } } });
});

test('is ignored without the header, so that no link or form acts in it', async () => {
  const { inSession } = await signedIn();

  const { answer } = await send(viewerQuery, { origin, cookie: inSession.cookie });

  expect(answer.data).toEqual({ viewer: { account: null } });
});

test.each<[string, Record<string, string>]>([
  ['of another origin', { origin: 'https://evil.example' }],
  ['of another site, as browsers report it', { 'sec-fetch-site': 'same-site' }],
  ['without TLS', { origin: 'http://api.example.org' }],
  ['that says nothing of its origin', {}],
])('refuses a request %s', async (_, changed) => {
  const { inSession } = await signedIn();
  const { origin: _origin, ...rest } = inSession;

  const exchange = await send(viewerQuery, { ...rest, ...changed });

  expect([exchange.status, codesOf(exchange)]).toEqual([403, ['FORBIDDEN']]);
});

test('is no session of pages of other origins, even if they may read the API', async () => {
  const preflight = await fetch(`${server.address}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://site.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,entente-session',
    },
  });

  expect(preflight.headers.get('access-control-allow-headers')).not.toMatch(/entente-session/i);
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  expect(() => loadConfig({ CORS_REQUEST_HEADERS: 'Entente-Session' })).toThrow('CORS_REQUEST_HEADERS');
});

test('does not mix with a token', async () => {
  const { inSession } = await signedIn();

  expect(codesOf(await send(viewerQuery, { ...inSession, authorization: 'Bearer x' }))).toEqual(['BAD_USER_INPUT']);
});

test('refuses another value of the header', async () => {
  const { inSession } = await signedIn();
  const { status, answer } = await send(viewerQuery, { ...inSession, 'entente-session': 'Cookie' });
  expect([status, answer.errors]).toEqual([
    400,
    [
      expect.objectContaining({
        message: 'Entente-Session must be: cookie',
        extensions: { code: 'BAD_USER_INPUT', field: 'Entente-Session' },
      }),
    ],
  ]);
});

test('starts only where the browser asks for it', async () => {
  const { email } = await accountWithPassword(server);

  const exchange = await send(startSession, { origin }, { variables: { input: { email, password } } });

  expect([codesOf(exchange), exchange.cookie]).toEqual([['BAD_USER_INPUT'], null]);
});

test('ends with signing out, which deletes the cookie', async () => {
  const { inSession } = await signedIn();

  const out = await send('mutation { signOut { viewer { account { email } } } }', inSession);

  expect(out.answer.data).toEqual({ signOut: { viewer: { account: null } } });
  expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-entente-session=; Max-Age=0; Path=\/; HttpOnly; Secure/);
});

describe('once it has ended', () => {
  let email: string;
  let stale: Awaited<ReturnType<typeof signedIn>>['inSession'];

  beforeEach(async () => {
    ({ email, inSession: stale } = await signedIn());
    await send('mutation { signOut { viewer { role } } }', stale);
  });

  test.each([
    viewerQuery,
    'mutation { signOut { viewer { role } } }',
    `mutation ($input: SignInInput!) { startBrowserSession(input: $input) { expiresAt } ...More }
      fragment More on Mutation { signOut { viewer { role } } }`,
  ])('refuses %s, and leaves the cookie, which another tab may have replaced', async (query) => {
    const variables = { input: { email, password } };
    const exchange = await send(query, stale, { variables: query.includes('$input') ? variables : {} });

    expect([exchange.status, codesOf(exchange), exchange.answer.data]).toEqual([401, ['UNAUTHENTICATED'], undefined]);
    expect(exchange.headers.getSetCookie()).toEqual([]);
    expect(exchange.headers.get('cache-control')).toBe('no-store');
  });

  test('refuses the access log', async () => {
    const response = await fetch(`${server.address}/documents/access-log.csv`, { headers: stale });

    expect([response.status, response.headers.getSetCookie()]).toEqual([401, []]);
  });

  test('is replaced by signing in, also from a fragment', async () => {
    const { answer, cookie } = await send(
      `mutation ($input: SignInInput!) { __typename ...Start }
        fragment Start on Mutation { startBrowserSession(input: $input) { viewer { account { email } } } }`,
      stale,
      { variables: { input: { email, password } } },
    );

    expect(answer.data!.startBrowserSession.viewer).toEqual({ account: { email } });
    expect((await send(viewerQuery, { ...own, cookie: cookie! })).answer.data!.viewer).toEqual({ account: { email } });
  });

  test.each([
    ['acceptInvitation', 'AcceptInvitationInput', { token: 'none', password }, ['BAD_USER_INPUT']],
    ['resetPassword', 'ResetPasswordInput', { token: 'none', password }, ['BAD_USER_INPUT']],
  ])('lets a person call %s', async (mutation, type, input, codes) => {
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;

    expect(codesOf(await send(query, stale, { variables: { input } }))).toEqual(codes);
  });
});

test('is replaced by signing in again', async () => {
  const { email, inSession } = await signedIn();

  const again = await send(startSession, inSession, { variables: { input: { email, password } } });

  expect((await send(viewerQuery, inSession)).status).toBe(401);
  expect((await send(viewerQuery, { ...own, cookie: again.cookie! })).status).toBe(200);
  const [found] = await server.app.database.read.query<{ count: number | string }>(
    sql`SELECT count(*) AS count FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = ${email}`,
  );
  expect(Number(found!.count)).toBe(1);
});

describe('if a request names its account', () => {
  const rename = 'mutation { updateViewer(input: { name: "Renamed" }) { viewer { role } } }';
  const nobody = encodeGlobalId('Account', 2_000_000_000);

  test('answers that account, in each way to send a credential', async () => {
    const { email, id, inSession } = await signedIn();
    const { token } = (await signIn(server, email)).data!.signIn;

    for (const headers of [inSession, { authorization: `Bearer ${token}` }]) {
      const { answer } = await send(viewerQuery, { ...headers, 'entente-account': id });
      expect(answer.data).toEqual({ viewer: { account: { email } } });
    }
  });

  test('refuses every other account alike, and nothing of the request runs', async () => {
    const { id, email } = await signedIn();
    const other = await signedIn();
    const token = await server.tokenOf(editor);
    const callers = [other.inSession, own, {}, { authorization: `Bearer ${token}` }];
    const answers = new Set<string>();
    for (const headers of callers) {
      for (const account of [id, nobody, email, '']) {
        for (const query of [rename, viewerQuery, startSession]) {
          const variables = query === startSession ? { input: { email, password } } : {};
          const exchange = await send(query, { ...headers, 'entente-account': account }, { variables });
          expect([exchange.status, codesOf(exchange), exchange.cookie]).toEqual([401, ['UNAUTHENTICATED'], null]);
          answers.add(exchange.answer.errors![0]!.message);
        }
      }
    }

    expect([...answers]).toEqual([expect.stringContaining('Entente-Account must be the id of the account')]);
    const names = await server.app.database.read.query(sql`SELECT name FROM account WHERE name = ${'Renamed'}`);
    expect(names).toEqual([]);
  });

  test('refuses a session that has ended, also to sign in', async () => {
    const { email, id, inSession } = await signedIn();
    await send('mutation { signOut { viewer { role } } }', inSession);

    const variables = { input: { email, password } };
    const exchange = await send(startSession, { ...inSession, 'entente-account': id }, { variables });

    expect([exchange.status, codesOf(exchange), exchange.cookie]).toEqual([401, ['UNAUTHENTICATED'], null]);
  });

  test('refuses another account without using the session, which ends 12 hours after its last use', async () => {
    const { email, inSession } = await signedIn();
    const tokenOf = async (): Promise<string> => (await signIn(server, email)).data!.signIn.token;
    const subscriber = { authorization: `Bearer ${await tokenOf()}` };
    const requests = [inSession, { authorization: `Bearer ${await tokenOf()}` }];
    server.pass(11 * 3_600_000);
    for (const headers of requests) {
      expect((await send(viewerQuery, { ...headers, 'entente-account': nobody })).status).toBe(401);
    }
    const client = connect(server.address, { params: { ...subscriber, 'entente-account': nobody } });
    const subscription = subscribe(client, 'subscription { contentChanged { id } }');
    await until(() => subscription.end !== null);
    await client.dispose();
    server.pass(2 * 3_600_000);

    for (const headers of [...requests, subscriber]) {
      expect((await send(viewerQuery, headers)).status).toBe(401);
    }
  });

  test('gives nobody an answer that is kept for everyone', async () => {
    const query = '{ regions { code } }';
    const get = (headers: Record<string, string>) =>
      fetch(`${server.address}/graphql?query=${query}`, { headers: { 'apollo-require-preflight': '1', ...headers } });
    await (await get({})).text();
    const kept = await get({});
    const refused = await get({ 'entente-account': nobody });

    expect([kept.status, refused.status]).toEqual([200, 401]);
    expect(kept.headers.get('vary')).toContain('Entente-Account');
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('refuses the access log', async () => {
    const { inSession } = await signedIn();
    const headers = { ...inSession, 'entente-account': nobody };

    expect((await fetch(`${server.address}/documents/access-log.csv`, { headers })).status).toBe(401);
  });
});

describe('over a WebSocket', () => {
  const query = 'subscription { contentChanged { id } }';
  let client: Client | undefined;

  afterEach(() => client?.dispose());

  test.each([
    [origin, null],
    ['https://evil.example', 'FORBIDDEN'],
  ])('a page of %s gets the error %s', async (page, code) => {
    const { inSession } = await signedIn();
    client = connect(server.address, {
      headers: { cookie: inSession.cookie, origin: page },
      params: { 'entente-session': 'cookie' },
    });

    const subscription = subscribe(client, query);
    // It answers when the subscription before it has been admitted.
    const invalid = subscribe(client, 'subscription { nothing }');
    await until(() => invalid.end !== null);

    expect(subscription.end?.errors?.[0]?.extensions.code ?? null).toBe(code);
  });

  test('refuses a page of another account, and admits one of the account of the cookie', async () => {
    const { id, inSession } = await signedIn();
    const other = await signedIn();
    for (const [account, code] of [
      [other.id, 'UNAUTHENTICATED'],
      [7, 'UNAUTHENTICATED'],
      [null, 'UNAUTHENTICATED'],
      [id, null],
    ]) {
      client = connect(server.address, {
        headers: { cookie: inSession.cookie, origin },
        params: { 'entente-session': 'cookie', 'entente-account': account },
      });
      const subscription = subscribe(client, query);
      const invalid = subscribe(client, 'subscription { nothing }');
      await until(() => invalid.end !== null);

      expect(subscription.end?.errors?.[0]?.extensions.code ?? null).toBe(code);
      await client.dispose();
    }
  });

  test('refuses a cookie whose session has ended or never existed', async () => {
    const { inSession } = await signedIn();
    client = connect(server.address, {
      headers: { cookie: inSession.cookie.replace(/.$/, '-'), origin },
      params: { 'entente-session': 'cookie' },
    });

    const subscription = subscribe(client, query);
    await until(() => subscription.end !== null);

    expect(subscription.end!.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});

test('works on a developer’s machine without TLS', async () => {
  const local = await startTestServer({ DEMO_DATA: 'false' });
  try {
    const { email } = await accountWithPassword(local);
    const headers = { origin: local.address, 'entente-session': 'cookie' };

    const { headers: answered, cookie } = await send(startSession, headers, {
      variables: { input: { email, password } },
      to: local.address,
    });
    const { answer } = await send(viewerQuery, { ...headers, cookie: cookie! }, { to: local.address });

    expect(answered.getSetCookie()[0]).toMatch(/^entente-session=.*; HttpOnly; SameSite=Strict$/);
    expect(answer.data).toEqual({ viewer: { account: { email } } });
  } finally {
    await local.close();
  }
});

test('names the pages that may use it, also if the server does not know of the TLS of its proxy', async () => {
  const behindProxy = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  try {
    const headers = { ...own, origin: 'http://api.example.org', 'x-forwarded-host': 'api.example.org' };
    const { answer } = await send(viewerQuery, headers, { to: behindProxy.address });

    expect(answer.errors![0]!.message).toContain(`is for pages of ${origin}: `);
  } finally {
    await behindProxy.close();
  }
});
