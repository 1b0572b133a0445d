/**
 * Text as filters and orders compare it: without case, accents and what is not seen, in every script that Unicode
 * decomposes (NFKD without combining marks, then lower case). Stored beside the original because the two databases fold
 * differently, and SQLite not at all beyond ASCII. What changes here changes what is stored: see CONTRIBUTING.
 */
export function foldText(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return unifySpellings(withoutInvisibles(plain));
}

/** Without soft hyphens, zero-width spaces, word joiners and byte order marks, which come along when text is pasted. */
export function withoutInvisibles(text: string): string {
  return text.replace(/[\u00ad\u200b\u2060\ufeff]+/g, '');
}

/** One spelling, in small letters, for what keyboards and languages write in several. */
export function unifySpellings(text: string): string {
  return text
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
    .replace(/[`‘’ʹʻʼ]/g, "'");
}
