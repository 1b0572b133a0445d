// Bundles GraphiQL into dist/graphiql: index.html, and under assets/ all scripts, styles, fonts and workers, each with
// a hash in its name and a gzipped copy. Does nothing if the inputs of the bundle, which dist/graphiql/inputs.json
// lists, have not changed.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { hashesOf, inputsOf, isUpToDate } from './bundle-inputs.mjs';
import { compressAssets } from './compress-assets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/http/pages/graphiql');
const target = join(root, 'dist/graphiql');
// Built in a separate directory and moved when complete, so that a server that starts meanwhile finds a complete
// bundle.
const building = `${target}.new`;
const assets = join(building, 'assets');
const publicPath = '/graphiql/assets/';
const inputsFile = 'inputs.json';

if (await isUpToDate(root, join(target, inputsFile))) process.exit();

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  outdir: assets,
  bundle: true,
  minify: true,
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
};

await rm(building, { recursive: true, force: true });

const workers = await build({
  ...shared,
  // One file each: a worker that imports others would need its own policy.
  format: 'iife',
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
});

const client = await build({
  ...shared,
  format: 'esm',
  splitting: true,
  publicPath,
  entryPoints: [join(source, 'client.tsx')],
  tsconfig: join(root, 'tsconfig.browser.json'),
  jsx: 'automatic',
  loader: { '.ttf': 'file' },
  define: { 'process.env.NODE_ENV': '"production"', WORKERS: JSON.stringify(workersByLabel(workers)) },
  plugins: [withoutStylesOfMonaco()],
});

const entry = outputOf(client, 'client.tsx');
const page = (await readFile(join(source, 'page.html'), 'utf8'))
  .replace('%SCRIPT%', publicPath + basename(entry.path))
  .replace('%STYLE%', publicPath + basename(entry.cssBundle));
await writeFile(join(building, 'index.html'), page);
await compressAssets(assets);
const others = [
  'scripts/build-graphiql.mjs',
  'scripts/bundle-inputs.mjs',
  'scripts/compress-assets.mjs',
  'src/http/pages/graphiql/page.html',
  'tsconfig.browser.json',
  'tsconfig.json',
];
await writeFile(
  join(building, inputsFile),
  JSON.stringify(await hashesOf(root, inputsOf([workers, client], others)), null, 2),
);
await rm(target, { recursive: true, force: true });
await rename(building, target);

/** Monaco requests workers by the label of a language. The label `editor` stands for all other languages. */
function workersByLabel(result) {
  return Object.fromEntries(
    ['editor', 'graphql', 'json'].map((label) => [
      label,
      publicPath + basename(outputOf(result, `${label}.worker.js`).path),
    ]),
  );
}

function outputOf(result, entryPoint) {
  const found = Object.entries(result.metafile.outputs).find(([, output]) => output.entryPoint?.endsWith(entryPoint));
  if (!found) throw new Error(`esbuild made nothing of ${entryPoint}`);
  return { path: found[0], cssBundle: found[1].cssBundle };
}

/**
 * Omits Monaco's own styles: graphiql/style.css contains them. esbuild would write them beside each chunk, where
 * nothing loads them.
 */
function withoutStylesOfMonaco() {
  return {
    name: 'without-styles-of-monaco',
    setup({ onLoad }) {
      onLoad({ filter: /node_modules[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: '', loader: 'css' }));
    },
  };
}
