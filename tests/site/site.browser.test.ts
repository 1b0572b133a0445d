import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Locator, type Page, type Request } from 'playwright-core';
import { violationsOn } from '../support/axe';
import { enterExampleFigures } from '../support/example-figures';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const complaint = `The site is NOT covered in a browser: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

const WORKSHOP = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

const pages = [
  '/',
  '/activities',
  '/activities?filter.text=nothingofthiskind',
  '/activities?view=map',
  `/activities/${WORKSHOP}`,
  '/activities/training-on-precursors',
  '/networks',
  '/networks/casc',
  '/countries',
  '/fr/countries/KG',
  '/ru/programmes/eu-act',
  '/news',
  '/news/casc-marks-ten-years-in-astana',
  '/organisations/unodc',
  '/ru/figures',
  '/figures/method',
  '/search?text=workshop',
  '/account/invitation',
  '/fr/account/forgotten',
  '/nothing/here',
];

describeWith(existsSync(chromiumPath), complaint, 'the site in a browser', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on' });
    await enterExampleFigures(server);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(pages)('%s can be used by everyone, on narrow screens, and in the dark', async (address) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.address) && !request.url().startsWith('data:')) foreign.push(request.url());
    });
    await page.goto(server.address + address);
    await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');

    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({ colorScheme, violations: await violationsOn(page) }).toEqual({ colorScheme, violations: [] });
    }
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    expect(foreign).toEqual([]);
    await page.close();
  });

  it('folds the menu and the filter on a phone or at 400 %, where the list of activities begins on the first screen', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 568 } });
    const more = page.locator('form.filter details');
    const topOf = (selector: string): Promise<number> =>
      page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().top`);
    const link = page.getByRole('link', { name: 'Countries', exact: true });
    for (const path of ['/', '/fr/', '/ru/']) {
      await page.goto(`${server.address}${path}activities?filter.country=UA`);
      expect(await topOf('main')).toBeLessThan(100);
      expect(await topOf('.cards')).toBeLessThan(400);
    }
    await page.goto(`${server.address}/activities?filter.country=UA`);
    expect(await link.isVisible()).toBe(false);
    // Who moves from landmark to landmark finds what is folded.
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(true);
    expect(await page.getByRole('search', { name: 'Filter' }).isVisible()).toBe(true);
    expect(await more.isVisible()).toBe(false);
    await page.getByText('Menu').press('Enter');
    expect(await link.isVisible()).toBe(true);
    await page.getByText('Filter (1)').press('Enter');
    expect(await more.getAttribute('open')).toBeNull();
    await more.locator('summary').press('Enter');
    await page.getByLabel('Status').selectOption('CLOSED');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/filter\.status=CLOSED/);
    expect(await more.getAttribute('open')).not.toBeNull();
    await page.getByText('Filter (2)').click();
    expect(await page.getByLabel('Status').inputValue()).toBe('CLOSED');
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.reload();
    expect([await link.isVisible(), await more.isVisible()]).toEqual([true, true]);
    expect([await page.getByText('Menu').isVisible(), await page.getByText('Filter (2)').isVisible()]).toEqual([
      false,
      false,
    ]);
    await page.close();
  });

  it.each(['/', '/activities', `/activities/${WORKSHOP}`, '/figures'])(
    'loads at most 100 KB for a first visit of %s',
    async (address) => {
      const page = await browser.newPage({ viewport: { width: 412, height: 823 } });
      const loaded: Request[] = [];
      page.on('requestfinished', (request) => loaded.push(request));
      await page.goto(server.address + address, { waitUntil: 'networkidle' });
      const sizes = await Promise.all(loaded.map((request) => request.sizes()));
      await page.close();

      expect(sizes.length).toBeGreaterThan(1);
      expect(sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0)).toBeLessThan(
        100_000,
      );
    },
  );

  describe('the search field', () => {
    let page: Page;

    beforeEach(async () => {
      page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
      await page.goto(`${server.address}/fr/news`);
      await page.getByText('Menu').click();
    });

    afterEach(() => page.close());

    const field = (): Locator => page.getByRole('combobox', { name: 'Rechercher' });
    const options = (): Locator => page.getByRole('option');
    const chosen = (): Promise<string[]> => page.getByRole('option', { selected: true }).allInnerTexts();

    it('suggests results while one types, which the keyboard chooses', async () => {
      await field().pressSequentially('kirghiz');
      await options().first().waitFor();
      const names = await options().allInnerTexts();

      expect(names).toContain('Kirghizstan Pays');
      expect(await field().getAttribute('aria-expanded')).toBe('true');
      expect(await page.locator('form.search [role=status]').innerText()).toBe(`${names.length} suggestions`);
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);

      await field().press('ArrowDown');
      expect(await chosen()).toEqual([names[0]]);
      expect(await field().getAttribute('aria-activedescendant')).toBe(await options().first().getAttribute('id'));
      await field().press('ArrowUp');
      expect(await chosen()).toEqual([]);
      await field().press('ArrowUp');
      expect(await chosen()).toEqual([names.at(-1)]);
      await field().press('ArrowDown');
      while ((await chosen())[0] !== 'Kirghizstan Pays') await field().press('ArrowDown');
      await field().press('Enter');
      await page.waitForURL(`${server.address}/fr/countries/KG`);
    });

    it('lets the pointer choose', async () => {
      await field().fill('kirghiz');
      await page.getByRole('option', { name: 'Kirghizstan Pays' }).click();
      await page.waitForURL(`${server.address}/fr/countries/KG`);
    });

    it('closes the suggestions, keeps the text, and leads to all results', async () => {
      await field().fill('kirghiz');
      await options().first().waitFor();
      await field().press('Escape');
      expect(await options().count()).toBe(0);
      expect(await field().inputValue()).toBe('kirghiz');

      await field().press('End');
      await field().press('Enter');
      await page.waitForURL(`${server.address}/fr/search?text=kirghiz`);
    });

    it('works when no suggestion arrives', async () => {
      await page.route('**/search/suggestions?*', (route) => route.abort());
      const asked = page.waitForRequest('**/search/suggestions?*');
      await field().fill('kirghiz');
      await asked;
      await field().press('Enter');
      await page.waitForURL(`${server.address}/fr/search?text=kirghiz`);
    });
  });

  it('opens documents by their password, downloads them with one click, and locks them again, all without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const downloads = page.getByRole('link', { name: /^Download / });
    const { password } = server.demonstrationPasswords.find(({ opens }) => opens === 'restricted documents')!;
    await page.goto(`${server.address}/activities/${WORKSHOP}`);
    expect(await downloads.count()).toBe(0);

    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await downloads.first().waitFor();
    expect(page.url()).toBe(`${server.address}/activities/${WORKSHOP}#documents`);
    const [download] = await Promise.all([page.waitForEvent('download'), downloads.first().click()]);
    const file = await readFile(await download.path());
    expect(await downloads.first().innerText()).toContain(download.suggestedFilename());
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');

    await page.goto(`${server.address}/activities`);
    await page.goBack();
    expect(await downloads.count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Lock all documents' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await downloads.count()).toBe(0);
    expect(await context.cookies()).toEqual([]);
    await page.goto(`${server.address}/activities`);
    const addresses: string[] = [];
    while (addresses.at(-1) !== 'about:blank') {
      await page.goBack();
      addresses.push(page.url());
      expect(await downloads.count()).toBe(0);
    }
    expect(addresses).toContain(`${server.address}/activities/${WORKSHOP}#documents`);
    await context.close();
  });

  it('names what its links and its tables are about, where each figure has its own', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.address}/figures`);
    const names = await page
      .locator('main :is(.files a, summary)')
      .evaluateAll((elements) => elements.map(({ textContent }) => textContent));

    expect(names).toContain('Table: Activities by year');
    expect(names).toContain('CSV: Activities by topic');
    expect(new Set(names).size).toBe(names.length);
    await page.close();
  });

  it('takes its forms from browsers that do not say where a form comes from, as over plain HTTP', async () => {
    const other = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP site.example 127.0.0.1'],
    });
    try {
      const page = await other.newPage();
      await page.goto(`${server.address.replace('127.0.0.1', 'site.example')}/activities/${WORKSHOP}`);
      await page.locator('[name=password]').fill('a wrong password');
      await page.locator('[name=password]').press('Enter');

      expect(await page.locator('[role=alert]').textContent()).toContain('This password does not open');
    } finally {
      await other.close();
    }
  });

  it('can be used by everyone while documents are refused and opened', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    const { password } = server.demonstrationPasswords.find(({ opens }) => opens === 'restricted documents')!;
    await page.goto(`${server.address}/ru/activities/${WORKSHOP}`);
    for (const [given, shown] of [
      ['a wrong password', '[role=alert]'],
      [password, 'button[name=lock]'],
    ] as const) {
      await page.locator('[name=password]').fill(given);
      await page.locator('[name=password]').press('Enter');
      await page.locator(shown).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    }
    await page.close();
  });

  it('can be used by everyone when a page cannot be shown', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    const rename = (from: string, to: string): Promise<unknown> =>
      server.app.database.write((manager) => manager.query(`ALTER TABLE ${from} RENAME TO ${to}`));
    await rename('news_item', 'gone');
    try {
      for (const [address, status] of [
        ['/activities?after=nowhere', 400],
        ['/ru/news', 503],
      ] as const) {
        expect((await page.goto(server.address + address))!.status()).toBe(status);
        expect({ address, violations: await violationsOn(page) }).toEqual({ address, violations: [] });
        expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
      }
    } finally {
      await rename('gone', 'news_item');
    }
    await page.close();
  });

  it('takes the token of a link into the form, and out of the address, in each language', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.address}/account/password#secret-token`);

    expect(await page.inputValue('[name=token]')).toBe('secret-token');
    expect(page.url()).toBe(`${server.address}/account/password`);

    await page.click('.languages a[hreflang=fr]');
    await page.waitForURL(`${server.address}/fr/account/password`);
    expect(await page.inputValue('[name=token]')).toBe('secret-token');
    await page.close();
  });
});
