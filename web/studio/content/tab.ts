/** The tab of an editor that is shown, as it is in the address. Absent: the first one. */
export function readTab({ tab }: Record<string, unknown>): { readonly tab?: string } {
  return typeof tab === 'string' ? { tab } : {};
}
