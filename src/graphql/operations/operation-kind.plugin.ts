import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { isSubscriptionContext } from '../../modules/events/subscribers';
import { beforeOperation } from './before-operation';

/**
 * Rejects an operation that cannot run over its transport (a subscription over plain HTTP, anything else over a
 * WebSocket), and an operation type that the schema does not have. graphql-js would fail on these and report them as
 * server errors.
 */
export function operationKindPlugin(): ApolloServerPlugin {
  return beforeOperation(({ operation, schema, contextValue }) => {
    const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (isSubscription !== isSubscriptionContext(contextValue)) {
      throw new GraphQLError(
        isSubscription
          ? 'Subscriptions are not served over plain HTTP: send this over a WebSocket'
          : 'Only subscriptions are served over a WebSocket: send this over HTTP',
        { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } },
      );
    }
    if (!schema.getRootType(operation.operation)) {
      throw new GraphQLError(`The schema has no ${operation.operation} operations`, {
        nodes: operation,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    }
  });
}
