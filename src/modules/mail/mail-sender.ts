import type { Logger } from 'pino';
import { Backoff } from '../../core/background/backoff';
import { WorkLoop } from '../../core/background/work-loop';
import type { Clock } from '../../core/time';
import type { LeasedMail, MailQueue } from './mail-queue';
import { isPermanent, reasonOf, type MailTransport } from './mail-transport';

const POLL_MS = 1_000;

interface MailSenderOptions {
  readonly transport: MailTransport;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Sends due mails one after the other. A mail that fails is tried again, after waits that double up to five minutes, until it
 * expires or the server of the recipient refuses it for good. If this process is killed between the acceptance of a mail and
 * its record, the mail is sent again with the same message id.
 */
export class MailSender {
  private readonly loop: WorkLoop;
  private readonly backoff = new Backoff();
  private isStopping = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly options: MailSenderOptions,
  ) {
    this.loop = new WorkLoop(
      () => this.sendDue(),
      (error) => {
        options.logger.error({ err: error }, 'mails could not be read or recorded');
      },
    );
  }

  /** Looks for due mails now. */
  wake(): void {
    this.loop.wake();
  }

  /** Waits for the mail that is being sent. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.loop.stop();
  }

  private async sendDue(): Promise<number> {
    const now = this.now();
    for (const id of await this.queue.findDue(now, this.backoff.waiting(now))) {
      if (this.isStopping) break;
      const mail = await this.queue.lease(id, this.now());
      if (mail !== null) await this.send(mail);
    }
    return POLL_MS;
  }

  private async send(mail: LeasedMail): Promise<void> {
    const { logger, transport } = this.options;
    const described = { mail: mail.id, kind: mail.kind };
    if (mail.expiresAt <= this.now()) {
      await this.queue.finish(mail, null);
      logger.warn(described, 'a mail expired before it could be sent');
      return;
    }
    try {
      await transport.send(mail.id, mail.kind, await this.queue.open(mail));
    } catch (error) {
      const isOver = isPermanent(error);
      // Messages of servers and of nodemailer may contain the address.
      logger.warn({ ...described, reason: reasonOf(error), isOver }, 'a mail could not be sent');
      if (!isOver) this.backoff.fail(mail.id, this.now());
      await (isOver ? this.queue.finish(mail, null) : this.queue.release(mail, this.now()));
      return;
    }
    await this.queue.finish(mail, this.now());
    logger.info(described, 'a mail was sent');
  }

  private now(): string {
    return this.options.clock().toISOString();
  }
}
