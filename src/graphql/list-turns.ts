import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestContext } from '../core/access/request-context';
import { costOf } from './cost/declared-costs';

type Field = GraphQLField<unknown, RequestContext>;

/** Items that an operation completes before other requests have a turn: at most about five milliseconds. */
const ITEMS_IN_TURN = 1_000;

/** The turns of an operation. */
class ListTurns {
  private items = 0;
  private turn: Promise<void> | null = null;

  /** Returns the turn in which a list with this number of items may be completed; null: now. */
  turnOf(length: number): Promise<void> | null {
    this.items += length;
    if (this.items > ITEMS_IN_TURN) {
      this.items = length;
      this.turn = this.turn === null ? nextTurn() : this.turn.then(() => nextTurn());
    }
    return this.turn;
  }
}

/** Keyed by the operation of the context, which all copies of the context share. */
const turnsByOperation = new WeakMap<object, ListTurns>();

/**
 * Completes lists of objects that load nothing, such as the codes of a codelist, in turns with other requests: an operation
 * may have hundreds of such lists, without a statement between them. Other lists do not wait, so that what their items load
 * stays in one batch.
 */
export function completeListsInTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values<Field>(type.getFields())) if (listsData(field)) takeTurns(field);
  }
  return schema;
}

function listsData({ type, resolve }: Field): boolean {
  const list = getNullableType(type);
  if (resolve === undefined || !isListType(list)) return false;
  const item = getNullableType(list.ofType);
  return isObjectType(item) && Object.values(item.getFields()).every(isInMemory);
}

function isInMemory(field: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(field.type)) && costOf(field)?.statements === 0;
}

function takeTurns(field: Field): void {
  const resolve = field.resolve!;
  field.resolve = (source, args, context, info) => {
    const wait = (items: unknown): unknown =>
      Array.isArray(items)
        ? (turnsOf(context)
            .turnOf(items.length)
            ?.then((): unknown => items) ?? items)
        : items;
    const found: unknown = resolve(source, args, context, info);
    return found instanceof Promise ? found.then(wait) : wait(found);
  };
}

function turnsOf({ operation }: RequestContext): ListTurns {
  let turns = turnsByOperation.get(operation);
  if (turns === undefined) turnsByOperation.set(operation, (turns = new ListTurns()));
  return turns;
}
