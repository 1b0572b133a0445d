import DataLoader from 'dataloader';
import type { ReadDatabase } from '../../database/read-database';
import type { RowMapper } from '../../database/row-mapper';
import { QueryTooComplexError } from '../../errors';
import { RequestedFields } from './requested-fields';
import type { Viewer } from './viewer';

/** One request's view of the data; every resolver gets it as its context, every batch and every service, too. */
export interface RequestContext {
  /** Told to the client, and in every line that is logged about the request. */
  readonly requestId: string;
  readonly read: ReadDatabase;
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** Held apart because Apollo Server copies the context, and loaders must see what becomes known after that. */
  readonly operation: {
    /** What the operation asks for; everything until it has been read. */
    requested: RequestedFields;
    /** How much the answer may still hold; see spend. */
    budget: number;
    refusal: QueryTooComplexError | null;
  };
}

/** Things in the lists of one answer. Lists within lists multiply, so that no limit on the document bounds them. */
const largestAnswer = 20_000;

/**
 * Charges an operation for things that its answer lists, or for work that costs as much.
 *
 * @throws QueryTooComplexError when the operation has spent what it may
 */
export function spend({ operation }: RequestContext, things: number): void {
  operation.budget -= things;
  if (operation.budget >= 0) return;
  // One error for all that is refused: thousands of lists may be waiting, and each stack trace costs.
  operation.refusal ??= new QueryTooComplexError(
    `The answer would list more than ${largestAnswer} things: ask for less at a time`,
  );
  throw operation.refusal;
}

/** How the values of many keys are read in one statement. Concepts define theirs as constants, named by result and key. */
export interface LoaderDefinition<K, V> {
  /** Gives one value (or an Error) for each key, in the keys' order. */
  readonly batch: (keys: readonly K[], context: RequestContext) => Promise<(V | Error)[]>;
  /** For keys that are not primitive: the text that tells them apart. */
  readonly keyText?: (key: K) => string;
}

/** One request's loaders: each is made when it is first used, and forgotten with the request. */
export class Loaders {
  private readonly byDefinition = new Map<unknown, DataLoader<unknown, unknown, unknown>>();

  constructor(private readonly context: RequestContext) {}

  load<K, V>(definition: LoaderDefinition<K, V>, key: K): Promise<V> {
    let loader = this.byDefinition.get(definition) as DataLoader<K, V, unknown> | undefined;
    if (loader === undefined) {
      const { batch, keyText } = definition;
      loader = new DataLoader<K, V, unknown>((keys) => batch(keys, this.context), {
        ...(keyText && { cacheKeyFn: keyText }),
      });
      this.byDefinition.set(definition, loader);
    }
    return loader.load(key);
  }
}

export function createRequestContext(requestId: string, read: ReadDatabase, viewer: Viewer): RequestContext {
  const context = {
    requestId,
    read,
    viewer,
    operation: { requested: RequestedFields.all, budget: largestAnswer, refusal: null },
  } as {
    -readonly [K in keyof RequestContext]: RequestContext[K];
  };
  context.loaders = new Loaders(context);
  return context;
}

/**
 * How an entity is read under a table alias in this operation: with the columns that its fields ask for.
 *
 * @param besides properties to be read as well
 */
export function rowsOf<E extends object>(
  { read, operation: { requested } }: RequestContext,
  entity: new () => E,
  alias: string,
  besides: readonly string[] = [],
): RowMapper<E> {
  return requested.once(`${entity.name} ${alias} ${besides.join(' ')}`, () =>
    read.createMapper(
      entity,
      alias,
      (type, property) => besides.includes(property) || requested.includes(type, property),
    ),
  );
}
