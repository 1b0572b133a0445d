import type { FieldNode } from 'graphql';
import type { FieldCall, ListedRows, RawArgs } from '../../core/cost/field-cost';
import type { SelectedList } from '../../core/cost/list-cost';
import { fieldsOfFilter, isRecord } from './argument-measures';
import type { DeclaredCost } from './declared-costs';
import { maxItemsOfPage } from './list-sizes';

/** The arguments of lists that choose a page. All others choose the rows that are counted. */
const PAGING: ReadonlySet<string> = new Set(['first', 'last', 'after', 'before', 'orderBy']);

/** Describes the lists that an operation selects, and numbers them. */
export class SelectedLists {
  private count = 0;

  /**
   * The list of a connection.
   *
   * @param isAtRoot true if a field of the query itself returns the connection
   * @param parents the number of objects that have the field
   */
  of(node: FieldNode, isAtRoot: boolean, cost: DeclaredCost, call: FieldCall, parents: number): SelectedList {
    const { args } = call;
    const filter = isRecord(args['filter']) ? args['filter'] : {};
    this.count += 1;
    // Equal counts of lists at the root share a statement. Below a parent, statements contain the parent's key.
    const name = isAtRoot ? node.name.value : `${node.name.value} ${this.count}`;
    return {
      filterKey: `${name} ${JSON.stringify(conditionsOf(args))}`,
      // Pages are read for each selection of a list.
      pageKey: `${node.name.value} ${this.count}`,
      listed: cost.lists!,
      conditions: call.conditions,
      conditionsOnAll: call.conditionsOnAll,
      searches: call.searches,
      ranking: call.ranking,
      filteredBy: new Set(fieldsOfFilter(filter)),
      orders: Array.isArray(args['orderBy']) ? args['orderBy'].length : 1,
      isTranslated: isInTextOrder(cost.lists!, args['orderBy']),
      size: maxItemsOfPage(cost, call),
      parents,
    };
  }
}

/** The arguments that choose rows, in an order that does not depend on the document. */
function conditionsOf(args: RawArgs): [string, unknown][] {
  return Object.entries(args)
    .filter(([name, value]) => value != null && !PAGING.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** True if a list is ordered by a text in the language that is shown. `orderBy` is not validated. */
function isInTextOrder({ textOrder }: ListedRows, orderBy: unknown): boolean {
  if (textOrder === undefined) return false;
  const criteria: readonly unknown[] = Array.isArray(orderBy) ? orderBy : orderBy == null ? [] : [orderBy];
  if (criteria.length === 0) return textOrder.isDefault;
  return criteria.some((criterion) => isRecord(criterion) && criterion['field'] === textOrder.field);
}
