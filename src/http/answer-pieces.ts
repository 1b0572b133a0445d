import { Readable } from 'node:stream';

/** Maximum bytes of one write. */
const PIECE_BYTES = 65_536;

/**
 * A body as one value, or as a stream of pieces if it is large. With one write, nobody could see how much of a large
 * body the client has taken (see `endStalledConnections`).
 */
export function inPieces(body: Buffer): Buffer | Readable {
  if (body.length <= PIECE_BYTES) return body;
  return Readable.from(piecesOf(body), { objectMode: false, highWaterMark: 1 });
}

function* piecesOf(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; start += PIECE_BYTES) yield body.subarray(start, start + PIECE_BYTES);
}
