import { parse } from 'node:querystring';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddressScope } from '../../modules/media/media.policy';
import type { MediaAddresses } from '../../modules/media/media-address';
import { setStallTimeout } from '../connections/stalled-connections';
import { entityTag, type RangedFile } from '../responses/byte-range';
import { matches } from '../responses/entity-tag';
import { HttpError } from '../responses/http-error';

/**
 * How long a client may take none of the bytes that wait for it, in milliseconds. It is longer than for other responses, because programs
 * that show a file while it loads read it in spurts.
 */
const STALL_TIMEOUT_MS = 60_000;

/** Cost of sending, in points of the rate limits: opening the file, and each MiB. */
const OPENING_COST = 1_500;
export const MEBIBYTE_COST = 2_000;

/** Public content has the hash of its bytes in its address, so that it never changes. */
const PUBLIC = 'public, max-age=31536000, immutable';

/** A file of an image or attachment that is sent. */
export interface SentFile extends RangedFile {
  readonly mediaType: string;
}

/** How the requester has got an address: by a signature that has not expired, or because everyone has it. */
export interface MediaAccess {
  readonly scope: AddressScope;
  /** The header of the response. */
  readonly cacheControl: string;
}

/** Reads the signature of the address at this path. */
export async function accessBy(
  addresses: MediaAddresses,
  path: string,
  request: FastifyRequest<{ Querystring: string }>,
  now: string,
): Promise<MediaAccess> {
  const signedUntil = await addresses.readSignature(path, parse(request.query), now);
  if (signedUntil === null) return { scope: 'public', cacheControl: PUBLIC };
  const seconds = Math.floor((Date.parse(signedUntil) - Date.parse(now)) / 1000);
  return { scope: 'signed', cacheControl: `private, max-age=${seconds}` };
}

/** Sets the headers that responses with files of images and attachments have in common. */
export function describeMedia(reply: FastifyReply, file: SentFile, { cacheControl }: MediaAccess): FastifyReply {
  return reply.headers({
    'content-type': file.mediaType,
    'cache-control': cacheControl,
    etag: entityTag(file),
    // If a browser displays the file by itself, nothing in it runs.
    'content-security-policy': "default-src 'none'; sandbox",
    // Pages of other origins show the file.
    'cross-origin-resource-policy': 'cross-origin',
  });
}

/** Cost of sending this many bytes of a file, in points of the rate limits. */
export function sendingCost(byteCount: number): number {
  return OPENING_COST + Math.ceil((MEBIBYTE_COST * byteCount) / 2 ** 20);
}

/** True if the client has the file already. */
export function isKnown({ headers }: FastifyRequest, file: SentFile): boolean {
  return matches(headers['if-none-match'], entityTag(file));
}

/** Sends bytes for as long as the client takes them. */
export function sendBytes(request: FastifyRequest, reply: FastifyReply, bytes: Readable): FastifyReply {
  reply.raw.once('close', () => bytes.destroy());
  setStallTimeout(request, STALL_TIMEOUT_MS);
  return reply.send(bytes);
}

/** All failures that concern a file have the same response, so that nobody learns which files exist. */
export function mediaNotFound(): HttpError {
  return new HttpError(404, 'There is no public file at this address: request a new url');
}
