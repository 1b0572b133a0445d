import type { Site, SiteOptions } from '../../src/http/site';
import type { Assets } from './frame';
import { createSite as create } from './site';

/** What the build defines. */
declare const ASSETS: Assets;

/** Creates the programme's pages. The server calls it once, at its start. */
export function createSite(options: SiteOptions): Site {
  return create(options, ASSETS);
}
