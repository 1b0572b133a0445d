import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import { OverloadedError } from '../../errors';
import { addressOf, hasConnection } from './client-address';
import type { ProxyTest } from './trusted-proxies';

/**
 * Maximum connections, apart from those of trusted proxies, and requests behind these. An open request may take 32 kB: 16 kB of headers,
 * and as much of its body before that is counted.
 */
const MAX_CONNECTIONS = { total: 10_000, perSubject: 1_000 };

/**
 * Connections use at most this share of the files that the process may open, since answering a request may open another one. If none is
 * left, the database and the file store fail, and a module whose first load fails cannot be loaded until the next start.
 */
const MAX_SHARE_OF_FILES = 1 / 2;

/**
 * Ends connections beyond the maximum for their address, or for the server, before anything is read from them. Behind a trusted proxy,
 * clients have no connections of their own. There, it refuses requests while as many await their responses, or are open
 * WebSockets.
 */
export function limitConnections(app: FastifyInstance, isTrustedProxy: ProxyTest, maximum = maxConnections()): void {
  const connections = new ConcurrencyLimit(
    maximum,
    () => new OverloadedError('Too many requests await their responses: try again later'),
  );
  const counted = new WeakSet<Socket>();
  app.server.on('connection', (socket: Socket) => {
    // Each request that offers another protocol causes this event again.
    if (counted.has(socket) || isTrustedProxy(socket)) return;
    counted.add(socket);
    try {
      socket.once('close', connections.begin(addressGroup(socket.remoteAddress ?? '')));
    } catch {
      socket.destroy();
    }
  });
  app.addHook('onRequest', (request, reply, done) => {
    const address = addressOf(request);
    // Requests of a proxy itself are health checks.
    const isPassedOn = hasConnection(request) && isTrustedProxy(request.socket);
    if (!isPassedOn || isTrustedProxy({ remoteAddress: address })) {
      done();
      return;
    }
    try {
      endWithResponse(request.socket, reply, connections.begin(addressGroup(address)));
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

/** A WebSocket is detached from its response, which then does not close. It ends with its connection. */
function endWithResponse(socket: Socket, { raw }: FastifyReply, end: () => void): void {
  const endOnce = (): void => {
    raw.off('close', endOnce);
    socket.off('close', endOnce);
    end();
  };
  raw.once('close', endOnce);
  socket.once('close', endOnce);
}

function maxConnections(): typeof MAX_CONNECTIONS {
  const total = Math.min(MAX_CONNECTIONS.total, Math.floor(MAX_SHARE_OF_FILES * maxOpenFiles()));
  return { ...MAX_CONNECTIONS, total };
}

/** How many files and sockets this process may open; Infinity unless the system tells it, as Linux does. */
function maxOpenFiles(): number {
  try {
    const [, files] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return Number(files ?? Infinity);
  } catch {
    return Infinity;
  }
}
