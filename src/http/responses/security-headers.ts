import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * Headers that keep browsers from treating a response as anything but its declared type. They are the same for every
 * response and computed once: helmet's plugin for Fastify computes them for each response, which takes longer than a
 * simple query.
 */
export function securityHeaders(): OutgoingHttpHeaders {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // With no-referrer, browsers send `Origin: null` with forms of the site. Those that send no `Sec-Fetch-Site` (over plain HTTP,
    // and Safari before 16.4) then do not say where a form comes from.
    referrerPolicy: { policy: 'same-origin' },
    // The TLS terminator decides whether the site is reachable by HTTPS only.
    strictTransportSecurity: false,
  });
  setHeaders(response.req, response, (error) => {
    if (error instanceof Error) throw error;
  });
  return response.getHeaders();
}
