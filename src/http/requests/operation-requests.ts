import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import type { Admission } from '../../graphql/admission/admission';
import { addressOf } from '../connections/client-address';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True if the route runs operations: it is limited like `/graphql`. */
    runsOperations?: boolean;
  }
}

/** True if the request runs an operation, so that its cost and its memory are limited. */
export function runsOperation({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === '/graphql' || routeOptions.config.runsOperations === true;
}

/** Tells the admission of operations when requests that run them begin, when their responses do, and when they end. */
export function trackOperations(app: FastifyInstance, admission: Admission): void {
  // A request for a WebSocket never comes this far.
  app.addHook('preHandler', (request, reply, done) => {
    // Not `closed`: the response to an operation of a page has no connection, so it is destroyed without being closed.
    if (!runsOperation(request) || reply.raw.destroyed) {
      done();
      return;
    }
    try {
      admission.open(request.id, addressGroup(addressOf(request)), bytesOf(request.body));
    } catch (error) {
      done(error as Error);
      return;
    }
    reply.raw.once('close', () => {
      admission.close(request.id);
    });
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    // A stream whose length is unknown is computed while it is sent.
    const size = sizeOf(payload, reply.getHeader('content-length'));
    if (runsOperation(request) && size !== null) admission.setResponseBytes(request.id, size);
    done();
  });
}

/** The bytes of a body that has been read as text. A body that is sent in chunks has no Content-Length. */
function bytesOf(body: unknown): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : 0;
}

function sizeOf(payload: unknown, contentLength: unknown): number | null {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload.length;
  if (contentLength === undefined && payload != null) return null;
  return Number(contentLength ?? 0);
}
