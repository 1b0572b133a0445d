import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

/** True if a connection comes from a proxy whose headers are trusted. */
export type ProxyTest = (connection: Pick<Socket, 'remoteAddress'>) => boolean;

/** @param trustedProxies IP addresses, and networks in CIDR notation */
export function createProxyTest(trustedProxies: readonly string[]): ProxyTest {
  if (trustedProxies.length === 0) return () => false;
  const networks = trustedProxies.map((text) => (text.includes('/') ? ipaddr.parseCIDR(text) : wholeAddress(text)));
  return ({ remoteAddress }) => isWithin(remoteAddress, networks);
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
