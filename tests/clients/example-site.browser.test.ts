import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { picture, uploadedImage } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startStaticSite, type StaticSite } from '../support/static-site';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const complaint = `The example of the client package is NOT covered: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

const client = path.join(__dirname, '../../clients/typescript');
const example = path.join(client, 'examples/site');

/** A directory that receives a screenshot of each page, for people; usually there is none. */
const screenshots = process.env.SCREENSHOTS;

describeWith(existsSync(chromiumPath), complaint, 'the example site, in Russian and at another origin', () => {
  let compiled: string;
  let site: StaticSite;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  /** What a developer would see in the console: errors of scripts, failed requests, refused origins. */
  const complaints: string[] = [];

  beforeAll(async () => {
    compiled = await mkdtemp(path.join(tmpdir(), 'entente-example-'));
    const compiler = [require.resolve('typescript/bin/tsc'), '-p', example, '--outDir', compiled];
    await promisify(execFile)(process.execPath, compiler);
    site = await startStaticSite({ '/': client, '/examples/site/dist/': compiled });
    server = await startTestServer({ CORS_ORIGINS: site.origin, LOCALES: 'en,ru', RATE_LIMIT: 'off' });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1200, height: 900 }, locale: 'ru' });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.url()} ${response.status()}`);
    });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    site.close();
    await rm(compiled, { recursive: true, force: true });
  });

  /** Opens a page of the site. Returns its heading, when its pictures have loaded. */
  async function open(address: string): Promise<string> {
    // Otherwise an address that differs in its fragment alone loads nothing anew.
    await page.goto('about:blank');
    await page.goto(`${site.origin}/examples/site/index.html?api=${server.address}/graphql#${address}`);
    await page.waitForSelector('main[aria-busy="false"] h1');
    // Pictures below the window load when they are scrolled to.
    await page.evaluate(`Promise.all([...document.images].map((image) => {
      image.loading = 'eager';
      return image.decode();
    }))`);
    if (screenshots !== undefined) {
      const name = address.replaceAll(/\W+/g, '-').slice(0, 60);
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
    }
    return (await page.textContent('h1'))!.trim();
  }

  /** Gives an activity a picture with a Russian text, and translates its title and summary. */
  async function translateActivity(slug: string): Promise<void> {
    const { activity } = await server.data(
      'query ($slug: String!) { activity(slug: $slug) { id publication { version } } }',
      { slug },
      admin,
    );
    const cover = await uploadedImage(server, await picture(1600, 900).jpeg().toBuffer(), { alt: 'Hall' }, admin);
    const translation = { locale: 'ru', state: 'PUBLISHED' };
    await mutationsOf(server, 'setImageTranslation').done(
      { id: cover, version: 1, ...translation, alt: 'Зал' },
      '__typename',
    );
    const { version } = activity.publication as { version: number };
    await mutationsOf(server, 'updateActivity').done({ id: activity.id, version, cover }, '__typename');
    await mutationsOf(server, 'setActivityTranslation').done(
      { id: activity.id, version: version + 1, ...translation, title: 'Семинар', summary: 'О семинаре' },
      '__typename',
    );
  }

  test('shows each of its pages with the data of the demonstration, without any complaint of the browser', async () => {
    const { activities, newsItems, networks, programmes, organisations } = await server.data(`{
      activities(first: 1, filter: { country: ["GE"] }) { nodes { slug } } newsItems(first: 1) { nodes { slug } }
      networks(first: 1) { nodes { slug } } programmes { slug } organisations(first: 1) { nodes { slug } } }`);
    const [{ slug }] = activities.nodes;
    await translateActivity(slug);

    expect(await open('/')).toBe('Международное сотрудничество');
    expect(await open('/activities')).toBe('Мероприятия');
    expect(await open('/activities?country=GE')).toBe('Мероприятия');
    expect(await page.locator('a[href$="country=GE"]').textContent()).toMatch(/^Грузия \(/);
    expect(await open(`/activities/${slug}`)).toBe('Семинар');
    expect(await page.getAttribute('img[alt="Зал"]', 'srcset')).toContain(`${server.address}/media/images/`);
    expect(await page.evaluate(`document.querySelector('img[alt="Зал"]').naturalWidth`)).toBeGreaterThan(0);
    for (const address of [
      '/news',
      `/news/${newsItems.nodes[0].slug}`,
      '/networks',
      `/networks/${networks.nodes[0].slug}`,
      '/countries',
      `/programmes/${programmes[0].slug}`,
      `/organisations/${organisations.nodes[0].slug}`,
    ]) {
      expect(await open(address)).not.toMatch(/не найдена|Сервер не отвечает|Что-то пошло не так/);
    }
    expect(await open('/countries/GE')).toBe('Грузия');
    expect(await open('/countries/XX')).toBe('Страница не найдена');
    expect(complaints).toEqual([]);
  });

  test('says of an item without a Russian text which language it is in', async () => {
    const input = { title: 'Only in English', summary: 'A summary', originalLocale: 'en' };
    const { activity } = await mutationsOf(server, 'createActivity').done(input, 'activity { id slug }');
    await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');

    expect(await open(`/activities/${activity.slug}`)).toBe('Only in English');
    expect(await page.getAttribute('h1', 'lang')).toBe('en');
    expect(await page.textContent('.note')).toContain('английский');
    expect(complaints).toEqual([]);
  });
});
