/**
 * Removes the markup from Markdown and returns one line of text. It is approximate and meant for excerpts. Its run time
 * is bounded by the length of every text.
 */
export function plainText(markdown: string): string {
  return (
    markdown
      .replace(/^[ \t]*(?:(?:#{1,6}|>|[-+*]|\d{1,9}\.)[ \t]+)+/gm, '')
      .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
      // eslint-disable-next-line regexp/no-super-linear-move -- A run without its last sign always matches, because a sign follows it.
      .replace(/(?<![\p{L}\p{N}])[*_~`]+|[*_~`]+(?![\p{L}\p{N}])/gu, '')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
