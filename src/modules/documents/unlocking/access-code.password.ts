import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The password of an access code: 36 characters in groups of four, of which the first eight find the code and the other
 * 28, 140 random bits, are its secret. Nobody guesses those, so that a plain hash of them is safe to keep.
 */
export interface AccessCodePassword {
  readonly lookup: string;
  readonly secret: string;
}

/** Crockford's Base32, made to be read out: https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOKUP_LENGTH = 8;
const SECRET_LENGTH = 28;

export function createAccessCodePassword(): AccessCodePassword {
  const letters = [...randomBytes(LOOKUP_LENGTH + SECRET_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return split(letters.join(''));
}

/** As whoever gets it reads it. */
export function formatAccessCodePassword({ lookup, secret }: AccessCodePassword): string {
  return `${lookup}${secret}`.match(/.{4}/g)!.join('-');
}

/** Reads what somebody typed, in whatever case and grouping; O is taken for 0, and I and L for 1. What is no password finds no code. */
export function parseAccessCodePassword(typed: string): AccessCodePassword {
  return split(
    typed
      .toUpperCase()
      .replace(/[^\dA-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
  );
}

/** What is kept of the secret: its SHA-256 in hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether this is the secret that the hash was made of; without a hash, as after a comparison, not. */
export function matchesSecret(secret: string, hash: string | null): boolean {
  const given = Buffer.from(hashSecret(secret), 'hex');
  const kept = Buffer.from(hash ?? '0'.repeat(given.length * 2), 'hex');
  return timingSafeEqual(given, kept) && hash !== null;
}

function split(letters: string): AccessCodePassword {
  return { lookup: letters.slice(0, LOOKUP_LENGTH), secret: letters.slice(LOOKUP_LENGTH) };
}
