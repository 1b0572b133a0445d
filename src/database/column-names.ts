const camelCaseNames = new Map<string, string>();

/** The column name of a property: `startsOn` becomes `starts_on`. */
export function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The property name of a column: `starts_on` becomes `startsOn`. Statements name a limited number of columns, so results are kept. */
export function toCamelCase(name: string): string {
  const known = camelCaseNames.get(name);
  if (known !== undefined) return known;
  const created = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  camelCaseNames.set(name, created);
  return created;
}
