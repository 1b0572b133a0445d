import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { openSite } from '../../src/app/site';
import { loadConfig } from '../../src/config';
import { MINUTE_MS } from '../../src/core/time';
import type { SiteThread } from '../../src/http/site/site-thread';
import { addressSubject } from '../../src/modules/identity/rate-limit/rate-limits';
import { pageAt, textAt } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';
import { OTHER_THAN_INTERVALS } from '../support/timing';

describe('the directory of the operator', () => {
  const guide = readFileSync(path.join(__dirname, '../../docs/site.md'), 'utf8');
  const example = /^```js\n(.*?)^```/ms.exec(guide)![1]!;
  let directory: string;
  let own: TestServer | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-site-'));
  });

  afterEach(async () => {
    await own?.close();
    own = undefined;
    await rm(directory, { recursive: true });
  });

  it('adds a style sheet, a logo, a footer, and the pages and blocks of the guide', async () => {
    await Promise.all(
      Object.entries({
        'style.css': ':root { --accent: red; }',
        'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'footer.md': 'Our **footer** <b>raw</b>',
        'footer.ru.md': 'Наш подвал',
        'site.cjs': example,
        'secret.txt': 'secret',
      }).map(([name, content]) => writeFile(path.join(directory, name), content)),
    );
    own = await startTestServer({ SITE: 'on', SITE_DIR: directory });
    const { address: origin } = own;
    const read = async (address: string): Promise<string> => (await fetch(origin + address)).text();
    const home = await read('/');

    expect(home).toContain('<link rel="stylesheet" href="/site/own/style.css"/>');
    expect(home).toContain('<img src="/site/own/logo.svg" alt=""/>');
    expect(home).toContain('<p>Welcome</p>');
    expect(home).toContain('Our <strong>footer</strong> &lt;b&gt;raw&lt;/b&gt;');
    expect(await read('/ru/networks')).toContain('Наш подвал');
    expect(await read('/ru/members/casc')).toContain('<li>Киргизия</li>');
    expect((await fetch(`${origin}/members/nothing`)).status).toBe(404);
    expect(await read('/site/own/style.css')).toBe(':root { --accent: red; }');
    expect((await fetch(`${origin}/site/own/logo.svg`)).headers.get('content-security-policy')).toContain('sandbox');
    for (const name of ['secret.txt', 'site.cjs', 'footer.md', '../package.json']) {
      expect((await fetch(`${origin}/site/own/${name}`)).status).toBe(404);
    }
  });

  it('has pages that get no cookie but the grants, on which they depend by themselves', async () => {
    const page = `({ request }) => ({ title: 'Cookies', html: 'Cookie: ' + request.headers.get('cookie') + '.' })`;
    await writeFile(path.join(directory, 'site.cjs'), `exports.pages = [{ path: '/cookies', show: ${page} }];`);
    own = await startTestServer({ SITE: 'on', SITE_DIR: directory });
    const read = async (cookie: string): Promise<string> =>
      (await fetch(`${own!.address}/cookies`, { headers: { cookie } })).text();

    expect(await read('entente-session=secret; _id=7')).toContain('Cookie: null.');
    expect(await read('_id=7; entente_grants=entg_a.entg_b; other=%0A')).toContain(
      'Cookie: entente_grants=entg_a.entg_b.',
    );
  });

  it('shows the error of an operation that a block sends, in the language of the address and without blocks', async () => {
    const block = `(visit) => visit.api.request('{ regions { name } }').then(() => '<header>Own header</header>')`;
    const page = `{ path: '/about', show: () => ({ title: 'About', html: 'About us' }) }`;
    await writeFile(
      path.join(directory, 'site.cjs'),
      `exports.pages = [${page}]; exports.blocks = { header: ${block} };`,
    );
    own = await startTestServer({ SITE: 'on', SITE_DIR: directory, LOCALES: 'en,ru', RATE_LIMIT_ADDRESS: '1000000' });
    own.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
    const about = await textAt(own, '/ru/about');
    const { rateLimits } = own.app;
    const visitor = addressSubject('127.0.0.1');
    // Enough for the page, but not for the operation.
    rateLimits!.add(visitor, rateLimits!.add(visitor, 0).remaining - 5_020);
    const refused = await pageAt(own, '/ru/about');
    const html = await refused.text();

    expect(about).toContain('<header>Own header</header>');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(html).toContain('<h1>Слишком много запросов</h1>');
    expect(html).toContain('<html lang="ru"');
    expect(html).not.toMatch(/Own header|About us/);
  });

  describe('contains faulty operations', () => {
    const sending = (operation: string): string => `async (visit) => { await visit.api.request('${operation}'); }`;

    it.each([
      ['a block of every page', 'footer', '{ regions { nothing } }', 'Cannot query field'],
      ['the block of the home page', 'home', '{ regions { nothing } }', 'Cannot query field'],
      ['a block of every page', 'footer', '{ activities(first: 1000) { totalCount } }', 'first must be'],
      ['the block of the home page', 'home', '{ activities(first: 1000) { totalCount } }', 'first must be'],
    ])('logs the error of %s, and shows no page (%s: %s)', async (_name, block, operation, message) => {
      await writeFile(path.join(directory, 'site.cjs'), `exports.blocks = { ${block}: ${sending(operation)} };`);
      own = await startTestServer({ SITE: 'on', SITE_DIR: directory });

      expect((await pageAt(own, '/')).status).toBe(500);
      expect(JSON.stringify(own.log)).toContain(message);
    });

    it('logs the error of a page, but not that of an argument, which may be from the address', async () => {
      const pages = [
        ['/faulty', '{ regions { nothing } }'],
        ['/many', '{ activities(first: 1000) { totalCount } }'],
      ].map(([address, operation]) => `{ path: '${address}', show: ${sending(operation!)} }`);
      await writeFile(path.join(directory, 'site.cjs'), `exports.pages = [${pages.join()}];`);
      own = await startTestServer({ SITE: 'on', SITE_DIR: directory });

      const many = await pageAt(own, '/many');
      expect(many.status).toBe(400);
      expect(await many.text()).toContain('first must be');
      expect(JSON.stringify(own.log)).not.toContain('request failed');
      expect((await pageAt(own, '/faulty')).status).toBe(500);
      expect(JSON.stringify(own.log)).toContain('Cannot query field');
    });
  });

  it.each([
    [
      'a module with a mistake',
      'exports.pages = [{ path: "about", show: 1 }];',
      /SITE_DIR cannot be used: site.cjs is not valid/,
    ],
    ['a module that throws', 'throw new Error("broken");', /SITE_DIR cannot be used: broken/],
    ['a module that ends the process', 'process.exit(3);', /SITE_DIR cannot be used: .* ended with exit code 3/],
  ])('is refused at the start with %s', async (_name, content, message) => {
    await writeFile(path.join(directory, 'site.cjs'), content);
    await expect(startTestServer({ SITE: 'on', SITE_DIR: directory })).rejects.toThrow(message);
  });

  describe('is loaded while the machine is busy', () => {
    let site: SiteThread;

    // The seconds pass before the thread can answer.
    const openWithin = (seconds: number, environment: Record<string, string> = {}): SiteThread => {
      jest.useFakeTimers({ doNotFake: OTHER_THAN_INTERVALS });
      site = openSite(loadConfig({ SITE: 'on', ...environment }), pino({ level: 'silent' }))!;
      jest.advanceTimersByTime(seconds * 1000);
      return site;
    };

    afterEach(async () => {
      jest.useRealTimers();
      await site.close();
    });

    it('within a minute', async () => {
      await openWithin(59, { SITE_DIR: directory }).describe();
    });

    it('or else after another start', async () => {
      const message = 'The site, with what SITE_DIR adds, has not been loaded within 60 seconds';
      await expect(openWithin(60, { SITE_DIR: directory }).describe()).rejects.toMatchObject({
        name: 'StartupError',
        message,
        exitCode: 69,
      });
    });

    it('or else after another start, also without it', async () => {
      const message = 'The site has not been loaded within 60 seconds';
      const started = openWithin(60).describe();
      await expect(started).rejects.toMatchObject({ name: 'StartupError', message, exitCode: 69 });
    });
  });
});
