import Negotiator from 'negotiator';

export const GRAPHQL_RESPONSE_JSON = 'application/graphql-response+json; charset=utf-8';
export const JSON_MEDIA_TYPE = 'application/json; charset=utf-8';

/**
 * Longer Accept headers count as absent (RFC 9110, section 12.5.1, allows it): negotiating them could take 20 milliseconds. Browsers and
 * GraphQL clients send at most about 150 characters.
 */
export const MAX_ACCEPT_LENGTH = 256;

/**
 * The media type of the response to a request with this Accept header, or null when it accepts neither of ours. Without
 * a preference, application/json, as GraphQL over HTTP requires before its watershed.
 */
export function chooseResponseMediaType(accept: string | undefined): string | null {
  if (!accept || accept.length > MAX_ACCEPT_LENGTH) return JSON_MEDIA_TYPE;
  const negotiator = new Negotiator({ headers: { accept } });
  return negotiator.mediaType([JSON_MEDIA_TYPE, GRAPHQL_RESPONSE_JSON]) ?? null;
}
