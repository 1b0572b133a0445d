import Negotiator from 'negotiator';

export const GRAPHQL_RESPONSE_JSON = 'application/graphql-response+json; charset=utf-8';
const JSON_MEDIA_TYPE = 'application/json; charset=utf-8';

/**
 * The media type of the response to a request with this Accept header, or null when it accepts neither of ours. Without
 * a preference, application/json, as GraphQL over HTTP requires before its watershed.
 */
export function chooseResponseMediaType(accept: string | undefined): string | null {
  if (!accept) return JSON_MEDIA_TYPE;
  const negotiator = new Negotiator({ headers: { accept } });
  return negotiator.mediaType([JSON_MEDIA_TYPE, GRAPHQL_RESPONSE_JSON]) ?? null;
}
