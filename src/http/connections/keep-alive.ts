import { once } from 'node:events';
import { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { hasConnection } from './client-address';
import type { ProxyTest } from './trusted-proxies';

/** How long an idle connection of a client stays open, in milliseconds. Node announces it in the header `Keep-Alive`. */
export const KEEP_ALIVE_MS = 5_000;

/**
 * How long an idle connection of a trusted proxy stays open, in milliseconds. It is longer than the usual 60 seconds of
 * proxies: if the server closed first, a request could arrive at the same moment, and the proxy would respond with 502.
 */
const PROXY_KEEP_ALIVE_MS = 72_000;

/**
 * How long a stopping server serves requests on the connections of trusted proxies, in milliseconds: half of the shortest SHUTDOWN_GRACE.
 * Each response that begins then ends its connection. If all idle connections were closed at once, a request could arrive at the same
 * moment, and the proxy would respond with 502, because it sends no POST twice. That can still happen on connections that a proxy
 * does not use within this time.
 */
const PROXY_DRAIN_MS = 500;

/** How often a stopping server closes connections that have become idle, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Keeps idle connections of trusted proxies open for longer than those of clients, while the server runs and when it stops.
 */
export function keepProxiesConnected(app: FastifyInstance, isTrustedProxy: ProxyTest): void {
  let hasProxies = false;
  let isStopping = false;
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request;
    if (hasConnection(request) && isTrustedProxy(socket)) {
      hasProxies = true;
      reply.header('keep-alive', `timeout=${PROXY_KEEP_ALIVE_MS / 1000}`);
      // Node has set its own timeout by then.
      reply.raw.once('finish', () => socket.setTimeout(PROXY_KEEP_ALIVE_MS));
    }
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) void reply.removeHeader('keep-alive').header('connection', 'close');
    done();
  });
  app.addHook('preClose', async () => {
    isStopping = true;
    if (hasProxies) {
      // Stops listening. The method of HTTP servers, which Fastify calls next, also closes idle connections.
      Server.prototype.close.call(app.server);
      // The server is closed when its last connection is.
      await Promise.race([once(app.server, 'close'), delay(PROXY_DRAIN_MS)]);
    }
    // Clients keep idle connections open, which would delay the end for over a minute.
    const timer = setInterval(() => {
      app.server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    app.server.once('close', () => {
      clearInterval(timer);
    });
  });
}
