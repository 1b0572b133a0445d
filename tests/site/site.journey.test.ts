import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { complaint, hasChromium, launchBrowser } from '../studio/studio-page';
import { violationsOn } from '../support/axe';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';

describeWith(hasChromium, complaint, 'a journey through the site', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on' });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('leads from the start by a search to an activity, opens a document of it, and goes on in another language', async () => {
    const page = await browser.newPage({ bypassCSP: true });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));

    await page.goto(server.address);
    expect(await violationsOn(page)).toEqual([]);
    const field = page.getByRole('combobox', { name: 'Search' });
    await field.fill('workshop');
    await field.press('Enter');
    await page.waitForURL(/\/search\?text=workshop/);
    await page.locator('main a[href*="/activities/"]').first().click();
    await page.waitForURL(/\/activities\//);

    await page.goto(`${server.address}/activities`);
    await page.locator('select[name="filter.country"]').selectOption('UA');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/filter\.country=UA/);
    expect(await page.locator('.cards a').count()).toBeGreaterThan(0);

    const activity = '/activities/cooperation-in-prosecution-of-countering-drugs-and-organized-crime';
    await page.goto(server.address + activity);
    expect(await violationsOn(page)).toEqual([]);
    const downloads = page.getByRole('link', { name: /^Download / });
    expect(await downloads.count()).toBe(0);
    const { password } = server.demonstrationPasswords.find(({ opens }) => opens === 'restricted documents')!;
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await downloads.first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), downloads.first().click()]);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');

    await page.locator('.languages a[hreflang=ru]').click();
    await page.waitForURL(`${server.address}/ru${activity}`);
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    expect(complaints).toEqual([]);
  });
});
