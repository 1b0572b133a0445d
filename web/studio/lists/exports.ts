/** The formats of the files of activities (docs/feeds-and-exports.md). */
export const exportFormats = ['csv', 'xlsx', 'json'] as const;

/** A condition or an order, as the API takes it. */
type Argument =
  string | number | boolean | null | undefined | readonly Argument[] | { readonly [name: string]: Argument };

/** The conditions of a list, without what files cannot be limited to; null if nothing that the public sees meets them. */
export function publicConditionsOf<F extends { readonly publicationState?: readonly string[] | null | undefined }>({
  publicationState,
  ...conditions
}: F): Omit<F, 'publicationState'> | null {
  return publicationState?.includes('PUBLISHED') === false ? null : conditions;
}

/** The address of a file with the activities that meet the same conditions, of those that the public sees. */
export function exportAddress(
  format: (typeof exportFormats)[number],
  filter: object,
  order: { readonly field: string; readonly direction: string } | null,
  locale: string,
): string {
  const parameters = new URLSearchParams(parametersOf('filter', filter as Argument));
  if (order !== null) parameters.append('orderBy', `${order.field}:${order.direction}`);
  parameters.append('locale', locale);
  return `/exports/activities.${format}?${parameters.toString()}`;
}

/** The parameters of an address that stand for a value: the name of each is the path of a part of the value. */
function parametersOf(path: string, value: Argument): [name: string, value: string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  if (isList(value)) return value.flatMap((entry) => parametersOf(path, entry));
  return Object.entries(value).flatMap(([name, part]) => parametersOf(`${path}.${name}`, part));
}

function isList(value: Argument): value is readonly Argument[] {
  return Array.isArray(value);
}
