import { createHash } from 'node:crypto';
import { KeyText, Prose } from '../../database/sql/columns';
import { escapeHtml } from '../html-text';
import { markdownRenderer, type Rendered } from './markdown-renderer';

/**
 * The version of the HTML that the renderer makes. Raise it with every change of `renderMarkdown` or of a package that it
 * uses, if that changes the HTML: all stored HTML is then made again in the background.
 */
export const RENDERER_VERSION = '0002';

/** Maximum attempts to render a text in the background. After that, it is taken to be too long for any machine. */
const MAX_ATTEMPTS = 3;

/** The first character of keys of texts that are rendered again. It sorts before every version. */
const RETRY = '-';

/** Keys of texts that took too long, and are rendered again, lie between these. */
export const RETRIED_KEYS = { after: RETRY, before: String.fromCharCode(RETRY.charCodeAt(0) + 1) } as const;

/** The HTML of a Markdown text, stored beside the text in the same row: readers of the one may read the other. */
export class RenderedMarkdown {
  @Prose({ nullable: true })
  html!: string | null;

  /**
   * Identifies the text that the HTML was made from, and the version of the renderer; see `keyOf`. Empty if the text has not been
   * rendered. If that took too long, so that the HTML shows the text as it is, the key has the number of attempts; see `retryKeyOf`.
   */
  @KeyText({ length: 30, default: '' })
  key!: string;
}

/** The key of the HTML of a text. If another release changes the text and leaves the HTML as it is, the key no longer matches. */
export function keyOf(markdown: string | null): string {
  return `${RENDERER_VERSION}-${markdown === null ? '' : hashOf(markdown)}`;
}

/** The key of a text that has taken too long this often. */
function retryKeyOf(markdown: string, attempts: number): string {
  return `${RETRY}${attempts}-${hashOf(markdown)}`;
}

function hashOf(markdown: string): string {
  return createHash('sha256').update(markdown).digest('base64url').slice(0, 22);
}

/** The columns that store the HTML of a text. `html` null: the text has not been rendered. */
export function renderedFrom(markdown: string | null, html: string | null): RenderedMarkdown {
  const isRendered = markdown === null || html !== null;
  return Object.assign(new RenderedMarkdown(), { html, key: isRendered ? keyOf(markdown) : '' });
}

/**
 * Renders a text that is stored already, for its columns. A text that takes too long is stored as it is, and rendered again
 * later: another time, the machine may be less busy.
 *
 * @param keyBefore the key that is stored with the text
 */
export async function renderAgain(markdown: string | null, keyBefore: string): Promise<RenderedMarkdown> {
  if (markdown === null) return renderedFrom(null, null);
  const rendered = await markdownRenderer.render(markdown);
  const columns = renderedFrom(markdown, shown(rendered, markdown));
  const isTooSlow = 'refusal' in rendered && rendered.refusal === 'TIME';
  const attempts = isRetryKeyOf(markdown, keyBefore) ? Number(keyBefore[RETRY.length]) + 1 : 1;
  if (isTooSlow && attempts < MAX_ATTEMPTS) columns.key = retryKeyOf(markdown, attempts);
  return columns;
}

/** The HTML, or the text as it is, if rendering it exceeds the bounds. */
function shown(rendered: Rendered, markdown: string): string {
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
  if (stored?.html != null && (stored.key === keyOf(markdown) || isRetryKeyOf(markdown, stored.key))) {
    return stored.html;
  }
  return markdownRenderer.render(markdown).then((rendered) => shown(rendered, markdown));
}

function isRetryKeyOf(markdown: string, key: string): boolean {
  return key.startsWith(RETRY) && key.endsWith(`-${hashOf(markdown)}`);
}
