import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that identify a customer. Providers assign a /56 network to a household. */
const IPV6_NETWORK_BITS = 56;

/**
 * The group of addresses that count together: an IPv4 address in any spelling, or the network of an IPv6 address.
 *
 * @param networkBits the bits of an IPv6 address that identify the network
 */
export function addressGroup(address: string, networkBits = IPV6_NETWORK_BITS): string {
  // Node recognises only the usual spelling of IPv4, and no prefixes.
  if (isIPv4(address) || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${networkBits}`).toString()}/${networkBits}`
    : parsed.toString();
}
