import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The password of an access code: 36 characters in groups of four. The first eight are the look-up part, which
 * identifies the code. The other 28 are the secret part: 140 random bits that cannot be guessed, so that a fast hash of
 * them is safe to store.
 */
export interface AccessCodePassword {
  readonly lookup: string;
  readonly secret: string;
}

/** Crockford's Base32, which is easy to read aloud: https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOKUP_LENGTH = 8;
const SECRET_LENGTH = 28;

export function createAccessCodePassword(): AccessCodePassword {
  const letters = [...randomBytes(LOOKUP_LENGTH + SECRET_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return split(letters.join(''));
}

/** The password as it is shown to the editor: in groups of four, separated by hyphens. */
export function formatAccessCodePassword({ lookup, secret }: AccessCodePassword): string {
  return `${lookup}${secret}`.match(/.{4}/g)!.join('-');
}

/**
 * Reads a typed password. Case and grouping do not matter; O is read as 0, and I and L as 1. A text that is not a
 * password gives parts that match no code.
 */
export function parseAccessCodePassword(typed: string): AccessCodePassword {
  return split(
    typed
      .toUpperCase()
      .replace(/[^\dA-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
  );
}

/** The SHA-256 hash of the secret part in hexadecimal, which the database stores. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in constant time. If there is no hash, compares with zeros and returns false, which takes equally long. */
export function matchesSecret(secret: string, hash: string | null): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const stored = Buffer.from(hash ?? '0'.repeat(given.length * 2), 'hex');
  return timingSafeEqual(given, stored) && hash !== null;
}

function split(letters: string): AccessCodePassword {
  return { lookup: letters.slice(0, LOOKUP_LENGTH), secret: letters.slice(LOOKUP_LENGTH) };
}
