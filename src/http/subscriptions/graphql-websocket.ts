import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../../config';
import { addressGroup } from '../../core/access/address-group';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import { TooManyRequestsError } from '../../errors';
import { takeTurn } from '../../event-loop';
import { parseUrl } from '../../url';
import { addressOf } from '../connections/client-address';
import { routeUpgrades } from '../connections/upgrades';
import { pathOf } from '../requests/logger';
import { HttpError } from '../responses/http-error';
import { SocketMessages } from './socket-messages';
import { SocketSender, UnreadBytes } from './socket-sender';
import {
  createSubscriptionProtocol,
  type SubscriptionProtocol,
  type SubscriptionProtocolOptions,
} from './subscription-protocol';

/** Maximum connections of this instance, and of an address. A whole office may share one. */
const MAX_CONNECTIONS = { total: 2_000, perSubject: 100 };

/** Maximum bytes of a message. A client that answers pings may leave a message incomplete, so each connection may keep this much memory. */
const MAX_MESSAGE_BYTES = 65_536;

/**
 * Maximum frames of a message, and pieces in which the network delivers a frame. Each takes some 400 bytes until the message is complete,
 * and may have one byte. In the smallest packets of the Internet, the longest message has 130 pieces.
 */
const MAX_FRAGMENTS = 256;
const MAX_PIECES = 256;

/** The interval between pings, and how long a client may take to answer one, in milliseconds. */
const PING_INTERVAL_MS = 15_000;

/** How long clients may take to close their connections when the server stops, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** When a client may try again after it reached the maximum of connections. */
const RETRY_AFTER_SECONDS = 60;

interface GraphqlWebSocketOptions extends SubscriptionProtocolOptions {
  config: Pick<Config, 'corsOrigins' | 'publicUrl'>;
}

/** Serves subscriptions at `/graphql` with the graphql-ws protocol. */
export function registerGraphqlWebSocket(app: FastifyInstance, options: GraphqlWebSocketOptions): void {
  const upgradeOf = routeUpgrades(app);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_PIECES,
    handleProtocols,
    // Each connection has one of its messages handled in a turn of the event loop, and is not read while others wait.
    allowSynchronousEvents: false,
  });
  const protocol = createSubscriptionProtocol(options);
  const connections = connectionLimit();
  const unread = new UnreadBytes();

  app.addHook('onRequest', async (request, reply) => {
    const upgrade = upgradeOf(request.raw);
    if (upgrade === null || pathOf(request.url) !== '/graphql') return;
    assertOrigin(request, options.config);
    // The client has left while an earlier hook waited: the socket will not close again.
    if (upgrade.socket.destroyed) {
      reply.hijack();
      return;
    }
    const release = connections.begin(addressGroup(addressOf(request)));
    upgrade.socket.once('close', release);
    reply.hijack();
    upgrade.detach();
    const addRequestId = (headers: string[]): void => {
      headers.push(`x-request-id: ${request.id}`);
    };
    // Emitted before handleUpgrade returns, unless it refuses the handshake.
    sockets.once('headers', addRequestId);
    sockets.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
      serve(socket, new SocketSender(socket, unread), request, protocol, options);
    });
    sockets.off('headers', addRequestId);
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

/** Runs the protocol on one connection until it is closed. */
function serve(
  socket: WebSocket,
  sender: SocketSender,
  request: FastifyRequest,
  protocol: SubscriptionProtocol,
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
            // The payload of a ping nests too deeply for earlier releases of Node.js to be sent back.
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
