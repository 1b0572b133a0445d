import type { Browser, Page } from 'playwright-core';
import { Role } from '../../src/core/access/role';
import { until } from '../support/contents';
import { IATI_PUBLISHER, minimalActivity } from '../support/iati-activities';
import { picture, uploadedImage } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { findFreePort } from '../support/postgres-cluster';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { complaint, hasChromium, holdBack, launchBrowser, loseAnswer, openStudio, settled } from './studio-page';

/** Types that have an editor, by the path of the form for a new item. */
const editors = {
  Activity: '/activities/new',
  NewsItem: '/news/new',
  Network: '/networks/new',
  Programme: '/programmes/new',
  Organisation: '/organisations/new',
  Region: '/regions/new',
};

describeWith(hasChromium, complaint, 'the editors of the studio', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    const port = String(await findFreePort());
    const origin = `http://127.0.0.1:${port}`;
    server = await startTestServer({ PORT: port, PUBLIC_URL: origin, IATI_PUBLISHER });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const activity = async (slug: string, selection: string): Promise<any> =>
    (await server.data(`query ($slug: String!) { activity(slug: $slug) { ${selection} } }`, { slug }, admin))[
      'activity'
    ];

  async function newActivity(values: object): Promise<{ readonly id: string; readonly slug: string }> {
    const { activity: made } = await mutationsOf(server, 'createActivity').done(
      { title: 'Made for a test', summary: 'Short.', ...values },
      'activity { id slug }',
    );
    return made;
  }

  const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = (page: Page): Promise<unknown> => page.waitForSelector('.announcement >> text=Saved');

  it('have a place for every field that the server declares', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server);
    const { contentTypes } = await server.data('{ contentTypes { name fields { name } } }');
    for (const [type, path] of Object.entries(editors)) {
      await open(path);
      await page.waitForSelector('form.item');
      const placed = await page.$$eval('[id^=field-]', (places) => places.map(({ id }) => id.slice('field-'.length)));
      const declared = contentTypes.find((one: { name: string }) => one.name === type).fields;
      expect(placed.sort()).toEqual(declared.map(({ name }: { name: string }) => name).sort());
      // A field without a label shows its name in the API.
      const texts = await page.$$eval('[id^=field-]', (places) =>
        places.map(({ id, textContent }) => [id, textContent]),
      );
      expect(texts.filter(([id, text]) => text!.startsWith(id!.slice('field-'.length)))).toEqual([]);
      expect(await page.$$eval('[id^=field-]', (places) => places.filter((place) => place.textContent === ''))).toEqual(
        [],
      );
      if (await page.$('.markdown')) await page.waitForSelector('.markdown >> .cm-content');
      expect({ path, violations: await violations() }).toEqual({ path, violations: [] });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('show what has the focus above the buttons that stay in sight', async () => {
    const narrow = { viewport: { width: 390, height: 800 }, locale: 'fr' };
    const { page, open } = await openStudio(browser, server, undefined, narrow);
    const texts = {
      summary: 'Short.\n'.repeat(9),
      objectives: Array.from({ length: 9 }, (_, number) => `To ${number}`),
    };
    const { id } = await newActivity(texts);
    for (const screen of ['/activities/new', `/activities/${id}?tab=translations`]) {
      await open(screen);
      await page.waitForSelector('.save');
      await page.locator('form .field input').first().pressSequentially('Some title');
      await page.waitForSelector('.save >> text=Pas encore enregistré');
      const hidden: unknown[] = [];
      while (await page.evaluate('document.activeElement.closest(".save") === null')) {
        const [focused, buttons] = await page.evaluate<{ readonly top: number }[]>(
          '[document.activeElement, document.querySelector(".save")].map((element) => element.getBoundingClientRect().toJSON())',
        );
        if (focused!.top >= buttons!.top) hidden.push(focused);
        await page.keyboard.press('Tab');
      }
      expect({ screen, hidden }).toEqual({ screen, hidden: [] });
    }
    await page.setViewportSize({ width: 320, height: 256 });
    expect(await page.evaluate('getComputedStyle(document.querySelector(".save")).position')).toBe('static');
    await page.context().close();
  });

  it('show all columns of a table on a wide screen', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    const budgets = page.locator('#field-budgets');
    await budgets.getByRole('button', { name: 'Add a row' }).click();
    await budgets.getByRole('region').waitFor();
    const widths = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)';
    expect(await page.evaluate(`${widths}(document.querySelector('#field-budgets [role="region"]'))`)).toBe(0);
    await page.context().close();
  });

  it('render one cell of a table for each key, however many rows it has', async () => {
    const { page, open } = await openStudio(browser, server);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Profiler.enable');
    const callsForOneKey = async (rows: number): Promise<number> => {
      const { id } = await newActivity({
        title: `Of ${rows} rows`,
        participation: Array.from({ length: rows }, (_, women) => ({ country: 'KG', women: women + 1 })),
      });
      await open(`/activities/${id}`);
      await settled(page);
      await page.getByLabel('Women, row 1', { exact: true }).focus();
      await devTools.send('Profiler.startPreciseCoverage', { callCount: true });
      await page.keyboard.press('5');
      await page.waitForSelector('text=Not saved yet');
      const { result } = await devTools.send('Profiler.takePreciseCoverage');
      await devTools.send('Profiler.stopPreciseCoverage');
      return result.flatMap(({ functions }) => functions).reduce((sum, { ranges }) => sum + ranges[0]!.count, 0);
    };
    const more = (await callsForOneKey(101)) - (await callsForOneKey(1));
    // To render a cell takes about 1700 calls of functions, and to find that it shows the same takes 60.
    expect(more / (100 * 5)).toBeLessThan(200);
    await page.context().close();
  });

  it('take people and budgets from a spreadsheet, and keep the rows that cannot be read with what is wrong with them', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server, undefined, {
      viewport: { width: 320, height: 800 },
    });
    await mutationsOf(server, 'createOrganisation').done({ name: 'Academy of water' }, '__typename');
    const { id, slug } = await newActivity({ title: 'Counted' });
    await open(`/activities/${id}`);
    const paste = async (field: string, rows: readonly string[]): Promise<void> => {
      await page.locator(`#field-${field}`).getByRole('button', { name: 'Add a row' }).click();
      await page.locator(`#field-${field} input`).first().focus();
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(rows.join('\n'))})`);
      await page.keyboard.press('Control+V');
    };
    const cell = (field: string, name: string) => page.locator(`#field-${field}`).getByLabel(name, { exact: true });
    let lookUps = 0;
    // What is typed while names are looked up stays.
    let lookUp = (): void => undefined;
    const lookedUp = new Promise<void>((resolve) => {
      lookUp = resolve;
    });
    await page.route('**/graphql', async (route) => {
      const sent = route.request().postData()!;
      if (sent.includes('StudioOrganisationOption')) lookUps += 1;
      if (sent.includes('academy of water')) await lookedUp;
      await route.continue();
    });
    await paste('participation', ['Kyrgyzstan\tacademy of water\t12\t8', 'Nowhere\t\t1', '\t\tfew']);
    await cell('participation', 'Women, row 2').fill('2');
    await page.locator('#field-participation').getByRole('button', { name: 'Add a row' }).click();
    await cell('participation', 'Country, row 4').pressSequentially('Kyrgyzstan');
    await page.keyboard.press('Tab');
    expect(await cell('participation', 'Country, row 4').inputValue()).toBe('KG');
    await page.keyboard.type('Academy of water');
    lookUp();
    await page.waitForSelector('#field-participation input[value="academy-of-water"]');
    expect(lookUps).toBeLessThan('Academy of water'.length);
    expect(await cell('participation', 'Women, row 2').inputValue()).toBe('2');
    expect(await cell('participation', 'Organisation, row 4').inputValue()).toBe('Academy of water');
    await page
      .locator('#field-participation')
      .getByRole('button', { name: 'Remove Participants, 4', exact: true })
      .click();
    await paste('budgets', [
      'First day\tLast day\tAmount\tCurrency',
      '1.1.2026\t31.12.2026\t1 250 000.50\teur\tRevised\tIndicative',
      '2026-01-01\t31/12/2026\t1,250\tEUR\tFirst',
    ]);
    await save(page);
    await page.waitForSelector('#field-budgets [aria-invalid=true]');
    const wrong = await page
      .locator('[aria-invalid=true]')
      .evaluateAll((all: any[]) =>
        all.map((input) => [input.getAttribute('aria-label'), input.closest('td').textContent]),
      );
    expect(wrong).toEqual([
      ['Country, row 2', 'Countries look like KG: Nowhere'],
      ['Women, row 3', 'Numbers of people look like 12: few'],
      ['First day, row 1', 'Days look like 2026-05-31: First day'],
      ['Last day, row 1', 'Days look like 2026-05-31: Last day'],
      ['Amount, row 1', 'Amounts look like 1250000.5: Amount'],
      ['Currency, row 1', 'Currencies look like EUR: CURRENCY'],
      ['Last day, row 3', 'Days look like 2026-05-31: 31/12/2026'],
      ['Amount, row 3', 'Amounts look like 1250000.5: 1,250'],
      ['Type of the budget, row 3', 'Choose one of the values that are offered: First'],
    ]);
    expect(await violations()).toEqual([]);
    await cell('participation', 'Country, row 2').fill('tj');
    await page
      .locator('#field-participation')
      .getByRole('button', { name: 'Remove Participants, 3', exact: true })
      .click();
    await cell('budgets', 'Last day, row 3').fill('2026-12-31');
    await cell('budgets', 'Amount, row 3').fill('5,5');
    await cell('budgets', 'Type of the budget, row 3').fill('original');
    await page.locator('#field-budgets').getByRole('button', { name: 'Remove Budgets, 1', exact: true }).click();
    await save(page);
    await saved(page);
    // What is announced stands above the button, and does not cover it.
    const announcement = (await page.locator('.toast').boundingBox())!;
    const button = (await page.getByRole('button', { name: 'Save', exact: true }).boundingBox())!;
    expect(announcement.y + announcement.height).toBeLessThanOrEqual(button.y);
    const selection = `participation { women } enteredParticipation { country { code } organisation { slug } women men }
      budgets { type status periodStart periodEnd value { amount currency } }`;
    expect(await activity(slug, selection)).toMatchObject({
      enteredParticipation: [
        { country: { code: 'KG' }, organisation: { slug: 'academy-of-water' }, women: 12, men: 8 },
        { country: { code: 'TJ' }, organisation: null, women: 2, men: null },
      ],
      budgets: [
        {
          type: 'REVISED',
          status: 'INDICATIVE',
          periodStart: '2026-01-01',
          periodEnd: '2026-12-31',
          value: { amount: '1250000.5', currency: 'EUR' },
        },
        { type: 'ORIGINAL', status: 'COMMITTED', value: { amount: '5.5', currency: 'EUR' } },
      ],
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('write an item of every kind, by the clock of the editor, and change it', async () => {
    const { page, open, complaints } = await openStudio(browser, server, undefined, { timezoneId: 'Asia/Tashkent' });
    for (const [type, path] of Object.entries(editors)) {
      await open(path);
      await page.waitForSelector('form.item');
      const main = (await page.$('#field-title')) === null ? 'name' : 'title';
      await page.fill(`#field-${main} input`, `First ${type}`);
      for (const field of ['summary textarea', 'excerpt textarea', 'code input']) {
        if ((await page.$(`#field-${field}`)) !== null) await page.fill(`#field-${field}`, `Of ${type}`);
      }
      const time = page.locator('#field-publishedAt input');
      if ((await time.count()) > 0) {
        expect(await page.textContent('#field-publishedAt')).toContain('By your clock: Uzbekistan Standard Time.');
        await time.fill('2026-11-29T09:30');
      }
      await save(page);
      await page.waitForSelector(`h1 >> text=First ${type}`);
      await page.fill(`#field-${main} input`, `Second ${type}`);
      await save(page);
      await page.waitForSelector(`h1 >> text=Second ${type}`);
      const id = page.url().split('/').at(-1);
      const { node } = await server.data(
        `query ($id: ID!) { node(id: $id) { __typename ... on ${type} { value: ${main} } ... on NewsItem { publishedAt } } }`,
        { id },
        admin,
      );
      expect(node).toEqual({
        __typename: type,
        value: `Second ${type}`,
        ...(type === 'NewsItem' && { publishedAt: '2026-11-29T04:30:00.000Z' }),
      });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('take an image that has been uploaded before, which its list then does not delete', async () => {
    const alt = 'A bridge of ropes';
    const image = await uploadedImage(server, await picture(64, 48).jpeg().toBuffer(), { alt });
    const { id, slug } = await newActivity({});
    const { page, open, complaints, violations } = await openStudio(browser, server);
    await open(`/activities/${id}`);
    await page.locator('#field-cover').getByRole('button', { name: 'Choose an uploaded one' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Alternative text').fill('BRIDGE');
    await page.keyboard.press('Enter');
    await dialog.getByText('1 item', { exact: true }).waitFor();
    expect(await violations()).toEqual([]);
    await dialog.getByRole('button', { name: `Choose ${alt}` }).click();
    await page.locator('#field-cover img').waitFor();
    await save(page);
    await saved(page);
    expect(await activity(slug, 'cover { id }')).toEqual({ cover: { id: image } });

    await open('/images?text=bridge');
    const describe = page.getByRole('button', { name: `Edit image: ${alt}` });
    await describe.click();
    for (const length of [500, 1000, 300]) await dialog.locator(`[maxlength="${length}"]`).waitFor();
    await dialog.getByLabel('Caption').fill('Mine');
    await dialog.getByLabel('Credit').fill('A Photographer');
    await page.reload();
    await describe.click();
    await page.waitForSelector('[role=dialog] >> text=You have changes from');
    expect(await dialog.getByLabel('Caption').inputValue()).toBe('Mine');
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Image { version } } }',
      { id: image },
      admin,
    );
    await mutationsOf(server, 'updateImage').done(
      { id: image, version: node.version, caption: 'Theirs' },
      '__typename',
    );
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('.conflicts');
    expect(await dialog.locator('.value').allTextContents()).toEqual(['Theirs', 'Mine']);
    expect(await violations()).toEqual([]);
    await dialog.locator('.conflicts:focus').waitFor();
    await dialog.getByRole('button', { name: 'Take theirs: Caption' }).click();
    await dialog.locator('button:focus', { hasText: 'Save' }).waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(
      (
        await server.data(
          'query ($id: ID!) { node(id: $id) { ... on Image { caption credit } } }',
          { id: image },
          admin,
        )
      ).node,
    ).toEqual({ caption: 'Theirs', credit: 'A Photographer' });

    // What is deleted has the version that the list shows, which is read once more after the change.
    await open('/images?text=bridge');
    await page.getByRole('button', { name: `Delete ${alt}` }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.locator('td').getByText('Items, perhaps in the trash, use this image').waitFor();
    expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: image }, admin)).node).toEqual({
      id: image,
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('show all problems that the server finds at their fields, and the way to them', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    await newActivity({ code: 'TAKEN-1' });
    const { id } = await newActivity({ startsOn: '2031-05' });
    await open(`/activities/${id}`);
    await settled(page);
    // Fields for dates make a format whenever they are rendered, which takes long in a form with many entries.
    await page.evaluate(`{
      const { DateTimeFormat } = Intl;
      globalThis.formats = 0;
      Intl.DateTimeFormat = class extends DateTimeFormat {
        constructor(...given) {
          super(...given);
          globalThis.formats += 1;
        }
      };
    }`);
    await page.locator('#field-title input').pressSequentially('abc');
    expect(await page.evaluate('globalThis.formats')).toBe(0);
    await page.locator('#field-startsOn input').fill('203');
    expect(await page.evaluate('globalThis.formats')).toBe(1);
    const country = page.locator('#field-country input');
    for (const [text, name] of [
      ['aland', 'Åland Islands'],
      ['kg', 'Kyrgyzstan'],
    ] as const) {
      await country.fill(text);
      await page.getByRole('option', { name, exact: true }).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.locator('.popover').waitFor({ state: 'detached' });
    const networks = page.locator('#field-networks');
    await networks.locator('input').fill('Nowhere');
    await page.getByText('Nothing found for “Nowhere”. Try fewer letters').waitFor();
    await page.context().setOffline(true);
    await networks.locator('input').fill('Network');
    await page.getByText('The search failed. Check the connection').waitFor();
    await page.context().setOffline(false);
    await networks.locator('input').fill('Nowhere else');
    await page.getByText('Nothing found for “Nowhere else”.').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.popover').waitFor({ state: 'detached' });
    expect(await networks.locator('input:focus').inputValue()).toBe('');
    await page.fill('#field-startsOn input', '203');
    await save(page);
    await page.locator('#field-startsOn').getByText('Choose a year of four digits').waitFor();
    await page.fill('#field-startsOn input', '2031');
    await page.fill('#field-code input', 'TAKEN-1');
    await page.fill('#field-endsOn input', '2030');
    await page.fill('#field-slug input', 'No Slug');
    await save(page);

    await page.waitForSelector('.problems');
    expect(await page.$$eval('.problems a', (links) => links.map(({ textContent }) => textContent))).toEqual(
      expect.arrayContaining(['Code', 'End', 'Name in addresses']),
    );
    expect(await page.textContent('#field-code')).toContain('another item or account has it');
    expect(await page.evaluate(`document.activeElement.closest('[id^=field-]').id`)).toBe('field-endsOn');
    expect(await violations()).toEqual([]);
    await page.click('.problems a >> text=Code');
    expect(await page.evaluate(`document.activeElement.closest('[id^=field-]').id`)).toBe('field-code');
    await page.context().close();
  });

  it('do not say that all is saved while they show a problem', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Another one.');
    await save(page);
    await saved(page);
    await page.fill('#field-title input', '');
    await save(page);
    await page.waitForSelector('#field-title >> text=This is required');
    await page.waitForSelector('.save .toast', { state: 'detached', timeout: 3_000 });
    // What can be undone stays.
    await page.click('.save >> text=Discard my changes');
    await page.fill('#field-title input', '');
    await save(page);
    await page.waitForSelector('#field-title >> text=This is required');
    await page.click('.save .toast >> text=Undo');
    await page.context().close();
  });

  it('mark what the server says as English in another language', async () => {
    const { page, open, violations } = await openStudio(browser, server, undefined, { locale: 'fr-FR' });
    await newActivity({ code: 'TAKEN-2' });
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-code input', 'TAKEN-2');
    await page.fill('#field-slug input', 'No Slug');
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();

    const problem = page.locator('#field-slug [slot=errorMessage]');
    await problem.getByText('Cette valeur n’est pas valable').waitFor();
    expect(await problem.locator('[lang=en]').textContent()).toContain('slug');
    expect(await problem.locator('[lang=en]').textContent()).not.toContain('valable');
    expect(await page.locator('nav.problems [lang=en]').count()).toBe(1);
    expect(await page.locator('#field-code').getByText('Un autre élément').count()).toBe(1);
    expect(await page.locator('#field-code [lang=en]').count()).toBe(0);
    expect(await violations()).toEqual([]);
    await page.context().close();
  });

  it('write results as an outline by keyboard alone, and open it where there are problems', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server);
    const { id, slug } = await newActivity({});
    await open(`/activities/${id}`);
    await page.setViewportSize({ width: 320, height: 800 });
    const outline = page.locator('#field-results');
    const press = (name: string): Promise<void> => outline.getByRole('button', { name, exact: true }).press('Enter');
    await press('Add a result');
    await page.keyboard.type('Officers teach');
    await press('Add an indicator');
    await page.keyboard.type('Trained officers');
    await press('Add a period');
    await outline.getByLabel('First day').fill('2025-01-01');
    await press('Add a target');
    await page.keyboard.type('many');
    await press('Add a result');
    await page.keyboard.type('Removed');
    await press('Move Removed up');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Move Removed down');
    // What has the focus is outlined, and not the whole form.
    expect(
      await page.evaluate(
        '[...document.querySelectorAll(":focus-within")].filter((one) => getComputedStyle(one).outlineStyle !== "none").map((one) => one.ariaLabel)',
      ),
    ).toEqual(['Move Removed down']);
    await press('Remove Removed');
    await page.locator('summary', { hasText: 'Completeness: 7%' }).press('Enter');
    expect(await page.textContent('.note ul')).toContain('An outgoing commitment');
    expect(await violations()).toEqual([]);
    await outline.locator('summary', { hasText: 'Officers teach' }).press('Enter');

    await save(page);
    await page.waitForSelector('.problems');
    expect(await outline.getByLabel('Last day').getAttribute('aria-invalid')).toBe('true');
    await outline.getByLabel('Last day').fill('2025-12-31');
    await save(page);
    await outline.getByText('must be a number').waitFor();
    await outline.getByRole('textbox', { name: 'Value' }).last().fill('40');
    await outline.getByLabel('About a part (sex: women)').last().fill('sex: women; age: 18');
    await save(page);
    await saved(page);

    expect(
      await activity(
        slug,
        `results { title indicators { title baseline { value }
          periods { start end targets { value dimensions { name value } } } } }`,
      ),
    ).toEqual({
      results: [
        {
          title: 'Officers teach',
          indicators: [
            {
              title: 'Trained officers',
              baseline: null,
              periods: [
                {
                  start: '2025-01-01',
                  end: '2025-12-31',
                  targets: [
                    {
                      value: '40',
                      dimensions: [
                        { name: 'sex', value: 'women' },
                        { name: 'age', value: '18' },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('can discard all that they have typed and not saved when they sign out', async () => {
    const { page, open, account } = await openStudio(browser, server);
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Typed on a shared computer.');
    await open('/activities/new');
    await page.fill('#field-title input', 'Typed on a shared computer, too.');
    await page.click('text=Sign out');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const stored = () => page.evaluate<string>('JSON.stringify(localStorage)');
    expect(await stored()).toContain(account.globalId);
    // Of somebody else, who has chosen to keep it.
    await page.evaluate(`localStorage.setItem('entente.studio.draft:another:Activity:new', '{}')`);

    await page.click('text=Sign out');
    await page.getByRole('button', { name: 'Sign out and discard it' }).click();
    await page.waitForSelector('input[name=email]');

    expect(await stored()).not.toContain('shared computer');
    expect(await stored()).toContain('another');
    await page.context().close();
  });

  it('no longer show what was discarded in another tab', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Typed on a shared computer.');
    const other = await page.context().newPage();
    await other.goto(new URL('/studio', page.url()).href);
    await other.click('text=Sign out');
    await other.getByRole('button', { name: 'Sign out and discard it' }).click();
    await other.waitForSelector('input[name=email]');
    await page.waitForSelector('.save >> text=Everything is saved');

    expect(await page.inputValue('#field-summary textarea')).toBe('Short.');
    expect(await page.evaluate<string>('JSON.stringify(localStorage)')).not.toContain('shared computer');
    await page.context().close();
  });

  it('keep what was typed through a reload and a new session, until it is saved', async () => {
    const { page, open, account, violations } = await openStudio(browser, server);
    const { id, slug } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Typed, and not saved.');
    await page.reload();
    await page.waitForSelector('.note >> text=that are not saved');
    expect(await page.inputValue('#field-summary textarea')).toBe('Typed, and not saved.');
    expect(await violations()).toEqual([]);
    await page.click('text=Sign out');
    await page.getByText('You have not saved everything').waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Sign out and keep it' }).click();
    await page.waitForSelector('input[name=email]');
    await page.fill('input[name=email]', account.email);
    await page.fill('input[name=password]', 'wolmirstedt-ochre-98-lantern');
    await page.keyboard.press('Enter');
    await page.waitForSelector('header.studio');
    await open(`/activities/${id}`);
    expect(await page.inputValue('#field-summary textarea')).toBe('Typed, and not saved.');
    await save(page);
    await saved(page);

    expect(await activity(slug, 'summary')).toEqual({ summary: 'Typed, and not saved.' });
    expect(
      await page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('entente.studio.draft'))`),
    ).toEqual([]);
    await page.context().close();
  });

  it('ask before the editor leaves what the browser has no room to keep', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    // Texts of other items fill what the browser gives the site.
    const fillStorage = (): Promise<void> =>
      page.evaluate(`(() => {
        let text = 'x'.repeat(2 ** 20);
        for (let index = 0; text !== ''; index += 1) {
          try {
            localStorage.setItem('other' + index, text);
          } catch {
            text = text.slice(text.length / 2 + 0.5);
          }
        }
      })()`);
    await open('/activities/new');
    await fillStorage();
    // Browsers ask only after the person has done something on the page.
    await page.click('#field-title input');
    await page.fill('#field-title input', 'Nowhere but here');
    await page.waitForSelector('.save >> text=has no room to keep');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.evaluate('location.reload()');
    await until(async () => asked.length > 0, 'the browser asks');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await page.getByRole('link', { name: 'News' }).first().click();
    await question.waitFor();
    expect(await violations()).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await page.click('text=Sign out');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });

    expect(await page.inputValue('#field-title input')).toBe('Nowhere but here');
    await page.evaluate('localStorage.clear()');
    await page.fill('#field-summary textarea', 'There is room again.');
    await page.getByRole('link', { name: 'News' }).first().click();
    await page.waitForURL(/\/news$/);
    await open('/activities/new');
    await fillStorage();
    await page.fill('#field-title input', 'Lost on purpose, and after a question');
    await page.waitForSelector('.save >> text=has no room to keep');
    await page.click('text=Sign out');
    await question.getByRole('button', { name: 'Leave' }).click();
    // What there was room for can still be kept.
    await page.getByRole('button', { name: 'Sign out and keep it' }).click();
    await page.waitForSelector('input[name=email]');
    // The browser does not ask again.
    expect(asked).toEqual(['beforeunload']);
    await page.context().close();
  });

  it('are shown in one tab at a time, which another one takes over with what was typed', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-title input', 'Typed in the first tab');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.waitForSelector('.note >> text=in another tab');
    expect(await other.$('form.item')).toBeNull();
    await other.click('text=Edit here');
    expect(await other.inputValue('#field-title input')).toBe('Typed in the first tab');
    await page.waitForSelector('.note >> text=in another tab');
    expect(await violations()).toEqual([]);
    await other.fill('#field-title input', 'Typed in the second tab');
    await other.close();
    await page.waitForSelector('#field-title input[value="Typed in the second tab"]');
    await page.context().close();
  });

  it('go on with a new item that one tab creates after another one has taken its form over, without losing a key', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    await page.fill('#field-title input', 'Created by the first tab');
    await page.fill('#field-summary textarea', 'Short.');
    await page.fill('#field-slug input', 'taken-over');
    const pass = await holdBack(page, 'StudioCreateActivity');
    await save(page);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.click('text=Edit here');
    await page.waitForSelector('.note >> text=in another tab');
    const summary = other.locator('#field-summary textarea');
    await summary.press('End');
    await summary.pressSequentially(' Typed');
    pass();
    const more = ' in the second tab while the answer comes, and the item is read.';
    await other.keyboard.type(more, { delay: 20 });
    await other.waitForURL(/activities\/(?!new)/);
    await page.waitForURL(/activities\/(?!new)/);
    await page.waitForSelector('.note >> text=in another tab');
    await other.keyboard.type(' Really.');
    expect(await summary.inputValue()).toBe(`Short. Typed${more} Really.`);
    await save(other);
    await saved(other);

    expect(await activity('taken-over', 'title summary publication { version }')).toEqual({
      title: 'Created by the first tab',
      summary: `Short. Typed${more} Really.`,
      publication: { version: 2 },
    });
    await page.context().close();
  });

  it('take lines that are pasted from Word and PowerPoint, without characters that nobody sees and the server refuses', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    const paste = async (text: string): Promise<void> => {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
      await page.keyboard.press('Control+V');
    };
    const title = page.locator('#field-title input');
    await title.pressSequentially('Two !');
    await page.keyboard.press('ArrowLeft');
    await paste('lines\u000b\u202aof a “slide”\u202c \u2067שלום\u2069');
    await page.keyboard.press('Control+Z');
    expect(await title.inputValue()).toBe('Two !');
    await page.keyboard.press('Control+Y');
    // A cell of a spreadsheet.
    await paste(' here\r\n');
    await page.keyboard.type(' now');
    await page.focus('#field-summary textarea');
    await page.keyboard.type('One ');
    await paste('line\u000banother');
    await page.locator('.cm-content').click();
    await paste('Topics:\n•\tOne • and\n\t•\tNested\n\t\t▪\tDeep\n·\u00a0\u00a0\u00a0 two\n\n    · code');
    await page.fill('#field-slug input', 'pasted-from-word');
    await save(page);
    await saved(page);

    expect(await activity('pasted-from-word', 'title summary description')).toEqual({
      title: 'Two lines of a “slide” שלום here now!',
      summary: 'One line\nanother',
      description: 'Topics:\n- One • and\n  - Nested\n    - Deep\n- two\n\n    · code',
    });
    await page.context().close();
  });

  it('do not take the place of what the editor has gone on with while a new item was saved', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    await page.fill('#field-title input', 'First');
    await page.fill('#field-summary textarea', 'Sent over a slow connection.');
    await page.fill('#field-slug input', 'first-of-two');
    const pass = await holdBack(page, 'StudioCreateActivity');
    await save(page);
    await page.getByRole('link', { name: 'Activities' }).first().click();
    await page.getByRole('link', { name: 'New', exact: true }).click();
    await page.fill('#field-title input', 'Typed meanwhile');
    pass();
    await saved(page);

    expect(new URL(page.url()).pathname).toBe('/studio/activities/new');
    expect(await page.inputValue('#field-title input')).toBe('Typed meanwhile');
    await page.reload();
    await page.waitForSelector('#field-title input[value="Typed meanwhile"]');
    // It is another item.
    expect(await page.inputValue('#field-summary textarea')).toBe('');
    await page.fill('#field-summary textarea', 'Not the first.');
    await page.fill('#field-slug input', 'second-of-two');
    await save(page);
    await page.waitForURL(/activities\/(?!new)/);
    await page.waitForSelector('.save >> text=Everything is saved');
    const first = { title: 'First', summary: 'Sent over a slow connection.' };
    expect(await activity('first-of-two', 'title summary')).toEqual(first);
    const second = { title: 'Typed meanwhile', summary: 'Not the first.' };
    expect(await activity('second-of-two', 'title summary')).toEqual(second);
    await open('/activities/new');
    expect(await page.inputValue('#field-title input')).toBe('');
    await page.context().close();
  });

  it('offer again what was typed in a new item whose address names no draft of the studio', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new?draft=abc');
    await page.fill('#field-title input', 'Begun at a mistaken address');
    await open('/activities');
    await open('/activities/new');
    expect(await page.inputValue('#field-title input')).toBe('Begun at a mistaken address');
    await page.context().close();
  });

  it('say on another screen that a change was not saved, with the way back to it', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    const create = mutationsOf(server, 'createActivity');
    await create.done({ title: 'Its address is taken', summary: 'Short.', slug: 'taken-meanwhile' }, '__typename');
    const { activity: edited } = await create.done({ title: 'Refused later', summary: 'Short.' }, 'activity { id }');
    // A request of the second form gets no answer.
    await page.route('**/graphql', (route) =>
      route.request().postData()!.includes('StudioSetActivityTranslation') ? route.abort() : route.fallback(),
    );
    const refused = page.getByText('Not saved, only kept in this browser: Refused later.');
    for (const [screen, operation, change] of [
      [`/activities/${edited.id}`, 'StudioUpdateActivity', () => page.fill('#field-slug input', 'taken-meanwhile')],
      [
        `/activities/${edited.id}?tab=translations&language=ru`,
        'StudioSetActivityTranslation',
        async () => {
          await page.fill('#field-title input', 'Без связи');
          await page.fill('#field-summary textarea', 'Кратко.');
        },
      ],
    ] as const) {
      await open(screen);
      await change();
      const pass = await holdBack(page, operation);
      await page.locator('.save button[type=submit]').click();
      await page.getByRole('link', { name: 'Networks' }).click();
      await page.getByRole('heading', { name: 'Networks' }).waitFor();
      pass();
      await refused.waitFor();
      expect(await violations()).toEqual([]);
      await refused.getByRole('link').press('Enter');
      await page.waitForURL(`**${screen}**`);
      await page.getByText('Not saved yet, only kept in this browser.').waitFor();
      expect(await refused.count()).toBe(0);
    }
    await page.context().close();
  });

  it('lead back to a new item that was created although a later change of it was not saved', async () => {
    const { page, open } = await openStudio(browser, server);
    await newActivity({ slug: 'taken-before' });
    await open('/activities/new');
    await page.fill('#field-title input', 'Created, then refused');
    await page.fill('#field-summary textarea', 'Short.');
    await loseAnswer(page, 'StudioCreateActivity');
    await save(page);
    await page.getByText('Not saved yet, only kept in this browser.').waitFor();
    await page.fill('#field-slug input', 'taken-before');
    const pass = await holdBack(page, 'StudioCreateActivity');
    await save(page);
    await page.getByRole('link', { name: 'Networks' }).click();
    await page.getByRole('heading', { name: 'Networks' }).waitFor();
    pass();
    await page.getByText('Not saved, only kept in this browser:').getByRole('link', { name: 'Created, then' }).click();
    await page.waitForURL(/activities\/(?!new)/);
    await page.waitForSelector('#field-slug input[value="taken-before"]');
    await page.context().close();
  });

  it('are not taken for those of another new item that was refused', async () => {
    const { page, open } = await openStudio(browser, server);
    await newActivity({ slug: 'taken-by-another' });
    await open('/activities/new');
    await page.fill('#field-title input', 'The refused one');
    await page.fill('#field-summary textarea', 'Short.');
    await page.fill('#field-slug input', 'taken-by-another');
    const refused = page.getByText('Not saved, only kept in this browser: New activity.');
    const saveAndLeave = async (where: () => Promise<void>): Promise<void> => {
      const pass = await holdBack(page, 'StudioCreateActivity');
      await save(page);
      await page.getByRole('link', { name: 'Activities' }).first().click();
      await where();
      pass();
      await refused.waitFor();
    };
    await saveAndLeave(async () => {
      await page.getByRole('link', { name: 'New', exact: true }).click();
      await page.fill('#field-title input', 'The second one');
    });
    await refused.getByRole('link').click();
    await page.waitForSelector('#field-title input[value="The refused one"]');
    await saveAndLeave(() => page.getByRole('heading', { name: 'Activities' }).waitFor());
    await refused.getByRole('link').click();
    await page.waitForSelector('#field-title input[value="The refused one"]');
    await page.context().close();
  });

  it('are those of another new item when the editor returns from one that was created to an earlier form', async () => {
    const { page, open } = await openStudio(browser, server);
    await open('/activities/new');
    await page.getByRole('link', { name: 'Activities' }).first().click();
    await page.getByRole('link', { name: 'New', exact: true }).click();
    await page.fill('#field-title input', 'Created after an earlier form');
    await page.fill('#field-summary textarea', 'Short.');
    await page.fill('#field-slug input', 'created-after-another');
    await save(page);
    await page.waitForURL(/activities\/(?!new)/);
    await page.waitForSelector('.save >> text=Everything is saved');
    await page.evaluate('history.go(-2)');
    await page.waitForURL(/activities\/new/);
    await page.waitForSelector('#field-title input[value=""]');
    await page.fill('#field-title input', 'Another one');
    await page.fill('#field-summary textarea', 'Longer.');
    await page.fill('#field-slug input', 'created-after-return');
    await save(page);
    await page.waitForURL(/activities\/(?!new)/);

    expect(await activity('created-after-another', 'title')).toEqual({ title: 'Created after an earlier form' });
    expect(await activity('created-after-return', 'title')).toEqual({ title: 'Another one' });
    await page.context().close();
  });

  it('do not move the focus when what another form has sent is refused', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id } = await newActivity({});
    const other = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-slug input', other.slug);
    const pass = await holdBack(page, 'StudioUpdateActivity');
    await save(page);
    await page.getByRole('link', { name: 'Activities' }).first().click();
    await page.getByRole('link', { name: 'New', exact: true }).click();
    await page.focus('#field-summary textarea');
    const refused = page.waitForResponse(
      (response) => response.request().postData()?.includes('StudioUpdateActivity') === true,
    );
    pass();
    expect(await (await refused).text()).toContain('input.slug');
    await page.waitForTimeout(300);
    await page.keyboard.type('Typed on');

    expect(await page.inputValue('#field-summary textarea')).toBe('Typed on');
    await page.context().close();
  });

  it('save all that was typed when the editor goes on while an unanswered input is sent again', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id, slug } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Sent first.');
    await loseAnswer(page, 'StudioUpdateActivity');
    await save(page);
    await page.waitForSelector('.problems >> text=There is no connection');
    await page.fill('#field-summary textarea', 'Sent later.');
    const pass = await holdBack(page, 'StudioUpdateActivity');
    await save(page);
    await page.getByRole('link', { name: 'News' }).first().click();
    await page.waitForSelector('#field-summary', { state: 'detached' });
    pass();
    await saved(page);

    expect(await activity(slug, 'summary')).toEqual({ summary: 'Sent later.' });
    await page.context().close();
  });

  it('do not save what is typed in the next form of an item when the answer to an earlier one comes', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id, slug } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Sent first.');
    await loseAnswer(page, 'StudioUpdateActivity');
    await save(page);
    await page.waitForSelector('.problems >> text=There is no connection');
    const pass = await holdBack(page, 'StudioUpdateActivity');
    await save(page);
    await page.getByRole('link', { name: 'News' }).first().click();
    // The address changes before the screen does.
    await page.waitForSelector('#field-summary', { state: 'detached' });
    await page.goBack();
    await page.fill('#field-summary textarea', 'Half a sen');
    pass();
    await saved(page);

    expect(await activity(slug, 'summary')).toEqual({ summary: 'Sent first.' });
    expect(await page.inputValue('#field-summary textarea')).toBe('Half a sen');
    await page.context().close();
  });

  it('show an item that one may not change, and one that is in the trash', async () => {
    const { page, open, violations } = await openStudio(browser, server, { role: Role.EDITOR, networkId: 1 });
    const { id } = await newActivity({ objectives: ['Learn'] });
    await mutationsOf(server, 'publishActivity').done({ id, version: 1 }, '__typename');
    await open(`/activities/${id}`);
    await page.waitForSelector('.note >> text=You may read this');
    expect(await page.textContent('.facts')).toContain('Made for a test');
    expect(await page.$('form.item')).toBeNull();
    expect(await violations()).toEqual([]);
    await page.context().close();

    const admins = await openStudio(browser, server);
    await admins.open(`/activities/${id}`);
    await admins.page.waitForSelector('#field-title input');
    await mutationsOf(server, 'deleteActivity').done({ id, version: 2 }, 'deletedId');
    await admins.page.waitForSelector('.note >> text=in the trash');
    expect(await admins.violations()).toEqual([]);
    await admins.page.context().close();
  });

  it('name what an item refers to without further requests', async () => {
    const { page, open } = await openStudio(browser, server);
    const { programme } = await mutationsOf(server, 'createProgramme').done(
      { name: 'Safe Ports' },
      'programme { slug }',
    );
    const component = { programme: programme.slug, code: 'P1', name: 'Cranes' };
    await mutationsOf(server, 'createComponent').done(component, '__typename');
    const { id } = await newActivity({ programme: programme.slug, component: 'P1' });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.postData() ?? ''));
    await open(`/activities/${id}`);
    await page.waitForSelector('#field-programme >> text=Safe Ports');
    await page.waitForSelector('#field-component >> text=P1 Cranes');
    expect(requests.filter((request) => /query Studio\w+Options?\b/.test(request))).toEqual([]);
    await page.context().close();
  });

  it('say what keeps an activity out of the file of IATI, and bring discarded changes back', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    // The identifier is that of a programme.
    const taken = { iatiIdentifier: 'XX-EXAMPLE-1-eu-act', status: null };
    const { id } = await newActivity({ ...minimalActivity, ...taken });
    await open(`/activities/${id}`);
    await page.click('summary >> text=IATI: left out');
    expect(await page.locator('.note', { hasText: 'IATI' }).getByRole('listitem').allTextContents()).toEqual([
      'Choose a status.',
      'Choose another identifier: a programme has the same one, or it is one of the demonstration.',
    ]);
    expect(await violations()).toEqual([]);
    await page.fill('#field-title input', 'Another title');
    await page.click('.save >> text=Discard my changes');
    expect(await page.inputValue('#field-title input')).toBe('Made for a test');
    await page.click('.toast >> text=Undo');
    await page.waitForSelector('#field-title input[value="Another title"]');
    await page.context().close();
  });

  it('warn of an identifier of IATI that is not the publisher’s, and not of one that is', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    const { id } = await newActivity({ ...minimalActivity, iatiIdentifier: 'XX-ANOTHER-1' });
    await open(`/activities/${id}`);
    await page.click('summary >> text=IATI: check the identifier');
    expect(await page.locator('.note', { hasText: 'IATI' }).getByRole('listitem').allTextContents()).toEqual([
      'Choose an identifier that begins with that of the publisher and a hyphen, unless the activity has been published under this one.',
    ]);
    expect(await violations()).toEqual([]);
    const own = await newActivity({ ...minimalActivity, iatiIdentifier: 'XX-EXAMPLE-1-own' });
    await open(`/activities/${own.id}`);
    await page.waitForSelector('summary >> text=IATI: complete');
    await page.context().close();
  });

  it('let the editor choose when somebody else has changed the same field, and merge other fields', async () => {
    const { page, open, violations } = await openStudio(browser, server);
    const { id, slug } = await newActivity({ participation: [{ country: 'KG', women: 3 }] });
    await open(`/activities/${id}`);
    await page.fill('#field-title input', 'My title');
    await page.fill('#field-summary textarea', 'My summary.');
    await page.fill('#field-code input', 'MINE-1');
    const cell = (name: string) => page.getByLabel(`${name}, row 1`, { exact: true });
    await cell('Women').fill('4');
    await page.locator('#field-budgets').getByRole('button', { name: 'Add a row' }).click();
    await cell('First day').fill('2026-01-01');
    await cell('Last day').fill('2026-06-30');
    await cell('Amount').fill('7');
    const [one, other] = (await server.data('{ networks(first: 2) { nodes { slug name } } }', {}, admin)).networks
      .nodes;
    await page.locator('#field-networks').getByRole('combobox').fill(one.name.slice(2, -2));
    await page.getByRole('option', { name: one.name }).click();
    const budget = { type: 'REVISED', status: 'INDICATIVE', periodStart: '2026-01-01', periodEnd: '2026-12-31' };
    const theirs = {
      title: 'Their title',
      summary: 'Their summary.',
      place: 'Lagos',
      networks: [other.slug],
      participation: [{ country: 'KZ', women: 5, unspecified: 2 }],
      budgets: [{ ...budget, value: { amount: '5', currency: 'USD' } }],
    };
    await mutationsOf(server, 'updateActivity').done({ id, version: 1, ...theirs }, '__typename');
    await save(page);

    await page.waitForSelector('.conflicts:focus');
    await page.locator('#field-originalLocale button').focus();
    await page.getByRole('button', { name: 'Somebody else has changed the same fields' }).press('Enter');
    await page.waitForSelector('.conflicts:focus');
    expect(await page.$$eval('.conflicts h3', (titles) => titles.map(({ textContent }) => textContent))).toEqual([
      'Title',
      'Summary',
      'Participants',
      'Budgets',
      'Networks',
    ]);
    const values = page.locator('.conflicts .value');
    await cell('Country').fill('Nowhere');
    await cell('Last day').fill('');
    expect((await values.allTextContents()).slice(4, 8)).toEqual([
      'Kazakhstan · Women: 5 · Not stated: 2',
      'Nowhere · Women: 4',
      'Revised · Indicative · 1 January 2026 · 31 December 2026 · 5 · USD · 1 January 2026',
      'Original · Committed · 1 January 2026 · 7 · EUR',
    ]);
    await values.getByText(one.name).waitFor();
    await values.getByText(other.name).waitFor();
    expect(await page.inputValue('#field-place input')).toBe('Lagos');
    expect(await activity(slug, 'title')).toEqual({ title: 'Their title' });
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Take theirs: Title' }).click();
    await page.getByRole('button', { name: 'Keep mine: Summary' }).click();
    await page.getByRole('button', { name: 'Keep mine: Networks' }).click();
    await page.getByRole('button', { name: 'Take theirs: Participants' }).click();
    await page.getByRole('button', { name: 'Take theirs: Budgets' }).click();
    await save(page);
    await saved(page);
    expect(await activity(slug, 'title summary networks { slug } operativeDimension { code place }')).toEqual({
      title: 'Their title',
      summary: 'My summary.',
      networks: [{ slug: one.slug }],
      operativeDimension: { code: 'MINE-1', place: 'Lagos' },
    });
    await page.context().close();
  });

  it('have their title announced when it is known, and until then only that it is loading', async () => {
    const { page, open } = await openStudio(browser, server);
    await newActivity({ title: 'Announced' });
    await open('/activities?order=CREATED_AT');
    const pass = await holdBack(page, 'query StudioActivity(');
    await page.getByRole('link', { name: 'Announced', exact: true }).click();
    const announced = page.locator('p.visually-hidden[role=status]');
    await page.waitForSelector('.waiting');

    expect(await page.getByRole('status').getByText('Loading…').count()).toBe(1);
    expect(await announced.textContent()).toBe('');
    pass();
    await announced.getByText('Announced').waitFor();
    await page.context().close();
  });

  it('say when others have overtaken a save too often', async () => {
    const { page, open } = await openStudio(browser, server);
    const { id } = await newActivity({});
    await open(`/activities/${id}`);
    await page.fill('#field-summary textarea', 'Typed, and overtaken.');
    const stale = { errors: [{ message: 'Changed', extensions: { code: 'CONFLICT', version: 9 } }] };
    await page.route('**/graphql', (route) =>
      route.request().postData()!.includes('StudioUpdateActivity') ? route.fulfill({ json: stale }) : route.fallback(),
    );
    await save(page);
    await page.waitForSelector('.problems >> text=Somebody else has changed this meanwhile');
    await page.unroute('**/graphql');
    await save(page);
    await saved(page);

    expect(await page.locator('.problems').count()).toBe(0);
    await page.context().close();
  });

  it('save once when the answer is lost, and tell what the editor has saved from what somebody else has', async () => {
    const { page, open, complaints } = await openStudio(browser, server, { role: Role.ADMIN });
    const stored = async (): Promise<unknown> => {
      const query = `{ activities(filter: { title: { eq: "Saved once" } }) { nodes { id summary publication { version } } } }`;
      return (await server.data(query, {}, admin)).activities.nodes;
    };
    /** Saves, and loses the answer, or gets one that a gateway has made in its place. */
    const saveInVain = async (mutation: string, answer: object | null = null): Promise<void> => {
      await loseAnswer(page, mutation, answer);
      await save(page);
      const problem = answer === null ? 'There is no connection' : 'The server has failed';
      await page.waitForSelector(`.problems >> text=${problem}`);
      await page.unroute('**/graphql');
      await page.reload();
    };
    const write = (summary: string): Promise<void> => page.fill('#field-summary textarea', summary);
    await open('/activities/new');
    await page.fill('#field-title input', 'Saved once');
    await write('Short.');
    await saveInVain('createActivity', { errors: [{ message: 'upstream reset' }] });
    await write('Longer.');
    // An answer that does not come from the mutation says nothing about the first attempt.
    await page.route('**/graphql', (route) =>
      route.request().postData()!.includes('createActivity')
        ? route.fulfill({ json: { errors: [{ message: '', extensions: { code: 'OVERLOADED' } }] } })
        : route.continue(),
    );
    await page.locator('#field-originalLocale').scrollIntoViewIfNeeded();
    await save(page);
    await page.waitForSelector('.problems >> text=busy');
    // What is wrong can be seen wherever the form is scrolled to.
    expect(await page.evaluate(`document.querySelector('.problems').getBoundingClientRect().top > 0`)).toBe(true);
    await page.unroute('**/graphql');
    await save(page);
    await saved(page);
    expect(page.url()).not.toContain('new');
    const created = (await stored()) as { id: string }[];
    expect(created).toHaveLength(1);
    const { id } = created[0]!;

    // A day later, the server does not recognise the input.
    await write('Stored.');
    await saveInVain('updateActivity', { data: null });
    await server.app.database.write((manager) => manager.query('DELETE FROM client_mutation'));
    await write('Stored, and typed on.');
    await save(page);
    await saved(page);
    expect(await page.locator('.conflicts').count()).toBe(0);
    expect(await stored()).toMatchObject([{ summary: 'Stored, and typed on.', publication: { version: 4 } }]);

    await write('Stored again.');
    await saveInVain('updateActivity');
    await mutationsOf(server, 'updateActivity').done({ id, version: 5, summary: 'Theirs.' }, '__typename');
    await write('Mine.');
    await save(page);
    await page.waitForSelector('.conflicts');
    expect(await page.locator('.conflicts .value').allTextContents()).toEqual(['Theirs.', 'Mine.']);
    expect(await stored()).toMatchObject([{ summary: 'Theirs.' }]);
    expect(complaints.every((complaint) => complaint.includes('ERR_FAILED'))).toBe(true);
    await page.context().close();
  });
});
