import markdownIt from 'markdown-it';
import type { SiteOptions } from '../../src/http/site';
import type { SiteExtension } from './extension';
import type { Visit } from './visit';

/** What surrounds the content of every page. */
export interface Frame {
  /** Addresses of the style sheets. */
  readonly styles: readonly string[];
  /** Address of the logo; null if there is none. */
  readonly logo: string | null;
  /** HTML of the operator that replaces the header; null if there is none. */
  readonly header: string | null;
  /** HTML of the operator that replaces the footer; null if there is none. */
  readonly footer: string | null;
  /** HTML of the operator's text in the footer; null if there is none. */
  readonly footerText: string | null;
}

/**
 * Returns the function that makes the frame of a page.
 *
 * @param styles address of the style sheet of the site
 */
export function framer(
  { own }: SiteOptions,
  { blocks }: SiteExtension,
  styles: string,
): (visit: Visit) => Promise<Frame> {
  const markdown = markdownIt();
  const footers = new Map([...(own?.footers ?? [])].map(([locale, text]) => [locale, markdown.render(text)]));
  return async (visit) => ({
    styles: [styles, ...(own?.styles == null ? [] : [own.styles])],
    logo: own?.logo ?? null,
    header: (await blocks.header?.(visit)) ?? null,
    footer: (await blocks.footer?.(visit)) ?? null,
    footerText: footers.get(visit.locale) ?? footers.get('') ?? null,
  });
}
