import type { Browser, Locator } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { picture, uploadedImage } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { complaint, hasChromium, holdBack, launchBrowser, openStudio } from './studio-page';

/** What axe-core does not find: what is said, and when, and what is seen in the colours of the reader. */
describeWith(hasChromium, complaint, 'with a screen reader or other colours, the studio', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** The texts that describe an element, as screen readers say them after its name. */
  async function descriptionOf(element: Locator): Promise<string> {
    const ids = (await element.getAttribute('aria-describedby'))?.split(' ') ?? [];
    return (await Promise.all(ids.map((id) => element.page().locator(`[id="${id}"]`).textContent()))).join(' ');
  }

  it('says the title of the screen that a link leads to, once it is loaded', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/people');
    const status = page.locator('main + [role=status]');
    expect(await status.textContent()).toBe('People');
    await status.evaluate((element) => {
      element.id = 'before';
    });
    await page.getByRole('link', { name: 'Regions' }).press('Enter');
    await page.locator('#before', { hasText: 'Regions' }).waitFor({ state: 'attached' });
    await page.locator('main:focus').waitFor();

    await mutationsOf(server, 'createRegion').done(
      { code: 'dolina', name: 'Долина', originalLocale: 'ru' },
      '__typename',
    );
    await page.getByRole('link', { name: 'People' }).press('Enter');
    await page.getByRole('link', { name: 'Regions' }).press('Enter');
    await page.getByRole('link', { name: 'Долина' }).press('Enter');
    await page.locator('#before', { hasText: 'Долина' }).waitFor({ state: 'attached' });
    expect(await page.locator('h1').getAttribute('lang')).toBe('ru');
    await page.context().close();
  });

  it('says titles in their language wherever items are listed', async () => {
    const { page, open } = await openStudio(browser, server);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Стажировка', summary: 'Кратко.', originalLocale: 'ru' },
      'activity { id }',
    );
    await mutationsOf(server, 'createRestrictedDocument').done(
      { activityId: activity.id, title: 'Протокол', fileName: 'a.pdf', originalLocale: 'ru' },
      '__typename',
    );
    await mutationsOf(server, 'createOrganisation').done({ name: 'Академия', originalLocale: 'ru' }, '__typename');
    for (const [path, title] of [
      ['/', 'Протокол'],
      ['/unpublished', 'Стажировка'],
      ['/activities?text=Стажировка', 'Стажировка'],
      ['/organisations?text=Академия', 'Академия'],
      ['/documents', 'Протокол'],
    ] as const) {
      await open(path);
      expect([path, await page.getByText(title, { exact: true }).first().getAttribute('lang')]).toEqual([path, 'ru']);
    }
    await page.getByRole('combobox', { name: 'Find an item' }).fill('Стажировка');
    const option = page.getByRole('option').getByText('Стажировка');
    expect(await option.getAttribute('lang')).toBe('ru');

    await mutationsOf(server, 'deleteActivity').done({ id: activity.id, version: 1 }, '__typename');
    await open('/trash');
    expect(await page.getByText('Стажировка', { exact: true }).getAttribute('lang')).toBe('ru');
    await page.context().close();
  });

  it('says titles in their language in messages, reports, choices and values', async () => {
    const { page, open } = await openStudio(browser, server);
    await mutationsOf(server, 'createActivity').done(
      { title: 'Практикум', summary: 'Кратко.', originalLocale: 'ru' },
      '__typename',
    );
    const languageOf = (place: string): Promise<string | null> =>
      page.locator(place).getByText('Практикум', { exact: true }).getAttribute('lang');

    await open('/news/new');
    await page.getByRole('combobox', { name: 'Activities' }).fill('Практикум');
    await page.getByRole('option', { name: 'Практикум' }).waitFor();
    expect(await languageOf('[role=option]')).toBe('ru');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove Практикум' }).waitFor();
    expect(await languageOf('.chips')).toBe('ru');

    await open('/activities?text=Практикум');
    await page.getByRole('checkbox', { name: 'Select Практикум' }).press('Space');
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
    await page.getByText('Finished: 1 of 1 done.').waitFor();
    expect(await languageOf('.report')).toBe('ru');

    await open('/trash');
    await page.getByRole('button', { name: 'Restore: Практикум' }).click();
    await page.getByText('Restored as a draft: Практикум').waitFor();
    expect(await languageOf('.toast')).toBe('ru');
    await page.context().close();

    const { programme } = await mutationsOf(server, 'createProgramme').done(
      { name: 'Программа', originalLocale: 'ru' },
      'programme { id }',
    );
    await mutationsOf(server, 'createOrganisation').done({ name: 'Институт', slug: 'institute' }, '__typename');
    await mutationsOf(server, 'updateProgramme').done(
      { id: programme.id, version: 1, organisations: [{ organisation: 'institute', role: 'FUNDING' }] },
      '__typename',
    );
    const reader = await openStudio(browser, server, { role: Role.EDITOR });
    await reader.open(`/programmes/${programme.id}`);
    const values = reader.page.locator('.facts');
    await values.getByText('Институт · Funding').waitFor();
    expect(await values.getByText('Программа').getAttribute('lang')).toBe('ru');
    expect(await values.locator('dd').allInnerTexts()).toContain('Russian');
    await reader.page.context().close();
  });

  it('asks first in which language the texts of a new item are', async () => {
    const { page, open } = await openStudio(browser, server, undefined, { locale: 'fr' });
    for (const path of ['activities', 'news', 'networks', 'programmes', 'organisations', 'regions']) {
      await open(`/${path}/new`);
      const first = page.locator('form.item').locator('button, input').first();
      expect(await first.textContent()).toContain('anglais');
      expect(await descriptionOf(first)).toBe('La langue dans laquelle sont écrits les textes de ce formulaire.');
    }
    await page.context().close();
  });

  it('does not say that a list is empty while it is read under other conditions', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities?text=nothingofthiskind');
    const status = page.locator('main p[role=status]');
    await status.getByText('Nothing meets these conditions.').waitFor();
    const pass = await holdBack(page, 'StudioActivities');
    await page.getByRole('button', { name: 'Clear' }).click();
    await status.getByText('Loading…').waitFor();
    expect(await status.getByText('There is nothing here yet.').count()).toBe(0);
    pass();
    await status.getByText(' items').waitFor();
    await page.context().close();
  });

  it('keeps the focus in a list when an item is deleted', async () => {
    const { page, open } = await openStudio(browser, server);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Focus', summary: 'Short.' },
      'activity { id }',
    );
    for (const title of ['Agenda', 'Minutes']) {
      const input = { activityId: activity.id, title, fileName: `${title}.pdf` };
      await mutationsOf(server, 'createRestrictedDocument').done(input, '__typename');
    }
    await open(`/activities/${activity.id}?tab=documents`);
    await page.getByRole('button', { name: 'Delete: Agenda' }).press('Enter');
    await page.locator('.toast').waitFor();
    await page.locator('ol:focus[aria-label="Restricted documents"]').waitFor();
    await page.context().close();
  });

  it('gives each button of a form a name of its own', async () => {
    const { page, open } = await openStudio(browser, server);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Names', summary: 'Short.', topics: ['One', 'Two'], objectives: ['First.', 'Second.'] },
      'activity { id }',
    );
    await open(`/activities/${activity.id}`);
    for (const field of ['participation', 'budgets']) {
      await page.locator(`#field-${field}`).getByRole('button', { name: 'Add a row' }).click();
    }
    const shown = await page.locator('form.item').ariaSnapshot();
    const names = [...shown.matchAll(/- '?button "([^"]+)"/g)].map(([, name]) => name!);
    // These are in a group with the name of the field, as the parts of a date are.
    const inGroups = names.filter((name) => !/(?: Month| Day)$/.test(name));

    expect(names.length).toBeGreaterThan(40);
    expect(inGroups.filter((name, index) => inGroups.indexOf(name) !== index)).toEqual([]);
    expect(names).toContain('Remove Objectives, 2');
    expect(names).toContain('Add a row: Budgets');
    await page.context().close();
  });

  it('says which fields of several parts are required, which of them are wrong, and why', async () => {
    const { page, open } = await openStudio(browser, server);
    const { network } = await mutationsOf(server, 'createNetwork').done({ name: 'Network of wells' }, 'network { id }');
    await open(`/networks/${network.id}?tab=memberships`);
    await page.getByRole('button', { name: 'Admit a country' }).click();
    const group = page.getByRole('group', { name: 'Country (required)', exact: true });
    const field = group.getByRole('combobox', { name: 'Country', exact: true });
    expect(await field.getAttribute('aria-invalid')).toBeNull();
    await page.getByRole('dialog').getByRole('button', { name: 'Admit', exact: true }).click();
    await group.getByText('This is required.').waitFor();

    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(group)).toContain('This is required.');
    await group.locator('input:focus').waitFor();
    await page.context().close();
  });

  it('says what is wrong with the image of a form', async () => {
    const image = await uploadedImage(server, await picture(64, 48).jpeg().toBuffer(), { alt: 'A well' });
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    await page.fill('#field-title input', 'With an image');
    await page.fill('#field-summary textarea', 'Short.');
    await page.locator('#field-cover').getByRole('button', { name: 'Choose an uploaded one' }).click();
    await page.getByRole('button', { name: 'Choose A well' }).click();
    await page.locator('#field-cover img').waitFor();
    const version = 'query ($id: ID!) { node(id: $id) { ... on Image { version } } }';
    const { node } = await server.data(version, { id: image }, admin);
    await mutationsOf(server, 'deleteImage').done({ id: image, version: node.version }, '__typename');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const problem = page.locator('#field-cover [slot=errorMessage]');
    await problem.waitFor();

    expect(await descriptionOf(page.locator('#field-cover [role=group]').first())).toBe(await problem.textContent());
    await page.context().close();
  });

  it('says with a question what is asked', async () => {
    const { page, open } = await openStudio(browser, server);
    const { network } = await mutationsOf(server, 'createNetwork').done({ name: 'Network of pumps' }, 'network { id }');
    await mutationsOf(server, 'admitCountry').done(
      { networkId: network.id, country: 'KG', kind: 'ACTIVE', version: 1 },
      '__typename',
    );
    await open(`/networks/${network.id}?tab=memberships`);
    await page.getByRole('button', { name: 'Delete: Kyrgyzstan' }).click();

    expect(await descriptionOf(page.getByRole('dialog'))).toContain('Kyrgyzstan: delete a membership only if');
    await page.context().close();
  });

  it('names its languages each in its own', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/account');
    await page.locator('.account .select').click();
    const languages = await page.getByRole('option').locator('[lang]').all();

    expect(await Promise.all(languages.map((one) => one.getAttribute('lang')))).toEqual(['en', 'fr', 'ru']);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'shows Markdown and hints in fields with enough contrast, in the %s',
    async (colorScheme) => {
      const { page, open, violations } = await openStudio(browser, server);
      await page.emulateMedia({ colorScheme });
      await open('/activities/new');
      await page.locator('#field-description .cm-content').click();
      await page.keyboard.type('# Head *it* [here](https://example.org "so")');
      await page.locator('#field-description .cm-line span', { hasText: 'https://example.org' }).waitFor();

      expect(await violations()).toEqual([]);
      const [hint, text] = await page.evaluate<[string, string]>(`(() => {
      const field = document.querySelector('#field-country input');
      return [getComputedStyle(field, '::placeholder').color, getComputedStyle(document.querySelector('.hint')).color];
    })()`);
      expect(hint).toBe(text);
      await page.context().close();
    },
  );

  it('shows where a dialog and an announcement end in forced colours', async () => {
    const { page, open } = await openStudio(browser, server);
    await page.emulateMedia({ forcedColors: 'active' });
    await open('/people');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const borderOf = async (element: string): Promise<[string, string, string]> => {
      await page.waitForSelector(element);
      return page.evaluate<[string, string, string]>(`(() => {
        const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(document.querySelector('${element}'));
        return [borderTopWidth, borderTopColor, backgroundColor];
      })()`);
    };
    const [width, colour, background] = await borderOf('.modal');
    expect(width).toBe('1px');
    expect(colour).not.toBe(background);

    await page.getByRole('dialog').getByLabel('Name').fill('Somebody');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await borderOf('.toast'))[0]).toBe('1px');
    await page.context().close();
  });
});
