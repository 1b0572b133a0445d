// Photographs the site and the studio for the README into docs/images, from the built server with the demonstration
// in a temporary directory. Needs Chromium: at CHROMIUM_PATH, or /usr/bin/chromium.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const slug = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

/** Starts the server in an empty directory, which it fills with its data. */
async function startServer(directory) {
  const child = spawn(process.execPath, [join(root, 'dist/src/entente.js'), 'start'], {
    cwd: directory,
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const origin = /Site\s+(http:\/\/[^/]+)/.exec(line)?.[1];
    if (origin !== undefined) return { child, origin };
  }
  throw new Error('The server ended before it listened');
}

async function photograph(page, name) {
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  const image = sharp(await page.screenshot())
    .resize({ width: 1280 })
    .webp({ quality: 82 });
  const { size } = await image.toFile(join(images, `${name}.webp`));
  console.log(`docs/images/${name}.webp, ${Math.round(size / 1000)} kB`);
}

async function photographSite(browser, origin) {
  const page = await browser.newPage();
  await page.goto(`${origin}/activities/${slug}`);
  await photograph(page, 'site-activity');
}

async function photographStudio(browser, origin, directory) {
  const passwords = await readFile(join(directory, 'data/demonstration-passwords.txt'), 'utf8');
  const page = await browser.newPage();
  await page.goto(`${origin}/studio`);
  await page.fill('input[name=email]', 'editor@entente.example');
  await page.fill('input[name=password]', /editor@entente\.example\s+(\S+)/.exec(passwords)[1]);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#content');
  await page.goto(`${origin}/studio/activities/${await idOfActivity(origin)}`);
  await page.waitForSelector('form');
  await photograph(page, 'studio-activity');
}

async function idOfActivity(origin) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ activity(slug: "${slug}") { id } }` }),
  });
  return (await response.json()).data.activity.id;
}

const directory = await mkdtemp(join(tmpdir(), 'entente-screenshots-'));
await mkdir(images, { recursive: true });
const { child, origin } = await startServer(directory);
const launched = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const context = await launched.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  await photographSite(context, origin);
  await photographStudio(context, origin, directory);
} finally {
  await launched.close();
  child.kill();
  await new Promise((resolve) => child.once('exit', resolve));
  await rm(directory, { recursive: true });
}
