import type { Content } from '../../modules/publishing/publishable';

/** The fields whose texts are kept as they are typed: blanks mean something in Markdown. */
const prose = new Set(['summary', 'description', 'excerpt', 'body', 'objectives']);

/**
 * What was typed, without blanks around what names a thing or says something in one line. Letters are composed (NFC), as
 * nearly everything writes them: SQLite's full-text index cannot do that, and would find others by none of their spellings.
 */
export function normalizeInput<T extends object>(input: T): T {
  const typed = Object.entries(input).map(([name, value]: [string, unknown]) => {
    const change = (text: unknown): unknown => {
      if (typeof text !== 'string') return text;
      return prose.has(name) ? text.normalize('NFC') : text.normalize('NFC').trim();
    };
    return [name, Array.isArray(value) ? value.map(change) : change(value)] as const;
  });
  return Object.fromEntries(typed) as T;
}

/**
 * Content as an input changes it: what is absent from the input stays, and null clears, to what is empty. Names that
 * the content does not have are not its business.
 */
export function applyPatch<C extends Content>(content: C, input: object, empty: C): C {
  const given = normalizeInput(input) as Readonly<Record<string, unknown>>;
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
export function keepOrderOfSets<C extends Content>(before: C, after: C, names: readonly (keyof C)[]): C {
  const kept = names.filter((name) => isEqualSet(before[name], after[name])).map((name) => [name, before[name]]);
  return { ...after, ...(Object.fromEntries(kept) as Partial<C>) };
}

function isEqualSet(one: unknown, other: unknown): boolean {
  return JSON.stringify([...(one as string[])].sort()) === JSON.stringify([...(other as string[])].sort());
}
