// What bundles are made from, so that a script builds one only if that has changed.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** True if the inputs of an existing bundle, whose hashes a file lists, have not changed. */
export async function isUpToDate(root, inputsFile) {
  try {
    const made = JSON.parse(await readFile(inputsFile, 'utf8'));
    const now = await hashesOf(root, Object.keys(made));
    return Object.entries(made).every(([file, hash]) => now[file] === hash);
  } catch {
    // There is no bundle, or an input was deleted.
    return false;
  }
}

/**
 * The files that determine bundles. For a package this is its package.json, which contains the version.
 *
 * @param results of esbuild, with their metafiles
 * @param others files that the results do not name
 */
export function inputsOf(results, others) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  // Names such as `<define:WORKERS>` and `(disabled):fs` are not files.
  const files = inputs.filter((input) => !/^[<(]/.test(input));
  return [...new Set([...files.map(versionFileOf), ...others, 'node_modules/esbuild/package.json'])].sort();
}

/** The file that changes whenever this one may change: for a file of a package, its package.json, which contains the version. */
export function versionFileOf(file) {
  const [directory] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  return directory === undefined ? file : `${directory}/package.json`;
}

/** The hash of each file's content. */
export async function hashesOf(root, files) {
  const hashes = files.map(async (file) => {
    const content = await readFile(join(root, file));
    return [file, createHash('sha256').update(content).digest('hex')];
  });
  return Object.fromEntries(await Promise.all(hashes));
}
