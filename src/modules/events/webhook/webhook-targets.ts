import type { LookupAddress } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { MAX_LENGTH } from '../../../core/limits';
import type { Problems } from '../../../core/mutations/problems';
import { parseUrl } from '../../../url';

type Network = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** The IPv6 addresses that IANA assigns on the public internet. No rule says what other IPv6 addresses reach. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** The address of Azure's platform services. It looks public, but only Azure's machines reach it. */
const AZURE_WIRE_SERVER = ipaddr.IPv4.parse('168.63.129.16');

/** Thrown instead of a connection to an address that is neither public nor allowed. */
export class TargetRefusedError extends Error {}

/**
 * The addresses that webhooks may reach: public ones, and the networks in the server's configuration. Otherwise a webhook
 * could make the server call services that only the server reaches, such as a metadata service (SSRF).
 */
export class WebhookTargets {
  private readonly allowed: readonly Network[];
  private readonly lookUps = new Map<string, Promise<LookupAddress[]>>();

  /** @param allowed further IP addresses or networks, in addition to public addresses */
  constructor(allowed: readonly string[]) {
    this.allowed = allowed.map(parseNetwork);
  }

  /** Checks a URL, and returns it in the form to store. Host names are resolved and checked at each connection. */
  check(problems: Problems, path: string, text: string): string {
    if (text.trim() === '') {
      problems.add(path, 'REQUIRED', 'must not be empty');
      return text;
    }
    const url = parseUrl(text);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      problems.add(path, 'INVALID', 'must be an http or https URL');
      return text;
    }
    if (text.length > MAX_LENGTH.url || url.href.length > MAX_LENGTH.url) {
      problems.add(path, 'TOO_LONG', `must have at most ${MAX_LENGTH.url} characters`);
    }
    if (url.username !== '' || url.password !== '' || text.includes('#')) {
      problems.add(path, 'INVALID', 'must not contain credentials or a fragment');
    }
    if (!this.isAllowedHost(url)) {
      problems.add(path, 'INVALID', 'must have a public address, or one in WEBHOOK_ALLOWED_NETWORKS');
    }
    return url.href;
  }

  /** @throws TargetRefusedError when the URL's host is an address that is not allowed; host names pass */
  assertAllowedHost(url: URL): void {
    if (!this.isAllowedHost(url)) throw new TargetRefusedError();
  }

  /**
   * Replaces `dns.lookup` for connections, and returns only allowed addresses of a name. The connection uses the address
   * that was checked, so a name that changes its address (DNS rebinding) cannot bypass the check.
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
   * Runs at most one look-up of a name at a time. A look-up without a response continues after its attempt was aborted, and
   * occupies one of Node's few threads. Several of them would block the look-ups of all other names.
   */
  private addressesOf(hostname: string): Promise<LookupAddress[]> {
    const running = this.lookUps.get(hostname);
    if (running !== undefined) return running;
    const started = lookUp(hostname, { all: true }).finally(() => this.lookUps.delete(hostname));
    this.lookUps.set(hostname, started);
    return started;
  }

  private isAllowedHost({ hostname }: URL): boolean {
    // The URL parser normalises IPv4 addresses to four decimal numbers, and writes IPv6 addresses in brackets.
    const host = hostname.replace(/^\[|\]$/g, '');
    return isIP(host) === 0 || this.isAllowed(host);
  }

  private isAllowed(text: string): boolean {
    // An IPv4 address that is mapped to IPv6 is checked as IPv4.
    const address = ipaddr.process(text);
    if (this.allowed.some((network) => isWithin(address, network))) return true;
    if (isWithin(address, [AZURE_WIRE_SERVER, 32])) return false;
    return address.range() === 'unicast' && (address.kind() === 'ipv4' || isWithin(address, GLOBAL_UNICAST));
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
