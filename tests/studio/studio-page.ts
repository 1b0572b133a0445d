import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import type { Account } from '../../src/modules/identity/account/account.entity';
import { violationsOn } from '../support/axe';
import { accountWithPassword, password } from '../support/sign-in';
import type { TestServer } from '../support/test-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

export const hasChromium = existsSync(chromiumPath);
export const complaint = `The studio is NOT covered in a browser: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

export function launchBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', ...args],
    // Browsers keep a page that was left, and show it again as it was.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}

/** A page on which an editor is signed in to the studio. */
export interface StudioPage {
  readonly page: Page;
  readonly account: Account;
  /** What the browser complained about in its console, and requests to other servers. Tests expect none. */
  readonly complaints: readonly string[];
  /** Shows the screen at a path below /studio. */
  readonly open: (path: string) => Promise<void>;
  /** What axe-core finds on the page as it is. */
  readonly violations: () => Promise<unknown>;
}

/** Opens the studio in a context of its own, signed in to a new account. */
export async function openStudio(
  browser: Browser,
  server: TestServer,
  values: Partial<Account> = { role: Role.ADMIN },
  options: BrowserContextOptions = {},
): Promise<StudioPage> {
  const account = await accountWithPassword(server, values);
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(server.address)) {
      complaints.push(`a request to ${request.url()}`);
    }
  });
  await page.goto(`${server.address}/studio`);
  await page.fill('input[name=email]', account.email);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#content');
  return {
    page,
    account,
    complaints,
    open: async (path) => {
      await page.goto(`${server.address}/studio${path}`);
      await page.waitForSelector('#content h1');
      await page.waitForSelector('.waiting', { state: 'detached' });
    },
    violations: () => violationsOn(page),
  };
}

/** Waits until what is read beside a form, such as the names of countries, has arrived, and has rendered the form once more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
}

/**
 * Loses the answer to the next call of a mutation, which the server carries out.
 *
 * @param answer what a gateway answers in its place; null: the connection fails
 */
export async function loseAnswer(page: Page, mutation: string, answer: object | null = null): Promise<void> {
  let lost = 0;
  await page.route('**/graphql', async (route) => {
    if (lost > 0 || !route.request().postData()!.includes(mutation)) return route.fallback();
    lost += 1;
    // The server may end an idle connection at the same moment.
    await route.fetch({ maxRetries: 1 });
    return answer === null ? route.abort() : route.fulfill({ json: answer });
  });
}

/**
 * What a reader cannot see of a page: the names of elements that cut their content off, and of controls that cover each
 * other. On a screen, what scrolls is not cut off, such as the text of an input.
 */
export function hiddenParts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const named = (element) => element.tagName + '.' + element.className + ': ' + (element.value ?? element.textContent).slice(0, 60);
    const isPrinted = matchMedia('print').matches;
    const shown = [...document.querySelectorAll('body *')].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 1 &&
      !element.closest('.skip, [aria-hidden=true], [style*="clip-path"]'));
    const cut = shown.filter((element) => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
      const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip' || (isPrinted && overflow !== 'visible');
      return textOverflow !== 'ellipsis' && (isPrinted || element.tagName !== 'INPUT') && (
        (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1));
    });
    const controls = shown
      .filter((element) => element.matches('a, button, input, textarea, summary, [role=tab]') && !element.closest('.save'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const covering = controls.filter(({ element, box }, index) => controls.slice(index + 1).some((other) =>
      !element.contains(other.element) && !other.element.contains(element) &&
      Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
      Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 1));
    return [...cut.map((element) => 'cut off: ' + named(element)), ...covering.map(({ element }) => 'covered: ' + named(element))];
  })()`);
}

/** Holds the requests of an operation back. Returns a function that lets them, and all later ones, pass. */
export async function holdBack(page: Page, operation: string): Promise<() => void> {
  let pass = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()!.includes(operation)) await passed;
    await route.fallback();
  });
  return pass;
}
