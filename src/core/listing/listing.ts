import type { Sql } from 'sql-template-tag';
import type { SortColumn, SortTerm } from '../../database/keyset';
import type { Row } from '../../database/row-mapper';
import type { PagingArgs } from './connection';
import type { Node } from '../types/node';
import { OrderDirection, type Order } from './order';
import { BadUserInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import type { Viewer } from '../access/viewer';
import type { FilterTable } from './filter';

/** How one kind of thing is listed: what it can be ordered and filtered by, and which of it a viewer sees. */
export interface Listing<E extends Node, F extends string, W extends object> {
  /** Stands in cursors, which are refused by every other list. */
  readonly name: string;
  readonly table: string;
  readonly alias: string;
  /** `reads` names the properties that the value is computed from. */
  readonly sorts: Readonly<
    Record<F, SortColumn & { readonly reads: readonly string[]; readonly of: (entity: E) => string | number | null }>
  >;
  readonly defaultOrder: readonly Order<F>[];
  readonly filters: FilterTable<W>;
  /** The concept's policy as a condition. */
  readonly isVisible: (viewer: Viewer) => Sql;
  /** @param besides properties that are read although no field shows them */
  readonly select: (context: RequestContext, besides?: readonly string[]) => EntitySelect<E>;
}

/** How an entity is selected under its listing's alias, with what is joined to it. */
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

/** An order as the database takes it, and the text that its cursors carry. */
export interface ListOrder {
  readonly terms: readonly SortTerm[];
  readonly text: string;
}

/** @throws BadUserInputError (`orderBy`) when a field is named twice. */
export function listOrder<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  orderBy: readonly Order<F>[] | null | undefined,
): ListOrder & { readonly fields: readonly F[] } {
  const order = orderBy && orderBy.length > 0 ? orderBy : listing.defaultOrder;
  const fields = order.map(({ field }) => field);
  if (new Set(fields).size < fields.length) {
    throw new BadUserInputError('A list is ordered by each field once at most', 'orderBy');
  }
  const terms = order.map(({ field, direction }) => {
    const { column, kind, nullable } = listing.sorts[field];
    return { column, kind, nullable, descending: direction === OrderDirection.DESC };
  });
  return { terms, fields, text: `${listing.name} ${order.map((o) => `${o.field} ${o.direction}`).join(' ')}` };
}
