/** An error of a response, with the code that https://github.com/graphql/graphql-over-http and Entente's docs/errors.md explain. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [name: string]: unknown };
}

/** The server has answered with errors. `data` is the rest of the response; null if the operation did not run. */
export class OperationError extends Error {
  override readonly name = 'OperationError';

  constructor(
    readonly errors: readonly ResponseError[],
    readonly data: unknown,
    /** Seconds after which the server may be asked again; null unless the server says so. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(errors.map(({ message }) => message).join('; '));
  }

  /** The code of the first error, such as `BAD_USER_INPUT`. */
  get code(): string {
    return this.errors[0]?.extensions.code ?? 'INTERNAL_SERVER_ERROR';
  }
}

/** There was no response, or none of an Entente server. `status` is its HTTP status; null if there was none. */
export class ConnectionError extends Error {
  override readonly name: string = 'ConnectionError';

  constructor(
    message: string,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The response did not come in time. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}
