/** The upper bound of what an operation costs, in points; 0 for a context without an operation. */
export function costOf(context: object): number {
  const { operation } = context as { readonly operation?: { readonly cost: number } };
  return operation?.cost ?? 0;
}
