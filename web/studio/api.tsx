import type { Client as WebSocketClient } from 'graphql-ws';
import { createContext, use, useEffect, useState } from 'react';
import { Client, type CombinedError, fetchExchange, mapExchange, useQuery } from 'urql';
import { type Document, StudioSessionDocument, type StudioSessionQuery } from '../../clients/typescript/src/index.js';
import { pauseBeforeRetry } from './retry-pause';

/**
 * Makes the API act in the session of the browser (docs/accounts.md, "In a browser").
 *
 * @param accountId the account whose session it must be; null: whoever has signed in
 */
function sessionOf(accountId: string | null): Record<string, string> {
  return { 'entente-session': 'cookie', ...(accountId !== null && { 'entente-account': accountId }) };
}

/** Something that is wrong with what was sent, or why it got no answer. */
export interface Problem {
  /**
   * A code of docs/errors.md, for an error or for a field of an input; `OFFLINE` if there was no answer; or `SESSION_ENDED` if
   * the browser has lost its session.
   */
  readonly code: string;
  /** The path of the input that it concerns, such as `input.title`; null if it concerns none. */
  readonly field: string | null;
  readonly message: string;
  /** The current version of the item, if it has changed since it was read; else null. */
  readonly version: number | null;
  /** How many items refer to what cannot be deleted because of them; absent in other problems. */
  readonly uses?: number;
  /** How long to wait before it is sent again, if a limit of the server was reached; absent in other problems. */
  readonly retryAfterSeconds?: number;
}

/** What `extensions` of an error contain (docs/errors.md). */
interface ProblemExtensions {
  readonly code?: string;
  readonly field?: string;
  readonly fields?: readonly { readonly path: string; readonly message: string; readonly code: string }[];
  readonly version?: number;
  readonly uses?: number;
  readonly retryAfterSeconds?: number;
}

/** An error of the API, in an answer or over the WebSocket. */
interface ServerError {
  readonly message: string;
  /** Absent if a gateway in front of the server has made the error. */
  readonly extensions?: ProblemExtensions | null;
}

/** The outcome of an operation: its data, or its problems, of which there is at least one. */
export type Outcome<T> =
  { readonly data: T; readonly problems: null } | { readonly data: null; readonly problems: readonly Problem[] };

const SESSION_ENDED: readonly Problem[] = [{ code: 'SESSION_ENDED', field: null, message: '', version: null }];

/** The outcome with something else made of its data. */
export function mapOutcome<D, T>(outcome: Outcome<D>, map: (data: D) => T): Outcome<T> {
  return outcome.problems === null ? { data: map(outcome.data), problems: null } : outcome;
}

/** The state of a query that a screen shows. */
export interface Reading<T> {
  /** The latest data, also while newer data is read, or if it cannot be read; null before the first answer. */
  readonly data: T | null;
  /** Empty if the latest answer had none. */
  readonly problems: readonly Problem[];
  readonly isLoading: boolean;
  /** Reads anew. */
  readonly refresh: () => void;
}

/** Sends operations to the API of this server. */
export class Api {
  readonly client: Client;
  /** The account that this tab is used with, until it loads the studio anew; null until it is known. The server refuses any other. */
  accountId: string | null = null;
  /**
   * Called when an operation was refused as if the session had ended. Maybe it has not: what was begun in an earlier session of the
   * same account is refused as well.
   */
  onUnauthenticated: (() => void) | null = null;
  private webSocket: Promise<WebSocketClient> | undefined;
  private readonly listeners = new Set<() => void>();
  /** How many series of changes are running. */
  private series = 0;

  constructor() {
    this.client = new Client({
      url: '/graphql',
      preferGetMethod: false,
      requestPolicy: 'network-only',
      fetchOptions: () => this.fetchOptionsOf(this.accountId),
      exchanges: [
        mapExchange({
          onResult: ({ error, operation }) => {
            if (operation.context['isSessionRead'] !== true) this.noticeRefusal(problemsOf(error));
          },
        }),
        fetchExchange,
      ],
    });
  }

  /**
   * Subscribes. A lost connection is tried again until there is one. The subscription ends when the server refuses it, as when the
   * session has ended.
   *
   * @param onEnd called once, with the problems that the server has named, unless the function that is returned has ended it
   * @returns a function that ends the subscription
   */
  subscribe<D, V>(
    document: Document<D, V>,
    variables: V,
    { onData, onEnd }: { onData: (data: D) => void; onEnd: (problems: readonly Problem[]) => void },
  ): () => void {
    const ended = new AbortController();
    const end = (errors: readonly ServerError[]): void => {
      if (ended.signal.aborted) return;
      ended.abort();
      const problems = errors.flatMap(problemsOfError);
      this.noticeRefusal(problems);
      onEnd(problems);
    };
    this.connect().then(
      (webSocket) => {
        if (ended.signal.aborted) return;
        const request = { query: String(document), variables: variables as Record<string, unknown> };
        const unsubscribe = webSocket.subscribe<D>(request, {
          next: ({ data, errors = [] }) => {
            if (data == null || errors.length > 0) end(errors);
            else onData(data);
          },
          // What closes the connection is no list.
          error: (error) => {
            end(Array.isArray(error) ? (error as readonly ServerError[]) : []);
          },
          complete: () => {
            end([]);
          },
        });
        ended.signal.addEventListener('abort', unsubscribe);
      },
      () => {
        end([]);
      },
    );
    return () => {
      ended.abort();
    };
  }

  /** The connection of all subscriptions. Its package is loaded for the first one, and again if that fails. */
  private connect(): Promise<WebSocketClient> {
    this.webSocket ??= import('graphql-ws')
      .then(({ createClient }) =>
        createClient({
          url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
          connectionParams: () => sessionOf(this.accountId),
          retryAttempts: Infinity,
          retryWait: pauseBeforeRetry,
        }),
      )
      .catch((error: unknown) => {
        this.webSocket = undefined;
        throw error;
      });
    return this.webSocket;
  }

  private fetchOptionsOf(accountId: string | null): RequestInit {
    return { headers: { ...sessionOf(accountId), 'accept-language': document.documentElement.lang } };
  }

  private noticeRefusal(problems: readonly Problem[]): void {
    if (isSessionLost(problems)) this.onUnauthenticated?.();
  }

  /** Reads the session of the tab. That it is refused is the answer, which is not reported to `onUnauthenticated`. */
  async readSession(): Promise<Outcome<StudioSessionQuery>> {
    const reading = this.client.query<StudioSessionQuery>(String(StudioSessionDocument), {}, { isSessionRead: true });
    return outcomeOf(await reading.toPromise());
  }

  /** Runs a query once. */
  async read<D, V>(document: Document<D, V>, variables: V): Promise<Outcome<D>> {
    return outcomeOf(await this.client.query<D>(String(document), variables as object).toPromise());
  }

  /** Runs a mutation for the account of the tab. When it has succeeded, everything that the screen shows is read anew. */
  async change<D, V>(document: Document<D, V>, variables: V): Promise<Outcome<D>> {
    let outcome = await this.changeAs(this.accountId, document, variables);
    // The account may have signed in again meanwhile. What was refused has not been done.
    if (isSessionLost(outcome.problems ?? []) && (await this.readSession()).problems === null) {
      outcome = await this.changeAs(this.accountId, document, variables);
    }
    return isSessionLost(outcome.problems ?? []) ? { data: null, problems: SESSION_ENDED } : outcome;
  }

  /** Runs a mutation for the account that is named. Null: for whoever has signed in, or for nobody. */
  async changeAs<D, V>(accountId: string | null, document: Document<D, V>, variables: V): Promise<Outcome<D>> {
    const options = { fetchOptions: this.fetchOptionsOf(accountId) };
    const mutation = this.client.mutation<D>(String(document), variables as object, options);
    const outcome = outcomeOf(await mutation.toPromise());
    if (outcome.problems === null && this.series === 0) this.readAnew();
    return outcome;
  }

  /** Runs a series of changes. Everything that the screen shows is read anew once, after the last. */
  async changeInSeries(work: () => Promise<void>): Promise<void> {
    this.series += 1;
    try {
      await work();
    } finally {
      this.series -= 1;
      this.readAnew();
    }
  }

  /** Calls the listener whenever what is shown must be read anew, as after each change. Returns a function that ends this. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Reads anew everything that the screen shows. */
  readAnew(): void {
    for (const listener of this.listeners) listener();
  }
}

export const ApiContext = createContext<Api | null>(null);

/** The API, for what a screen does when it is asked to. */
export function useApi(): Api {
  return use(ApiContext)!;
}

/**
 * Reads what a screen shows, and reads it anew after each change that the screen makes, and when the editor comes back to it.
 *
 * @param options `pause` true: nothing is read
 */
export function useReading<D, V>(
  document: Document<D, V>,
  variables: V,
  { pause = false }: { readonly pause?: boolean } = {},
): Reading<D> {
  const api = useApi();
  const [{ data, error, fetching, stale }, execute] = useQuery<D>({
    query: String(document),
    variables: variables as object,
    pause,
  });
  useEffect(() => (pause ? undefined : api.onChange(execute)), [api, execute, pause]);
  // What was read stays when it cannot be read anew, such as a form whose connection is lost.
  const key = JSON.stringify(variables);
  const [latest, setLatest] = useState<{ readonly key: string; readonly data: D } | null>(null);
  if (data !== undefined && (latest?.data !== data || latest.key !== key)) setLatest({ key, data });
  const shown = data ?? (latest?.key === key ? latest.data : null);
  return { data: shown, problems: problemsOf(error), isLoading: fetching || stale, refresh: execute };
}

function isSessionLost(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => code === 'UNAUTHENTICATED');
}

function outcomeOf<D>({
  data,
  error,
}: {
  readonly data?: D | null | undefined;
  readonly error?: CombinedError | undefined;
}): Outcome<D> {
  if (error !== undefined) return { data: null, problems: problemsOf(error) };
  // The server answers with data or an error. A gateway may answer with neither.
  if (data == null) return { data: null, problems: problemsOfError({ message: '' }) };
  return { data, problems: null };
}

function problemsOf(error: CombinedError | undefined): readonly Problem[] {
  if (error === undefined) return [];
  if (error.graphQLErrors.length === 0)
    return [{ code: 'OFFLINE', field: null, message: error.message, version: null }];
  return error.graphQLErrors.flatMap(problemsOfError);
}

/** An error without a code says nothing about what has become of the operation, like an unknown error of the server. */
function problemsOfError({ message, extensions }: ServerError): readonly Problem[] {
  const { code = 'INTERNAL_SERVER_ERROR', field = null, fields, version = null, ...others } = extensions ?? {};
  if (fields === undefined) return [{ code, field, message, version, ...limitsOf(others) }];
  return fields.map((one) => ({ code: one.code, field: one.path, message: one.message, version: null }));
}

function limitsOf({
  uses,
  retryAfterSeconds,
}: Pick<ProblemExtensions, 'uses' | 'retryAfterSeconds'>): Pick<Problem, 'uses' | 'retryAfterSeconds'> {
  return { ...(uses !== undefined && { uses }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
