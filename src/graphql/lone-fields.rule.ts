import { GraphQLError, Kind, type ASTVisitor, type FieldNode, type ValidationContext } from 'graphql';
import { rootSelectionsOf } from './root-selections';

/**
 * Fields with the extension `isLone` change what the rest of the operation sees. Others at the root would run at the
 * same time and see the one or the other by chance, so that there may be none but `__typename`.
 */
export function loneFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const known = context.getSchema().getRootType(operation.operation)?.getFields() ?? {};
      const fields = rootSelectionsOf(context, operation)
        .filter((selection) => selection.kind === Kind.FIELD)
        .filter(({ name }) => name.value !== '__typename');
      const lone = fields.find(({ name }) => known[name.value]?.extensions['isLone'] === true);
      // Under one name it is one field, however often fragments ask for it.
      const others = fields.filter((field) => lone !== undefined && keyOf(field) !== keyOf(lone));
      if (lone === undefined || others.length === 0) return;
      const message = `An operation asks for ${lone.name.value} alone: send the rest as another one.`;
      context.reportError(new GraphQLError(message, { nodes: [lone, ...others] }));
    },
  };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
