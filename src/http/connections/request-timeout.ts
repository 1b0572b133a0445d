import type { FastifyInstance } from 'fastify';
import { hasConnection } from './client-address';
import { answerTimeout } from './client-error';
import { hasBody } from './early-responses';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True if the route limits the time of its bodies itself. */
    hasOwnTimeout?: boolean;
  }
}

/** Time from the headers of a request to the end of its body, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Ends requests whose bodies do not arrive in time. Node's own `requestTimeout` applies to the whole server, so a route
 * that receives large files could not have another limit.
 */
export function limitRequestTime(app: FastifyInstance, timeoutMs = REQUEST_TIMEOUT_MS): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const { socket } = raw;
    if (hasBody(raw) && hasConnection(request) && request.routeOptions.config.hasOwnTimeout !== true) {
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) socket.destroy();
        else answerTimeout(socket);
      }, timeoutMs);
      const clear = (): void => {
        clearTimeout(timer);
        socket.off('close', clear);
      };
      raw.once('end', clear).once('close', clear);
      // A request that has been answered before its body was read does not close with its connection.
      socket.once('close', clear);
    }
    done();
  });
}
