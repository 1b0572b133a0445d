import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { unavailable } from '../database/database-errors';
import type { StartupError } from '../errors';
import { MANIFEST, SUMS } from './manifest';

/** An entry of an archive. Its content must be read to the end before the next entry. */
export interface ArchiveEntry {
  readonly name: string;
  readonly content: Readable;
}

/** What tar-stream yields, and does not declare in its types. */
type TarEntry = AsyncIterable<Buffer> & { readonly header: Header };

/**
 * The entries of an archive, in order.
 *
 * @throws Error when the file cannot be read or ends too early, also from the content of an entry
 */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const tar = extract();
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  try {
    for await (const entry of tar as unknown as AsyncIterable<TarEntry>) {
      yield { name: entry.header.name, content: Readable.from(entry, { objectMode: false }) };
    }
  } finally {
    source.destroy();
  }
}

/**
 * Compares every entry with its hash.
 *
 * @param wanted the names of small entries
 * @returns their contents; an entry that is missing is left out
 * @throws StartupError (exit code 69) when the archive is incomplete or damaged
 */
export async function verifyArchive<Name extends string>(
  file: string,
  wanted: readonly Name[],
): Promise<Partial<Record<Name, string>>> {
  try {
    return await compareHashes(file, wanted);
  } catch (error) {
    throw cannotRestore(file, error);
  }
}

async function compareHashes<Name extends string>(
  file: string,
  wanted: readonly Name[],
): Promise<Partial<Record<Name, string>>> {
  const sums: string[] = [];
  const texts: Partial<Record<string, string>> = {};
  const isBackup = (): boolean => sums[0]?.slice(66) === MANIFEST;
  try {
    for await (const { name, content } of readArchive(file)) {
      const hash = createHash('sha256');
      const kept: Buffer[] = [];
      const isKept = name === SUMS || (wanted as readonly string[]).includes(name);
      for await (const chunk of content as AsyncIterable<Buffer>) {
        hash.update(chunk);
        if (isKept) kept.push(chunk);
      }
      if (isKept) texts[name] = Buffer.concat(kept).toString();
      if (name !== SUMS) sums.push(`${hash.digest('hex')}  ${name}`);
      if (!isBackup()) break;
    }
  } catch (error) {
    // An error of the operating system has a code, and one about the format of tar has none.
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    if (isBackup()) throw damaged(file, `it is incomplete or damaged after ${sums.at(-1)!.slice(66)}`);
  }
  if (!isBackup()) {
    const problem = 'it does not begin as an archive of `backup` does';
    throw cannotRestore(file, new Error(`${problem}: name another file, or decompress or decrypt it first`));
  }
  const expected = texts[SUMS]?.trimEnd().split('\n');
  if (expected === undefined) throw damaged(file, `it is incomplete: it ends before ${SUMS}`);
  const wrong = sums.findIndex((sum, index) => sum !== expected[index]);
  if (wrong !== -1) throw damaged(file, `${sums[wrong]!.slice(66)} does not match its hash`);
  if (sums.length !== expected.length) throw damaged(file, `${expected[sums.length]!.slice(66)} is missing`);
  return texts;
}

/** The StartupError (exit code 69) for an archive that is not as it was made. */
export function damaged(file: string, why: string): StartupError {
  return cannotRestore(file, new Error(`${why}. Copy it again from where it was made, or restore another archive`));
}

/** The StartupError (exit code 69) for whatever fails while an archive is restored. Returns a StartupError unchanged. */
export function cannotRestore(file: string, error: unknown): StartupError {
  return unavailable(`The archive ${file} cannot be restored`, error);
}
