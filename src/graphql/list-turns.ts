import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestContext } from '../core/access/request-context';
import { FIELDS_IN_TURN } from './cost/declared-costs';

type Field = GraphQLField<unknown, RequestContext>;

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
 * Completes the lists of large responses in turns with other requests. graphql-js completes all that it has at once: hundreds
 * of thousands of fields if an operation selects a list under many aliases. What the items of different turns load is loaded in
 * different batches, which the cost of an operation includes. Apply it after `readAhead`.
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
  // Apollo Server caches documents, so each selection is counted once.
  const counts = new WeakMap<FieldNode, number>();
  const fieldsOf = (node: FieldNode, info: GraphQLResolveInfo): number => {
    const count = counts.get(node) ?? countFields(node.selectionSet, info);
    counts.set(node, count);
    return count;
  };
  field.resolve = (source, args, context, info) => {
    const wait = (items: unknown): unknown => {
      if (!Array.isArray(items) || items.length === 0) return items;
      const fields = info.fieldNodes.reduce((sum, node) => sum + fieldsOf(node, info), 0);
      const turn = turnsOf(context).turnOf(items.length * fields);
      return turn === null ? items : turn.then((): unknown => items);
    };
    const found: unknown = resolve(source, args, context, info);
    return found instanceof Promise ? found.then(wait) : wait(found);
  };
}

/** The fields that a selection adds to each object, without those of objects below it. */
function countFields(selectionSet: SelectionSetNode | undefined, info: GraphQLResolveInfo): number {
  let count = 0;
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) count += countFields(selection.selectionSet, info);
    else count += countFields(info.fragments[selection.name.value]!.selectionSet, info);
  }
  return count;
}

function turnsOf({ operation }: RequestContext): ListTurns {
  let turns = turnsByOperation.get(operation);
  if (turns === undefined) turnsByOperation.set(operation, (turns = new ListTurns()));
  return turns;
}
