import { createHmac } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TargetRefusedError, type WebhookTargets } from './webhook-targets';

/** Maximum bytes of a response that are read and discarded, so that the connection of a small response ends properly. */
const MAX_RESPONSE_BYTES = 65_536;

/** Maximum interim responses (1xx). A receiver that sends them without end would take most of a processor until the attempt ends. */
const MAX_INTERIM_RESPONSES = 10;

/** A message to a receiver. */
export interface Message {
  readonly id: string;
  readonly body: string;
}

/** The result of sending a message. */
export interface PostResult {
  /** The HTTP status; null if there was no response. */
  readonly status: number | null;
  /** The reason why there was no response, without details that only the server may know; null if there was one. */
  readonly error: string | null;
  /** The milliseconds that the receiver asks to wait before the next message. */
  readonly retryAfterMs: number;
}

/**
 * Sends a message according to Standard Webhooks 1.0 (https://www.standardwebhooks.com), if the targets allow the address.
 * Redirects are not followed.
 *
 * @param now the time of the attempt
 * @param signal aborts it
 */
export async function post(
  url: string,
  message: Message,
  secret: Buffer,
  { targets, now, signal }: { targets: WebhookTargets; now: Date; signal: AbortSignal },
): Promise<PostResult> {
  try {
    const response = await send(new URL(url), headersOf(message, secret, now), message.body, targets, signal);
    await discardBody(response);
    return {
      status: response.statusCode!,
      error: null,
      retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
    };
  } catch (error) {
    return {
      status: null,
      error: signal.aborted ? 'The receiver did not answer in time' : reasonOf(error),
      retryAfterMs: 0,
    };
  }
}

/** The headers of a message. The signature covers id, time and body together, so none can be replaced. */
function headersOf({ id, body }: Message, secret: Buffer, now: Date): Record<string, string | number> {
  const timestamp = Math.floor(now.getTime() / 1_000);
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Entente',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

function send(
  url: URL,
  headers: Record<string, string | number>,
  body: string,
  targets: WebhookTargets,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // A literal address is connected to without a look-up, so it is checked here.
  targets.assertAllowedHost(url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    let interimResponses = 0;
    // Without an agent, each message has its own connection, and so its own checked look-up.
    const sending = request(url, { method: 'POST', agent: false, lookup: targets.lookup, headers, signal });
    sending
      .once('response', resolve)
      .on('information', () => {
        interimResponses += 1;
        if (interimResponses <= MAX_INTERIM_RESPONSES) return;
        sending.destroy();
        // A response that has arrived together with them is emitted nevertheless.
        reject(new Error('The receiver sends too many interim responses'));
      })
      .on('error', reject)
      // An unexpected 101 closes the connection without a response and without an error, and cannot be aborted.
      .once('close', () => {
        reject(new Error('The connection was closed'));
      })
      .end(body);
  });
}

/** Reads and discards the body. Only the status of the response matters. */
async function discardBody(response: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      if (size > MAX_RESPONSE_BYTES) break;
    }
  } catch {
    // The receiver or the signal cut the response off.
  }
}

function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}

function reasonOf(error: unknown): string {
  if (error instanceof TargetRefusedError) return 'The address is neither public nor in WEBHOOK_ALLOWED_NETWORKS';
  const { code } = error as NodeJS.ErrnoException;
  return `The connection failed${typeof code === 'string' ? `: ${code}` : ''}`;
}
