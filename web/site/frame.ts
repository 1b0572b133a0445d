import markdownIt from 'markdown-it';
import type { SiteOptions } from '../../src/http/site/site';
import { htmlOfBlock } from './errors';
import type { SiteExtension } from './extension';
import type { Visit } from './visit';

/** What the build has made for browsers: the text of the style sheet, and addresses of scripts. */
export interface Assets {
  readonly styles: string;
  /** Hash of the style sheet for the content security policy, such as `sha256-…`. */
  readonly stylesHash: string;
  readonly linkTokenScript: string;
  readonly searchScript: string;
}

/** What surrounds the content of every page. */
export interface Frame {
  /** Text of the style sheet. */
  readonly styles: string;
  /** Address of the operator's style sheet; null if there is none. */
  readonly ownStyles: string | null;
  /** Address of the script that some pages have. */
  readonly linkTokenScript: string;
  /** Address of the script of the search field. */
  readonly searchScript: string;
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
 * @param assets what the build has made
 */
export function framer(
  { own }: SiteOptions,
  { blocks }: SiteExtension,
  assets: Assets,
): (visit: Visit) => Promise<Frame> {
  const markdown = markdownIt();
  const footers = new Map([...(own?.footers ?? [])].map(([locale, text]) => [locale, markdown.render(text)]));
  return async (visit) => ({
    styles: assets.styles,
    ownStyles: own?.styles ?? null,
    linkTokenScript: assets.linkTokenScript,
    searchScript: assets.searchScript,
    logo: own?.logo ?? null,
    header: await htmlOfBlock(blocks, 'header', visit),
    footer: await htmlOfBlock(blocks, 'footer', visit),
    footerText: footers.get(visit.locale) ?? footers.get('') ?? null,
  });
}
