import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import {
  areOfServer,
  ConnectionError,
  OperationError,
  type ResponseError,
  retryAfterOf,
  TimeoutError,
} from './errors.js';

/**
 * A typed operation as text. Those of this package, and those that codegen generates with `documentMode: 'string'`. A parsed document,
 * which has a `kind`, is refused, because its `toString` does not print it.
 */
export type Document<TData, TVariables> = DocumentTypeDecoration<TData, TVariables> & {
  toString(): string;
  readonly kind?: never;
};

export interface ClientOptions {
  /** Address of the API, for example `https://api.example.org/graphql`. */
  readonly url: string;
  /** Returns the session token or API key, or null for none. Called for each request. */
  readonly token?: () => string | null;
  /** Returns the grants that open restricted documents. Called for each request. */
  readonly grants?: () => readonly string[];
  /** Wanted languages as BCP 47 tags, the most preferred first. By default those of the browser. */
  readonly locales?: readonly string[];
  /** Milliseconds until a request without a response fails with `TimeoutError`; 30,000 by default. */
  readonly timeoutMs?: number;
  /** False sends each document as text instead of its hash. */
  readonly usesPersistedQueries?: boolean;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/** A response: the data, which can be incomplete, and the errors. */
export interface Result<TData> {
  readonly data: TData | null;
  readonly errors: readonly ResponseError[];
  /** Seconds after which the server may be asked again; null unless the server says so. */
  readonly retryAfterSeconds: number | null;
}

/** Variables may be absent if all of them may. */
type VariablesArgument<TVariables> =
  Record<string, never> extends TVariables
    ? [variables?: TVariables, options?: RequestOptions]
    : [variables: TVariables, options?: RequestOptions];

/** Responses of this type have a status that tells errors. */
const MEDIA_TYPE = 'application/graphql-response+json';

/** Responses of this type have the status 200. Browsers would report an unknown hash in their console as a failure. */
const HASHED_MEDIA_TYPE = 'application/json';

/**
 * Sends operations to one server. `NoInfer`: only the document determines the type of the variables. Otherwise, the compiler would accept
 * variables that the operation does not have.
 */
export class EntenteClient {
  private readonly hashes = new Map<string, Promise<string>>();

  constructor(private readonly options: ClientOptions) {}

  /**
   * Sends an operation. Returns its data.
   *
   * @throws OperationError if the response has errors, ConnectionError if there is none, TimeoutError if it is late, and
   *   the reason of the signal if that is aborted
   */
  async request<TData, TVariables>(
    document: Document<TData, TVariables>,
    ...rest: VariablesArgument<NoInfer<TVariables>>
  ): Promise<TData> {
    const { data, errors } = await this.execute(document, ...rest);
    if (errors.length > 0 || data === null) throw new OperationError(errors, data);
    return data;
  }

  /**
   * Sends an operation. Returns its data and its errors, for pages that show what they have.
   *
   * @throws the errors of `request` except OperationError
   */
  async execute<TData, TVariables>(
    document: Document<TData, TVariables>,
    ...[variables, { signal } = {}]: VariablesArgument<NoInfer<TVariables>>
  ): Promise<Result<TData>> {
    const query = document.toString();
    if (this.options.usesPersistedQueries === false || !canHash()) return this.send({ query, variables }, signal);
    const hash = this.hashes.get(query) ?? sha256(query);
    this.hashes.set(query, hash);
    const extensions = { persistedQuery: { version: 1, sha256Hash: await hash } };
    const result = await this.send<TData>({ variables, extensions }, signal, HASHED_MEDIA_TYPE);
    const isUnknown = result.errors.some((error) => error.extensions.code === 'PERSISTED_QUERY_NOT_FOUND');
    return isUnknown ? this.send({ query, variables, extensions }, signal) : result;
  }

  private async send<TData>(
    body: object,
    signal: AbortSignal | undefined,
    mediaType = MEDIA_TYPE,
  ): Promise<Result<TData>> {
    const { url, timeoutMs = 30_000, fetch: send = fetch } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    let status: number | null = null;
    try {
      const response = await send(url, {
        method: 'POST',
        headers: this.headers(mediaType),
        body: JSON.stringify(body),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      status = response.status;
      const { data = null, errors = [] } = (await response.json()) as Partial<Result<TData>>;
      if (data === null && errors.length === 0) throw new Error('The response has neither data nor errors');
      if (!areOfServer(errors)) throw new Error('The response has errors without codes');
      return { data, errors, retryAfterSeconds: retryAfterOf(errors) };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (timeout.aborted) throw new TimeoutError(`No response within ${timeoutMs} ms`, status, { cause: error });
      const message =
        status === null
          ? 'The server cannot be reached, or its CORS_ORIGINS does not list the origin of this page'
          : 'The server did not answer as an Entente server does';
      throw new ConnectionError(message, status, { cause: error });
    }
  }

  private headers(mediaType: string): Record<string, string> {
    const { token, grants, locales = [] } = this.options;
    const [bearer, presented] = [token?.() ?? null, grants?.() ?? []];
    return {
      'content-type': 'application/json',
      accept: mediaType,
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(presented.length > 0 && { 'entente-grants': presented.join(',') }),
      ...(locales.length > 0 && { 'accept-language': acceptLanguage(locales) }),
    };
  }
}

/** Browsers hash on pages of https and of this machine only. */
function canHash(): boolean {
  return (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The tags with falling weights (RFC 9110, section 12.5.4). */
function acceptLanguage(locales: readonly string[]): string {
  return locales.map((locale, index) => `${locale};q=${Math.max(0.1, 1 - index / 10).toFixed(1)}`).join(', ');
}
