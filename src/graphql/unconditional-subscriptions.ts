import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode, validate, type ASTVisitor, type ValidationContext } from 'graphql';
import { rootSelectionsOf } from './root-selections';

/**
 * Rejects `@skip` and `@include` at the root of a subscription (GraphQL of September 2025, section 5.2.4.1). graphql-js
 * allows them, and fails when they leave no field.
 */
export function unconditionalSubscriptionsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const conditions = rootSelectionsOf(context, operation)
        .flatMap(({ directives }) => directives ?? [])
        .filter(({ name }) => name.value === 'skip' || name.value === 'include');
      if (conditions.length === 0) return;
      const message = 'A subscription must not have @skip or @include at its root';
      context.reportError(new GraphQLError(message, { nodes: conditions }));
    },
  };
}

/**
 * Reports the same error when the condition is a variable. A rule of graphql-js that runs before ours reads the
 * variable's value and throws.
 */
export function unconditionalSubscriptionsPlugin(): ApolloServerPlugin {
  return {
    async unexpectedErrorProcessingRequest({ requestContext: { schema, document } }) {
      const [error] = document ? validate(schema, document, [unconditionalSubscriptionsRule]) : [];
      if (error === undefined) return;
      const { message, nodes = null } = error;
      const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } };
      throw new GraphQLError(message, { nodes, extensions });
    },
  };
}
