import { BlockList, isIPv6, type Socket } from 'node:net';

/** True if a connection comes from a proxy whose headers are trusted. */
export type ProxyTest = (connection: Pick<Socket, 'remoteAddress'>) => boolean;

/** @param trustedProxies IP addresses, and networks in CIDR notation */
export function createProxyTest(trustedProxies: readonly string[]): ProxyTest {
  if (trustedProxies.length === 0) return () => false;
  // An IPv4 client of an IPv6 socket has an address such as ::ffff:10.0.0.1. A BlockList treats it as 10.0.0.1.
  const networks = new BlockList();
  for (const text of trustedProxies) {
    const [address, bits] = text.split('/') as [string, string?];
    if (bits === undefined) networks.addAddress(address, familyOf(address));
    else networks.addSubnet(address, Number(bits), familyOf(address));
  }
  return ({ remoteAddress = '' }) => networks.check(remoteAddress, familyOf(remoteAddress));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
