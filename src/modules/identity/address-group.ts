import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 address that name whom it was given to: a household is given a /56 to take addresses from. */
const networkBits = 56;

/** Whose attempts count as one: an IPv4 address, however it is written, or the /56 network of an IPv6 address. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${networkBits}`).toString()}/${networkBits}`
    : parsed.toString();
}
