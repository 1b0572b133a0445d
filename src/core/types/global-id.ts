import { BadUserInputError, fieldName } from '../../errors';

/** The type and the key that a global id encodes. */
export interface GlobalKey {
  readonly type: string;
  readonly key: number;
}

/** Encodes a global id for Relay's Global Object Identification: opaque, and unique across all types. */
export function encodeGlobalId(type: string, key: number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

/** Decodes a global id. Returns null if the text is not one. */
export function decodeGlobalId(id: string): GlobalKey | null {
  const match = /^([A-Z][A-Za-z]*):([1-9]\d{0,9})$/.exec(Buffer.from(id, 'base64url').toString('latin1'));
  if (match === null) return null;
  const [, type, digits] = match as unknown as [string, string, string];
  const key = Number(digits);
  // Keys are 32-bit on PostgreSQL. Only the canonical spelling of an id is accepted.
  return key <= 0x7fff_ffff && encodeGlobalId(type, key) === id ? { type, key } : null;
}

/** Returns the key in a global id of this type. Returns null if the text is not such an id. */
export function findKey(id: string, type: string): number | null {
  const found = decodeGlobalId(id);
  return found?.type === type ? found.key : null;
}

/**
 * Returns the key in a global id of this type.
 *
 * @param field the path of the argument, for example `input.id`
 * @throws BadUserInputError if the text is not such an id
 */
export function getKey(id: string, type: string, field: string): number {
  const key = findKey(id, type);
  if (key === null)
    throw new BadUserInputError(`${fieldName(field)} must be the id of an object of the type ${type}`, field);
  return key;
}
