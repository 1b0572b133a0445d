import type { FastifyReply } from 'fastify';

/**
 * Adds to the header Vary, which CORS may have set already.
 *
 * @param headers the request headers that the response depends on, separated by commas
 */
export function addVary(reply: FastifyReply, headers: string): void {
  const others = reply.getHeader('vary');
  reply.header('vary', typeof others === 'string' ? `${headers}, ${others}` : headers);
}
