const camelCaseNames = new Map<string, string>();

/** The property name of a column: `starts_on` becomes `startsOn`. The names are kept: statements name a limited number of columns. */
export function toCamelCase(name: string): string {
  const known = camelCaseNames.get(name);
  if (known !== undefined) return known;
  const created = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  camelCaseNames.set(name, created);
  return created;
}
