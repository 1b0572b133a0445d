import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { MembershipKind } from '../../src/modules/catalogue/network/member-country.entity';
import { make } from '../support/factories';
import { picture, sendFile, uploadedImage } from '../support/images';
import { mutationsOf } from '../support/mutations';
import { describeWith } from '../support/outside-programs';
import { WORKSHOP } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';

const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const complaint = `The layout of the site is NOT covered in a browser: there is no Chromium at ${chromiumPath} (CHROMIUM_PATH).`;

describeWith(existsSync(chromiumPath), complaint, 'the layout of the site', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startTestServer({ SITE: 'on', LOCALES: 'en,ar,fr,ru', DEMO_DATA: 'true' });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    const cover = await uploadedImage(server, await picture(1600, 900).jpeg().toBuffer(), {
      alt: 'A round table',
      focalPoint: { x: 0.25, y: 1 },
    });
    const texts = { title: 'A workshop', summary: 'On contacts.', slug: 'a-workshop', cover };
    const { activity } = await mutationsOf(server, 'createActivity').done(texts, 'activity { id }');
    await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
    const arabic = { locale: 'ar', title: 'ورشة عمل', summary: 'حول جهات الاتصال.', state: 'PUBLISHED' };
    await mutationsOf(server, 'setActivityTranslation').done({ id: activity.id, version: 2, ...arabic }, '__typename');
    await make(server.app, async (create) => {
      const { id } = await create.network({ slug: 'long-lived' });
      // The timeline names every third year, and so the present one.
      const since = String(new Date().getFullYear() - 24);
      await create.memberCountry({ networkId: id, countryCode: 'MN', since, until: null });
      const observer = { kind: MembershipKind.OBSERVER, since, until: null };
      await create.memberCountry({ networkId: id, countryCode: 'KG', ...observer });
    });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage(options);
    await page.goto(server.address + address);
    return page;
  }

  it.each([
    [320, 320],
    [600, 640],
    [1200, 1280],
  ])(
    'on a screen of %d pixels, a picture is loaded %d pixels wide, and shows its focal point',
    async (width, loaded) => {
      const page = await open('/activities/a-workshop', { viewport: { width, height: 800 } });
      const [size, position] = await page.evaluate<[number, string]>(`(async () => {
      const shown = document.querySelector('img[alt="A round table"]');
      await shown.decode();
      const alone = new Image();
      alone.src = shown.currentSrc;
      await alone.decode();
      return [alone.naturalWidth, getComputedStyle(shown).objectPosition];
    })()`);

      expect(size).toBe(loaded);
      expect(position).toBe('25% 100%');
      await page.close();
    },
  );

  it.each(['', '/fr', '/ru'])('breaks no word in the names of facts on a narrow screen, in %s/', async (prefix) => {
    const page = await open(`${prefix}/activities/${WORKSHOP}`, { viewport: { width: 320, height: 800 } });
    const [count, broken] = await page.evaluate<[number, string[]]>(`(() => {
      const names = [...document.querySelectorAll('.facts th')].map((name) => name.firstChild);
      const range = document.createRange();
      const isBroken = (name, { index, 0: word }) => {
        range.setStart(name, index);
        range.setEnd(name, index + word.length);
        return range.getClientRects().length > 1;
      };
      const wordsOf = (name) => [...name.data.matchAll(/[^\\s-]+/g)].filter((match) => isBroken(name, match));
      return [names.length, names.flatMap(wordsOf).map(([word]) => word)];
    })()`);

    expect(count).toBeGreaterThan(5);
    expect(broken).toEqual([]);
    await page.close();
  });

  it('is mirrored in a language that runs from right to left', async () => {
    for (const width of [320, 1000]) {
      const page = await open('/ar/activities/a-workshop', { viewport: { width, height: 800 } });
      const startOf = async (selector: string): Promise<number> => {
        const { x, width: own } = (await page.locator(selector).first().boundingBox())!;
        return width - x - own;
      };

      expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
      expect(await page.locator('h1').innerText()).toBe('ورشة عمل');
      expect(await startOf('header.site .name')).toBeLessThan(width / 4);
      expect(await startOf('main h1')).toBe(16);
      const hidden = 'document.documentElement.scrollWidth - window.innerWidth';
      expect(await page.evaluate(hidden)).toBe(0);
      // Its list of networks is in English, so its markers stand on the left.
      await page.goto(`${server.address}/ar/activities/casc-annual-plenary-meeting-2024`);
      expect(await page.evaluate(hidden)).toBe(0);
      expect(await page.evaluate(`getComputedStyle(document.querySelector('th')).paddingRight`)).toBe('0px');
      // The facts of a network that is described in English.
      await page.goto(`${server.address}/ar/networks/casc`);
      expect(await startOf('table.facts')).toBe(16);
      await page.close();
    }
  });

  it('is not widened by a word that is longer than a line', async () => {
    const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(4);
    const texts = { title: word, summary: word, slug: 'long-word' };
    const { activity } = await mutationsOf(server, 'createActivity').done(texts, 'activity { id }');
    await mutationsOf(server, 'publishActivity').done({ id: activity.id, version: 1 }, '__typename');
    const document = { activityId: activity.id, title: word, fileName: 'word.txt' };
    const { uploadUrl } = await mutationsOf(server, 'createRestrictedDocument').done(document, 'uploadUrl');
    await sendFile(uploadUrl, Buffer.from('Words'));
    const page = await open('/activities/long-word', { viewport: { width: 320, height: 800 } });
    for (const address of ['/activities', `/search?text=${word}`, '/activities/long-word']) {
      await page.goto(server.address + address);
      expect(await page.content()).toContain(word);
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    }
    await page.close();
  });

  it('has each text in the direction of its language, on a page that runs from right to left', async () => {
    const page = await open(`/ar/activities/${WORKSHOP}`);
    const shown = page.locator('[lang]');
    // The interface is in English. Its elements are mirrored, and each of its messages is isolated.
    const isOfInterface = (text: string): boolean => /^\u2066.*\u2069$/s.test(text);
    for (const { lang, dir, texts } of await shown.evaluateAll((elements) =>
      elements
        .filter(({ tagName }) => tagName !== 'A')
        .map(({ lang, dir, childNodes }) => ({
          lang,
          dir,
          texts: [...childNodes].filter(({ nodeName }) => nodeName === '#text').map(({ nodeValue }) => nodeValue ?? ''),
        })),
    )) {
      const isMirrored = lang === 'ar' || (dir === 'rtl' && texts.every(isOfInterface));
      expect([lang, dir, texts]).toEqual([lang, isMirrored ? 'rtl' : 'ltr', texts]);
    }
    // What is inserted in a sentence, and the sentence itself, are isolated from what is around them.
    expect(await page.locator('.note').textContent()).toBe(
      '\u2066This page is not available in \u2068Arabic\u2069. It is shown in \u2068English\u2069.\u2069',
    );
    await page.close();
  });

  it.each(['/ar', '/ar/activities/a-workshop', '/ar/networks/long-lived', '/ar/countries/MN', '/ar/news'])(
    'names the language of each text at %s, where the interface is in English',
    async (address) => {
      const page = await open(address);
      const texts = await page.evaluate<[string, string][]>(`(() => {
        // A chart is read as an image.
        document.querySelectorAll('[role=img]').forEach((image) => image.remove());
        const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (nodes.nextNode()) found.push([nodes.currentNode.parentElement.closest('[lang]').lang, nodes.currentNode.data]);
        return found;
      })()`);
      const inArabic = texts.filter(([, text]) => /^[^A-Za-z]*\p{Script=Arabic}[^A-Za-z]*$/u.test(text));
      const messages = texts.filter(([, text]) => text.startsWith('\u2066'));

      expect(inArabic.length).toBeGreaterThan(1);
      expect(inArabic.filter(([lang]) => lang !== 'ar')).toEqual([]);
      expect(messages.length).toBeGreaterThan(5);
      expect(messages.filter(([lang]) => lang !== 'en')).toEqual([]);
      await page.close();
    },
  );

  it.each([
    ['/figures', '.bars', 50],
    ['/fr/figures', '.bars', 50],
    ['/ru/figures', '.bars', 50],
    ['/networks/long-lived', '.timeline', 5],
  ])('cuts off no text of the charts at %s', async (address, chart, fewest) => {
    const page = await open(address);
    const [count, cut] = await page.evaluate<[number, string[]]>(`(() => {
      const texts = [...document.querySelectorAll('${chart} text')];
      const isCut = (text) => {
        const { x, width } = text.getBBox();
        return x < 0 || x + width > text.ownerSVGElement.viewBox.baseVal.width;
      };
      return [texts.length, texts.filter(isCut).map(({ textContent }) => textContent)];
    })()`);

    expect(count).toBeGreaterThan(fewest);
    expect(cut).toEqual([]);
    await page.close();
  });

  // Non-text contrast: WCAG 2.2, success criterion 1.4.11.
  it.each(['light', 'dark'] as const)(
    'has bars of memberships that are told from the paper, in the %s',
    async (mode) => {
      const page = await open('/networks/long-lived', { colorScheme: mode });
      const contrasts = await page.evaluate<number[]>(`(() => {
      const partsOf = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
      const linear = (part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
      const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
      const paper = partsOf(getComputedStyle(document.body).backgroundColor);
      return [...document.querySelectorAll('.timeline rect')].map((bar) => {
        const { fill, opacity } = getComputedStyle(bar);
        const shown = partsOf(fill).map((part, index) => part * opacity + paper[index] * (1 - opacity));
        const [lighter, darker] = [luminance(shown), luminance(paper)].sort((one, other) => other - one);
        return (lighter + 0.05) / (darker + 0.05);
      });
    })()`);

      expect(contrasts).toHaveLength(2);
      expect(Math.min(...contrasts)).toBeGreaterThan(3);
      await page.close();
    },
  );

  it('has the search field in the direction of its text', async () => {
    const page = await open('/ar');
    const field = page.locator('form.search input');
    const direction = (): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('form.search input')).direction`);

    expect(await field.getAttribute('placeholder')).toContain('Search activities');
    expect(await direction()).toBe('ltr');
    await field.fill('ورشة');
    expect(await direction()).toBe('rtl');
    await page.close();
  });

  it('keeps charts readable in a language that runs from right to left', async () => {
    const page = await open('/ar/figures', { viewport: { width: 1000, height: 800 } });
    const [name, bar] = await Promise.all(
      ['.bars text', '.bars rect'].map((selector) => page.locator(selector).first().boundingBox()),
    );

    expect(name!.x + name!.width).toBeLessThanOrEqual(bar!.x);
    await page.close();
  });

  it('is printed in dark letters, with the tables of the figures, and without forms and menus', async () => {
    const page = await open('/figures', { colorScheme: 'dark' });
    const table = page.locator('details table').first();
    expect(await table.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    expect(await table.isVisible()).toBe(true);
    for (const hidden of ['header.site nav', 'form.search', 'form.filter', '.files', 'summary']) {
      expect([hidden, await page.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
    }
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(27, 36, 48)');
    const { y, height } = (await table.boundingBox())!;
    const next = (await page.locator('h3').nth(1).boundingBox())!;
    expect(next.y - y - height).toBeGreaterThan(16);
    await page.close();
  });
});
