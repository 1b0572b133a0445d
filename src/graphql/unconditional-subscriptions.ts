import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode, validate, type ASTVisitor, type ValidationContext } from 'graphql';
import { rootSelectionsOf } from './root-selections';

/**
 * What is subscribed to hangs on no condition: at its root a subscription has neither `@skip` nor `@include` (GraphQL of
 * September 2025, section 5.2.4.1). graphql-js does not refuse them, and fails where they leave no field.
 */
export function unconditionalSubscriptionsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const conditions = rootSelectionsOf(context, operation)
        .flatMap(({ directives }) => directives ?? [])
        .filter(({ name }) => name.value === 'skip' || name.value === 'include');
      if (conditions.length === 0) return;
      const message = 'At its root a subscription has neither @skip nor @include.';
      context.reportError(new GraphQLError(message, { nodes: conditions }));
    },
  };
}

/**
 * Refuses the same where a condition is a variable's: one of graphql-js's own rules, which are asked before ours, looks
 * for its value, and throws.
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
