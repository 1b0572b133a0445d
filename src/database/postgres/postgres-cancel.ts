import { connect, type Socket } from 'node:net';
import type { Client, PoolClient } from 'pg';

/** What pg keeps of a connection, and does not declare in the type of pooled ones. */
type CancelTarget = Pick<Client, 'host' | 'port'> & {
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: { readonly stream: Socket };
};

/** PostgreSQL's code of a CancelRequest (Frontend/Backend Protocol, section "Message Formats"). */
const CANCEL_REQUEST = 80_877_102;

/** How long a statement may run after it has been cancelled, in milliseconds. */
const CANCEL_MS = 5_000;

/**
 * Asks PostgreSQL to cancel what a connection runs. The request takes a connection of its own, which needs no
 * authentication and does not count as one of `max_connections`. If the statement has not ended in five seconds, its connection is
 * closed, which fails it: a server that has been lost would never respond.
 *
 * @returns call it when the statement has ended
 */
export function cancelStatement(client: PoolClient): () => void {
  const { host, port, processID, secretKey, connection } = client as unknown as CancelTarget;
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(CANCEL_REQUEST, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.end(message);
  const timer = setTimeout(() => {
    socket.destroy();
    connection.stream.destroy();
  }, CANCEL_MS);
  return () => {
    clearTimeout(timer);
  };
}

/** Asks PostgreSQL to cancel what a connection runs, and closes the connection without waiting for a response. */
export function abandonConnection(client: PoolClient): void {
  cancelStatement(client);
  (client as unknown as CancelTarget).connection.stream.destroy();
}
