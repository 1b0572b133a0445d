import { open } from 'node:fs/promises';
import { BadUserInputError } from '../errors';

/** More than any row of a file has: one that seems longer is one whose end is missing. */
export const MAX_ROW_LENGTH = 4_000_000;

/**
 * The text of a file, piece by piece, without a byte order mark.
 *
 * @throws BadUserInputError when it cannot be read, or is not UTF-8
 */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of readBytes(path)) yield decode(bytes);
  yield decode();

  function decode(bytes?: Buffer): string {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new BadUserInputError(`The file ${path} is not UTF-8: save it as "CSV UTF-8" or as JSON.`, 'file');
    }
  }
}

async function* readBytes(path: string): AsyncGenerator<Buffer> {
  try {
    const file = await open(path);
    yield* file.createReadStream() as AsyncIterable<Buffer>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new BadUserInputError(`The file ${path} cannot be read: ${REASONS[code] ?? message}.`, 'file');
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  EISDIR: 'it is a directory',
  EACCES: 'it is not allowed to',
};
