// Bundles the site into dist/site: server.js, which makes the pages, and under assets/ what browsers load, each with a hash in
// its name and a gzipped copy. The bundle contains the packages that it needs. Does nothing if its inputs, which inputs.json
// lists, have not changed.
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { hashesOf, inputsOf, isUpToDate } from './bundle-inputs.mjs';
import { compressAssets } from './compress-assets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'web/site');
const target = join(root, 'dist/site');
// Built in a separate directory and moved when complete, so that a server that starts meanwhile finds a complete bundle.
const building = `${target}.new`;
const inputsFile = 'inputs.json';

if (await isUpToDate(root, join(target, inputsFile))) process.exit();

await rm(building, { recursive: true, force: true });
const assets = await build({
  absWorkingDir: root,
  entryPoints: [join(source, 'style.css'), join(source, 'link-token.ts'), join(source, 'search-suggestions.ts')],
  outdir: join(building, 'assets'),
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  target: 'es2022',
  tsconfig: join(root, 'tsconfig.web.json'),
  metafile: true,
  logLevel: 'warning',
});
const server = await build({
  absWorkingDir: root,
  entryPoints: [join(source, 'server.ts')],
  outfile: join(building, 'server.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  tsconfig: join(root, 'tsconfig.web.json'),
  jsx: 'automatic',
  define: {
    'process.env.NODE_ENV': '"production"',
    ASSETS: JSON.stringify({
      styles: addressOf('style.css'),
      linkTokenScript: addressOf('link-token.ts'),
      searchScript: addressOf('search-suggestions.ts'),
    }),
  },
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
});
await compressAssets(join(building, 'assets'));
const others = [
  'scripts/build-site.mjs',
  'scripts/bundle-inputs.mjs',
  'scripts/compress-assets.mjs',
  'tsconfig.web.json',
  'tsconfig.json',
];
await writeFile(
  join(building, inputsFile),
  JSON.stringify(await hashesOf(root, inputsOf([assets, server], others)), null, 2),
);
await rm(target, { recursive: true, force: true });
await rename(building, target);

/** The address of what was made of an entry point. */
function addressOf(entryPoint) {
  const [file] = Object.entries(assets.metafile.outputs).find(([, output]) => output.entryPoint.endsWith(entryPoint));
  return `/site/assets/${basename(file)}`;
}
