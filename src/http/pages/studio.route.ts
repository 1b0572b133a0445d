import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Pages } from '../../core/languages/page-address';
import { findBuiltDirectory, serveHashedFiles } from './built-files';

/** The style element that React Aria adds to the page: `touch-action` for everything that can be pressed. */
const STYLE_OF_REACT_ARIA = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${STYLE_OF_REACT_ARIA}`,
  // Placeholders of images are data, and previews of chosen files are blobs.
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The built studio. */
export interface Studio {
  readonly directory: string;
  readonly page: string;
  /** The texts of all operations that the studio sends. */
  readonly documents: readonly string[];
}

/** Where the public pages are that the studio links to, and the languages of those of the site, as BCP 47 tags. */
type StudioPages = Omit<Pages, 'origin'>;

/** Reads the studio, built by scripts/build-studio.mjs. Null if it has not been built. */
export function loadStudio(): Studio | null {
  const directory = findBuiltDirectory('studio', 'index.html');
  if (directory === null) return null;
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  return { directory, page: read('index.html'), documents: JSON.parse(read('operations.json')) as string[] };
}

/**
 * Serves the studio at /studio. Its screens have addresses of their own, and all of them are the same page: a script shows the
 * screen. It reads and writes by the public API alone.
 */
export function registerStudioRoutes(app: FastifyInstance, { directory, page }: Studio, pages: StudioPages): void {
  const html = page.replace('{{pages}}', () => encodeURIComponent(JSON.stringify(pages)));
  for (const url of ['/studio', '/studio/*']) {
    app.get(url, async (_request, reply) => {
      // Like every response, it is not stored. So after signing out, Back does not show the page as it was left.
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
      return reply.type('text/html; charset=utf-8').send(html);
    });
  }
  void app.register((scope) => serveHashedFiles(scope, join(directory, 'assets'), '/studio/assets/'));
}
