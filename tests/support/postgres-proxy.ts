import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export interface PostgresProxy {
  readonly url: string;
  /** Its connections stay open, and carry nothing any more. */
  readonly lose: () => void;
  /** Closes its connections, and accepts no others. */
  readonly refuse: () => void;
}

/** A way to PostgreSQL on which connections can be lost or refused. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const url = new URL(databaseUrl);
  const { hostname, port } = url;
  const open = new Set<{ lose: () => void; end: () => void }>();
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).pipe(client);
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
  };
}
