import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Position, SortColumn } from '../../database/reading/keyset';

/**
 * Encodes a cursor: a checksum, and the order with the sort values and id of its row as JSON, in base64url. The row shows
 * these values anyway, so the cursor is not signed. The checksum detects damaged and invented cursors.
 */
export function encodeCursor(order: string, position: Position): string {
  const content = JSON.stringify([order, position.id, ...position.values]);
  return Buffer.from(`${checksum(content)}${content}`).toString('base64url');
}

/**
 * Decodes a cursor of this order. Returns null if the text is not a cursor, or belongs to another order. Anyone can compute
 * the checksum, so the values are validated like any input.
 */
export function decodeCursor(order: string, terms: readonly SortColumn[], cursor: string): Position | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const content = text.slice(CHECKSUM_LENGTH);
  if (text.slice(0, CHECKSUM_LENGTH) !== checksum(content)) return null;
  const position = schema.safeParse(parseJson(content));
  if (!position.success) return null;
  const [ofOrder, id, ...values] = position.data;
  const fits = values.length === terms.length && terms.every((term, number) => isValueOf(term, values[number]!));
  const found = { id, values };
  // Buffer ignores characters that are not base64url. Only the canonical spelling of a position is accepted.
  return ofOrder === order && fits && encodeCursor(order, found) === cursor ? found : null;
}

const CHECKSUM_LENGTH = 8;

const schema = z
  .tuple([z.string(), z.int32().positive()])
  .rest(z.union([z.string().regex(/^[^\0]*$/), z.number(), z.null()]));

function isValueOf(term: SortColumn, value: string | number | null): boolean {
  if (value === null) return term.nullable;
  if (term.kind === 'integer') return z.int32().safeParse(value).success;
  if (term.kind === 'text') return typeof value === 'string';
  return typeof value === 'number' && isReal(value);
}

/** True if PostgreSQL can store the number as `real`, a 32-bit float. */
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
  return crc32(content).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
