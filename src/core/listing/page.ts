import type { KeysetPage, Position } from '../../database/reading/keyset';
import { BadUserInputError } from '../../errors';
import type { RawArgs } from '../cost/field-cost';
import { MAX_PAGE_SIZE } from '../limits';
import type { Node } from '../types/node';
import type { Connection, PagingArgs } from './connection';
import { decodeCursor, encodeCursor } from './cursor';
import { type ListArgs, type Listing, type ListOrder, listOrder } from './listing';

export const DEFAULT_SIZE = 20;

/** The page that the arguments request. One more row is read than requested: it shows whether the list continues. */
export interface PagePlan<E extends Node> {
  readonly keyset: KeysetPage;
  readonly size: number;
  readonly cursorOf: (entity: E) => string;
  /** The properties that cursors contain. */
  readonly reads: readonly string[];
}

/** @throws BadUserInputError if `first` and `last` are combined or out of bounds, or a cursor belongs to another list */
export function planPage<E extends Node, F extends string, W extends object>(
  listing: Listing<E, F, W>,
  args: ListArgs<F, W>,
): PagePlan<E> {
  const order = listOrder(listing, args.orderBy);
  const { size, backwards } = pageSize(args);
  return {
    size,
    reads: order.fields.flatMap((field) => listing.sorts[field].reads),
    keyset: {
      terms: order.terms,
      limit: size + 1,
      backwards,
      after: position(order, 'after', args.after),
      before: position(order, 'before', args.before),
    },
    cursorOf: (entity) =>
      encodeCursor(order.text, {
        id: entity.id,
        values: order.fields.map((field) => listing.sorts[field].of(entity)),
      }),
  };
}

/** Creates the connection of a plan. Rows are read when a field that needs them is requested. */
export function toConnection<E extends Node>(
  plan: PagePlan<E>,
  read: () => Promise<readonly E[]>,
  totalCount: () => Promise<number>,
): Connection<E> {
  const { keyset, size, cursorOf } = plan;
  let page: Promise<{ nodes: E[]; isMore: boolean }> | undefined;
  const load = (): NonNullable<typeof page> =>
    (page ??= read().then((rows) => {
      const nodes = rows.slice(0, size);
      if (keyset.backwards) nodes.reverse();
      return { nodes, isMore: rows.length > size };
    }));
  return {
    nodes: async () => (await load()).nodes,
    edges: async () => (await load()).nodes.map((node) => ({ node, cursor: () => cursorOf(node) })),
    pageInfo: async () => {
      const { nodes, isMore } = await load();
      const first = nodes[0];
      const last = nodes.at(-1);
      return {
        hasNextPage: keyset.backwards ? keyset.before !== null : isMore,
        hasPreviousPage: keyset.backwards ? isMore : keyset.after !== null,
        startCursor: first ? cursorOf(first) : null,
        endCursor: last ? cursorOf(last) : null,
      };
    },
    totalCount,
  };
}

/** The most items that a page can have, by arguments that have not been validated. */
export function maxPageSize({ first, last }: RawArgs): number {
  const asked = first ?? last ?? DEFAULT_SIZE;
  return typeof asked === 'number' ? Math.min(Math.max(asked, 0), MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
}

/** @throws BadUserInputError if `first` and `last` are combined, or one is out of bounds */
export function pageSize({ first, last }: PagingArgs): { size: number; backwards: boolean } {
  if (first != null && last != null) {
    throw new BadUserInputError('last must not be combined with first', 'last');
  }
  const backwards = last != null;
  const size = first ?? last ?? DEFAULT_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    const field = backwards ? 'last' : 'first';
    throw new BadUserInputError(`${field} must be from 1 to ${MAX_PAGE_SIZE}, but is ${size}`, field);
  }
  return { size, backwards };
}

function position(order: ListOrder, field: 'after' | 'before', cursor: string | null | undefined): Position | null {
  if (cursor == null) return null;
  const found = decodeCursor(order.text, order.terms, cursor);
  if (found === null) throw new BadUserInputError(`${field} must be a cursor of this list in this order`, field);
  return found;
}
