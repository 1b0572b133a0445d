import type { CombinedError } from 'urql';

/** Something that is wrong with what was sent, or why it got no response. */
export interface Problem {
  /**
   * A code of docs/errors.md, for an error or for a field of an input; `OFFLINE` if there was no response; or `SESSION_ENDED` if
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

/** An error of the API, in a response or over the WebSocket. */
export interface ServerError {
  readonly message: string;
  /** Absent if a gateway in front of the server has made the error. */
  readonly extensions?: ProblemExtensions | null;
}

/** The outcome of an operation: its data, or its problems, of which there is at least one. */
export type Outcome<T> =
  { readonly data: T; readonly problems: null } | { readonly data: null; readonly problems: readonly Problem[] };

/** The outcome with something else made of its data. */
export function mapOutcome<D, T>(outcome: Outcome<D>, map: (data: D) => T): Outcome<T> {
  return outcome.problems === null ? { data: map(outcome.data), problems: null } : outcome;
}

/** The outcome of an operation that was executed by the client. */
export function outcomeOf<D>({
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

export function problemsOf(error: CombinedError | undefined): readonly Problem[] {
  if (error === undefined) return [];
  if (error.graphQLErrors.length === 0)
    return [{ code: 'OFFLINE', field: null, message: error.message, version: null }];
  return error.graphQLErrors.flatMap(problemsOfError);
}

/** An error without a code says nothing about what has become of the operation, like an unknown error of the server. */
export function problemsOfError({ message, extensions }: ServerError): readonly Problem[] {
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
