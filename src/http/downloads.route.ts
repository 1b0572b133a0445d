import { parse } from 'node:querystring';
import { finished } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import type { RequestFacts } from '../core/access/request-context';
import type { ContentLinks } from '../modules/documents/files/content-link';
import type { DocumentContentVersion } from '../modules/documents/files/document-content-version.entity';
import type { DocumentDownloads } from '../modules/documents/files/document-download.service';
import { RunningDownloads } from '../modules/documents/files/running-downloads';
import { HttpError } from './http-error';
import { setStallTimeout } from './stalled-connections';

/**
 * A connection on which nothing moves for this long is ended, in milliseconds. It is longer than for other responses,
 * because programs that show a file while it loads read it in spurts.
 */
const IDLE_TIMEOUT_MS = 60_000;

export interface DownloadsRouteOptions {
  readonly downloads: DocumentDownloads;
  readonly links: ContentLinks;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
}

/** A range of bytes. Both ends are inclusive. */
interface InclusiveRange {
  readonly start: number;
  readonly end: number;
}

/**
 * `GET` and `HEAD /documents/<id>/content`: a document's file, at an address from the field `downloadUrl`. Follows RFC
 * 9110. A request for one range gets that range; a request for several gets the whole file.
 */
export function registerDownloadsRoute(
  app: FastifyInstance,
  { downloads, links, factsOf }: DownloadsRouteOptions,
): void {
  const running = new RunningDownloads();
  app.route<{ Params: { id: string }; Querystring: string }>({
    method: ['GET', 'HEAD'],
    url: '/documents/:id/content',
    handler: async (request, reply) => {
      const facts = factsOf(request);
      const link = await links.read(request.params.id, parse(request.query), facts.now);
      const download = await downloads.find(link, facts);
      const { content } = download;
      if (request.method === 'HEAD') {
        return describe(reply, content).header('content-length', content.byteSize).send();
      }

      // Counts the download until the response has ended, not only until its bytes are read: an unread response still
      // keeps its last bytes in memory.
      finished(reply.raw, running.begin(download));
      const part = requestedRange(request, content);
      const { start, end } = part ?? { start: 0, end: content.byteSize - 1 };
      const bytes = await downloads.start(download, { from: start, to: end + 1 });
      reply.raw.setTimeout(IDLE_TIMEOUT_MS, () => reply.raw.destroy());
      setStallTimeout(request, IDLE_TIMEOUT_MS);
      describe(reply, content).header('content-length', end - start + 1);
      if (part !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${content.byteSize}`);
      return reply.send(bytes);
    },
  });
}

function describe(reply: FastifyReply, { fileName, mediaType, sha256 }: DocumentContentVersion): FastifyReply {
  return reply.headers({
    'content-type': mediaType,
    'content-disposition': contentDisposition(fileName, { fallback: fileName.replace(/[^\x20-\x7e]/gu, '_') }),
    'accept-ranges': 'bytes',
    etag: entityTag(sha256),
    // If a browser displays the file in spite of the disposition, nothing in it runs.
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
}

function entityTag(sha256: string): string {
  return `"${sha256}"`;
}

/**
 * The requested range, or null for the whole file.
 *
 * @throws HttpError 416 when the file has none of the requested bytes
 */
function requestedRange(
  { headers }: FastifyRequest,
  { byteSize, sha256 }: DocumentContentVersion,
): InclusiveRange | null {
  const condition = headers['if-range'];
  if (headers.range === undefined || (condition !== undefined && condition !== entityTag(sha256))) return null;
  // A suffix longer than the file means the whole file. The parser would reject it.
  const range = headers.range.replace(/^bytes=-(\d+)$/, (_, last) => `bytes=-${Math.min(Number(last), byteSize)}`);
  const ranges = parseRange(byteSize, range, { combine: true });
  if (ranges === -1) {
    throw new HttpError(416, `Range must lie within the file's ${byteSize} bytes`, {
      'content-range': `bytes */${byteSize}`,
    });
  }
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length > 1 ? null : (ranges[0] ?? null);
}
