/** The codes in `errors[].extensions.code`. docs/errors.md explains each. */
export type ErrorCode =
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'TOO_MANY_REQUESTS'
  | 'OVERLOADED'
  | 'QUERY_TOO_COMPLEX'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'DOCUMENT_NOT_TRUSTED'
  | 'INTERNAL_SERVER_ERROR';

/**
 * An error whose message and code are meant for the client. Every other error is masked. If the server has failed, `cause` says why, for
 * the log.
 */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;

  constructor(
    message: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** An argument is invalid. `field` is its path from the field's arguments, e.g. `filter.year.in`. */
export class BadUserInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';

  constructor(
    message: string,
    readonly field: string,
  ) {
    super(message, { field });
  }
}

/** One problem of an input. */
export interface InputProblem {
  /** The path from the field's arguments, e.g. `input.objectives.2`. */
  readonly path: string;
  /** Names the field: `title must not be empty`. */
  readonly message: string;
  readonly code: 'REQUIRED' | 'TOO_LONG' | 'TAKEN' | 'UNKNOWN' | 'INVALID' | 'INCONSISTENT';
}

/** The name of an input field in messages: its path from the mutation's arguments, without `input`. */
export function fieldName(path: string): string {
  return path.replace(/^input\./, '');
}

/** @param predicate what the field must be; its name is put before it: `must not be empty` */
export function problemOf(path: string, code: InputProblem['code'], predicate: string): InputProblem {
  return { path, code, message: `${fieldName(path)} ${predicate}` };
}

/** An input is invalid. `problems` lists everything that is wrong with it. */
export class InvalidInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(({ message }) => message).join('; '), { field: problems[0]?.path, fields: problems });
  }

  /** The error of an input with one problem; see `problemOf`. */
  static of(path: string, code: InputProblem['code'], predicate: string): InvalidInputError {
    return new InvalidInputError([problemOf(path, code, predicate)]);
  }
}

/** The viewer's role does not allow this. */
export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
}

/** The credentials are invalid or expired, or credentials are required. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
}

/** The object does not exist, or the viewer may not see it. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
}

/** The request conflicts with the current state of the data. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
}

/** A limit on attempts or on concurrent work was reached. `retryAfterSeconds` says when to try again. */
export class TooManyRequestsError extends DomainError {
  readonly code = 'TOO_MANY_REQUESTS';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message, { retryAfterSeconds });
  }
}

/**
 * The server is busy with other operations. `retryAfterSeconds` says when to try again: by default after five seconds, in which most
 * operations end. Nothing has run.
 */
export class OverloadedError extends DomainError {
  readonly code = 'OVERLOADED';

  constructor(
    message: string,
    readonly retryAfterSeconds = 5,
  ) {
    super(message, { retryAfterSeconds });
  }
}

/** The database does not respond, has no room, or accepts no changes: nothing has been changed. */
export class DatabaseUnavailableError extends OverloadedError {
  constructor(override readonly cause: unknown) {
    super('The database is not available: try again later', 5);
  }
}

/** The file store does not respond, has no room, or accepts no files: nothing has been stored. */
export class StorageUnavailableError extends OverloadedError {
  constructor(
    override readonly cause: unknown,
    message = 'The file store is not available: try again later',
    retryAfterSeconds?: number,
  ) {
    super(message, retryAfterSeconds);
  }
}

/** The disk has no room for a file: nothing has been stored. */
export class StorageFullError extends StorageUnavailableError {
  constructor(cause: unknown) {
    super(cause, 'The server has no room for the file: try again later', 60);
  }
}

/** The operation exceeds the limits of a single operation. */
export class QueryTooComplexError extends DomainError {
  readonly code = 'QUERY_TOO_COMPLEX';
}

/** The operation has taken longer than one operation may. */
export class OperationTimeoutError extends DomainError {
  readonly code = 'TIMEOUT';

  constructor(timeoutMs: number) {
    super(`The operation has taken longer than ${timeoutMs / 1000} seconds: request less at a time`);
  }
}

/** The database has not confirmed a change. It may have been saved nevertheless. */
export class UnconfirmedChangeError extends DomainError {
  readonly code = 'TIMEOUT';

  constructor(override readonly cause: unknown) {
    super(
      'The database has not confirmed the change: read whether it was saved before you repeat it; with a clientMutationId, a mutation can be repeated safely',
    );
  }
}

/** The operation was stopped before its end, because the client has gone or the server stops. */
export class OperationCancelledError extends DomainError {
  readonly code = 'CANCELLED';
}

/** The server does not run the document of the request, since it is none of the trusted ones. Nothing has run. */
export class DocumentNotTrustedError extends DomainError {
  readonly code = 'DOCUMENT_NOT_TRUSTED';
}

/** The process is misconfigured or cannot run here. Only the message is printed, without a stack trace. */
export class StartupError extends Error {
  constructor(
    message: string,
    /** The exit code of the process: EX_CONFIG (78) or EX_UNAVAILABLE (69) of sysexits.h. */
    readonly exitCode: 69 | 78,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}

/**
 * The first line of an error's message, without a full stop. If no address of a host answers, Node.js has an error for each, and an
 * empty message: the first of these counts.
 */
export function firstLineOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return firstLineOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.replace(/\.$/, '');
}
