import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { type Browser, chromium, type Page } from 'playwright-core';
import { until } from '../../support/contents';
import { mutationsOf } from '../../support/mutations';
import { describeWith } from '../../support/outside-programs';
import { startTestServer } from '../../support/test-server';
import { startToyServer, type ToyServer } from '../toy-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const found = existsSync(chromiumPath);
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The part of the real schema that GraphiQL's first query needs. */
const schema = buildSchema(`
  """Everything that can be read."""
  type Query { activities(first: Int): ActivityConnection! }
  type ActivityConnection { nodes: [Activity!]! totalCount: Int! }
  type Activity { title: String! operativeDimension: OperativeDimension! }
  type OperativeDimension { place: String country: Country }
  type Country { name: String! }
`);
schema.getQueryType()!.getFields()['activities']!.resolve = () => ({
  nodes: [{ title: 'International workshop', operativeDimension: { place: 'Issyk-Kul', country: null } }],
  totalCount: 1,
});

const complaint = `GraphiQL is NOT covered: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

describeWith(found, complaint, 'in a browser', () => {
  let server: ToyServer;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let foreignRequests: string[];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(__dirname, '../../../scripts/build-graphiql.mjs')]);
    server = await startToyServer({ schema, explorers: new Set(['graphiql', 'sandbox']) });
    browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_ARGUMENTS });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  beforeEach(async () => {
    problems = [];
    foreignRequests = [];
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    // No internet: every request to another origin fails and is recorded.
    await context.route(
      (url) => url.origin !== server.origin && !['data:', 'blob:'].includes(url.protocol),
      async (route) => {
        foreignRequests.push(route.request().url());
        await route.abort();
      },
    );
  });
  afterEach(() => page.context().close());

  test('GraphiQL runs its first query, shows the schema and completes fields, with local files only', async () => {
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.goto(`${server.origin}/graphiql`);
    await page.locator('.graphiql-query-editor .view-lines').getByText('operativeDimension').waitFor();

    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.graphiql-response').getByText('Issyk-Kul').waitFor();

    await page.getByRole('button', { name: /show documentation explorer/i }).click();
    await page.locator('.graphiql-doc-explorer').getByText('A GraphQL schema provides').waitFor();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Everything that can be read.').waitFor();
    await keepScreenshot('graphiql');

    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{ acti');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget').getByText('activities').first().waitFor();
    await page.locator('.graphiql-query-editor .view-lines').getByText('acti', { exact: true }).waitFor();
    await keepScreenshot('graphiql-completion');
    // Monaco uses its workers instead of its fallback in the page's thread.
    const kinds = (): unknown[] => workers.map((url) => /([a-z]+)\.worker-/.exec(url)?.[1]);
    await until(() => ['editor', 'graphql', 'json'].every((kind) => kinds().includes(kind)), 'workers have begun');
    // The stylesheet contains the font of the editor's icons.
    expect(await page.evaluate('document.fonts.check("16px codicon")')).toBe(true);
    expect(problems).toEqual([]);
    expect(foreignRequests).toEqual([]);
  });

  test('a link to GraphiQL opens its query with its variables, and runs nothing by itself', async () => {
    const operations: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') operations.push(request.postData() ?? '');
    });
    const query = 'query Linked($first: Int) { activities(first: $first) { totalCount } }';
    const parameters = new URLSearchParams({ query, variables: '{ "first": 7 }' });
    await page.goto(`${server.origin}/graphiql?${parameters.toString()}`);
    await page.locator('.graphiql-query-editor .view-lines').getByText('Linked').waitFor();
    expect(operations.filter((body) => body.includes('totalCount'))).toEqual([]);

    await page.getByRole('button', { name: /execute query/i }).click();
    await page.locator('.graphiql-response').getByText('totalCount').waitFor();
    expect(operations.filter((body) => body.includes('totalCount')).map((body) => JSON.parse(body) as object)).toEqual([
      { query, variables: { first: 7 }, operationName: 'Linked' },
    ]);
    expect(problems).toEqual([]);
    expect(foreignRequests).toEqual([]);
  });

  test('GraphiQL shows the events of a subscription', async () => {
    const real = await startTestServer({ EXPLORER: 'graphiql' });
    try {
      const own = await browser.newPage();
      own.on('pageerror', (error) => problems.push(String(error)));
      const subscribed = new Promise<void>((resolve) => {
        own.on('websocket', (connection) => {
          connection.on('framesent', ({ payload }) => {
            if (String(payload).includes('"subscribe"')) resolve();
          });
        });
      });
      const query = 'subscription Heard { activityPublished { title } }';
      await own.goto(`${real.address}/graphiql?${new URLSearchParams({ query }).toString()}`);
      await own.locator('.graphiql-query-editor .view-lines').getByText('Heard').waitFor();
      await own.getByRole('button', { name: /execute query/i }).click();
      await subscribed;
      const shown = own.locator('.graphiql-response').getByText('A published workshop').first();
      // The server may take the subscription after the first of them.
      for (let published = 0; published < 10 && !(await shown.isVisible()); published += 1) {
        const values = { title: 'A published workshop', summary: 'Heard of.' };
        const { activity } = await mutationsOf(real, 'createActivity').done(values, 'activity { id }');
        await mutationsOf(real, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
        await shown.waitFor({ timeout: 2_000 }).catch(() => undefined);
      }

      expect(await shown.isVisible()).toBe(true);
      expect(problems).toEqual([]);
    } finally {
      await real.close();
    }
  });

  test('the files of GraphiQL are compressed, cacheable for a year, and run no foreign code', async () => {
    const response = await fetch(`${server.origin}/graphiql`);
    const script = /src="([^"]+)"/.exec(await response.text())?.[1] ?? '';
    const asset = await fetch(server.origin + script, { headers: { 'accept-encoding': 'gzip' } });

    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; " +
        "img-src 'self' data:; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'",
    );
    expect(asset.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-encoding')).toBe('gzip');
    expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
    await asset.arrayBuffer();
  });

  test('Sandbox reports the missing internet, and violates no policy', async () => {
    await page.goto(`${server.origin}/graphql`);
    await page.getByText('it appears that you might be offline').waitFor();

    expect(foreignRequests.map((url) => new URL(url).host)).toContain('embeddable-sandbox.cdn.apollographql.com');
    expect(problems.filter((problem) => /content security policy/i.test(problem))).toEqual([]);
  });

  /** Saves a screenshot in the directory that SCREENSHOTS names. */
  async function keepScreenshot(name: string): Promise<void> {
    const directory = process.env.SCREENSHOTS;
    if (!directory) return;
    await mkdir(directory, { recursive: true });
    await page.screenshot({ path: join(directory, `${name}.png`) });
  }
});
