const COOKIE = 'entente_grants';

/** The server accepts at most 50 grants in one request. */
const MAX_GRANTS = 20;

/** The grants of a visitor, which open restricted documents. A cookie that no script can read keeps them. */
export class Grants {
  readonly tokens: readonly string[];

  /** @param cookies the header Cookie of the request */
  constructor(cookies: string) {
    const pairs = cookies.split(';').map((pair) => pair.trim().split('='));
    const [, value = ''] = pairs.find(([name]) => name === COOKIE) ?? [];
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
    const attributes = [
      `${COOKIE}=${tokens.join('.')}`,
      'Path=/',
      `Expires=${new Date(expiresAt).toUTCString()}`,
      'HttpOnly',
      'SameSite=Lax',
      ...(isSecure ? ['Secure'] : []),
    ];
    return attributes.join('; ');
  }
}
