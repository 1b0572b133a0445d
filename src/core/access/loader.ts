import type { LoaderDefinition, RequestContext } from './request-context';
import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

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

/**
 * The field is what this loader gives for its thing's id, and takes no arguments: for all things of a list it can be read
 * before they are answered (see readAhead).
 */
export function LoadedById(definition: LoaderDefinition<number, unknown>): MethodDecorator {
  return Extensions({ loader: definition });
}

/** What the field is loaded by, if it is LoadedById. */
export function loaderOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>) {
  return extensions['loader'] as LoaderDefinition<number, unknown> | undefined;
}
