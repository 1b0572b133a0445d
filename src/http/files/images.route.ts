import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import type { RequestFacts } from '../../core/access/request-context';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import type { FoundDerivative, ImageFiles, StoredImageFile } from '../../modules/media/image/image-files';
import type { MediaAddresses } from '../../modules/media/media-address';
import { departureOf } from '../responses/departure';
import { accessBy, describeMedia, isKnown, mediaNotFound, sendBytes, sendingCost } from './media-response';
import { runningDownloads } from './running-downloads';

/** A text shows at most 100 images, and a browser may ask for all of them at once. */
const LIMITS = { perSubject: 128, total: 512 };

export interface ImagesRouteOptions {
  readonly addresses: MediaAddresses;
  readonly imageFiles: ImageFiles;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
}

/**
 * `GET` and `HEAD /media/images/<hash>/<width>.<format>`: a derivative of an image, at an address from the field `url`. The
 * first request makes it. All failures that concern the image have the same response, so that nobody learns which images
 * exist.
 */
export function registerImagesRoute(app: FastifyInstance, options: ImagesRouteOptions): void {
  const { addresses, imageFiles, factsOf, rateLimits } = options;
  const running = runningDownloads(LIMITS);
  app.route<{ Params: { hash: string; variant: string }; Querystring: string }>({
    method: ['GET', 'HEAD'],
    url: '/media/images/:hash/:variant',
    handler: async (request, reply) => {
      const { now, address } = factsOf(request);
      const { hash, variant } = request.params;
      const path = `/media/images/${hash}/${variant}`;
      const access = await accessBy(addresses, path, request, now);
      const found = await imageFiles.find(hash, variant, access.scope);
      const file = found && (found.file ?? (await make(found, address)));
      if (file === null) throw mediaNotFound();
      describeMedia(reply, file, access);
      if (isKnown(request, file)) return reply.code(304).send();
      if (request.method === 'HEAD') return reply.header('content-length', file.byteSize).send();
      rateLimits?.charge(addressSubject(address), sendingCost(file.byteSize));
      // Until the response has ended: an unread response keeps a part of the file in memory, and the file open.
      finished(reply.raw, running.begin(request, addressGroup(address)));
      const bytes = await imageFiles.read(file, departureOf(reply));
      return sendBytes(request, reply.header('content-length', file.byteSize), bytes);
    },
  });

  const make = async (found: FoundDerivative, address: string): Promise<StoredImageFile | null> => {
    rateLimits?.charge(addressSubject(address), found.cost);
    return imageFiles.make(found, addressGroup(address));
  };
}
