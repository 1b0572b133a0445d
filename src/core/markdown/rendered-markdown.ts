import { createHash } from 'node:crypto';
import { KeyText, Prose } from '../../database/columns';
import { markdownRenderer } from './markdown-renderer';

/**
 * The version of the HTML that the renderer makes. Raise it with every change of `renderMarkdown` or of a package that it
 * uses, if that changes the HTML: all stored HTML is then made again in the background.
 */
export const RENDERER_VERSION = '0001';

/** The HTML of a Markdown text, stored beside the text in the same row: whoever reads the one may read the other. */
export class RenderedMarkdown {
  @Prose({ nullable: true })
  html!: string | null;

  /** States of which text the HTML was made, by which version of the renderer; see `keyOf`. Empty: of none. */
  @KeyText({ length: 30, default: '' })
  key!: string;
}

/**
 * The key of the HTML of a text. Of HTML that another release has left beside a text that it changed, the key does not
 * match.
 */
export function keyOf(markdown: string | null): string {
  const hash = markdown === null ? '' : createHash('sha256').update(markdown).digest('base64url').slice(0, 22);
  return `${RENDERER_VERSION}-${hash}`;
}

/** The columns that store the HTML of a text. `html` null: the text has not been rendered. */
export function renderedFrom(markdown: string | null, html: string | null): RenderedMarkdown {
  const isRendered = markdown === null || html !== null;
  return Object.assign(new RenderedMarkdown(), { html, key: isRendered ? keyOf(markdown) : '' });
}

/** Renders a text that is stored already. One that exceeds the bounds is shown as it is. */
export async function renderStored(markdown: string): Promise<string> {
  const rendered = await markdownRenderer.render(markdown);
  return 'html' in rendered ? rendered.html : `<pre>${escapeHtml(markdown)}</pre>\n`;
}

/**
 * The HTML of a text, null if there is no text. It is what was stored with the text. Text that has not been rendered yet
 * by this version of the renderer is rendered now.
 */
export function htmlOf(
  markdown: string | null,
  stored: RenderedMarkdown | undefined,
): string | null | Promise<string | null> {
  if (markdown === null) return null;
  return stored?.html != null && stored.key === keyOf(markdown) ? stored.html : renderStored(markdown);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
