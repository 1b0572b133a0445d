import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { DomainError, type ErrorCode } from '../../errors';

type ErrorFormatter = NonNullable<ApolloServerOptions<BaseContext>['formatError']>;

/** The codes of errors outside the execution, of libraries and of ours, and the code that the client receives for each. */
const CODES = new Map<unknown, ErrorCode>(
  Object.entries({
    GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
    GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
    OPERATION_RESOLUTION_FAILURE: 'OPERATION_RESOLUTION_FAILURE',
    BAD_REQUEST: 'BAD_REQUEST',
    BAD_USER_INPUT: 'BAD_USER_INPUT',
    UNAUTHENTICATED: 'UNAUTHENTICATED',
    FORBIDDEN: 'FORBIDDEN',
    UNAUTHORIZED: 'FORBIDDEN',
    NOT_FOUND: 'NOT_FOUND',
    CONFLICT: 'CONFLICT',
    TOO_MANY_REQUESTS: 'TOO_MANY_REQUESTS',
    OVERLOADED: 'OVERLOADED',
    QUERY_TOO_COMPLEX: 'QUERY_TOO_COMPLEX',
    TIMEOUT: 'TIMEOUT',
    CANCELLED: 'CANCELLED',
    PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_FOUND',
    DOCUMENT_NOT_TRUSTED: 'DOCUMENT_NOT_TRUSTED',
  } satisfies Record<Exclude<ErrorCode, 'INTERNAL_SERVER_ERROR'> | 'UNAUTHORIZED', ErrorCode>),
);

/**
 * Extensions of Apollo Server that are removed: the HTTP status has been applied to the response, and the others
 * describe the server.
 */
const LIBRARY_EXTENSIONS = new Set(['http', 'stacktrace']);

/** After too many errors in variables, graphql-js reports this message, which belongs to no variable. */
const TOO_MANY_WRONG_VARIABLES = 'Too many errors processing variables';

/** Maximum length of a message in characters. Messages quote what the client sent, which may be the whole request. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * Every error leaves through this function. An error meant for the client keeps its message and one of the codes of
 * ErrorCode. Any other error becomes INTERNAL_SERVER_ERROR.
 */
export const formatError: ErrorFormatter = ({ locations, path }, error) => {
  const { message, extensions } = describeForClient(error) ?? MASKED_ERROR;
  return {
    message: shorten(extensions.code === 'GRAPHQL_VALIDATION_FAILED' ? message : withoutSuggestion(message)),
    ...(locations && { locations }),
    // The error about too many errors belongs to no field.
    ...(path !== undefined && path.length > 0 && { path }),
    extensions,
  };
};

/**
 * Suggestions of names would reveal the schema when introspection is off. Validation makes none then, but Apollo Server cannot tell
 * graphql-js to make none for the values of variables.
 */
function withoutSuggestion(message: string): string {
  // A message may quote 260,000 spaces. A pattern that began with `\s*` would take half a minute then.
  return message.replace(/ Did you mean .*$/s, '');
}

/** What the log records of an error: a failure of the server, whether or not the client learns of it. Null if it is none. */
export function failureOf(error: unknown): unknown {
  const thrown = findCause(error);
  if (thrown instanceof DomainError) return thrown.cause ?? null;
  return describeForClient(error) === null ? thrown : null;
}

type ClientError = Pick<GraphQLFormattedError, 'message'> & {
  extensions: { code: ErrorCode; [name: string]: unknown };
};

const MASKED_ERROR: ClientError = {
  message: 'Internal server error',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
};

function describeForClient(error: unknown): ClientError | null {
  const cause = findCause(error);
  if (cause instanceof DomainError) {
    return { message: cause.message, extensions: { ...cause.extensions, code: cause.code } };
  }
  if (!(error instanceof GraphQLError)) return null;
  // The parser and the validation recurse. The engine's message for an exhausted stack is replaced.
  if (error.message.includes('Maximum call stack size exceeded')) {
    return {
      message: 'The document is nested too deeply: send less nested fields and values',
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    };
  }
  const code = codeOf(error);
  if (!code) return null;
  return { message: error.message, extensions: extensionsOf(error, code) };
}

/** The error that was thrown, below the wrappers of graphql-js. */
export function findCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function codeOf({ extensions, message, originalError }: GraphQLError): ErrorCode | undefined {
  const code = CODES.get(extensions.code);
  if (code) return code;
  // An error of a resolver has an original error, whatever its message.
  if (!originalError && message.startsWith(TOO_MANY_WRONG_VARIABLES)) return 'BAD_USER_INPUT';
  // Apollo Server reports a persisted query with a wrong hash or version with status 400, but without a code.
  const status = (extensions.http as { status?: number } | undefined)?.status ?? 500;
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : undefined;
}

function extensionsOf(error: GraphQLError, code: ErrorCode): ClientError['extensions'] {
  const rest = Object.entries(error.extensions).filter(([name]) => !LIBRARY_EXTENSIONS.has(name));
  const variable = error.nodes?.[0];
  const isVariable = code === 'BAD_USER_INPUT' && variable?.kind === Kind.VARIABLE_DEFINITION;
  const field = isVariable
    ? // graphql-js writes `filter.or[1]`. Our paths have the form `filter.or.1`.
      (/^Variable .* at "([^"]+)"; /s.exec(error.message)?.[1]?.replace(/\[(\d+)\]/g, '.$1') ??
      variable.variable.name.value)
    : undefined;
  return { ...(field !== undefined && { field }), ...Object.fromEntries(rest), code };
}

function shorten(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}
