import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { addVary } from '../responses/vary';

/**
 * The directory that a script of the build has written. Null if it has not run.
 *
 * @param name the name of the directory in dist
 * @param file a file that the directory contains
 */
export function findBuiltDirectory(name: string, file: string): string | null {
  // Relative to dist/src/http/pages, and to src/http/pages in tests.
  const candidates = [join(__dirname, '../../..', name), join(__dirname, '../../../dist', name)];
  return candidates.find((candidate) => existsSync(join(candidate, file))) ?? null;
}

/** Maximum characters of the path of a built file. */
const MAX_PATH_LENGTH = 255;

/** True if a path can be that of a built file. Resolving a path of 15,000 characters takes four milliseconds. */
export function isPathOfFile(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH;
}

/** Serves files whose names contain a hash of their content: browsers need not ask for them again. */
export async function serveHashedFiles(app: FastifyInstance, directory: string, prefix: string): Promise<void> {
  await app.register(async (scope) => {
    // @fastify/static does not say that compressed files depend on the request: a shared cache would send them to every client.
    scope.addHook('onRequest', (_request, reply, done) => {
      addVary(reply, 'Accept-Encoding');
      done();
    });
    await scope.register(fastifyStatic, {
      root: directory,
      prefix,
      index: false,
      preCompressed: true,
      immutable: true,
      maxAge: '1y',
      allowedPath: isPathOfFile,
    });
  });
}
