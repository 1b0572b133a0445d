import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error';

/** What `npm run build` makes of src/http/graphiql, seen from dist/src/http and from src/http. */
const DIRECTORIES = [join(__dirname, '../../graphiql'), join(__dirname, '../../dist/graphiql')];

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The editor, Monaco, sizes and colours its lines by style elements and attributes of its own making.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** GraphiQL at /graphiql, from files of ours alone, so that it works without the internet. */
export async function registerGraphiqlRoutes(app: FastifyInstance): Promise<void> {
  const directory = DIRECTORIES.find((candidate) => existsSync(join(candidate, 'index.html')));
  if (directory === undefined) {
    app.get('/graphiql', async () => {
      throw new HttpError(404, 'GraphiQL has not been built: run npm run build.');
    });
    return;
  }
  const page = readFileSync(join(directory, 'index.html'), 'utf8');
  app.get('/graphiql', async (_request, reply) => {
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
    reply.header('cache-control', 'no-cache');
    return reply.type('text/html; charset=utf-8').send(page);
  });
  // The names of these files contain a hash of what is in them.
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/graphiql/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '1y',
  });
}

/**
 * What Apollo Server's page that embeds Apollo Sandbox loads, and nothing more: its script and its frame, a font and
 * an icon. The page's own policy allows every page that Apollo Server could show; a browser applies both.
 * The frame asks this page, not the server, so operations are requests to our own origin.
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
