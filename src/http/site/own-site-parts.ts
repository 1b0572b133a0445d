import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartupError } from '../../errors';
import type { OwnSiteParts } from './site';

/** Under which addresses the files of the operator are served. */
export const OWN_PREFIX = '/site/own/';

/** The files that browsers load. Others of the directory are not served. */
export const OWN_FILES = ['style.css', 'logo.svg', 'logo.png', 'logo.webp'] as const;

const EXTENSION = 'site.cjs';

/**
 * Reads what an operator adds to the site. Changes count from the next start on, and those of the module also when its thread is
 * replaced.
 *
 * @param directory contains any of: style.css, a logo, footer.md, footer.<language>.md, site.cjs
 * @throws StartupError if the directory cannot be read
 */
export function readOwnSiteParts(directory: string): OwnSiteParts {
  try {
    const names = readdirSync(directory);
    const addressOf = (name: string | undefined): string | null => (name === undefined ? null : OWN_PREFIX + name);
    return {
      styles: addressOf(names.find((name) => name === 'style.css')),
      logo: addressOf(OWN_FILES.find((name) => name.startsWith('logo.') && names.includes(name))),
      footers: new Map(
        names.flatMap((name) => {
          const match = /^footer(?:\.([\w-]+))?\.md$/.exec(name);
          return match === null ? [] : [[match[1] ?? '', readFileSync(join(directory, name), 'utf8')]];
        }),
      ),
      extension: names.includes(EXTENSION) ? resolve(directory, EXTENSION) : null,
    };
  } catch (error) {
    throw new StartupError(`SITE_DIR cannot be used: ${(error as Error).message}`, 78);
  }
}
