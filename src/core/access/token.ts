import { createHash, randomBytes } from 'node:crypto';

/** The purpose of a token. Its prefix shows the kind to people and secret scanners, and to the server, which looks it up. */
export type TokenKind = 'session' | 'apiKey' | 'grant' | 'upload' | 'preview' | 'accountLink';

const PREFIXES: Readonly<Record<TokenKind, string>> = {
  session: 'ents_',
  apiKey: 'entk_',
  grant: 'entg_',
  upload: 'entu_',
  preview: 'entp_',
  accountLink: 'entl_',
};

/** Creates a token of 256 random bits. It cannot be guessed, so storing its plain hash is safe. */
export function createToken(kind: TokenKind): string {
  return PREFIXES[kind] + randomBytes(32).toString('base64url');
}

/** The SHA-256 of a token in hexadecimal. The database stores this hash instead of the token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The kind of a token, by its form; null if the text is not a token of this server. */
export function kindOfToken(token: string): TokenKind | null {
  if (!/^ent[skgupl]_[\w-]{43}$/.test(token)) return null;
  const kinds = Object.entries(PREFIXES) as [TokenKind, string][];
  return kinds.find(([, prefix]) => token.startsWith(prefix))?.[0] ?? null;
}

/** Cuts a text before the first token of this server, or the beginning of one. */
export function redactTokens(text: string): string {
  return text.replace(/ent[skgupl]_.*/s, '…');
}
