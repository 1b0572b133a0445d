import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type FieldNode,
  type OperationDefinitionNode,
  type ValidationContext,
} from 'graphql';

/**
 * Fields with the extension `isLone` change what the rest of the operation sees. Others at the root would run at the
 * same time and see the one or the other by chance, so that there may be none but `__typename`.
 */
export function loneFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const known = context.getSchema().getRootType(operation.operation)?.getFields() ?? {};
      const fields = rootFieldsOf(context, operation).filter(({ name }) => name.value !== '__typename');
      const lone = fields.find(({ name }) => known[name.value]?.extensions['isLone'] === true);
      // Under one name it is one field, however often fragments ask for it.
      const others = fields.filter((field) => lone !== undefined && keyOf(field) !== keyOf(lone));
      if (lone === undefined || others.length === 0) return;
      const message = `An operation asks for ${lone.name.value} alone: send the rest as another one.`;
      context.reportError(new GraphQLError(message, { nodes: [lone, ...others] }));
    },
  };
}

function rootFieldsOf(context: ValidationContext, { selectionSet }: OperationDefinitionNode): FieldNode[] {
  const fields: FieldNode[] = [];
  const spread = new Set<string>();
  const pending = [...selectionSet.selections];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === Kind.FIELD) fields.push(next);
    else if (next.kind === Kind.INLINE_FRAGMENT) pending.push(...next.selectionSet.selections);
    else if (!spread.has(next.name.value)) {
      spread.add(next.name.value);
      pending.push(...(context.getFragment(next.name.value)?.selectionSet.selections ?? []));
    }
  }
  return fields;
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
