import { Kind, type OperationDefinitionNode, type SelectionNode, type ValidationContext } from 'graphql';

/**
 * The selections at the root of an operation, including those of fragments that are spread there. Each fragment is
 * visited once.
 */
export function rootSelectionsOf(
  context: ValidationContext,
  { selectionSet }: OperationDefinitionNode,
): SelectionNode[] {
  const selections: SelectionNode[] = [];
  const spread = new Set<string>();
  const pending = [...selectionSet.selections];
  for (let next = pending.pop(); next; next = pending.pop()) {
    selections.push(next);
    if (next.kind === Kind.INLINE_FRAGMENT) pending.push(...next.selectionSet.selections);
    else if (next.kind === Kind.FRAGMENT_SPREAD && !spread.has(next.name.value)) {
      spread.add(next.name.value);
      pending.push(...(context.getFragment(next.name.value)?.selectionSet.selections ?? []));
    }
  }
  return selections;
}
