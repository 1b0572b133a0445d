import type { Site, SiteOptions } from '../../src/http/site';
import { createSite as create } from './site';

/** Address of the style sheet, which the build defines. */
declare const STYLES: string;

/** Creates the programme's pages. The server calls it once, at its start. */
export function createSite(options: SiteOptions): Site {
  return create(options, STYLES);
}
