import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError, sendError } from '../responses/http-error';
import { pathOf } from './logger';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Responds with 404 to an unknown path. For a known path, responds to OPTIONS with its methods, and to an unsupported
 * method with 405.
 */
export function answerUnroutable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const methods = methodsOf(request);
  if (methods.length === 0) return sendError(reply, new HttpError(404, 'There is nothing at this address'));

  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  return sendError(reply, new HttpError(405, `This address supports only ${allow}`, { allow }));
}

/** The methods of the routes at the address of a request; empty without a route, or if the request's own has found nothing. */
export function methodsOf({ server, method, url }: FastifyRequest): readonly string[] {
  // `hasRoute` would take the path for a pattern, whose expressions a client could write.
  const methods: string[] = METHODS.filter((each) => Boolean(server.findRoute({ method: each, url: pathOf(url) })));
  return methods.includes(method) ? [] : methods;
}
