// Removes from dist/src what was compiled or copied from sources that are gone: tsc leaves it there.
import { statSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'dist/src');

/** A folder of the same name is no source. */
const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const entries = await readdir(output, { recursive: true, withFileTypes: true });
const paths = (wanted) => entries.filter(wanted).map(({ parentPath, name }) => join(parentPath, name));

for (const file of paths((entry) => entry.isFile())) {
  const source = join(root, 'src', relative(output, file).replace(/\.js(?:\.map)?$/, ''));
  if (![source, `${source}.ts`, `${source}.js`].some(isFile)) await rm(file);
}
// The deepest first: a directory that held only empty ones is empty then, too.
for (const directory of paths((entry) => entry.isDirectory())
  .sort()
  .reverse()) {
  if ((await readdir(directory)).length === 0) await rmdir(directory);
}
