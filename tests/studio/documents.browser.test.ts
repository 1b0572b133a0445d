import type { Browser, Page } from 'playwright-core';
import { until } from '../support/contents';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { complaint, hasChromium, launchBrowser, loseAnswer, openStudio, type StudioPage } from './studio-page';

const documentsQuery = `query ($slug: String!) { activity(slug: $slug) {
  id
  slug
  restrictedDocuments { title content { fileName version } publication { state } accessCodes { recipient isActive uses } notified: accessCodes { notifyOnOpen } }
} }`;

describeWith(hasChromium, complaint, 'restricted documents in the studio', () => {
  let server: TestServer;
  let browser: Browser;
  let studio: StudioPage;
  let page: Page;
  let activity: { readonly id: string; readonly slug: string };
  let codes: readonly string[];

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on' });
    browser = await launchBrowser();
    studio = await openStudio(browser, server, undefined, { timezoneId: 'Asia/Bishkek' });
    ({ page } = studio);
    const created = await server.data(
      `mutation { createActivity(input: { title: "Workshop", summary: "A workshop." }) { activity { id slug publication { version } } } }`,
      {},
      admin,
    );
    activity = created.createActivity.activity;
    await server.data(
      `mutation ($input: PublishActivityInput!) { publishActivity(input: $input) { activity { id } } }`,
      { input: { id: activity.id, version: created.createActivity.activity.publication.version } },
      admin,
    );
    await studio.open(`/activities/${activity.id}?tab=documents`);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function documents(): Promise<readonly Record<string, any>[]> {
    const data = await server.data(documentsQuery, { slug: activity.slug }, admin);
    return data.activity.restrictedDocuments as readonly Record<string, any>[];
  }

  it('uploads a document, and starts again when the server has refused the file', async () => {
    await page.getByText('There are no documents yet.').waitFor();
    await page.locator('input[type=file]').setInputFiles([
      { name: 'Minutes_2026.txt', mimeType: 'text/plain', buffer: Buffer.from('Minutes') },
      { name: 'Broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no PDF') },
    ]);
    await page.getByText('must match the extension').waitFor();
    await page.getByRole('button', { name: 'Access: Minutes 2026' }).waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Try again: Broken.pdf' }).click();
    await page.getByText('must match the extension').waitFor();
    await page.getByRole('button', { name: 'Cancel: Broken.pdf' }).click();

    expect(await documents()).toMatchObject([
      { title: 'Minutes 2026', content: { fileName: 'Minutes_2026.txt' }, publication: { state: 'PUBLISHED' } },
      { title: 'Broken', content: null },
    ]);
  });

  it('asks before the editor leaves while a file is uploaded, and leaves when all are', async () => {
    let end = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      end = resolve;
    });
    await page.route(/uploads\?token=/, async (route) => {
      await isHeld;
      await route.continue();
    });
    await page
      .locator('input[type=file]')
      .last()
      .setInputFiles({ name: 'Agenda.txt', mimeType: 'text/plain', buffer: Buffer.from('Agenda') });
    const lists = page.getByRole('link', { name: 'Activities', exact: true });
    const question = page.getByRole('dialog', { name: 'Leave while files are uploaded?' });
    await lists.click();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await lists.click();
    await question.waitFor();
    expect(await studio.violations()).toEqual([]);
    end();
    await page.waitForURL(/\/activities$/);
    await question.waitFor({ state: 'detached' });
    await page.unroute(/uploads\?token=/);

    await studio.open(`/activities/${activity.id}?tab=documents`);
    await page.getByRole('button', { name: 'Access: Agenda' }).waitFor();
    await page.getByRole('button', { name: 'Delete: Agenda' }).click();
    await page.getByText('Agenda is in the trash.').waitFor();
  });

  it('deletes a document, and undoes it', async () => {
    await page.getByRole('button', { name: 'Delete: Broken' }).click();
    await page.getByText('Broken is in the trash.').waitFor();
    await page.getByRole('button', { name: 'Delete: Broken' }).waitFor({ state: 'detached' });
    expect(await documents()).toHaveLength(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Delete: Broken' }).waitFor();
    expect(await documents()).toHaveLength(2);
  });

  it('finds a document of any activity by a part of its title, in the list and at the top of every screen', async () => {
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    await page.getByLabel('Title').fill('BROK');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row').last();
    await row.getByRole('rowheader', { name: 'Broken' }).waitFor();
    await page.getByText('1 item', { exact: true }).waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual(['', 'No file yet', 'Workshop']);
    expect(await studio.violations()).toEqual([]);
    await row.getByRole('link', { name: 'Broken' }).click();
    await page.getByRole('heading', { name: 'Broken' }).waitFor();
    await page.locator('.badge', { hasText: 'No file yet' }).waitFor();
    expect(await page.getByText('Published', { exact: true }).count()).toBe(0);

    await page.getByRole('combobox', { name: 'Find an item' }).fill('minutes');
    await page.getByRole('option', { name: 'Minutes 2026' }).click();
    await page.getByRole('heading', { name: 'Minutes 2026' }).waitFor();
    await page.locator('.badge', { hasText: 'Published' }).waitFor();
  });

  it('marks documents without a file in the list, however it was opened', async () => {
    await studio.open('/documents');
    await page.locator('.badge', { hasText: 'No file yet' }).waitFor();
    const colorOf = (element: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${element}')).color`);
    expect(await colorOf('.badge.lacking')).not.toBe(await colorOf('.badge.published'));
  });

  it('names the activities of documents that are found, and finds activities if documents cannot be searched', async () => {
    const { activity: other } = await mutationsOf(server, 'createActivity').done(
      { title: 'Séminaire', summary: 'Bref.', originalLocale: 'fr' },
      'activity { id }',
    );
    const input = { activityId: other.id as string, title: 'Minutes 2026', fileName: 'minutes.pdf' };
    await mutationsOf(server, 'createRestrictedDocument').done(input, '__typename');
    const search = page.getByRole('combobox', { name: 'Find an item' });
    const options = page.getByRole('option');
    await search.fill('minutes');
    await options.getByText('Minutes 2026').first().waitFor();
    expect(await options.allTextContents()).toEqual([
      'Minutes 2026Restricted document · No file yet · Séminaire',
      'Minutes 2026Restricted document · Workshop',
    ]);
    expect(await options.locator('[lang=fr]').allTextContents()).toContain('Séminaire');

    await page.route('**/graphql', (route) =>
      route.request().postData()!.includes('StudioSearchDocuments')
        ? route.fulfill({ json: { errors: [{ message: 'Failed', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } })
        : route.fallback(),
    );
    await search.fill('workshop');
    await options.getByText('Documents could not be searched').waitFor();
    await options.getByText('Workshop', { exact: true }).first().waitFor();
    expect((await options.allTextContents()).at(-1)).toBe('Documents could not be searched. Open their list.');
    await options.getByText('Documents could not be searched').click();
    await page.waitForURL('**/documents');
    await search.fill('minutes');
    await page.getByText('The search failed. Check the connection').waitFor();
    await page.unroute('**/graphql');
    await mutationsOf(server, 'deleteActivity').done({ id: other.id, version: 1 }, '__typename');
  });

  it('takes the file of a document whose first upload has failed on its screen, where Home leads', async () => {
    await studio.open('/');
    await page.getByRole('region', { name: 'Documents without a file' }).getByRole('link', { name: 'Broken' }).click();
    await page.getByText('This document has no file yet').waitFor();
    expect(await studio.violations()).toEqual([]);
    // The response to a read that began before the upload arrives after it.
    let pass = (): void => undefined;
    const isUploaded = new Promise<void>((resolve) => {
      pass = resolve;
    });
    let reads = 0;
    await page.route('**/graphql', async (route) => {
      if (reads > 0 || !route.request().postData()!.includes('query StudioDocumentFile(')) return route.fallback();
      reads += 1;
      const response = await route.fetch();
      await isUploaded;
      return route.fulfill({ response });
    });
    const input = page.getByRole('region', { name: 'File' }).locator('input[type=file]');
    await input.setInputFiles({ name: 'Whole.txt', mimeType: 'text/plain', buffer: Buffer.from('Whole') });
    await page.getByText('Whole.txt is uploaded').waitFor();
    pass();
    await page.getByRole('link', { name: 'Whole.txt' }).waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Replace the file: Broken' }).waitFor();
    await page.locator('.badge', { hasText: 'Published' }).waitFor();
    expect((await documents())[1]).toMatchObject({ title: 'Broken', content: { fileName: 'Whole.txt', version: 1 } });
    await studio.open(`/activities/${activity.id}?tab=documents`);
  });

  it('sets the password of the page, and removes it only after it has asked', async () => {
    const dialog = page.getByRole('dialog').last();
    const opensWith = async (secret: string): Promise<string> => {
      const { unlockActivityDocuments } = await server.data(
        `mutation ($input: UnlockActivityDocumentsInput!) { unlockActivityDocuments(input: $input) { __typename } }`,
        { input: { activityId: activity.id, password: secret } },
      );
      return unlockActivityDocuments.__typename as string;
    };
    await page.getByText('The page has no password.').waitFor();
    await page.getByRole('button', { name: 'Set or remove the password' }).click();
    const secret = await page.getByLabel('New password').inputValue();
    await dialog.getByRole('button', { name: 'Set the password' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await opensWith(secret)).toBe('DocumentsUnlocked');
    await page.getByText('The page has a password.').waitFor();

    await page.getByRole('button', { name: 'Set or remove the password' }).click();
    await dialog.getByRole('button', { name: 'Remove the password' }).click();
    await page.getByText('cannot be brought back').waitFor();
    expect(await studio.violations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await opensWith(secret)).toBe('DocumentsUnlocked');
    await dialog.getByRole('button', { name: 'Remove the password' }).click();
    await dialog.getByRole('button', { name: 'Remove the password' }).click();
    await page.getByText('The page has no password any more.').waitFor();
    expect(await opensWith(secret)).not.toBe('DocumentsUnlocked');
  });

  it('gives codes to three recipients at once, and shows each once', async () => {
    await page.getByRole('button', { name: 'Access: Minutes 2026' }).click();
    await page.getByText('Nobody has a code yet.').waitFor();
    await page.getByRole('button', { name: 'Create codes' }).click();
    await page.getByLabel('Recipients').fill('Ministry @ Osh\nMs Y, ms.y@\nUNODC, @example.org');
    await page.getByText('3 recipients. 2 get a mail.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Create codes' }).click();
    await page.getByText('Ms Y: This is not valid: recipients.1.email must be an email address').waitFor();
    expect((await documents())[0]!.accessCodes).toEqual([]);
    await page.getByLabel('Recipients').fill('Ministry of Health\n\nMs Y <ms.y@example.org>\nUNODC, unodc@example.org');
    await page.getByText('3 recipients. 2 get a mail.').waitFor();
    await page.getByLabel('Expiry').fill('2031-01-15T02:00');
    await page.getByRole('checkbox', { name: 'Send me a mail when a code is used' }).focus();
    await page.keyboard.press('Space');
    expect(await studio.violations()).toEqual([]);
    // While the codes are made, the dialog that will show them cannot be closed.
    let answer = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/graphql', async (route) => {
      await isHeld;
      await route.continue();
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Create codes' }).click();
    await page.waitForSelector('[role=dialog] button.is-pending[aria-disabled=true] + button:disabled');
    await page.keyboard.press('Escape');
    answer();
    await page.getByLabel('Ms Y', { exact: true }).waitFor();
    await page.unroute('**/graphql');
    expect(await studio.violations()).toEqual([]);
    codes = await Promise.all(
      ['Ministry of Health', 'Ms Y', 'UNODC'].map((name) => page.getByLabel(name, { exact: true }).inputValue()),
    );
    expect(new Set(codes).size).toBe(3);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    expect((await documents())[0]!.notified).toEqual(Array(3).fill({ notifyOnOpen: true }));
    const expiries = page.getByRole('cell', { name: '15 Jan 2031, 02:00 GMT+6' });
    await expiries.nth(2).waitFor();
    expect(await expiries.count()).toBe(3);
  });

  it('says which codes end soon, where home leads to', async () => {
    const { page: other, open, violations } = await openStudio(browser, server);
    const { id } = (
      await server.data(`{ activity(slug: "${activity.slug}") { restrictedDocuments { id } } }`, {}, admin)
    ).activity.restrictedDocuments[0];
    const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const give = (recipient: string, expiresAt: string | null): Promise<unknown> =>
      mutationsOf(server, 'createDocumentAccessCodes').done(
        { documentId: id, recipients: [{ recipient }], expiresAt },
        '__typename',
      );
    await give('A week', inDays(7));
    await give('A month', inDays(30));
    await give('For ever', null);

    await open('/');
    await other.getByRole('link', { name: 'A week: Minutes 2026' }).click();
    const stateOf = async (name: string): Promise<string | null> =>
      other
        .getByRole('row')
        .filter({ has: other.getByRole('rowheader', { name }) })
        .locator('.badge')
        .textContent();
    await other.getByRole('rowheader', { name: 'A week' }).waitFor();
    expect(await Promise.all(['A week', 'A month', 'For ever'].map(stateOf))).toEqual([
      'Works, ends soon',
      'Works',
      'Works',
    ]);
    expect(await violations()).toEqual([]);
    await other.getByRole('button', { name: 'All documents' }).click();
    await other.locator('button:focus', { hasText: 'Access' }).waitFor();
    await other.goBack();
    await other.getByRole('rowheader', { name: 'A week' }).waitFor();
    await other.context().close();
  });

  it('says why it sends no codes of a document that the public does not see', async () => {
    const { activity: draft } = await mutationsOf(server, 'createActivity').done(
      { title: 'A draft', summary: 'Short.' },
      'activity { id }',
    );
    await mutationsOf(server, 'createRestrictedDocument').done(
      { activityId: draft.id, title: 'Agenda', fileName: 'agenda.pdf' },
      '__typename',
    );
    const { page: other, open } = await openStudio(browser, server);
    await open(`/activities/${draft.id}?tab=documents`);
    await other.getByRole('button', { name: 'Access: Agenda' }).click();
    await other.getByRole('button', { name: 'Create codes' }).click();
    const dialog = other.getByRole('dialog');
    await dialog.getByLabel('Recipients').fill('Ms Y, ms.y@example.org');
    await dialog.getByRole('button', { name: 'Create codes' }).click();
    await dialog.getByRole('alert').getByText('must be a document that the public sees').waitFor();
    await other.context().close();
  });

  it('shows who has opened the document, and revokes a code', async () => {
    const { activity: found } = await server.data(
      `query ($slug: String!) { activity(slug: $slug) { restrictedDocuments { id } } }`,
      { slug: activity.slug },
    );
    const visitor = await browser.newPage();
    await visitor.goto(`${server.address}/activities/${activity.slug}`);
    await visitor.locator('input[name=password]').first().waitFor();
    await visitor.close();
    const { unlockDocument } = await server.data(
      `mutation ($input: UnlockDocumentInput!) { unlockDocument(input: $input) { __typename } }`,
      { input: { documentId: found.restrictedDocuments[0].id, password: codes[1] } },
    );
    expect(unlockDocument).toEqual({ __typename: 'DocumentsUnlocked' });

    await studio.open(`/activities/${activity.id}?tab=documents`);
    await page.getByRole('button', { name: 'Access: Minutes 2026' }).click();
    await page.getByRole('cell', { name: 'recipient "Ms Y"' }).waitFor();
    expect(await studio.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Revoke: Ms Y' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The code of Ms Y is revoked.').waitFor();
    expect((await documents())[0]!.accessCodes).toEqual(
      expect.arrayContaining([{ recipient: 'Ms Y', isActive: false, uses: 1 }]) as unknown,
    );
    await page.getByRole('button', { name: 'All documents' }).press('Enter');
    await page.locator('button:focus[aria-label="Access: Minutes 2026"]').waitFor();
  });

  it('makes documents and codes once when answers are lost, and keeps recipients through a reload', async () => {
    const { page: other, open, violations } = await openStudio(browser, server);
    const dialog = other.getByRole('dialog');
    const before = (await documents()).length;
    await open(`/activities/${activity.id}?tab=documents`);
    await loseAnswer(other, 'createRestrictedDocument');
    const file = { name: 'Lost.txt', mimeType: 'text/plain', buffer: Buffer.from('Lost and found') };
    await other.locator('input[type=file]').last().setInputFiles(file);
    await other.getByRole('button', { name: 'Try again: Lost.txt' }).click();
    await other.getByRole('button', { name: 'Access: Lost' }).click();
    expect((await documents()).slice(before)).toMatchObject([{ title: 'Lost', content: { fileName: 'Lost.txt' } }]);

    // The server stores a new file and one that replaces it, and both answers are lost.
    await open(`/activities/${activity.id}?tab=documents`);
    for (const [content, input] of [
      ['First', other.locator('input[type=file]').last()],
      ['Second', other.locator('li:has-text("Upload.txt") input[type=file]')],
    ] as const) {
      let lost = 0;
      await other.route(/uploads\?token=/, async (route) => {
        lost += 1;
        if (lost > 1) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await input.setInputFiles({ name: 'Upload.txt', mimeType: 'text/plain', buffer: Buffer.from(content) });
      await other.getByRole('button', { name: 'Try again: Upload.txt' }).click();
      await other.getByText('Upload.txt is uploaded').waitFor();
      await other.getByRole('button', { name: 'Try again: Upload.txt' }).waitFor({ state: 'detached' });
      expect(lost).toBe(1);
      await other.unroute(/uploads\?token=/);
      await open(`/activities/${activity.id}?tab=documents`);
    }
    expect((await documents()).slice(before + 1)).toMatchObject([
      { title: 'Upload', content: { fileName: 'Upload.txt', version: 2 } },
    ]);
    await other.getByRole('button', { name: 'Access: Lost' }).click();

    await loseAnswer(other, 'createDocumentAccessCodes');
    await other.getByRole('button', { name: 'Create codes' }).click();
    await other.getByLabel('Recipients').fill('Ministry of Justice');
    await dialog.getByRole('button', { name: 'Create codes' }).click();
    await dialog.getByText('There is no connection').waitFor();
    await open(`/activities/${activity.id}?tab=documents`);
    await other.getByRole('button', { name: 'Access: Lost' }).click();
    await other.getByRole('button', { name: 'Create codes' }).click();
    expect(await other.getByLabel('Recipients').inputValue()).toBe('Ministry of Justice');
    await dialog.getByRole('button', { name: 'Create codes' }).click();
    await dialog.getByText('These codes exist already').waitFor();
    expect(await violations()).toEqual([]);
    expect((await documents()).at(-2)!.accessCodes).toMatchObject([{ recipient: 'Ministry of Justice' }]);
    await other.context().close();
  });

  it('translates the title of a document, which readers of the language then see', async () => {
    await studio.open(`/activities/${activity.id}?tab=documents`);
    await page.getByRole('link', { name: 'Edit: Minutes 2026' }).click();
    await page.getByRole('tab', { name: 'Translations' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Procès-verbal 2026');
    expect(await studio.violations()).toEqual([]);
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Procès-verbal 2026');
    await page.getByRole('button', { name: 'Save and publish' }).click();
    await page.getByText('Published.').first().waitFor();
    const { activity: found } = await server.data(
      `query ($slug: String!) @inLocales(preferred: ["fr"]) { activity(slug: $slug) { restrictedDocuments { title } } }`,
      { slug: activity.slug },
    );
    expect(found.restrictedDocuments).toContainEqual({ title: 'Procès-verbal 2026' });
    await page.getByRole('link', { name: 'Workshop' }).click();
    await page.getByRole('link', { name: 'Edit: Minutes 2026' }).waitFor();
  });

  it('sends four files at a time, and none that was cancelled before its turn', async () => {
    await studio.open(`/activities/${activity.id}?tab=documents`);
    const before = (await documents()).length;
    const held: (() => void)[] = [];
    await page.route(/uploads\?token=/, async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    const files = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((name) => ({
      name: `${name}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(name),
    }));
    await page.locator('input[type=file]').last().setInputFiles(files);
    await page.getByRole('button', { name: 'Cancel: Five.txt' }).click();
    await until(() => held.length >= 4, 'four files are sent');
    expect(await documents()).toHaveLength(before + 4);
    held[0]!();
    await until(() => held.length === 5, 'the sixth file is sent');
    for (const release of held) release();
    await page.getByRole('button', { name: 'Cancel: Six.txt' }).waitFor({ state: 'detached' });
    await page.unroute(/uploads\?token=/);

    const titles = (await documents()).slice(before).map(({ title }) => title as string);
    expect(titles.toSorted()).toEqual(['Four', 'One', 'Six', 'Three', 'Two']);
  });

  it('leaves the console of the browser empty but for the refused files', () => {
    expect(studio.complaints.filter((text) => !text.includes('415'))).toEqual([]);
  });
});
