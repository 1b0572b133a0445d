import { WorkLoop } from '../../../core/background/work-loop';
import { type Clock, DAY_MS, HOUR_MS, later, MINUTE_MS } from '../../../core/time';
import type { AttemptResult, LeasedDelivery, WebhookDeliveries } from './webhook-deliveries';
import { WebhookDeliveryState } from './webhook-delivery.entity';
import { messageBody, messageId } from './webhook-event';
import { post, type PostResult } from './webhook-post';
import type { WebhookSecrets } from './webhook-secrets';
import type { WebhookTargets } from './webhook-targets';

const POLL_MS = 1_000;

/** Maximum time of an attempt, from the look-up of the name to the end of the response. */
const ATTEMPT_TIMEOUT_MS = 15_000;

/** Maximum time for running attempts when the server stops. */
const SHUTDOWN_TIMEOUT_MS = 2_000;

/** Maximum concurrent attempts of one instance to one webhook. They never delay other webhooks. */
const MAX_CONCURRENT = 4;

/** Milliseconds between attempts: the schedule of Standard Webhooks 1.0. After the tenth attempt the delivery fails. */
const RETRY_DELAYS_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** Maximum share that is added to a delay, so that deliveries that failed together are not retried together. */
const JITTER = 0.1;

/** Maximum time that a receiver can request with `Retry-After`. */
const MAX_RETRY_AFTER_MS = DAY_MS;

const HTTP_GONE = 410;

interface RunningAttempt {
  readonly webhookId: number;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

interface SenderOptions {
  readonly secrets: WebhookSecrets;
  readonly targets: WebhookTargets;
  /** Aborted when a stop no longer waits for responses. */
  readonly ending: AbortSignal;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends due deliveries, and retries each until the receiver responds with 2xx or the delivery fails. Deliveries stay in the
 * database during an attempt. If the server is killed, none is lost, and a message without a recorded result is sent
 * again.
 */
export class WebhookSender {
  private readonly loop: WorkLoop;
  private readonly running = new Set<RunningAttempt>();
  private isStopping = false;

  constructor(
    private readonly deliveries: WebhookDeliveries,
    private readonly options: SenderOptions,
  ) {
    this.loop = new WorkLoop(() => this.sendDue(), options.onError);
  }

  /** Looks for due deliveries now. */
  wake(): void {
    this.loop.wake();
  }

  /**
   * Waits two seconds for running attempts, but not longer than until `ending`, and then aborts them. The next process that leases them
   * starts them again.
   */
  async stop(): Promise<void> {
    await this.loop.stop();
    this.isStopping = true;
    const { ending } = this.options;
    const abort = (): void => {
      for (const { controller } of this.running) controller.abort();
    };
    const timer = setTimeout(abort, SHUTDOWN_TIMEOUT_MS);
    ending.addEventListener('abort', abort);
    if (ending.aborted) abort();
    await Promise.all([...this.running].map(({ ended }) => ended));
    clearTimeout(timer);
    ending.removeEventListener('abort', abort);
  }

  private async sendDue(): Promise<number> {
    const due = await this.deliveries.findDue(this.now());
    const capacities = new Map(
      due.map((id) => [id, this.capacityFor(id)] as const).filter(([, capacity]) => capacity > 0),
    );
    if (capacities.size > 0) {
      for (const delivery of await this.deliveries.lease(capacities, this.options.clock)) this.start(delivery);
    }
    return POLL_MS;
  }

  private capacityFor(webhookId: number): number {
    return MAX_CONCURRENT - [...this.running].filter((one) => one.webhookId === webhookId).length;
  }

  private start(delivery: LeasedDelivery): void {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort();
    }, ATTEMPT_TIMEOUT_MS);
    const ended = this.attempt(delivery, controller.signal)
      .catch(this.options.onError)
      .finally(() => {
        clearTimeout(timer);
        this.running.delete(running);
        this.loop.wake();
      });
    const running: RunningAttempt = { webhookId: delivery.webhookId, controller, ended };
    this.running.add(running);
  }

  private async attempt(delivery: LeasedDelivery, signal: AbortSignal): Promise<void> {
    // Leasing took so long that the attempt could outlast the lease. Another process may have sent this message by now, and that of the
    // next change.
    if (delivery.lease < later(this.now(), ATTEMPT_TIMEOUT_MS)) {
      await this.deliveries.recordResult(delivery, { nextAttemptAt: this.now() });
      return;
    }
    const sent = await this.send(delivery, signal);
    if (sent.status === null && this.isStopping && signal.aborted) {
      // This attempt does not count. Otherwise a series of restarts could use up all ten attempts.
      await this.deliveries.recordResult(delivery, { nextAttemptAt: this.now() });
    } else if (sent.status === HTTP_GONE) {
      await this.deliveries.disable(delivery, resultOf(delivery, sent, null), this.now());
    } else {
      await this.deliveries.recordResult(delivery, resultOf(delivery, sent, this.nextAttemptAt(delivery, sent)));
    }
  }

  private async send(delivery: LeasedDelivery, signal: AbortSignal): Promise<PostResult> {
    const { secrets, targets, clock, onError } = this.options;
    try {
      const secret = await secrets.open(delivery.sealedSecret);
      const message = { id: messageId(delivery), body: messageBody(delivery) };
      return await post(delivery.url, message, secret, { targets, now: clock(), signal });
    } catch (error) {
      // The delivery is retried as usual, because an operator can restore a missing key.
      onError(error);
      return { status: null, error: 'The server cannot sign the message', retryAfterMs: 0 };
    }
  }

  /** The time of the next attempt; null if this was the last one. */
  private nextAttemptAt({ attempts }: LeasedDelivery, { retryAfterMs }: PostResult): string | null {
    const delay = RETRY_DELAYS_MS[attempts - 1];
    if (delay === undefined) return null;
    const chosen = Math.max(delay, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
    return later(this.now(), chosen * (1 + JITTER * Math.random()));
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}

function resultOf(
  { attempts }: LeasedDelivery,
  { status, error }: PostResult,
  nextAttemptAt: string | null,
): AttemptResult {
  const { PENDING, DELIVERED, FAILED } = WebhookDeliveryState;
  const response = { attempts, responseStatus: status, error };
  if (status !== null && status >= 200 && status < 300) return { ...response, state: DELIVERED, nextAttemptAt: null };
  return { ...response, state: nextAttemptAt === null ? FAILED : PENDING, nextAttemptAt };
}
