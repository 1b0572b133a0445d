import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import type { ProxyTest } from './trusted-proxies';

/**
 * Maximum connections, apart from those of trusted proxies. An open request may take 32 kB: 16 kB of headers, and as much of its body
 * before that is counted.
 */
const MAX_CONNECTIONS = { total: 10_000, perSubject: 1_000 };

/** Ends connections beyond the maximum for their address, or for the server, before anything is read from them. */
export function limitConnections(app: FastifyInstance, isTrustedProxy: ProxyTest, maximum = MAX_CONNECTIONS): void {
  const connections = new ConcurrencyLimit(maximum, () => new Error('Too many connections'));
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
}
