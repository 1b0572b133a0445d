import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** True if the present field selects this one of the object that it returns, also through fragments. */
export function isSelected(field: string, info: GraphQLResolveInfo): boolean {
  return isSelectedTo(1, field, info);
}

/** True if the present field selects this one at any depth below it, also through fragments. */
export function isSelectedBelow(field: string, info: GraphQLResolveInfo): boolean {
  return isSelectedTo(Infinity, field, info);
}

/** @param levels how many levels of objects are searched */
function isSelectedTo(levels: number, field: string, info: GraphQLResolveInfo): boolean {
  const isIn = (set: SelectionSetNode | undefined, left: number): boolean =>
    left > 0 &&
    set?.selections.some((selection) => {
      if (isLeftOut(selection, info)) return false;
      switch (selection.kind) {
        case Kind.FIELD:
          return selection.name.value === field || isIn(selection.selectionSet, left - 1);
        case Kind.INLINE_FRAGMENT:
          return isIn(selection.selectionSet, left);
        case Kind.FRAGMENT_SPREAD:
          return isIn(info.fragments[selection.name.value]!.selectionSet, left);
      }
    }) === true;
  return info.fieldNodes.some(({ selectionSet }) => isIn(selectionSet, levels));
}

function isLeftOut(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.['if'] === true ||
    getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.['if'] === false
  );
}
