import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReportedOperation } from '../../core/access/request-context';
import type { RequestTrace, Tracing } from '../../tracing/tracing';
import type { ProxyTest } from '../connections/trusted-proxies';
import { loggedPath } from './logger';

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of the request; null if requests are not traced. */
    trace: RequestTrace | null;
  }
}

/**
 * Traces requests from their headers to the end of their responses. Health checks are left out. Only a trusted proxy can
 * say by `traceparent` which trace a request belongs to, and whether that is recorded: a client could record everything,
 * or write into the trace of another.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing | null, isTrustedProxy: ProxyTest): void {
  app.decorateRequest('trace', null);
  if (tracing === null) return;
  app.addHook('onRequest', (request, reply, done) => {
    const path = loggedPath(request.url);
    if (!path.startsWith('/health/')) {
      // The route, not the path: the names of spans must be few.
      const route = request.routeOptions.url;
      const name = route === undefined ? request.method : `${request.method} ${route}`;
      const trace = tracing.startRequest({
        name,
        attributes: {
          'http.request.method': request.method,
          'url.path': path,
          'entente.request.id': request.id,
          ...(route !== undefined && { 'http.route': route }),
        },
        parent: isTrustedProxy(request.raw.socket) ? request.headers : null,
      });
      request.trace = trace;
      reply.raw.once('close', () => {
        trace.end(nameOf(request.operation) ?? name, {
          'http.response.status_code': reply.statusCode,
          ...attributesOf(request),
        });
      });
    }
    done();
  });
}

/** The type and the name of an operation; null if it is not known. */
function nameOf(operation: ReportedOperation | null): string | null {
  const description = operation?.description;
  if (description == null) return null;
  const { type, name } = description;
  return name === null ? type : `${type} ${name}`;
}

function attributesOf({ operation, cacheOutcome }: FastifyRequest): Record<string, string | number> {
  return {
    ...(cacheOutcome && { 'entente.cache': cacheOutcome }),
    ...(operation && describe(operation)),
  };
}

function describe({ description, cost }: ReportedOperation): Record<string, string | number> {
  if (description === null) return {};
  const { type, name, documentHash } = description;
  return {
    'graphql.operation.type': type,
    ...(name !== null && { 'graphql.operation.name': name }),
    'graphql.document.hash': documentHash,
    'entente.operation.cost': cost,
  };
}
