import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import type { RequestFacts } from '../../core/access/request-context';
import { type Clock, dayNumber } from '../../core/time';
import { publicRevisionOf } from '../../database/revisions/public-revision';
import type { TableRevisions } from '../../database/revisions/table-revisions';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import type { FileOrigin } from '../../modules/open-data/attribution';
import type { CachedFile, CachedFileSource } from '../../modules/open-data/public-file';
import { readParameters } from '../../modules/open-data/query-parameters';
import { type AnswerCaching, cacheControl } from '../graphql/graphql-response';
import { acceptsGzip } from '../responses/compression';
import { matches } from '../responses/entity-tag';
import { streamOfPieces } from '../responses/response-pieces';
import { CachedFileBytes } from './cached-file';
import { MEBIBYTE_COST } from './media-response';
import { describeFile } from './public-files.route';

export interface CachedFilesOptions {
  /** What a file is made from at an instant. */
  readonly sourceOf: (file: CachedFile, now: string) => CachedFileSource;
  readonly revisions: Pick<TableRevisions, 'current'>;
  readonly licence: FileOrigin['licence'];
  readonly clock: Clock;
  readonly caching: AnswerCaching;
  readonly factsOf: (request: FastifyRequest) => Pick<RequestFacts, 'address'>;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
  /** The files to serve. */
  readonly files: readonly CachedFile[];
}

/** Cost of decompressing each MiB for a client that does not accept gzip, in points of the rate limits. */
const DECOMPRESSING_COST = 4_000;

/**
 * `GET` and `HEAD` of the cached files. Credentials do not count: the files show public data. Requests are charged for what they receive,
 * and not for making a file: however many there are, it is made once for each change of the content.
 */
export function registerCachedFileRoutes(app: FastifyInstance, options: CachedFilesOptions): void {
  const turns = pLimit(1);
  const { revisions, clock, caching, licence, factsOf, rateLimits } = options;
  const today = (): number => dayNumber(clock().getTime());
  const stateNow = async (): Promise<string> => `${publicRevisionOf(await revisions.current())} ${today()}`;
  for (const file of options.files) {
    const kept = new CachedFileBytes({
      turns,
      stateNow,
      write: () => file.write(options.sourceOf(file, clock().toISOString())),
    });
    app.route<{ Querystring: string }>({
      method: ['GET', 'HEAD'],
      url: file.path,
      handler: async (request, reply) => {
        readParameters(new Map(), request.query);
        // Read before the file: the file may be of this day, and the day may end while it is made.
        const day = today();
        const { gzip, gzipSize, byteSize, digest } = await kept.current();
        const isGzip = acceptsGzip(request);
        const etag = isGzip ? `"${digest}-gzip"` : `"${digest}"`;
        const isUnchanged = matches(request.headers['if-none-match'], etag);
        if (request.method === 'GET' && !isUnchanged) {
          const cost = isGzip ? gzipSize * MEBIBYTE_COST : byteSize * (MEBIBYTE_COST + DECOMPRESSING_COST);
          rateLimits?.charge(addressSubject(factsOf(request).address), Math.ceil(cost / 2 ** 20));
        }
        const { mediaType } = file;
        describeFile(reply, {
          mediaType,
          fileName: null,
          licence,
          etag,
          caching: cacheControl({ day }, caching),
        });
        if (isUnchanged) return reply.code(304).send();
        if (isGzip) reply.header('content-encoding', 'gzip');
        reply.header('content-length', isGzip ? gzipSize : byteSize);
        if (request.method === 'HEAD') return reply.send();
        const body = streamOfPieces(gzip);
        return reply.send(isGzip ? body : pipeline(body, createGunzip(), () => undefined));
      },
    });
  }
}
