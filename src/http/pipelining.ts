import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

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
 * Ends connections on which a client sends more requests without awaiting their responses. Node parses the requests in 64 KiB in one
 * piece, also after their connection has been destroyed: those are not routed.
 */
export function limitPipelining(app: FastifyInstance): void {
  // The only listener so far is Fastify's, which routes all requests.
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const unsent = responsesOf.get(socket) ?? track(socket);
    if (unsent.length >= MAX_UNSENT) socket.destroy();
    if (socket.destroyed) return;
    unsent.push(response);
    response.once('close', () => unsent.splice(unsent.indexOf(response), 1));
    app.routing(request, response);
  });
}

function track(socket: Duplex): ServerResponse[] {
  const unsent: ServerResponse[] = [];
  responsesOf.set(socket, unsent);
  socket.once('close', () => {
    for (const response of [...unsent]) if (response.socket === null) close(response);
  });
  return unsent;
}

/** Closes a response behind others, as Node does with the one that is being sent: otherwise its request would never end. */
function close(response: ServerResponse): void {
  response.destroy();
  Object.defineProperty(response, 'closed', { value: true });
  response.emit('close');
}
