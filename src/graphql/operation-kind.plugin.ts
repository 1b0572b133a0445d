import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';

/**
 * Refuses what cannot run over plain HTTP: a subscription, and a kind of operation that the schema does not have.
 * graphql-js would run into both, and report them as if the server had failed.
 */
export function operationKindPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, schema }) {
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
            throw new GraphQLError('Subscriptions are not served over plain HTTP.', {
              extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
            });
          }
          if (operation && !schema.getRootType(operation.operation)) {
            throw new GraphQLError(`The schema has no operations of the kind ${operation.operation}.`, {
              nodes: operation,
              extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
            });
          }
        },
      };
    },
  };
}
