import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import { takeTurn } from '../../event-loop';

/**
 * Maximum responses of a connection that have not been sent. Browsers and proxies await each response before they send the next
 * request.
 */
const MAX_UNSENT = 32;

// Not sets: V8 replaces their tables often, and a replaced table in the old generation would keep responses that have been sent.
const responsesOf = new WeakMap<Duplex, ServerResponse[]>();

/** The responses still to be sent on a connection, in order. */
export function unsentResponses(socket: Duplex): readonly ServerResponse[] {
  return responsesOf.get(socket) ?? [];
}

/**
 * Waits for a turn of the event loop in which the next request of a connection may begin. A short response is sent in the turn in which its
 * request is routed, so that all requests of many connections could follow in the same one.
 */
export function takeTurnFor({ remoteAddress }: Pick<Socket, 'remoteAddress'>): Promise<void> {
  return takeTurn(`requests of ${addressGroup(remoteAddress ?? '')}`);
}

/**
 * Routes the requests of a connection one after another, each when the response before it has been sent: otherwise, a client that reads
 * nothing could make each connection keep 32 responses and open files. Ends connections on which a client sends more requests without
 * awaiting their responses. Node also parses requests after a response that ends their connection, and those that it has received of
 * a destroyed one: they are not routed (RFC 9112, section 9.6).
 */
export function limitPipelining(app: FastifyInstance): void {
  const routeNext = (socket: Duplex, unsent: readonly ServerResponse[]): void => {
    const [response] = unsent;
    // A response behind one that ends the connection gets no socket (RFC 9112, section 9.6). It would neither be sent nor closed.
    if (response?.socket === socket && !socket.destroyed) app.routing(response.req, response);
  };
  // The only listener so far is Fastify's, which routes all requests.
  app.server.removeAllListeners('request');
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const unsent = responsesOf.get(socket) ?? [];
    responsesOf.set(socket, unsent);
    if (unsent.length >= MAX_UNSENT) socket.destroy();
    if (!socket.writable) return;
    unsent.push(response);
    response.once('close', () => {
      unsent.shift();
      if (unsent.length === 0 || socket.destroyed) return;
      void takeTurnFor(socket).then(() => {
        routeNext(socket, unsent);
      });
    });
    if (unsent.length === 1) routeNext(socket, unsent);
  });
}
