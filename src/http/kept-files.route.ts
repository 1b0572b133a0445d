import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import pLimit from 'p-limit';
import { DAY_MS, type Clock } from '../core/time';
import { publicRevisionOf } from '../database/public-revision';
import type { TableRevisions } from '../database/table-revisions';
import type { KeptFileSource } from '../graphql/kept-file-source';
import type { FileOrigin } from '../modules/open-data/attribution';
import type { KeptFile } from '../modules/open-data/public-file';
import { readParameters } from '../modules/open-data/query-parameters';
import { inPieces } from './answer-pieces';
import { acceptsGzip } from './compression';
import { matches } from './entity-tag';
import { cacheControl, type KeptAnswerOptions } from './graphql-answer';
import { KeptFileBytes } from './kept-file';
import { describeFile } from './public-files.route';

export interface KeptFilesOptions {
  /** What a file is made from at an instant. */
  readonly sourceOf: (file: KeptFile<unknown>, now: string) => KeptFileSource<unknown>;
  readonly revisions: Pick<TableRevisions, 'current'>;
  readonly licence: FileOrigin['licence'];
  readonly clock: Clock;
  readonly caching: KeptAnswerOptions;
  /** The files to serve. */
  readonly files: readonly KeptFile<unknown>[];
}

/**
 * `GET` and `HEAD` of the files that are kept. Credentials do not count: the files show public data. Nothing is charged, since
 * requests do not make more work than the content changes.
 */
export function registerKeptFileRoutes(app: FastifyInstance, options: KeptFilesOptions): void {
  const turns = pLimit(1);
  const { revisions, clock, caching, licence } = options;
  const today = (): number => Math.floor(clock().getTime() / DAY_MS);
  const stateNow = async (): Promise<string> => `${publicRevisionOf(await revisions.current())} ${today()}`;
  for (const file of options.files) {
    const kept = new KeptFileBytes({
      turns,
      stateNow,
      write: () => {
        const source = options.sourceOf(file, clock().toISOString());
        return file.write(source.parts, source.origin, file.variables, source.today);
      },
    });
    app.route<{ Querystring: string }>({
      method: ['GET', 'HEAD'],
      url: file.path,
      handler: async (request, reply) => {
        readParameters(new Map(), request.query);
        const { gzip, byteSize, digest } = await kept.current();
        const isGzip = acceptsGzip(request);
        const etag = isGzip ? `"${digest}-gzip"` : `"${digest}"`;
        const { mediaType } = file;
        describeFile(reply, {
          mediaType,
          fileName: null,
          licence,
          etag,
          caching: cacheControl({ day: today() }, caching),
        });
        if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
        if (isGzip) reply.header('content-encoding', 'gzip');
        reply.header('content-length', isGzip ? gzip.length : byteSize);
        if (request.method === 'HEAD') return reply.send();
        return reply.send(isGzip ? inPieces(gzip) : pipeline(Readable.from([gzip]), createGunzip(), () => undefined));
      },
    });
  }
}
