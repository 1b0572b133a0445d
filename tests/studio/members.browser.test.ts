import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { until } from '../support/contents';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { startTestServer, type TestServer } from '../support/test-server';
import { admin } from '../support/viewers';
import { complaint, hasChromium, holdBack, launchBrowser, openStudio } from './studio-page';

const narrow = { viewport: { width: 320, height: 800 } };

describeWith(hasChromium, complaint, 'what belongs to networks, programmes and activities in the studio', () => {
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

  async function newNetwork(name: string): Promise<string> {
    const { network } = await mutationsOf(server, 'createNetwork').done({ name }, 'network { id }');
    return network.id as string;
  }

  async function membershipsOf(id: string): Promise<unknown> {
    const { node } = await server.data(
      `query ($id: ID!) {
        node(id: $id) { ... on Network { memberships { country { code } kind since until institution { slug } } } }
      }`,
      { id },
      admin,
    );
    return node.memberships;
  }

  async function idsOf(id: string): Promise<readonly string[]> {
    const query = 'query ($id: ID!) { node(id: $id) { ... on Network { memberships { id } } } }';
    const { node } = await server.data(query, { id }, admin);
    return (node.memberships as { id: string }[]).map((one) => one.id);
  }

  async function pick(page: Page, field: string, text: string): Promise<void> {
    await page.fill(`#field-${field} input`, text);
    await page.click(`[role=option] >> text=${text}`);
  }

  const announced = (page: Page, text: string): Promise<unknown> => page.waitForSelector(`.toast >> text=${text}`);

  it('admit a country, correct its membership, withdraw it and delete it', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server, undefined, narrow);
    const id = await newNetwork('Network of ports');
    await mutationsOf(server, 'createOrganisation').done({ name: 'Ministry of Harbours' }, '__typename');
    const inDialog = page.getByRole('dialog');
    await open(`/networks/${id}?tab=memberships`);
    await page.waitForSelector('text=No country has been admitted yet');

    await page.getByRole('button', { name: 'Admit a country' }).click();
    await inDialog.getByRole('button', { name: 'Admit', exact: true }).click();
    expect(await page.textContent('#field-country')).toContain('This is required');
    await pick(page, 'country', 'Tajikistan');
    await pick(page, 'institution', 'Ministry of Harbours');
    await page.fill('#field-since input', '2014');
    await page.fill('#field-until input', '2010');
    await inDialog.getByRole('button', { name: 'Admit', exact: true }).click();
    await page.waitForSelector('#field-until >> text=must not be before since');
    expect(await page.evaluate(`document.activeElement.closest('[id^=field-]').id`)).toBe('field-until');
    expect(await page.textContent('#field-since')).toContain('Member since');
    expect(await violations()).toEqual([]);
    await page.fill('#field-until input', '');
    await inDialog.getByRole('button', { name: 'Admit', exact: true }).click();
    await announced(page, 'The country is admitted');
    const member = { country: { code: 'TJ' }, kind: 'ACTIVE', institution: { slug: 'ministry-of-harbours' } };
    expect(await membershipsOf(id)).toEqual([{ ...member, since: '2014', until: null }]);

    await page.getByRole('button', { name: 'Correct: Tajikistan, 2014' }).click();
    await page.fill('#field-since input', '2013');
    // Somebody else changes the network meanwhile.
    await mutationsOf(server, 'updateNetwork').done({ id, version: 2, acronym: 'NP' }, '__typename');
    await inDialog.getByRole('button', { name: 'Save' }).click();
    // What only one of both has changed is merged.
    await announced(page, 'Saved');
    expect(await membershipsOf(id)).toEqual([{ ...member, since: '2013', until: null }]);

    // Somebody else corrects the same field, and another one.
    const [membership] = await idsOf(id);
    await page.getByRole('button', { name: 'Correct: Tajikistan, 2013' }).click();
    await page.fill('#field-since input', '2012');
    const theirs = { id: membership, version: 4, since: '2011', kind: 'OBSERVER' };
    await mutationsOf(server, 'updateMemberCountry').done(theirs, '__typename');
    await inDialog.getByRole('button', { name: 'Save' }).click();
    const choice = inDialog.getByRole('group', { name: 'Member since' });
    await page.waitForSelector('#field-conflicts:focus');
    expect((await choice.locator('.value').allTextContents()).sort()).toEqual(['2011', '2012']);
    expect(await violations()).toEqual([]);
    await page.locator('#field-since input').press('Enter');
    expect(await membershipsOf(id)).toEqual([{ ...member, kind: 'OBSERVER', since: '2011', until: null }]);
    await choice.getByRole('button', { name: 'Keep mine' }).click();
    await inDialog.getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    expect(await membershipsOf(id)).toEqual([{ ...member, kind: 'OBSERVER', since: '2012', until: null }]);
    const restored = { id: membership, version: 6, since: '2013', kind: 'ACTIVE' };
    await mutationsOf(server, 'updateMemberCountry').done(restored, '__typename');
    await open(`/networks/${id}?tab=memberships`);

    await page.getByRole('button', { name: 'Withdraw: Tajikistan, 2013' }).click();
    await page.fill('#field-until input', '2020');
    await inDialog.getByRole('button', { name: 'Withdraw' }).click();
    await announced(page, 'The membership ends: Tajikistan');
    expect(await membershipsOf(id)).toEqual([{ ...member, since: '2013', until: '2020' }]);
    await page.getByRole('row', { name: /Tajikistan.*Active member.*Ministry of Harbours.*2013.*2020/ }).waitFor();
    expect(await page.locator('.timeline .track .period').count()).toBe(1);
    expect(await violations()).toEqual([]);
    await page.emulateMedia({ forcedColors: 'active' });
    const styles = (selector: string, property: string): Promise<string[]> =>
      page.evaluate(
        `[...document.querySelectorAll('${selector}')].map((shown) => getComputedStyle(shown)['${property}'])`,
      );
    expect(new Set(await styles('.legend .period', 'background')).size).toBe(3);
    expect(await styles('[role=tab]', 'borderBottomWidth')).toEqual(['0px', '0px', '3px', '0px']);
    await page.emulateMedia({ forcedColors: 'none' });

    await page.getByRole('button', { name: 'Delete: Tajikistan, 2013' }).click();
    await inDialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await membershipsOf(id)).toHaveLength(1);
    await page.getByRole('button', { name: 'Delete: Tajikistan, 2013' }).click();
    await inDialog.getByRole('button', { name: 'Delete' }).click();
    await announced(page, 'The membership is deleted: Tajikistan');
    await page.waitForSelector('text=No country has been admitted yet');
    await page.waitForSelector('[aria-labelledby=memberships]:focus');
    expect(await membershipsOf(id)).toEqual([]);

    // Somebody else deletes the membership while the dialog is open, which then has no button to return the focus to.
    const { network } = await server.data(
      'query ($id: ID!) { network: node(id: $id) { ... on Network { publication { version } } } }',
      { id },
      admin,
    );
    const admitted = await mutationsOf(server, 'admitCountry').done(
      { networkId: id, country: 'TJ', kind: 'ACTIVE', since: '2013', version: network.publication.version },
      'memberCountry { id } network { publication { version } }',
    );
    await open(`/networks/${id}?tab=memberships`);
    await page.getByRole('button', { name: 'Delete: Tajikistan, 2013' }).click();
    await mutationsOf(server, 'deleteMemberCountry').done(
      { id: admitted.memberCountry.id, version: admitted.network.publication.version },
      '__typename',
    );
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.waitForSelector('text=No country has been admitted yet');
    await inDialog.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForSelector('[aria-labelledby=memberships]:focus');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('admit a country once when the answer is lost and the editor tries again, also after a reload', async () => {
    const { page, open } = await openStudio(browser, server);
    const id = await newNetwork('Network of lost answers');
    await open(`/networks/${id}?tab=memberships`);
    await page.getByRole('button', { name: 'Admit a country' }).click();
    await pick(page, 'country', 'Kyrgyzstan');
    let lost = 0;
    await page.route('**/graphql', async (route) => {
      if (lost > 0 || !route.request().postData()!.includes('admitCountry')) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    const admit = page.getByRole('dialog').getByRole('button', { name: 'Admit', exact: true });
    await admit.click();
    await page.waitForSelector('.problems >> text=There is no connection');
    await page.reload();
    await page.getByRole('button', { name: 'Admit a country' }).click();
    await page.waitForSelector('[role=dialog] >> text=You have changes from');
    expect(await page.textContent('#field-country')).toContain('Kyrgyzstan');
    await admit.click();
    await announced(page, 'The country is admitted');
    expect(lost).toBe(1);
    await page.getByRole('button', { name: 'Admit a country' }).click();
    await pick(page, 'country', 'Tajikistan');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await announced(page, 'Your changes were discarded');
    await page.getByRole('button', { name: 'Admit a country' }).click();
    expect(await page.textContent('#field-country')).not.toContain('Tajikistan');
    expect(await membershipsOf(id)).toMatchObject([{ country: { code: 'KG' }, since: null, until: null }]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    // A correction does not arrive, and somebody else corrects the same field.
    const correct = page.getByRole('button', { name: /^Correct: Kyrgyzstan/ });
    await correct.click();
    await page.fill('#field-until input', '2020');
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('.problems >> text=There is no connection');
    await page.unroute('**/graphql');
    const [membership] = await idsOf(id);
    await mutationsOf(server, 'updateMemberCountry').done({ id: membership, version: 2, until: '2019' }, '__typename');
    await page.reload();
    await correct.click();
    // Other values are sent anew, so the editor chooses first, however often the empty field was changed.
    for (const until of ['2021', '2022']) {
      await page.fill('#field-until input', until);
      const choice = page.getByRole('group', { name: 'No longer a member from' }).locator('.value');
      await choice.filter({ hasText: until }).waitFor();
      expect((await choice.allTextContents()).sort()).toEqual(['2019', until]);
    }
    await page.getByRole('button', { name: /^Take theirs/ }).click();
    await page.waitForSelector('.conflicts', { state: 'detached' });
    expect(await page.inputValue('#field-until input')).toBe('2019');

    // A correction is stored, its answer is lost, and the editor types on.
    await page.fill('#field-until input', '2023');
    await page.route('**/graphql', async (route) => {
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('.problems >> text=There is no connection');
    await page.unroute('**/graphql');
    await page.fill('#field-until input', '2024');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await announced(page, 'Saved');
    expect(await membershipsOf(id)).toMatchObject([{ until: '2024' }]);
    await page.context().close();
  });

  it('add a component, change it, and delete it unless activities use it', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server, undefined, narrow);
    const { programme } = await mutationsOf(server, 'createProgramme').done(
      { name: 'Programme of ports' },
      'programme { id slug }',
    );
    const componentsOf = async (): Promise<unknown> =>
      (
        await server.data(
          'query ($id: ID!) { node(id: $id) { ... on Programme { components { code name } } } }',
          { id: programme.id },
          admin,
        )
      )['node'].components;
    const inDialog = page.getByRole('dialog');
    await open(`/programmes/${programme.id as string}?tab=components`);
    await page.getByRole('button', { name: 'Add a component' }).click();
    await page.waitForSelector('.markdown >> .cm-content');
    await inDialog.getByRole('button', { name: 'Add', exact: true }).click();
    expect(await page.textContent('#field-code')).toContain('This is required');
    expect(await violations()).toEqual([]);
    await page.fill('#field-code input', 'PORTS-1');
    await page.fill('#field-name input', 'Cranes');
    await inDialog.getByRole('button', { name: 'Add', exact: true }).click();
    await announced(page, 'The component is added');
    await page.getByRole('button', { name: 'Change: Cranes' }).click();
    await page.fill('#field-name input', 'Cranes and quays');
    await inDialog.getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('.rows >> text=Cranes and quays');
    expect(await componentsOf()).toEqual([{ code: 'PORTS-1', name: 'Cranes and quays' }]);

    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Uses it', summary: 'Short.', programme: programme.slug, component: 'PORTS-1' },
      'activity { id }',
    );
    const remove = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Delete: Cranes and quays' }).click();
      await inDialog.getByRole('button', { name: 'Delete' }).click();
    };
    await remove();
    await page.waitForSelector('.problems >> text=1 item uses this');
    expect(await componentsOf()).toHaveLength(1);
    expect(await violations()).toEqual([]);
    await mutationsOf(server, 'updateActivity').done({ id: activity.id, version: 1, component: null }, '__typename');
    await remove();
    await announced(page, 'The component is deleted: Cranes and quays');
    expect(await componentsOf()).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keep what is typed in a dialog while the answer to what it has sent is awaited', async () => {
    const { page, open } = await openStudio(browser, server);
    const { programme } = await mutationsOf(server, 'createProgramme').done({ name: 'Slow quays' }, 'programme { id }');
    await open(`/programmes/${programme.id as string}?tab=components`);
    const add = page.getByRole('button', { name: 'Add a component' });
    await add.click();
    await page.fill('#field-code input', 'QUAYS-1');
    await page.fill('#field-name input', 'Quays');
    const pass = await holdBack(page, 'StudioCreateComponent');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.fill('#field-name input', 'Quays and cranes');
    pass();
    await announced(page, 'The component is added');
    await add.click();
    await page.waitForSelector('[role=dialog] .note >> text=that are not saved');

    expect(await page.inputValue('#field-name input')).toBe('Quays and cranes');
    expect(await page.inputValue('#field-code input')).toBe('');
    await page.context().close();
  });

  it('do not take what an editor has sent for a change of somebody else when the editor has typed on meanwhile', async () => {
    const { page, open } = await openStudio(browser, server);
    const { programme } = await mutationsOf(server, 'createProgramme').done(
      { name: 'Slow locks' },
      'programme { id slug }',
    );
    await mutationsOf(server, 'createComponent').done(
      { programme: programme.slug, code: 'LOCKS-1', name: 'Locks' },
      '__typename',
    );
    await open(`/programmes/${programme.id as string}?tab=components`);
    await page.getByRole('button', { name: 'Change: Locks' }).click();
    await page.fill('#field-name input', 'Wide locks');
    const pass = await holdBack(page, 'StudioUpdateComponent');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.fill('#field-name input', 'Wider locks');
    pass();
    await announced(page, 'Saved');
    await page.getByRole('button', { name: 'Change: Wide locks' }).click();
    await page.waitForSelector('[role=dialog] .note >> text=that are not saved');
    expect(await page.inputValue('#field-name input')).toBe('Wider locks');
    expect(await page.locator('.conflicts').count()).toBe(0);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.waitForSelector('.rows >> text=Wider locks');
    await page.context().close();
  });

  it('paste transactions, correct what the server refuses in its cell, change one and delete one', async () => {
    const { page, open, complaints, violations } = await openStudio(browser, server, undefined, narrow);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Course', summary: 'Short.' },
      'activity { id }',
    );
    await mutationsOf(server, 'createOrganisation').done({ name: 'Harbour fund' }, '__typename');
    const stored = async (): Promise<unknown> => {
      const { node } = await server.data(
        `query ($id: ID!) { node(id: $id) { ... on Activity {
          transactions { nodes { kind date value { amount currency } provider { slug } } }
        } } }`,
        { id: activity.id },
        admin,
      );
      return node.transactions.nodes;
    };
    const cell = (name: string) => page.getByRole('dialog').getByRole('textbox', { name, exact: true });
    const save = () => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await open(`/activities/${activity.id}?tab=transactions`);
    await page.waitForSelector('text=There are no transactions yet');

    await page.getByRole('button', { name: 'Add transactions' }).click();
    await page.evaluate(
      `navigator.clipboard.writeText('expenditure\\t2024-05-01\\t9 007 199 254 740 993.25\\teur\\tE-1\\tharbour-fund\\n' +
        'Disbursement\\tsoon\\t5\\tEUR\\tD-1\\tnobody')`,
    );
    await page.getByRole('dialog').getByRole('combobox', { name: 'Kind, row 1' }).focus();
    await page.keyboard.press('Control+V');
    await save();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Day, row 2');
    expect(await violations()).toEqual([]);
    await cell('Day, row 2').fill('2024-06-01');
    // While it is typed, the name of a kind may be the beginning of another one.
    const kind = page.getByRole('dialog').getByRole('combobox', { name: 'Kind, row 2' });
    await kind.fill('disbursement');
    expect(await kind.inputValue()).toBe('disbursement');
    await page.keyboard.press('Tab');
    expect(await kind.inputValue()).toBe('Disbursement');
    // The activity has another version as soon as the first row is saved, which is read later.
    const pass = await holdBack(page, 'query StudioTransactions(');
    // A table with many cells takes more than a frame to be shown again.
    await page.evaluate('globalThis.requestAnimationFrame = (call) => (queueMicrotask(call), 0)');
    await save();
    await announced(page, '1 transaction is saved');
    const refused = page.getByRole('dialog').getByRole('combobox', { name: 'From, row 1' });
    await refused.and(page.locator('[aria-invalid=true]:focus')).waitFor();
    await refused.fill('');
    await save();
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    pass();
    await open(`/activities/${activity.id}?tab=transactions`);
    const first = {
      kind: 'EXPENDITURE',
      date: '2024-05-01',
      value: { amount: '9007199254740993.25', currency: 'EUR' },
      provider: { slug: 'harbour-fund' },
    };
    const second = {
      kind: 'DISBURSEMENT',
      date: '2024-06-01',
      value: { amount: '5', currency: 'EUR' },
      provider: null,
    };
    expect(await stored()).toEqual([second, first]);
    expect(await violations()).toEqual([]);

    await page.getByRole('button', { name: /^Change: .*, 5 EUR$/ }).click();
    await cell('Amount, row 1').fill('-5.5');
    await page.reload();
    await page.locator('th', { hasText: 'Changes not saved' }).waitFor();
    await page.getByRole('button', { name: /^Change: .*, 5 EUR$/ }).click();
    await page.waitForSelector('text=You have changes from');
    expect(await cell('Amount, row 1').inputValue()).toBe('-5.5');
    await cell('Amount, row 1').press('Enter');
    await page.waitForSelector('text=-5.5 EUR');
    expect(await stored()).toEqual([{ ...second, value: { amount: '-5.5', currency: 'EUR' } }, first]);
    expect(await page.getByText('Changes not saved').count()).toBe(0);

    // The dialog deletes what it was opened for, although a newer version is read behind it.
    const remove = (): Promise<void> => page.getByRole('button', { name: /^Delete: .*, -5.5 EUR$/ }).click();
    const confirm = (): Promise<void> =>
      page
        .getByRole('dialog', { name: 'Delete: 1 June 2024, -5.5 EUR' })
        .getByRole('button', { name: 'Delete' })
        .click();
    await remove();
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { publication { version } transactions { nodes { id } } } } }',
      { id: activity.id },
      admin,
    );
    await mutationsOf(server, 'updateTransaction').done(
      { id: node.transactions.nodes[0].id, version: node.publication.version, reference: 'Theirs' },
      '__typename',
    );
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.locator('td', { hasText: 'Theirs' }).waitFor();
    await confirm();
    await page.getByText('Somebody else has changed this meanwhile').waitFor();
    expect(await stored()).toHaveLength(2);
    await remove();
    await confirm();
    await announced(page, 'The transaction is deleted');
    await page.waitForSelector('[aria-labelledby=transactions]:focus');
    expect(await stored()).toEqual([first]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('do not overwrite a transaction that somebody else has moved to another page of the table', async () => {
    const { page, open, complaints } = await openStudio(browser, server);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Dredging', summary: 'Long.' },
      'activity { id }',
    );
    const create = mutationsOf(server, 'createTransaction');
    const ids: string[] = [];
    for (let number = 1; number <= 51; number += 1) {
      const { transaction } = await create.done(
        {
          activityId: activity.id,
          version: number,
          kind: 'EXPENDITURE',
          date: number === 51 ? '2024-06-01' : '2024-05-01',
          value: { amount: String(number), currency: 'EUR' },
        },
        'transaction { id }',
      );
      ids.push(transaction.id as string);
    }
    await open(`/activities/${activity.id}?tab=transactions`);
    await page.getByRole('button', { name: 'Change: 1 June 2024, 51 EUR' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reference, row 1' }).fill('Mine');
    await mutationsOf(server, 'updateTransaction').done({ id: ids[50], version: 52, date: '2023-01-01' }, '__typename');
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const read = page.waitForResponse((response) => {
        return response.request().postData()?.includes('query StudioTransactions(') === true;
      });
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Somebody else has changed this meanwhile').waitFor();
      await read;
      await page
        .getByRole('button', { name: 'Change: 1 June 2024, 51 EUR', includeHidden: true })
        .waitFor({ state: 'detached' });
    }
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Transaction { date reference } } }',
      { id: ids[50] },
      admin,
    );
    expect(node).toEqual({ date: '2023-01-01', reference: null });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keep pasted transactions until they are saved, stop when told to, and write each once though an answer is lost', async () => {
    const { page, open, violations } = await openStudio(browser, server, undefined, narrow);
    const { activity } = await mutationsOf(server, 'createActivity').done(
      { title: 'Survey', summary: 'Short.' },
      'activity { id }',
    );
    const stored = async (): Promise<unknown> => {
      const { node } = await server.data(
        `query ($id: ID!) { node(id: $id) { ... on Activity { transactions { nodes { reference } } } } }`,
        { id: activity.id },
        admin,
      );
      return node.transactions.nodes.map(({ reference }: { reference: string }) => reference).toSorted();
    };
    const inDialog = page.getByRole('dialog');
    const press = (name: string) => inDialog.getByRole('button', { name, exact: true }).last().click();
    const references = () =>
      inDialog.getByLabel(/^Reference, row/).evaluateAll((inputs: any[]) => inputs.map(({ value }) => value as string));
    await open(`/activities/${activity.id}?tab=transactions`);
    await page.getByRole('button', { name: 'Add transactions' }).click();
    await inDialog.getByLabel('Kind, row 1').focus();
    await page.evaluate(
      `navigator.clipboard.writeText([1, 2, 3, 4].map((n) => 'EXPENDITURE\\t2024-05-0' + n + '\\t5\\tEUR\\tR-' + n).join('\\n'))`,
    );
    await page.keyboard.press('Control+V');
    await page.reload();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForSelector('text=You have changes from');
    expect(await references()).toEqual(['R-1', 'R-2', 'R-3', 'R-4']);

    // The second row is written, and its answer is lost.
    let sent = 0;
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()!.includes('createTransaction')) return route.continue();
      sent += 1;
      await route.fetch();
      return sent === 2 ? route.abort() : route.continue();
    });
    await press('Save');
    await page.waitForSelector('text=The server has not answered for every row');
    expect(await references()).toEqual(['R-2', 'R-3', 'R-4']);
    expect(await inDialog.getByLabel('Amount, row 1').getAttribute('readonly')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await page.unroute('**/graphql');
    await page.reload();
    await page.getByRole('button', { name: 'Go on' }).click();

    await page.route('**/graphql', async (route) => {
      if (route.request().postData()!.includes('createTransaction')) await press('Stop');
      await route.continue();
    });
    await press('Save');
    await page.waitForSelector('[role=dialog] table');
    expect(await references()).toEqual(['R-3', 'R-4']);
    expect(await stored()).toEqual(['R-1', 'R-2']);
    await press('Cancel');
    await page.waitForSelector('text=is deleted.');
    await press('Cancel');
    expect(await references()).toEqual(['R-3', 'R-4']);
    await press('Cancel');
    await press('Discard my changes');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await page.reload();
    await page.waitForSelector('text=5 EUR');
    expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0);
    await page.context().close();
  });

  it('tell two editors of one item of each other, and try again ever less often after a connection has ended, while one looks', async () => {
    const id = await newNetwork('Network of two');
    const one = await openStudio(browser, server);
    const other = await openStudio(browser, server, undefined, narrow);
    await one.page.clock.install();
    const connections: WebSocketRoute[] = [];
    let endsAtOnce = false;
    await one.page.routeWebSocket(/\/graphql/, (connection) => {
      connections.push(connection);
      if (!endsAtOnce) {
        connection.connectToServer();
        return;
      }
      connection.onMessage((message) => {
        const { id, type } = JSON.parse(String(message)) as { readonly id?: string; readonly type: string };
        if (type === 'connection_init') connection.send(JSON.stringify({ type: 'connection_ack' }));
        if (type === 'subscribe') connection.send(JSON.stringify({ id, type: 'complete' }));
      });
    });
    await one.open(`/networks/${id}`);
    const seenByOne = one.page.locator('.also-here');
    await other.open(`/networks/${id}`);
    await one.page.waitForSelector(`.also-here >> text=Also here: ${other.account.name}`);
    await other.page.waitForSelector(`.also-here >> text=Also here: ${one.account.name}`);
    expect(await seenByOne.getAttribute('role')).toBe('status');
    expect(await other.violations()).toEqual([]);

    await other.open('/networks');
    await one.page.waitForSelector('.also-here:empty', { state: 'attached' });
    endsAtOnce = true;
    await one.page.clock.pauseAt((await one.page.evaluate<number>('Date.now()')) + 1_000);
    // After this code, the WebSocket itself does not connect again.
    await connections[0]!.close({ code: 4403 });
    const pauses: number[] = [];
    for (const attempts of [2, 3, 4, 5, 6]) {
      let pause = 0;
      await until(async () => {
        await one.page.clock.runFor(500);
        pause += 500;
        return connections.length === attempts;
      }, 'it is tried again');
      pauses.push(pause);
    }
    // The last pause takes 8 seconds or more, and the first at most 2. A connection may be noticed somewhat later.
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(6_500);
    await one.page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: 'hidden', writable: true })`);
    await one.page.clock.runFor(120_000);
    expect(connections.length).toBe(6);
    endsAtOnce = false;
    await one.page.evaluate(
      `document.visibilityState = 'visible'; document.dispatchEvent(new Event('visibilitychange'))`,
    );
    await until(async () => {
      await one.page.clock.runFor(500);
      return connections.length === 7;
    }, 'it is tried again, because one looks');
    await one.page.clock.resume();
    await other.open(`/networks/${id}`);
    await one.page.waitForSelector(`.also-here >> text=Also here: ${other.account.name}`);
    await other.page.waitForSelector(`.also-here >> text=Also here: ${one.account.name}`);
    expect(connections.length).toBe(7);
    expect(other.complaints).toEqual([]);
    await one.page.context().close();
    await other.page.context().close();
  });

  it('tell who else is here after a part of the studio could not be loaded, by one subscription', async () => {
    const id = await newNetwork('Network of one');
    const { page, account, open } = await openStudio(browser, server);
    await page.clock.install();
    let subscriptions = 0;
    await page.routeWebSocket(/\/graphql/, (connection) => {
      const toServer = connection.connectToServer();
      connection.onMessage((message) => {
        if (String(message).includes('"type":"subscribe"')) subscriptions += 1;
        toServer.send(message);
      });
    });
    let failures = 0;
    await page.route('**/studio/assets/*.js', async (route) => {
      const response = await route.fetch();
      const isWebSocketClient = (await response.text()).includes('graphql-transport-ws');
      if (!isWebSocketClient || failures > 0) return route.fulfill({ response });
      failures += 1;
      return route.abort();
    });
    await open(`/networks/${id}`);
    await until(() => failures === 1, 'a part cannot be loaded');
    await page.clock.runFor(6_000);
    const other = await openStudio(browser, server);
    await other.open(`/networks/${id}`);
    await other.page.waitForSelector(`.also-here >> text=Also here: ${account.name}`);
    await page.clock.runFor(60_000);
    await page.waitForSelector(`.also-here >> text=Also here: ${other.account.name}`);
    expect({ failures, subscriptions }).toEqual({ failures: 1, subscriptions: 1 });
    await page.context().close();
    await other.page.context().close();
  });
});
