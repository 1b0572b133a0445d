import type { FastifyInstance } from 'fastify';
import { hasConnection } from './client-address';
import type { ProxyTest } from './trusted-proxies';

/** How long an idle connection of a client stays open, in milliseconds. Node announces it in the header `Keep-Alive`. */
export const KEEP_ALIVE_MS = 5_000;

/**
 * How long an idle connection of a trusted proxy stays open, in milliseconds. It is longer than the usual 60 seconds of
 * proxies: if the server closed first, a request could arrive at the same moment, and the proxy would answer with 502.
 */
const PROXY_KEEP_ALIVE_MS = 72_000;

/** Keeps idle connections of trusted proxies open for longer than those of clients. */
export function keepProxiesConnected(app: FastifyInstance, isTrustedProxy: ProxyTest): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request;
    if (hasConnection(request) && isTrustedProxy(socket)) {
      reply.header('keep-alive', `timeout=${PROXY_KEEP_ALIVE_MS / 1000}`);
      // Node has set its own timeout by then.
      reply.raw.once('finish', () => socket.setTimeout(PROXY_KEEP_ALIVE_MS));
    }
    done();
  });
}
