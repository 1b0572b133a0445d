import { setTimeout as delay } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { ReportedOperation } from '../../core/access/request-context';
import { redactTokens } from '../../core/access/token';
import { MINUTE_MS } from '../../core/time';
import { DomainError } from '../../errors';
import { addressOf } from '../connections/client-address';

/** Maximum bytes of lines that wait to be written. Further lines are dropped. */
const MAX_WAITING_BYTES = 16_000_000;

/** Maximum stacks that are remembered as logged. */
const MAX_LOGGED_STACKS = 100;

const FLUSH_MS = 1_000;

/**
 * Creates a logger that writes one line of JSON per event to standard output. An error is logged with its type, message
 * and stack only, since the other properties of a database error contain the statement's values. If it has a message for clients and a
 * cause, the cause is logged. In an outage, every request fails with the same stack, which is logged once a minute.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const loggedStacks = new LRUCache<string, true>({ max: MAX_LOGGED_STACKS, ttl: MINUTE_MS });
  const ifNew = (stack: string | undefined): string | undefined => {
    if (stack === undefined || loggedStacks.has(stack)) return undefined;
    loggedStacks.set(stack, true);
    return stack;
  };
  return pino(
    {
      level,
      serializers: {
        err: (error: Error) => {
          const { name, message, stack } =
            error instanceof DomainError && error.cause instanceof Error ? error.cause : error;
          return { type: name, message, stack: ifNew(stack) };
        },
        req: describeRequest,
        res: ({ statusCode }: FastifyReply) => ({ statusCode }),
      },
    },
    destination ?? openOutput(),
  );
}

/** Standard output. What cannot be written is dropped: a full disk or a reader that stalls must not stop the server. */
function openOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, minLength: 1, maxLength: MAX_WAITING_BYTES });
  // With a `minLength`, `flush` waits until everything is written. After an error, the lines are tried again with the next one.
  output.on('error', () => undefined);
  // pino calls it when the process exits. It would try forever, and the process would not end. Without `flushLog`, the lines of
  // the last milliseconds are lost.
  output.flushSync = () => undefined;
  return output;
}

/** Writes the lines that wait, as far as that is possible in a second. */
export async function flushLog(logger: Logger): Promise<void> {
  const flushed = new Promise<void>((resolve) => {
    logger.flush(() => {
      resolve();
    });
  });
  await Promise.race([flushed, delay(FLUSH_MS, undefined, { ref: false })]);
}

/** Errors that mean that the client has left. */
const DEPARTURE_CODES = new Set<unknown>([
  'EPIPE',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_UNABLE_TO_PIPE',
]);

/** Maximum characters of a logged path or operation name. Clients choose both, and could fill the disk. */
const MAX_CHOSEN_LENGTH = 200;

/** Logs one line per request, after its response. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    // The response to an operation of a page may still be written after its visitor has left.
    if (isDeparture(error) || reply.raw.destroyed) return;
    const line = describeExchange(request, reply);
    if (error) reply.log.error({ ...line, err: error }, 'request failed');
    else reply.log.info(line, 'request');
  }

  override streamError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    if (!isDeparture(error)) super.streamError(error, request, reply);
  }
}

/** Logs requests whose clients leave before they have the whole response. Fastify does not report their end. */
export function logDepartures(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    let isSent = false;
    // Not `writableFinished`: the response to an operation of a page, which has no connection, never has it.
    reply.raw.once('finish', () => {
      isSent = true;
    });
    reply.raw.once('close', () => {
      if (isSent) return;
      reply.log.info({ ...describeExchange(request, reply), aborted: true }, 'request');
    });
    done();
  });
}

/**
 * Logs a subscription when it has started or has been refused, with the request that opened its connection. The connection itself has
 * no line.
 */
export function logSubscription(logger: Logger, request: FastifyRequest, operation: ReportedOperation): void {
  logger.info(
    {
      requestId: request.id,
      ...describeRequest(request),
      address: addressOf(request),
      ...describeOperation(operation),
      ...(request.trace && { traceId: request.trace.traceId }),
    },
    'subscription',
  );
}

function isDeparture(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DEPARTURE_CODES.has(error.code);
}

function describeExchange(request: FastifyRequest, reply: FastifyReply) {
  return {
    requestId: request.id,
    ...describeRequest(request),
    statusCode: reply.statusCode,
    milliseconds: Math.round(reply.elapsedTime),
    address: addressOf(request),
    ...(request.cacheOutcome && { cache: request.cacheOutcome }),
    ...(request.operation && describeOperation(request.operation)),
    ...(request.trace && { traceId: request.trace.traceId }),
  };
}

function describeOperation({ viewer, description, cost }: ReportedOperation) {
  const { accountId, credential } = viewer;
  return {
    ...(description && {
      operation: description.name?.slice(0, MAX_CHOSEN_LENGTH) ?? null,
      type: description.type,
      documentHash: description.documentHash,
    }),
    cost,
    ...(credential && { caller: accountId === null ? `key ${credential.id}` : `account ${accountId}` }),
  };
}

// Headers and the query string are left out: they contain session tokens, passwords and signatures.
function describeRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): { method: string; path: string } {
  return { method, path: loggedPath(url) };
}

/** Matches where a query string begins or continues, even in a mangled address with (repeatedly) encoded separators. */
const SEPARATOR = /[?&;]|%(?:25)*(?:3f|26|3b)/i;

/** Matches signatures of download links: 256 bits or more in base64url. */
const SIGNATURES = /[\w-]{43,}/g;

/** The beginning of the path of an address, without anything secret. */
export function loggedPath(url: string): string {
  const [path = ''] = url.split(SEPARATOR, 1);
  return redactTokens(path).replace(SIGNATURES, '…').slice(0, MAX_CHOSEN_LENGTH);
}

/** A request target without its query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
