import type { Content } from './authored';

/**
 * Content as an input changes it: what is absent from the input stays, and null clears, to what is empty. Names that
 * the content does not have are not its business.
 */
export function patch<C extends Content>(content: C, input: object, empty: C): C {
  const given = input as Readonly<Record<string, unknown>>;
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
