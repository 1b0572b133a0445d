import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE_MS } from '../../src/core/time';
import { SiteThread } from '../../src/http/site/site-thread';
import { addressSubject } from '../../src/modules/identity/rate-limit/rate-limits';
import { makeDocument } from '../support/documents';
import { make } from '../support/factories';
import { shownText } from '../support/shown-text';
import { linkIn, pageAt, textAt, WORKSHOP } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on' });
});

afterAll(() => server.close());

describe('the documents of an activity', () => {
  const post = (
    fields: Record<string, string>,
    headers: Record<string, string> = {},
    page = `/activities/${WORKSHOP}`,
  ): Promise<Response> =>
    fetch(server.address + page, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: server.address, ...headers },
      body: new URLSearchParams(fields),
    });
  const password = (): string =>
    server.demonstrationPasswords.find(({ opens }) => opens === 'restricted documents')!.password;

  it('open by the password of the page, for the visitor who has given it', async () => {
    const opened = await post({ password: password(), document: '' });
    const cookie = opened.headers.get('set-cookie')!;

    expect(opened.status).toBe(303);
    expect(opened.headers.get('location')).toBe(`/activities/${WORKSHOP}#documents`);
    expect(cookie).toMatch(/^entente_grants=entg_[\w-]+; Path=\/; Expires=.* GMT; HttpOnly; SameSite=Lax$/);

    const headers = { cookie: cookie.split(';', 1)[0]!, 'accept-encoding': 'br' };
    const page = await pageAt(server, `/activities/${WORKSHOP}`, headers);
    const html = await page.text();
    // Its length must not tell what is in it.
    expect(['cache-control', 'etag', 'content-encoding'].map((name) => page.headers.get(name))).toEqual([
      'no-store',
      null,
      null,
    ]);
    expect(html).toContain('?download=');

    expect(await textAt(server, `/activities/${WORKSHOP}`)).not.toContain('?download=');
  });

  it('are downloaded from a page that has been open for long, until the grant expires, and from no other site', async () => {
    const opened = await post({ password: password(), document: '' });
    const cookie = opened.headers.get('set-cookie')!.split(';', 1)[0]!;
    const html = await (await pageAt(server, `/activities/${WORKSHOP}`, { cookie })).text();
    const link = linkIn(html, `/activities/${WORKSHOP}?download=`);
    const click = async (headers: Record<string, string>, address = link) => {
      const response = await fetch(server.address + address, { redirect: 'manual', headers });
      expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store']);
      return response.headers.get('location')!;
    };
    const document = new URL(link, server.address).searchParams.get('download')!;
    const page = `/activities/${WORKSHOP}?locked=${document}#documents`;

    expect(await click({})).toBe(page);
    expect(await click({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(page);
    // A browser that does not say where a link was: another site does not know the key, and has one of its own at most.
    const other = (await post({ password: password(), document: '' })).headers.get('set-cookie')!.split(';', 1)[0]!;
    expect(await click({ cookie }, link.replace(/&key=.*/, ''))).toBe(page);
    expect(await click({ cookie }, link.replace(/&key=.*/, '&key='))).toBe(page);
    expect(await click({ cookie: other })).toBe(page);
    // A page that is older than the latest grant.
    expect(await click({ cookie: `${cookie}.${other.split('=')[1]!}` })).not.toBe(page);
    server.pass(14 * MINUTE_MS);
    const file = await fetch(await click({ cookie, 'sec-fetch-site': 'same-origin' }));
    expect([file.status, file.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/^attachment/)]);
    server.pass(2 * MINUTE_MS);
    expect(await click({ cookie })).toBe(page);
    const over = await textAt(server, page);
    const [, title] = new RegExp(`<option value="${document}">([^<]+)`).exec(over)!;
    expect(over).toContain(`“<span>${title}</span>” is locked. Enter the password.`);
    // A click reads the links, not the page.
    const read = await server.statementsOf(() => click({ cookie }));
    expect(read.filter((text) => /FROM (activity_topic|objective)/.test(text))).toEqual([]);
    expect(read.length).toBeGreaterThan(0);
    expect(await textAt(server, `/fr${page}`)).toContain(
      '«\u00a0<span>Note conceptuelle</span>\u00a0» est verrouillé.',
    );
    expect(over).not.toContain('aria-invalid');
    const others = [`/activities/${WORKSHOP}`, `/activities/${WORKSHOP}?locked=unknown`];
    for (const other of others) expect(await textAt(server, other)).not.toContain('id="reason"');
  });

  it('open again by the password of the page, in the form as a link to a locked document shows it', async () => {
    const [, document] = /<option value="([\w=]+)">/.exec(await textAt(server, `/activities/${WORKSHOP}`))!;
    const page = `/activities/${WORKSHOP}?locked=${document!}`;
    const form = /<form class="unlock"[^]*?<\/form>/.exec(await textAt(server, page))![0];
    // Without a choice of its own, a browser chooses the first one.
    const [, chosen] = (/<option value="([\w=]*)" selected/.exec(form) ?? /<option value="([\w=]*)"/.exec(form))!;

    const opened = await post({ password: password(), document: chosen! }, {}, page);

    expect([opened.status, opened.headers.get('location')]).toEqual([303, `/activities/${WORKSHOP}#documents`]);
    const refused = await post({ password: 'wrong', document: chosen! }, {}, page);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('aria-invalid="true"');
  });

  it('are downloaded and locked from a preview of a published activity, as from its page', async () => {
    const opened = await post({ password: password(), document: '' });
    const cookie = opened.headers.get('set-cookie')!.split(';', 1)[0]!;
    const { activity } = await server.data('query ($slug: String!) { activity(slug: $slug) { id } }', {
      slug: WORKSHOP,
    });
    const { createActivityPreview } = await server.data(
      'mutation ($input: CreateActivityPreviewInput!) { createActivityPreview(input: $input) { token } }',
      { input: { id: activity.id } },
      admin,
    );
    const html = await (await pageAt(server, `/fr/previews/${createActivityPreview.token}`, { cookie })).text();
    server.pass(6 * MINUTE_MS);
    const click = await pageAt(server, linkIn(html, `/fr/activities/${WORKSHOP}?download=`), { cookie });

    expect((await fetch(click.headers.get('location')!)).status).toBe(200);
    expect(html.includes(`action="/fr/activities/${WORKSHOP}#documents"`)).toBe(true);
  });

  it('stay locked after a wrong password, and the page says why and keeps what was chosen', async () => {
    const form = await textAt(server, `/activities/${WORKSHOP}`);
    const [, document] = /<option value="([\w=]+)">Concept note/.exec(form)!;
    const refused = await post({ password: 'wrong', document: document! });
    const html = await refused.text();

    expect(refused.status).toBe(422);
    expect(refused.headers.get('set-cookie')).toBeNull();
    expect(html).toContain('<title>Problem: International workshop');
    expect(html).toContain('This password does not open what you have chosen');
    expect(html).toContain(`<option value="${document}" selected="">Concept note`);
    expect(html).not.toContain('?download=');
  });

  it('say in the language of the page that they are locked, also if they are not in this language', async () => {
    const { activity } = await makeDocument(server, await make(server.app, (create) => create.network()));
    const html = await textAt(server, `/fr/activities/${activity.slug}`);

    expect(html).toContain('<span lang="fr" dir="ltr"><small>Verrouillé</small></span>');
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
  ])('are not opened by a form of %s', async (_name, headers) => {
    const refused = await post({ password: password(), document: '' }, headers);

    expect(refused.status).toBe(403);
    expect(refused.headers.get('set-cookie')).toBeNull();
  });
});

describe('the pages of accounts', () => {
  const post = (page: string, fields: Record<string, string>): Promise<Response> =>
    fetch(server.address + page, {
      method: 'POST',
      headers: { origin: server.address },
      body: new URLSearchParams(fields),
    });

  it('let an invited person choose a password, once', async () => {
    const { inviteAccount } = await server.data(
      `mutation ($input: InviteAccountInput!) { inviteAccount(input: $input) { invitationUrl } }`,
      { input: { email: 'new@example.org', name: 'New', role: 'MEMBER' } },
      admin,
    );
    const { pathname, hash } = new URL(inviteAccount.invitationUrl as string);
    const form = await pageAt(server, pathname);
    expect(form.headers.get('cache-control')).toBe('no-store');
    expect(await form.text()).toContain('name="token"');

    const choose = (password: string, prefix = ''): Promise<Response> =>
      post(prefix + pathname, { token: hash.slice(1), password });
    const weak = await choose('password1234');
    const chosen = await choose('a long walk to Osh');
    const again = await choose('a long walk to Osh', '/fr');

    expect([weak.status, chosen.status, again.status]).toEqual([422, 200, 422]);
    expect(shownText(await weak.text())).toContain('Choose another password. This password is easy to guess.');
    const used = await again.text();
    expect(used).toMatch(/<input[^>]* aria-invalid="true"[^>]* name="token"/);
    expect(shownText(used)).toContain('Ce lien ne fonctionne pas ou ne fonctionne plus. Demandez-en un nouveau.');
    const done = await chosen.text();
    expect(done).toContain('Sign in with new@example.org');
    expect((await pageAt(server, linkIn(done, '/studio'))).status).toBe(200);
    const { signIn } = await server.data(
      'mutation ($input: SignInInput!) { signIn(input: $input) { viewer { role } } }',
      { input: { email: 'new@example.org', password: 'a long walk to Osh' } },
    );
    expect(signIn.viewer.role).toBe('MEMBER');
  });

  it('say the same of a known and of an unknown address', async () => {
    const [known, unknown] = await Promise.all(
      ['new@example.org', 'who@example.org'].map(async (email) => {
        const page = await post('/fr/account/forgotten', { email });
        return { status: page.status, text: shownText(await page.text()).replaceAll(email, '…') };
      }),
    );
    expect(known).toEqual(unknown);
    expect(known!.text).toContain('un message avec un lien est en route');
  });
});

it('refuses a body that is no form, or has more than 16,384 bytes', async () => {
  const [json, nothing, long] = await Promise.all([
    fetch(`${server.address}/networks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }),
    fetch(`${server.address}/networks`, { method: 'POST' }),
    fetch(`${server.address}/networks`, { method: 'POST', body: new URLSearchParams({ x: 'x'.repeat(16_383) }) }),
  ]);
  expect([json.status, nothing.status, long.status]).toEqual([415, 415, 413]);
  expect(await json.text()).toContain('send operations of GraphQL to /graphql');
});

it('refuses more pages of an address than may wait, and serves others meanwhile', async () => {
  const pageFor = (remoteAddress: string) =>
    server.app.http.inject({ url: '/account/forgotten', remoteAddress, headers: { accept: 'text/html' } });
  const many = Array.from({ length: 150 }, () => pageFor('192.0.2.1'));
  const other = await pageFor('192.0.2.2');
  const refused = (await Promise.all(many)).filter(({ statusCode }) => statusCode === 503);

  expect(other.statusCode).toBe(200);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(50);
  expect(refused[0]!.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(refused[0]!.headers['retry-after']).toBeDefined();
  expect(refused[0]!.body).toContain('<h1>Not available at the moment</h1>');
  expect((await pageFor('192.0.2.1')).statusCode).toBe(200);
});

it('lives on when the budget of a visitor behind a proxy ends with the operations of a page', async () => {
  const limited = await startTestServer({ SITE: 'on', RATE_LIMIT_ADDRESS: '1000000', TRUST_PROXY: '127.0.0.1' });
  limited.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  const { rateLimits } = limited.app;
  const visitor = addressSubject('192.0.2.1');
  // A page costs 5,000 points, and each of its operations at least 50.
  rateLimits!.add(visitor, rateLimits!.add(visitor, 0).remaining - 5_020);
  const start = setTimeout;
  // What the server would do after half a minute happens at once.
  const timers = jest
    .spyOn(globalThis, 'setTimeout')
    .mockImplementation(((call: () => void, milliseconds: number) =>
      start(call, milliseconds === 30_000 ? 10 : milliseconds)) as typeof setTimeout);
  const refused = await pageAt(limited, '/networks', { 'x-forwarded-for': '192.0.2.1' });
  await delay(100);
  timers.mockRestore();
  const alive = await fetch(`${limited.address}/health/live`);
  await limited.close();

  expect([refused.status, alive.status]).toEqual([429, 200]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('shows a page in the language of the address to people whose budget is used up, which is written once', async () => {
  const limited = await startTestServer({ SITE: 'on', LOCALES: 'en,ru', RATE_LIMIT_ADDRESS: '1000000' });
  limited.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  limited.app.rateLimits!.add(addressSubject('127.0.0.1'), 1_000_000);
  const writing = jest.spyOn(SiteThread.prototype, 'writePage');
  const open = (target: string, accept: string, encoding = 'identity') =>
    fetch(limited.address + target, { headers: { accept, 'accept-encoding': encoding } });
  // Until the page is written, which may take longer than a visitor waits on a busy machine, the answer is an error.
  while ((await open('/ru/networks', 'text/html')).headers.get('content-language') === null) await delay(50);
  const pages = [await open('/ru/networks', 'text/html'), await open('/ru/activities?view=map', 'text/html')];
  const [first, second] = await Promise.all(pages.map((page) => page.text()));
  const [brotli, gzip] = [await open('/ru/', 'text/html', 'br'), await open('/ru/', 'text/html', 'gzip')];
  const unpacked = await Promise.all([brotli.text(), gzip.text()]);
  const notForPeople = await open('/ru/networks', 'application/json, text/html;q=0');
  const forPrograms = await open('/ru/networks', 'application/json');
  const error: unknown = await forPrograms.json();
  await limited.close();

  expect(writing).toHaveBeenCalledTimes(1);
  expect(second).toBe(first);
  expect(first).toContain('<html lang="ru"');
  expect(first).toContain('<h1>Слишком много запросов</h1>');
  expect(first).not.toContain('localhost');
  for (const { status, headers } of pages) {
    expect([status, headers.get('content-type')]).toEqual([429, 'text/html; charset=utf-8']);
    expect([headers.get('cache-control'), headers.get('content-language')]).toEqual(['no-store', 'ru']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(unpacked).toEqual([first, first]);
  for (const [{ headers }, encoding] of [
    [brotli, 'br'],
    [gzip, 'gzip'],
  ] as const) {
    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([encoding, 'Accept-Encoding']);
    expect(Number(headers.get('content-length'))).toBeLessThan(first!.length / 2);
  }
  expect(notForPeople.headers.get('content-type')).toContain('application/json');
  expect([forPrograms.status, error]).toMatchObject([
    429,
    {
      errors: [
        { message: expect.stringContaining('The request costs 5000'), extensions: { code: 'TOO_MANY_REQUESTS' } },
      ],
    },
  ]);
});

it('charges pages and their bytes to the budget of the visitor, also when the answers that they show are kept', async () => {
  const limited = await startTestServer({ SITE: 'on', RATE_LIMIT_ADDRESS: '1000000' });
  // Budgets are renewed with each minute of the clock: the requests begin with one.
  limited.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  const left = (): number => limited.app.rateLimits!.add(addressSubject('127.0.0.1'), 0).remaining;
  const before = left();
  const page = await (await fetch(`${limited.address}/account/forgotten`)).text();
  expect(before - left()).toBe(5_000 + Math.ceil(0.1 * Buffer.byteLength(page)));
  const statuses: number[] = [];
  while (statuses.at(-1) !== 429 && statuses.length < 300) {
    statuses.push((await fetch(`${limited.address}/account/forgotten`)).status);
  }
  await limited.close();

  expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
  expect(statuses.at(-1)).toBe(429);
});
