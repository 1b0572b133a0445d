import type { Browser, Page } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { until } from '../support/contents';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startReceiver } from '../support/receiver';
import { bearer, codesOf, password, signedIn, signIn } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import {
  complaint,
  hasChromium,
  holdBack,
  launchBrowser,
  loseAnswer,
  openStudio,
  type StudioPage,
} from './studio-page';

const accountsQuery = `{ accounts(first: 100) { nodes { email name role network { slug } invitedAt } } }`;

interface AccountRow {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly network: { readonly slug: string } | null;
  readonly invitedAt: string | null;
}

describeWith(hasChromium, complaint, 'people and settings in the studio', () => {
  let server: TestServer;
  let browser: Browser;
  let studio: StudioPage;
  let page: Page;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on', WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' });
    browser = await launchBrowser();
    studio = await openStudio(browser, server);
    ({ page } = studio);
    await page.setViewportSize({ width: 320, height: 800 });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function accountOf(email: string): Promise<AccountRow | undefined> {
    const { accounts } = await server.data(accountsQuery, {}, admin);
    return (accounts.nodes as AccountRow[]).find((one) => one.email === email);
  }

  /** The recipients of the mails that were kept. */
  async function keptMails(): Promise<string[]> {
    const { keptMails } = await server.data('{ keptMails { to } }', {}, admin);
    return (keptMails as { to: string }[]).map(({ to }) => to);
  }

  /** Waits for an announcement. */
  async function announced(text: string): Promise<void> {
    await page.getByRole('status').getByText(text).waitFor();
  }

  /** Invites somebody with the keyboard alone. Returns the link. */
  async function invite(email: string, name: string): Promise<string> {
    await page.getByRole('button', { name: 'Invite somebody' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(name);
    await page.reload();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.waitForSelector('[role=dialog] >> text=You have changes from');
    expect(await page.getByRole('dialog').getByLabel('Name').inputValue()).toBe(name);
    expect(await studio.violations()).toEqual([]);
    await page.keyboard.press('Enter');
    await announced(`${email} is invited.`);
    const link = await page.getByLabel('Link of the invitation', { exact: true }).inputValue();
    expect(await studio.violations()).toEqual([]);
    // Enter copies the link, and only then a second button closes the dialog. What is announced meanwhile can be read in it.
    await page.locator('button:focus', { hasText: 'Copy' }).waitFor();
    await page.keyboard.press('Enter');
    const message = page.getByRole('dialog').getByRole('status');
    await message.getByText(/^Copied|^The text is selected/).waitFor();
    await message.getByRole('button', { name: 'Hide the message' }).press('Enter');
    await message.getByText(/^Copied|^The text is selected/).waitFor({ state: 'detached' });
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('button:focus', { hasText: 'Invite somebody' }).waitFor();
    return link;
  }

  it('invites a colleague, who accepts by the link and signs in', async () => {
    await studio.open('/people');
    const { pathname, hash } = new URL(await invite('colleague@example.org', 'A Colleague'));
    expect(await accountOf('colleague@example.org')).toMatchObject({ role: 'MEMBER', name: 'A Colleague' });
    expect(await studio.violations()).toEqual([]);

    const visitor = await browser.newPage();
    await visitor.goto(`${server.address}${pathname}${hash}`);
    await visitor.fill('input[name=password]', password);
    await visitor.keyboard.press('Enter');
    await visitor.locator('input[name=password]').waitFor({ state: 'detached' });
    await visitor.close();
    expect(await signIn(server, 'colleague@example.org')).toMatchObject({
      data: { signIn: { viewer: { role: 'MEMBER' } } },
    });
  });

  it('revokes an invitation after it has asked, and keeps the focus on the screen', async () => {
    await studio.open('/people');
    const link = await invite('nobody@example.org', 'Nobody');
    // The server has no SMTP server.
    await until(async () => (await keptMails()).includes('nobody@example.org'), 'the mail is kept');
    await studio.open('/people');
    expect(await page.getByLabel('Link for nobody@example.org', { exact: true }).inputValue()).toBe(link);
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Revoke: Nobody' }).click();
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Revoke' }).click();
    await announced('The invitation of nobody@example.org is revoked.');

    expect(await accountOf('nobody@example.org')).toBeUndefined();
    expect(await keptMails()).not.toContain('nobody@example.org');
    await page.getByRole('button', { name: 'Revoke: Nobody' }).waitFor({ state: 'detached' });
    await page.locator(':focus').first().waitFor({ state: 'attached' });
  });

  it('changes the role, the network and the password of an account, and deletes it', async () => {
    await studio.open('/people');
    await page.getByRole('button', { name: 'Edit: A Colleague' }).click();
    await page.getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: 'Editor' }).click();
    const network = (await server.data(`{ networks(first: 1) { nodes { id name } } }`, {}, admin)).networks.nodes[0];
    await page.getByRole('combobox', { name: 'Network' }).fill(network.name.slice(2, -2));
    await page.getByRole('option', { name: network.name }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await announced('Saved.');
    const changed = await accountOf('colleague@example.org');
    expect(changed).toMatchObject({ role: 'EDITOR', network: { slug: expect.any(String) as string } });

    await page.getByRole('button', { name: 'Edit: A Colleague' }).click();
    await page.getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: 'Member' }).click();
    const { accounts } = await server.data('{ accounts(first: 100) { nodes { id version email } } }', {}, admin);
    const { id, version } = (accounts.nodes as { id: string; version: number; email: string }[]).find(
      ({ email }) => email === 'colleague@example.org',
    )!;
    await mutationsOf(server, 'updateAccount').done({ id, version, role: 'VIEWER' }, '__typename');
    await page.getByRole('button', { name: 'Save' }).click();
    const inConflict = page.getByRole('dialog').locator('.conflicts .value');
    for (const value of [`Reader · ${network.name}`, `Member · ${network.name}`])
      await inConflict.getByText(value).waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: /^Take theirs/ }).click();
    // Another tab says that the dialog is open here, and its button closes it there.
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Edit: A Colleague' }).click();
    await other.getByText('in another tab').waitFor();
    await other.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await other.getByRole('dialog').waitFor({ state: 'detached' });
    await other.close();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Reset password: A Colleague' }).click();
    await page.getByRole('button', { name: 'Set the password' }).click();
    await announced('A Colleague has a new password.');
    const secret = await page.getByLabel('colleague@example.org', { exact: true }).inputValue();
    expect(codesOf(await signIn(server, 'colleague@example.org'))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await signIn(server, 'colleague@example.org', secret))).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).last().click();

    await page.getByRole('button', { name: 'Sessions: A Colleague' }).click();
    await page.getByRole('dialog').getByRole('row').nth(1).waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('There are no open sessions.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Delete: A Colleague' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await announced('The account of A Colleague is deleted.');
    expect(await accountOf('colleague@example.org')).toBeUndefined();

    const invited = { email: 'bound@example.org', name: 'A Member', role: 'MEMBER', networkId: network.id };
    await mutationsOf(server, 'inviteAccount').done(invited, '__typename');
    await studio.open('/people');
    await page.getByRole('button', { name: 'Invite again: A Member' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Remove ${network.name}` })
      .waitFor();
  });

  it('offers editors of one network only what they may give', async () => {
    const network = (await server.data(`{ networks(first: 1) { nodes { id name } } }`, {}, admin)).networks.nodes[0];
    const { account } = await openStudio(browser, server, { role: Role.EDITOR }).then(async (editor) => {
      await editor.page.context().close();
      return editor;
    });
    const { accounts } = await server.data(`{ accounts(first: 100) { nodes { id version email } } }`, {}, admin);
    const own = (accounts.nodes as { id: string; version: number; email: string }[]).find(
      ({ email }) => email === account.email,
    )!;
    await server.data(
      `mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { account { id } } }`,
      { input: { id: own.id, version: own.version, networkId: network.id } },
      admin,
    );
    const context = await browser.newContext({ locale: 'en-GB' });
    const bound = await context.newPage();
    await bound.goto(`${server.address}/studio/people`);
    await bound.fill('input[name=email]', account.email);
    await bound.fill('input[name=password]', password);
    await bound.keyboard.press('Enter');
    await bound.getByRole('button', { name: 'Invite somebody' }).click();
    await bound.getByRole('button', { name: /Network/ }).click();
    expect(await bound.getByRole('option').allTextContents()).toEqual([network.name]);
    await bound.keyboard.press('Escape');
    await bound.getByRole('button', { name: /Role/ }).click();
    expect(await bound.getByRole('option').allTextContents()).toEqual(['Reader', 'Member', 'Editor']);
    expect(await bound.getByRole('heading', { name: 'Accounts' }).count()).toBe(0);
    await bound.keyboard.press('Escape');

    // A region is for administrators to change.
    const [region] = (await server.data(`{ regions { id name } }`)).regions;
    await bound.goto(`${server.address}/studio/regions/${region.id}`);
    await bound.getByText('You may read this, and not change it.').waitFor();
    expect(await bound.locator('h1').innerText()).toBe(region.name);
    expect(await bound.getByRole('alert').allInnerTexts()).toEqual([]);
    await context.close();
  });

  it('shows where the account is signed in, and ends the other sessions', async () => {
    const elsewhere = await signedIn(server, studio.account.email);
    await studio.open('/account');
    const rows = page.locator('section[aria-labelledby=open-sessions]').getByRole('row');
    expect(await rows.allTextContents()).toEqual([
      expect.any(String),
      expect.stringContaining('End'),
      expect.stringContaining('This browser'),
    ]);
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await announced('Signed out there.');

    expect(codesOf(await server.query('{ viewer { role } }', {}, elsewhere))).toEqual(['UNAUTHENTICATED']);
    await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
  });

  /** Submits a form twice, because the answer of the server is lost at first. */
  async function submitAgain(mutation: string): Promise<void> {
    await loseAnswer(page, mutation);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('There is no connection').waitFor();
    await page.keyboard.press('Enter');
  }

  it('creates one API key although an answer is lost, shows it once, and revokes it', async () => {
    await studio.open('/settings');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Purpose').fill('a dashboard');
    await submitAgain('createApiKey');
    const key = await page.getByLabel('Key', { exact: true }).inputValue();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const asKey = bearer(key);
    expect(await server.data('{ viewer { role } }', {}, asKey)).toEqual({ viewer: { role: 'VIEWER' } });
    const { apiKeys } = await server.data('{ apiKeys { nodes { name } } }', {}, admin);
    expect((apiKeys.nodes as { name: string }[]).filter(({ name }) => name === 'a dashboard')).toHaveLength(1);

    await page.getByRole('button', { name: 'Revoke: a dashboard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await announced('The key a dashboard is revoked.');
    expect(codesOf(await server.query('{ viewer { role } }', {}, asKey))).toEqual(['UNAUTHENTICATED']);
    expect(await studio.violations()).toEqual([]);
  });

  it('adds one webhook although an answer is lost, shows its deliveries, and deletes it', async () => {
    await studio.open('/settings');
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('Address').fill('https://hooks.example.org/entente');
    // Addresses of webhooks may contain secrets.
    await submitAgain('createWebhook');
    expect(await page.evaluate(`JSON.stringify(localStorage)`)).not.toContain('hooks.example.org');
    expect(await studio.violations()).toEqual([]);
    expect(await page.getByLabel('Secret that signs the messages', { exact: true }).inputValue()).toMatch(/^whsec_/);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Deliveries/ }).click();
    await page.getByText('Nothing was sent in the last 30 days.').waitFor();
    expect(await studio.violations()).toEqual([]);

    await page.getByRole('button', { name: /^Delete: https/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no webhooks.').waitFor();
    expect((await server.data('{ webhooks { totalCount } }', {}, admin)).webhooks.totalCount).toBe(0);
  });

  it('keeps what is typed for a webhook while another one is added, but not in the browser', async () => {
    await studio.open('/settings');
    const add = page.getByRole('button', { name: 'Add a webhook' });
    const address = page.getByLabel('Address');
    await add.click();
    await address.fill('https://hooks.example.org/one');
    const pass = await holdBack(page, 'StudioCreateWebhook');
    await page.getByRole('dialog').getByRole('button', { name: 'Add a webhook' }).click();
    await address.fill('https://hooks.example.org/another');
    pass();
    await page.getByLabel('Secret that signs the messages', { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await add.click();
    expect(await address.inputValue()).toBe('https://hooks.example.org/another');
    expect(await page.evaluate(`JSON.stringify(localStorage)`)).not.toContain('hooks.example.org');
    await page.reload();
    await add.click();
    expect(await address.inputValue()).toBe('');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: /^Delete: https/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no webhooks.').waitFor();
  });

  it('shows at the fields of a dialog what the server refuses, and moves the focus to the first of them', async () => {
    const problemOfFocused = (): Promise<string> =>
      page.evaluate(
        `document.querySelector('.field:has(:focus) :is(.field-problem, [slot=errorMessage])').textContent`,
      );
    await studio.open('/people');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    await page.locator('[aria-invalid]:focus').waitFor();
    expect(await problemOfFocused()).toBe('This is required.');
    await page.keyboard.type('colleague');
    await page.getByRole('dialog').getByLabel('Name').fill('Somebody');
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
    await page.locator('[type=email][aria-invalid]:focus').waitFor();
    expect(await problemOfFocused()).toContain('email must be an email address');
    expect(await accountOf('colleague')).toBeUndefined();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await studio.open('/settings');
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = page.getByRole('dialog');
    for (const event of ['Content appears', 'Content changes', 'Content is withdrawn']) {
      await dialog.getByText(event).click();
    }
    await page.getByLabel('Address').press('Enter');
    await page.locator('[type=url][aria-invalid]:focus').waitFor();
    expect(await dialog.getByText('This is required.').count()).toBe(2);
    await page.keyboard.type('https://hooks.example.org/entente');
    await page.keyboard.press('Enter');
    await page.locator('[type=checkbox]:focus').waitFor();
    expect(await problemOfFocused()).toBe('This is required.');
    expect(await studio.violations()).toEqual([]);
    expect((await server.data('{ webhooks { totalCount } }', {}, admin)).webhooks.totalCount).toBe(0);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('says which webhook fails since when, and shows what becomes of a message that is sent again', async () => {
    const receiver = await startReceiver();
    receiver.answer = (response) => response.writeHead(500).end();
    const { webhook } = await mutationsOf(server, 'createWebhook', admin).done(
      { url: receiver.url, events: ['CONTENT_APPEARED'] },
      'webhook { id }',
    );
    const news = { title: 'Told to others', excerpt: 'By a webhook.' };
    const { newsItem } = await mutationsOf(server, 'createNewsItem').done(news, 'newsItem { id }');
    await mutationsOf(server, 'publishNewsItem').done({ id: newsItem.id, version: 1 }, '__typename');
    const query = '{ webhooks { nodes { deliveries { nodes { responseStatus } } } } }';
    await until(async () => {
      const { webhooks } = await server.data(query, {}, admin);
      return webhooks.nodes[0].deliveries.nodes[0]?.responseStatus === 500;
    }, 'the message is refused');
    await studio.open('/settings');
    await page.locator('.webhook', { hasText: 'Fails since' }).waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: /^Deliveries/ }).click();
    receiver.answer = (response) => response.writeHead(204).end();
    expect(await page.getByRole('link', { name: 'Told to others' }).getAttribute('href')).toBe(
      `/studio/news/${newsItem.id as string}`,
    );
    await page.getByRole('button', { name: 'Send again: Told to others' }).click();
    await page.getByRole('cell', { name: '204' }).waitFor();

    await mutationsOf(server, 'deleteWebhook', admin).done({ id: webhook.id }, '__typename');
    await receiver.close();
  });

  it('changes the own name and language, in which the studio then is', async () => {
    // The interface does not have the language of the account.
    const {
      page: own,
      open,
      violations,
      account,
    } = await openStudio(browser, server, { role: Role.ADMIN, locale: 'ky' });
    const localeOf = async (): Promise<unknown> => {
      const { accounts } = await server.data(`{ accounts(first: 100) { nodes { email locale } } }`, {}, admin);
      return (accounts.nodes as { email: string; locale: string }[]).find(({ email }) => email === account.email)!
        .locale;
    };
    await open('/account');
    await own.getByRole('button', { name: 'Change name and language' }).click();
    await own.getByRole('dialog').getByLabel('Name').fill('Grace');
    await own.getByRole('button', { name: /Kyrgyz.*Language of the studio and of mails/ }).waitFor();
    await own.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await own.getByRole('link', { name: 'Grace' }).waitFor();
    expect(await localeOf()).toBe('ky');
    expect(await own.evaluate(`localStorage.getItem('entente.studio.locale')`)).toBeNull();

    await own.getByRole('button', { name: 'Change name and language' }).click();
    await own.getByRole('dialog').getByLabel('Name').fill('Grace H.');
    await own.getByRole('button', { name: 'Language of the studio and of mails' }).click();
    await own.getByRole('option', { name: 'French' }).click();
    expect(await violations()).toEqual([]);
    await loseAnswer(own, 'updateViewer');
    await own.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await own.getByRole('dialog').getByText('There is no connection').waitFor();
    await own.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await own.getByRole('link', { name: 'Grace H.' }).waitFor();
    await own.getByRole('heading', { name: 'Mon compte' }).waitFor();
    expect(await localeOf()).toBe('fr');
    await own.context().close();
    // Another browser, in another language.
    const elsewhere = await browser.newPage({ locale: 'ru' });
    await elsewhere.goto(`${server.address}/studio`);
    await elsewhere.fill('input[name=email]', account.email);
    await elsewhere.fill('input[name=password]', password);
    await elsewhere.keyboard.press('Enter');
    await elsewhere.getByRole('link', { name: 'Accueil' }).waitFor();
    await elsewhere.close();
  });

  it('changes the own password, and says what is wrong with one that is refused', async () => {
    await studio.open('/account');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByLabel('Current password').fill(password);
    await page.getByLabel('New password').fill('password1234');
    await page.keyboard.press('Enter');
    await page.locator('[data-invalid] [slot=errorMessage], .problems').first().waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByLabel('New password').fill('granite-harbour-71-plover');
    await page.keyboard.press('Enter');
    await announced('Your password is changed.');
    expect(codesOf(await signIn(server, studio.account.email, 'granite-harbour-71-plover'))).toEqual([]);
  });

  it('leaves the console of the browser empty', () => {
    // The console reports the answers that a test has lost.
    expect(studio.complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  });
});

describeWith(hasChromium, complaint, 'the first run of the studio', () => {
  it('leads to a programme, a network and the first activity', async () => {
    const server = await startTestServer({ DEMO_DATA: 'false' });
    const browser = await launchBrowser();
    const { page, violations, complaints, open } = await openStudio(browser, server);
    await open('');
    await page.getByText('Three steps to begin').waitFor();
    expect(await violations()).toEqual([]);
    for (const [action, name] of [
      ['Create the programme', 'Central Asia Drug Action Programme'],
      ['Create the network', 'Network of Training Centres'],
    ] as const) {
      await page.getByRole('button', { name: action }).click();
      await page.locator('[role=dialog] input:focus').waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.locator('li .badge').nth(1).waitFor();
    expect(await page.locator('li .badge').count()).toBe(2);
    expect(await page.getByRole('link', { name: 'Write the first activity' }).getAttribute('href')).toBe(
      '/studio/activities/new',
    );
    const query = '{ programmes { id name } networks { nodes { id name } } }';
    const { programmes, networks } = await server.data(query, {}, admin);
    const made = [programmes, networks.nodes];
    expect(made).toMatchObject([
      [{ name: 'Central Asia Drug Action Programme' }],
      [{ name: 'Network of Training Centres' }],
    ]);
    const links = await page.$$eval('li .badge + a', (all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual([`/studio/programmes/${made[0][0].id}`, `/studio/networks/${made[1][0].id}`]);
    expect(complaints).toEqual([]);
    await browser.close();
    await server.close();
  });
});
