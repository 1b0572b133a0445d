import type { Browser } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { complaint, hasChromium, launchBrowser, openStudio } from './studio-page';

describeWith(hasChromium, complaint, 'a journey through the studio', () => {
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

  it('signs in, writes an activity, and publishes it, which visitors then see', async () => {
    const studio = await openStudio(browser, server, { role: Role.ADMIN });
    const { page } = studio;
    await studio.open('/activities/new');
    await page.fill('#field-title input', 'Border control in mountains');
    await page.fill('#field-summary textarea', 'Three weeks in Osh.');
    expect(await studio.violations()).toEqual([]);
    await page.click('.save button');
    await page.waitForURL(/\/activities\/(?!new$)[^/]+$/);
    const id = page.url().split('/').at(-1)!;
    const seen = async (): Promise<number> =>
      (await fetch(`${server.address}/activities/border-control-in-mountains`)).status;
    expect(await seen()).toBe(404);

    await studio.open(`/activities/${id}?tab=publication`);
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.waitForSelector('.toast >> text=Published');
    expect(await seen()).toBe(200);

    await studio.open('/activities');
    await page.getByRole('link', { name: 'Border control in mountains' }).first().waitFor();
    expect(studio.complaints).toEqual([]);
  });
});
