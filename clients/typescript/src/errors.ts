/** An error of a response, with the code that https://github.com/graphql/graphql-over-http and Entente's docs/errors.md explain. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [name: string]: unknown };
}

/** True if the errors have the codes of the server. Gateways answer with errors in the shape of GraphQL, too. */
export function areOfServer(errors: readonly unknown[]): errors is readonly ResponseError[] {
  return errors.every((error) => {
    const { extensions } = error as { extensions?: { code?: unknown } };
    return typeof extensions?.code === 'string';
  });
}

/** The longest wait that the errors ask for, in seconds; null if none does. A response with status 200 has no `Retry-After`. */
export function retryAfterOf(errors: readonly ResponseError[]): number | null {
  const waits = errors
    .map(({ extensions }) => extensions['retryAfterSeconds'])
    .filter((wait) => typeof wait === 'number');
  return waits.length === 0 ? null : Math.max(...waits);
}

/** The server has answered with errors. `data` is the rest of the response; null if the operation or the upload did not run. */
export class OperationError extends Error {
  override readonly name = 'OperationError';

  constructor(
    readonly errors: readonly ResponseError[],
    readonly data: unknown = null,
  ) {
    super(errors.map(({ message }) => message).join('; '));
  }

  /** Seconds after which the server may be asked again; null unless the server says so. */
  get retryAfterSeconds(): number | null {
    return retryAfterOf(this.errors);
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
