import type { GraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Config } from '../config';
import { ConcurrencyLimit } from '../core/concurrency-limit';
import type { SubscriberCredentials, SubscriptionContext } from '../modules/events/subscribers';
import { addressGroup } from '../modules/identity/throttle';
import { addressSubject, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import { OverloadedError, TooManyRequestsError } from '../errors';
import { takeTurn } from '../event-loop';
import { FormattedError, type StartedSubscription, type Subscriptions } from '../graphql/subscriptions';
import { admitDocument, type DocumentGate } from '../graphql/trusted-documents';
import { parseUrl } from '../url';
import { HttpError } from './http-error';
import { pathOf } from './logger';
import { REQUEST_COST } from './rate-limit';
import { addressOf } from './request-facts';
import { BrowserCookie, SESSION_HEADER } from './session-cookie';
import { SocketMessages } from './socket-messages';
import { SocketSender, UnreadBytes } from './socket-sender';
import { routeUpgrades } from './upgrades';

/** Maximum bytes of one message, the same as for a request body. */
const MAX_MESSAGE_BYTES = 262_144;

/** Maximum subscriptions per connection. */
const MAX_SUBSCRIPTIONS = 50;

/** Maximum connections of this instance, and of an address. A whole office may share one. */
const MAX_CONNECTIONS = { total: 2_000, perSubject: 100 };

/** How long a connection may take to send its first message. */
const INIT_TIMEOUT_MS = 10_000;

/** The interval between pings, and how long a client may take to answer one. */
const PING_INTERVAL_MS = 15_000;

/** How long clients may take to close their connections when the server stops. */
const CLOSE_TIMEOUT_MS = 1_000;

/** When a client may try again after it reached a limit. */
const RETRY_AFTER_SECONDS = 60;

export interface GraphqlWebSocketOptions {
  /** @see Subscribers.admit */
  admit: (request: FastifyRequest, presented: SubscriberCredentials) => Promise<SubscriptionContext>;
  /** The server's own origin, as the client reaches it. */
  originOf: (request: FastifyRequest) => string;
  subscriptions: Subscriptions;
  /** null: all documents are run as they are sent. */
  documents: DocumentGate<SubscriptionContext> | null;
  /** null: messages are not limited. */
  rateLimits: RateLimits | null;
  logger: Logger;
  config: Pick<Config, 'corsOrigins' | 'publicUrl'>;
}

/** Data that graphql-ws keeps for a connection. */
interface Extra {
  readonly request: FastifyRequest;
  readonly running: SocketMessages['running'];
}

/** Serves subscriptions at `/graphql` with the graphql-ws protocol. */
export function registerGraphqlWebSocket(app: FastifyInstance, options: GraphqlWebSocketOptions): void {
  const upgradeOf = routeUpgrades(app);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
    // Of each connection, one message is handled in a turn of the event loop. The connection is not read while others wait.
    allowSynchronousEvents: false,
  });
  const protocol = createProtocol(options);
  const connections = connectionLimit();
  const unread = new UnreadBytes();

  app.addHook('onRequest', async (request, reply) => {
    const upgrade = upgradeOf(request.raw);
    if (upgrade === null || pathOf(request.url) !== '/graphql') return;
    assertOrigin(request, options.config);
    const release = connections.begin(addressGroup(addressOf(request)));
    upgrade.socket.once('close', release);
    reply.hijack();
    upgrade.detach();
    sockets.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
      serve(socket, new SocketSender(socket, unread), request, protocol, options);
    });
  });

  app.addHook('preClose', async () => {
    for (const socket of sockets.clients) socket.close(1001, 'Going away');
    const deadline = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_TIMEOUT_MS);
    await new Promise<void>((resolve) => {
      sockets.close(() => {
        resolve();
      });
    });
    clearTimeout(deadline);
  });
}

/**
 * Browsers send the origin of the page that opens a WebSocket, but no preflight request. Pages of other origins may
 * connect as CORS_ORIGINS allows.
 */
function assertOrigin(request: FastifyRequest, { corsOrigins, publicUrl }: GraphqlWebSocketOptions['config']): void {
  const { origin } = request.headers;
  if (origin === undefined || corsOrigins === '*' || corsOrigins.includes(origin) || origin === publicUrl) return;
  if (parseUrl(origin)?.host === request.host) return;
  throw new HttpError(403, 'Pages of this origin may not connect: add the origin to CORS_ORIGINS');
}

function connectionLimit(): ConcurrencyLimit {
  const messages = {
    perSubject: `An address may have at most ${MAX_CONNECTIONS.perSubject} connections: close one first`,
    total: 'The server has too many connections: try again later',
  };
  return new ConcurrencyLimit(
    MAX_CONNECTIONS,
    (reached) => new TooManyRequestsError(messages[reached], RETRY_AFTER_SECONDS),
  );
}

type Protocol = ReturnType<typeof createProtocol>;

function createProtocol(options: GraphqlWebSocketOptions) {
  const { subscriptions, documents, rateLimits } = options;
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onSubscribe: async ({ connectionParams, extra: { request, running } }, id, payload) => {
      rateLimits?.add(addressSubject(addressOf(request)), REQUEST_COST);
      try {
        if (running.size > MAX_SUBSCRIPTIONS) {
          throw new TooManyRequestsError(
            `A connection may have at most ${MAX_SUBSCRIPTIONS} subscriptions: complete one first`,
            RETRY_AFTER_SECONDS,
          );
        }
        const context = await admitLimited(options, request, connectionParams);
        if (context.viewer.credential !== null) context.operation.checkCost = running.get(id)!;
        const admitted = admitDocument(documents, context, payload);
        const started = await subscriptions.start(toRequest(admitted), context);
        return 'results' in started ? toArguments(started) : started;
      } catch (error) {
        return subscriptions.format([toGraphqlError(error)], { requestId: request.id });
      }
    },
    subscribe: ({ contextValue }) => contextValue as StartedSubscription['results'],
    // An error during a subscription ends it.
    onError: ({ extra: { request } }, _id, _payload, errors) =>
      errors
        .flatMap((error) =>
          error instanceof FormattedError ? [error] : subscriptions.format([error], { requestId: request.id }),
        )
        .map((error) => error.toJSON()),
  });
}

/**
 * Admits a subscriber, unless the budget of the address is used up and there is no valid credential, which has a budget of
 * its own.
 */
async function admitLimited(
  { admit, originOf, rateLimits }: GraphqlWebSocketOptions,
  request: FastifyRequest,
  params: Readonly<Record<string, unknown>> | undefined,
): Promise<SubscriptionContext> {
  const assertBudget = (): void => rateLimits?.assertNotExceeded(addressSubject(addressOf(request)));
  try {
    const presented = credentialsOf(params, request, originOf(request));
    if (presented.authorization === undefined) assertBudget();
    return await admit(request, presented);
  } catch (error) {
    const isInvalid = !(error instanceof TooManyRequestsError || error instanceof OverloadedError);
    if (isInvalid) assertBudget();
    throw error;
  }
}

function toGraphqlError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
}

function credentialsOf(
  params: Readonly<Record<string, unknown>> | undefined,
  request: FastifyRequest,
  ownOrigin: string,
): SubscriberCredentials {
  const { headers } = request;
  const given = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: 'authorization' | 'entente-grants' | typeof SESSION_HEADER): string | undefined => {
    const value = given.get(name) ?? headers[name];
    // A value that is no text is an invalid credential, which differs from none.
    return value === undefined || typeof value === 'string' ? value : 'invalid';
  };
  const authorization = header('authorization');
  const presented = { ...headers, authorization, [SESSION_HEADER]: header(SESSION_HEADER) };
  const token = BrowserCookie.of(request, ownOrigin, presented)?.token ?? null;
  return {
    authorization: token === null ? authorization : `Bearer ${token}`,
    'entente-grants': header('entente-grants'),
  };
}

function toRequest({ query, operationName, variables, extensions }: SubscribePayload): GraphQLRequest {
  return {
    query,
    ...(operationName != null && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions }),
  };
}

function toArguments({ document, operationName, results }: StartedSubscription) {
  return { schema: null as never, document, operationName, contextValue: results };
}

/** Runs the protocol on one connection until it is closed. */
function serve(
  socket: WebSocket,
  sender: SocketSender,
  request: FastifyRequest,
  protocol: Protocol,
  { rateLimits, logger }: Pick<GraphqlWebSocketOptions, 'rateLimits' | 'logger'>,
): void {
  // For malformed frames and messages that are too long, ws closes the connection and sends the reason.
  socket.on('error', () => undefined);
  const messages = new SocketMessages(socket, addressOf(request), rateLimits);
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => sender.send(text),
      close: (code = CloseCode.InternalServerError, reason = '') => {
        messages.close(code, reason);
      },
      onMessage: (handleMessage) => {
        socket.on('message', (message: Buffer) => {
          // Messages that had arrived before the connection was closed.
          if (socket.readyState !== socket.OPEN) return;
          messages.handle(message.toString(), handleMessage).catch((error: unknown) => {
            // A connection that is lost while sending has no client to report to.
            if (socket.readyState !== socket.OPEN) return;
            // The payload of a ping nests too deeply to be sent back.
            if (error instanceof RangeError) {
              messages.close(CloseCode.BadRequest, 'Invalid message received');
              return;
            }
            logger.error({ err: error, requestId: request.id }, 'a message over a WebSocket failed');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    { request, running: messages.running },
  );
  const stopPinging = ping(socket);
  socket.once('close', (code, reason) => {
    stopPinging();
    // Many connections may end at once, each with many subscriptions.
    void takeTurn(`end ${addressGroup(addressOf(request))}`).then(() => closed(code, reason.toString()));
  });
}

/**
 * Pings the client, which keeps intermediaries from closing an idle connection, and terminates the connection when a
 * ping is not answered. Returns the function that stops this.
 */
function ping(socket: WebSocket): () => void {
  let hasAnswered = true;
  socket.on('pong', () => {
    hasAnswered = true;
  });
  const timer = setInterval(() => {
    if (!hasAnswered) {
      socket.terminate();
      return;
    }
    hasAnswered = false;
    socket.ping();
  }, PING_INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
