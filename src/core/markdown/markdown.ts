import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

// Raw HTML in the Markdown is rendered as text.
const renderer = new MarkdownIt({ html: false, linkify: true });

const ALLOWED_HTML: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code'],
    ...['ul', 'ol', 'li', 'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }) },
};

/** Rendered HTML by the object that has the Markdown. A response may request it under many aliases. */
const htmlCache = new WeakMap<object, string>();

/** Renders the Markdown of an object, once per object. The HTML is safe to put into a page; null if there is no Markdown. */
export function renderCached(owner: object, markdown: string | null): string | null {
  if (markdown === null) return null;
  const html = htmlCache.get(owner) ?? renderMarkdown(markdown);
  htmlCache.set(owner, html);
  return html;
}

/**
 * Renders Markdown (CommonMark with tables and strikethrough) as HTML that is safe to put into a page. Raw HTML is
 * escaped. The result is then reduced to the elements of Markdown, without images, styles, scripts or unusual links.
 */
export function renderMarkdown(markdown: string): string {
  return sanitizeHtml(renderer.render(markdown), ALLOWED_HTML);
}

/**
 * Removes the markup from Markdown and returns one line of text. It is approximate and meant for excerpts. Its run time
 * is bounded by the length of every text.
 */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^[ \t]*(?:(?:#{1,6}|>|[-+*]|\d{1,9}\.)[ \t]+)+/gm, '')
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/(?<![\p{L}\p{N}])[*_~`]+|[*_~`]+(?![\p{L}\p{N}])/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
