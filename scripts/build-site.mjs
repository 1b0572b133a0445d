// Bundles the site into dist/site: server.js, which makes the pages and contains their style sheet, and under assets/ the
// scripts that browsers load, each with a hash in its name and a gzipped copy. The bundle contains the packages that it needs.
// Does nothing if its inputs, which inputs.json lists, have not changed.
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import MarkdownIt from 'markdown-it';
import { hashesOf, inputsOf, isUpToDate } from './bundle-inputs.mjs';
import { compressAssets } from './compress-assets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'web/site');
const target = join(root, 'dist/site');
// Built in a separate directory and moved when complete, so that a server that starts meanwhile finds a complete bundle.
const building = `${target}.new`;
const inputsFile = 'inputs.json';

/** How figures are counted, by language: what docs/figures.md says, without what only developers need. */
const methods = {
  en: 'web/site/figures/method.en.md',
  fr: 'web/site/figures/method.fr.md',
  ru: 'web/site/figures/method.ru.md',
};

if (await isUpToDate(root, join(target, inputsFile))) process.exit();

await rm(building, { recursive: true, force: true });
const sheet = await build({
  absWorkingDir: root,
  entryPoints: [join(source, 'style.css')],
  write: false,
  bundle: true,
  minify: true,
  metafile: true,
  logLevel: 'warning',
});
const styles = sheet.outputFiles[0].text.trimEnd();
const assets = await build({
  absWorkingDir: root,
  entryPoints: [join(source, 'link-token.ts'), join(source, 'search-suggestions.ts')],
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
      styles,
      stylesHash: `sha256-${createHash('sha256').update(styles).digest('base64')}`,
      linkTokenScript: addressOf('link-token.ts'),
      searchScript: addressOf('search-suggestions.ts'),
    }),
    FIGURES_METHOD: JSON.stringify(await renderMethod()),
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
  ...Object.values(methods),
];
await writeFile(
  join(building, inputsFile),
  JSON.stringify(await hashesOf(root, inputsOf([sheet, assets, server], others)), null, 2),
);
await rm(target, { recursive: true, force: true });
await rename(building, target);

/** The address of what was made of an entry point. */
function addressOf(entryPoint) {
  const [file] = Object.entries(assets.metafile.outputs).find(([, output]) => output.entryPoint.endsWith(entryPoint));
  return `/site/assets/${basename(file)}`;
}

/** The HTML of each of the `methods`. Their headings are the same in all languages, and have the same ids. */
async function renderMethod() {
  const texts = await Promise.all(
    Object.entries(methods).map(async ([locale, file]) => [locale, await readFile(join(root, file), 'utf8')]),
  );
  const [original, ...translated] = texts.map(([, text]) => headingsIn(text));
  const tagsOf = (headings) => headings.map(({ tag }) => tag).join();
  if (translated.some((headings) => tagsOf(headings) !== tagsOf(original))) {
    throw new Error('The texts on how figures are counted must have the same headings in all languages');
  }
  const ids = original.map(({ title }) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  return Object.fromEntries(texts.map(([locale, text]) => [locale, renderDocument(text, ids)]));
}

/** The headings of a Markdown text. */
function headingsIn(text) {
  const tokens = new MarkdownIt().parse(text, {});
  return tokens.flatMap(({ type, tag }, index) =>
    type === 'heading_open' ? [{ tag, title: tokens[index + 1].content }] : [],
  );
}

/**
 * The HTML of a text as a part of a page. Narrow screens scroll tables and code, also by keyboard.
 *
 * @param ids the ids of the headings, in their order
 */
function renderDocument(text, ids) {
  const markdown = new MarkdownIt();
  const { rules } = markdown.renderer;
  const left = [...ids];
  rules.heading_open = (tokens, index) => `<${tokens[index].tag} id="${left.shift()}">`;
  rules.code_block = (tokens, index) =>
    `<pre tabindex="0"><code>${markdown.utils.escapeHtml(tokens[index].content)}</code></pre>`;
  rules.table_open = () => '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>';
  rules.table_close = () => '</table></div>';
  return markdown.render(text);
}
