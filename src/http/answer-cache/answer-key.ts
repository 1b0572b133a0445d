import type { FastifyRequest } from 'fastify';
import type { Languages } from '../../core/languages/languages';

/** Maximum length of an Accept header of a cached request. Browsers and GraphQL clients send at most about 150. */
const MAX_ACCEPT_LENGTH = 256;

/**
 * The key of a request in the answer cache: everything that its answer depends on, except data and the current day. Null
 * if the request may get an answer of its own, because it has credentials or a cookie, or if Apollo Server might refuse
 * it. Two requests with equal keys get equal answers.
 *
 * @param text the body of a POST request; undefined for other methods
 */
export function answerKey(
  { method, url, headers }: FastifyRequest,
  text: string | undefined,
  languages: Languages,
): string | null {
  if (headers.authorization !== undefined || headers['entente-grants'] !== undefined || headers.cookie !== undefined) {
    return null;
  }
  const { accept = '' } = headers;
  if (accept.length > MAX_ACCEPT_LENGTH) return null;
  const locales = languages.acceptedBy(headers['accept-language']).join();
  if (method === 'POST') return text === undefined ? null : `POST ${accept}\n${locales}\n${text}`;
  return isAnsweredByGet(headers) ? `GET ${accept}\n${locales}\n${url.slice(url.indexOf('?') + 1)}` : null;
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
