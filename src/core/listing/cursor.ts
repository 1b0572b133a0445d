import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Position, SortColumn } from '../../database/keyset';

/**
 * A cursor is the order it belongs to and where its row stands in it, as JSON in base64url, behind a checksum. It holds
 * nothing but sort values that its row shows anyway, so it is not signed: the checksum turns damaged and made-up ones away.
 */
export function encodeCursor(order: string, position: Position): string {
  const content = JSON.stringify([order, position.id, ...position.values]);
  return Buffer.from(`${checksum(content)}${content}`).toString('base64url');
}

/**
 * Reads a cursor of this order; null when it is another order's, or no cursor at all. Whoever reads this file can make
 * up a cursor that passes the checksum, so its values are checked as any input is.
 */
export function decodeCursor(order: string, terms: readonly SortColumn[], cursor: string): Position | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const content = text.slice(checksumLength);
  if (text.slice(0, checksumLength) !== checksum(content)) return null;
  const position = schema.safeParse(parseJson(content));
  if (!position.success) return null;
  const [ofOrder, id, ...values] = position.data;
  const fits = values.length === terms.length && terms.every((term, number) => isValueOf(term, values[number]!));
  const found = { id, values };
  // Buffer passes over what is not base64url: each position has one spelling.
  return ofOrder === order && fits && encodeCursor(order, found) === cursor ? found : null;
}

const checksumLength = 8;

const schema = z
  .tuple([z.string(), z.int32().positive()])
  .rest(z.union([z.string().regex(/^[^\0]*$/), z.number(), z.null()]));

function isValueOf(term: SortColumn, value: string | number | null): boolean {
  if (value === null) return term.nullable;
  if (term.kind === 'integer') return z.int32().safeParse(value).success;
  if (term.kind === 'text') return typeof value === 'string';
  return typeof value === 'number' && isReal(value);
}

/** Whether PostgreSQL can take the number for a `real`, which has the range of a 32-bit float. */
function isReal(value: number): boolean {
  const nearest = Math.fround(value);
  return Number.isFinite(nearest) && (nearest !== 0 || value === 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checksum(content: string): string {
  return crc32(content).toString(16).padStart(checksumLength, '0');
}
