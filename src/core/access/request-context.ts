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
  /** The instant at which it came; everything that it does happens then. */
  readonly now: string;
  /** The IP address that it came from, as far as proxies that are trusted say. */
  readonly address: string;
  /** The server's own origin, as whoever asks reaches it, e.g. `https://api.example.org`. */
  readonly origin: string;
  readonly read: ReadDatabase;
  /** Who asks; somebody else from where the operation signs in or unlocks something (see continueAs). */
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** Held apart because Apollo Server copies the context, and loaders must see what becomes known after that. */
  readonly operation: {
    viewer: Viewer;
    /** What the operation asks for; everything until it has been read. */
    requested: RequestedFields;
    /** What the answer may still cost; see spend. */
    readonly budget: Record<Cost, number>;
    refusal: QueryTooComplexError | null;
    /** Whether it has tried a password: it may do so once. */
    hasGuessed: boolean;
  };
}

/** What a request tells of itself, before anything is read for it. */
export type RequestFacts = Pick<RequestContext, 'requestId' | 'now' | 'address' | 'origin'>;

/**
 * What one answer may cost at most. Lists within lists multiply, and so do the fields of what they list, under as many
 * names as a document has room for: no limit on the document bounds them.
 */
const largestAnswer = {
  /** That stand in lists, or work that costs as much. */
  things: 20_000,
  /** Of things in lists. */
  fields: 100_000,
  /** UTF-16 code units of texts that may be long. */
  characters: 10_000_000,
} as const;

export type Cost = keyof typeof largestAnswer;

const refusals: Readonly<Record<Cost, string>> = {
  things:
    `The answer would list more than ${largestAnswer.things} things, of which a page, a count, a facet or a statistic ` +
    'of a list counts as 500 and more',
  fields: `The things in its lists would answer more than ${largestAnswer.fields} fields`,
  characters: `Its long texts would have more than ${largestAnswer.characters} characters`,
};

/**
 * Charges an operation for what its answer holds, or for work that costs as much.
 *
 * @throws QueryTooComplexError when the operation has spent what it may
 */
export function spend({ operation }: RequestContext, cost: Cost, amount: number): void {
  operation.budget[cost] -= amount;
  if (operation.budget[cost] >= 0) return;
  // One error for all that is refused: thousands of lists may be waiting, and each stack trace costs.
  operation.refusal ??= new QueryTooComplexError(`${refusals[cost]}: ask for less at a time`);
  throw operation.refusal;
}

/** What it costs to look through a text that was sent, in things: the same one may be named by a thousand fields. */
export function textCost(characters: number): number {
  return Math.floor(characters / 100);
}

/** How the values of many keys are read in one statement. Concepts define theirs as constants, named by result and key. */
export interface LoaderDefinition<K, V> {
  /** Gives one value (or an Error) for each key, in the keys' order. */
  readonly batch: (keys: readonly K[], context: RequestContext) => Promise<(V | Error)[]>;
  /** For keys that are not primitive: the text that tells them apart. */
  readonly keyText?: (key: K) => string;
}

/** A loader with the values that it has given so far, for those who need not wait for a promise. */
interface KeptLoader {
  readonly loader: DataLoader<unknown, unknown, unknown>;
  readonly values: Map<unknown, unknown>;
}

/** One request's loaders: each is made when it is first used, and forgotten with the request. */
export class Loaders {
  private readonly byDefinition = new Map<unknown, KeptLoader>();

  constructor(private readonly context: RequestContext) {}

  load<K, V>(definition: LoaderDefinition<K, V>, key: K): Promise<V> {
    return this.loaderOf(definition).loader.load(key) as Promise<V>;
  }

  /** Loads the values of these keys for `peek`; what fails does so again when it is loaded. */
  async loadAhead<K extends number, V>(definition: LoaderDefinition<K, V>, keys: readonly K[]): Promise<void> {
    const { loader, values } = this.loaderOf(definition);
    const loaded = await loader.loadMany(keys);
    for (const [place, value] of loaded.entries()) if (!(value instanceof Error)) values.set(keys[place], value);
  }

  /** The value of a key that was loaded ahead; undefined for any other. */
  peek<K extends number, V>(definition: LoaderDefinition<K, V>, key: K): V | undefined {
    return this.byDefinition.get(definition)?.values.get(key) as V | undefined;
  }

  /** For what is read after something was written. */
  forget(): void {
    this.byDefinition.clear();
  }

  private loaderOf<K, V>(definition: LoaderDefinition<K, V>): KeptLoader {
    let kept = this.byDefinition.get(definition);
    if (kept === undefined) {
      const { batch, keyText } = definition;
      const loader = new DataLoader<K, V, unknown>((keys) => batch(keys, this.context), {
        ...(keyText && { cacheKeyFn: keyText }),
      });
      kept = { loader, values: new Map() };
      this.byDefinition.set(definition, kept);
    }
    return kept;
  }
}

export function createRequestContext(facts: RequestFacts, read: ReadDatabase, viewer: Viewer): RequestContext {
  return new OperationContext(facts, read, viewer);
}

/** Lets the rest of the operation, and the answer of the field that calls this, see what this viewer sees. */
export function continueAs({ operation, loaders }: RequestContext, viewer: Viewer): void {
  operation.viewer = viewer;
  loaders.forget();
}

class OperationContext implements RequestContext {
  readonly requestId: string;
  readonly now: string;
  readonly address: string;
  readonly operation: RequestContext['operation'];
  readonly loaders: Loaders = new Loaders(this);

  constructor(
    private readonly facts: RequestFacts,
    readonly read: ReadDatabase,
    viewer: Viewer,
  ) {
    this.requestId = facts.requestId;
    this.now = facts.now;
    this.address = facts.address;
    const requested = RequestedFields.all;
    this.operation = { viewer, requested, budget: { ...largestAnswer }, refusal: null, hasGuessed: false };
  }

  /** Of the prototype, which copies share; as is the next. */
  get viewer(): Viewer {
    return this.operation.viewer;
  }

  get origin(): string {
    return this.facts.origin;
  }
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
