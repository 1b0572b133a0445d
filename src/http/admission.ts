import type { FastifyInstance } from 'fastify';
import type { Admission } from '../graphql/admission';
import { addressGroup } from '../modules/identity/throttle';
import { addressOf } from './request-facts';

/** Tells the admission of operations when requests at `/graphql` begin, when their responses do, and when they end. */
export function trackOperations(app: FastifyInstance, admission: Admission): void {
  // A request for a WebSocket never comes this far.
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url === '/graphql' && !reply.raw.closed) {
      const bytes = Number(request.headers['content-length'] ?? 0);
      admission.open(request.id, addressGroup(addressOf(request)), bytes);
      reply.raw.once('close', () => {
        admission.close(request.id);
      });
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.routeOptions.url === '/graphql')
      admission.holdResponse(request.id, sizeOf(payload, reply.getHeader('content-length')));
    done();
  });
}

function sizeOf(payload: unknown, contentLength: unknown): number {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload.length;
  return Number(contentLength ?? 0);
}
