import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../config';
import { cannotListen } from '../http/http-app';
import { cannotServeMetrics } from '../metrics/metrics-server';

/**
 * Checks that the server will be able to listen. Call it before the database is opened: a start that fails must neither
 * migrate the database nor load the demonstration.
 *
 * @throws StartupError when a port is taken or cannot be used
 */
export async function assertPortsFree({ host, port, metricsAddress }: Config): Promise<void> {
  try {
    await listenBriefly(host, port);
  } catch (error) {
    throw cannotListen({ host, port }, error);
  }
  if (metricsAddress === null) return;
  try {
    await listenBriefly(metricsAddress.host, metricsAddress.port);
  } catch (error) {
    throw cannotServeMetrics(metricsAddress, error);
  }
}

async function listenBriefly(host: string, port: number): Promise<void> {
  const { address } = await lookup(host);
  const server = createServer((socket) => socket.destroy()).listen(port, address);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
