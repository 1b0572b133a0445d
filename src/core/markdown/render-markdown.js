// @ts-check
// JavaScript, since worker threads run it as it is: also in tests, where nothing compiles what a worker loads.
const MarkdownIt = require('markdown-it');
const sanitizeHtml = require('sanitize-html');

// Raw HTML in the Markdown is rendered as text.
const renderer = new MarkdownIt({ html: false, linkify: true });

/** @type {import('sanitize-html').IOptions} */
const ALLOWED_HTML = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code'],
    ...['ul', 'ol', 'li', 'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }) },
};

/**
 * Renders Markdown (CommonMark with tables and strikethrough) as HTML that is safe to put into a page. Raw HTML is
 * escaped. The result is then reduced to the elements of Markdown, without images, styles, scripts or unusual links.
 *
 * Some texts of 60,000 characters take seconds. Texts from clients are rendered by MarkdownRenderer, which bounds that.
 *
 * @param {string} markdown
 * @returns {string}
 */
function renderMarkdown(markdown) {
  return sanitizeHtml(renderer.render(markdown), ALLOWED_HTML);
}

module.exports = { renderMarkdown };
