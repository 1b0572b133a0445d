import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from '../core/access/request-context';
import { addressSubject, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import type { FoundDerivative, ImageFiles, StoredImageFile } from '../modules/media/image-files';
import type { MediaAddresses } from '../modules/media/media-address';
import { HttpError } from './http-error';
import { setStallTimeout } from './stalled-connections';

/** A connection on which nothing moves for this long is ended, in milliseconds. */
const IDLE_TIMEOUT_MS = 60_000;

/** Public content has the hash of its bytes in its address, so that it never changes. */
const PUBLIC = 'public, max-age=31536000, immutable';

export interface MediaRouteOptions {
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
export function registerMediaRoute(app: FastifyInstance, options: MediaRouteOptions): void {
  const { addresses, imageFiles, factsOf, rateLimits } = options;
  app.route<{ Params: { hash: string; variant: string }; Querystring: string }>({
    method: ['GET', 'HEAD'],
    url: '/media/images/:hash/:variant',
    handler: async (request, reply) => {
      const { now, address } = factsOf(request);
      const { hash, variant } = request.params;
      const path = `/media/images/${hash}/${variant}`;
      const signedUntil = await addresses.readSignature(path, parse(request.query), now);
      const found = await imageFiles.find(hash, variant, signedUntil !== null);
      const file = found && (found.file ?? (await make(found, address)));
      if (file === null) throw mediaNotFound();
      describe(reply, file, signedUntil === null ? PUBLIC : privateFor(signedUntil, now));
      if (isKnown(request, entityTag(file))) return reply.code(304).send();
      if (request.method === 'HEAD') return reply.header('content-length', file.byteSize).send();
      const bytes = await imageFiles.read(file);
      reply.raw.once('close', () => bytes.destroy());
      reply.raw.setTimeout(IDLE_TIMEOUT_MS, () => reply.raw.destroy());
      setStallTimeout(request, IDLE_TIMEOUT_MS);
      return reply.header('content-length', file.byteSize).send(bytes);
    },
  });

  const make = async (found: FoundDerivative, address: string): Promise<StoredImageFile | null> => {
    rateLimits?.charge(addressSubject(address), found.cost);
    return imageFiles.make(found);
  };
}

function describe(reply: FastifyReply, file: StoredImageFile, cacheControl: string): FastifyReply {
  return reply.headers({
    'content-type': file.mediaType,
    'cache-control': cacheControl,
    etag: entityTag(file),
    // If a browser displays the file by itself, nothing in it runs.
    'content-security-policy': "default-src 'none'; sandbox",
    // Pages of other origins show images.
    'cross-origin-resource-policy': 'cross-origin',
  });
}

function entityTag({ sha256 }: StoredImageFile): string {
  return `"${sha256}"`;
}

/** True if the client has the file with this tag already (RFC 9110, section 13.1.2: tags are compared weakly). */
function isKnown({ headers }: FastifyRequest, tag: string): boolean {
  const known = headers['if-none-match'] ?? '';
  return known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

function privateFor(signedUntil: string, now: string): string {
  return `private, max-age=${Math.floor((Date.parse(signedUntil) - Date.parse(now)) / 1000)}`;
}

function mediaNotFound(): HttpError {
  return new HttpError(404, 'There is no public file at this address: request a new url');
}
