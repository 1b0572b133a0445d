import type { WebSocket } from 'ws';

/** Maximum bytes buffered for a client that does not read them. */
const MAX_BUFFERED_BYTES = 1_048_576;

/** A client that reads nothing for this long while messages wait is disconnected, in milliseconds. */
const STALL_TIMEOUT_MS = 10_000;

/** Sends messages to a client, and disconnects one that reads too slowly: the server must not buffer without limit. */
export class SocketSender {
  private pending = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly socket: WebSocket) {}

  /** Returns once the message has left the process, or once the connection is lost: then nobody is there to be told. */
  send(text: string): Promise<void> {
    const { socket } = this;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    this.pending += 1;
    if (this.pending === 1) this.watch();
    return new Promise((resolve) => {
      socket.send(text, () => {
        this.pending -= 1;
        this.watch();
        resolve();
      });
    });
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
