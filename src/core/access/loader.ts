import type { LoaderDefinition, RequestContext } from './request-context';
import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** A loader of at most one value per key. It is null if there is none, or if the viewer may not see it. */
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

/** A loader of a list per key, in the order of the statement's rows. */
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

/**
 * Declares that this loader returns the field's value for the id of the field's object, and that the field takes no
 * arguments. A list can then load the values of all its items before the items are resolved (see `readAhead`).
 */
export function LoadedById(definition: LoaderDefinition<number, unknown>): MethodDecorator {
  return Extensions({ loader: definition });
}

/** The loader of a field that is declared with LoadedById; undefined for any other field. */
export function loaderOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>) {
  return extensions['loader'] as LoaderDefinition<number, unknown> | undefined;
}
