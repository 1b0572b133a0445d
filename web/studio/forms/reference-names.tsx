import { createContext, use, useCallback, useEffect, useState } from 'react';
import { useApi } from '../api';
import { PAUSE_MS, type SearchOption } from './inputs/search-box';
import { describeReference, findReference, type ReferenceOption, searchReferences } from './references';

/** What an item is called, in its language; without one if that is not known. */
type ReferenceName = Pick<SearchOption, 'label' | 'locale'>;

/** The names of items by type and key. */
export type ReferenceNames = ReadonlyMap<string, ReferenceName>;

/** The names that were read with the item that is shown. */
export const ReferenceNamesContext = createContext<ReferenceNames>(new Map());

/** Collects the names of the items that a node of the API contains, wherever they are in it. */
export function namesIn(node: unknown, names = new Map<string, ReferenceName>()): ReferenceNames {
  if (Array.isArray(node)) for (const entry of node) namesIn(entry, names);
  else if (node !== null && typeof node === 'object') {
    if ('__typename' in node && 'key' in node && 'name' in node) {
      const option = node as ReferenceOption & { readonly __typename: string };
      names.set(idOf(option.__typename, option.key), namedOption(option.__typename, option));
    }
    for (const value of Object.values(node)) namesIn(value, names);
  }
  return names;
}

/** An item that a value names. */
export interface Reference {
  readonly type: string;
  readonly key: string;
}

interface References {
  /** The name of an item, or its key until the name is known. */
  readonly nameOf: (key: string) => string;
  /** The language of the name of an item; undefined if it is not known. */
  readonly languageOf: (key: string) => string | undefined;
  /** The items that match a text; null if they cannot be read now. The same function as long as type and programme are. */
  readonly search: (text: string) => Promise<readonly SearchOption[] | null>;
}

/**
 * Finds items of a type, and the names of those that the field names.
 *
 * @param programme the programme whose components may be chosen
 */
export function useReferences(type: string, keys: readonly string[], programme: string | null = null): References {
  const api = useApi();
  const { names, learn } = useReferenceNames(
    keys.map((key) => ({ type, key })),
    programme,
  );
  const search = useCallback<References['search']>(
    async (text) => {
      const options = await searchReferences(api, type, text, programme);
      if (options === null) return null;
      const named = options.map((option) => namedOption(type, option));
      learn(type, named);
      return named;
    },
    [api, type, programme, learn],
  );
  return {
    nameOf: (key) => nameOfReference(names, type, key),
    languageOf: (key) => names.get(idOf(type, key))?.locale,
    search,
  };
}

interface LearnedNames {
  readonly names: ReferenceNames;
  /** Adds the names of items that were read. */
  readonly learn: (type: string, options: readonly SearchOption[]) => void;
}

/** The names that were read with the item that is shown, and those of other items once they are read. */
export function useReferenceNames(references: readonly Reference[], programme: string | null): LearnedNames {
  const api = useApi();
  const known = use(ReferenceNamesContext);
  const [found, setFound] = useState<ReferenceNames>(new Map());
  const names = new Map([...known, ...found]);
  const learn = useCallback<LearnedNames['learn']>((type, options) => {
    const added = options.map((option) => [idOf(type, option.key), option] as const);
    setFound((before) => new Map([...before, ...added]));
  }, []);
  const unknown = JSON.stringify(references.filter(({ type, key }) => !names.has(idOf(type, key))));
  useEffect(() => {
    // A key may be the beginning of what is being typed, and several responses may be on their way.
    const timer = setTimeout(() => {
      for (const { type, key } of JSON.parse(unknown) as readonly Reference[]) {
        void findReference(api, type, key, programme).then((option) => {
          learn(type, [option === null ? { key, label: key } : namedOption(type, option)]);
        });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [api, learn, programme, unknown]);
  return { names, learn };
}

function namedOption(type: string, option: ReferenceOption): SearchOption {
  const { key, locale } = option;
  return { key, label: describeReference(type, option), ...(locale !== undefined && { locale }) };
}

function idOf(type: string, key: string): string {
  return `${type}:${key}`;
}

/** The name of an item, or its key if the name is not known. */
export function nameOfReference(names: ReferenceNames, type: string, key: string): string {
  return names.get(idOf(type, key))?.label ?? key;
}
