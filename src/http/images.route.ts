import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../core/access/request-context';
import { addressSubject, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import type { FoundDerivative, ImageFiles, StoredImageFile } from '../modules/media/image-files';
import type { MediaAddresses } from '../modules/media/media-address';
import { accessBy, describeMedia, isKnown, mediaNotFound, sendBytes } from './media-answer';

export interface ImagesRouteOptions {
  readonly addresses: MediaAddresses;
  readonly imageFiles: ImageFiles;
  readonly factsOf: (request: FastifyRequest) => RequestFacts;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
}

/**
 * `GET` and `HEAD /media/images/<hash>/<width>.<format>`: a derivative of an image, at an address from the field `url`. The
 * first request makes it. All failures that concern the image have the same answer, so that nobody learns which images
 * exist.
 */
export function registerImagesRoute(app: FastifyInstance, options: ImagesRouteOptions): void {
  const { addresses, imageFiles, factsOf, rateLimits } = options;
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
      reply.header('content-length', file.byteSize);
      return request.method === 'HEAD' ? reply.send() : sendBytes(request, reply, await imageFiles.read(file));
    },
  });

  const make = async (found: FoundDerivative, address: string): Promise<StoredImageFile | null> => {
    rateLimits?.charge(addressSubject(address), found.cost);
    return imageFiles.make(found);
  };
}
