import type { FastifyRequest } from 'fastify';
import type { Config } from '../config';
import type { RequestFacts } from '../domain/access/request-context';
import type { Clock } from '../domain/access/time';

/** What a request tells of itself. */
export function factsOf(request: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>, clock: Clock): RequestFacts {
  return {
    requestId: request.id,
    now: clock().toISOString(),
    address: request.ip,
    origin: publicUrl ?? originOf(request),
  };
}

/** The origin that the request was sent to. Only its own answer names it, so that who sends a wrong one harms nobody else. */
function originOf({ protocol, host }: FastifyRequest): string {
  const origin = `${protocol}://${host}`;
  return URL.canParse(origin) ? new URL(origin).origin : `${protocol}://localhost`;
}
