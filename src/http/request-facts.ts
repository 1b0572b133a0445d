import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config';
import type { RequestFacts } from '../core/access/request-context';
import type { Clock } from '../core/time';
import { parseUrl } from '../url';

/** What a request tells of itself. */
export function factsOf(request: FastifyRequest, { publicUrl }: Pick<Config, 'publicUrl'>, clock: Clock): RequestFacts {
  return {
    requestId: request.id,
    now: clock().toISOString(),
    address: addressOf(request),
    // Few operations ask for it, and it takes longer than all the rest.
    get origin() {
      return publicUrl ?? originOf(request);
    },
  };
}

/**
 * The client's IP address. Some proxies write the port behind it; what is no address even so is that of whoever has
 * connected, so that nobody counts as somebody new by writing anything.
 */
export function addressOf({ ip, socket }: FastifyRequest): string {
  const written = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(ip);
  const address = written?.[1] ?? written?.[2] ?? ip;
  return isIP(address) === 0 ? (socket.remoteAddress ?? address) : address;
}

/** The origin that the request was sent to. Only its own answer names it, so that who sends a wrong one harms nobody else. */
function originOf({ protocol, host }: FastifyRequest): string {
  return parseUrl(`${protocol}://${host}`)?.origin ?? `${protocol}://localhost`;
}
