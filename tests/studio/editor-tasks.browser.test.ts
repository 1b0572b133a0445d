import type { Browser, Locator, Page } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { type MessageValues, translatorOf } from '../../web/shared/messages';
import en from '../../web/studio/messages/en.json';
import fr from '../../web/studio/messages/fr.json';
import { violationsOn } from '../support/axe';
import { picture } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { accountWithPassword, password } from '../support/sign-in';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import type { Hands, Way } from './hands';
import { Keyboard } from './keyboard';
import { Pointer } from './pointer';
import { complaint, hasChromium, launchBrowser } from './studio-page';

const catalogues = { en, fr };

type MessageKey = keyof typeof en;

/** Each way of using the studio, and each language, is covered once. `EDITOR_TASKS=all` covers each way in each language. */
const runs = [
  { by: 'keyboard', locale: 'fr' },
  { by: 'pointer', locale: 'en' },
  ...(process.env.EDITOR_TASKS === 'all'
    ? ([
        { by: 'keyboard', locale: 'en' },
        { by: 'pointer', locale: 'fr' },
      ] as const)
    : []),
] as const;

describeWith(hasChromium, complaint, 'an editor', () => {
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

  describe.each(runs)('who uses the $by, in $locale', ({ by, locale }) => {
    /** Distinguishes the names of this run. */
    const run = `${by} ${locale}`;
    const t = (key: MessageKey, values?: MessageValues): string =>
      translatorOf(catalogues[locale], locale)(key, values);
    let page: Page;
    let hands: Hands;
    let slug: string;
    /** How lists name the workshop: in the language of the studio. */
    let listed = `Workshop ${run}`;
    let codes: readonly string[];
    const complaints: string[] = [];

    beforeAll(async () => {
      const context = await browser.newContext({ locale });
      page = await context.newPage();
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      hands = by === 'keyboard' ? new Keyboard(page) : new Pointer(page);
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
      await hands.press(link(t(key)), 'Shift+Tab');
      await page.getByRole('heading', { level: 1, name: t(key) }).waitFor();
    }

    /** Opens the item that a list names. */
    async function openFromList(list: MessageKey, title: string): Promise<void> {
      await goTo(list);
      await hands.press(link(title));
      await page.getByRole('tab').first().waitFor();
    }

    function showTab(key: MessageKey, way?: Way): Promise<void> {
      return hands.showTab(page.getByRole('tab', { name: t(key), exact: true }), way);
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
      expect(await link(t('signIn.forgotten')).getAttribute('href')).toBe(
        new URL(locale === 'fr' ? '/fr/account/forgotten' : '/account/forgotten', server.address).href,
      );
      await hands.type(page.getByLabel(t('signIn.email')), email);
      await hands.type(page.getByLabel(t('signIn.password')), password);
      await hands.submit(button('signIn.submit'));
      await page.getByRole('heading', { level: 1, name: t('home.title', { name }) }).waitFor();
    });

    it('writes a workshop with objectives and a picture, and publishes it', async () => {
      await goTo('nav.activities');
      await hands.press(link(t('list.new')));
      await page.getByRole('heading', { level: 1, name: t('activity.new') }).waitFor();
      await hands.press(button('form.save'));
      await page.getByRole('navigation', { name: t('form.problems') }).waitFor();
      expect(await page.locator('.problems a').allTextContents()).toEqual([t('field.title'), t('field.summary')]);
      expect(await violationsOn(page)).toEqual([]);
      await hands.type(field('title'), `Workshop ${run}`);
      await hands.type(field('summary', 'textarea'), 'About cranes.');
      const label = t('field.objectives');
      const add = button('form.actionFor', { action: t('form.add'), label });
      for (const objective of ['Learn', 'Trust']) {
        await hands.press(add);
        await page.keyboard.type(objective);
      }
      const up = button('list.moveUp', { name: t('form.entry', { label, position: 2 }) });
      await hands.moveUp(page.locator('#field-objectives'), up);
      await announced(t('list.moved', { position: 1, count: 2 }));
      await hands.type(field('description', '.cm-content'), '# Ports');
      await hands.type(field('startsOn'), '2031');
      await hands.type(field('networks'), 'casc');
      await hands.choose(page.getByRole('option', { name: /CASC/ }));
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      await hands.chooseFile(page.locator('#field-cover').getByRole('button', { name: t('media.addImage') }), {
        name: 'cranes.jpg',
        mimeType: 'image/jpeg',
        buffer: await picture(64, 48).jpeg().toBuffer(),
      });
      await announced(t('upload.done', { name: 'cranes.jpg' }));
      await hands.press(button('media.describe', { name: t('media.image') }));
      await hands.type(page.getByLabel(t('media.alt')), 'Cranes at the quay');
      await hands.submit(inDialog('action.save'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await hands.press(button('form.save'));
      await page.getByRole('heading', { level: 1, name: `Workshop ${run}` }).waitFor();
      await showTab('tab.publication');
      await hands.press(button('publishing.publish'));
      await announced(t('publishing.done.publish'));

      slug = `workshop-${by}-${locale}`;
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
    });

    it('translates it', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.translations');
      await hands.type(field('title'), `Atelier ${run}`);
      await hands.type(field('summary', 'textarea'), 'Au sujet des grues.');
      await hands.type(field('objectives', 'textarea'), 'Faire confiance');
      await hands.type(page.locator('#field-objectives textarea').nth(1), 'Apprendre');
      await hands.type(field('description', '.cm-content'), '# Les ports');
      await hands.press(button('translation.savePublish'));
      await page.locator('.save').getByText(t('form.allSaved')).waitFor();
      expect(await activity('translations { state title objectives description }')).toEqual({
        translations: [
          {
            state: 'PUBLISHED',
            title: `Atelier ${run}`,
            objectives: ['Faire confiance', 'Apprendre'],
            description: '# Les ports',
          },
        ],
      });
      if (locale === 'fr') listed = `Atelier ${run}`;
    });

    it('schedules news', async () => {
      await goTo('nav.news');
      await hands.press(link(t('list.new')));
      await hands.type(field('title'), `News ${run}`);
      await hands.type(field('excerpt', 'textarea'), 'Soon.');
      await hands.press(button('form.save'));
      await page.getByRole('heading', { level: 1, name: `News ${run}` }).waitFor();
      await showTab('tab.publication');
      await hands.press(button('publishing.schedule'));
      // By the keyboard, a year later: the year is the third part of a time in both languages. By the pointer, as it is offered.
      if (by === 'keyboard') for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
      await hands.submit(inDialog('publishing.scheduleAction'));
      await announced(t('publishing.done.schedule'));
      const { newsItem } = await server.data(
        'query ($slug: String!) { newsItem(slug: $slug) { publication { state publishAt } } }',
        { slug: `news-${by}-${locale}` },
        admin,
      );
      expect(newsItem.publication.state).toBe('SCHEDULED');
      const days = (Date.parse(newsItem.publication.publishAt) - Date.now()) / 86_400_000;
      expect(Math.round(days / 365)).toBe(by === 'keyboard' ? 1 : 0);
      expect(days).toBeGreaterThan(0);
    });

    it('uploads a document', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.documents');
      await hands.chooseFile(button('documents.add'), {
        name: 'Minutes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('Minutes'),
      });
      await announced(t('upload.done', { name: 'Minutes.txt' }));
      expect(await activity('restrictedDocuments { title content { fileName } }')).toEqual({
        restrictedDocuments: [{ title: 'Minutes', content: { fileName: 'Minutes.txt' } }],
      });
    });

    it('gives codes to three recipients', async () => {
      await hands.press(button('documents.accessOf', { title: 'Minutes' }));
      await hands.press(button('codes.create'));
      await hands.type(page.getByLabel(t('codes.recipients')), 'Ministry\nMs Y <ms.y@example.org>\nUNODC');
      await hands.press(inDialog('codes.create'));
      await page.getByRole('heading', { name: t('codes.new') }).waitFor();
      const fields = ['Ministry', 'Ms Y', 'UNODC'].map((name) => page.getByLabel(name, { exact: true }));
      codes = await Promise.all(fields.map((one) => one.inputValue()));
      expect(new Set(codes).size).toBe(3);
      await hands.press(inDialog('action.close'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const { restrictedDocuments } = await activity('restrictedDocuments { accessCodes { recipient } }');
      expect(restrictedDocuments[0].accessCodes).toHaveLength(3);
    });

    it('sees who has opened it', async () => {
      const { restrictedDocuments } = await activity('restrictedDocuments { id }');
      await mutationsOf(server, 'unlockDocument').done(
        { documentId: restrictedDocuments[0].id, password: codes[1] },
        '__typename',
      );
      await hands.press(button('documents.back'), 'Shift+Tab');
      await hands.press(button('documents.accessOf', { title: 'Minutes' }));
      await page.getByRole('cell', { name: t('log.recipient', { name: '"Ms Y"' }) }).waitFor();
      const download = page.waitForEvent('download');
      await hands.press(button('log.csvOf', { title: 'Minutes' }));
      expect((await download).suggestedFilename()).toBe('access-log.csv');
    });

    it('resolves a conflict', async () => {
      await openFromList('nav.activities', listed);
      await hands.type(field('title'), `My workshop ${run}`);
      await hands.type(field('summary', 'textarea'), 'My summary.');
      const { id, publication } = await activity('id publication { version }');
      await mutationsOf(server, 'updateActivity').done(
        { id, version: publication.version, title: `Their workshop ${run}`, summary: 'Their summary.' },
        '__typename',
      );
      await hands.press(button('form.save'));
      await page.getByRole('heading', { name: t('conflict.title') }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await hands.press(button('conflict.keep.theirs', { field: t('field.title') }));
      await hands.press(button('conflict.keep.mine', { field: t('field.summary') }));
      await hands.press(button('form.save'));
      await announced(t('form.saved'));
      expect(await activity('title summary')).toEqual({ title: `Their workshop ${run}`, summary: 'My summary.' });
    });

    it('reverts to an earlier version', async () => {
      const { publication } = await activity('publication { version }');
      await showTab('tab.publication', 'Shift+Tab');
      await hands.press(button('history.revertTo', { version: publication.version - 1 }));
      await hands.press(inDialog('history.revert'));
      await announced(t('history.reverted', { version: publication.version - 1 }));
      expect(await activity('title summary')).toEqual({ title: `Their workshop ${run}`, summary: 'Their summary.' });
      if (locale === 'en') listed = `Their workshop ${run}`;
    });

    it('invites a colleague', async () => {
      const email = `colleague.${by}.${locale}@example.org`;
      await goTo('nav.people');
      await hands.press(button('people.invite'));
      await hands.type(page.getByLabel(t('people.email')), email);
      await hands.type(page.locator('input[name=name]'), 'A Colleague');
      await hands.submit(inDialog('people.sendInvitation'));
      await announced(t('people.invited', { email }));
      await hands.press(inDialog('action.close'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const { accounts } = await server.data(
        '{ accounts(first: 100) { nodes { email invitedAt locale } } }',
        {},
        admin,
      );
      expect(accounts.nodes).toContainEqual({ email, invitedAt: expect.any(String) as unknown, locale });
    });

    it('withdraws the workshop', async () => {
      await openFromList('nav.activities', listed);
      await showTab('tab.publication');
      await hands.press(button('publishing.withdraw'));
      await announced(t('publishing.done.withdraw'));
      expect(await activity('publication { state }')).toEqual({ publication: { state: 'ARCHIVED' } });
    });

    it('moves it to the trash and restores it', async () => {
      await hands.press(button('publishing.delete'));
      await announced(t('publishing.done.delete'));
      await goTo('nav.trash');
      await hands.press(button('trash.restoreOf', { title: `Their workshop ${run}` }));
      await announced(t('trash.restored', { title: `Their workshop ${run}` }));
      expect(await activity('publication { state }')).toEqual({ publication: { state: 'DRAFT' } });
    });
  });
});
