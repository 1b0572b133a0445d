import { isIP, Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config';
import type { RequestFacts } from '../core/access/request-context';
import type { Languages } from '../core/languages/languages';
import type { Clock } from '../core/time';
import { parseUrl } from '../url';

/** The facts about a request that its context needs. */
export function factsOf(
  request: FastifyRequest,
  { publicUrl }: Pick<Config, 'publicUrl'>,
  languages: Languages,
  clock: Clock,
): RequestFacts {
  return new ArrivedRequest(request, publicUrl, languages, clock().toISOString());
}

/** A class, because an object literal with a getter is slow to create. */
class ArrivedRequest implements RequestFacts {
  readonly requestId: string;
  readonly address: string;
  readonly acceptedLocales: readonly string[];

  constructor(
    private readonly request: FastifyRequest,
    private readonly publicUrl: Config['publicUrl'],
    readonly languages: Languages,
    readonly now: string,
  ) {
    this.requestId = request.id;
    this.address = addressOf(request);
    this.acceptedLocales = languages.acceptedBy(request.headers['accept-language']);
  }

  /** Computed on demand: few operations need it, and it takes longer than all the rest. */
  get origin(): string {
    return this.publicUrl ?? originOf(this.request);
  }
}

/** False for an operation of a page, which this server sends to itself. Its `socket` is an object with the address of the visitor only. */
export function hasConnection({ socket }: FastifyRequest): boolean {
  return socket instanceof Socket;
}

/**
 * The client's IP address. Some proxies append the port, which is removed. If the rest is no IP address, the address of
 * the connection is used, so that a client cannot appear as a new one by sending anything.
 */
export function addressOf({ ip, socket }: FastifyRequest): string {
  if (isIP(ip) !== 0) return ip;
  const match = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(ip);
  const address = match?.[1] ?? match?.[2] ?? ip;
  return isIP(address) === 0 ? (socket.remoteAddress ?? address) : address;
}

/**
 * The origin that the request was sent to. It only appears in the response to this request, so a client that sends a
 * wrong Host affects nobody else.
 */
function originOf({ protocol, host }: FastifyRequest): string {
  return parseUrl(`${protocol}://${host}`)?.origin ?? `${protocol}://localhost`;
}
