import { createHmac } from 'node:crypto';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TargetRefusedError, type WebhookTargets } from './webhook-targets';

/** Bytes of an answer that are read, and dropped, so that small answers end in peace. */
const mostAnswerBytes = 65_536;

/** What is sent to a receiver. */
export interface Message {
  readonly id: string;
  readonly body: string;
}

/** What came of it. */
export interface Answer {
  /** null: there was no answer. */
  readonly status: number | null;
  /** Why not, without anything that only the server should know; null: there was one. */
  readonly error: string | null;
  /** Milliseconds that the receiver asks to be left alone for. */
  readonly retryAfterMs: number;
}

/**
 * Sends a message as Standard Webhooks 1.0 says (https://www.standardwebhooks.com), to wherever the targets allow. Redirects
 * are answers like others, and are not followed.
 *
 * @param now the time of the attempt
 * @param signal aborts it
 */
export async function post(
  url: string,
  message: Message,
  secret: Buffer,
  { targets, now, signal }: { targets: WebhookTargets; now: Date; signal: AbortSignal },
): Promise<Answer> {
  try {
    const response = await send(new URL(url), headersOf(message, secret, now), message.body, targets, signal);
    await drop(response);
    return {
      status: response.statusCode!,
      error: null,
      retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
    };
  } catch (error) {
    return { status: null, error: signal.aborted ? 'There was no answer in time' : reasonOf(error), retryAfterMs: 0 };
  }
}

/** Of the id, the time of this try and the body together, so that none of them can be taken for another message's. */
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
  // A connection to an address is made without a look-up.
  targets.assertAllowedHost(url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    // Without an agent, there is a connection for each message, and each is looked up.
    request(url, { method: 'POST', agent: false, lookup: targets.lookup, headers, signal })
      .once('response', resolve)
      .on('error', reject)
      // A 101 that nobody asked for ends the connection with neither an answer nor an error, and nothing can abort it then.
      .once('close', () => {
        reject(new Error('The connection was closed'));
      })
      .end(body);
  });
}

/** Its status is what counts, whatever becomes of the rest. */
async function drop(response: IncomingMessage): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      if (size > mostAnswerBytes) break;
    }
  } catch {
    // It was cut off, by them or by the signal.
  }
}

function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : 0;
}

function reasonOf(error: unknown): string {
  if (error instanceof TargetRefusedError) return 'The address is not public, and not allowed here';
  const { code } = error as NodeJS.ErrnoException;
  return `The connection failed${typeof code === 'string' ? `: ${code}` : ''}`;
}
