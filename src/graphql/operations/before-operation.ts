import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';

type Resolved<TContext extends BaseContext> = GraphQLRequestContextDidResolveOperation<TContext>;

type WithOperation<TContext extends BaseContext> = Resolved<TContext> & { readonly operation: OperationDefinitionNode };

/**
 * Creates a plugin that calls `check` with each operation once its document is valid and before anything runs. If it throws,
 * that error is the response. It is not called if the document lacks the requested operation, which execution reports.
 */
export function beforeOperation<TContext extends BaseContext>(
  check: (request: WithOperation<TContext>) => void,
): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation(request) {
          if (hasOperation(request)) check(request);
        },
      };
    },
  };
}

function hasOperation<TContext extends BaseContext>(request: Resolved<TContext>): request is WithOperation<TContext> {
  return request.operation !== undefined;
}
