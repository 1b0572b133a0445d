import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { maxHeaderSize } from 'node:http';
import type { BaseContext } from '@apollo/server';
import cors from '@fastify/cors';
import { fastify, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { StartupError } from '../errors';
import { countConnection } from '../event-loop';
import type { Admission } from '../graphql/admission/admission';
import type { Metrics } from '../metrics/metrics';
import type { RateLimits } from '../modules/identity/rate-limit/rate-limits';
import type { Tracing } from '../tracing/tracing';
import { answerUnreadableRequest } from './connections/client-error';
import { limitConnections } from './connections/connection-limit';
import { endAfterEarlyResponses, endAfterResponse, hasBody } from './connections/early-responses';
import { KEEP_ALIVE_MS, keepProxiesConnected } from './connections/keep-alive';
import { limitPipelining } from './connections/pipelining';
import { limitRequestTime } from './connections/request-timeout';
import { endStalledConnections } from './connections/stalled-connections';
import { createProxyTest } from './connections/trusted-proxies';
import { type GraphqlRouteOptions, registerGraphqlRoute } from './graphql/graphql.route';
import { registerHealthRoutes } from './health.route';
import { registerGraphiqlRoutes } from './pages/explorer.route';
import { acceptOnlyJsonBodies, MAX_BODY_BYTES } from './requests/json-body';
import { logDepartures, RequestLog } from './requests/logger';
import { trackOperations } from './requests/operation-requests';
import { limitRequests } from './requests/rate-limit';
import { traceRequests } from './requests/request-traces';
import { setCookies } from './requests/session-cookie';
import { answerUnroutable } from './requests/unroutable';
import { HttpError, logFailure, sendError } from './responses/http-error';
import { securityHeaders } from './responses/security-headers';

/** In the place of Fastify's compilers of JSON schemas: loading them takes a twentieth of a start. */
function noCompiler(): never {
  throw new Error('Routes have no JSON schemas: GraphQL and the routes themselves validate their input');
}

export interface HttpAppOptions<TContext extends BaseContext> extends GraphqlRouteOptions<TContext> {
  isReady: () => Promise<boolean>;
  /** Bounds the operations of this server. */
  admission: Admission;
  /** Registers the routes that need services. */
  registerRoutes?: (app: FastifyInstance) => void;
  logger: FastifyBaseLogger;
  /** null: requests are not limited. */
  rateLimits: RateLimits | null;
  /** True if the request has a valid credential, so that the budget of its address does not limit it. */
  hasOwnBudget: (request: FastifyRequest) => Promise<boolean>;
  /** null: requests are not traced. */
  tracing: Tracing | null;
  /** Counts how the answer cache takes part; null if nobody reads metrics. */
  metrics: Metrics | null;
  config: Pick<Config, 'corsOrigins' | 'corsRequestHeaders' | 'explorers' | 'trustedProxies'>;
}

/**
 * The number of listeners for one event of a response above which Node warns of a leak. What is counted or freed at the end of a response
 * listens for that. A download behind a proxy has twelve listeners, and Node's own limit is ten.
 */
const MAX_LISTENERS = 20;

/** Creates the HTTP server with all routes. It does not listen yet. */
export async function createHttpApp<TContext extends BaseContext>(
  options: HttpAppOptions<TContext>,
): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: options.logger,
    logController: new RequestLog(),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: options.config.trustedProxies.length > 0 && [...options.config.trustedProxies],
    bodyLimit: MAX_BODY_BYTES,
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    // limitRequestTime limits the time of whole requests.
    requestTimeout: 0,
    // Requests that arrive on open connections while the server stops are answered.
    return503OnClosing: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Without requireHostHeader: false, Node rejects a request without Host itself, with a response that has no body.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    routerOptions: {
      // By default, slugs of more than 100 characters are refused. Addresses are part of the headers, whose size Node limits.
      maxParamLength: maxHeaderSize,
      // `request.query` is the text itself. Apollo Server parses that of GET requests, and finding a cached response needs only
      // the text.
      querystringParser: (text) => text as never,
    },
    clientErrorHandler: answerUnreadableRequest,
    frameworkErrors: (error, request, reply) => {
      // No hook is called for it.
      if (hasBody(request.raw)) endAfterResponse(request, reply);
      sendError(reply.header('x-request-id', request.id), error);
    },
  });
  app.server.on('connection', countConnection);
  // By default, Node drops headers after the first thousand, so a credential or a length there would not count. Their size is limited.
  app.server.maxHeadersCount = 0;
  const isTrustedProxy = createProxyTest(options.config.trustedProxies);
  limitPipelining(app);
  // Otherwise, Node responds with 417 to an unknown expectation. A server may ignore it.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  // Defers "100 Continue" until the headers have been checked.
  app.server.on('checkContinue', (request, response) => app.server.emit('request', request, response));
  // A logger for each request would cost more than it is worth. Log lines that need the request id include it.
  app.setChildLoggerFactory((logger) => logger);

  // Responses depend on the viewer and on what is public at the moment, so only routes that opt in may be cached.
  const commonHeaders = { ...securityHeaders(), 'cache-control': 'no-store' };
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setMaxListeners(MAX_LISTENERS);
    reply.header('x-request-id', request.id).headers(commonHeaders);
    done();
  });
  await allowOrigins(app, options.config);
  // RFC 9112, section 3.2.
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const isAnswerable = raw.httpVersion === '1.0' || countHosts(raw.rawHeaders) === 1;
    done(isAnswerable ? undefined : new HttpError(400, 'A request must have exactly one Host header'));
  });
  traceRequests(app, options.tracing, isTrustedProxy);
  logDepartures(app);
  limitRequestTime(app);
  endAfterEarlyResponses(app);
  endStalledConnections(app);
  keepProxiesConnected(app, isTrustedProxy);
  limitConnections(app, isTrustedProxy);
  if (options.rateLimits !== null) limitRequests(app, options.rateLimits, options.hasOwnBudget);
  trackOperations(app, options.admission);
  setCookies(app);
  countAnswers(app, options.metrics);
  acceptOnlyJsonBodies(app);
  app.addHook('preParsing', ({ headers, raw, routeOptions: { bodyLimit } }, reply, _payload, done) => {
    const isTooLong = Number(headers['content-length'] ?? 0) > bodyLimit;
    // Clients of HTTP/1.0 would take it for the response (RFC 9110, section 10.1.1).
    const isAwaited = raw.httpVersion !== '1.0' && /^100-continue$/i.test(headers.expect ?? '');
    if (isAwaited && !isTooLong) reply.raw.writeContinue();
    done();
  });

  app.setErrorHandler((error, request, reply) => {
    logFailure(request, error);
    return sendError(reply, error);
  });
  app.setNotFoundHandler(answerUnroutable);

  registerHealthRoutes(app, options.isReady);
  registerGraphqlRoute(app, options);
  options.registerRoutes?.(app);
  if (options.config.explorers.has('graphiql')) await registerGraphiqlRoutes(app);
  return app;
}

function countAnswers(app: FastifyInstance, metrics: Metrics | null): void {
  if (metrics === null) return;
  app.addHook('onSend', (request, _reply, _payload, done) => {
    if (request.cacheOutcome) metrics.countAnswer(request.cacheOutcome);
    done();
  });
}

/** The number of Host headers among names and values in turn. `headersDistinct` would collect all headers first. */
function countHosts(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host')
    .length;
}

async function allowOrigins(
  app: FastifyInstance,
  { corsOrigins: origins, corsRequestHeaders }: HttpAppOptions<BaseContext>['config'],
): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins === '*' ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    allowedHeaders: [
      // Browsers ask for permission if this header has more than 128 characters, such as a list of twenty languages.
      'accept-language',
      'content-type',
      'authorization',
      'entente-grants',
      'range',
      'if-range',
      'apollo-require-preflight',
      'x-apollo-operation-name',
      'apollographql-client-name',
      'apollographql-client-version',
      ...corsRequestHeaders,
    ],
    exposedHeaders: [
      'x-request-id',
      'retry-after',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'ratelimit-policy',
      'content-disposition',
      'content-range',
      'accept-ranges',
      'etag',
    ],
    // In seconds.
    maxAge: 3600,
    // An OPTIONS request that is not a preflight gets an ordinary response instead of a plain-text error.
    strictPreflight: false,
  });
}

/**
 * Starts to listen. Returns the address, e.g. `http://127.0.0.1:4000`. If the host has several addresses, this is the first.
 *
 * @throws StartupError when the port is taken or cannot be used
 */
export async function listen(app: FastifyInstance, { host, port }: Pick<Config, 'host' | 'port'>): Promise<string> {
  try {
    // For the name localhost, Fastify would start another server for each further address, without what this one listens to.
    return await app.listen({ host: (await lookup(host)).address, port });
  } catch (error) {
    throw cannotListen({ host, port }, error);
  }
}

/** The error for a port that cannot be used. */
export function cannotListen({ host, port }: Pick<Config, 'host' | 'port'>, error: unknown): StartupError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem =
    code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is taken: stop the program that uses it, or set PORT to another`
      : `Cannot listen on port ${port} of ${host}: ${message}`;
  return new StartupError(problem, 69);
}

/**
 * Waits for running requests, then closes all connections.
 *
 * @param graceMs the time after which the connections of requests that still run are closed, in milliseconds
 */
export async function closeHttp(app: FastifyInstance, graceMs: number): Promise<void> {
  const deadline = setTimeout(() => {
    app.server.closeAllConnections();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(deadline);
  }
}
