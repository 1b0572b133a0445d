import { parse } from 'node:querystring';
import { finished } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../../core/access/request-context';
import type { ContentLinks } from '../../modules/documents/files/content-link';
import type { DocumentContentVersion } from '../../modules/documents/files/document-content-version.entity';
import type { DocumentDownloads } from '../../modules/documents/files/document-download.service';
import { downloadSubjects } from '../../modules/documents/files/download-subjects';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import { describeRange, entityTag, requestedRange } from '../responses/byte-range';
import { departureOf } from '../responses/departure';
import { dispositionOf } from '../responses/disposition';
import { sendBytes, sendingCost } from './media-response';
import { runningDownloads } from './running-downloads';

/** A viewer that shows a file while it loads requests several ranges at once. */
const LIMITS = { perSubject: 8, total: 32 };

/**
 * What the entry in the access log costs, in points of the rate limits. It is kept for good: without a limit, someone with an access code
 * could add hundreds of entries a second.
 */
const LOG_ENTRY_COST = 20_000;

export interface DownloadsRouteOptions {
  readonly downloads: DocumentDownloads;
  readonly links: ContentLinks;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
}

/**
 * `GET` and `HEAD /documents/<id>/content`: a document's file, at an address from the field `downloadUrl`.
 */
export function registerDownloadsRoute(
  app: FastifyInstance,
  { downloads, links, factsOf, rateLimits }: DownloadsRouteOptions,
): void {
  const running = runningDownloads(LIMITS);
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
      finished(reply.raw, running.begin(request, ...downloadSubjects(download)));
      const part = requestedRange(request, content);
      const byteCount = part === null ? content.byteSize : part.end - part.start + 1;
      rateLimits?.charge(addressSubject(facts.address), LOG_ENTRY_COST + sendingCost(byteCount));
      const range = part === null ? {} : { from: part.start, to: part.end + 1 };
      const bytes = await downloads.start(download, range, departureOf(reply));
      describeRange(describe(reply, content), content, part);
      return sendBytes(request, reply, bytes);
    },
  });
}

function describe(reply: FastifyReply, content: DocumentContentVersion): FastifyReply {
  const { fileName, mediaType } = content;
  return reply.headers({
    'content-type': mediaType,
    'content-disposition': dispositionOf(fileName),
    'accept-ranges': 'bytes',
    etag: entityTag(content),
    // If a browser displays the file in spite of the disposition, nothing in it runs.
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
}
