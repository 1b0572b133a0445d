import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { chooseResponseMediaType, GRAPHQL_RESPONSE_JSON } from './response-media-type';

/** Operations that are refused with these codes before they run may be sent again. */
const STATUS_OF_REFUSAL = new Map<unknown, number>([
  ['TOO_MANY_REQUESTS', 429],
  ['OVERLOADED', 503],
  ['TIMEOUT', 503],
  ['CANCELLED', 503],
]);

/**
 * Sets the HTTP status as GraphQL over HTTP specifies (https://graphql.github.io/graphql-over-http/draft/). A
 * well-formed request that is not executed (it does not parse, is invalid, names no operation, has wrong variables, or
 * is too complex) gets 400 as application/graphql-response+json, but 200 as application/json, whose clients cannot tell
 * our 4xx from a proxy's. A request that is not well-formed gets a 4xx in both, and an operation that is refused for now
 * gets 429 or 503 in both.
 */
export function responseStatusPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart({ request, response }) {
      const mediaType = chooseResponseMediaType(request.http?.headers.get('accept'));
      return {
        // Apollo Server checks this only after the operation has run, which may be a mutation.
        async didResolveOperation() {
          if (mediaType === null) throw notAcceptable();
        },

        async willSendResponse() {
          if (response.body?.kind !== 'single' || response.body.singleResult.data !== undefined) return;
          const errors = response.body.singleResult.errors ?? [];
          const codes = errors.map(({ extensions }) => extensions?.code);
          const { http } = response;
          const refusal = errors.find(({ extensions }) => STATUS_OF_REFUSAL.has(extensions?.code))?.extensions;
          if (refusal !== undefined) {
            http.status = STATUS_OF_REFUSAL.get(refusal.code)!;
            const { retryAfterSeconds } = refusal;
            if (typeof retryAfterSeconds === 'number') http.headers.set('retry-after', String(retryAfterSeconds));
          } else if (codes.includes('INTERNAL_SERVER_ERROR')) {
            http.status = 500;
          } else if (codes.includes('BAD_REQUEST')) {
            http.status = isClientError(http.status) ? http.status : 400;
          } else if (http.status === 400 || !isClientError(http.status)) {
            http.status = mediaType === GRAPHQL_RESPONSE_JSON ? 400 : 200;
          }
        },
      };
    },
  };
}

function isClientError(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status < 500;
}

function notAcceptable(): GraphQLError {
  return new GraphQLError('The Accept header must allow application/graphql-response+json or application/json', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406 } },
  });
}
