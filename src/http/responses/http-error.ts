import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorCode, OverloadedError, TooManyRequestsError } from '../../errors';
import { chooseResponseMediaType, JSON_MEDIA_TYPE } from '../../graphql/responses/response-media-type';

/** An error with an HTTP status. Its message is meant for the client. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  DOCUMENT_NOT_TRUSTED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  QUERY_TOO_COMPLEX: 400,
  TOO_MANY_REQUESTS: 429,
  OVERLOADED: 503,
  TIMEOUT: 503,
  CANCELLED: 503,
};

const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
};

/** The headers that a 401 must have (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export const CHALLENGE_HEADERS = { 'www-authenticate': 'Bearer' };

export interface ErrorResponse {
  statusCode: number;
  message: string;
  extensions: { code: ErrorCode; [name: string]: unknown };
}

/** The response to an error that is thrown outside the execution of an operation. Only client errors are explained. */
export function describeError(error: unknown): ErrorResponse {
  if (error instanceof DomainError) {
    const { message, code, extensions } = error;
    return { statusCode: STATUS_OF_CODE[code] ?? 500, message, extensions: { ...extensions, code } };
  }
  const statusCode = statusOf(error);
  if (statusCode >= 500) {
    return { statusCode, message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  return {
    statusCode,
    message: messageForClients(error) ?? STATUS_CODES[statusCode] ?? 'Bad Request',
    extensions: { code: CODE_OF_STATUS[statusCode] ?? 'BAD_REQUEST' },
  };
}

/** Logs the failure of the server that a response is due to. A refusal is in the line of its request. */
export function logFailure({ log, id: requestId }: FastifyRequest, error: unknown): void {
  const failure =
    error instanceof DomainError ? error.cause : describeError(error).statusCode >= 500 ? error : undefined;
  if (failure !== undefined) log.error({ err: failure, requestId }, 'request failed');
}

/** The body of an error response, in the shape of a GraphQL response. */
export function errorBody({ message, extensions }: Omit<ErrorResponse, 'statusCode'>): string {
  return `${JSON.stringify({ errors: [{ message, extensions }] })}\n`;
}

/** After how many seconds a refused request may be sent again; null for errors that do not say so. */
export function retryAfterOf(error: unknown): number | null {
  return error instanceof TooManyRequestsError || error instanceof OverloadedError ? error.retryAfterSeconds : null;
}

/** Sends the response to an error, instead of a response that has been described but not sent. */
export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const response = describeError(error);
  // These headers describe the response that the error replaces.
  for (const name of ['content-encoding', 'content-disposition', 'content-range', 'etag', 'link'])
    reply.removeHeader(name);
  if (error instanceof HttpError) reply.headers(error.headers);
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== null) reply.header('retry-after', retryAfter);
  if (response.statusCode === 401) reply.headers(CHALLENGE_HEADERS);
  return reply
    .code(response.statusCode)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-type', chooseResponseMediaType(reply.request.headers.accept) ?? JSON_MEDIA_TYPE)
    .send(errorBody(response));
}

function statusOf(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

/** Null for an error whose message is not meant for clients. */
function messageForClients(error: unknown): string | null {
  if (error instanceof HttpError) return error.message;
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('FST_'))) return null;
  // Programs such as curl send forms unless they are told otherwise, and Fastify does not say what to send.
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'The content type must be application/json';
  return error.message;
}
