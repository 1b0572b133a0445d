import type { HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, DAY_MS } from '../../core/time';
import { sandboxContentSecurityPolicy } from '../pages/explorer.route';
import { compress, type Encoding, preferredEncoding } from '../responses/compression';
import { matches } from '../responses/entity-tag';
import { CHALLENGE_HEADERS } from '../responses/http-error';
import { inPieces } from '../responses/response-pieces';
import { bytesOf } from '../responses/text-bytes';
import { addVary } from '../responses/vary';
import type { CachedAnswer } from './answer-cache/cached-answer';

/** The request headers that a response depends on: if its texts are in a language that the client accepts, and otherwise. */
const VARY_IN_ANY_LANGUAGE = 'Accept, Accept-Encoding, Authorization, Entente-Account, Entente-Grants, Entente-Session';
const VARY =
  'Accept, Accept-Encoding, Accept-Language, Authorization, Entente-Account, Entente-Grants, Entente-Session';

/** Maximum length of a response that is kept as a text until it has been sent, in characters. */
const MAX_TEXT_LENGTH = 16_384;

/** Sends a response that Apollo Server has computed. No cache may store it. */
export async function sendComputed(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers, body }: HTTPGraphQLResponse,
): Promise<FastifyReply> {
  const text = textOf(body);
  if (headers.get('content-type') === 'text/html') {
    reply.header('content-security-policy', sandboxContentSecurityPolicy(text));
    // Signing in to Sandbox opens a window that reports back to this page.
    reply.header('cross-origin-opener-policy', 'same-origin-allow-popups');
    headers.set('content-type', 'text/html; charset=utf-8');
  }
  // Apollo Server allows the response to an unknown persisted query to be cached.
  headers.set('cache-control', 'no-store');
  if (status === 401) reply.headers(CHALLENGE_HEADERS);
  reply.code(status ?? 200).headers(Object.fromEntries(headers));
  addVary(reply, varyOf(request));
  const encoding = preferredEncoding(request);
  // Node sends the headers and a text in one write.
  if (encoding === null && text.length <= MAX_TEXT_LENGTH) return reply.send(text);
  // Encoded here, so that the text is not kept until the client has taken all bytes.
  return sendCompressed(reply, await bytesOf(text), encoding);
}

/** Sends bytes that are compressed if possible. */
export async function sendCompressed(
  reply: FastifyReply,
  bytes: Buffer,
  encoding: Encoding | null,
): Promise<FastifyReply> {
  const compressed = encoding === null ? null : await compress(bytes, encoding);
  if (compressed !== null) reply.header('content-encoding', encoding);
  return sendBytes(reply, compressed ?? bytes);
}

/** The text of a response. @throws Error for incremental delivery, since the schema has neither `@defer` nor `@stream` */
export function textOf(body: HTTPGraphQLResponse['body']): string {
  if (body.kind !== 'complete') throw new Error('The operation asked for incremental delivery');
  return body.string;
}

/** How long caches may use cached answers. */
export interface AnswerCaching {
  readonly clock: Clock;
  /** How long shared caches may use an answer without revalidating it, in seconds. */
  readonly sharedSeconds: number;
}

/**
 * Sends a cached answer. A response to GET may be stored by every cache, which must revalidate it before each use, and gets 304
 * if the answer is still the same. A shared cache need not revalidate it for `sharedSeconds`.
 */
export function sendCached(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CachedAnswer,
  options: AnswerCaching,
): FastifyReply | Promise<FastifyReply> {
  const encoding = preferredEncoding(request);
  const compressed = encoding === null ? null : answer.bodyIn(encoding);
  // A response that cannot be compressed is sent as it is.
  const send = (bytes: Buffer | null): FastifyReply => {
    const body = bytes === null ? { encoding: null, bytes: answer.body } : { encoding, bytes };
    return sendBody(request, reply, answer, body, options);
  };
  return compressed instanceof Promise ? compressed.catch(() => null).then(send) : send(compressed);
}

function sendBody(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CachedAnswer,
  { encoding, bytes }: { readonly encoding: Encoding | null; readonly bytes: string | Buffer },
  options: AnswerCaching,
): FastifyReply {
  addVary(reply, varyOf(request));
  if (request.method !== 'POST') {
    const etag = answer.etag(encoding);
    reply.header('etag', etag).header('cache-control', cacheControl(answer, options));
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  if (encoding !== null) reply.header('content-encoding', encoding);
  return sendBytes(reply.header('content-type', answer.contentType), bytes);
}

/** @param body a text must be ASCII */
function sendBytes(reply: FastifyReply, body: string | Buffer): FastifyReply {
  return reply.header('content-length', body.length).send(typeof body === 'string' ? body : inPieces(body));
}

/** The Cache-Control of an answer that every cache may store. */
export function cacheControl({ day }: Pick<CachedAnswer, 'day'>, { clock, sharedSeconds }: AnswerCaching): string {
  if (sharedSeconds === 0) return 'public, max-age=0, must-revalidate';
  // The day may have ended while the answer was written.
  const untilMidnight =
    day === null ? Infinity : Math.max(0, Math.floor(((day + 1) * DAY_MS - clock().getTime()) / 1000));
  return `public, max-age=0, s-maxage=${Math.min(sharedSeconds, untilMidnight)}, must-revalidate`;
}

/** The request headers that the response depends on. Accept-Language counts only if it decided the language of a text. */
function varyOf({ operation }: FastifyRequest): string {
  return operation?.usesAcceptedLocales === true ? VARY : VARY_IN_ANY_LANGUAGE;
}
