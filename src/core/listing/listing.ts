import type { SortColumn, SortTerm } from '../../database/reading/keyset';
import type { Row } from '../../database/sql/row-mapper';
import type { Sql } from '../../database/sql/sql';
import { BadUserInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import type { Viewer } from '../access/viewer';
import type { ConditionCosts } from '../cost/condition-cost';
import type { LocalizedItem } from '../languages/translation.entity';
import type { Node } from '../types/node';
import type { PagingArgs } from './connection';
import type { FilterTable } from './filter';
import { type Order, OrderDirection } from './order';

/** A list of the rows of one type: its orders and filters, its policy, and its columns. */
export interface Listing<E extends Node, F extends string, W extends object> {
  /** The name of the list in cursors, so that other lists refuse them. */
  readonly name: string;
  readonly table: string;
  readonly alias: string;
  /** The entity of the rows, if an order is by a text in the language that they are shown in (`isTranslated`). */
  readonly entity?: new () => LocalizedItem;
  /** `reads` names the properties that `of` computes the value from. */
  readonly sorts: Readonly<
    Record<F, SortColumn & { readonly reads: readonly string[]; readonly of: (entity: E) => string | number | null }>
  >;
  readonly defaultOrder: readonly Order<F>[];
  readonly filters: FilterTable<W>;
  /** Cost of each condition, by its name, for each row that it is tested on. Conditions that are left out cost what their operators do. */
  readonly conditionCosts?: Readonly<Record<string, ConditionCosts>>;
  /** The filters that the indexes of the default order cover: a page under them is found without reading the rows. */
  readonly coveredFilters?: ReadonlySet<string>;
  /** The policy: a condition that the rows visible to the viewer meet. */
  readonly isVisible: (viewer: Viewer) => Sql;
  /** @param besides properties to read although no requested field shows them */
  readonly select: (context: RequestContext, besides?: readonly string[]) => EntitySelect<E>;
}

/** The parts of a SELECT that reads an entity under the alias of its listing. */
export interface EntitySelect<E> {
  readonly columns: Sql;
  readonly joins: Sql;
  readonly get: (row: Row) => E;
}

/** The arguments of a list. */
export interface ListArgs<F extends string, W extends object> extends PagingArgs {
  filter?: W | null;
  orderBy?: Order<F>[] | null;
}

/** An order in SQL terms, and its text in cursors. */
export interface ListOrder {
  readonly terms: readonly SortTerm[];
  readonly text: string;
}

/** @throws BadUserInputError if `orderBy` names a field twice */
export function listOrder<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  orderBy: readonly Order<F>[] | null | undefined,
): ListOrder & { readonly fields: readonly F[] } {
  const order = orderBy && orderBy.length > 0 ? orderBy : listing.defaultOrder;
  const fields = order.map(({ field }) => field);
  if (new Set(fields).size < fields.length) {
    throw new BadUserInputError('orderBy must name each field at most once', 'orderBy');
  }
  const terms = order.map(({ field, direction }) => {
    const { column, kind, nullable, isTranslated } = listing.sorts[field];
    const descending = direction === OrderDirection.DESC;
    return { column, kind, nullable, descending, ...(isTranslated && { isTranslated }) };
  });
  return { terms, fields, text: `${listing.name} ${order.map((o) => `${o.field} ${o.direction}`).join(' ')}` };
}
