import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SECOND_MS } from '../../core/time';
import { parseUrl } from '../../url';
import type { MailKind } from './mail-kind';
import { ATTEMPT_MS, type ExpiredMail, type OutgoingMail } from './mail-queue';

/** Loaded with the first mail: it would lengthen every start. */
const loadNodemailer = () => import('nodemailer');

/** Where mails go. */
export interface MailTransport {
  /**
   * @param id identifies the mail: a repeated attempt has the same
   * @param signal ends the attempt
   */
  send(id: number, kind: MailKind, mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}

/**
 * Limits within one attempt, in milliseconds. A server may scan a mail before it accepts it, and RFC 5321, section 4.5.3.2.6,
 * lets that take minutes. A client that hangs up before the reply sends a mail twice, so only the deadline ends the wait for it.
 */
const TIMEOUTS = {
  dnsTimeout: 5 * SECOND_MS,
  connectionTimeout: 5 * SECOND_MS,
  greetingTimeout: 30 * SECOND_MS,
  socketTimeout: ATTEMPT_MS,
};

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Sends mails to an SMTP server. Without `smtps:`, it requires STARTTLS, except on this machine: mails contain secrets.
 * Parameters of the URL, such as `?requireTLS=false`, take precedence.
 */
export class SmtpTransport implements MailTransport {
  private readonly options;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    const { protocol, hostname } = parseUrl(url)!;
    const requireTLS = protocol === 'smtp:' && !LOOPBACK.test(hostname);
    this.options = { ...TIMEOUTS, requireTLS, url };
  }

  async send(_id: number, _kind: MailKind, mail: OutgoingMail, signal: AbortSignal): Promise<void> {
    const { createTransport } = await loadNodemailer();
    await createTransport(this.options).sendMail({ ...messageOf(mail, this.from), signal });
  }
}

/** Keeps mails as files that only their owner may read, for machines without an SMTP server. */
export class MailDirectory implements MailTransport {
  constructor(
    private readonly directory: string,
    private readonly from: string,
  ) {}

  /** A file appears whole or not at all. A repeated attempt replaces the file of the first. */
  async send(id: number, kind: MailKind, mail: OutgoingMail): Promise<void> {
    const { createTransport } = await loadNodemailer();
    const transporter = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await transporter.sendMail(messageOf(mail, this.from));
    const name = nameOf({ id, kind, queuedAt: mail.date });
    const temporary = path.join(this.directory, `.${name}.${randomBytes(8).toString('hex')}`);
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    try {
      await writeFile(temporary, message as Buffer, { mode: 0o600, flag: 'wx' });
      await rename(temporary, path.join(this.directory, name));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Deletes the file of a mail, if this directory has it. */
  async delete(mail: ExpiredMail): Promise<void> {
    await rm(path.join(this.directory, nameOf(mail)), { force: true });
  }
}

function nameOf({ id, kind, queuedAt }: ExpiredMail): string {
  return `${queuedAt.replaceAll(/[-:]|\.\d+/g, '')}-${id}-${kind.toLowerCase().replaceAll('_', '-')}.eml`;
}

/** True if the server of the recipient has refused the mail for good, so that another attempt is of no use. */
export function isPermanent(error: unknown): boolean {
  const { code, responseCode = 0 } = error as SendError;
  return responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
}

/** The reason of a failure without the text of the server: `EENVELOPE 550`. */
export function reasonOf(error: unknown): string {
  const { code, responseCode, name } = error as SendError & Error;
  return [code ?? name, responseCode].filter((part) => part !== undefined).join(' ');
}

/** The properties of errors of nodemailer and of the file system. */
interface SendError {
  readonly code?: string;
  readonly responseCode?: number;
}

/**
 * The message of a mail. Its headers contain nothing that anybody typed but the address, which is one address: an object is
 * not parsed as a list.
 */
function messageOf({ to, subject, text, html, locale, messageId, date }: OutgoingMail, from: string) {
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    date: new Date(date),
    // RFC 3834, section 5: automatic replies do not answer. RFC 3282 has the language.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': locale },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
