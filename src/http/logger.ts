import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';
import { withoutTokens } from '../core/access/token';

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
  return { method, path: loggedPath(url) };
}

/** Where a query string begins or goes on, also when an address was mangled, such as by encoding it (again). */
const SEPARATOR = /[?&;]|%(?:25)*(?:3f|26|3b)/i;

/** As long as what 256 bits are in base64url: signatures of downloads are. */
const SIGNATURES = /[\w-]{43,}/g;

function loggedPath(url: string): string {
  const [path = ''] = url.split(SEPARATOR, 1);
  return withoutTokens(path).replace(SIGNATURES, '…');
}

/** A request target without its query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
