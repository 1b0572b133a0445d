import { pipeline, Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import contentDisposition from 'content-disposition';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import type { RequestContext, RequestFacts } from '../../core/access/request-context';
import { dayNumber, dayOf } from '../../core/time';
import { publicRevisionOf } from '../../database/revisions/public-revision';
import type { TableRevisions } from '../../database/revisions/table-revisions';
import { PublicQuery, type PublicQueryOptions } from '../../graphql/public-queries/public-query';
import { type Attribution, type FileOrigin, fileOriginOf } from '../../modules/open-data/attribution';
import type { PublicFile } from '../../modules/open-data/public-file';
import { readParameters } from '../../modules/open-data/query-parameters';
import { type AnswerCaching, cacheControl, sendCompressed } from '../graphql/graphql-response';
import { type Encoding, preferredEncoding } from '../responses/compression';
import { digestOf, matches } from '../responses/entity-tag';
import { bytesOfFile } from '../responses/file-bytes';
import { addVary } from '../responses/vary';
import { PublicList, type PublicListServices } from './public-list';
import { runningExports } from './running-exports';
import type { RunningResponses } from './running-responses';

export interface PublicFilesOptions extends Omit<PublicListServices, 'beginExport' | 'createContext'> {
  /** Creates a context for the anonymous viewer. */
  readonly createContext: (facts: RequestFacts, request: FastifyRequest) => RequestContext;
  readonly queries: PublicQueryOptions;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
  readonly revisions: Pick<TableRevisions, 'current'>;
  /** Makes later reads see everything that was committed before. */
  readonly refreshReads: () => void;
  /** Measures the tables again if that is due. Costs derive from it. */
  readonly refreshSizes: () => Promise<void>;
  readonly caching: AnswerCaching;
  readonly attribution: Attribution;
  readonly itemUrl: FileOrigin['itemUrl'];
  readonly siteLocale: FileOrigin['siteLocale'];
  /** The files to serve. */
  readonly files: readonly PublicFile<unknown>[];
}

/** `GET` and `HEAD` of the feeds, the calendar and the exports. Credentials do not count: the files show public data. */
export function registerPublicFileRoutes(app: FastifyInstance, options: PublicFilesOptions): void {
  const exports = runningExports();
  for (const file of options.files) registerPublicFile(app, options, exports, file);
}

function registerPublicFile(
  app: FastifyInstance,
  options: PublicFilesOptions,
  exports: RunningResponses,
  file: PublicFile<unknown>,
): void {
  // Validated with the first request: for all files, this would take a twentieth of a start.
  let compiled: PublicQuery | undefined;
  app.route<{ Querystring: string }>({
    method: ['GET', 'HEAD'],
    url: file.path,
    config: { runsOperations: true },
    handler: async (request, reply) => {
      const query = (compiled ??= new PublicQuery(options.queries, file.query));
      const parameters = new Map([...query.variables].filter(([name]) => !isInternal(name, file)));
      const facts = options.factsOf(request);
      const variables = {
        // Not that of Accept-Language: what an address contains does not depend on who reads it.
        locale: [facts.languages.defaultLocale],
        ...file.defaults,
        ...readParameters(parameters, request.query),
        ...file.variables,
      };
      query.assertValid({ ...variables, first: 1, isStart: true });
      file.assertVariables?.(variables);
      const origin = fileOriginOf({
        ...options.attribution,
        ...options,
        ...file,
        languages: facts.languages,
        wantedLocales: variables.locale,
        origin: facts.origin,
        // Not `request.url`, which may be a whole address (RFC 9112, section 3.2.2).
        target: request.query === '' ? file.path : `${file.path}?${request.query}`,
      });
      const today = dayOf(facts.now);
      const day = query.dependsOnDay(variables) ? dayNumber(Date.parse(facts.now)) : null;
      const tag = await weakTagOf(options, query, origin, [variables, day, facts.languages.labelsHash]);
      const describe = (): FastifyReply =>
        describeFile(reply, { ...file, ...origin, etag: tag, caching: cacheControl({ day }, options.caching) });
      if (matches(request.headers['if-none-match'], tag)) return describe().code(304).send();
      if (request.method === 'HEAD') return describe().send();
      const createContext = (): RequestContext => options.createContext(facts, request);
      const beginExport = (): (() => void) => exports.begin(request, addressGroup(facts.address));
      const list = new PublicList({ ...options, beginExport, createContext }, file, query, variables, facts);
      await openList(list, request, reply, options);
      const encoding = file.isCompressible ? preferredEncoding(request) : null;
      const body = Readable.from(file.write(list.parts(), origin, variables, today), { objectMode: false });
      if (list.isOnePart) {
        // While the client takes it, the request counts for the bytes of the file, and not for those of its items.
        const bytes = await bytesOfFile(body, `file ${addressGroup(facts.address)}`);
        return sendCompressed(describe(), bytes, encoding);
      }
      if (encoding !== null) reply.header('content-encoding', encoding);
      return describe().send(compressed(body, encoding));
    },
  });
}

async function openList(
  list: PublicList<unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
  { refreshReads, refreshSizes }: PublicFilesOptions,
): Promise<void> {
  request.operation = list.operation;
  await refreshSizes();
  // Reads must not be older than the entity tag.
  refreshReads();
  reply.raw.once('close', () => {
    list.cancel();
  });
  await list.open();
}

/** True for variables that are not parameters of the address. */
function isInternal(name: string, { variables }: PublicFile<unknown>): boolean {
  return name in variables || ['first', 'after', 'isStart'].includes(name);
}

/**
 * A weak entity tag. It stays the same as long as the public sees the same, so that an unchanged file is recognised before anything is
 * read (docs/adr/0036-feeds-and-exports.md).
 *
 * @param others what else the file depends on
 */
async function weakTagOf(
  { revisions }: PublicFilesOptions,
  { description: { documentHash } }: PublicQuery,
  origin: FileOrigin,
  others: readonly unknown[],
): Promise<string> {
  const revision = publicRevisionOf(await revisions.current());
  const text = JSON.stringify([revision, documentHash, origin, ...others]);
  return `W/"${digestOf(text)}"`;
}

/** What the headers of a file of public data say about it. */
interface DescribedFile extends Pick<PublicFile<unknown>, 'mediaType' | 'fileName'>, Pick<FileOrigin, 'licence'> {
  readonly etag: string;
  /** The Cache-Control. */
  readonly caching: string;
}

/** Sets the headers of a file of public data. */
export function describeFile(
  reply: FastifyReply,
  { mediaType, fileName, licence, etag, caching }: DescribedFile,
): FastifyReply {
  addVary(reply, 'Accept-Encoding');
  return reply.headers({
    'content-type': mediaType,
    etag,
    'cache-control': caching,
    ...(fileName !== null && { 'content-disposition': contentDisposition(fileName) }),
    ...(licence !== null && { link: `<${licence}>; rel="license"` }),
  });
}

function compressed(body: Readable, encoding: Encoding | null): Readable {
  if (encoding === null) return body;
  const compressor =
    encoding === 'gzip'
      ? createGzip({ level: 1 })
      : createBrotliCompress({
          params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 },
        });
  // An error of the body destroys the compressor, which ends the response before its last chunk.
  return pipeline(body, compressor, () => undefined);
}
