import type { Logger } from 'pino';
import { WorkLoop } from '../../core/background/work-loop';
import type { Clock } from '../../core/time';
import { ATTEMPT_MS, type LeasedMail, type MailQueue } from './mail-queue';
import { isPermanent, type MailTransport, reasonOf } from './mail-transport';

const POLL_MS = 1_000;

/**
 * Attempts of one mail. A server that takes a mail and never says so delivers it this often at most. With the waits between
 * them, they cover an outage of nine hours.
 */
const MAX_ATTEMPTS = 20;

/** Maximum concurrent attempts of one instance. A recipient whose server is slow to reply takes one of them. */
const MAX_CONCURRENT = 5;

interface MailSenderOptions {
  readonly transport: MailTransport;
  /** True if the transport keeps mails, so that their texts are still needed. */
  readonly keepsFiles: boolean;
  /** Aborts when a stop no longer waits for the replies to mails that are being sent. */
  readonly ending: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Sends due mails, a few at a time. A mail that fails is tried again, after waits that double up to an hour, until it
 * expires, the server of the recipient refuses it for good, or it has had its attempts. If the process is killed or the
 * connection breaks between the acceptance of a mail and its record, the mail is sent again with the same message id.
 */
export class MailSender {
  private readonly loop: WorkLoop;
  private readonly running = new Set<Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly options: MailSenderOptions,
  ) {
    this.loop = new WorkLoop(
      () => this.sendDue(),
      (error) => {
        this.logError(error);
      },
    );
  }

  /** Looks for due mails now. */
  wake(): void {
    this.loop.wake();
  }

  /** Waits for the mails that are being sent, until `ending`. The next process sends those that had no reply again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.loop.stop();
    await Promise.all(this.running);
  }

  private async sendDue(): Promise<number> {
    const free = MAX_CONCURRENT - this.running.size;
    if (free === 0 || this.options.ending.aborted) return POLL_MS;
    for (const id of await this.queue.findDue(this.now(), free)) {
      if (this.isStopping) break;
      const mail = await this.queue.lease(id, this.options.clock);
      if (mail !== null) this.start(mail);
    }
    return POLL_MS;
  }

  private start(mail: LeasedMail): void {
    const running = this.send(mail)
      .catch((error: unknown) => {
        this.logError(error);
      })
      .finally(() => {
        this.running.delete(running);
        this.loop.wake();
      });
    this.running.add(running);
  }

  private async send(mail: LeasedMail): Promise<void> {
    const { logger, transport, keepsFiles, ending } = this.options;
    const described = { mail: mail.id, kind: mail.kind };
    if (mail.expiresAt <= this.now()) {
      await this.queue.finish(mail, null);
      logger.warn(described, 'a mail expired before it could be sent');
      return;
    }
    // Attempts that ended with their process reach this number, too.
    if (mail.attempts > MAX_ATTEMPTS) {
      await this.queue.finish(mail, null);
      logger.warn(described, 'a mail has had all its attempts');
      return;
    }
    try {
      const opened = await this.queue.open(mail);
      if (mail.isDecoy === 1) {
        await this.queue.finish(mail, null);
        return;
      }
      const signal = AbortSignal.any([AbortSignal.timeout(ATTEMPT_MS), ending]);
      await transport.send(mail.id, mail.kind, opened, signal);
    } catch (error) {
      const isOver = isPermanent(error) || mail.attempts >= MAX_ATTEMPTS;
      // Messages of servers and of nodemailer may contain the address.
      logger.warn({ ...described, reason: reasonOf(error), isOver }, 'a mail could not be sent');
      await (isOver ? this.queue.finish(mail, null) : this.queue.release(mail, this.now()));
      return;
    }
    await (keepsFiles ? this.queue.keep(mail, this.now()) : this.queue.finish(mail, this.now()));
    logger.info(described, 'a mail was sent');
  }

  private logError(error: unknown): void {
    this.options.logger.error({ err: error }, 'mails could not be read or recorded');
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}
