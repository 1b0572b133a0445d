import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

// Raw HTML in the text is shown as text.
const renderer = new MarkdownIt({ html: false, linkify: true });

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code'],
    ...['ul', 'ol', 'li', 'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }) },
};

/** What was rendered, by the thing that says it: an answer may have it under many names. */
const rendered = new WeakMap<object, string>();

/** The Markdown that a thing says, as HTML that is safe to put into a page; null: it says nothing. */
export function renderOnce(thing: object, markdown: string | null): string | null {
  if (markdown === null) return null;
  const html = rendered.get(thing) ?? renderMarkdown(markdown);
  rendered.set(thing, html);
  return html;
}

/**
 * Markdown (CommonMark with tables and strikethrough) as HTML that is safe to put into a page: rendered without raw
 * HTML, and then reduced to the elements that Markdown makes, without images, styles, scripts or unusual links.
 */
export function renderMarkdown(markdown: string): string {
  return sanitizeHtml(renderer.render(markdown), allowed);
}

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
