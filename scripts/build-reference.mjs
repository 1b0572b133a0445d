// Writes the reference of the schema into dist/reference: an HTML page for each type and each operation, and index.html, each with a
// gzipped copy.
// graphql-markdown prints the pages as Markdown, and markdown-it renders them. They contain no script. Does nothing if neither
// the schema nor this script has changed.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Printer } from '@graphql-markdown/printer-legacy';
import { buildSchema } from 'graphql';
import markdownIt from 'markdown-it';
import { compressAssets } from './compress-assets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/http/pages/reference');
const target = join(root, 'dist/reference');
// Written in a separate directory and moved when complete, so that a server that starts meanwhile finds complete pages.
const building = `${target}.new`;

const inputs = await Promise.all(
  [
    'schema.graphql',
    'scripts/build-reference.mjs',
    'scripts/compress-assets.mjs',
    'src/http/pages/reference/page.html',
    'src/http/pages/reference/style.css',
    'node_modules/@graphql-markdown/printer-legacy/package.json',
  ].map((file) => readFile(join(root, file), 'utf8')),
);
const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
if ((await readFile(join(target, 'inputs.txt'), 'utf8').catch(() => '')) === hash) process.exit();

const [sdl, , , page] = inputs;
const schema = buildSchema(sdl);
await Printer.init(schema, 'reference', '/');
// The descriptions are our own, so their HTML is trusted.
const markdown = markdownIt({ html: true });

const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !operations.includes(type),
);
const typesOf = (kind) => types.filter((type) => type.constructor.name === `GraphQL${kind}Type`);
const sections = [
  ['Queries', Object.values(schema.getQueryType().getFields())],
  ['Mutations', Object.values(schema.getMutationType().getFields())],
  ['Subscriptions', Object.values(schema.getSubscriptionType().getFields())],
  ['Objects', typesOf('Object')],
  ['Interfaces', typesOf('Interface')],
  ['Unions', typesOf('Union')],
  ['Inputs', typesOf('InputObject')],
  ['Enums', typesOf('Enum')],
  ['Scalars', typesOf('Scalar')],
  ['Directives', schema.getDirectives()],
];

await rm(building, { recursive: true, force: true });
const written = new Set(['/reference']);
const linked = new Set();
for (const [title, definitions] of sections) {
  for (const definition of definitions) {
    const path = `${title.toLowerCase()}/${slugOf(definition.name)}`;
    const printed = String(await Printer.printType(slugOf(definition.name), definition));
    await writePage(`${path}.html`, definition.name, `<h1>${definition.name}</h1>\n${htmlOf(printed)}`);
    written.add(`/reference/${path}`);
  }
}
await writePage('index.html', 'Reference', `<h1>Reference</h1>\n${indexOf(sections)}`);
const broken = [...linked].filter((path) => !written.has(path));
if (broken.length > 0) throw new Error(`The reference has links to pages that do not exist: ${broken.join(', ')}`);
await cp(join(source, 'style.css'), join(building, 'style.css'));
await compressAssets(building);
await writeFile(join(building, 'inputs.txt'), hash);
await rm(target, { recursive: true, force: true });
await rename(building, target);

/** The name of a page, as the links of graphql-markdown have it: `activity-filter` for ActivityFilter. */
function slugOf(name) {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** Renders a printed page: without its front matter, with links to our paths, and with anchors as ids of headings. */
function htmlOf(printed) {
  const text = printed
    .replace(/^---\n.*?\n---\n/s, '')
    .replace(/\]\(\/reference\/(?:types|operations)\//g, '](/reference/');
  for (const [, path] of text.matchAll(/\]\((\/[^)#]*)/g)) linked.add(path);
  return markdown
    .render(text)
    .replace(/<h([3-6])>(.*?)\s*(?:\{#([\w-]+)\})?\s*<\/h\1>/g, (_match, level, content, id) => {
      const heading = `h${level - 1}`;
      return `<${heading}${id === undefined ? '' : ` id="${id}"`}>${content}</${heading}>`;
    });
}

function indexOf(all) {
  return all
    .map(([title, definitions]) => {
      const items = definitions.map(({ name, description }) => {
        const summary = markdown.renderInline((description ?? '').split('\n\n', 1)[0]);
        return `<li><a href="/reference/${title.toLowerCase()}/${slugOf(name)}">${name}</a> ${summary}</li>`;
      });
      return `<h2>${title}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
    })
    .join('\n');
}

async function writePage(file, title, content) {
  const path = join(building, file);
  await mkdir(dirname(path), { recursive: true });
  // Functions, because `$` in a text has a meaning in replacements.
  await writeFile(
    path,
    page.replaceAll('%TITLE%', () => title).replace('%CONTENT%', () => content),
  );
}
