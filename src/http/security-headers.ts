import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * The headers that keep browsers from doing anything with an answer but showing it as what it is. They are the same for
 * every answer: to work them out for each, as helmet's plugin for Fastify does, takes longer than to look up a thing.
 */
export function securityHeaders(): OutgoingHttpHeaders {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // Whoever terminates TLS decides whether the site is reachable by HTTPS only.
    strictTransportSecurity: false,
  });
  setHeaders(answer.req, answer, (error) => {
    if (error instanceof Error) throw error;
  });
  return answer.getHeaders();
}
