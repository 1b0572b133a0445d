import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { violationsOn } from '../support/axe';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { accountWithPassword, password } from '../support/sign-in';
import { until } from '../support/subscriber';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import {
  complaint,
  hasChromium,
  hiddenParts,
  holdBack,
  launchBrowser,
  loseAnswer,
  openStudio,
  settled,
} from './studio-page';

/** Every screen that needs no item of its own, by its path below /studio. */
const screens = [
  '',
  '/activities',
  '/activities/new',
  '/news',
  '/networks',
  '/programmes',
  '/organisations',
  '/regions',
  '/vocabularies',
  '/images',
  '/files',
  '/unpublished',
  '/calendar',
  '/trash',
  '/people',
  '/settings',
  '/account',
  '/nothing/here',
];

describeWith(hasChromium, complaint, 'the studio in a browser', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    const labels = mkdtempSync(path.join(tmpdir(), 'entente-labels-'));
    writeFileSync(path.join(labels, 'fr.json'), '{ "Country": { "KG": "République kirghize", "VA": "Saint-Siège" } }');
    server = await startTestServer({ ITEM_URL: 'https://www.example.org/{type}/{slug}', LABELS_DIR: labels });
    rmSync(labels, { recursive: true });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('can be used by everyone, in each of its languages, on narrow screens, and in the dark', async () => {
    for (const locale of ['en', 'fr', 'ru']) {
      const studio = await openStudio(browser, server, { role: Role.ADMIN }, { locale });
      await studio.page.setViewportSize({ width: 320, height: 640 });
      for (const screen of screens) {
        await studio.open(screen);
        const overflow = await studio.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect({ screen, locale, overflow }).toEqual({ screen, locale, overflow: 0 });
        // Elsewhere, the buttons that stay in sight cover a part of what is scrolled below them.
        await studio.page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
        // Neither contrast nor the elements depend on the language.
        if (locale !== 'en') continue;
        for (const colorScheme of ['light', 'dark'] as const) {
          await studio.page.emulateMedia({ colorScheme });
          expect({ screen, locale, colorScheme, violations: await studio.violations() }).toEqual({
            screen,
            locale,
            colorScheme,
            violations: [],
          });
        }
      }
      expect(studio.complaints).toEqual([]);
      await studio.page.context().close();
    }
  });

  it('has its navigation on two lines of a wide screen in each of its languages', async () => {
    for (const locale of ['en', 'fr', 'ru']) {
      const { page, violations } = await openStudio(browser, server, undefined, {
        locale,
        viewport: { width: 1280, height: 720 },
      });
      expect(await page.locator('header.studio nav a:visible').count()).toBe(16);
      expect((await page.locator('header.studio').boundingBox())!.height).toBeLessThan(110);
      expect(await violations()).toEqual([]);
      await page.context().close();
    }
  });

  it('has its navigation in a menu on a narrow screen', async () => {
    const { page, open, violations } = await openStudio(browser, server, undefined, {
      viewport: { width: 390, height: 800 },
    });
    await open('/activities');
    const top = (): Promise<number> => page.evaluate('document.querySelector("main").getBoundingClientRect().top');
    expect(await top()).toBeLessThan(80);
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    expect(await menu.getAttribute('aria-expanded')).toBe('true');
    expect(await violations()).toEqual([]);
    const sections = page.getByRole('navigation', { name: 'Main' });
    await sections.getByRole('link', { name: 'News' }).press('Enter');
    await page.waitForSelector('h1 >> text=News');
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    expect(await sections.isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('content');

    await page.goBack();
    await page.waitForSelector('h1 >> text=Activities');
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    await page.context().close();
  });

  it('ends forms with at most two lines on a narrow screen in each of its languages, and those of translations with three', async () => {
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'To be translated', summary: 'Short.', originalLocale: 'en' },
      'activity { id }',
    );
    for (const locale of ['en', 'fr', 'ru']) {
      const { page, open } = await openStudio(browser, server, undefined, {
        locale,
        viewport: { width: 390, height: 844 },
      });
      await open('/activities/new');
      const height = async (): Promise<number> => (await page.locator('.save').boundingBox())!.height;
      expect({ locale, isLow: (await height()) < 80 }).toEqual({ locale, isLow: true });
      await page.locator('#field-title input').fill('Typed');
      await page.locator('.save button').nth(1).waitFor();
      expect({ locale, isLow: (await height()) < 80 }).toEqual({ locale, isLow: true });
      await open(`/activities/${activity.id}?tab=translations&locale=ru`);
      await page.locator('#field-title input').fill('Typed');
      await page.locator('.save button').nth(2).waitFor();
      expect({ locale, isLow: (await height()) < 125 }).toEqual({ locale, isLow: true });
      await page.context().close();
    }
  });

  it('has titles of several words a line in lists on a narrow screen', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { viewport: { width: 390, height: 800 } });
    await open('/activities');
    const widths = await page.evaluate<number[]>(
      '[...document.querySelectorAll("tbody th")].map(({ offsetWidth }) => offsetWidth)',
    );
    expect(widths.length).toBeGreaterThan(10);
    expect(Math.min(...widths)).toBeGreaterThan(200);
    await page.context().close();
  });

  it('can be read as a whole when it is twice as large, with words that are longer than a line', async () => {
    const { page, open, violations } = await openStudio(browser, server, undefined, {
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(4);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: word, summary: 'Short.', objectives: [word] },
      'activity { id }',
    );
    await mutationsOf(server, 'createRestrictedDocument').done(
      { activityId: activity.id, title: word, fileName: 'long.pdf' },
      '__typename',
    );
    for (const screen of [
      '',
      '/activities',
      `/activities/${activity.id as string}`,
      '/calendar',
      '/people',
      '/settings',
      '/vocabularies',
    ]) {
      await open(screen);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect({ screen, overflow, hidden: await hiddenParts(page), violations: await violations() }).toEqual({
        screen,
        overflow: 0,
        hidden: [],
        violations: [],
      });
    }
    await page.context().close();
  });

  it('does not scroll sideways on a narrow screen with text of twice the size', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { viewport: { width: 320, height: 800 } });
    const { networks, programmes } = await server.data(
      '{ networks(first: 100) { nodes { id emblem { id } activities(first: 1) { nodes { id } } } } programmes { id logo { id } } }',
    );
    const network = networks.nodes.find(({ emblem }: { readonly emblem: object | null }) => emblem !== null);
    const programme = programmes.find(({ logo }: { readonly logo: object | null }) => logo !== null);
    for (const screen of [
      '/account',
      `/activities/${network.activities.nodes[0].id}`,
      `/networks/${network.id}`,
      `/networks/${network.id}?tab=memberships`,
      `/programmes/${programme.id}`,
    ]) {
      await open(screen);
      await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect({ screen, overflow, hidden: await hiddenParts(page) }).toEqual({ screen, overflow: 0, hidden: [] });
    }
    await page.context().close();
  });

  it('is printed without navigation and buttons, and with the whole of long texts', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { viewport: { width: 718, height: 1000 } });
    const title = `${'A long title '.repeat(14)}ends here`;
    const paragraphs = Array.from({ length: 60 }, (_, number) => `Paragraph ${number} of many. ${'Text. '.repeat(30)}`);
    const results = [{ type: 'OUTPUT', title: 'Officers are trained', indicators: [] }];
    const input = { title, summary: 'Summary. '.repeat(100), description: paragraphs.join('\n\n'), results };
    const { activity } = await mutationsOf(server, 'createActivity').done(input, 'activity { id }');
    await open(`/activities/${activity.id}`);
    await page.locator('.cm-content').waitFor();
    const outline = page.locator('details.outline');
    expect(await outline.locator('input').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    for (const gone of ['header.studio', '[role=tab]', '.button']) {
      expect([gone, await page.locator(gone).filter({ visible: true }).count()]).toEqual([gone, 0]);
    }
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(27, 36, 48)');
    expect(await hiddenParts(page)).toEqual([]);
    const printed = await page.evaluate(
      `getComputedStyle(document.querySelector('#field-title .field'), '::after').content`,
    );
    expect(printed).toBe(`"${title}"`);
    expect(await page.locator('#field-title input').isVisible()).toBe(false);
    expect(await outline.getByText('Title').first().isVisible()).toBe(true);
    // The editor writes the lines that are not on the screen when the browser says that it will print.
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    const editor = page.locator('.cm-content').first();
    expect(await editor.textContent()).toContain('Paragraph 59 of many.');
    expect(
      await page
        .locator('.cm-scroller')
        .first()
        .evaluate((one) => one.scrollHeight - one.clientHeight),
    ).toBe(0);
    await page.context().close();
  });

  it('prints the rows of a list without boxes to tick, and says that there are more', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { viewport: { width: 718, height: 1000 } });
    const ids: string[] = [];
    for (let number = 0; number < 26; number += 1) {
      const news = { title: `On paper ${number} ${'unbreakable'.repeat(20)}`, excerpt: 'Short.' };
      ids.push((await mutationsOf(server, 'createNewsItem').done(news, 'newsItem { id }')).newsItem.id);
    }
    await open('/news?text=paper');
    const note = page.getByText('Printed here: 25.');
    expect(await note.isVisible()).toBe(false);
    expect(await page.locator('.checkbox').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await note.isVisible()).toBe(true);
    for (const gone of ['.checkbox', '.export', '.filters']) {
      expect([gone, await page.locator(gone).filter({ visible: true }).count()]).toEqual([gone, 0]);
    }
    expect(await page.locator('tbody tr').filter({ visible: true }).count()).toBe(25);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(718);
    await open('/activities');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(718);
    for (const id of ids) await mutationsOf(server, 'deleteNewsItem').done({ id, version: 1 }, '__typename');
    await page.context().close();
  });

  it('can be used by everyone while screens are loaded, and when they cannot be', async () => {
    const { page, violations } = await openStudio(browser, server, undefined, {
      viewport: { width: 320, height: 640 },
    });
    for (const screen of ['', '/activities', '/activities/new', '/calendar', '/people', '/settings', '/vocabularies']) {
      let fail = (): void => undefined;
      const failed = new Promise<void>((resolve) => {
        fail = resolve;
      });
      await page.route('**/graphql', async (route) => {
        if (route.request().postData()!.includes('query StudioSession')) return route.continue();
        await failed;
        return route.abort();
      });
      await page.goto(`${server.address}/studio${screen}`);
      await page.waitForSelector('#content .waiting');
      expect({ screen, whileLoading: await violations() }).toEqual({ screen, whileLoading: [] });
      fail();
      await page.waitForSelector('#content .waiting', { state: 'detached' });
      await page.waitForSelector('#content [role=alert]');
      expect({ screen, whenFailed: await violations() }).toEqual({ screen, whenFailed: [] });
      await page.unroute('**/graphql');
    }
    await page.context().close();
  });

  it('refuses those who are no editors, and says why', async () => {
    const { email } = await accountWithPassword(server, { role: Role.MEMBER });
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(`${server.address}/studio/activities`);
    await page.fill('input[name=email]', email);
    await page.fill('input[name=password]', password);
    await page.keyboard.press('Enter');

    expect(await page.textContent('[role=alert]')).toContain('The studio is for editors. Ask an');
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    await page.close();
  });

  it('says at an address where the server takes no session what to do', async () => {
    const other = await launchBrowser(['--host-resolver-rules=MAP studio.example 127.0.0.1']);
    try {
      const page = await other.newPage({ locale: 'en-GB' });
      await page.goto(`${server.address.replace('127.0.0.1', 'studio.example')}/studio`);
      await page.waitForSelector('[role=alert] >> text=Open it over HTTPS at the public address of the server');

      expect(await page.$('input')).toBeNull();
      expect(await violationsOn(page)).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('asks for the password again when the session has ended, and goes on where it was', async () => {
    const { page, account } = await openStudio(browser, server);
    await page.click('nav >> text=Activities');
    await page.waitForSelector('table');
    await server.app.database.write((manager) => manager.query(`DELETE FROM session WHERE account_id = ${account.id}`));
    await page.click('th >> text=Title');
    await page.waitForSelector('[role=dialog] >> text=Your session has ended');
    expect(await page.inputValue('[role=dialog] input[name=email]')).toBe(account.email);
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');

    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(page.url()).toBe(`${server.address}/studio/activities?order=TITLE`);
    await page.context().close();
  });

  it('keeps what is on the screen when it cannot be read who has signed in again', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/news/new');
    await page.getByLabel('Title').fill('Typed before');
    await page.getByLabel('Excerpt').fill('Kept.');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.locator('[role=dialog]', { hasText: 'Your session has ended' });
    await dialog.waitFor();
    await page.route('**/graphql', (route) =>
      route.request().postData()!.includes('StudioSession ') ? route.abort() : route.fallback(),
    );
    await dialog.locator('input[name=password]').fill(password);
    await page.keyboard.press('Enter');
    await dialog.locator('text=There is no connection to the server').waitFor();
    expect(await page.inputValue('#field-title input')).toBe('Typed before');
    await page.unroute('**/graphql');
    await page.keyboard.press('Enter');

    await dialog.waitFor({ state: 'detached' });
    expect(await page.inputValue('#field-title input')).toBe('Typed before');
    await page.context().close();
  });

  it('is loaded anew if the account was created again with the same address before it signs in again', async () => {
    const { page, open, account } = await openStudio(browser, server);
    await open('/activities');
    await mutationsOf(server, 'deleteAccount', admin).done({ id: account.globalId, version: 1 }, '__typename');
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.waitForSelector('[role=dialog] >> text=Your session has ended');
    await accountWithPassword(server, { role: Role.ADMIN, email: account.email, name: 'Created again' });
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');

    await page.locator('.account >> text=Created again').waitFor();
    expect(await page.locator('[role=dialog]').count()).toBe(0);
    expect(page.url()).toBe(`${server.address}/studio`);
    await page.context().close();
  });

  it('asks for the password once in two tabs, and both follow their items in the new session', async () => {
    const { page, open, account } = await openStudio(browser, server);
    const tab = await page.context().newPage();
    const ids: string[] = [];
    for (const title of ['In one tab', 'In another tab']) {
      const { activity } = await mutationsOf(server, 'createActivity').done(
        { title, summary: 'Short.' },
        'activity { id }',
      );
      ids.push(activity.id as string);
    }
    await open(`/activities/${ids[0]}`);
    await tab.goto(`${server.address}/studio/activities/${ids[1]}`);
    const tabs = [page, tab];
    const dialogs = tabs.map((one) => one.locator('[role=dialog] >> text=Your session has ended'));
    const comeBack = (one: Page): Promise<unknown> =>
      one.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await tab.locator('#field-summary textarea').waitFor();
    await server.app.database.write((manager) => manager.query(`DELETE FROM session WHERE account_id = ${account.id}`));
    for (const one of tabs) await comeBack(one);
    for (const dialog of dialogs) await dialog.waitFor();
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');
    await dialogs[0]!.waitFor({ state: 'detached' });
    await comeBack(tab);
    await dialogs[1]!.waitFor({ state: 'detached' });

    const colleague = await openStudio(browser, server, { role: Role.ADMIN, name: 'A colleague' });
    for (const [index, id] of ids.entries()) {
      await colleague.open(`/activities/${id}`);
      await tabs[index]!.waitForSelector('.also-here >> text=Also here: A colleague');
    }
    for (const dialog of dialogs) expect(await dialog.count()).toBe(0);
    await colleague.page.context().close();
    await page.context().close();
  });

  it('goes on in a tab whose session was replaced by one of the same account', async () => {
    const { page, open, account } = await openStudio(browser, server);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Of one account', summary: 'Short.' },
      'activity { id }',
    );
    await open(`/activities/${activity.id}`);
    await inGraphiql(await page.context().newPage(), account.email);
    const colleague = await openStudio(browser, server, { role: Role.ADMIN, name: 'A colleague' });
    await colleague.open(`/activities/${activity.id}`);

    await page.waitForSelector('.also-here >> text=Also here: A colleague');
    expect(await page.locator('[role=dialog]').count()).toBe(0);
    await colleague.page.context().close();
    await page.context().close();
  });

  it.each([
    ['saves what was refused in a session that the account has replaced meanwhile', true],
    ['asks for the password if the session cannot be read after a save was refused', false],
  ])('%s', async (_title, isReadable) => {
    const { page, open } = await openStudio(browser, server);
    const title = `Refused once, ${isReadable}`;
    await open('/news/new');
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Excerpt').fill('Kept.');
    let refusals = 0;
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData()!;
      const isRefused = body.includes('mutation') && refusals === 0;
      if (!isRefused && (isReadable || !body.includes('StudioSession'))) return route.fallback();
      refusals += 1;
      const code = isRefused ? 'UNAUTHENTICATED' : 'OVERLOADED';
      return route.fulfill({
        status: isRefused ? 401 : 503,
        contentType: 'application/json',
        body: JSON.stringify({ errors: [{ message: 'Refused', extensions: { code } }] }),
      });
    });
    await page.getByRole('button', { name: 'Save' }).click();

    if (isReadable) await page.waitForURL('**/studio/news/TmV3c0l0ZW0*');
    else await page.waitForSelector('[role=dialog] >> text=Your session has ended');
    const query = `query ($title: String!) {
      newsItems(filter: { title: { eq: $title } }) { nodes { id publication { version } } } }`;
    const { nodes } = (await server.data(query, { title }, admin)).newsItems;
    expect(nodes).toHaveLength(isReadable ? 1 : 0);
    expect(refusals).toBeGreaterThan(0);
    for (const { id, publication } of nodes) {
      await mutationsOf(server, 'deleteNewsItem', admin).done({ id, version: publication.version }, '__typename');
    }
    await page.context().close();
  });

  it('closes the dialog although the session was being read when the password was entered', async () => {
    const { page, account } = await openStudio(browser, server);
    await page.click('nav >> text=Activities');
    await page.waitForSelector('table');
    await server.app.database.write((manager) => manager.query(`DELETE FROM session WHERE account_id = ${account.id}`));
    await page.click('th >> text=Title');
    const dialog = page.locator('[role=dialog] >> text=Your session has ended');
    await dialog.waitFor();
    let answer = (): void => undefined;
    const signedIn = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const begun = page.waitForRequest((request) => request.postData()?.includes('StudioSession') === true);
    let reads = 0;
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData()!;
      if (body.includes('startBrowserSession')) answer();
      if (!body.includes('query StudioSession') || reads > 0) return route.fallback();
      reads += 1;
      const response = await route.fetch();
      await signedIn;
      await delay(500);
      return route.fulfill({ response });
    });
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await begun;
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');

    await dialog.waitFor({ state: 'detached' });
    expect(reads).toBe(1);
    await page.context().close();
  });

  it('asks for the password again when another tab has signed out, and saves what was typed', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/news/new');
    await page.getByLabel('Title').fill('Typed before');
    await page.getByLabel('Excerpt').fill('Kept.');
    const other = await page.context().newPage();
    await other.goto(`${server.address}/studio`);
    await other.click('text=Sign out');
    await other.getByRole('button', { name: 'Sign out and keep it' }).click();
    await other.waitForSelector('input[name=email]');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('[role=dialog] >> text=Your session has ended');
    const query = '{ newsItems(filter: { title: { eq: "Typed before" } }) { nodes { id publication { version } } } }';
    const created = async () => (await server.data(query, {}, admin)).newsItems.nodes;
    expect(await created()).toEqual([]);
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');

    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(await page.locator('.problems').count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/studio/news/TmV3c0l0ZW0*');
    const [item, ...others] = await created();
    expect(others).toEqual([]);
    await mutationsOf(server, 'deleteNewsItem', admin).done(
      { id: item.id, version: item.publication.version },
      '__typename',
    );
    await page.context().close();
  });

  /** Signs in as GraphiQL can, of which the studio learns nothing. */
  async function inGraphiql(tab: Page, email: string): Promise<void> {
    await tab.goto(`${server.address}/graphiql`);
    const query = 'mutation ($input: SignInInput!) { startBrowserSession(input: $input) { viewer { role } } }';
    const body = JSON.stringify({ query, variables: { input: { email, password } } });
    const headers = { 'content-type': 'application/json', 'entente-session': 'cookie' };
    const request = JSON.stringify({ method: 'POST', headers, body });
    expect(await tab.evaluate(`fetch('/graphql', ${request}).then(({ status }) => status)`)).toBe(200);
  }

  describe('another account in the same browser', () => {
    const mine = 'Typed with the first account.';

    /** Signs in with an account in the studio that a tab shows. */
    const signIn = async (tab: Page, email: string): Promise<void> => {
      await tab.fill('input[name=email]', email);
      await tab.fill('input[name=password]', password);
      await tab.keyboard.press('Enter');
      await tab.locator('.account >> text=Another account').waitFor();
    };

    /** Signs in in the studio of another tab. */
    const inStudio = async (tab: Page, email: string): Promise<void> => {
      await tab.goto(`${server.address}/studio`);
      await tab.click('text=Sign out');
      await tab.getByRole('button', { name: 'Sign out and keep it' }).click();
      await tab.waitForSelector('input[name=email]');
      await signIn(tab, email);
    };

    /** An activity on whose form an account has typed, and another account. */
    const openForm = async () => {
      const { activity } = await mutationsOf(server, 'createActivity').done(
        { title: 'Of two accounts', summary: 'Short.' },
        'activity { id publication { version } }',
      );
      const other = await accountWithPassword(server, { role: Role.ADMIN, name: 'Another account' });
      const opened = await openStudio(browser, server);
      await opened.open(`/activities/${activity.id}`);
      await opened.page.fill('#field-summary textarea', mine);
      const query = `query ($id: ID!) { node(id: $id) { ... on Activity {
        summary history { nodes { byName } } publication { version } } } }`;
      const found = async () => (await server.data(query, { id: activity.id }, admin)).node;
      const save = () => opened.page.getByRole('button', { name: 'Save', exact: true }).click();
      const ended = opened.page.locator('[role=dialog] >> text=Your session has ended');
      const remove = async (): Promise<void> => {
        const { version } = (await found()).publication;
        await mutationsOf(server, 'deleteActivity', admin).done({ id: activity.id, version }, '__typename');
        await opened.page.context().close();
      };
      /** The other account goes on in the tab, and sees nothing of what was typed there, which is kept. */
      const expectKept = async (): Promise<void> => {
        await opened.page.locator('.account >> text=Another account').waitFor();
        expect(opened.page.url()).toBe(`${server.address}/studio`);
        await opened.open(`/activities/${activity.id}`);
        expect(await opened.page.inputValue('#field-summary textarea')).toBe('Short.');
        expect(await opened.page.evaluate('JSON.stringify(localStorage)')).toContain(mine);
        expect(await found()).toEqual({
          summary: 'Short.',
          history: { nodes: [expect.anything()] },
          publication: activity.publication,
        });
        await remove();
      };
      return { ...opened, id: activity.id as string, other, found, save, ended, expectKept, remove };
    };

    const leave = (page: Page): Promise<void> =>
      page.getByRole('link', { name: 'Continue with another account' }).click();

    it('signs in after a session has ended on a studio that is loaded anew, and does not get what was typed', async () => {
      const { page, violations, other, save, ended, expectKept } = await openForm();
      await page.context().clearCookies();
      await save();
      await ended.waitFor();
      expect(await page.locator('[role=dialog] input[name=email]').isEditable()).toBe(false);
      expect(await violations()).toEqual([]);
      await leave(page);
      await ended.waitFor({ state: 'detached' });
      await signIn(page, other.email);

      await expectKept();
    });

    it.each([
      ['in the studio of another tab', 'saves', inStudio],
      ['in GraphiQL', 'saves', inGraphiql],
      ['in GraphiQL', 'comes back', inGraphiql],
      ['in GraphiQL', 'signs out', inGraphiql],
    ])('signs in %s, and gets nothing of the first one, which %s in its tab', async (_where, action, signInAsOther) => {
      const { page, other, save, ended, expectKept } = await openForm();
      await signInAsOther(await page.context().newPage(), other.email);
      const answers: number[] = [];
      page.on('response', (response) => {
        if (response.url().endsWith('/graphql')) answers.push(response.status());
      });
      if (action === 'saves') await save();
      else if (action === 'comes back') {
        await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      } else {
        await page.click('text=Sign out');
        await page.getByRole('button', { name: 'Sign out and keep it' }).click();
      }
      if (action !== 'signs out') {
        await ended.waitFor();
        expect(await page.inputValue('#field-summary textarea')).toBe(mine);
        expect(new Set(answers)).toEqual(new Set([401]));
        await leave(page);
      }

      await expectKept();
    });

    it('signs in in another tab, and the first one signs in again and saves what was typed', async () => {
      const { page, account, other, found, save, ended, remove } = await openForm();
      const tab = await page.context().newPage();
      await inStudio(tab, other.email);
      await save();
      await ended.waitFor();
      await page.fill('[role=dialog] input[name=password]', password);
      await page.keyboard.press('Enter');
      await ended.waitFor({ state: 'detached' });
      await save();
      await page.locator('.save >> text=Everything is saved').waitFor();
      await tab.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
      await tab.waitForSelector('[role=dialog] >> text=Your session has ended');

      expect(await tab.inputValue('[role=dialog] input[name=email]')).toBe(other.email);
      const { summary, history } = await found();
      expect([summary, history.nodes.map(({ byName }: { byName: string }) => byName)]).toEqual([
        mine,
        [account.email, expect.anything()],
      ]);
      await remove();
    });

    it('signs in in another tab, and the first one receives no events for it', async () => {
      const { page, id, other, ended, remove } = await openForm();
      const tab = await page.context().newPage();
      // The tab of the first account does not get to know that its session has ended.
      const pass = await holdBack(page, 'StudioSession');
      /** The types of the messages that each connection has received. */
      const received: string[][] = [];
      page.on('websocket', (connection) => {
        const types: string[] = [];
        received.push(types);
        connection.on('framereceived', ({ payload }) => {
          types.push((JSON.parse(String(payload)) as { readonly type: string }).type);
        });
      });
      await inStudio(tab, other.email);
      await tab.goto(`${server.address}/studio/activities/${id}`);
      const refused = received.length;
      // The first subscription has ended with its session. The next one is sent the cookie of the other account.
      await until(() => received[refused]?.length === 2);
      expect(received[refused]).toEqual(['connection_ack', 'error']);

      pass();
      await ended.waitFor();
      let later = 0;
      page.on('websocket', () => (later += 1));
      await page.waitForTimeout(4_500);
      expect(later).toBe(0);
      await remove();
    });
  });

  it('creates an item once if its answer is lost, and then the session, and shows on a phone that it is saved', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { viewport: { width: 390, height: 600 } });
    await open('/news/new');
    await page.getByLabel('Title').fill('Sent before');
    await page.getByLabel('Excerpt').fill('Once.');
    await loseAnswer(page, 'createNewsItem');
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await page.waitForSelector('.problems >> text=There is no connection to the server');
    await page.context().clearCookies();
    await save.click();
    await page.waitForSelector('[role=dialog] >> text=Your session has ended');
    await page.fill('[role=dialog] input[name=password]', password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await save.click();

    await page.waitForURL('**/studio/news/TmV3c0l0ZW0*');
    expect(await page.evaluate('document.querySelector(".save .toast").getBoundingClientRect().bottom')).toBeLessThan(
      600,
    );
    const query = '{ newsItems(filter: { title: { eq: "Sent before" } }) { nodes { id publication { version } } } }';
    const { nodes } = (await server.data(query, {}, admin)).newsItems;
    expect(nodes).toHaveLength(1);
    const { id, publication } = nodes[0];
    await mutationsOf(server, 'deleteNewsItem', admin).done({ id, version: publication.version }, '__typename');
    await page.context().close();
  });

  it('lists activities by every kind of condition, and shows how complete they are', async () => {
    const { page, open, violations, complaints } = await openStudio(browser, server, undefined, {
      viewport: { width: 320, height: 800 },
    });
    const shown = (): Promise<number> => page.locator('tbody tr').count();
    await open('/activities');
    const all = await shown();
    expect(
      await page
        .locator('tbody')
        .getByText(/^\d+%$/)
        .count(),
    ).toBe(all);
    await page.getByText('More conditions').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Year$/ }).click();
    const years = await page.getByRole('option', { name: /^\d{4}$/ }).allTextContents();
    expect(years.length).toBeGreaterThan(2);
    expect(years).toEqual([...years].sort().reverse());
    await page.keyboard.press('Escape');
    await page.getByLabel('Begins on or after').fill('2999-01-01');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Nothing meets these conditions');
    expect(page.url()).toContain('from=2999-01-01');
    await page.getByLabel('Begins on or after').fill('');
    await page.keyboard.press('Enter');
    await page.waitForSelector('tbody tr');
    expect(await page.evaluate('document.activeElement.checkVisibility() && document.activeElement.type')).toBe('date');
    await page.setViewportSize({ width: 390, height: 844 });
    await open('/activities?results=without&completeness=99&until=2999-12-31');
    await page.getByText('More conditions (3 set)').waitFor();
    expect(await page.getByLabel('Begins on or after').isVisible()).toBe(false);
    expect(await shown()).toBeGreaterThan(0);
    // A phone shows items without scrolling. What can be done with them is in sight once one of them is ticked.
    const firstItem = await page.locator('tbody tr').first().boundingBox();
    expect(firstItem!.y).toBeLessThan(844 * 0.6);
    const publish = page.getByRole('button', { name: 'Publish now' });
    expect(await publish.isVisible()).toBe(false);
    await page.locator('tbody .checkbox').first().click();
    const button = await publish.boundingBox();
    expect(button!.y + button!.height).toBeLessThan(844);
    expect(await page.locator('tbody tr').first().boundingBox()).toEqual(firstItem);
    expect(await violations()).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('finds items of every type by words from every screen, also drafts, by keyboard and on a phone', async () => {
    const { done } = mutationsOf(server, 'createActivity');
    const { activity } = await done({ title: 'Harbour drill in Batumi', summary: 'Ships.' }, 'activity { id }');
    const { newsItem } = await mutationsOf(server, 'createNewsItem').done(
      { title: 'Harbour drill announced', excerpt: 'Soon.' },
      'newsItem { id }',
    );
    await mutationsOf(server, 'createOrganisation').done({ name: 'Harbour drill academy' }, 'organisation { id }');
    await mutationsOf(server, 'createProgramme').done({ name: 'Harbour drill programme' }, 'programme { id }');
    const { page, open, violations, complaints } = await openStudio(browser, server);
    await open('/people');
    const search = page.getByRole('combobox', { name: 'Find an item' });
    const options = page.getByRole('option');
    while (!(await search.evaluate((element) => element.matches(':focus')))) await page.keyboard.press('Tab');
    await page.keyboard.type('drill harb');
    await options.getByText('Harbour drill in Batumi').waitFor();
    expect((await options.allTextContents()).sort()).toEqual([
      'Harbour drill academyOrganisation',
      'Harbour drill announcedNews · Draft',
      'Harbour drill in BatumiActivity · Draft',
    ]);
    await search.fill('harbour drill programme');
    await options.getByText('Harbour drill programme').waitFor();
    await search.fill('no such words');
    await page.getByText('Nothing found for “no such words”').waitFor();
    // Enter need not wait for the list.
    await search.fill('no such word');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast >> text=Nothing found for “no such word”');
    // Enter is for the text at that time.
    await search.fill('drill batumi');
    await page.keyboard.press('Enter');
    await search.fill('harbour drill programme');
    await options.getByText('Harbour drill programme').waitFor();
    expect(page.url()).toMatch(/\/people$/);
    await search.fill('drill announced');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/studio/news/${newsItem.id}`);
    await page.waitForSelector('#content:focus');
    expect(await search.inputValue()).toBe('');
    expect(await violations()).toEqual([]);

    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await search.fill('drill batumi');
    await options.getByText('Harbour drill in Batumi').click();
    await page.waitForURL(`**/studio/activities/${activity.id}`);
    await search.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
    await mutationsOf(server, 'deleteNewsItem').done({ id: newsItem.id, version: 1 }, '__typename');
    await page.context().close();
  });

  it('shows an editor of one network only those drafts that they may edit', async () => {
    const { casc } = await server.data('{ casc: network(slug: "casc") { id } }');
    const networkId = Number(Buffer.from(casc.id, 'base64url').toString().split(':')[1]);
    await mutationsOf(server, 'createActivity').done(
      { title: 'Lighthouse keepers meet', summary: 'Ours.', networks: ['casc'] },
      'activity { id }',
    );
    await mutationsOf(server, 'createActivity').done(
      { title: 'Lighthouse keepers elsewhere', summary: 'Theirs.' },
      'activity { id }',
    );
    const { page, open } = await openStudio(browser, server, { role: Role.EDITOR, networkId });
    await open('/people');
    await page.getByRole('combobox', { name: 'Find an item' }).fill('lighthouse keepers');
    const options = page.getByRole('option');
    await options.getByText('Lighthouse').first().waitFor();
    expect(await options.allTextContents()).toEqual(['Lighthouse keepers meetActivity · Draft']);
    await page.context().close();
  });

  it('returns by Back to the item of a list that was opened', async () => {
    const { page, open, complaints } = await openStudio(browser, server, undefined, {
      viewport: { width: 390, height: 600 },
    });
    await open('/activities?order=TITLE');
    const link = page.locator('tbody a').nth(15);
    const title = await link.textContent();
    await link.click();
    await page.waitForSelector('form.item');
    await page.goBack();
    await page.waitForSelector(`tbody a:focus >> text=${title!}`);
    const { y } = (await link.boundingBox())!;
    expect(y > 0 && y < 600).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows which option an arrow key has led to, also in forced colours', async () => {
    const { page, open } = await openStudio(browser, server);
    await page.emulateMedia({ forcedColors: 'active' });
    await open('/activities/new');
    await page.locator('#field-country input').fill('united');
    await page.getByRole('option', { name: 'United Kingdom', exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('[role=option][data-focused]');
    // Forced colours make backgrounds alike that are not transparent.
    const backgroundOf = (element: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${element}')).backgroundColor`);
    expect(await backgroundOf('[role=option][data-focused]')).not.toBe(await backgroundOf('.popover'));
    await page.context().close();
  });

  it('calls countries by the names that the operator has given them', async () => {
    await mutationsOf(server, 'createActivity').done(
      { title: 'In Bishkek', summary: 'Short.', country: 'KG' },
      'activity { id }',
    );
    const { page, open } = await openStudio(browser, server, undefined, { locale: 'fr-FR' });
    await open('/activities/new');
    // Before, the countries have the names that the browser has for them.
    await settled(page);
    const country = page.locator('#field-country input');
    await country.fill('kirghiz');
    await page.getByRole('option', { name: 'République kirghize', exact: true }).waitFor();
    await country.fill('kazakh');
    await page.getByRole('option', { name: 'Kazakhstan', exact: true }).waitFor();
    // Nothing refers to this one.
    await country.fill('saint-si');
    await page.getByRole('option', { name: 'Saint-Siège', exact: true }).waitFor();
    await page.context().close();
  });

  it('leaves nothing of the session in the browser after signing out', async () => {
    const { page, account, open } = await openStudio(browser, server);
    await open('/account');
    await page.route('**/graphql', (route) => route.abort());
    await page.click('text=Sign out');
    await page.waitForSelector('.toast >> text=There is no connection to the server');
    await page.unroute('**/graphql');
    await page.click('text=Sign out');
    await page.waitForSelector('input[name=email]');

    expect(await page.context().cookies()).toEqual([]);
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForSelector('input[name=email]');
    expect(page.url()).toBe(`${server.address}/studio/account`);
    expect(await page.content()).not.toContain(account.email);
    expect(await page.$('header.studio')).toBeNull();
    await page.context().close();
  });

  it('gives the token of a preview where the server has no site, and leads to pages elsewhere', async () => {
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Shown elsewhere', summary: 'On another site' },
      'activity { id }',
    );
    const { page, open } = await openStudio(browser, server);
    await open(`/activities/${activity.id}?tab=publication`);
    await page.click('text=Create a link');
    const token = await page.getByLabel('Token for the pages of your website', { exact: true }).inputValue();
    const { preview } = await server.data(
      'query ($token: String!) { preview(token: $token) { ... on Activity { title } } }',
      { token },
    );
    expect(preview).toEqual({ title: 'Shown elsewhere' });
    await page.click('text=Publish now');
    expect(await page.getAttribute('text=Open the public page', 'href')).toBe(
      'https://www.example.org/activities/shown-elsewhere',
    );
    await page.context().close();
  });

  it('loads at most 250 KB of script, gzipped, for its first screen', async () => {
    const { page } = await openStudio(browser, server);
    const loaded = await page.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.js'))`,
    );
    const directory = path.resolve('dist/studio/assets');
    const sizes = loaded.map((name) => readFileSync(path.join(directory, `${path.basename(name)}.gz`)).length);
    expect(readdirSync(directory).length).toBeGreaterThan(loaded.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
    await page.context().close();
  });

  it('deletes the demonstration after asking once, and says what stays', async () => {
    const { page, open, violations, complaints } = await openStudio(browser, server);
    const edited = 'query { newsItems(first: 1) { nodes { id publication { version } } } }';
    const { id, publication } = (await server.data(edited, {}, admin)).newsItems.nodes[0];
    const input = { id, version: publication.version, title: 'Ours by now' };
    await mutationsOf(server, 'updateNewsItem', admin).done(input, '__typename');
    await open('/settings');
    await page.click('button:has-text("Delete the demonstration data")');
    await page.waitForSelector('[role=dialog]');
    expect(await violations()).toEqual([]);
    await page.click('[role=dialog] button:has-text("Delete the demonstration data")');
    await page.waitForSelector('[role=status] >> text=The demonstration data are deleted.');
    await page.click('summary');
    expect(await page.textContent('details li >> nth=0')).toContain('was changed');
    expect(await violations()).toEqual([]);

    const { newsItems } = await server.data('{ newsItems { nodes { title } } }', {}, admin);
    expect(newsItems.nodes).toEqual([{ title: 'Ours by now' }]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
