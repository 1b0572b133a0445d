import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** True if the present field selects this one of the object that it returns, also through fragments. */
export function isSelected(field: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const isIn = (set: SelectionSetNode): boolean =>
    set.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === field;
      return isIn(
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments[selection.name.value]!.selectionSet,
      );
    });
  return fieldNodes.some(({ selectionSet }) => selectionSet !== undefined && isIn(selectionSet));
}
