import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestContext } from '../core/access/request-context';
import { loaderOf } from '../core/access/loader';
import { costOf } from './cost/declared-costs';

type Field = GraphQLField<unknown, RequestContext>;
type AnyField = GraphQLField<unknown, unknown>;

/** Fields that an operation completes before other requests have a turn: five to fifteen milliseconds. */
const FIELDS_IN_TURN = 5_000;

/** The turns of an operation. */
class ListTurns {
  private fields = 0;
  private turn: Promise<void> | null = null;

  /** Returns the turn in which a list with this number of fields may be completed; null: now. */
  turnOf(fields: number): Promise<void> | null {
    this.fields += fields;
    if (this.fields > FIELDS_IN_TURN) {
      this.fields = fields;
      this.turn = this.turn === null ? nextTurn() : this.turn.then(() => nextTurn());
    }
    return this.turn;
  }
}

/** Keyed by the operation of the context, which all copies of the context share. */
const turnsByOperation = new WeakMap<object, ListTurns>();

/**
 * Completes lists in turns with other requests. graphql-js completes all that it has at once: hundreds of thousands of fields
 * if an operation selects a list under many aliases. Lists whose items load anything else do not wait, so that it stays in
 * one batch. Apply it after `readAhead`.
 */
export function completeListsInTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values<Field>(type.getFields())) if (listsObjects(field)) takeTurns(field);
  }
  return schema;
}

function listsObjects({ type, resolve }: Field): boolean {
  return resolve !== undefined && isListType(getNullableType(type)) && isCompositeType(getNamedType(type));
}

function takeTurns(field: Field): void {
  const resolve = field.resolve!;
  const itemType = getNamedType(field.type) as GraphQLCompositeType;
  // Apollo Server caches documents, so each selection is counted once.
  const counts = new WeakMap<FieldNode, number | null>();
  const fieldsOf = (node: FieldNode, info: GraphQLResolveInfo): number | null => {
    const known = counts.get(node);
    const count = known === undefined ? countFields(node.selectionSet, itemType, info, isReadyOrLoaded) : known;
    counts.set(node, count);
    return count;
  };
  field.resolve = (source, args, context, info) => {
    const wait = (items: unknown): unknown => {
      if (!Array.isArray(items) || items.length === 0) return items;
      const fields = sumOf(info.fieldNodes.map((node) => fieldsOf(node, info)));
      const turn = fields === null ? null : turnsOf(context).turnOf(items.length * fields);
      return turn === null ? items : turn.then((): unknown => items);
    };
    const found: unknown = resolve(source, args, context, info);
    return found instanceof Promise ? found.then(wait) : wait(found);
  };
}

/**
 * The fields that a selection adds to each object of a type, with those of the objects below it, of which there may be
 * several. Null if one of them is not ready.
 */
function countFields(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType,
  info: GraphQLResolveInfo,
  isReady: (field: AnyField) => boolean,
): number | null {
  const counts = (selectionSet?.selections ?? []).map((selection): number | null => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value]!;
      const on = fragment.typeCondition && info.schema.getType(fragment.typeCondition.name.value);
      return countFields(fragment.selectionSet, isCompositeType(on) ? on : type, info, isReady);
    }
    const field = isUnionType(type) ? undefined : type.getFields()[selection.name.value];
    // Fields of introspection, such as __typename.
    if (field === undefined) return 1;
    if (!isReady(field)) return null;
    const below = getNamedType(field.type);
    return isCompositeType(below) ? sumOf([1, countFields(selection.selectionSet, below, info, isInMemory)]) : 1;
  });
  return sumOf(counts);
}

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

function isReadyOrLoaded(field: AnyField): boolean {
  return isInMemory(field) || loaderOf(field) !== undefined;
}

function isInMemory(field: AnyField): boolean {
  const cost = costOf(field);
  return cost?.statements === 0 && cost.lists === undefined && cost.part === undefined;
}

function turnsOf({ operation }: RequestContext): ListTurns {
  let turns = turnsByOperation.get(operation);
  if (turns === undefined) turnsByOperation.set(operation, (turns = new ListTurns()));
  return turns;
}
