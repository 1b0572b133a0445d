import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** The connection of a request that asks to go on as a WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What has come of it after the request. */
  readonly head: Buffer;
  /** Lets go of the connection: nothing more is answered over HTTP. */
  readonly detach: () => void;
}

/**
 * Has requests that ask for a WebSocket pass through the app like every other, hooks and routes and all; gives what
 * finds a request's connection, null for requests that ask for none.
 */
export function routeUpgrades(app: FastifyInstance): (request: IncomingMessage) => Upgrade | null {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const pendingResponses = trackResponses(app);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const destroy = (): void => {
      socket.destroy();
    };
    socket.on('error', destroy);
    if (request.method !== 'GET' || !/^websocket$/i.test(request.headers.upgrade ?? '')) {
      unshiftWithoutUpgrade(request, socket, head);
      afterResponses(pendingResponses(socket), socket, () => {
        socket.off('error', destroy);
        app.server.emit('connection', socket);
      });
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    try {
      response.assignSocket(socket as never);
    } catch {
      // It came behind a request that is still being answered on this connection.
      socket.destroy();
      return;
    }
    response.once('finish', () => {
      response.detachSocket(socket as never);
      // Nobody reads it any more, so that its other end would not be noticed.
      socket.end(() => socket.destroy());
    });
    upgrades.set(request, {
      socket,
      head,
      detach: () => {
        response.detachSocket(socket as never);
      },
    });
    app.routing(request, response);
  });
  return (request) => upgrades.get(request) ?? null;
}

/** Gives what tells which responses are still to be sent on a connection, in their order. */
function trackResponses(app: FastifyInstance): (socket: Duplex) => ReadonlySet<ServerResponse> {
  const responsesOf = new WeakMap<Duplex, Set<ServerResponse>>();
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = responsesOf.get(socket) ?? new Set();
    responsesOf.set(socket, responses.add(response));
    response.once('close', () => responses.delete(response));
  });
  return (socket) => responsesOf.get(socket) ?? new Set();
}

/**
 * Goes on with a connection once these responses have been sent on it: one that is read again before that has its next
 * responses wait for ever, since Node takes it for another.
 */
function afterResponses(responses: ReadonlySet<ServerResponse>, socket: Duplex, resume: () => void): void {
  const last = [...responses].at(-1);
  if (last === undefined) {
    resume();
    return;
  }
  // Node tells responses no more that there is room again on a connection that is to be upgraded.
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
 * Has a request that offers another protocol, such as HTTP/2, be answered as if it did not: Node does not read on once
 * a connection is to be upgraded, so the connection is to be read again from that request, without the offer.
 */
function unshiftWithoutUpgrade(
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    const value = rawHeaders[at + 1]!;
    if (/^(?:upgrade|http2-settings)$/i.test(name)) continue;
    lines.push(`${name}: ${/^connection$/i.test(name) ? withoutUpgradeOption(value) : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
}

function withoutUpgradeOption(connection: string): string {
  const kept = connection.split(',').filter((option) => !/^\s*(?:upgrade|http2-settings)\s*$/i.test(option));
  return kept.length === 0 ? 'keep-alive' : kept.join(',');
}
