import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Writes a gzipped copy beside each script, style sheet and page of a directory, as `preCompressed` of @fastify/static expects it. */
export async function compressAssets(directory) {
  for (const name of await readdir(directory, { recursive: true })) {
    if (!/\.(?:js|css|html)$/.test(name)) continue;
    await writeFile(join(directory, `${name}.gz`), await promisify(gzip)(await readFile(join(directory, name))));
  }
}
