/**
 * Markdown without its marks, as one line: for excerpts, where it need not be exact. Bounded in time by its length,
 * whatever the text.
 */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^[ \t]*(?:(?:#{1,6}|>|[-+*]|\d{1,9}\.)[ \t]+)+/gm, '')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/(?<![\p{L}\p{N}])[*_~`]+|[*_~`]+(?![\p{L}\p{N}])/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
