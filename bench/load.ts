import { Agent, request } from 'node:http';

/** The address of requests, with its open connections. */
export interface Endpoint {
  readonly url: string;
  readonly agent: Agent;
}

export interface LoadBounds {
  readonly seconds: number;
  readonly requests: number;
}

export interface Load {
  readonly seconds: number;
  /** The latency of every request, in milliseconds. */
  readonly latencies: readonly number[];
}

/** The number of concurrent requests. */
const CONNECTIONS = 4;

export function createEndpoint(url: string): Endpoint {
  return { url, agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }) };
}

/**
 * Runs a closed loop: each connection sends its next request after the response to the previous one, until the time or
 * the number of requests is reached. The bodies are sent in rotation, beginning with the one at `start`.
 *
 * @throws Error when a response is not `200` with data
 */
export async function load(
  endpoint: Endpoint,
  bodies: readonly string[],
  start: number,
  bounds: LoadBounds,
): Promise<Load> {
  const latencies: number[] = [];
  const begin = performance.now();
  const deadline = begin + bounds.seconds * 1000;
  let sent = 0;
  const loop = async (): Promise<void> => {
    while (sent < bounds.requests && performance.now() < deadline) {
      const body = bodies[(start + sent++) % bodies.length]!;
      const sentAt = performance.now();
      await post(endpoint, body);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return { seconds: (performance.now() - begin) / 1000, latencies };
}

/** @throws Error when the response is not `200` with data */
export function post({ url, agent }: Endpoint, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200 && text.startsWith('{"data":{')) resolve(text);
        else reject(new Error(`${url} answered ${response.statusCode ?? 'nothing'} to ${body}:\n${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
