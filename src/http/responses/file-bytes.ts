import type { Readable } from 'node:stream';
import { takeTurn } from '../../event-loop';

/** Milliseconds for which a file is written without serving other requests. */
const MAX_STEP_MS = 5;

/**
 * All bytes of a file. Other requests are served while it is written.
 *
 * @param owner as for `takeTurn`
 * @throws Error when the file fails
 */
export async function bytesOfFile(file: Readable, owner: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let begin = performance.now();
  for await (const piece of file as AsyncIterable<Buffer>) {
    pieces.push(piece);
    if (performance.now() - begin < MAX_STEP_MS) continue;
    await takeTurn(owner);
    begin = performance.now();
  }
  return Buffer.concat(pieces);
}
