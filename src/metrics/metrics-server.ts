import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from '../errors';
import type { Metrics } from './metrics';

/** The address that the metrics are served at. */
export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

export interface MetricsServer {
  readonly url: string;
  readonly close: () => void;
}

/**
 * Serves `GET /metrics` at an address of its own, so that no proxy that publishes the server can publish the metrics as
 * well.
 *
 * @throws StartupError when the address cannot be used
 */
export async function serveMetrics(metrics: Metrics, { host, port }: MetricsAddress): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw cannotServeMetrics({ host, port }, error);
  });
  const { address, port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${taken}/metrics`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The error for an address that cannot be used. */
export function cannotServeMetrics({ host, port }: MetricsAddress, error: unknown): StartupError {
  return new StartupError(`METRICS_ADDRESS=${host}:${port} cannot be used: ${(error as Error).message}`, 69);
}
