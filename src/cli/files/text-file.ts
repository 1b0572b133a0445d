import { open } from 'node:fs/promises';
import { BadUserInputError } from '../../errors';

/** Maximum characters of one row. A longer row is usually one whose end is missing. */
export const MAX_ROW_LENGTH = 4_000_000;

/**
 * Reads the text of a file in chunks, without a byte order mark.
 *
 * @throws BadUserInputError when the file cannot be read or is not UTF-8
 */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of readBytes(path)) yield decode(bytes);
  yield decode();

  function decode(bytes?: Buffer): string {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new BadUserInputError(`The file ${path} must be UTF-8: save it as "CSV UTF-8" or as JSON`, 'file');
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
    throw new BadUserInputError(`The file ${path} cannot be read: ${REASONS[code] ?? message}`, 'file');
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
};
