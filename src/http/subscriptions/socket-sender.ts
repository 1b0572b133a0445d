import type { WebSocket } from 'ws';

/** Maximum bytes buffered for a client that does not read them. */
const MAX_BUFFERED_BYTES = 1_048_576;

/** If more bytes than this are buffered for all clients together, a client is disconnected at the second number. */
const MAX_TOTAL_BYTES = 64 * 2 ** 20;
const MAX_BYTES_ABOVE_TOTAL = 32_768;

/** A client that reads nothing for this long while messages wait is disconnected, in milliseconds. */
const STALL_TIMEOUT_MS = 10_000;

/** The bytes that are buffered for all clients of a server. */
export class UnreadBytes {
  total = 0;
}

/** Sends messages to a client, and disconnects one that reads too slowly: the server must not buffer without limit. */
export class SocketSender {
  private pending = 0;
  private buffered = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly unread: UnreadBytes,
  ) {
    socket.once('close', () => {
      this.count();
    });
  }

  /** Resolves once the message has left the process, or once the connection is lost. */
  send(text: string): Promise<void> {
    const { socket, unread } = this;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    this.pending += 1;
    if (this.pending === 1) this.watch();
    const left = new Promise<void>((resolve) => {
      socket.send(text, () => {
        this.pending -= 1;
        this.count();
        this.watch();
        resolve();
      });
    });
    this.count();
    if (unread.total > MAX_TOTAL_BYTES && this.buffered > MAX_BYTES_ABOVE_TOTAL) socket.terminate();
    return left;
  }

  /** Counts what is buffered now: what the operating system has not taken. */
  private count(): void {
    const { socket, unread } = this;
    const buffered = socket.readyState === socket.CLOSED ? 0 : socket.bufferedAmount;
    unread.total += buffered - this.buffered;
    this.buffered = buffered;
  }

  /** Restarts the timeout: a message has left, or the first one waits. */
  private watch(): void {
    clearTimeout(this.timer);
    if (this.pending === 0) return;
    this.timer = setTimeout(() => {
      this.socket.terminate();
    }, STALL_TIMEOUT_MS).unref();
  }
}
