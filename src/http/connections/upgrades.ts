import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { hasBody } from './early-responses';
import { takeTurnFor, unsentResponses } from './pipelining';

/** The connection of a request to upgrade to a WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  /** Bytes received after the request. */
  readonly head: Buffer;
  /** Detaches the connection from HTTP: no response is sent on it. */
  readonly detach: () => void;
}

/**
 * Routes WebSocket upgrade requests through the app's hooks and routes like any other request. Returns a function that
 * finds the connection of a request, or null when the request is no WebSocket upgrade. Call `limitPipelining` before.
 */
export function routeUpgrades(app: FastifyInstance): (request: IncomingMessage) => Upgrade | null {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  // Asked by Node.js 24 and late releases of 22. They read the body of a request before the event, so that it could not be put back.
  // Without the event, a request with a body is an ordinary one.
  Object.assign(app.server, { shouldUpgradeCallback: (request: IncomingMessage) => !hasBody(request) });
  app.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    // These releases lose what follows such a request in the same packet, and would take the rest of it for another request.
    if (request.headers.upgrade !== undefined && hasBody(request)) response.shouldKeepAlive = false;
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const destroy = (): void => {
      socket.destroy();
    };
    socket.on('error', destroy);
    if (!isWebSocketUpgrade(request)) {
      unshiftWithoutUpgrade(request, socket, head);
      afterResponses(unsentResponses(socket), socket, () => {
        void takeTurnFor(socket).then(() => {
          socket.off('error', destroy);
          if (socket.writable) app.server.emit('connection', socket);
        });
      });
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    try {
      response.assignSocket(socket);
    } catch {
      // The upgrade arrived while an earlier request on this connection is still being answered.
      socket.destroy();
      return;
    }
    // Nothing reads this connection any more, so the server would not notice when the client closes it. The response closes with it.
    response.once('finish', () => socket.end(() => socket.destroy()));
    upgrades.set(request, {
      socket,
      head,
      detach: () => {
        response.detachSocket(socket);
      },
    });
    app.routing(request, response);
  });
  return (request) => upgrades.get(request) ?? null;
}

/** True for an opening handshake of a WebSocket, which has no body (RFC 6455, section 4.1). */
function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.method === 'GET' && !hasBody(request) && /^websocket$/i.test(request.headers.upgrade ?? '');
}

/**
 * Calls `resume` once these responses have been sent. If the connection were read again earlier, its next responses
 * would wait forever, since Node treats it as a new connection.
 */
function afterResponses(responses: readonly ServerResponse[], socket: Duplex, resume: () => void): void {
  const last = responses.at(-1);
  if (last === undefined) {
    resume();
    return;
  }
  // Node no longer emits `drain` on responses of a connection that is to be upgraded.
  const emitDrain = (): void => {
    const [current] = responses;
    current?.emit('drain');
  };
  socket.on('drain', emitDrain);
  last.once('close', () => {
    socket.off('drain', emitDrain);
    if (socket.writable) resume();
  });
}

/**
 * Makes Node handle a request that offers another protocol, such as HTTP/2, as if it did not. Node stops reading a
 * connection that offers an upgrade, so the request is put back without the offer and read again.
 */
function unshiftWithoutUpgrade(
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    // Without this header, the others of the offer have no effect.
    if (!/^upgrade$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]!}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
}
