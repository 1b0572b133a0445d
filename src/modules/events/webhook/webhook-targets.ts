import type { LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { parseUrl } from '../../../url';
import type { Problems } from '../../../core/mutations/problems';

const longestUrl = 2_000;

type Network = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** What IANA has given out for addresses that the internet reaches; the rest of IPv6 may be anything. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Azure's platform services, which only its machines reach, have an address that looks like any other. */
const wireServer = ipaddr.IPv4.parse('168.63.129.16');

/** A connection was to be made to an address that is no public one. */
export class TargetRefusedError extends Error {}

/**
 * Where webhooks may lead: to public addresses, and to the networks that the server is configured to allow. Else whoever
 * makes a webhook could have the server call what only the server can reach, such as a metadata service.
 */
export class WebhookTargets {
  private readonly allowed: readonly Network[];
  private readonly lookUps = new Map<string, Promise<LookupAddress[]>>();

  /** @param allowed IP addresses or networks besides the public ones */
  constructor(allowed: readonly string[]) {
    this.allowed = allowed.map(parseNetwork);
  }

  /** Checks a URL; gives it as it is to be kept. A name is looked up when it is connected to, and every time. */
  check(problems: Problems, path: string, text: string): string {
    const url = parseUrl(text);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      problems.add(path, 'INVALID', 'This is no http or https URL');
      return text;
    }
    if (text.length > longestUrl || url.href.length > longestUrl) {
      problems.add(path, 'TOO_LONG', `A URL has at most ${longestUrl} characters`);
    }
    if (url.username !== '' || url.password !== '' || text.includes('#')) {
      problems.add(path, 'INVALID', 'This URL has credentials or a fragment');
    }
    if (!this.isAllowedHost(url)) problems.add(path, 'INVALID', 'This address is not public, and not allowed here');
    return url.href;
  }

  /** @throws TargetRefusedError when the URL's host is an address that may not be connected to; names pass */
  assertAllowedHost(url: URL): void {
    if (!this.isAllowedHost(url)) throw new TargetRefusedError();
  }

  /**
   * `dns.lookup` for connections: gives, of a name's addresses, those that may be connected to. What is checked is what
   * is connected to, so that a name whose address changes gains nothing.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.addressesOf(hostname).then(
      (addresses) => {
        const found = addresses.filter(({ address }) => this.isAllowed(address));
        const [first] = found;
        if (first === undefined) callback(new TargetRefusedError(), []);
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, []);
      },
    );
  };

  /**
   * One look-up of a name at a time. One that nobody answers goes on when its message was given up, and holds one of the
   * few threads that Node has for them: several would keep all other names from being looked up.
   */
  private addressesOf(hostname: string): Promise<LookupAddress[]> {
    const running = this.lookUps.get(hostname);
    if (running !== undefined) return running;
    const begun = lookUp(hostname, { all: true }).finally(() => this.lookUps.delete(hostname));
    this.lookUps.set(hostname, begun);
    return begun;
  }

  private isAllowedHost({ hostname }: URL): boolean {
    // URLs write every form of an IPv4 address in four decimal numbers, and IPv6 addresses in brackets.
    const host = hostname.replace(/^\[|\]$/g, '');
    return isIP(host) === 0 || this.isAllowed(host);
  }

  private isAllowed(text: string): boolean {
    // Of an IPv4 address in IPv6's clothes, the IPv4 address.
    const address = ipaddr.process(text);
    if (this.allowed.some((network) => isWithin(address, network))) return true;
    if (isWithin(address, [wireServer, 32])) return false;
    return address.range() === 'unicast' && (address.kind() === 'ipv4' || isWithin(address, globalUnicast));
  }
}

function parseNetwork(text: string): Network {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
