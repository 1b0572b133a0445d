import type { Content } from './authored';

/** The fields whose texts are kept as they are typed: blanks mean something in Markdown. */
const prose = new Set(['summary', 'description', 'excerpt', 'body', 'objectives']);

/** What was typed, without blanks around what names a thing or says something in one line. */
export function withoutBlanks<T extends object>(input: T): T {
  const trimmed = Object.entries(input).map(([name, value]: [string, unknown]) => {
    if (prose.has(name)) return [name, value] as const;
    return [name, Array.isArray(value) ? value.map(trim) : trim(value)] as const;
  });
  return Object.fromEntries(trimmed) as T;
}

function trim(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/**
 * Content as an input changes it: what is absent from the input stays, and null clears, to what is empty. Names that
 * the content does not have are not its business.
 */
export function patch<C extends Content>(content: C, input: object, empty: C): C {
  const given = withoutBlanks(input) as Readonly<Record<string, unknown>>;
  const cleared = empty as Readonly<Record<string, unknown>>;
  const changed = Object.entries(content).map(([name, value]) => {
    const to = given[name];
    return [name, to === undefined ? value : (to ?? cleared[name])] as const;
  });
  return Object.fromEntries(changed) as C;
}

/**
 * Content in which lists that are sets keep the order that they had, when an input only names the same in another order:
 * that changes nothing.
 */
export function keepSets<C extends Content>(before: C, after: C, names: readonly (keyof C)[]): C {
  const kept = names.filter((name) => isSameSet(before[name], after[name])).map((name) => [name, before[name]]);
  return { ...after, ...(Object.fromEntries(kept) as Partial<C>) };
}

function isSameSet(one: unknown, other: unknown): boolean {
  return JSON.stringify([...(one as string[])].sort()) === JSON.stringify([...(other as string[])].sort());
}
