import { crc32, deflateSync } from 'node:zlib';

/** A colour as red, green, blue and opacity, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Pixels in rows from the top, each an index into the palette. */
export interface IndexedPixels {
  readonly width: number;
  readonly height: number;
  /** At most 256 colours. */
  readonly palette: readonly Colour[];
  readonly pixels: Uint8Array;
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Colour type 3 of PNG: each pixel is an index into the palette. */
const INDEXED = 3;

/**
 * Encodes pixels as an indexed PNG with 8 bits for each pixel (W3C, Portable Network Graphics, third edition). The same
 * pixels give the same bytes with the same zlib.
 */
export function encodePng({ width, height, palette, pixels }: IndexedPixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, INDEXED, 0, 0, 0], 8);
  // Each row starts with the number of its filter: 0, none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const isOpaque = palette.every(([, , , alpha]) => alpha === 255);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(([red, green, blue]) => [red, green, blue]))),
    ...(isOpaque ? [] : [chunk('tRNS', Buffer.from(palette.map(([, , , alpha]) => alpha)))]),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
