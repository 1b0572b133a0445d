import { BadUserInputError } from '../../errors';

/** The kind of thing and its key, which an opaque id stands for. */
export interface GlobalKey {
  readonly type: string;
  readonly key: number;
}

/** The id of a thing among all things, as Relay's Global Object Identification asks for: opaque and type-tagged. */
export function encodeGlobalId(type: string, key: number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

/** Reads a global id; null when the text is none. */
export function decodeGlobalId(id: string): GlobalKey | null {
  const match = /^([A-Z][A-Za-z]*):([1-9]\d{0,9})$/.exec(Buffer.from(id, 'base64url').toString('latin1'));
  if (match === null) return null;
  const [, type, digits] = match as unknown as [string, string, string];
  const key = Number(digits);
  // Keys are 32-bit on PostgreSQL; and each thing has one spelling of its id.
  return key <= 0x7fff_ffff && encodeGlobalId(type, key) === id ? { type, key } : null;
}

/** The key of a thing of this kind; null: the id is none, or another kind's. */
export function findKey(id: string, type: string): number | null {
  const found = decodeGlobalId(id);
  return found?.type === type ? found.key : null;
}

/**
 * The key of a thing of this kind.
 *
 * @param field the argument's path
 * @throws BadUserInputError when the id is none, or another kind's
 */
export function getKey(id: string, type: string, field: string): number {
  const key = findKey(id, type);
  if (key === null) throw new BadUserInputError(`This is not the id of a thing of the type ${type}`, field);
  return key;
}
