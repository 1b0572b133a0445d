import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export interface PostgresProxy {
  readonly url: string;
  /** Its connections stay open, and carry nothing any more. */
  readonly lose: () => void;
  /** Closes its connections, and accepts no others. */
  readonly refuse: () => void;
  /** Closes its connections. While it is true, the server ends each new one as soon as it is open. */
  readonly endEach: (ends: boolean) => void;
}

/** The end of what PostgreSQL sends when a connection is open: ReadyForQuery (Frontend/Backend Protocol, section "Message Formats"). */
const READY = Buffer.from('Z\0\0\0\x05I');

/** What PostgreSQL sends to a connection that it ends: ErrorResponse. */
function endingMessage(): Buffer {
  const fields = Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** A way to PostgreSQL on which connections can be lost or refused. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const url = new URL(databaseUrl);
  const { hostname, port } = url;
  let endsEach = false;
  const open = new Set<{ lose: () => void; end: () => void }>();
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream);
    if (endsEach) {
      // Both messages arrive together.
      upstream.on('data', (piece: Buffer) => {
        if (piece.subarray(-READY.length).equals(READY)) client.end(Buffer.concat([piece, endingMessage()]));
        else client.write(piece);
      });
    } else {
      upstream.pipe(client);
    }
    const sockets = [client, upstream];
    const lose = (): void => sockets.forEach((socket) => socket.unpipe().resume());
    const end = (): void => sockets.forEach((socket) => socket.destroy());
    for (const socket of sockets) socket.on('error', () => undefined).on('close', end);
    open.add({ lose, end });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    lose: () => open.forEach(({ lose }) => lose()),
    refuse: () => {
      proxy.close();
      open.forEach(({ end }) => end());
    },
    endEach: (ends) => {
      endsEach = ends;
      open.forEach(({ end }) => end());
    },
  };
}
