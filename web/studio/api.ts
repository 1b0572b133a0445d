import type { Client as WebSocketClient } from 'graphql-ws';
import { createContext, use } from 'react';
import { Client, fetchExchange, mapExchange } from 'urql';
import { type Document, StudioSessionDocument, type StudioSessionQuery } from '../../clients/typescript/src/studio.js';
import { type Outcome, outcomeOf, type Problem, problemsOf, problemsOfError, type ServerError } from './outcome';
import { pauseBeforeRetry } from './retry-pause';

/**
 * Makes the API act in the session of the browser (docs/accounts.md, "In a browser").
 *
 * @param accountId the account whose session it must be; null: the account that has signed in
 */
function sessionOf(accountId: string | null): Record<string, string> {
  return { 'entente-session': 'cookie', ...(accountId !== null && { 'entente-account': accountId }) };
}

const SESSION_ENDED: readonly Problem[] = [{ code: 'SESSION_ENDED', field: null, message: '', version: null }];

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

  /** Reads the session of the tab. A refusal is a valid result, so it is not reported to `onUnauthenticated`. */
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

  /** Runs a mutation for the account that is named. Null: for the account that has signed in, if any. */
  async changeAs<D, V>(accountId: string | null, document: Document<D, V>, variables: V): Promise<Outcome<D>> {
    const options = { fetchOptions: this.fetchOptionsOf(accountId) };
    const mutation = this.client.mutation<D>(String(document), variables as object, options);
    const outcome = outcomeOf(await mutation.toPromise());
    if (outcome.problems === null && this.series === 0) this.readAnew();
    return outcome;
  }

  /** Runs a series of changes. Everything that the screen shows is read anew once, after the last. */
  async changeInSeries<T>(work: () => Promise<T>): Promise<T> {
    this.series += 1;
    try {
      return await work();
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

function isSessionLost(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => code === 'UNAUTHENTICATED');
}
