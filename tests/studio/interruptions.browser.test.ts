import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeWith } from '../support/outside-programs';
import { killProcesses, startCommand, startServer, type TestProcess } from '../support/processes';
import { createRandom } from '../support/random';
import { password } from '../support/sign-in';
import { complaint, hasChromium, launchBrowser } from './studio-page';

/** How often the editor is interrupted. Fifty times take minutes: `INTERRUPTIONS=50`, with another `SEED` each time. */
const INTERRUPTIONS = Number(process.env.INTERRUPTIONS ?? 6);
const SEED = Number(process.env.SEED ?? 1);

jest.setTimeout(60_000 + 15_000 * INTERRUPTIONS);

/** Where the editor types, by the fields of the API. */
const inputs = {
  title: '#field-title input',
  summary: '#field-summary textarea',
  description: '#field-description .cm-content',
};

type Texts = Readonly<Record<keyof typeof inputs, string>>;

const fields = ['title', 'summary', 'description'] as const;
const nothing: Texts = { title: '', summary: '', description: '' };

describeWith(hasChromium, complaint, 'an editor who is interrupted', () => {
  const random = createRandom(SEED);
  let directory: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: TestProcess;
  let origin: string | undefined;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-interruptions-'));
    browser = await launchBrowser();
    await start();
    const account = ['account', 'create', '--email', 'ada@example.org', '--role', 'ADMIN', '--name', 'Ada'];
    const command = startCommand(account, { cwd: directory, env: environment() });
    command.child.stdin!.end(`${password}\n`);
    expect(await command.ended).toMatchObject({ code: 0 });
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${origin}/studio`);
    await page.fill('input[name=email]', 'ada@example.org');
    await page.fill('input[name=password]', password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#content');
  });

  afterAll(async () => {
    await browser.close();
    await killProcesses();
    await rm(directory, { recursive: true, force: true });
  });

  function environment(): NodeJS.ProcessEnv {
    return {
      DATABASE_URL: `sqlite:${path.join(directory, 'entente.sqlite')}`,
      FILES_DIR: path.join(directory, 'files'),
      MAIL_DIR: path.join(directory, 'mail'),
      DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
      DEMO_DATA: 'false',
      LOG_LEVEL: 'silent',
    };
  }

  /** Starts the server, again at the same address if it has run before. */
  async function start(): Promise<void> {
    const port = origin === undefined ? {} : { PORT: new URL(origin).port };
    server = startServer({ cwd: directory, env: { ...environment(), ...port } });
    await server.prints(/Health .*\n/);
    origin = (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]!;
  }

  const interruptions: readonly (() => Promise<void>)[] = [
    async function theServerIsKilled() {
      server.child.kill('SIGKILL');
      await server.ended;
      await start();
    },
    async function theTabIsClosed() {
      await page.close();
      const address = page.url();
      page = await context.newPage();
      await page.goto(address);
    },
    async function theConnectionIsCut() {
      await context.setOffline(true);
      await pause(random.below(200));
      await context.setOffline(false);
    },
    async function answersAreLost() {
      await page.route('**/graphql', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await pause(random.below(400));
      // Answers that are on their way are lost, too.
      await page.unrouteAll({ behavior: 'wait' });
    },
  ];

  async function shown(): Promise<Texts> {
    await page.waitForSelector(inputs.description);
    return {
      title: await page.inputValue(inputs.title),
      summary: await page.inputValue(inputs.summary),
      description: (await page.locator(`${inputs.description} .cm-line`).allTextContents()).join('\n'),
    };
  }

  /** Opens the item with the texts from the list, if its first save ended between the address that was read and the end of the tab. */
  async function findAgain(texts: Texts): Promise<void> {
    if (!page.url().endsWith('/new') || (await shown()).title !== '') return;
    const saved = (await stored()).find(({ title }) => title === texts.title);
    if (saved !== undefined) await page.goto(`${origin}/studio/activities/${saved.id}`);
  }

  /** The activities on the server. */
  async function stored(): Promise<readonly (Texts & { id: string })[]> {
    const body = JSON.stringify({ query: '{ activities(first: 100) { nodes { id title summary description } } }' });
    const answer: any = await page.evaluate(`fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'entente-session': 'cookie' },
      body: ${JSON.stringify(body)},
    }).then((response) => response.json())`);
    return answer.data.activities.nodes;
  }

  it('loses nothing that was typed, and saves nothing twice', async () => {
    const finished: Texts[] = [];
    let texts = nothing;
    let words = 0;

    /** Types a word at the end of a field. */
    async function type(field: keyof Texts): Promise<void> {
      words += 1;
      await page.locator(inputs[field]).focus();
      await page.keyboard.press('ControlOrMeta+End');
      for (const letter of `w${words};`) {
        await page.keyboard.type(letter);
        texts = { ...texts, [field]: texts[field] + letter };
      }
    }
    async function typeSomewhere(): Promise<void> {
      await type(random.pick(fields));
    }
    const press = (): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();
    /** Saves until everything is saved, as an editor does who reads what the form says. */
    async function save(): Promise<void> {
      const isSaved = '.save .hint:has-text("Everything is saved.")';
      await page.waitForSelector('.save button.is-pending', { state: 'detached' });
      await press();
      await page.waitForSelector(`${isSaved}, .problems`);
      await page.waitForSelector('.save button.is-pending', { state: 'detached' });
      if ((await page.$(isSaved)) === null) await press();
      await page.waitForSelector(isSaved);
    }

    await page.goto(`${origin}/studio/activities/new`);
    for (let count = 0; count < INTERRUPTIONS; count++) {
      const interrupt = interruptions[count % interruptions.length]!;
      if (texts.title === '') for (const field of fields) await type(field);
      else await typeSomewhere();
      if (random.chance(0.7)) {
        await press();
        await pause(random.below(120));
      }
      const end = interrupt();
      // Who has no screen cannot go on typing.
      if (interrupt.name !== 'theTabIsClosed') await typeSomewhere();
      await end;
      if (interrupt.name === 'theTabIsClosed') await findAgain(texts);
      expect({ interruption: interrupt.name, count, texts: await shown() }).toEqual({
        interruption: interrupt.name,
        count,
        texts,
      });
      if (random.chance(0.5) || count === INTERRUPTIONS - 1) {
        await save();
        expect(await shown()).toEqual(texts);
        if (random.chance(0.4) || count === INTERRUPTIONS - 1) {
          finished.push(texts);
          texts = nothing;
          await page.goto(`${origin}/studio/activities/new`);
        }
      }
    }
    const inOrder = (all: readonly Texts[]): readonly Texts[] =>
      all.toSorted((one, other) => one.title.localeCompare(other.title));
    const withoutIds = (await stored()).map(({ title, summary, description }) => ({ title, summary, description }));
    expect(inOrder(withoutIds)).toEqual(inOrder(finished));
  });
});
