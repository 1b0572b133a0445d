import DataLoader from 'dataloader';
import type { ReadDatabase } from '../../database/read-database';
import type { Viewer } from './viewer';

/** One request's view of the data; every resolver gets it as its context, every batch and every service, too. */
export interface RequestContext {
  readonly read: ReadDatabase;
  readonly viewer: Viewer;
  readonly loaders: Loaders;
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

export function createRequestContext(read: ReadDatabase, viewer: Viewer): RequestContext {
  const context = { read, viewer } as { -readonly [K in keyof RequestContext]: RequestContext[K] };
  context.loaders = new Loaders(context);
  return context;
}
