/** The codes that an answer's `errors[].extensions.code` may carry; docs/errors.md explains each. */
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
  | 'QUERY_TOO_COMPLEX'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'INTERNAL_SERVER_ERROR';

/** An error whose message and code are meant for whoever asked. Every other error is masked. */
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

/** An argument is wrong. `field` is its path from the field's arguments, e.g. `filter.year.in`. */
export class BadUserInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';

  constructor(
    message: string,
    readonly field: string,
  ) {
    super(message, { field });
  }
}

/** One thing that is wrong with an input. */
export interface InputProblem {
  /** From the field's arguments, e.g. `input.objectives.2`. */
  readonly path: string;
  readonly message: string;
  readonly code: 'REQUIRED' | 'TOO_LONG' | 'TAKEN' | 'UNKNOWN' | 'INVALID' | 'INCONSISTENT';
}

/** An input is wrong, in all these places. */
export class InvalidInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(({ message }) => message).join('; '), { field: problems[0]?.path, fields: problems });
  }
}

/** Something that only staff may ask for. */
export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
}

/** What was sent to prove who asks proves it no longer, or never did; or something needs such proof. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
}

/** What is to be changed is not there, or not for whoever asks. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
}

/** What is asked for does not go with how things stand now. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
}

/** Too much was tried, or too much is going on; `retryAfterSeconds` says when to try again. */
export class TooManyRequestsError extends DomainError {
  readonly code = 'TOO_MANY_REQUESTS';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message, { retryAfterSeconds });
  }
}

/** More is asked for than one operation may cost. */
export class QueryTooComplexError extends DomainError {
  readonly code = 'QUERY_TOO_COMPLEX';
}

/** The process was set up wrongly or cannot run here: said in one sentence, without a stack trace. */
export class StartupError extends Error {
  constructor(
    message: string,
    /** The process's exit code; 78 is EX_CONFIG of sysexits.h, 69 EX_UNAVAILABLE. */
    readonly exitCode: 69 | 78,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}
