import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { violationsOn } from '../../support/axe';
import { describeWith } from '../../support/outside-programs';
import { startTestServer, type TestServer } from '../../support/test-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const complaint = `The reference is NOT covered in a browser: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

const pages = [
  '/reference',
  '/reference/objects/activity',
  '/reference/queries/activities',
  '/reference/inputs/activity-filter',
  '/reference/enums/activity-type',
  '/reference/scalars/date-time',
  '/reference/directives/list-size',
];

describeWith(existsSync(chromiumPath), complaint, 'the reference of the schema in a browser', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer({ DEMO_DATA: 'false', EXPLORER: 'graphiql' });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each(['light', 'dark'] as const)('fits a narrow screen, and breaks no rule of axe-core: %s', async (scheme) => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme: scheme });
    for (const path of pages) {
      const response = await page.goto(server.address + path);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect({ path, status: response!.status(), width, violations: await violationsOn(page) }).toEqual({
        path,
        status: 200,
        width: 320,
        violations: [],
      });
    }
    await page.close();
  });
});
