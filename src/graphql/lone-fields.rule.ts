import { GraphQLError, Kind, type ASTVisitor, type FieldNode, type ValidationContext } from 'graphql';
import { rootSelectionsOf } from './root-selections';

/**
 * A field with the extension `isLone` changes what the rest of the operation sees, and root fields run concurrently.
 * Such a field must therefore be the only root field, except for `__typename`.
 */
export function loneFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const known = context.getSchema().getRootType(operation.operation)?.getFields() ?? {};
      const fields = rootSelectionsOf(context, operation)
        .filter((selection) => selection.kind === Kind.FIELD)
        .filter(({ name }) => name.value !== '__typename');
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
