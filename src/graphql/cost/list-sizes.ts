import { getNullableType, type GraphQLField, isListType } from 'graphql';
import type { FieldCall, ReturnedObjects } from '../../core/cost/field-cost';
import type { SelectedList } from '../../core/cost/list-cost';
import { MAX_PAGE_SIZE } from '../../core/limits';
import { maxPageSize } from '../../core/listing/page';
import { anyObjects, atMost, itemsOfParents, type ListBounds, type Objects, ownObjects } from './objects';

/** Where a field is selected. */
interface FieldPlace {
  readonly list: SelectedList | null;
  readonly bounds: ListBounds;
}

/**
 * The objects or values that a field of these objects returns.
 *
 * @param place the list that the field is a part of, null if it belongs to none; and the bounds of lists
 */
export function objectsOf(
  field: GraphQLField<unknown, unknown>,
  cost: ReturnedObjects,
  call: FieldCall,
  parents: Objects,
  place: FieldPlace,
): Objects {
  const most = place.bounds.get(cost.size?.within ?? '') ?? Infinity;
  const objects = atMost(countObjects(field, cost, call, parents, place.list), most);
  const types = cost.types?.(call);
  if (types === undefined) return objects;
  return { ...objects, types: new Map([...types].map(([type, most]) => [type, most * parents.repeats])) };
}

function countObjects(
  field: GraphQLField<unknown, unknown>,
  cost: ReturnedObjects,
  call: FieldCall,
  parents: Objects,
  list: FieldPlace['list'],
): Objects {
  if (!isListType(getNullableType(field.type))) {
    // Connections, and what belongs to them, are objects of their own.
    const isOwn = cost.isOwn === true || cost.lists !== undefined || cost.part !== undefined;
    return isOwn ? ownObjects(parents) : anyObjects(parents.count);
  }
  const { size, part } = cost;
  if (size === undefined) return itemsOfPages(call, parents, list);
  const length = Math.min(size.assumed, size.now?.(call) ?? Infinity);
  if (part?.of === 'facet' && part.links === undefined && list !== null)
    return valuesOfFacets(call, parents, list, length);
  if (size.ofParent !== undefined) return itemsOfParents(parents, size.ofParent, length, call.sizes);
  return cost.isOwn === true ? ownObjects(parents, length) : anyObjects(parents.count * length);
}

function itemsOfPages({ sizes }: FieldCall, parents: Objects, list: SelectedList | null): Objects {
  if (list === null) return anyObjects(parents.count * MAX_PAGE_SIZE);
  const {
    listed: { ofParent },
    size,
  } = list;
  return ofParent === undefined ? ownObjects(parents, size) : itemsOfParents(parents, ofParent, size, sizes);
}

/** Each value of a facet is that of a row, or none. */
function valuesOfFacets({ sizes }: FieldCall, parents: Objects, { listed }: SelectedList, length: number): Objects {
  const { ofParent, tables } = listed;
  if (ofParent !== undefined) {
    return itemsOfParents(parents, ofParent, Math.min(length, sizes.longestOf(ofParent) + 1), sizes, 1);
  }
  return anyObjects(parents.count * Math.min(length, rowsOf(tables, sizes) + 1));
}

/** The most items that a page can have, by its arguments and the present data. The arguments are not validated. */
export function maxItemsOfPage({ lists }: ReturnedObjects, { args, sizes }: FieldCall): number {
  const { tables, ofParent } = lists!;
  return Math.min(
    maxPageSize(args),
    rowsOf(tables, sizes),
    ofParent === undefined ? Infinity : sizes.longestOf(ofParent),
  );
}

function rowsOf(tables: readonly string[], sizes: FieldCall['sizes']): number {
  return tables.reduce((sum, table) => sum + sizes.rowsOf(table), 0);
}
