import { connect } from 'node:net';
import type { Client, PoolClient } from 'pg';

/** What pg keeps of a connection, and does not declare in the type of pooled ones. */
type CancelTarget = Pick<Client, 'host' | 'port'> & { readonly processID: number; readonly secretKey: number };

/** PostgreSQL's code of a CancelRequest (Frontend/Backend Protocol, section "Message Formats"). */
const CANCEL_REQUEST = 80_877_102;

/**
 * Asks PostgreSQL to cancel what a connection runs. The request takes a connection of its own, which needs no
 * authentication and does not count as one of `max_connections`. If it fails, the statement runs to its end.
 */
export function cancelStatement(client: PoolClient): void {
  const { host, port, processID, secretKey } = client as unknown as CancelTarget;
  const message = Buffer.alloc(16);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(CANCEL_REQUEST, 4);
  message.writeInt32BE(processID, 8);
  message.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.end(message);
}
