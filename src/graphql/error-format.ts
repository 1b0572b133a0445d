import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { ApolloServerValidationErrorCode } from '@apollo/server/errors';
import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import { DomainError, type ErrorCode } from '../errors';

type ErrorFormatter = NonNullable<ApolloServerOptions<BaseContext>['formatError']>;

/** Codes that libraries use, and the one of ours that says the same. */
const CODES = new Map<unknown, ErrorCode>([
  ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_PARSE_FAILED'],
  ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  ['OPERATION_RESOLUTION_FAILURE', 'OPERATION_RESOLUTION_FAILURE'],
  ['BAD_REQUEST', 'BAD_REQUEST'],
  ['BAD_USER_INPUT', 'BAD_USER_INPUT'],
  ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ['FORBIDDEN', 'FORBIDDEN'],
  ['UNAUTHORIZED', 'FORBIDDEN'],
  ['NOT_FOUND', 'NOT_FOUND'],
  ['CONFLICT', 'CONFLICT'],
  ['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS'],
  ['QUERY_TOO_COMPLEX', 'QUERY_TOO_COMPLEX'],
  ['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_FOUND'],
]);

/** Apollo Server's own: the status has been applied to the answer, the others describe the server. */
const LIBRARY_EXTENSIONS = new Set(['http', 'stacktrace', 'validationErrorCode']);

/** graphql-js throws these while it executes, because a nullable variable may stand where null may not. */
const ARGUMENT_ERROR = /^Argument "([^"]+)" (?:of (?:required|non-null) type|has invalid value)/;

/** graphql-js reports wrong variables one by one, and after so many this, which it does not say of any variable. */
const TOO_MANY_WRONG_VARIABLES = 'Too many errors processing variables';

/** Characters. Messages quote what the client sent, which may be the size of the whole request. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * The one door through which errors leave. What was meant for whoever asked keeps its message and its code, one of
 * ErrorCode; anything else is answered as INTERNAL_SERVER_ERROR. Names of the schema are never suggested,
 * since with introspection off that would give them away.
 */
export const formatError: ErrorFormatter = ({ locations, path }, error) => {
  const { message, extensions } = describeForClient(error) ?? MASKED_ERROR;
  return {
    message: shorten(message.replace(/\s*Did you mean .*$/s, '')),
    ...(locations && { locations }),
    ...(path && { path }),
    extensions,
  };
};

/** Whether an error is none of the client's business, so that only the log tells what it was. */
export function isInternal(error: unknown): boolean {
  return describeForClient(error) === null;
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
  // The parser and the validation recurse; where the stack ends is the engine's affair, and so are its words.
  if (error.message.includes('Maximum call stack size exceeded')) {
    return { message: 'The document nests too deeply', extensions: { code: 'QUERY_TOO_COMPLEX' } };
  }
  const argument = cause instanceof GraphQLError && !cause.extensions.code && ARGUMENT_ERROR.exec(cause.message);
  if (argument) return { message: error.message, extensions: { field: argument[1], code: 'BAD_USER_INPUT' } };

  const code = codeOf(error);
  if (!code) return null;
  return { message: error.message, extensions: extensionsOf(error, code) };
}

/** What was thrown, below what graphql-js wrapped around it. */
export function findCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function codeOf({ extensions, message, nodes, path, originalError }: GraphQLError): ErrorCode | undefined {
  if (extensions.validationErrorCode === ApolloServerValidationErrorCode.MAX_RECURSIVE_SELECTIONS_EXCEEDED) {
    return 'QUERY_TOO_COMPLEX';
  }
  const code = CODES.get(extensions.code);
  if (code) return code;
  if (!nodes && !path && !originalError && message.startsWith(TOO_MANY_WRONG_VARIABLES)) return 'BAD_USER_INPUT';
  // Apollo Server reports a persisted query with a wrong hash or version without a code, yet with status 400.
  const status = (extensions.http as { status?: number } | undefined)?.status ?? 500;
  return status >= 400 && status < 500 ? 'BAD_REQUEST' : undefined;
}

function extensionsOf(error: GraphQLError, code: ErrorCode): ClientError['extensions'] {
  const rest = Object.entries(error.extensions).filter(([name]) => !LIBRARY_EXTENSIONS.has(name));
  const variable = error.nodes?.[0];
  const isVariable = code === 'BAD_USER_INPUT' && variable?.kind === Kind.VARIABLE_DEFINITION;
  const field = isVariable
    ? // graphql-js writes `filter.or[1]` where we write `filter.or.1`.
      (/^Variable .* at "([^"]+)"; /s.exec(error.message)?.[1]?.replace(/\[(\d+)\]/g, '.$1') ??
      variable.variable.name.value)
    : undefined;
  return { ...(field !== undefined && { field }), ...Object.fromEntries(rest), code };
}

function shorten(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}
