import ipaddr from 'ipaddr.js';
import type { FastifyInstance } from 'fastify';

/** How long an idle connection of a client stays open, in milliseconds. Node announces it in the header `Keep-Alive`. */
export const KEEP_ALIVE_MS = 5_000;

/**
 * How long an idle connection of a trusted proxy stays open, in milliseconds. It is longer than the usual 60 seconds of
 * proxies: if the server closed first, a request could arrive at the same moment, and the proxy would answer with 502.
 */
const PROXY_KEEP_ALIVE_MS = 72_000;

/** Keeps idle connections of these proxies open for longer than those of clients. */
export function keepProxiesConnected(app: FastifyInstance, trustedProxies: readonly string[]): void {
  if (trustedProxies.length === 0) return;
  const networks = trustedProxies.map((text) => (text.includes('/') ? ipaddr.parseCIDR(text) : wholeAddress(text)));
  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    if (isWithin(socket.remoteAddress, networks)) {
      reply.header('keep-alive', `timeout=${PROXY_KEEP_ALIVE_MS / 1000}`);
      // Node has set its own timeout by then.
      reply.raw.once('finish', () => socket.setTimeout(PROXY_KEEP_ALIVE_MS));
    }
    done();
  });
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;

function wholeAddress(text: string): Network {
  const address = ipaddr.parse(text);
  return [address, address.toByteArray().length * 8];
}

function isWithin(text: string | undefined, networks: readonly Network[]): boolean {
  if (text === undefined || !ipaddr.isValid(text)) return false;
  // An IPv4 client of an IPv6 socket has an address such as ::ffff:10.0.0.1.
  const address = ipaddr.process(text);
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]));
}
