import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { isOfSubscription } from '../modules/events/subscribers';

/**
 * Refuses what cannot run the way it came: a subscription over plain HTTP, anything else over a WebSocket, and a kind of
 * operation that the schema does not have. graphql-js would run into them, and report them as if the server had failed.
 */
export function operationKindPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, schema, contextValue }) {
          // None has the name that is asked for: that is said when it is to be executed.
          if (operation === undefined) return;
          const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
          if (isSubscription !== isOfSubscription(contextValue)) {
            throw new GraphQLError(
              isSubscription
                ? 'Subscriptions are not served over plain HTTP.'
                : 'Over a WebSocket only subscriptions are served: send this over HTTP.',
              { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } },
            );
          }
          if (!schema.getRootType(operation.operation)) {
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
