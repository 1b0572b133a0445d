import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import { parseCookie } from 'cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { addressGroup } from '../../core/access/address-group';
import type { RequestFacts } from '../../core/access/request-context';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import { OverloadedError } from '../../errors';
import { takeTurn } from '../../event-loop';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import { sitemapFiles } from '../../modules/open-data/sitemap-files';
import { serveHashedFiles } from '../pages/built-files';
import { methodsOf } from '../requests/unroutable';
import { compress, preferredEncoding } from '../responses/compression';
import { departureOf } from '../responses/departure';
import { digestOf, matches } from '../responses/entity-tag';
import { HttpError, retryAfterOf } from '../responses/http-error';
import { addVary } from '../responses/vary';
import { OWN_FILES, OWN_PREFIX } from './own-site-parts';
import { GRANTS_COOKIE } from './site';
import { siteBundle } from './site-bundle';
import type { RequestMessage, ResponseMessage } from './site-channel';
import type { SiteThread, Visit } from './site-thread';

/**
 * What writing a page costs besides its operations, in the unit of `@cost`, and what each of its bytes costs, once it is written. The
 * operations of a page cost nothing while their responses are kept.
 */
const PAGE_COST = 5_000;
const BYTE_COST = 0.1;

/** Maximum pages that wait or are written at a time: in total, and for one address. One takes up to 50 ms. */
const MAX_OPEN_PAGES = { total: 500, perSubject: 100 };

/** What a request for a page that is not written can get. The first is for programs, whose Accept often names neither. */
const MEDIA_TYPES = ['application/json', 'text/html'];

/** Maximum bytes of a form. */
const MAX_FORM_BYTES = 16_384;

/**
 * The headers of a visitor that pages read besides the cookie with the grants. A request can have two thousand others, and checking each
 * takes time.
 */
const PAGE_HEADERS = ['content-type', 'origin', 'sec-fetch-site'];

/** The headers of a visitor that count for the operations of a page. */
const VISITOR_HEADERS = [
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'user-agent',
  'traceparent',
];

/**
 * Serves the pages of the programme. Each is made from the responses to operations that this server sends to itself, with the
 * visitor's address and rights, so that pages have the limits, the policies and the cache of the API
 * (docs/adr/0042-site.md).
 *
 * @param rateLimits null: requests are not limited
 * @param ownDirectory the directory of `readOwnSiteParts`; null if the operator adds nothing
 */
export function registerSiteRoutes(
  app: FastifyInstance,
  site: SiteThread,
  factsOf: (request: FastifyRequest) => Pick<RequestFacts, 'origin' | 'now' | 'address'>,
  rateLimits: RateLimits | null,
  ownDirectory: string | null,
): void {
  const openPages = new ConcurrencyLimit(MAX_OPEN_PAGES, busyWithPages);
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { origin, now, address } = factsOf(request);
    const subject = addressSubject(address);
    const group = addressGroup(address);
    const signal = departureOf(reply);
    let end: () => void;
    try {
      rateLimits?.charge(subject, PAGE_COST);
      end = openPages.begin(group);
    } catch (error) {
      return await refuse(request, reply, site, error);
    }
    try {
      const sendOperation = apiFor(request, group, signal);
      const page = await site.writePage({
        request: messageOf(request, origin),
        group,
        now,
        refusal: null,
        sendOperation,
        signal,
      });
      rateLimits?.add(subject, Math.ceil(page.body.length * BYTE_COST));
      return await send(request, reply, page);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      end();
    }
  };
  // People who open an address that does not exist get a page, and programs an error that they can read.
  app.addHook('preHandler', async (request, reply) => {
    if (request.is404 && request.method === 'GET' && takesPages(request) && methodsOf(request).length === 0)
      return handler(request, reply);
  });
  serveRobotFiles(app, (request) => factsOf(request).origin);
  if (ownDirectory !== null) serveOwnFiles(app, ownDirectory);
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES },
      (_request, body, done) => {
        done(null, body);
      },
    );
    const { paths } = await site.describe();
    for (const url of paths) {
      scope.route({ method: ['GET', 'HEAD'], url, handler });
      scope.post(url, async (request, reply) => {
        if (!Buffer.isBuffer(request.body))
          throw new HttpError(415, 'This page takes forms only: send operations of GraphQL to /graphql');
        return handler(request, reply);
      });
    }
    await serveHashedFiles(scope, siteBundle!.assets, '/site/assets/');
  });
}

function takesPages({ headers }: FastifyRequest): boolean {
  const { accept } = headers;
  return accept !== undefined && new Negotiator({ headers: { accept } }).mediaType(MEDIA_TYPES) === 'text/html';
}

/** Sends people a page if it can be written soon, and programs an error that they can read. */
async function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  site: SiteThread,
  error: unknown,
): Promise<FastifyReply> {
  const retryAfter = retryAfterOf(error);
  if (retryAfter === null || !takesPages(request)) throw error;
  const refusal = error instanceof OverloadedError ? 503 : 429;
  const found = await site.findRefusal(new URL(addressAt('http://localhost', request.url)).pathname, refusal);
  if (found === null) throw error;
  const { page, compressed } = found;
  reply.code(page.status).headers({ ...page.headers, 'retry-after': retryAfter, 'cache-control': 'no-store' });
  addVary(reply, 'Accept-Encoding');
  // The page is the same for everyone, so that its length tells nothing.
  const encoding = preferredEncoding(request);
  if (encoding === null) return reply.send(Buffer.from(page.body.buffer));
  return reply.header('content-encoding', encoding).send(compressed[encoding]);
}

function busyWithPages(): OverloadedError {
  return new OverloadedError('The server is busy with other pages: try again later');
}

/**
 * What search engines ask for: what they may read (RFC 9309), and where the lists of pages are. Filters make more addresses than a
 * search engine can read, and the sitemaps name every item.
 */
function serveRobotFiles(app: FastifyInstance, originOf: (request: FastifyRequest) => string): void {
  app.get('/robots.txt', (request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(
        `User-agent: *\nDisallow: /graphql\nDisallow: /studio\nDisallow: /search\nDisallow: /*/search\nDisallow: /*?*filter.\nSitemap: ${originOf(request)}/sitemap.xml\n`,
      ),
  );
  app.get('/sitemap.xml', (request, reply) => {
    // An origin is a URL, so that it contains no character that XML would escape.
    const sitemaps = sitemapFiles.map(({ path }) => `<sitemap><loc>${originOf(request)}${path}</loc></sitemap>`);
    return reply
      .type('application/xml; charset=utf-8')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${sitemaps.join('')}</sitemapindex>\n`,
      );
  });
}

function serveOwnFiles(app: FastifyInstance, directory: string): void {
  void app.register(async (scope) => {
    // An SVG is an image, and no document that could run scripts.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', policy);
    });
    await scope.register(fastifyStatic, {
      root: resolve(directory),
      prefix: OWN_PREFIX,
      index: false,
      decorateReply: false,
      allowedPath: (path) => (OWN_FILES as readonly string[]).includes(path.slice(1)),
    });
  });
}

function messageOf({ method, url, headers, body }: FastifyRequest, origin: string): RequestMessage {
  return {
    method,
    url: addressAt(origin, url),
    headers: { ...chosen(headers, PAGE_HEADERS), ...grantsCookie(headers) },
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : null,
  };
}

/** The header with the cookie of grants alone: a page with it is never compressed, but one with another cookie is. */
function grantsCookie({ cookie = '' }: FastifyRequest['headers']): { readonly cookie?: string } {
  const value = parseCookie(cookie, { decode: (text) => text })[GRANTS_COOKIE];
  return value === undefined ? {} : { cookie: `${GRANTS_COOKIE}=${value}` };
}

/** The headers with these names. Each must be a header that Node keeps as one text. */
function chosen(headers: FastifyRequest['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, headers[name] as string]] : [])));
}

/** The address of a request's target. The target can name another origin, which does not count (RFC 9112, section 3.2.2). */
function addressAt(origin: string, target: string): string {
  const [, path = '', search = ''] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)([^#]*)/i.exec(target)!;
  const address = new URL(origin);
  // Resolving the target against the origin would take what follows two slashes for a host.
  address.pathname = path;
  address.search = search;
  return address.href;
}

/** Sends operations of a page to this server, as if the visitor had sent them. */
function apiFor({ server, headers, raw }: FastifyRequest, group: string, signal: AbortSignal): Visit['sendOperation'] {
  const visitor = chosen(headers, VISITOR_HEADERS);
  const dispatch = (request: IncomingMessage, response: ServerResponse): void => {
    const leave = (): void => void response.destroy();
    signal.addEventListener('abort', leave);
    response.once('close', () => {
      signal.removeEventListener('abort', leave);
    });
    server.routing(request, response);
  };
  return async (operation) => {
    // Loaded with the first page, as Fastify does.
    const { inject } = await import('light-my-request');
    // The operations of 50 pages arrive together.
    await takeTurn(group);
    signal.throwIfAborted();
    // Fastify's own `inject` fails as soon as the server stops, while visitors still wait for pages.
    const { statusCode, rawPayload } = await inject(dispatch, {
      method: 'POST',
      url: '/graphql',
      headers: { ...visitor, ...operation.headers },
      payload: operation.body,
      remoteAddress: raw.socket.remoteAddress ?? '',
    });
    return {
      status: statusCode,
      // A copy, because a buffer may be a part of one that Node keeps.
      body: new Uint8Array(rawPayload),
    };
  };
}

async function send(request: FastifyRequest, reply: FastifyReply, page: ResponseMessage): Promise<FastifyReply> {
  const { status, headers } = page;
  const body = Buffer.from(page.body.buffer);
  reply.code(status).headers(headers);
  if (status !== 200) return reply.send(body.length === 0 ? undefined : body);
  // Other pages contain secrets, such as documents that a visitor has opened. No cache may keep them. They are not compressed, because
  // their lengths could reveal the secrets.
  const isForAll = headers['cache-control'] === undefined;
  addVary(reply, 'Accept-Encoding, Cookie');
  if (!isForAll) return reply.send(body);
  const tag = `W/"${digestOf(body)}"`;
  reply.headers({ etag: tag, 'cache-control': 'no-cache' });
  if (matches(request.headers['if-none-match'], tag)) return reply.code(304).send();
  const encoding = preferredEncoding(request);
  const compressed = encoding === null ? null : await compress(body, encoding);
  if (compressed === null) return reply.send(body);
  return reply.header('content-encoding', encoding).send(compressed);
}
