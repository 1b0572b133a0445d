import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * A logger that writes one line of JSON per event to standard output. Errors are logged as their type, message and
 * stack alone: the other properties of a database error hold the statement's values.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      serializers: {
        err: ({ name, message, stack }: Error) => ({ type: name, message, stack }),
        req: describeRequest,
        res: ({ statusCode }: FastifyReply) => ({ statusCode }),
      },
    },
    destination ?? pino.destination(1),
  );
}

/** One line per request, when it has been answered. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      requestId: request.id,
      ...describeRequest(request),
      statusCode: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    };
    if (error) reply.log.error({ ...line, err: error }, 'request failed');
    else reply.log.info(line, 'request');
  }
}

// Neither headers nor the query string: they hold session tokens, passwords of documents and signatures.
function describeRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): { method: string; path: string } {
  return { method, path: pathOf(url) };
}

/** A request target without its query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
