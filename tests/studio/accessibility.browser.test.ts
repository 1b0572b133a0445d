import type { Browser } from 'playwright-core';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { complaint, hasChromium, launchBrowser, openStudio } from './studio-page';

/** What axe-core does not find: what is said, and when, and what is seen in the colours of the reader. */
describeWith(hasChromium, complaint, 'with a screen reader or other colours, the studio', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(['light', 'dark'] as const)(
    'shows Markdown and hints in fields with enough contrast, in the %s',
    async (colorScheme) => {
      const { page, open, violations } = await openStudio(browser, server);
      await page.emulateMedia({ colorScheme });
      await open('/activities/new');
      await page.locator('#field-description .cm-content').click();
      await page.keyboard.type('# Head *it* [here](https://example.org "so")');
      await page.locator('#field-description .cm-line span', { hasText: 'https://example.org' }).waitFor();

      expect(await violations()).toEqual([]);
      const [hint, text] = await page.evaluate<[string, string]>(`(() => {
      const field = document.querySelector('#field-country input');
      return [getComputedStyle(field, '::placeholder').color, getComputedStyle(document.querySelector('.hint')).color];
    })()`);
      expect(hint).toBe(text);
      await page.context().close();
    },
  );

  it('shows where a dialog and an announcement end in forced colours', async () => {
    const { page, open } = await openStudio(browser, server);
    await page.emulateMedia({ forcedColors: 'active' });
    await open('/people');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const borderOf = async (element: string): Promise<[string, string, string]> => {
      await page.waitForSelector(element);
      return page.evaluate<[string, string, string]>(`(() => {
        const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(document.querySelector('${element}'));
        return [borderTopWidth, borderTopColor, backgroundColor];
      })()`);
    };
    const [width, colour, background] = await borderOf('.modal');
    expect(width).toBe('1px');
    expect(colour).not.toBe(background);

    await page.getByRole('dialog').getByLabel('Name').fill('Somebody');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await borderOf('.toast'))[0]).toBe('1px');
    await page.context().close();
  });
});
