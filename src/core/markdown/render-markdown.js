// @ts-check
// JavaScript, since worker threads run it as it is: also in tests, where nothing compiles what a worker loads.
const MarkdownIt = require('markdown-it');
const sanitizeHtml = require('sanitize-html');

// Raw HTML in the Markdown is rendered as text.
const renderer = new MarkdownIt({ html: false, linkify: true });
const { escapeHtml } = renderer.utils;

/** Maximum addresses of images that are reported for one text, and their characters. */
const MAX_FOREIGN_IMAGES = 20;
const MAX_ADDRESS_LENGTH = 200;

// An image that is named by a reference is kept as such: `showImages` replaces it when the text is read. Of all others,
// which are elsewhere and would let others follow the reader, only the alternative text is kept.
/** @type {import('markdown-it/lib/renderer.mjs').RenderRule} */
const renderImage = (tokens, index, options, env, self) => {
  const token = tokens[index];
  const source = token?.attrGet('src') ?? '';
  const alt = escapeHtml(self.renderInlineAsText(token?.children ?? [], options, env));
  if (!/^image:[\w-]+$/.test(source)) {
    const address = source.slice(0, MAX_ADDRESS_LENGTH);
    const { foreignImages } = /** @type {{ foreignImages: Set<string> }} */ (env);
    if (foreignImages.size < MAX_FOREIGN_IMAGES) foreignImages.add(address);
    return alt;
  }
  const title = token?.attrGet('title');
  return `<img src="${source}" alt="${alt}"${title ? ` title="${escapeHtml(title)}"` : ''}>`;
};
renderer.renderer.rules.image = renderImage;

/** @type {import('sanitize-html').IOptions} */
const ALLOWED_HTML = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code'],
    ...['ul', 'ol', 'li', 'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'img'],
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'], img: ['src', 'alt', 'title'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['image'] },
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener noreferrer' }) },
};

/**
 * Renders Markdown (CommonMark with tables and strikethrough) as HTML that is safe to put into a page. Raw HTML is
 * escaped. The result is then reduced to the elements of Markdown, without styles, scripts or unusual links. Its images
 * are references, which browsers do not load; see image-references.ts.
 *
 * Some texts of 60,000 characters take seconds. Texts from clients are rendered by MarkdownRenderer, which bounds that.
 *
 * @param {string} markdown
 * @returns {{ html: string, foreignImages: string[] }} also the addresses of the images that were left out
 */
function renderText(markdown) {
  const env = { foreignImages: new Set() };
  const html = sanitizeHtml(renderer.render(markdown, env), ALLOWED_HTML);
  return { html, foreignImages: [...env.foreignImages] };
}

/**
 * Renders Markdown; see `renderText`.
 *
 * @param {string} markdown
 */
function renderMarkdown(markdown) {
  return renderText(markdown).html;
}

module.exports = { renderMarkdown, renderText };
