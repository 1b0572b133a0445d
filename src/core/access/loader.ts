import type { LoaderDefinition, RequestContext } from './request-context';

/** A loader of at most one thing per key: what the viewer may not see, or what is not there, is null. */
export function oneByKey<K extends string | number, V>(
  read: (keys: readonly K[], context: RequestContext) => Promise<V[]>,
  keyOf: (value: V) => K,
): LoaderDefinition<K, V | null> {
  return {
    batch: async (keys, context) => {
      const found = new Map((await read(keys, context)).map((value) => [keyOf(value), value]));
      return keys.map((key) => found.get(key) ?? null);
    },
  };
}

/** A loader of a list per key, in the order that the statement gives. */
export function manyByKey<K extends string | number, V>(
  read: (keys: readonly K[], context: RequestContext) => Promise<{ key: K; value: V }[]>,
): LoaderDefinition<K, V[]> {
  return {
    batch: async (keys, context) => {
      const lists = new Map<K, V[]>();
      for (const { key, value } of await read(keys, context)) {
        const list = lists.get(key);
        if (list === undefined) lists.set(key, [value]);
        else list.push(value);
      }
      return keys.map((key) => lists.get(key) ?? []);
    },
  };
}
