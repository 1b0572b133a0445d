import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY_MS } from '../../../../src/core/time';
import { takeTurn } from '../../../../src/event-loop';
import { Admission } from '../../../../src/graphql/admission/admission';
import { CachedAnswer } from '../../../../src/http/graphql/answer-cache/cached-answer';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { makeCode, makeDocument, unlock } from '../../../support/documents';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor } from '../../../support/viewers';
import { ask, statementsOf, uncached } from './probes';

const PREFLIGHTED = { 'apollo-require-preflight': '1' };
const SITE = 'https://site.example';

let server: TestServer;
let network: Network;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1', CORS_ORIGINS: SITE });
  network = await make(server.app, (create) => create.network({ name: 'A network' }));
});

afterAll(() => server.close());

function get(query: string, headers: Record<string, string> = PREFLIGHTED, method = 'GET'): Promise<Response> {
  return fetch(`${server.address}/graphql?query=${encodeURIComponent(query)}`, { method, headers });
}

const nameOf = () => `{ network(slug: "${network.slug}") { name } }`;

test('equal requests that arrive together are computed once', async () => {
  const query = '{ regions { name } }';
  // Otherwise, checking the document can take 250 ms on a busy machine, for which the others do not wait.
  const expected = await ask(server, query, uncached);
  server.app.answers!.clear();
  const answers: string[] = [];
  const statements = await statementsOf(server, async () => {
    answers.push(...(await Promise.all(Array.from({ length: 20 }, () => ask(server, query)))));
  });
  expect(new Set(answers)).toEqual(new Set([expected]));
  expect(statements).toHaveLength(1);
});

test('equal requests whose answers cannot be kept do not wait for each other', async () => {
  const query = '{ viewer { role } regions { name } }';
  const statements = await statementsOf(server, () => Promise.all(Array.from({ length: 5 }, () => ask(server, query))));
  expect(statements).toHaveLength(5);
});

test('the refusal of a large query whose client has left while it waited is not kept', async () => {
  const searches = Array.from(
    { length: 20 },
    (_, place) => `a${place}: search(text: "network") { nodes { __typename } }`,
  );
  const query = `{ ${searches.join(' ')} }`;
  await ask(server, query, uncached);
  const admitted = jest.spyOn(Admission.prototype, 'enter');
  // Others whose turns come before that of the query, and take half a second.
  const others = Array.from({ length: 100 }, async (_, number) => {
    await takeTurn(`other ${number}`);
    const end = performance.now() + 5;
    while (performance.now() < end);
  });
  const leaving = new AbortController();
  const left = fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: leaving.signal,
  }).catch(() => 'left');
  while (admitted.mock.calls.length === 0) await nextTurn();
  leaving.abort();

  expect(await left).toBe('left');
  await Promise.all(others);
  expect(JSON.parse(await ask(server, query))).toHaveProperty('data.a0.nodes');
});

describe('an answer is not kept', () => {
  test.each([
    ['of a mutation', 'mutation { unlockDocument(input: { documentId: "x", password: "x" }) { __typename } }'],
    ['with an error', '{ networks(first: 1000) { nodes { name } } }'],
    ['with an error at a guarded field', '{ networks { nodes { name publication { state } } } }'],
    ['about the viewer', '{ viewer { role } }'],
    ['of a preview', '{ preview(token: "x") { id } }'],
    ['with the content of documents', '{ activities { nodes { restrictedDocuments { content { fileName } } } } }'],
    ['to an invalid document', '{ nothing }'],
  ])('%s', async (_what, query) => {
    const first = await get(query);
    expect([first.headers.get('cache-control'), first.headers.get('etag')]).toEqual(['no-store', null]);
    await ask(server, query);
    const before = server.app.answers!.size;
    await ask(server, query);
    expect(server.app.answers!.size).toBe(before);
  });

  test('to a body of more than 16,384 characters, which would fill the cache', async () => {
    const before = server.app.answers!.size;
    const sizes: number[] = [];
    for (const length of [16_385, 16_384]) {
      const body = '{"query":"{ __typename }"}';
      const response = await fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body.padEnd(length),
      });
      expect(response.status).toBe(200);
      sizes.push(server.app.answers!.size - before);
    }
    expect(sizes).toEqual([0, 1]);
  });

  test.each([
    ['accept', (length: number) => `${'application/json,'.padEnd(length - 3)}*/*`, 256],
    ['host', (length: number) => 'x'.repeat(length - 'http://'.length), 270],
  ])('to a request whose %s is too long', async (name, valueOf, maximum) => {
    const before = server.app.answers!.size;
    const sizes: number[] = [];
    for (const length of [maximum + 1, maximum]) {
      const { statusCode } = await server.app.http.inject({
        method: 'POST',
        url: '/graphql',
        headers: { [name]: valueOf(length) },
        payload: { query: '{ __typename }' },
      });
      expect(statusCode).toBe(200);
      sizes.push(server.app.answers!.size - before);
    }
    expect(sizes).toEqual([0, 1]);
  });

  test('to a body that is no JSON', async () => {
    const before = server.app.answers!.size;
    for (let time = 0; time < 2; time += 1) {
      const response = await fetch(`${server.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query": "{ networks',
      });
      expect(response.status).toBe(400);
    }
    expect(server.app.answers!.size).toBe(before);
  });
});

/** Sends a query with these headers on a connection of its own. */
function sendTo(host: string, accept: string): Promise<string> {
  const query = '{ regions { name } }';
  return exchange(
    `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nAccept: ${accept}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${query.length + 12}\r\nConnection: close\r\n\r\n{"query":"${query}"}`,
  );
}

test('another host makes another key: answers may have addresses', async () => {
  server.app.answers!.clear();
  await sendTo('a.example', '*/*');
  const { size } = server.app.answers!;

  await sendTo('b.example', '*/*');

  expect([size, server.app.answers!.size]).toEqual([1, 2]);
});

test('a request with Entente-Grants is not answered from the cache', async () => {
  const query = '{ regions { code name } }';
  await ask(server, query);
  expect(await statementsOf(server, () => ask(server, query))).toEqual([]);

  expect(await statementsOf(server, () => ask(server, query, { 'entente-grants': '' }))).not.toEqual([]);
});

test('a request with cookies of other programs is answered from the cache', async () => {
  const query = '{ regions { code name } }';
  await ask(server, query);

  expect(await statementsOf(server, () => ask(server, query, { cookie: '_ga=GA1.1.1; consent=yes' }))).toEqual([]);
});

test('a request that asks for the session of a cookie is not answered from the cache, even without a cookie', async () => {
  const query = '{ regions { code name } }';
  await ask(server, query);

  expect(await ask(server, query, { 'entente-session': 'other' })).toContain('BAD_USER_INPUT');
});

test('parts of one header in another make another key', async () => {
  server.app.answers!.clear();
  await sendTo('a.example application/json,', '*/*');
  const { size } = server.app.answers!;

  await sendTo('a.example', 'application/json, */*');

  expect([size, server.app.answers!.size]).toEqual([1, 2]);
});

/** Sends bytes on a connection of its own. Returns what the server sends until it closes the connection. */
async function exchange(request: string): Promise<string> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  socket.write(request);
  return text(socket);
}

test('every wrong password in equal requests is tried', async () => {
  const { document } = await makeDocument(server, network);
  await makeCode(server, document);
  const query = `mutation { unlockDocument(input: { documentId: "${document.globalId}", password: "wrong" }) { __typename } }`;
  for (let time = 0; time < 3; time += 1) await ask(server, query);
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessLog { totalCount } } } }',
    { id: document.globalId },
    editor,
  );
  expect(node.accessLog.totalCount).toBeGreaterThanOrEqual(3);
});

test('a viewer who has unlocked a document neither gets the answer of others nor leaves one', async () => {
  const { document } = await makeDocument(server, network);
  const { password } = await makeCode(server, document);
  const { grant } = await unlock(server, document, password);
  const query = `{ node(id: "${document.globalId}") { ... on RestrictedDocument { title access { state reason } } } }`;
  const locked = '"state":"LOCKED","reason":"PASSWORD_REQUIRED"';
  const unlocked = '"state":"UNLOCKED"';

  expect(await ask(server, query)).toContain(locked);
  expect(await ask(server, query, { 'entente-grants': grant })).toContain(unlocked);
  expect(await ask(server, query, { authorization: `Bearer ${await server.tokenOf(editor)}` })).toContain(unlocked);
  expect(await ask(server, query)).toContain(locked);
  expect(await ask(server, query, { authorization: 'Bearer x' })).toContain('UNAUTHENTICATED');
  expect(await ask(server, query, { 'entente-grants': '' })).toContain(locked);
});

describe('GET', () => {
  test('gets a validator, and 304 for as long as the answer is the same', async () => {
    const first = await get(nameOf());
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(await first.json()).toEqual({ data: { network: { name: 'A network' } } });

    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(nameOf(), { ...PREFLIGHTED, 'if-none-match': tag });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    // A Content-Length would be that of the answer (RFC 9110, section 8.6).
    const ofHead = await get(nameOf(), { ...PREFLIGHTED, 'if-none-match': etag }, 'HEAD');
    expect([ofHead.status, ofHead.headers.get('content-length')]).toEqual([304, null]);
    const id = (response: Response) => response.headers.get('x-request-id');
    expect(id(first)).not.toBe(id(await get(nameOf())));

    await server.app.database.write((manager) => manager.query(`UPDATE network SET name = 'Renamed'`));
    const changed = await get(nameOf(), { ...PREFLIGHTED, 'if-none-match': etag });
    expect([changed.status, await changed.json()]).toEqual([200, { data: { network: { name: 'Renamed' } } }]);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('gets another validator for each encoding, which holds for that one only', async () => {
    const query = `{ ${Array.from({ length: 60 }, (_, place) => `a${place}: network(slug: "${network.slug}") { id name }`).join(' ')} }`;
    const tagOf = async (encoding: string) => (await getIn(query, encoding)).headers.get('etag')!;
    const getIn = (text: string, encoding: string, more: Record<string, string> = {}) =>
      get(text, { ...PREFLIGHTED, 'accept-encoding': encoding, ...more });
    const tags = [await tagOf('identity'), await tagOf('gzip'), await tagOf('br')];

    expect(new Set(tags).size).toBe(3);
    const statuses: number[] = [];
    for (const tag of tags) statuses.push((await getIn(query, 'gzip', { 'if-none-match': tag })).status);
    expect(statuses).toEqual([200, 304, 200]);
  });

  test('gets an answer as it is if it cannot be compressed', async () => {
    const query = '{ regions { code name id } countries { code name } }';
    await get(query);
    const compressed = jest.spyOn(CachedAnswer.prototype, 'bodyIn');
    compressed.mockImplementationOnce(() => Promise.reject(new Error('There is no memory')));
    const response = await get(query, { ...PREFLIGHTED, 'accept-encoding': 'br' });
    compressed.mockRestore();

    expect([response.status, response.headers.get('content-encoding')]).toEqual([200, null]);
    expect(await response.json()).toHaveProperty('data.regions');
  });

  test('is refused to a page of another site, although the answer is kept', async () => {
    await (await get(nameOf())).text();
    for (const headers of [{}, { 'content-type': 'text/plain' }, { 'apollo-require-preflight': '' }]) {
      expect((await get(nameOf(), headers as Record<string, string>)).status).toBe(400);
    }
    expect((await get(nameOf(), { ...PREFLIGHTED, 'content-type': 'text/xml' })).status).toBe(415);
  });

  test('shares no answer with a POST whose body is its query string', async () => {
    await (await get(nameOf())).text();
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...PREFLIGHTED },
      body: `query=${encodeURIComponent(nameOf())}`,
    });
    expect(response.status).toBe(400);
  });

  test('gets the page of Sandbox in a browser, although the answer is kept', async () => {
    await (await get(nameOf())).text();
    const page = await get(nameOf(), { ...PREFLIGHTED, accept: 'text/html' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test('varies by everything that the answer depends on', async () => {
    await (await get(nameOf())).text();
    const response = await get(nameOf(), { ...PREFLIGHTED, origin: SITE });
    expect(response.headers.get('vary')).toBe(
      'Accept, Accept-Encoding, Accept-Language, Authorization, Entente-Account, Entente-Grants, Entente-Session, Origin',
    );
    expect(response.headers.get('access-control-allow-origin')).toBe(SITE);
    const other = await get(nameOf(), { ...PREFLIGHTED, origin: 'https://other.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    ['it shows a text', nameOf, true],
    ['it names a country', () => '{ country(code: "KG") { name } }', true],
    ['it labels a count', () => '{ activities { facets { components { label } } } }', true],
    ['the operation names the languages', () => `query @inLocales(preferred: ["en"]) ${nameOf()}`, false],
    ['it shows no text', () => `{ network(slug: "${network.slug}") { slug } activities { totalCount } }`, false],
    ['the field names the language', () => '{ country(code: "KG") { name(locale: "en") } }', false],
  ])('varies by Accept-Language only if that counts: %s', async (_case, document, isVarying) => {
    // Computed, and then kept.
    for (let time = 0; time < 2; time += 1) {
      const { headers } = await get(document(), PREFLIGHTED);
      expect(headers.get('vary')!.split(', ').includes('Accept-Language')).toBe(isVarying);
    }
  });

  test('has the same headers with HEAD, and no body', async () => {
    const head = await get(nameOf(), PREFLIGHTED, 'HEAD');
    const response = await get(nameOf());
    const names = ['etag', 'cache-control', 'content-type', 'content-length', 'vary'];
    expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => response.headers.get(name)));
    expect(await head.text()).toBe('');
  });

  test('is answered in the media type that it accepts', async () => {
    const type = async (accept: string) =>
      (await get(nameOf(), { ...PREFLIGHTED, accept })).headers.get('content-type');
    for (let time = 0; time < 2; time += 1) {
      expect(await type('application/json')).toBe('application/json; charset=utf-8');
      expect(await type('application/graphql-response+json')).toBe('application/graphql-response+json; charset=utf-8');
    }
  });

  test('with the hash of a persisted query is cached like its text', async () => {
    const query = `${nameOf()} # persisted`;
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const url = `${server.address}/graphql?extensions=${encodeURIComponent(extensions)}`;
    const persisted = (more = '') => fetch(url + more, { headers: PREFLIGHTED });

    expect(await (await persisted()).text()).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect((await persisted(`&query=${encodeURIComponent(query)}`)).status).toBe(200);
    expect((await persisted()).headers.get('etag')).not.toBeNull();
    expect(await statementsOf(server, persisted)).toEqual([]);
  });
});

test('an answer that depends on the current day ends with it', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const { slug } = await make(server.app, async (create) => {
    const made = await create.network();
    await create.memberCountry({ networkId: made.id, countryCode: 'KG', until: null });
    await create.memberCountry({ networkId: made.id, countryCode: 'KZ', since: tomorrow(today), until: null });
    return made;
  });
  const query = `{ network(slug: "${slug}") { memberCountries { country { code } } } }`;
  const codes = async () => (await ask(server, query)).match(/"code":"(..)"/g);

  expect(await codes()).toEqual(['"code":"KG"']);
  expect(await statementsOf(server, codes)).toEqual([]);
  server.pass(DAY_MS);
  expect(await codes()).toEqual(['"code":"KG"', '"code":"KZ"']);
});

test('an answer for variables that depend on the current day ends with it', async () => {
  const body = JSON.stringify({
    query: 'query ($filter: ActivityFilter) { activities(filter: $filter) { totalCount } }',
    variables: { filter: { completeness: { gte: 50 } } },
  });
  const post = () =>
    fetch(`${server.address}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  expect(await (await post()).json()).not.toHaveProperty('errors');
  expect(await statementsOf(server, post)).toEqual([]);
  server.pass(DAY_MS);
  expect(await statementsOf(server, post)).not.toEqual([]);
});

function tomorrow(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
}

describe('the configuration', () => {
  async function withServer(env: NodeJS.ProcessEnv, work: (server: TestServer) => Promise<void>): Promise<void> {
    const configured = await startTestServer({ DEMO_DATA: 'false', ...env });
    await work(configured).finally(() => configured.close());
  }

  const getFrom = ({ address }: TestServer, query: string): Promise<Response> =>
    fetch(`${address}/graphql?query=${encodeURIComponent(query)}`, { headers: PREFLIGHTED });

  test('lets shared caches keep an answer for a time, and one of a day at most until its end', async () => {
    await withServer({ SHARED_CACHE_SECONDS: '86400', PUBLIC_URL: 'http://localhost' }, async (configured) => {
      const { slug } = await make(configured.app, (create) => create.network());
      const secondsOf = async (query: string): Promise<number> => {
        const header = (await getFrom(configured, query)).headers.get('cache-control');
        return Number(/^public, max-age=0, s-maxage=(\d+), must-revalidate$/.exec(header ?? '')?.[1]);
      };
      expect(await secondsOf('{ networks { nodes { name } } }')).toBe(86_400);
      const untilMidnight = Math.floor((DAY_MS - (Date.now() % DAY_MS)) / 1000);
      const seconds = await secondsOf(`{ network(slug: "${slug}") { memberCountries { kind } } }`);
      expect(Math.abs(seconds - untilMidnight)).toBeLessThan(30);
    });
  });

  test.each([
    ['an export', '/exports/activities.csv?filter.completeness.gte=1'],
    ['a file of IATI', '/iati/organisations.xml'],
  ])('lets no shared cache keep %s of a day that ends while it is made', async (_what, file) => {
    const iati = { PUBLIC_URL: 'http://localhost', IATI_PUBLISHER: 'XX-ENTENTE-TEST 90 Test' };
    await withServer({ SHARED_CACHE_SECONDS: '86400', ...iati }, async (configured) => {
      const { revisions } = configured.app.database;
      const current = revisions.current.bind(revisions);
      jest.spyOn(revisions, 'current').mockImplementation(() => {
        configured.pass(DAY_MS);
        return current();
      });
      const { headers } = await fetch(`${configured.address}${file}`);

      expect(headers.get('cache-control')).toBe('public, max-age=0, s-maxage=0, must-revalidate');
    });
  });

  test('bounds the cache in bytes: answers that were used longest ago are dropped', async () => {
    await withServer({ ANSWER_CACHE_BYTES: '50000' }, async (configured) => {
      for (let number = 0; number < 60; number += 1)
        await ask(configured, `query Q${number} { networks { totalCount } }`);
      expect(configured.app.answers!.size).toBeGreaterThan(20);
      expect(configured.app.answers!.size).toBeLessThan(50);
      expect(await statementsOf(configured, () => ask(configured, 'query Q59 { networks { totalCount } }'))).toEqual(
        [],
      );
      expect(await statementsOf(configured, () => ask(configured, 'query Q0 { networks { totalCount } }'))).not.toEqual(
        [],
      );
    });
  });

  test('turns the cache off', async () => {
    await withServer({ ANSWER_CACHE_BYTES: '0' }, async (configured) => {
      const response = await getFrom(configured, '{ networks { nodes { name } } }');
      expect([response.headers.get('cache-control'), response.headers.get('etag')]).toEqual(['no-store', null]);
    });
  });
});
