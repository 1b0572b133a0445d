import { Agent, request, type RequestOptions } from 'node:http';

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
 * Posts bodies in a closed loop (see `repeat`). They are sent in rotation, beginning with the one at `start`.
 *
 * @throws Error when a response is not `200` with data
 */
export function load(endpoint: Endpoint, bodies: readonly string[], start: number, bounds: LoadBounds): Promise<Load> {
  return repeat((number) => post(endpoint, bodies[(start + number) % bodies.length]!), bounds);
}

/**
 * Runs a closed loop: each connection sends its next request after the response to the previous one, until the time or
 * the number of requests is reached.
 *
 * @param send sends the request with this number, counted from 0
 */
export async function repeat(send: (number: number) => Promise<unknown>, bounds: LoadBounds): Promise<Load> {
  const latencies: number[] = [];
  const begin = performance.now();
  const deadline = begin + bounds.seconds * 1000;
  let sent = 0;
  const loop = async (): Promise<void> => {
    while (sent < bounds.requests && performance.now() < deadline) {
      const sentAt = performance.now();
      await send(sent++);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return { seconds: (performance.now() - begin) / 1000, latencies };
}

/** @throws Error when the response is not `200` with data */
export async function post(
  endpoint: Endpoint,
  body: string,
  additional: Readonly<Record<string, string>> = {},
): Promise<string> {
  const headers = {
    ...additional,
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const { status, text } = await send(endpoint, { method: 'POST', headers }, body);
  if (status === 200 && text.startsWith('{"data":{')) return text;
  throw new Error(`${endpoint.url} answered ${status} to ${body}:\n${text}`);
}

/** Sends one request and reads the whole response. */
export function send(
  { url, agent }: Endpoint,
  options: RequestOptions,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
