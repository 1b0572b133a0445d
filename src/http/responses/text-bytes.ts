import { takeTurn } from '../../event-loop';

/** Characters that are encoded at once: at most two milliseconds. */
const CHARACTERS_AT_ONCE = 262_144;

/** The UTF-8 bytes of a text. A long text is encoded in pieces, and other requests are served between them. */
export async function bytesOf(text: string): Promise<Buffer> {
  let length = 0;
  for await (const piece of piecesOf(text)) length += Buffer.byteLength(piece);
  // Memory of its own: small buffers otherwise share slabs, which one of them would keep alive.
  const bytes = Buffer.allocUnsafeSlow(length);
  let written = 0;
  for await (const piece of piecesOf(text)) written += bytes.write(piece, written);
  return bytes;
}

/** The pieces of a text, each in a turn of its own. */
async function* piecesOf(text: string): AsyncGenerator<string> {
  // However many texts are encoded, each waits for one piece of the others.
  const owner = {};
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    yield text.slice(start, end);
    start = end;
    if (start < text.length) await takeTurn(owner);
  }
}

/** The two halves of a character outside the basic plane stay in one piece. */
function endOfPiece(text: string, start: number): number {
  const end = Math.min(start + CHARACTERS_AT_ONCE, text.length);
  const isLeadingSurrogate = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isLeadingSurrogate && end < text.length ? end + 1 : end;
}
