import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import type { RequestFacts } from '../../core/access/request-context';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import type { AttachmentFiles } from '../../modules/media/attachment/attachment-files';
import { attachmentPath } from '../../modules/media/attachment/attachment-path';
import type { MediaAddresses } from '../../modules/media/media-address';
import { describeRange, requestedRange } from '../responses/byte-range';
import { departureOf } from '../responses/departure';
import { dispositionOf } from '../responses/disposition';
import { accessBy, describeMedia, isKnown, mediaNotFound, sendBytes, sendingCost } from './media-response';
import { runningDownloads } from './running-downloads';

/** The people of an office share an address. */
const LIMITS = { perSubject: 16, total: 64 };

export interface AttachmentsRouteOptions {
  readonly addresses: MediaAddresses;
  readonly attachmentFiles: AttachmentFiles;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
}

/**
 * `GET` and `HEAD /media/files/<hash>/<file name>`: the file of an attachment, at an address from the field `url`.
 * Browsers save it instead of displaying it: what an editor uploads must not run at the origin of the API.
 */
export function registerAttachmentsRoute(app: FastifyInstance, options: AttachmentsRouteOptions): void {
  const { addresses, attachmentFiles, factsOf, rateLimits } = options;
  const running = runningDownloads(LIMITS);
  // A wildcard, because other parameters have at most 100 characters.
  app.route<{ Params: { hash: string; '*': string }; Querystring: string }>({
    method: ['GET', 'HEAD'],
    url: '/media/files/:hash/*',
    handler: async (request, reply) => {
      const { now, address } = factsOf(request);
      const { hash, '*': fileName } = request.params;
      const access = await accessBy(addresses, attachmentPath(hash, fileName), request, now);
      const file = await attachmentFiles.find(hash, fileName, access.scope);
      if (file === null) throw mediaNotFound();
      describeMedia(reply, file, access).headers({
        'content-disposition': dispositionOf(fileName),
        'accept-ranges': 'bytes',
      });
      if (isKnown(request, file)) return reply.code(304).send();
      if (request.method === 'HEAD') return reply.header('content-length', file.byteSize).send();
      const range = requestedRange(request, file);
      const byteCount = range === null ? file.byteSize : range.end - range.start + 1;
      rateLimits?.charge(addressSubject(address), sendingCost(byteCount));
      // Until the response has ended: an unread response keeps its last bytes in memory.
      finished(reply.raw, running.begin(request, addressGroup(address)));
      const part = range === null ? {} : { from: range.start, to: range.end + 1 };
      const bytes = await attachmentFiles.read(file, part, departureOf(reply));
      describeRange(reply, file, range);
      return sendBytes(request, reply, bytes);
    },
  });
}
