import type { ApolloServerPlugin } from '@apollo/server';

/**
 * An empty `operationName` counts as absent, as GraphQL over HTTP requires for GET
 * (https://graphql.github.io/graphql-over-http/draft/#sec-GET).
 */
export function emptyOperationNamePlugin(): ApolloServerPlugin {
  return {
    async requestDidStart({ request }) {
      if (request.operationName === '') delete request.operationName;
    },
  };
}
