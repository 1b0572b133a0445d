import DataLoader from 'dataloader';
import { ReadOperation } from '../../database/operations/read-operation';
import type { ReadDatabase } from '../../database/reading/read-database';
import type { RowMapper } from '../../database/sql/row-mapper';
import type { QueryTooComplexError } from '../../errors';
import { afterPromises } from '../../event-loop';
import type { Languages } from '../languages/languages';
import { translatedTextsOf } from '../languages/translation.entity';
import { type BrowserSession, noBrowserSession, type SessionCookie } from './browser-session';
import { ListTurns } from './list-turns';
import { RequestedFields } from './requested-fields';
import type { Viewer } from './viewer';

/** The context of one request. Every resolver, loader and service receives it. */
export interface RequestContext extends BrowserSession {
  /** The response and every log line about the request contain it. */
  readonly requestId: string;
  /** The instant at which the request arrived. Everything that the request does happens at this instant. */
  readonly now: string;
  /** The IP address of the client, as reported by trusted proxies. */
  readonly address: string;
  /** The server's own origin, as the client reaches it, e.g. `https://api.example.org`. */
  readonly origin: string;
  /** The languages of the programme. */
  readonly languages: Languages;
  /** The languages of the programme that the client accepts, the most preferred first; see `Languages.acceptedBy`. */
  readonly acceptedLocales: readonly string[];
  /** The database for the operation of this request. */
  readonly read: ReadDatabase;
  /** The statements of `read`: whether and until when they may run. */
  readonly reading: ReadOperation;
  /** The viewer. It changes when the operation signs in or unlocks something (see `continueAs`). */
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** A separate object, because Apollo Server copies the context and loaders must see later changes. */
  readonly operation: {
    viewer: Viewer;
    /**
     * The languages of the programme that items are shown in, the most preferred first: those of `@inLocales`, or else
     * the accepted ones.
     */
    locales: readonly string[];
    /** True once the response depends on the languages that the client accepts. */
    usesAcceptedLocales: boolean;
    /** The fields that the operation requests; all fields until the operation has been parsed. */
    requested: RequestedFields;
    /**
     * Maximum cost of the operation, in the unit of `@cost`; 0 until the operation has been parsed, and for work
     * outside an operation.
     */
    cost: number;
    /**
     * Cost of checking the document, in the same unit; 0 if it is known from an earlier request. With a credential, it
     * includes the length of the request.
     */
    checkCost: number;
    /** The part of the cost that is for the fields of the response, which take memory; 0 as for `cost`. */
    fields: number;
    /** The length of the long texts that the response has so far; see `chargeLongTexts`. */
    characters: number;
    /** The error of all long texts beyond the maximum; null while the response may have more. See `chargeLongTexts`. */
    textError: QueryTooComplexError | null;
    /** True once the operation has tried a password or requested a mail. It may do so only once. */
    hasTriedPassword: boolean;
    /** The budget of the caller after it was charged; null before that, and if it is not limited. */
    budgetLeft: BudgetLeft | null;
    /** The trace of the request; null if it is not traced. */
    trace: OperationTrace | null;
    /** What logs and metrics say about the operation; null until the request is a known document. */
    description: OperationDescription | null;
  };
}

/** Begins the spans of an operation. Each function returns the one that ends the span. */
export interface OperationTrace {
  readonly phase: (name: string) => () => void;
  /** @param text the statement, with placeholders instead of values */
  readonly statement: (text: string) => () => void;
}

/** What is left of the budget of an account, an API key or an address. */
export interface BudgetLeft {
  /** The cost per minute that is allowed, in points. */
  readonly limit: number;
  readonly remaining: number;
  /** The number of seconds until the whole budget is available again. */
  readonly resetSeconds: number;
}

/** What the headers of the response and the log line of a request say about its operation. */
export type ReportedOperation = Pick<
  RequestContext['operation'],
  'viewer' | 'description' | 'cost' | 'budgetLeft' | 'usesAcceptedLocales'
>;

/** What logs, metrics and traces may say about an operation: nothing that it contains but its name. */
export interface OperationDescription {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** The name that the client has given to the operation. */
  readonly name: string | null;
  /** The SHA-256 of the document in hexadecimal, which is also the hash of a persisted query. */
  readonly documentHash: string;
}

/** The facts about a request that are known before anything is read from the database. */
export type RequestFacts = Pick<
  RequestContext,
  'requestId' | 'now' | 'address' | 'origin' | 'languages' | 'acceptedLocales'
>;

/** Reads the values of many keys in one statement. Definitions are constants, named by result and key. */
export interface LoaderDefinition<K, V> {
  /** Returns one value (or an Error) for each key, in the order of the keys. */
  readonly batch: (keys: readonly K[], context: RequestContext) => Promise<(V | Error)[]>;
  /** For keys that are not primitive: a text that is unique for each key. */
  readonly keyText?: (key: K) => string;
}

/** A loader, and the values that it has loaded ahead, which can be read without waiting for a promise. */
interface CachedLoader {
  readonly loader: DataLoader<unknown, unknown, unknown>;
  readonly values: Map<unknown, unknown>;
}

/** The loaders of one request. Each is created when it is first used. */
export class Loaders {
  /** While lists wait for their turn, no statement is sent: their items still add keys to the same batches. */
  readonly turns = new ListTurns();
  private readonly byDefinition = new Map<unknown, CachedLoader>();

  constructor(private readonly context: RequestContext) {}

  load<K, V>(definition: LoaderDefinition<K, V>, key: K): Promise<V> {
    return this.loaderOf(definition).loader.load(key) as Promise<V>;
  }

  /** Loads the values of these keys for `peek`. A key that fails is left out, and fails again when it is loaded. */
  async loadAhead<K extends number, V>(definition: LoaderDefinition<K, V>, keys: readonly K[]): Promise<void> {
    const { loader, values } = this.loaderOf(definition);
    const loaded = await loader.loadMany(keys);
    for (const [index, value] of loaded.entries()) if (!(value instanceof Error)) values.set(keys[index], value);
  }

  /** The value of a key that was loaded ahead; undefined for any other key. */
  peek<K extends number, V>(definition: LoaderDefinition<K, V>, key: K): V | undefined {
    return this.byDefinition.get(definition)?.values.get(key) as V | undefined;
  }

  /** Discards all loaded values. Call it after a write, so that later reads see the change. */
  clear(): void {
    this.byDefinition.clear();
  }

  private readonly schedule = (dispatch: () => void): void => {
    afterPromises(() => {
      this.turns.whenDone(dispatch);
    });
  };

  private loaderOf<K, V>(definition: LoaderDefinition<K, V>): CachedLoader {
    let cached = this.byDefinition.get(definition);
    if (cached === undefined) {
      const { batch, keyText } = definition;
      const loader = new DataLoader<K, V, unknown>((keys) => batch(keys, this.context), {
        batchScheduleFn: this.schedule,
        ...(keyText && { cacheKeyFn: keyText }),
      });
      cached = { loader, values: new Map() };
      this.byDefinition.set(definition, cached);
    }
    return cached;
  }
}

/** The context of an operation for this viewer. Its statements belong to an operation of their own, which has not begun. */
export function createRequestContext(
  facts: RequestFacts,
  read: ReadDatabase,
  viewer: Viewer,
  session: BrowserSession = noBrowserSession,
): RequestContext {
  return new OperationContext(facts, read, viewer, session, new ReadOperation());
}

/**
 * The context of a query that the server executes for a viewer as a part of an operation: its statements are statements of
 * that operation, with its turns and its deadline.
 */
export function createContextWithin(context: RequestContext, viewer: Viewer): RequestContext {
  return new OperationContext(context, context.read, viewer, noBrowserSession, context.reading);
}

/** Changes the viewer for the rest of the operation, including the result of the field that calls this. */
export function continueAs({ operation, loaders }: RequestContext, viewer: Viewer): void {
  operation.viewer = viewer;
  loaders.clear();
}

class OperationContext implements RequestContext {
  readonly requestId: string;
  readonly now: string;
  readonly address: string;
  readonly languages: Languages;
  readonly acceptedLocales: readonly string[];
  readonly sessionCookie: SessionCookie | null;
  readonly hasEndedSession: boolean;
  readonly operation: RequestContext['operation'];
  readonly loaders: Loaders = new Loaders(this);
  readonly read: ReadDatabase;

  constructor(
    private readonly facts: RequestFacts,
    read: ReadDatabase,
    viewer: Viewer,
    session: BrowserSession,
    readonly reading: ReadOperation,
  ) {
    this.sessionCookie = session.sessionCookie;
    this.hasEndedSession = session.hasEndedSession;
    this.read = read.forOperation(this.reading);
    this.requestId = facts.requestId;
    this.now = facts.now;
    this.address = facts.address;
    this.languages = facts.languages;
    this.acceptedLocales = facts.acceptedLocales;
    let wanted: readonly string[] | null = null;
    this.operation = {
      viewer,
      get locales() {
        if (wanted !== null) return wanted;
        this.usesAcceptedLocales = true;
        return facts.acceptedLocales;
      },
      set locales(locales) {
        wanted = locales;
      },
      usesAcceptedLocales: false,
      requested: RequestedFields.all,
      textError: null,
      hasTriedPassword: false,
      budgetLeft: null,
      trace: null,
      cost: 0,
      checkCost: 0,
      fields: 0,
      characters: 0,
      description: null,
    };
  }

  // These getters belong to the prototype, so copies of the context share them.
  get viewer(): Viewer {
    return this.operation.viewer;
  }

  get origin(): string {
    return this.facts.origin;
  }
}

/** The language of labels that belong to no item: the one that the operation prefers. */
export function preferredLocale({ operation, languages }: Pick<RequestContext, 'operation' | 'languages'>): string {
  return operation.locales[0] ?? languages.defaultLocale;
}

/**
 * The mapper of an entity's rows under a table alias. It reads the columns that the operation's fields need. The texts of
 * localized items are those of the language that the item is shown in: statements need the mapper's joins.
 *
 * @param additional further properties to read
 */
export function rowsOf<E extends object>(
  { read, operation: { requested } }: RequestContext,
  entity: new () => E,
  alias: string,
  additional: readonly string[] = [],
): RowMapper<E> {
  return requested.memoize(`${entity.name} ${alias} ${additional.join(' ')}`, () =>
    read.createMapper(
      entity,
      alias,
      (type, property) => additional.includes(property) || requested.includes(type, property),
      translatedTextsOf(entity, read),
      additional,
    ),
  );
}
