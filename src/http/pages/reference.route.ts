import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../responses/http-error';
import { addVary } from '../responses/vary';
import { findBuiltDirectory, isPathOfFile } from './built-files';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
};

/**
 * Serves the reference of the schema, built by scripts/build-reference.mjs, at /reference. Register it only if clients may read the
 * schema.
 */
export function registerReferenceRoutes(app: FastifyInstance): void {
  const directory = findBuiltDirectory('reference', 'index.html');
  if (directory === null) {
    app.get('/reference', async () => {
      throw new HttpError(404, 'The reference has not been built: run npm run build');
    });
    return;
  }
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(HEADERS);
      addVary(reply, 'Accept-Encoding');
    });
    await scope.register(fastifyStatic, {
      root: directory,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      allowedPath: isPathOfFile,
    });
    for (const url of ['/reference', '/reference/']) {
      scope.get(url, (_request, reply) => reply.sendFile('index.html'));
    }
    // Links name pages without the extension.
    scope.get<{ Params: { '*': string } }>('/reference/*', ({ params: { '*': path } }, reply) =>
      reply.sendFile(/\.(?:css|html)$/.test(path) ? path : `${path}.html`),
    );
  });
}
