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

/** A reader that takes nothing for so long has gone. */
const IDLE_TIMEOUT_MS = 60_000;

export interface DownloadsRouteOptions {
  readonly downloads: DocumentDownloads;
  readonly links: ContentLinks;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
}

/** Bytes, the last one included. */
interface InclusiveRange {
  readonly start: number;
  readonly end: number;
}

/**
 * `GET` and `HEAD /documents/<id>/content`: the file of a document, at an address that the field `downloadUrl` has
 * given. HTTP semantics are those of RFC 9110: one range of bytes is given as asked, of several the whole.
 */
export function registerDownloadsRoute(
  app: FastifyInstance,
  { downloads, links, factsOf }: DownloadsRouteOptions,
): void {
  const running = new RunningDownloads();
  app.route<{ Params: { id: string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: '/documents/:id/content',
    handler: async (request, reply) => {
      const facts = factsOf(request);
      const link = await links.read(request.params.id, request.query, facts.now);
      const download = await downloads.find(link, facts);
      const { content } = download;
      if (request.method === 'HEAD') {
        return describe(reply, content).header('content-length', content.byteSize).send();
      }

      // Until the response is over, not only its bytes read: one that nobody takes holds its last ones in memory.
      finished(reply.raw, running.enter(download));
      const part = requestedRange(request, content);
      const { start, end } = part ?? { start: 0, end: content.byteSize - 1 };
      const bytes = await downloads.start(download, { from: start, to: end + 1 });
      reply.raw.setTimeout(IDLE_TIMEOUT_MS, () => reply.raw.destroy());
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
    // Should a browser show it after all, nothing in it runs.
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
}

function entityTag(sha256: string): string {
  return `"${sha256}"`;
}

/**
 * The one range that is asked for; null: the whole.
 *
 * @throws HttpError 416 when nothing of it is there
 */
function requestedRange(
  { headers }: FastifyRequest,
  { byteSize, sha256 }: DocumentContentVersion,
): InclusiveRange | null {
  const condition = headers['if-range'];
  if (headers.range === undefined || (condition !== undefined && condition !== entityTag(sha256))) return null;
  // The last so many bytes of a file that has fewer are all of it; the parser finds none.
  const range = headers.range.replace(/^bytes=-(\d+)$/, (_, last) => `bytes=-${Math.min(Number(last), byteSize)}`);
  const ranges = parseRange(byteSize, range, { combine: true });
  if (ranges === -1) {
    throw new HttpError(416, 'The file has no such bytes.', { 'content-range': `bytes */${byteSize}` });
  }
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length > 1 ? null : (ranges[0] ?? null);
}
