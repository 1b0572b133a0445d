/**
 * Folds text for filters and sort orders: without case, accents and invisible characters, in every script that Unicode
 * decomposes (NFKD without combining marks, then lower case). The result is stored beside the original, because the two
 * databases fold differently, and SQLite folds ASCII only. A change here changes stored data: see CONTRIBUTING.
 */
export function foldText(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return unifySpellings(withoutInvisibles(plain));
}

/** Folds the text of a column. A new row that leaves the column out has undefined. */
export function foldColumn(text: string | null | undefined): string | null {
  return text == null ? null : foldText(text);
}

/** Removes soft hyphens, zero-width spaces, word joiners and byte order marks, which come with pasted text. */
export function withoutInvisibles(text: string): string {
  return text.replace(/[\u00ad\u200b\u2060\ufeff]+/g, '');
}

/** Maps spelling variants (final sigma, ß, apostrophes) to one spelling. Expects lower case. */
export function unifySpellings(text: string): string {
  return text
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
    .replace(/[`‘’ʹʻʼ]/g, "'");
}
