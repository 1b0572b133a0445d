import { createHash, randomBytes } from 'node:crypto';

/** What a token is for: its first letters tell people and secret scanners, and us where to look it up. */
export type TokenKind = 'session' | 'apiKey' | 'grant' | 'upload' | 'preview';

const prefixes: Readonly<Record<TokenKind, string>> = {
  session: 'ents_',
  apiKey: 'entk_',
  grant: 'entg_',
  upload: 'entu_',
  preview: 'entp_',
};

/** A token of 256 random bits: nobody guesses it, so that a plain hash of it is safe to keep. */
export function createToken(kind: TokenKind): string {
  return prefixes[kind] + randomBytes(32).toString('base64url');
}

/** What is kept of a token: its SHA-256 in hexadecimal. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What the token is for, by its looks; null: it is none of ours. */
export function kindOfToken(token: string): TokenKind | null {
  if (!/^ent[skgup]_[\w-]{43}$/.test(token)) return null;
  const kinds = Object.entries(prefixes) as [TokenKind, string][];
  return kinds.find(([, prefix]) => token.startsWith(prefix))?.[0] ?? null;
}

/** A text without what may be a token of ours, or a part of one, and without all that comes after it. */
export function withoutTokens(text: string): string {
  return text.replace(/ent[skgup]_.*/s, '…');
}
