import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that name the network: one household or server is given a whole /64 to take addresses from. */
const networkGroups = 4;

/** Whose attempts count as one: an IPv4 address, however it is written, or the /64 network of an IPv6 address. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts
        .slice(0, networkGroups)
        .map((group) => group.toString(16))
        .join(':')}::/64`
    : parsed.toString();
}
