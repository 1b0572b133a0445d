import type { Browser, Locator, Page } from 'playwright-core';
import { translatorOf, type MessageValues } from '../../web/shared/messages';
import en from '../../web/studio/messages/en.json';
import fr from '../../web/studio/messages/fr.json';
import { picture } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { accountWithPassword, password } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { Role } from '../../src/core/access/role';
import { Keyboard } from './keyboard';
import { complaint, hasChromium, launchBrowser, violationsOn } from './studio-page';

const catalogues = { en, fr };

type MessageKey = keyof typeof en;

describeWith(hasChromium, complaint, 'an editor without a pointer', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on', LOCALES: 'en,fr' });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  describe.each(['en', 'fr'] as const)('whose studio speaks %s', (locale) => {
    const t = (key: MessageKey, values?: MessageValues): string =>
      translatorOf(catalogues[locale], locale)(key, values);
    let page: Page;
    let keyboard: Keyboard;
    let slug: string;
    /** How lists name the workshop: in the language of the studio. */
    let listed = `Workshop ${locale}`;
    let codes: readonly string[];
    const complaints: string[] = [];

    beforeAll(async () => {
      const context = await browser.newContext({ locale });
      page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      keyboard = new Keyboard(page);
    });

    afterEach(async () => {
      // The focus is on something, never lost.
      await page.locator(':focus').first().waitFor({ state: 'attached' });
      expect(await violationsOn(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    afterAll(() => page.context().close());

    const button = (key: MessageKey, values?: MessageValues): Locator =>
      page.getByRole('button', { name: t(key, values), exact: true });
    const link = (name: string): Locator => page.getByRole('link', { name, exact: true });
    const inDialog = (key: MessageKey): Locator =>
      page.getByRole('dialog').getByRole('button', { name: t(key), exact: true });
    const announced = (text: string): Promise<void> => page.locator('.toast').getByText(text).waitFor();
    const field = (name: string, input = 'input'): Locator => page.locator(`#field-${name} ${input}`).first();

    /** Follows a link of the navigation. */
    async function goTo(key: MessageKey): Promise<void> {
      await keyboard.reach(link(t(key)), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: t(key) }).waitFor();
    }

    /** Opens the item that a list names. */
    async function openFromList(list: MessageKey, title: string): Promise<void> {
      await goTo(list);
      await keyboard.press(link(title));
      await page.getByRole('tab').first().waitFor();
    }

    /** Shows a tab of an item with the arrow keys. */
    async function showTab(key: MessageKey): Promise<void> {
      await keyboard.reach(page.locator('[role=tab][aria-selected=true]'));
      const wanted = page.getByRole('tab', { name: t(key), exact: true });
      while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowRight');
    }

    async function activity(fields: string): Promise<Record<string, any>> {
      const { activity: found } = await server.data(
        `query ($slug: String!) { activity(slug: $slug) { ${fields} } }`,
        { slug },
        admin,
      );
      return found as Record<string, any>;
    }

    it('signs in', async () => {
      const { email, name } = await accountWithPassword(server, { role: Role.ADMIN });
      await page.goto(`${server.address}/studio`);
      await keyboard.type(page.getByLabel(t('signIn.email')), email);
      await keyboard.type(page.getByLabel(t('signIn.password')), password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: t('home.title', { name }) }).waitFor();
    });

    it('writes a workshop with objectives and a picture, and publishes it', async () => {
      await goTo('nav.activities');
      await keyboard.press(link(t('list.new')));
      await page.getByRole('heading', { level: 1, name: t('activity.new') }).waitFor();
      await keyboard.press(field('title'));
      await page.getByRole('navigation', { name: t('form.problems') }).waitFor();
      expect(await page.locator('.problems a').allTextContents()).toEqual([t('field.title'), t('field.summary')]);
      expect(await violationsOn(page)).toEqual([]);
      await keyboard.type(field('title'), `Workshop ${locale}`);
      await keyboard.type(field('summary', 'textarea'), 'About cranes.');
      const add = page.locator('#field-objectives').getByRole('button', { name: t('form.add'), exact: true });
      for (const objective of ['Learn', 'Trust']) {
        await keyboard.press(add);
        await page.keyboard.type(objective);
      }
      await keyboard.press(button('list.moveUp', { name: t('list.entry', { position: 2 }) }));
      await announced(t('list.moved', { position: 1, count: 2 }));
      await keyboard.type(field('description', '.cm-content'), '# Ports');
      await keyboard.type(field('startsOn'), '2031');
      await keyboard.type(field('networks'), 'casc');
      await page.getByRole('option', { name: /CASC/ }).waitFor();
      for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      await keyboard.chooseFile(page.locator('#field-cover').getByRole('button', { name: t('media.addImage') }), {
        name: 'cranes.jpg',
        mimeType: 'image/jpeg',
        buffer: await picture(64, 48).jpeg().toBuffer(),
      });
      await announced(t('upload.done', { name: 'cranes.jpg' }));
      await keyboard.press(button('media.describe', { name: t('media.image') }));
      await keyboard.type(page.getByLabel(t('media.alt')), 'Cranes at the quay');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await keyboard.press(button('form.save'));
      await page.getByRole('heading', { level: 1, name: `Workshop ${locale}` }).waitFor();
      await showTab('tab.publication');
      await keyboard.press(button('publishing.publish'));
      await announced(t('publishing.done.publish'));

      slug = `workshop-${locale}`;
      expect(
        await activity(
          'summary description startsOn objectives { text } networks { acronym } cover { alt } publication { state }',
        ),
      ).toEqual({
        summary: 'About cranes.',
        description: '# Ports',
        startsOn: '2031',
        objectives: [{ text: 'Trust' }, { text: 'Learn' }],
        networks: [{ acronym: 'CASC' }],
        cover: { alt: 'Cranes at the quay' },
        publication: { state: 'PUBLISHED' },
      });
    }, 60_000);

    it('translates it', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.translations');
      await keyboard.type(field('title'), `Atelier ${locale}`);
      await keyboard.type(field('summary', 'textarea'), 'Au sujet des grues.');
      await keyboard.type(field('objectives', 'textarea'), 'Faire confiance');
      await keyboard.type(page.locator('#field-objectives textarea').nth(1), 'Apprendre');
      await keyboard.type(field('description', '.cm-content'), '# Les ports');
      await keyboard.press(button('translation.savePublish'));
      await page.locator('.save').getByText(t('form.allSaved')).waitFor();
      expect(await activity('translations { state title objectives description }')).toEqual({
        translations: [
          {
            state: 'PUBLISHED',
            title: `Atelier ${locale}`,
            objectives: ['Faire confiance', 'Apprendre'],
            description: '# Les ports',
          },
        ],
      });
      if (locale === 'fr') listed = `Atelier ${locale}`;
    }, 60_000);

    it('schedules news', async () => {
      await goTo('nav.news');
      await keyboard.press(link(t('list.new')));
      await keyboard.type(field('title'), `News ${locale}`);
      await keyboard.type(field('excerpt', 'textarea'), 'Soon.');
      await keyboard.press(button('form.save'));
      await page.getByRole('heading', { level: 1, name: `News ${locale}` }).waitFor();
      await showTab('tab.publication');
      await keyboard.press(button('publishing.schedule'));
      // The year is the third part of a time in both languages.
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
      await announced(t('publishing.done.schedule'));
      const { newsItem } = await server.data(
        'query ($slug: String!) { newsItem(slug: $slug) { publication { state publishAt } } }',
        { slug: `news-${locale}` },
        admin,
      );
      expect(newsItem.publication.state).toBe('SCHEDULED');
      expect(Number(newsItem.publication.publishAt.slice(0, 4))).toBeGreaterThan(new Date().getFullYear());
    }, 60_000);

    it('uploads a document', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.documents');
      await keyboard.chooseFile(button('documents.add'), {
        name: 'Minutes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('Minutes'),
      });
      await announced(t('upload.done', { name: 'Minutes.txt' }));
      expect(await activity('restrictedDocuments { title content { fileName } }')).toEqual({
        restrictedDocuments: [{ title: 'Minutes', content: { fileName: 'Minutes.txt' } }],
      });
    }, 60_000);

    it('gives codes to three recipients', async () => {
      await keyboard.press(button('documents.accessOf', { title: 'Minutes' }));
      await keyboard.press(button('codes.create'));
      await keyboard.type(page.getByLabel(t('codes.recipients')), 'Ministry\nMs Y <ms.y@example.org>\nUNODC');
      await keyboard.press(inDialog('codes.create'));
      await page.getByRole('heading', { name: t('codes.new') }).waitFor();
      const fields = ['Ministry', 'Ms Y', 'UNODC'].map((name) => page.getByLabel(name, { exact: true }));
      codes = await Promise.all(fields.map((one) => one.inputValue()));
      expect(new Set(codes).size).toBe(3);
      await keyboard.press(inDialog('action.close'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const { restrictedDocuments } = await activity('restrictedDocuments { accessCodes { recipient } }');
      expect(restrictedDocuments[0].accessCodes).toHaveLength(3);
    }, 60_000);

    it('sees who has opened it', async () => {
      const { restrictedDocuments } = await activity('restrictedDocuments { id }');
      await mutationsOf(server, 'unlockDocument').done(
        { documentId: restrictedDocuments[0].id, password: codes[1] },
        '__typename',
      );
      await keyboard.reach(button('documents.back'), 'Shift+Tab');
      await page.keyboard.press('Enter');
      await keyboard.press(button('documents.accessOf', { title: 'Minutes' }));
      await page.getByRole('cell', { name: 'recipient "Ms Y"' }).waitFor();
      const download = page.waitForEvent('download');
      await keyboard.press(button('log.csvOf', { title: 'Minutes' }));
      expect((await download).suggestedFilename()).toBe('access-log.csv');
    }, 60_000);

    it('resolves a conflict', async () => {
      await openFromList('nav.activities', listed);
      await keyboard.type(field('title'), `My workshop ${locale}`);
      await keyboard.type(field('summary', 'textarea'), 'My summary.');
      const { id, publication } = await activity('id publication { version }');
      await mutationsOf(server, 'updateActivity').done(
        { id, version: publication.version, title: `Their workshop ${locale}`, summary: 'Their summary.' },
        '__typename',
      );
      await keyboard.press(button('form.save'));
      await page.getByRole('heading', { name: t('conflict.title') }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await keyboard.press(button('conflict.keep.theirs', { field: t('field.title') }));
      await keyboard.press(button('conflict.keep.mine', { field: t('field.summary') }));
      await keyboard.press(button('form.save'));
      await announced(t('form.saved'));
      expect(await activity('title summary')).toEqual({ title: `Their workshop ${locale}`, summary: 'My summary.' });
    }, 60_000);

    it('reverts to an earlier version', async () => {
      const { publication } = await activity('publication { version }');
      await keyboard.reach(page.locator('[role=tab][aria-selected=true]'), 'Shift+Tab');
      await showTab('tab.publication');
      await keyboard.press(button('history.revertTo', { version: publication.version - 1 }));
      await keyboard.press(inDialog('history.revert'));
      await announced(t('history.reverted', { version: publication.version - 1 }));
      expect(await activity('title summary')).toEqual({ title: `Their workshop ${locale}`, summary: 'Their summary.' });
      if (locale === 'en') listed = `Their workshop ${locale}`;
    }, 60_000);

    it('invites a colleague', async () => {
      const email = `colleague.${locale}@example.org`;
      await goTo('nav.people');
      await keyboard.press(button('people.invite'));
      await keyboard.type(page.getByLabel(t('people.email')), email);
      await keyboard.type(page.locator('input[name=name]'), 'A Colleague');
      await page.keyboard.press('Enter');
      await announced(t('people.invited', { email }));
      await keyboard.press(inDialog('action.close'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const { accounts } = await server.data('{ accounts(first: 100) { nodes { email invitedAt } } }', {}, admin);
      expect(accounts.nodes).toContainEqual({ email, invitedAt: expect.any(String) as unknown });
    }, 60_000);

    it('withdraws the workshop', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.publication');
      await keyboard.press(button('publishing.withdraw'));
      await announced(t('publishing.done.withdraw'));
      expect(await activity('publication { state }')).toEqual({ publication: { state: 'ARCHIVED' } });
    }, 60_000);

    it('moves it to the trash and restores it', async () => {
      await keyboard.press(button('publishing.delete'));
      await announced(t('publishing.done.delete'));
      await goTo('nav.trash');
      await keyboard.press(button('trash.restoreOf', { title: `Their workshop ${locale}` }));
      await announced(t('trash.restored', { title: `Their workshop ${locale}` }));
      expect(await activity('publication { state }')).toEqual({ publication: { state: 'DRAFT' } });
    }, 60_000);
  });
});
