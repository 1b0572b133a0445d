import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  validate,
  type ValidationContext,
} from 'graphql';
import { fragmentsOf } from './fragments';

/**
 * A field with the extension `isLone` changes what the rest of the operation sees, and root fields run concurrently.
 * Such a field must therefore be the only root field, except for `__typename`.
 */
export function loneFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const known = context.getSchema().getRootType(operation.operation)?.getFields() ?? {};
      const fields = rootFieldsOf(context.getDocument(), operation);
      const lone = fields.find(({ name }) => known[name.value]?.extensions['isLone'] === true);
      // Selections with the same response name are one field, however many fragments contain it.
      const others = fields.filter((field) => lone !== undefined && keyOf(field) !== keyOf(lone));
      if (lone === undefined || others.length === 0) return;
      const message = `${lone.name.value} must be the only field at the root of an operation: send the others in another operation`;
      context.reportError(new GraphQLError(message, { nodes: [lone, ...others] }));
    },
  };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/**
 * Rejects `@skip` and `@include` at the root of a subscription (GraphQL of September 2025, section 5.2.4.1). graphql-js
 * allows them, and fails when they leave no field.
 */
export function unconditionalSubscriptionsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const conditions = rootSelectionsOf(context.getDocument(), operation)
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

/** The fields at the root of an operation, including those of fragments that are spread there; without `__typename`. */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): FieldNode[] {
  return rootSelectionsOf(document, operation)
    .filter((selection) => selection.kind === Kind.FIELD)
    .filter(({ name }) => name.value !== '__typename');
}

/**
 * The selections at the root of an operation, including those of fragments that are spread there. Each fragment is
 * visited once.
 */
function rootSelectionsOf(document: DocumentNode, { selectionSet }: OperationDefinitionNode): SelectionNode[] {
  const fragments = fragmentsOf(document);
  const selections: SelectionNode[] = [];
  const spread = new Set<string>();
  const pending = [...selectionSet.selections];
  for (let next = pending.pop(); next; next = pending.pop()) {
    selections.push(next);
    if (next.kind === Kind.INLINE_FRAGMENT) pending.push(...next.selectionSet.selections);
    else if (next.kind === Kind.FRAGMENT_SPREAD && !spread.has(next.name.value)) {
      spread.add(next.name.value);
      pending.push(...(fragments.get(next.name.value)?.selectionSet.selections ?? []));
    }
  }
  return selections;
}
