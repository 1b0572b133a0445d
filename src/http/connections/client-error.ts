import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody } from '../responses/http-error';
import { unsentResponses } from './pipelining';

const STATUS_OF_CODE = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/**
 * Responds to bytes that Node cannot parse as an HTTP request, and closes the connection, since the bytes after them
 * cannot be parsed either.
 */
export function answerUnreadableRequest(error: Error & { code?: string }, socket: Socket): void {
  // While an earlier request has no complete response, the client would take this one for it, or for a part of it.
  const isEarlierUnanswered = unsentResponses(socket).some(({ req }) => req.complete);
  if (error.code === 'ECONNRESET' || !socket.writable || isEarlierUnanswered) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF_CODE.get(error.code ?? '') ?? 400;
  const reason = STATUS_CODES[status] ?? 'Bad Request';
  const body = errorBody({ message: reason, extensions: { code: 'BAD_REQUEST' } });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'Content-Type: application/json; charset=utf-8',
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** How long a client that was too slow may take to read the response, in milliseconds. */
const LINGER_MS = 1_000;

/** Responds to a request that does not arrive in time, and closes its connection. */
export function answerTimeout(socket: Socket): void {
  answerUnreadableRequest(Object.assign(new Error('request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  setTimeout(() => {
    socket.destroy();
  }, LINGER_MS).unref();
}
