import type { FastifyRequest } from 'fastify';
import type { Languages } from '../../../core/languages/languages';
import { MAX_ACCEPT_LENGTH } from '../../../graphql/responses/response-media-type';

/** Maximum length of the origin of a cached request. The longest names have 253 characters. */
const MAX_ORIGIN_LENGTH = 270;

/**
 * Maximum length of the body of a cached request. Longer ones would fill the cache with the texts of requests: documents of
 * front ends have a few thousand characters, or are persisted. Node limits the query strings of GET to as much.
 */
const MAX_TEXT_LENGTH = 16_384;

/**
 * Requests with one of these headers may get an answer of their own. The cookie of a session counts only together with Entente-Session, and
 * other cookies do not belong to this server.
 */
const VIEWER_HEADERS = ['authorization', 'entente-account', 'entente-grants', 'entente-session'] as const;

/**
 * The key of a request in the answer cache: everything that its answer depends on, except data and the current day. Null
 * if the request may get an answer of its own, because it has credentials or an account, or if Apollo Server might refuse it.
 * Two requests with equal keys get equal answers.
 *
 * @param text the body of a POST request; undefined for other methods
 * @param hasFixedOrigin true if addresses in answers have the origin of the configuration. Otherwise, they have that of the
 *   request, and a client that sends a wrong Host must get no answer to others into the cache
 */
export function answerKey(
  request: FastifyRequest,
  text: string | undefined,
  languages: Languages,
  hasFixedOrigin: boolean,
): string | null {
  const { method, url, headers } = request;
  if (VIEWER_HEADERS.some((name) => headers[name] !== undefined)) return null;
  const { accept = '' } = headers;
  if (accept.length > MAX_ACCEPT_LENGTH) return null;
  const origin = hasFixedOrigin ? '' : `${request.protocol}://${request.host}`;
  if (origin.length > MAX_ORIGIN_LENGTH) return null;
  const locales = languages.acceptedBy(headers['accept-language']).join();
  // No header has line breaks, so that two requests have the same key only if each of these is the same.
  const common = `${origin}\n${accept}\n${locales}\n`;
  if (method === 'POST') return text === undefined || text.length > MAX_TEXT_LENGTH ? null : `POST ${common}${text}`;
  return isAnsweredByGet(headers) ? `GET ${common}${url.slice(url.indexOf('?') + 1)}` : null;
}

/**
 * True if Apollo Server answers a GET request with these headers. It refuses requests that a page of another site can
 * send without a preflight, and other content types than JSON.
 */
function isAnsweredByGet(headers: FastifyRequest['headers']): boolean {
  const contentType = headers['content-type'];
  if (contentType !== undefined) return contentType === 'application/json';
  return Boolean(headers['apollo-require-preflight']) || Boolean(headers['x-apollo-operation-name']);
}
