/**
 * Text as searches and orders compare it: without case and accents, in every script that Unicode decomposes
 * (NFKD without combining marks, then lower case). Stored beside the original because the two databases fold
 * differently, and SQLite not at all beyond ASCII.
 */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ς/g, 'σ');
}
