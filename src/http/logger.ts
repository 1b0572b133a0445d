import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';
import { redactTokens } from '../core/access/token';

/**
 * Creates a logger that writes one line of JSON per event to standard output. An error is logged with its type, message
 * and stack only, since the other properties of a database error contain the statement's values.
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

/** Logs one line per request, after its response. */
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

// Headers and the query string are left out: they contain session tokens, passwords and signatures.
function describeRequest({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): { method: string; path: string } {
  return { method, path: loggedPath(url) };
}

/** Matches where a query string begins or continues, even in a mangled address with (repeatedly) encoded separators. */
const SEPARATOR = /[?&;]|%(?:25)*(?:3f|26|3b)/i;

/** Matches signatures of download links: 256 bits or more in base64url. */
const SIGNATURES = /[\w-]{43,}/g;

function loggedPath(url: string): string {
  const [path = ''] = url.split(SEPARATOR, 1);
  return redactTokens(path).replace(SIGNATURES, '…');
}

/** A request target without its query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
