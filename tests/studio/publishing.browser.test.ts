import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from '../support/axe';
import { make } from '../support/factories';
import { picture, uploadedImage } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { signedIn } from '../support/sign-in';
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

/** An item as the tests check it. */
interface Item {
  readonly title: string;
  readonly summary: string;
  readonly publication: { readonly state: string; readonly version: number; readonly publishAt: string | null };
}

describeWith(hasChromium, complaint, 'publishing in the studio', () => {
  let server: TestServer;
  let browser: Browser;
  let studio: StudioPage;
  let page: Page;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on' });
    browser = await launchBrowser();
    studio = await openStudio(browser, server, undefined, { timezoneId: 'Europe/Madrid' });
    page = studio.page;
  });

  afterEach(async () => {
    expect(await studio.violations()).toEqual([]);
    expect(studio.complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function createActivity(input: object): Promise<string> {
    const { activity } = await mutationsOf(server, 'createActivity').done(input, 'activity { id }');
    return activity.id as string;
  }

  async function itemOf(id: string): Promise<Item | null> {
    const fields = '... on Publishable { publication { state version publishAt } }';
    const { node } = await server.data(
      `query ($id: ID!) { node(id: $id) { ... on Activity { title summary } ${fields} } }`,
      { id },
      admin,
    );
    return node as Item | null;
  }

  function announced(text: string): Promise<unknown> {
    return page.waitForSelector(`.toast >> text=${text}`);
  }

  async function undo(): Promise<void> {
    await page.click('.toast >> text=Undo');
    await announced('Undone');
  }

  it('schedules news by the clock of the editor, and changes the time in the calendar', async () => {
    const { newsItem } = await mutationsOf(server, 'createNewsItem').done(
      { title: 'A meeting in Osh', excerpt: 'Soon.' },
      'newsItem { id }',
    );
    const id = newsItem.id as string;
    await studio.open(`/news/${id}?tab=publication`);
    await page.click('text=Schedule…');
    expect(await page.textContent('[role=dialog]')).toContain('Central European');
    await page.fill('input[type=datetime-local]', '2021-01-15T10:00');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field:has(input[aria-invalid=true]) >> text=Choose a time in the future');
    await page.fill('input[type=datetime-local]', '2031-01-15T10:00');
    await page.keyboard.press('Enter');
    await announced('Scheduled');
    expect((await itemOf(id))!.publication).toMatchObject({
      state: 'SCHEDULED',
      publishAt: '2031-01-15T09:00:00.000Z',
    });
    await page.waitForSelector('.badge.scheduled >> text=15 Jan 2031, 10:00');

    const draft = { title: 'Not published', excerpt: 'Yet.', publishedAt: '2031-01-10T09:00:00.000Z' };
    await mutationsOf(server, 'createNewsItem').done(draft, '__typename');
    await studio.open('/calendar?month=2031-01');
    await page.waitForSelector('.month >> text=A meeting in Osh');
    expect(await page.getByText(draft.title).count()).toBe(0);
    await page.click('button[aria-label="Change the time: A meeting in Osh"]');
    // From the parts of the day to the hour.
    for (const key of ['Tab', 'Tab', 'Tab', 'ArrowUp']) await page.keyboard.press(key);
    expect(await page.inputValue('input[type=datetime-local]')).toBe('2031-01-15T11:00');
    await page.keyboard.press('Enter');
    await announced('Scheduled');
    expect((await itemOf(id))!.publication.publishAt).toBe('2031-01-15T10:00:00.000Z');
    await undo();
    expect((await itemOf(id))!.publication.publishAt).toBe('2031-01-15T09:00:00.000Z');
  });

  /** An activity with a French draft and a published Russian translation. */
  async function createInThreeLanguages(title: string): Promise<string> {
    const id = await createActivity({ title, summary: 'Soon.' });
    const translation = mutationsOf(server, 'setActivityTranslation');
    await translation.done({ id, version: 1, locale: 'fr', title: 'En français', summary: 'Bientôt.' }, '__typename');
    const russian = { id, version: 2, locale: 'ru', title: 'По-русски', summary: 'Скоро.', state: 'PUBLISHED' };
    await translation.done(russian, '__typename');
    return id;
  }

  async function statesOf(id: string): Promise<unknown> {
    const query = `query ($id: ID!) { node(id: $id) { ... on Activity { publication { state }
      translations { locale state } } } }`;
    const { node } = await server.data(query, { id }, admin);
    const translations = node.translations.map(({ locale, state }: Record<string, string>) => [locale, state]);
    return { item: node.publication.state, ...Object.fromEntries(translations) };
  }

  async function submitSchedule(on: Page, at: string): Promise<void> {
    await on.fill('input[type=datetime-local]', at);
    await on.keyboard.press('Enter');
  }

  it('publishes translations with a schedule, and none if the schedule is refused or undone', async () => {
    const id = await createInThreeLanguages('Scheduled in three languages');
    const before = { item: 'DRAFT', fr: 'DRAFT', ru: 'PUBLISHED' };
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Schedule…');
    // The item has another version after it was refused, which is read later.
    const pass = await holdBack(page, 'query StudioItemPublication(');
    await submitSchedule(page, '2021-01-15T10:00');
    await page.waitForSelector('.field:has(input[aria-invalid=true]) >> text=Choose a time in the future');
    expect(await statesOf(id)).toEqual(before);

    await submitSchedule(page, '2031-01-15T10:00');
    await announced('Scheduled');
    pass();
    await page.waitForSelector('.badge.scheduled');
    expect(await statesOf(id)).toEqual({ item: 'SCHEDULED', fr: 'PUBLISHED', ru: 'PUBLISHED' });
    await undo();
    expect(await statesOf(id)).toEqual(before);

    // What is read while a schedule is tried and undone must not leave the translation out of the next one.
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Schedule…');
    let reads = 0;
    await page.route('**/graphql', async (route) => {
      const isRead = route.request().postData()!.includes('query StudioItemPublication(');
      if (!isRead || (reads += 1) === 1) await route.fallback();
    });
    await submitSchedule(page, '2021-01-15T10:00');
    await page.waitForSelector('.field:has(input[aria-invalid=true]) >> text=Choose a time in the future');
    await submitSchedule(page, '2031-01-15T10:00');
    await announced('Scheduled');
    await page.unroute('**/graphql');
    expect(await statesOf(id)).toEqual({ item: 'SCHEDULED', fr: 'PUBLISHED', ru: 'PUBLISHED' });
  });

  it('knows the version of an item that is shown after another one', async () => {
    const other = await createActivity({ title: 'Changed often', summary: 'S' });
    for (const version of [1, 2, 3]) {
      const summary = `S${version}`;
      await mutationsOf(server, 'updateActivity').done({ id: other, version, summary }, '__typename');
    }
    await studio.open('/activities/new');
    await page.fill('#field-title input', 'Shown twice');
    await page.fill('#field-summary textarea', 'S');
    await page.click('.save button');
    await page.waitForURL(/\/activities\/(?!new$)[^/]+$/);
    await page.getByRole('tab', { name: 'Publication' }).click();
    const publish = page.getByRole('button', { name: 'Publish now' });
    await publish.waitFor();
    const address = page.url();
    await page.getByRole('combobox', { name: 'Find an item' }).fill('Changed often');
    await page.getByRole('option', { name: 'Changed often' }).click();
    await page.getByRole('heading', { level: 1, name: 'Changed often' }).waitFor();
    await page.getByRole('tab', { name: 'Publication' }).click();
    await publish.waitFor();
    while (page.url() !== address) await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Shown twice' }).waitFor();
    await publish.click();
    await announced('Published');
  });

  it('schedules nothing if translations cannot be published with it', async () => {
    const id = await createInThreeLanguages('Not to be scheduled');
    const { page: other, open } = await openStudio(browser, server);
    await open(`/activities/${id}?tab=publication`);
    await other.click('text=Schedule…');
    let isConnected = true;
    await other.route('**/graphql', (route) => {
      if (route.request().postData()!.includes('mutation StudioPublishActivity')) isConnected = false;
      return isConnected ? route.fallback() : route.abort();
    });
    await submitSchedule(other, '2031-01-15T10:00');
    await other.waitForSelector('[role=dialog] .problems >> text=There is no connection');
    expect(await statesOf(id)).toEqual({ item: 'DRAFT', fr: 'DRAFT', ru: 'PUBLISHED' });
    await other.context().close();
  });

  it('says that a part may be done, and shows the state, if the answer to a schedule is lost', async () => {
    const id = await createInThreeLanguages('Scheduled without an answer');
    const { page: other, open, violations } = await openStudio(browser, server);
    await open(`/activities/${id}?tab=publication`);
    await other.click('text=Schedule…');
    await loseAnswer(other, 'mutation StudioScheduleActivity');
    await submitSchedule(other, '2031-01-15T10:00');
    await other.waitForSelector('[role=dialog] .problems >> text=Part of this may be done');
    await other.waitForSelector('.badge.scheduled');
    expect(await violations()).toEqual([]);
    expect(await statesOf(id)).toEqual({ item: 'SCHEDULED', fr: 'PUBLISHED', ru: 'PUBLISHED' });
    await other.context().close();
  });

  it('publishes an activity, leads to its page, withdraws it, and undoes that', async () => {
    const id = await createActivity({ title: 'Border workshop', summary: 'First words' });
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Publish now');
    await announced('Published');
    expect((await itemOf(id))!.publication.state).toBe('PUBLISHED');
    const address = await page.getAttribute('text=Open the public page', 'href');
    expect(await (await fetch(address!)).text()).toContain('Border workshop');
    expect(await page.getAttribute('header >> text=Public site', 'href')).toBe(`${server.address}/`);
    await page.click('button:text-is("Withdraw")');
    await announced('Withdrawn');
    expect((await itemOf(id))!.publication.state).toBe('ARCHIVED');
    await undo();
    expect((await itemOf(id))!.publication.state).toBe('PUBLISHED');
  });

  it('says before an item is published that changes of it or of a translation are not saved', async () => {
    const id = await createActivity({ title: 'Hasty workshop', summary: 'Saved words' });
    const note = page.locator('.note', { hasText: 'Only what is saved is published' });
    await studio.open(`/activities/${id}?tab=publication`);
    expect(await note.count()).toBe(0);
    await studio.open(`/activities/${id}?tab=translations&language=fr`);
    await page.fill('#field-title input', 'Atelier');
    await studio.open(`/activities/${id}?tab=translations&language=ru`);
    await page.fill('#field-title input', 'Семинар');
    await page.getByRole('tab', { name: 'Content' }).click();
    await page.fill('#field-summary textarea', 'Better words');
    await page.getByRole('tab', { name: 'Publication' }).click();
    await note.waitFor();
    expect(await note.getByRole('link').allInnerTexts()).toEqual([
      'Content',
      'Translations · French',
      'Translations · Russian',
    ]);
    expect(await studio.violations()).toEqual([]);
    await note.getByRole('link', { name: 'Content' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await announced('Saved');
    await page.getByRole('tab', { name: 'Publication' }).click();
    await note.waitFor();

    expect(await note.getByRole('link').allInnerTexts()).toEqual(['Translations · French', 'Translations · Russian']);
    await note.getByRole('link', { name: 'Russian' }).click();
    await page.waitForSelector('#field-title input[value="Семинар"]');
    expect((await itemOf(id))!.summary).toBe('Better words');
  });

  it('notices that an item was published meanwhile: when the editor comes back, and when it was due', async () => {
    const id = await createActivity({ title: 'Watched workshop', summary: 'First words' });
    const publication = mutationsOf(server, 'publishActivity', admin);
    const state = page.locator('.title .badge');
    await page.clock.install();
    await studio.open(`/activities/${id}`);
    expect(await state.textContent()).toBe('Draft');
    await mutationsOf(server, 'scheduleActivity').done(
      { id, version: 1, publishAt: '2031-01-15T09:00:00Z' },
      '__typename',
    );
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.waitForSelector('.title .badge.scheduled');
    await publication.done({ id, version: 2 }, '__typename');
    await page.clock.fastForward('01:00:01');

    await page.waitForSelector('.title .badge.published');
    await page.clock.resume();
  });

  it('hides an announcement after a while unless it can be undone', async () => {
    const id = await createActivity({ title: 'Announced workshop', summary: 'First words' });
    await page.clock.install();
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Publish now');
    await announced('Published');
    // The clock also runs by itself meanwhile, and may do so for seconds on a busy machine.
    await page.clock.fastForward('00:05');
    expect(await page.locator('.toast').count()).toBe(1);
    await page.clock.fastForward('00:06');
    await page.waitForSelector('.toast', { state: 'detached' });
    await page.click('button:text-is("Withdraw")');
    await announced('Withdrawn');
    await page.clock.fastForward('01:00');
    await undo();

    expect((await itemOf(id))!.publication.state).toBe('PUBLISHED');
    await page.clock.resume();
  });

  it('shows the words that changed, reverts to a version, and undoes that', async () => {
    const id = await createActivity({ title: 'Harbour visit', summary: 'The first harbour' });
    await mutationsOf(server, 'updateActivity').done({ id, version: 1, summary: 'The second harbour' }, '__typename');
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('.history > li:first-child summary');
    await page.waitForSelector('.differences ins');
    expect(await page.textContent('.differences del')).toBe('first');
    expect(await page.textContent('.differences ins')).toBe('second');

    await page.click('button[aria-label="Revert to version 1"]');
    await page.click('[role=dialog] >> button:text-is("Revert")');
    await announced('The content is that of version 1');
    expect((await itemOf(id))!.summary).toBe('The first harbour');
    await undo();
    expect((await itemOf(id))!.summary).toBe('The second harbour');
  });

  it('pages through the history, forwards and back, by keyboard', async () => {
    const id = await createActivity({ title: 'Changed often', summary: '1' });
    for (let version = 1; version <= 20; version++) {
      const summary = String(version + 1);
      await mutationsOf(server, 'updateActivity').done({ id, version, summary }, '__typename');
    }
    await studio.open(`/activities/${id}?tab=publication`);
    const current = page.locator('.history').getByText('current version');
    const first = page.getByRole('button', { name: 'Revert to version 1', exact: true });
    expect([await current.count(), await first.count()]).toEqual([1, 0]);
    await page.getByText('Older changes').press('Enter');
    await first.waitFor();
    expect(await current.count()).toBe(0);
    // There are no older ones, so that the button is disabled.
    await page.locator('section:focus >> text=Newer changes').press('Enter');
    await current.waitFor();
    expect(await first.count()).toBe(0);
    await page.locator('section:focus').waitFor();
  });

  it('makes a link that shows a draft to somebody who is not signed in, until it is revoked', async () => {
    const id = await createActivity({ title: 'A secret draft', summary: 'Not public yet' });
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Create a link');
    const address = await page.inputValue('.copy input');
    const visitor = await (await browser.newContext({ bypassCSP: true })).newPage();
    await visitor.goto(address);
    expect(await visitor.textContent('h1')).toContain('A secret draft');
    expect(await violationsOn(visitor)).toEqual([]);

    await page.click('button:text-is("Revoke the link")');
    await page.click('[role=dialog] >> button:text-is("Revoke the link")');
    await announced('The link is revoked');
    expect((await visitor.goto(address))!.status()).toBe(404);
    // The button that had the focus has gone with its row.
    await page.waitForSelector('text=Links that work', { state: 'detached' });
    await page.locator(':focus').first().waitFor({ state: 'attached' });
    await visitor.context().close();
  });

  it('moves an item to the trash and restores it', async () => {
    const id = await createActivity({ title: 'To be restored', summary: 'Once more' });
    await studio.open(`/activities/${id}?tab=publication`);
    await page.click('text=Move to trash');
    await announced('Moved to the trash');
    expect(await itemOf(id)).toBeNull();
    await undo();
    expect((await itemOf(id))!.publication.state).toBe('DRAFT');

    await mutationsOf(server, 'deleteActivity').done({ id, version: 3 }, 'deletedId');
    await studio.open('/trash');
    await page.click('button[aria-label="Restore: To be restored"]');
    await announced('Restored as a draft');
    expect((await itemOf(id))!.publication.state).toBe('DRAFT');
  });

  it('publishes several items, and says for each what became of it', async () => {
    const image = await uploadedImage(server, await picture(64, 48).jpeg().toBuffer(), { alt: null });
    const [good, refused, changed] = [
      await createActivity({ title: 'Bulk one', summary: 'One' }),
      await createActivity({ title: 'Bulk two', summary: 'Two', cover: image }),
      await createActivity({ title: 'Bulk three', summary: 'Three' }),
    ];
    await studio.open('/activities?text=bulk');
    await page.waitForSelector('text=3 items');
    await mutationsOf(server, 'updateActivity').done({ id: changed, version: 1, summary: 'Drei' }, '__typename');
    await page.click('thead label');
    await page.click('button:text-is("Publish now")');
    await page.click('[role=dialog] >> button:text-is("Publish now")');
    await page.waitForSelector('[role=dialog] >> text=Finished: 1 of 3 done');

    const report = await page.locator('.report li').allTextContents();
    expect(report.find((row) => row.startsWith('Bulk one'))).toBe('Bulk onedone');
    expect(report.find((row) => row.startsWith('Bulk two'))).toMatch(/^Bulk tworefused: /);
    expect(report.find((row) => row.startsWith('Bulk three'))).toContain('somebody has changed it meanwhile');
    expect(await studio.violations()).toEqual([]);
    expect((await itemOf(good))!.publication.state).toBe('PUBLISHED');
    expect((await itemOf(refused))!.publication.state).toBe('DRAFT');
    expect((await itemOf(changed))!.publication.state).toBe('DRAFT');
    await page.click('[role=dialog] >> text=Close');
  });

  it('adds an organisation, which is searched, in a role to several activities', async () => {
    const { organisation } = await mutationsOf(server, 'createOrganisation').done(
      { name: 'Harbour School', slug: 'harbour-school' },
      'organisation { slug }',
    );
    const id = await createActivity({ title: 'Joined by a school', summary: 'One' });
    await studio.open('/activities?text=joined');
    await page.click('thead label');
    await page.click('button:text-is("Add an organisation…")');
    await page.getByRole('combobox', { name: 'Organisation' }).fill('harb');
    await page.getByRole('option', { name: 'Harbour School' }).click();
    await page.getByRole('button', { name: /Its role/ }).click();
    await page.getByRole('option', { name: 'Funding organisation' }).click();
    expect(await studio.violations()).toEqual([]);
    await page.click('[role=dialog] >> button:text-is("Add an organisation…")');
    await page.waitForSelector('[role=dialog] >> text=Finished: 1 of 1 done');
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { organisations { role organisation { slug } } } } }',
      { id },
      admin,
    );
    expect(node.organisations).toEqual([{ role: 'FUNDING', organisation }]);
    await page.click('[role=dialog] >> text=Close');
  });

  it('stops a change of several items after the one that it is at', async () => {
    const ids = [
      await createActivity({ title: 'Stoppable one', summary: 'One' }),
      await createActivity({ title: 'Stoppable two', summary: 'Two' }),
    ];
    await studio.open('/activities?text=stoppable&order=TITLE');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('mutation StudioPublishActivity') === true) await released;
      await route.continue();
    });
    await page.click('thead label');
    await page.click('button:text-is("Publish now")');
    await page.click('[role=dialog] >> button:text-is("Publish now")');
    await page.click('[role=dialog] >> button:text-is("Stop")');
    release();
    await page.waitForSelector('[role=dialog] >> text=Finished: 1 of 2 done');
    expect(await page.locator('.report li').allTextContents()).toEqual([
      'Stoppable onedone',
      'Stoppable twonot done: stopped',
    ]);
    expect((await Promise.all(ids.map(itemOf))).map((item) => item!.publication.state)).toEqual(['PUBLISHED', 'DRAFT']);
    await page.unroute('**/graphql');
    await page.click('[role=dialog] >> text=Close');
  });

  it('adds a topic to several activities and keeps those that they have, and merges two topics', async () => {
    const id = await createActivity({ title: 'Topical', summary: 'One', topics: ['ports'] });
    await studio.open('/activities?text=topical');
    await page.click('thead label');
    await page.click('text=Add a topic…');
    await page.keyboard.press('Escape');
    // What is ticked stays after the dialog was left without doing anything.
    await page.click('text=Add a topic…');
    await page.fill('[role=dialog] input', 'borders');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] >> text=Finished: 1 of 1 done');
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { topics } } }',
      { id },
      admin,
    );
    expect(node).toEqual({ topics: ['ports', 'borders'] });
    await page.click('[role=dialog] >> text=Close');

    await createActivity({ title: 'Topical with another', summary: 'Two', topics: ['rail'] });
    await studio.open('/activities?text=topical');
    await page.click('thead label');
    await page.click('text=Replace a topic…');
    await page.getByLabel('Topic to replace').fill('Börders');
    await page.getByLabel('Topic to write instead').fill('Ports');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] >> text=Finished: 1 of 2 done. Not affected: 1.');
    expect((await page.locator('.report li').allTextContents()).sort()).toEqual([
      'Topical with anothernot affected: nothing to change',
      'Topicaldone',
    ]);
    const { node: merged } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { topics publication { version } } } }',
      { id },
      admin,
    );
    expect(merged).toEqual({ topics: ['Ports'], publication: { version: 3 } });
    await page.click('[role=dialog] >> text=Close');
  });

  it('shows at home what waits for the editor', async () => {
    const asker = await signedIn(server, studio.account.email);
    const { activity } = await mutationsOf(server, 'createActivity', asker).done(
      { title: 'My own draft', summary: 'To be finished' },
      'activity { id }',
    );
    const input = { activityId: activity.id as string, title: 'The missing report', fileName: 'report.pdf' };
    await mutationsOf(server, 'createRestrictedDocument', asker).done(input, 'restrictedDocument { id }');
    for (const title of ['Two', 'Three', 'Four', 'Five', 'Six']) {
      await mutationsOf(server, 'createRestrictedDocument', asker).done(
        { ...input, title },
        'restrictedDocument { id }',
      );
    }
    await createActivity({ title: 'A draft of somebody else', summary: 'Not mine' });
    await make(server.app, async (create) => {
      const { id } = await create.activity();
      for (let position = 1; position <= 100; position++) {
        await create.document({ activityId: id, position, contentVersion: null });
      }
    });
    await studio.open('');
    await page.waitForSelector('.block >> text=Documents without a file');
    expect(await page.textContent('.block:has-text("My drafts")')).toContain('My own draft');
    expect(await page.textContent('main')).not.toContain('A draft of somebody else');
    const documents = page.locator('.block:has-text("Documents without a file")');
    expect(await documents.locator('li').count()).toBe(5);
    await documents.getByText('Show more').press('Enter');
    await documents.locator('li:nth-child(6)').waitFor();
    await page.waitForSelector('.block:focus');
    expect(await documents.locator('li').count()).toBe(100);
    await documents.getByText('Next page').press('Enter');
    await documents.locator('li:nth-child(100)').waitFor({ state: 'detached' });
    await documents.getByText('First page').press('Enter');
    await documents.locator('li:nth-child(100)').waitFor();
    // One of the demonstration.
    expect(await page.textContent('.block:has-text("Outdated translations")')).toContain('Russian');
    await page.click('.block:has-text("Outdated translations") a');
    await page.waitForSelector('[role=tab][aria-selected=true] >> text=Translations');
    expect(page.url()).toContain('language=ru');
  });

  it('keeps what a list shows in its address, and views under names', async () => {
    await studio.open('/activities');
    await page.fill('input[type=search]', 'workshop');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=workshop/);
    await page.click('text=Save this view…');
    await page.fill('[role=dialog] input', 'Workshops');
    await page.keyboard.press('Enter');
    await announced('The view is saved');
    await studio.open('/activities');
    await page.click('.view >> text=Workshops');
    await page.waitForURL(/text=workshop/);

    await studio.open('/activities?state=DRAFT&order=TITLE&text=draft');
    const drafts = await page.locator('tbody th').allInnerTexts();
    expect(drafts).toContain('My own draft');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Save as CSV')]);
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n').slice(1, -1);
    expect(lines.map((line) => line.split(',', 2))).toEqual(drafts.map((title) => [title, 'Draft']));

    expect(await page.locator('a:text-is("CSV")').count()).toBe(0);

    await studio.open('/activities?text=workshop&state=PUBLISHED');
    const csv = await page.getAttribute('a:text-is("CSV")', 'href');
    const file = await (await fetch(`${server.address}${csv}`)).text();
    expect(file).toContain('Workshop on Drafting');
    expect(file).not.toContain('EuroMed Justice Study Visit');
  });

  it('waits as long as the server asks before it goes on with a file, keeps what was read, and stops when told to', async () => {
    const { page: other, open, violations } = await openStudio(browser, server);
    await open('/activities?order=TITLE');
    const { activities } = await server.data('{ activities(first: 1) { totalCount } }', {}, admin);
    const total = activities.totalCount as number;
    const plan = ['answered', 'refused', 'answered', 'lost'];
    const counts: boolean[] = [];
    let waitSeconds = 1;
    await other.route('**/graphql', (route) => {
      const body = route.request().postDataJSON() as { variables: { isCounted: boolean } };
      const next = plan.shift() ?? 'answered';
      if (next === 'lost') return route.abort();
      if (next === 'refused') {
        const extensions = { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: waitSeconds };
        return route.fulfill({ status: 429, json: { errors: [{ message: 'Wait', extensions }] } });
      }
      counts.push(body.variables.isCounted);
      const variables = { ...body.variables, first: Math.ceil(total / 3) };
      return route.continue({ postData: JSON.stringify({ ...body, variables }) });
    });
    const save = other.getByRole('button', { name: 'Save as CSV' });
    await save.click();
    await other.waitForSelector('text=Reading goes on in 1 second.');
    await other.waitForSelector('.toast >> text=What was read is kept');
    const [download] = await Promise.all([other.waitForEvent('download'), save.click()]);
    const titles = (await readFile(await download.path(), 'utf8')).split('\r\n').slice(1, -1);
    expect(titles).toHaveLength(total);
    expect(new Set(titles).size).toBe(total);
    expect(counts).toEqual([true, false, false]);

    plan.push('answered', 'refused');
    waitSeconds = 60;
    await save.click();
    await other.waitForSelector('text=Reading goes on in 60 seconds.');
    expect(await violations()).toEqual([]);
    await other.getByRole('button', { name: 'Stop' }).click();
    await other.waitForSelector('.toast >> text=Stopped. No file was saved.');
    expect(await other.evaluate('document.activeElement.textContent')).toBe('Save as CSV');
    await other.context().close();
  });
});
