import { Readable } from 'node:stream';

/** Maximum bytes of one write. */
const PIECE_BYTES = 65_536;

/**
 * A body as one value, or as a stream of pieces if it is large. With one write, nobody could see how much of a large
 * body the client has taken (see `endStalledConnections`).
 */
export function inPieces(body: Buffer): Buffer | Readable {
  if (body.length <= PIECE_BYTES) return body;
  return streamOfPieces([body]);
}

/** A body of several parts as a stream of pieces. */
export function streamOfPieces(parts: readonly Buffer[]): Readable {
  return Readable.from(piecesOf(parts), { objectMode: false, highWaterMark: 1 });
}

function* piecesOf(parts: readonly Buffer[]): Generator<Buffer> {
  for (const part of parts) {
    for (let start = 0; start < part.length; start += PIECE_BYTES) yield part.subarray(start, start + PIECE_BYTES);
  }
}
