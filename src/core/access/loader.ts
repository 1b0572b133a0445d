import type { GraphQLField } from 'graphql';
import { Arg, Extensions, Int } from 'type-graphql';
import { BadUserInputError } from '../../errors';
import { groupBy } from '../group-by';
import type { LoaderDefinition, RequestContext } from './request-context';

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
      const lists = groupBy(await read(keys, context), ({ key }) => key);
      return keys.map((key) => lists.get(key)?.map(({ value }) => value) ?? []);
    },
  };
}

/**
 * Loads the values of keys in groups, all groups concurrently. The error of one group does not affect others.
 *
 * @param groupOf a text that is equal for keys of the same group
 * @param read returns the value of each key of a group, in their order
 */
export async function loadInGroups<K extends object, V>(
  keys: readonly K[],
  groupOf: (key: K) => string,
  read: (group: readonly [K, ...K[]]) => Promise<readonly V[]>,
): Promise<(V | Error)[]> {
  const found = new Map<K, V | Error>();
  await Promise.all(
    [...groupBy(keys, groupOf).values()].map(async (group) => {
      const values = await read(group as [K, ...K[]]).catch((error: unknown) => error as Error);
      for (const [place, key] of group.entries()) found.set(key, values instanceof Error ? values : values[place]!);
    }),
  );
  return keys.map((key) => found.get(key)!);
}

/** A loader of a list per key, and the loaders of the first items of these lists. */
export interface ListLoader<K, V> extends LoaderDefinition<K, V[]> {
  /** The loader of at most this number of items per key, at least 1. */
  readonly first: (count: number) => LoaderDefinition<K, V[]>;
}

/**
 * A loader of a list per key, of which an operation may request the first items only.
 *
 * @param read reads the rows in the order of the lists; `first`: at most this number of each list, null: all of them
 */
export function listByKey<K extends string | number, V>(
  read: (keys: readonly K[], context: RequestContext, first: number | null) => Promise<{ key: K; value: V }[]>,
): ListLoader<K, V> {
  const byCount = new Map<number, LoaderDefinition<K, V[]>>();
  const createLoader = (first: number | null) =>
    manyByKey<K, V>((keys, context: RequestContext) => read(keys, context, first));
  return {
    ...createLoader(null),
    first: (count) => {
      const loader = byCount.get(count) ?? createLoader(count);
      byCount.set(count, loader);
      return loader;
    },
  };
}

/** Maximum value of the argument `first` of plain lists. */
const MAX_FIRST = 100;

/** The loader of as many items of each list as the argument `first` allows; null if the argument is invalid. */
function findLoaderOfFirst<K, V>(loader: ListLoader<K, V>, first: unknown): LoaderDefinition<K, V[]> | null {
  if (first == null) return loader;
  return Number.isInteger(first) && (first as number) >= 1 && (first as number) <= MAX_FIRST
    ? loader.first(first as number)
    : null;
}

/**
 * Loads a list of which an operation may request the first items only.
 *
 * @throws BadUserInputError if `first` is not from 1 to 100
 */
export function loadFirst<V>(
  { loaders }: Pick<RequestContext, 'loaders'>,
  loader: ListLoader<number, V>,
  id: number,
  first: number | null,
): Promise<V[]> {
  const definition = findLoaderOfFirst(loader, first);
  if (definition === null) throw new BadUserInputError(`first must be from 1 to ${MAX_FIRST}`, 'first');
  return loaders.load(definition, id);
}

/** The argument `first` of a plain list. */
export function FirstArg(items: string): ReturnType<typeof Arg> {
  const description = `Maximum number of ${items} to return, from the start of the list. 1 to ${MAX_FIRST}. All of them if absent.`;
  return Arg('first', () => Int, { nullable: true, description });
}

/**
 * Declares that this loader returns the field's value for the id of the field's object, and that the field takes no
 * arguments, or only `first` if the loader is a ListLoader. A list can then load the values of all its items before the
 * items are resolved (see `readAhead`).
 */
export function LoadedById(definition: LoaderDefinition<number, unknown>): MethodDecorator {
  return Extensions({ loader: definition });
}

/** The loader that a field declares with LoadedById; undefined for any other field. */
export function findDeclaredLoader({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>) {
  return extensions['loader'] as (LoaderDefinition<number, unknown> & { readonly first?: unknown }) | undefined;
}

/**
 * The declared loader of a field, limited to as many items as its argument `first` allows; undefined if the argument is invalid, which
 * the field reports.
 */
export function findLimitedLoader(
  loader: LoaderDefinition<number, unknown> & { readonly first?: unknown },
  first: unknown,
): LoaderDefinition<number, unknown> | undefined {
  if (loader.first === undefined) return loader;
  return findLoaderOfFirst(loader as ListLoader<number, unknown>, first) ?? undefined;
}
