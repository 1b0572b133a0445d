import { CloseCode, type Message, MessageType, parseMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import { lengthCost } from '../requests/rate-limit';

/**
 * Maximum messages of a connection in this time, in milliseconds. Clients send a few, and one for each subscription when they connect.
 * Pings and pongs of the WebSocket count as well.
 */
const MAX_MESSAGES = 300;
const MESSAGES_WITHIN_MS = 10_000;

/** The code for closing a connection that sends more (RFC 6455, section 7.4.1). */
const POLICY_VIOLATION = 1008;

/** The code with which a connection is closed whose address has used up its budget (IANA's registry of close codes). */
const TRY_AGAIN_LATER = 1013;

/** Maximum bytes of the reason for which a connection is closed (RFC 6455, section 5.5.1). */
const MAX_REASON_BYTES = 123;

/** The messages of the protocol that only servers send. graphql-ws takes one from a client for a fault of the server. */
const MESSAGES_OF_SERVERS: ReadonlySet<MessageType> = new Set([
  MessageType.ConnectionAck,
  MessageType.Next,
  MessageType.Error,
]);

/** How long a client that has sent too many messages may take to close its connection. */
const CLOSE_TIMEOUT_MS = 1_000;

/** The messages that a client sends over a WebSocket: limits their number, and charges their lengths to the address. */
export class SocketMessages {
  /** The operations that still run, also those that the client has completed: by id, what the length of the message cost. */
  readonly running: ReadonlyMap<string, number>;
  private readonly costs = new Map<string, number>();
  private count = 0;
  private countedUntil = 0;

  /** @param rateLimits null: messages are not charged */
  constructor(
    private readonly socket: WebSocket,
    private readonly address: string,
    private readonly rateLimits: RateLimits | null,
  ) {
    this.running = this.costs;
    const count = (): void => {
      this.countOne();
    };
    socket.on('message', count).on('ping', count).on('pong', count);
  }

  /** Passes a message on, or closes the connection. Returns when the operation that the message starts has ended. */
  async handle(text: string, handleMessage: (text: string) => Promise<void>): Promise<void> {
    const cost = lengthCost(text.length);
    const left = cost === 0 ? undefined : this.rateLimits?.add(addressSubject(this.address), cost);
    const message = readMessage(text);
    if (message !== null && MESSAGES_OF_SERVERS.has(message.type)) {
      this.close(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    const id = message?.type === MessageType.Subscribe ? message.id : null;
    if (id === null) {
      if (left === undefined || left.remaining >= 0) return handleMessage(text);
      this.close(TRY_AGAIN_LATER, 'The budget of this address is used up');
      return;
    }
    // graphql-ws frees an id when the client completes it, and would lose one of two operations that have the same.
    if (this.costs.has(id)) {
      this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
      return;
    }
    this.costs.set(id, cost);
    try {
      await handleMessage(text);
    } finally {
      this.costs.delete(id);
    }
  }

  close(code: number, reason: string): void {
    // Longer reasons do not fit into a frame.
    this.socket.close(code, Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : '');
  }

  private countOne(): void {
    const now = performance.now();
    if (now >= this.countedUntil) [this.count, this.countedUntil] = [0, now + MESSAGES_WITHIN_MS];
    this.count += 1;
    if (this.count <= MAX_MESSAGES) return;
    const { socket } = this;
    this.close(POLICY_VIOLATION, `A connection may send at most ${MAX_MESSAGES} messages in ten seconds`);
    // Nothing more is read, not even that the client closes the connection as well.
    socket.pause();
    setTimeout(() => {
      socket.terminate();
    }, CLOSE_TIMEOUT_MS).unref();
  }
}

/** A message of the protocol; null for one that graphql-ws refuses. */
function readMessage(text: string): Message | null {
  try {
    return parseMessage(text);
  } catch {
    return null;
  }
}
