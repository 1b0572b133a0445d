/** The part of an entry that is the key of an item, by the kind of the field. In other kinds, the entry itself is the key. */
const KEY_PARTS: Readonly<Record<string, string>> = {
  ORGANISATIONS_IN_ROLES: 'organisation',
  PARTICIPATION: 'organisation',
};

/** The keys by which the value of a field that has a target names items, by the kind of the field. */
export function referenceKeysIn(kind: string, value: unknown): readonly string[] {
  const part = keyPartOf(kind);
  return entriesOf(value)
    .map((entry) => (part === undefined ? entry : (entry as Readonly<Record<string, unknown>>)[part]))
    .filter((key) => typeof key === 'string');
}

/** The part of an entry that is the key of an item; undefined if the entry itself is. */
export function keyPartOf(kind: string): string | undefined {
  return KEY_PARTS[kind];
}

/** The entries of a list; another value is the only one, and null is none. */
export function entriesOf(value: unknown): readonly unknown[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
