import { DAY_MS, HOUR_MS, later, MINUTE_MS, type Clock } from '../../../core/time';
import { WorkLoop } from '../../../core/background/work-loop';
import type { ClaimedDelivery, Settlement, WebhookDeliveries } from './webhook-deliveries';
import { WebhookDeliveryState } from './webhook-delivery.entity';
import { messageBody, messageId } from './webhook-event';
import { post, type Answer } from './webhook-post';
import type { WebhookSecrets } from './webhook-secrets';
import type { WebhookTargets } from './webhook-targets';

/** Milliseconds. */
const pollMs = 1_000;

/** Milliseconds for a try, from the look-up of the name to the end of the answer. */
const attemptMs = 15_000;

/** Milliseconds for tries that run when the server stops. */
const partingMs = 2_000;

/** Tries of one instance that run at once to one webhook. They hold up nobody but each other. */
const mostAtOnce = 4;

/** Milliseconds from each try to the next: the schedule of Standard Webhooks 1.0. After the tenth try it is given up. */
const retriesMs = [
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

/** Adds up to a tenth to a delay: what failed together is not tried together. */
const jitter = 0.1;

/** What a receiver may ask for by `Retry-After`. */
const longestRetryAfterMs = DAY_MS;

const gone = 410;

interface Try {
  readonly webhookId: number;
  readonly abortion: AbortController;
  readonly ended: Promise<void>;
}

interface Means {
  readonly secrets: WebhookSecrets;
  readonly targets: WebhookTargets;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Sends deliveries that are due, each until it is answered with 2xx or given up. What is under way is in the database: a
 * server that is killed loses nothing, and what it had just sent is sent again.
 */
export class WebhookSender {
  private readonly repetition: WorkLoop;
  private readonly running = new Set<Try>();
  private isStopping = false;

  constructor(
    private readonly deliveries: WebhookDeliveries,
    private readonly means: Means,
  ) {
    this.repetition = new WorkLoop(() => this.sendDue(), means.onError);
  }

  /** Has it look at once: something may be due. */
  wake(): void {
    this.repetition.wake();
  }

  /** Lets tries that run end for two seconds; those that are cut off then are made anew by whoever comes next. */
  async stop(): Promise<void> {
    await this.repetition.stop();
    this.isStopping = true;
    const timer = setTimeout(() => {
      for (const { abortion } of this.running) abortion.abort();
    }, partingMs);
    await Promise.all([...this.running].map(({ ended }) => ended));
    clearTimeout(timer);
  }

  private async sendDue(): Promise<number> {
    const now = this.now();
    const due = await this.deliveries.findDue(now);
    const rooms = new Map(due.map((id) => [id, this.roomFor(id)] as const).filter(([, room]) => room > 0));
    if (rooms.size > 0) for (const delivery of await this.deliveries.claim(rooms, now)) this.begin(delivery);
    return pollMs;
  }

  private roomFor(webhookId: number): number {
    return mostAtOnce - [...this.running].filter((one) => one.webhookId === webhookId).length;
  }

  private begin(delivery: ClaimedDelivery): void {
    const abortion = new AbortController();
    const timer = setTimeout(() => {
      abortion.abort();
    }, attemptMs);
    const ended = this.attempt(delivery, abortion.signal)
      .catch(this.means.onError)
      .finally(() => {
        clearTimeout(timer);
        this.running.delete(started);
        this.repetition.wake();
      });
    const started: Try = { webhookId: delivery.webhookId, abortion, ended };
    this.running.add(started);
  }

  private async attempt(delivery: ClaimedDelivery, signal: AbortSignal): Promise<void> {
    const answer = await this.send(delivery, signal);
    if (answer.status === null && this.isStopping && signal.aborted) {
      // Not a try: servers that are started anew one after another would use up all ten of them.
      await this.deliveries.settle(delivery, { attempts: delivery.attempts - 1, nextAttemptAt: this.now() });
    } else if (answer.status === gone) {
      await this.deliveries.disable(delivery, settlementOf(answer, null), this.now());
    } else {
      await this.deliveries.settle(delivery, settlementOf(answer, this.nextAttemptAt(delivery, answer)));
    }
  }

  private async send(delivery: ClaimedDelivery, signal: AbortSignal): Promise<Answer> {
    const { secrets, targets, clock, onError } = this.means;
    try {
      const secret = await secrets.open(delivery.sealedSecret);
      const message = { id: messageId(delivery), body: messageBody(delivery) };
      return await post(delivery.url, message, secret, { targets, now: clock(), signal });
    } catch (error) {
      // An operator can put the key back that is missing, so that it is tried like all else.
      onError(error);
      return { status: null, error: 'The server cannot sign the message', retryAfterMs: 0 };
    }
  }

  /** null: it is given up. */
  private nextAttemptAt({ attempts }: ClaimedDelivery, { retryAfterMs }: Answer): string | null {
    const delay = retriesMs[attempts - 1];
    if (delay === undefined) return null;
    const wanted = Math.max(delay, Math.min(retryAfterMs, longestRetryAfterMs));
    return later(this.now(), wanted * (1 + jitter * Math.random()));
  }

  private now(): string {
    return this.means.clock().toISOString();
  }
}

function settlementOf({ status, error }: Answer, nextAttemptAt: string | null): Settlement {
  const { PENDING, DELIVERED, FAILED } = WebhookDeliveryState;
  const seen = { responseStatus: status, error };
  if (status !== null && status >= 200 && status < 300) return { ...seen, state: DELIVERED, nextAttemptAt: null };
  return { ...seen, state: nextAttemptAt === null ? FAILED : PENDING, nextAttemptAt };
}
