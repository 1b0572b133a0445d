import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { FIELDS_IN_TURN, type ListTurns } from '../../core/access/list-turns';
import { memoize } from '../../core/memoize';
import { type ObjectField, objectFields } from '../object-fields';

type Field = ObjectField['field'];

/** Items with at least this many fields may wait for a turn each. With fewer, their promises would take too much of the time. */
const MANY_FIELDS = 10;

/**
 * Completes lists in turns with other requests. graphql-js completes all that it has at once: hundreds of thousands of fields
 * if an operation selects a list under many aliases. Loaders wait until all lists have had their turn, so that statements are
 * not split. Apply it after `readAhead`.
 */
export function completeListsInTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const { field } of objectFields(schema)) if (listsObjects(field)) takeTurns(field);
  return schema;
}

function listsObjects({ type, resolve }: Field): boolean {
  return resolve !== undefined && isListType(getNullableType(type)) && isCompositeType(getNamedType(type));
}

function takeTurns(field: Field): void {
  const resolve = field.resolve!;
  const itemType = getNamedType(field.type) as GraphQLCompositeType;
  // Apollo Server caches documents, so each selection is counted once.
  const fieldsOf = memoize((node: FieldNode, info: GraphQLResolveInfo) =>
    countFields(node.selectionSet, itemType, info),
  );
  field.resolve = (source, args, context, info) => {
    const wait = (items: unknown): unknown => {
      if (!Array.isArray(items) || items.length === 0) return items;
      const fields = info.fieldNodes.reduce((sum, node) => sum + fieldsOf(node, info), 0);
      return inTurns(items, fields, context.loaders.turns);
    };
    const found: unknown = resolve(source, args, context, info);
    return found instanceof Promise ? found.then(wait) : wait(found);
  };
}

/**
 * Returns the items of a list, or a promise of all of them. In a long list of items with many fields, each item is a promise, which
 * resolves in the turn in which its fields are completed.
 *
 * @param fields the number of fields of each item
 */
function inTurns(items: readonly unknown[], fields: number, turns: ListTurns): unknown {
  if (fields < MANY_FIELDS || items.length * fields <= FIELDS_IN_TURN) {
    const turn = turns.turnOf(items.length * fields);
    return turn === null ? items : turn.then((): unknown => items);
  }
  return items.map((item) => {
    const turn = turns.turnOf(fields);
    return turn === null ? item : turn.then(() => item);
  });
}

/** The fields that a selection adds to each object of a type, with those of single objects below it. Lists count by themselves. */
function countFields(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType,
  info: GraphQLResolveInfo,
): number {
  const counts = (selectionSet?.selections ?? []).map((selection): number => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value]!;
      const on = fragment.typeCondition && info.schema.getType(fragment.typeCondition.name.value);
      return countFields(fragment.selectionSet, isCompositeType(on) ? on : type, info);
    }
    const field = isUnionType(type) ? undefined : type.getFields()[selection.name.value];
    // Fields of introspection, such as __typename, are not among those of the type.
    const below = field && getNullableType(field.type);
    return isCompositeType(below) ? 1 + countFields(selection.selectionSet, below, info) : 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
