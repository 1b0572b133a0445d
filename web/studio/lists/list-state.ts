import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * What a list shows, as it is in the address: the texts of its filters, its order, and a cursor. So a view can be linked, and
 * Back returns to it.
 */
export interface ListState {
  /** `FIELD` or `-FIELD` for descending; absent: the order of the API. */
  readonly order?: string;
  readonly after?: string;
  readonly before?: string;
  readonly [filter: string]: string | undefined;
}

/** Reads the state from the parameters of an address. Everything but texts is left out. */
export function readListState(search: Record<string, unknown>): ListState {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => {
      const text = typeof value === 'number' ? String(value) : value;
      return typeof text === 'string' && text !== '' ? [[name, text]] : [];
    }),
  );
}

/** The state of the list of this screen, and a function that shows another one. */
export function useListState(): readonly [state: ListState, show: (state: ListState) => void] {
  const state: ListState = useSearch({ strict: false });
  const navigate = useNavigate();
  return [state, (search) => void navigate({ to: '.', search })];
}

/** The conditions and the order, without the page. */
export function viewOf({ after: _after, before: _before, ...view }: ListState): ListState {
  return view;
}

/** How many items a page of a list has. */
export const PAGE_SIZE = 25;

/** The arguments of a connection for the page. */
export function pageArguments({ after, before }: ListState): {
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
} {
  if (before !== undefined) return { last: PAGE_SIZE, before };
  return { first: PAGE_SIZE, ...(after !== undefined && { after }) };
}

/** The arguments of a connection that has no way back. */
export function forwardPageArguments({ after }: ListState): { readonly first: number; readonly after?: string } {
  return { first: PAGE_SIZE, ...(after !== undefined && { after }) };
}

/** The order as an argument of a connection; null: that of the API. */
export function orderArgument<F extends string>(
  { order }: ListState,
  fields: readonly F[],
): { readonly field: F; readonly direction: 'ASC' | 'DESC' } | null {
  const field = fields.find((one) => one === order?.replace(/^-/, ''));
  return field === undefined ? null : { field, direction: order!.startsWith('-') ? 'DESC' : 'ASC' };
}
