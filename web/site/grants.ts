import { createHash } from 'node:crypto';
import { GRANTS_COOKIE } from '../../src/http/site/site';

/** The server accepts at most 50 grants in one request. */
const MAX_GRANTS = 20;

/** The grants of a visitor, which open restricted documents. A cookie that no script can read keeps them. */
export class Grants {
  readonly tokens: readonly string[];

  /** @param cookies the header Cookie of the request */
  constructor(cookies: string) {
    const pairs = cookies.split(';').map((pair) => pair.trim().split('='));
    const [, value = ''] = pairs.find(([name]) => name === GRANTS_COOKIE) ?? [];
    this.tokens = value
      .split('.')
      .filter((token) => /^[\w-]+$/.test(token))
      .slice(-MAX_GRANTS);
  }

  /**
   * The header Set-Cookie after a grant was obtained.
   *
   * @param expiresAt the instant at which the grant ends
   * @param isSecure true if the page was opened by HTTPS
   */
  cookieWith(grant: string, expiresAt: string, isSecure: boolean): string {
    const tokens = [...this.tokens.filter((token) => token !== grant), grant].slice(-MAX_GRANTS);
    return headerWith(tokens.join('.'), new Date(expiresAt), isSecure);
  }

  /** What links for downloading contain, so that no other site can make one: a hash of the latest grant. Empty without grants. */
  get linkKey(): string {
    return keyOf(this.tokens.at(-1) ?? '');
  }

  /** True if a page has made the link for a holder of these grants. The page may be older than the latest of them. */
  isLinkKey(key: string | null): boolean {
    return this.tokens.some((token) => keyOf(token) === key);
  }

  /** The header Set-Cookie after which the browser has no grants. */
  static cookieWithout(isSecure: boolean): string {
    return headerWith('', new Date(0), isSecure);
  }
}

function keyOf(grant: string): string {
  return createHash('sha256').update(grant).digest('base64url').slice(0, 22);
}

function headerWith(value: string, expiresAt: Date, isSecure: boolean): string {
  const attributes = [
    `${GRANTS_COOKIE}=${value}`,
    'Path=/',
    `Expires=${expiresAt.toUTCString()}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
  ];
  return attributes.join('; ');
}
