import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';

/**
 * Nothing stops a mutation, so that its response always says what it has changed: neither its deadline nor the end of its
 * client.
 */
export function mutationCompletionPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, contextValue }) {
          // No operation has the requested name. Execution reports that.
          if (operation === undefined) return;
          if (operation.operation === OperationTypeNode.MUTATION) contextValue.reading.protect();
        },
      };
    },
  };
}
