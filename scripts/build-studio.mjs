// Bundles the studio into dist/studio: index.html, under assets/ all scripts and styles, each with a hash in its name and a
// gzipped copy, and operations.json with the texts of its operations. Does nothing if its inputs, which inputs.json lists, have
// not changed.
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequest, stringifyDocument } from 'urql';
import { build } from 'vite';
import * as client from '../clients/typescript/dist/studio.js';
import { hashesOf, isUpToDate, versionFileOf } from './bundle-inputs.mjs';
import { compressAssets } from './compress-assets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'web/studio');
const target = join(root, 'dist/studio');
// Built in a separate directory and moved when complete, so that a server that starts meanwhile finds a complete bundle.
const building = `${target}.new`;
const inputsFile = 'inputs.json';

if (await isUpToDate(root, join(target, inputsFile))) process.exit();

const inputs = new Set([
  'scripts/build-studio.mjs',
  'scripts/bundle-inputs.mjs',
  'scripts/compress-assets.mjs',
  'tsconfig.web.json',
  'tsconfig.json',
  'node_modules/vite/package.json',
]);
// Vite does not say which style sheets others import.
for (const directory of ['web/shared', 'web/studio']) {
  const names = await readdir(join(root, directory), { recursive: true });
  for (const name of names.filter((one) => one.endsWith('.css'))) inputs.add(`${directory}/${name}`);
}

await build({
  configFile: false,
  root: source,
  base: '/studio/',
  logLevel: 'warn',
  build: {
    outDir: building,
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows no data: scripts, and no inline ones.
    assetsInlineLimit: 0,
    // The editor of Markdown, which is loaded with the first form that needs it, has nearly 500 kB.
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    // There are no server components: what `use client` says has no meaning here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  plugins: [
    {
      name: 'leave-out-languages',
      // React Aria has its texts in 34 languages, all of which would be loaded with the first screen.
      load: (id) =>
        /\/intl\/(?:\w+\/)?(?!en-US|fr-FR|ru-RU)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? 'export default {};' : null,
    },
    {
      name: 'list-inputs',
      moduleParsed: ({ id }) => {
        const [file] = id.split('?');
        if (file.startsWith(root)) inputs.add(versionFileOf(relative(root, file)));
      },
    },
  ],
});

const operations = Object.entries(client)
  .filter(([name]) => /^Studio.*Document$/.test(name))
  // As the studio's client writes them.
  .map(([, document]) => stringifyDocument(createRequest(String(document), {}).query));
await writeFile(join(building, 'operations.json'), JSON.stringify(operations));
await compressAssets(join(building, 'assets'));
await writeFile(join(building, inputsFile), JSON.stringify(await hashesOf(root, [...inputs].sort()), null, 2));
await rm(target, { recursive: true, force: true });
await rename(building, target);
