import type { Browser, Page } from 'playwright-core';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { complaint, hasChromium, launchBrowser, openStudio, type StudioPage } from './studio-page';

describeWith(hasChromium, complaint, 'translations in the studio', () => {
  let server: TestServer;
  let browser: Browser;
  let studio: StudioPage;
  let page: Page;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on', LOCALES: 'en,fr,ar' });
    browser = await launchBrowser();
    studio = await openStudio(browser, server);
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

  const originals = {
    title: 'Workshop on ports',
    summary: 'About cranes.',
    description: '# Programme\n\nThree days.',
    objectives: ['Learn', 'Trust'],
    topics: ['ports'],
  };

  async function createActivity(): Promise<{ readonly id: string; readonly slug: string }> {
    const { activity } = await mutationsOf(server, 'createActivity').done(originals, 'activity { id slug }');
    return activity;
  }

  async function translationsOf(id: string): Promise<unknown> {
    const texts = 'title summary description objectives topics results { original text }';
    const { node } = await server.data(
      `query ($id: ID!) { node(id: $id) { ... on Activity { translations { locale state outdatedFields ${texts} } } } }`,
      { id },
      admin,
    );
    return node.translations;
  }

  const open = (id: string, language: string): Promise<void> =>
    studio.open(`/activities/${id}?tab=translations&language=${language}`);
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const announced = (text: string): Promise<unknown> => page.waitForSelector(`.toast >> text=${text}`);
  const outdated = (): Promise<string[]> =>
    page.$$eval('[id^=field-]:has(.outdated)', (places) => places.map(({ id }) => id));

  it('translates an activity, whose page is then in French, and marks what changes in the original', async () => {
    const { id, slug } = await createActivity();
    await mutationsOf(server, 'publishActivity').done({ id, version: 1 }, '__typename');
    await open(id, 'fr');
    expect(await page.textContent('#field-description .original')).toContain('# Programme\n\nThree days.');
    await press('Save as draft');
    await page.waitForSelector('.problems >> text=Title');
    expect(await page.evaluate(`document.activeElement.closest('[id^=field-]').id`)).toBe('field-title');
    expect(await studio.violations()).toEqual([]);

    await page.keyboard.type('Atelier sur les ports');
    await page.waitForSelector(
      '.note >> text=can be saved when it has these texts: Summary. Until then, only this browser',
    );
    await page.fill('#field-summary textarea', 'Au sujet des grues.');
    await page.fill('#field-description .cm-content', '# Programme en français');
    await page.fill('#field-objectives li:nth-child(2) textarea', 'Faire confiance');
    expect(await page.getByText('can be saved when').count()).toBe(0);
    await press('Save and publish');
    await page.waitForSelector('#field-objectives .field[data-invalid]');
    expect(await page.$$eval('#field-objectives .field[data-invalid]', (invalid) => invalid.length)).toBe(1);
    await page.reload();
    await page.waitForSelector('.note >> text=that are not saved');
    await page.waitForSelector(
      '.note >> text=What is not translated is not shown in this language: Objectives, Topics.',
    );
    await page.fill('#field-objectives li:nth-child(1) textarea', 'Apprendre');
    await page.fill('#field-topics input', 'les ports');
    await press('Save and publish');
    await announced('Published');
    expect(await page.getByText('What is not translated').count()).toBe(0);
    const french = {
      locale: 'fr',
      state: 'PUBLISHED',
      title: 'Atelier sur les ports',
      summary: 'Au sujet des grues.',
      description: '# Programme en français',
      objectives: ['Apprendre', 'Faire confiance'],
      topics: ['les ports'],
      results: [],
    };
    expect(await translationsOf(id)).toEqual([{ ...french, outdatedFields: [] }]);
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(`${server.address}/fr/activities/${slug}`);
    expect(await visitor.textContent('h1')).toBe('Atelier sur les ports');
    await visitor.context().close();
    await page.getByRole('tab', { name: 'Publication' }).click();
    for (const [language, prefix] of [
      ['English', ''],
      ['French', '/fr'],
    ] as const) {
      expect(await page.getAttribute(`text=Open the public page in ${language}`, 'href')).toBe(
        `${server.address}${prefix}/activities/${slug}`,
      );
    }

    const changed = { title: 'Workshop on harbours', summary: 'About big cranes.' };
    await mutationsOf(server, 'updateActivity').done({ id, version: 3, ...changed }, '__typename');
    await open(id, 'fr');
    await page.waitForSelector('.outdated');
    expect(await outdated()).toEqual(['field-title', 'field-summary']);
    await page.waitForSelector('#field-summary .changes ins >> text=big');
    expect(await page.textContent('#field-title .changes [lang=en] del')).toBe('ports');
    expect(await page.textContent('#field-title .changes [lang=en]')).toBe('Workshop on portsharbours');
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await studio.violations()).toEqual([]);
    await page.click('label:has-text("The translation is still right: Title")');
    await page.fill('#field-summary textarea', 'Au sujet des grandes grues.');
    await press('Save');
    await announced('Saved');
    await page.waitForSelector('.outdated', { state: 'detached' });
    expect(await page.$('.changes')).toBeNull();
    expect(await translationsOf(id)).toEqual([
      { ...french, summary: 'Au sujet des grandes grues.', outdatedFields: [] },
    ]);
  });

  it('does not save over an original that the editor has not seen', async () => {
    const { id } = await createActivity();
    const results = (...titles: string[]): object[] => titles.map((title) => ({ type: 'OUTPUT', title }));
    const update = mutationsOf(server, 'updateActivity');
    await update.done({ id, version: 1, results: results('Cranes', 'Pilots') }, '__typename');
    await open(id, 'fr');
    await page.fill('#field-title input', 'Atelier');
    await page.fill('#field-summary textarea', 'Des grues.');
    await page.fill('#field-results li:nth-child(1) input', 'Des grues');
    await page.fill('#field-results li:nth-child(2) input', 'Des pilotes');
    const changed = { title: 'Workshop on harbours', results: results('Big cranes', 'Pilots') };
    await update.done({ id, version: 2, ...changed }, '__typename');
    await press('Save as draft');
    await page.waitForSelector('.problems >> text=changed the original texts');
    expect(await translationsOf(id)).toEqual([]);
    await page.waitForSelector('.original >> text=Workshop on harbours');
    await page.fill('#field-results li:nth-child(1) input', 'De grandes grues');
    await press('Save as draft');
    await announced('Saved as a draft');
    expect(await translationsOf(id)).toMatchObject([
      {
        locale: 'fr',
        state: 'DRAFT',
        title: 'Atelier',
        results: [
          { original: 'Pilots', text: 'Des pilotes' },
          { original: 'Big cranes', text: 'De grandes grues' },
        ],
      },
    ]);

    await page.reload();
    await page.waitForSelector('#field-results .gone >> text="Des grues"');
    expect(await studio.violations()).toEqual([]);
    await press('Remove Des grues');
    await page.waitForSelector('.save >> text=Everything is saved');
    expect(await page.$('.gone')).toBeNull();
    expect(await page.evaluate(`document.activeElement.closest('[id^=field-]').id`)).toBe('field-results');

    // Two changes, of which the editor has seen the first: what is shown then contains both.
    await update.done({ id, version: 4, title: 'Workshop on large harbours' }, '__typename');
    await page.reload();
    await page.waitForSelector('#field-title .changes ins >> text=large');
    await update.done({ id, version: 5, title: 'Workshop on larger harbours' }, '__typename');
    await page.fill('#field-title input', 'Atelier sur les ports');
    await press('Save as draft');
    await page.waitForSelector('.problems >> text=changed the original texts');
    await page.waitForSelector('#field-title .changes ins >> text=larger');
  });

  it('lets the editor choose when somebody else has translated the same text', async () => {
    const { id } = await createActivity();
    await open(id, 'fr');
    await page.fill('#field-title input', 'Mon titre');
    await page.fill('#field-summary textarea', 'Mon résumé.');
    const theirs = { locale: 'fr', title: 'Leur titre', summary: 'Leur résumé.', topics: ['les ports'] };
    await mutationsOf(server, 'setActivityTranslation').done({ id, version: 1, ...theirs }, '__typename');
    await press('Save as draft');
    await page.waitForSelector('.conflicts');
    expect(await page.$$eval('.conflicts h3', (titles) => titles.map(({ textContent }) => textContent))).toEqual([
      'Title',
      'Summary',
    ]);
    expect(await page.inputValue('#field-topics input')).toBe('les ports');
    expect(await studio.violations()).toEqual([]);
    await press('Take theirs: Title');
    await press('Keep mine: Summary');
    await page.click('.save >> text=Discard my changes');
    expect(await page.inputValue('#field-summary textarea')).toBe('Leur résumé.');
    await page.click('.toast >> text=Undo');
    await page.waitForSelector('#field-summary >> text=Mon résumé.');
    await press('Save and publish');
    await announced('Published');
    expect(await translationsOf(id)).toMatchObject([
      { state: 'PUBLISHED', title: 'Leur titre', summary: 'Mon résumé.', topics: ['les ports'] },
    ]);
  });

  it('has the texts of an original in the direction of its language', async () => {
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { ...originals, title: 'ورشة عمل (CASC)!', originalLocale: 'ar', place: 'Osh' },
      'activity { id }',
    );
    await studio.open(`/activities/${activity.id}`);
    for (const input of ['#field-title input', '#field-objectives textarea', '#field-description .cm-content']) {
      const { lang, dir } = await page
        .locator(input)
        .first()
        .evaluate(({ lang, dir }) => ({ lang, dir }));
      expect({ input, lang, dir }).toEqual({ input, lang: 'ar', dir: 'rtl' });
    }
    expect(await page.getAttribute('#field-slug input', 'dir')).toBe('auto');
    const [first, last] = await page.evaluate<[number, number]>(`(() => {
      const { firstChild: text } = document.querySelector('h1');
      const range = document.createRange();
      return [0, text.length - 1].map((index) => {
        range.setStart(text, index);
        range.setEnd(text, index + 1);
        return range.getBoundingClientRect().left;
      });
    })()`);
    expect(last).toBeLessThan(first);
  });

  it('keeps each language by itself, in its direction, withdraws a translation and deletes it', async () => {
    const { id } = await createActivity();
    await page.setViewportSize({ width: 320, height: 800 });
    await open(id, 'ar');
    expect(await page.getAttribute('#field-title input', 'dir')).toBe('rtl');
    expect(await page.getAttribute('#field-title input', 'lang')).toBe('ar');
    await page.waitForSelector('.cm-content[lang=ar][dir=rtl]');
    await page.fill('#field-title input', 'ورشة عمل');
    await page.getByRole('button', { name: /Language of the translation/ }).click();
    await page.click('[role=option] >> text=French');
    await page.waitForURL(/language=fr/);
    await page.waitForSelector('#field-title input[lang=fr]');
    expect(await page.inputValue('#field-title input')).toBe('');
    await open(id, 'ar');
    expect(await page.inputValue('#field-title input')).toBe('ورشة عمل');
    await page.fill('#field-summary textarea', 'عن الرافعات');
    await press('Save and publish');
    await announced('Published');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(await studio.violations()).toEqual([]);

    await press('Back to draft');
    await announced('This is a draft again');
    expect(await translationsOf(id)).toMatchObject([{ locale: 'ar', state: 'DRAFT' }]);
    // What is deleted has the version that the screen shows, which is read once more after the change.
    await page.getByRole('button', { name: 'Back to draft' }).waitFor({ state: 'detached' });
    await press('Delete the translation');
    await page.click('[role=dialog] >> button:text-is("Delete the translation")');
    await announced('The translation is deleted');
    expect(await translationsOf(id)).toEqual([]);
    await page.waitForSelector('#field-title input[value=""]');
    await page.locator(':focus').first().waitFor({ state: 'attached' });
  });
});
