import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config';
import type { RequestFacts } from '../../core/access/request-context';
import type { Languages } from '../../core/languages/languages';
import type { Clock } from '../../core/time';
import { parseUrl } from '../../url';
import { addressOf } from '../connections/client-address';

/**
 * Maximum characters of a host: a name of the DNS has 253 (RFC 1035, section 2.3.4), and a port 5. One response contains the origin many
 * thousand times.
 */
const MAX_HOST_LENGTH = 259;

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

/**
 * The origin that the request was sent to. It only appears in the response to this request, so a client that sends a
 * wrong Host affects nobody else.
 */
function originOf({ protocol, host }: FastifyRequest): string {
  // A proxy may pass on what its client has sent as X-Forwarded-Proto.
  const scheme = protocol === 'https' ? 'https' : 'http';
  const url = host.length <= MAX_HOST_LENGTH ? parseUrl(`${scheme}://${host}`) : null;
  return url?.origin ?? `${scheme}://localhost`;
}
