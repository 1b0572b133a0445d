import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SessionCookie } from '../../core/access/browser-session';
import { SECOND_MS } from '../../core/time';
import { BadUserInputError, ForbiddenError } from '../../errors';
import { parseUrl } from '../../url';

declare module 'fastify' {
  interface FastifyRequest {
    /** The value of Set-Cookie in the response; null if the response changes no cookie. */
    cookieToSet: string | null;
  }
}

/**
 * The header by which a request asks to act in the session of the browser's cookie. Its only value is `cookie`. Pages of
 * other origins cannot send it: CORS never allows it (docs/adr/0041-browser-sessions.md).
 */
export const SESSION_HEADER = 'entente-session';

/** Hosts on which browsers accept cookies without TLS, because nothing leaves the machine. */
const LOCAL_HOSTS = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** The parts of a request that say whether it acts in the session of a cookie. */
export type SessionHeaders = Pick<FastifyRequest['headers'], 'authorization' | 'cookie' | 'origin'> & {
  readonly 'sec-fetch-site'?: string | string[] | undefined;
  readonly [SESSION_HEADER]?: string | string[] | undefined;
};

/** The cookie with the session token of a browser. Scripts cannot read it, and other sites cannot make a browser send it. */
export class BrowserCookie implements SessionCookie {
  private constructor(
    private readonly request: FastifyRequest,
    private readonly isLocal: boolean,
  ) {}

  /**
   * The cookie of a request; null if the request does not ask for it.
   *
   * @param ownOrigin the origin of the server
   * @param headers those of the request, unless the client states them in another way
   * @throws BadUserInputError when the header has another value, or the request also has a header Authorization
   * @throws ForbiddenError when the request does not come from a page of the server's own origin
   */
  static of(
    request: FastifyRequest,
    ownOrigin: string,
    headers: SessionHeaders = request.headers,
  ): BrowserCookie | null {
    const asked = headers[SESSION_HEADER];
    if (asked === undefined) return null;
    if (asked !== 'cookie') throw new BadUserInputError('Entente-Session must be: cookie', 'Entente-Session');
    if (headers.authorization !== undefined) {
      throw new BadUserInputError('Send either Authorization or Entente-Session', 'Entente-Session');
    }
    const own = new URL(ownOrigin);
    const isLocal = LOCAL_HOSTS.test(own.hostname);
    assertOwnOrigin(headers, own, isLocal);
    return new BrowserCookie(request, isLocal);
  }

  /** The session token in the cookie; null if there is none. */
  get token(): string | null {
    return parseCookie(this.request.headers.cookie ?? '')[this.name] ?? null;
  }

  set(token: string, lifetimeMs: number): void {
    this.write(token, Math.floor(lifetimeMs / SECOND_MS));
  }

  delete(): void {
    this.write('', 0);
  }

  /** With the prefix `__Host-`, browsers reject a cookie that another host or a page without TLS has set. */
  private get name(): string {
    return this.isLocal ? 'entente-session' : '__Host-entente-session';
  }

  private write(value: string, maxAge: number): void {
    this.request.cookieToSet = stringifySetCookie({
      name: this.name,
      value,
      maxAge,
      path: '/',
      httpOnly: true,
      secure: !this.isLocal,
      sameSite: 'strict',
    });
  }
}

/** Makes responses set the cookies that their requests have changed. */
export function setCookies(app: FastifyInstance): void {
  app.decorateRequest('cookieToSet', null);
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (request.cookieToSet !== null) reply.header('set-cookie', request.cookieToSet);
    done();
  });
}

/**
 * Browsers send Origin or Sec-Fetch-Site with each request that a script makes to its own origin, and always Origin to
 * open a WebSocket.
 */
function assertOwnOrigin({ origin, 'sec-fetch-site': site }: SessionHeaders, own: URL, isLocal: boolean): void {
  const isKnown = origin !== undefined || site !== undefined;
  const isOwnSite = site === undefined || site === 'same-origin';
  if (isKnown && isOwnSite && (origin === undefined || isOwnPage(parseUrl(origin), own, isLocal))) return;
  const expected = isLocal ? own.origin : `https://${own.host}`;
  throw new ForbiddenError(
    `A session in a cookie is for pages of ${expected}: send a token in Authorization instead, or set PUBLIC_URL to the origin of these pages`,
  );
}

/** The scheme of the own origin is not compared: without PUBLIC_URL, the server may not know of the TLS of its proxy. */
function isOwnPage(page: URL | null, own: URL, isLocal: boolean): boolean {
  return page?.host === own.host && (page.protocol === 'https:' || isLocal);
}
