import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { createDocument } from '../support/contents';
import { describeWith } from '../support/outside-programs';
import { startStaticSite, type StaticSite } from '../support/static-site';
import { startTestServer, type TestServer } from '../support/test-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const complaint = `The client package is NOT covered in browsers: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

const dist = path.join(__dirname, '../../clients/typescript/dist');

/** What the page does. It is text, because the compiler of the tests would change the import. */
const script = `async ([url, uploadUrl]) => {
  const { ActivityPageDocument, EntenteClient, HomePageDocument, upload } = await import('/index.js');
  const reader = new EntenteClient({ url, locales: ['ru', 'en'] });
  const slug = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';
  const { activity } = await reader.request(ActivityPageDocument, { slug });
  const { networks } = await reader.request(HomePageDocument);
  const progress = [];
  const file = new Blob(['A line of a report.\\n'.repeat(200_000)]);
  await upload(uploadUrl, file, { onProgress: ({ sent, total }) => progress.push(sent / total) });
  const refusal = await upload(uploadUrl, file).catch((error) => error.message);
  return { title: activity.title, networks: networks.nodes.length, last: progress.at(-1), refusal };
}`;

describeWith(existsSync(chromiumPath), complaint, 'a page of another origin', () => {
  let site: StaticSite;
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    site = await startStaticSite({ '/': dist });
    server = await startTestServer({ CORS_ORIGINS: site.origin });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    site.close();
  });

  test('reads with the package, and uploads with progress', async () => {
    const { uploadUrl } = await createDocument(server);
    const page = await browser.newPage();
    await page.goto(site.origin);

    const seen: unknown = await page.evaluate(
      `(${script})(${JSON.stringify([`${server.address}/graphql`, uploadUrl])})`,
    );

    expect(seen).toEqual({
      title: expect.stringMatching(/^Международный семинар/),
      networks: expect.any(Number),
      last: 1,
      refusal: expect.stringContaining('already used'),
    });
  });
});
