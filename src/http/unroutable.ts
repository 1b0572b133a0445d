import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpError, sendError } from './http-error';
import { pathOf } from './logger';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** 404 for a path that does not exist; for one that does, 405 or, to OPTIONS, the methods that it has. */
export function answerUnroutable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const url = pathOf(request.url);
  const methods = METHODS.filter((method) => request.server.hasRoute({ method, url }));
  if (methods.length === 0) return sendError(reply, new HttpError(404, 'There is nothing at this address.'));

  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  return sendError(reply, new HttpError(405, `This address answers ${allow} only.`, { allow }));
}
