import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { readMail, type ReceivedMail } from './mailbox';

/** An SMTP server on loopback that keeps what it accepts. */
export class MailReceiver {
  readonly mails: ReceivedMail[] = [];
  /** The number of connections so far. */
  attempts = 0;
  private readonly server: SMTPServer;

  /** The responses to the next recipients, in order. */
  readonly refusals: { readonly responseCode: number }[] = [];

  /** Recipients whose mails are read, and get no reply before `reply` is called. */
  readonly slow = new Set<string>();
  private readonly unanswered: (() => void)[] = [];

  constructor() {
    const options: SMTPServerOptions = {
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: (_address, _session, done) => {
        this.attempts += 1;
        const refusal = this.refusals.shift();
        done(refusal && Object.assign(new Error('refused: <someone@example.org>'), refusal));
      },
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const mail = readMail('', Buffer.concat(chunks).toString());
          const accept = (): void => {
            this.mails.push(mail);
            done();
          };
          if (this.slow.has(mail.to)) this.unanswered.push(accept);
          else accept();
        });
      },
    };
    this.server = new SMTPServer(options);
  }

  /** The number of mails that wait for a reply. */
  get waiting(): number {
    return this.unanswered.length;
  }

  /** Replies to the first mail that waits for it. */
  reply(): void {
    this.unanswered.shift()!();
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}
