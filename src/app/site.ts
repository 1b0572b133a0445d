import type { Logger } from 'pino';
import type { Config } from '../config';
import { readOwnSiteParts } from '../http/site/own-site-parts';
import { SiteThread } from '../http/site/site-thread';

/**
 * Starts the thread of the site. Null if the configuration turns the site off, or if it has not been built.
 *
 * @throws StartupError if the directory of the operator cannot be read
 */
export function openSite(config: Config, logger: Logger): SiteThread | null {
  if (config.siteLocale === null) return null;
  const { locales, defaultLocale, attribution, explorers, studio: hasStudio, siteDirectory } = config;
  const own = siteDirectory === null ? null : readOwnSiteParts(siteDirectory);
  const options = { locales, defaultLocale, ...attribution, hasGraphiql: explorers.has('graphiql'), hasStudio, own };
  return SiteThread.open(options, logger);
}
