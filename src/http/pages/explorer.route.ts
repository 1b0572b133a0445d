import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../responses/http-error';
import { findBuiltDirectory, serveHashedFiles } from './built-files';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The editor, Monaco, sizes and colours its lines with style elements and attributes that it generates.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves GraphiQL at /graphiql, built by scripts/build-graphiql.mjs: from local files only, so that it works without internet access. */
export async function registerGraphiqlRoutes(app: FastifyInstance): Promise<void> {
  const directory = findBuiltDirectory('graphiql', 'index.html');
  if (directory === null) {
    app.get('/graphiql', async () => {
      throw new HttpError(404, 'GraphiQL has not been built: run npm run build');
    });
    return;
  }
  const page = readFileSync(join(directory, 'index.html'), 'utf8');
  app.get('/graphiql', async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    reply.header('cache-control', 'no-cache');
    return reply.type('text/html; charset=utf-8').send(page);
  });
  await serveHashedFiles(app, join(directory, 'assets'), '/graphiql/assets/');
}

/**
 * The content security policy for Apollo Server's landing page with the embedded Sandbox: its script, its frame, a font
 * and an icon. The page's own policy allows every landing page of Apollo Server; a browser applies both. The frame
 * sends operations through this page, so they are same-origin requests.
 */
export function sandboxContentSecurityPolicy(page: string): string {
  const nonce = /nonce="?([0-9a-f]+)/.exec(page)?.[1] ?? '';
  const landingPage = 'https://apollo-server-landing-page.cdn.apollographql.com';
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' https://embeddable-sandbox.cdn.apollographql.com`,
    `style-src 'nonce-${nonce}' https://fonts.googleapis.com`,
    'font-src https://fonts.gstatic.com',
    `img-src ${landingPage}`,
    `manifest-src ${landingPage}`,
    'frame-src https://sandbox.embed.apollographql.com',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
