import type { FastifyReply } from 'fastify';
import { OperationCancelledError } from '../../errors';

/** Aborted when the client leaves, and when its response has ended. */
export function departureOf(reply: FastifyReply): AbortSignal {
  const departure = new AbortController();
  const leave = (): void => {
    departure.abort(new OperationCancelledError('The client has left'));
  };
  if (reply.raw.closed) leave();
  else reply.raw.once('close', leave);
  return departure.signal;
}
