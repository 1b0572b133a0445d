import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type Clock, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../core/time';
import type { Database } from '../../database/database';
import { notify } from '../../database/postgres/notifications';
import type { ReadDatabase } from '../../database/reading/read-database';
import { sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { KeyRing } from '../../storage/key-ring';
import { Mail } from './mail.entity';
import { MailKind, type MailValues, NOTICES, REPLACED_KINDS } from './mail-kind';
import { type MailText, writeMail } from './mail-text';

export interface MailRecipient {
  /** An address that `isEmail` accepts. */
  readonly to: string;
  /** What mails of `REPLACED_KINDS` are about: those about something else do not replace each other. */
  readonly scope?: string | null;
}

/** A mail that is to be sent. */
export interface NewMail<K extends MailKind> extends MailRecipient {
  readonly kind: K;
  /** The language of the recipient; null if it is not known. */
  readonly locale: string | null;
  readonly values: MailValues[K];
  /** The instant from which the mail is of no use. */
  readonly expiresAt: string;
  /** Of mails with the same key, only the first is sent, until it has expired. */
  readonly onceKey?: string;
}

/** The columns of a mail that is written and encrypted. */
export type SealedMail = Pick<
  Mail,
  'kind' | 'recipientHash' | 'sealed' | 'keyId' | 'queuedAt' | 'expiresAt' | 'onceKey'
>;

/** A mail as every attempt sends it. */
export interface OutgoingMail extends MailText {
  readonly to: string;
  /** Receivers recognise a repeated mail by it. */
  readonly messageId: string;
  readonly date: string;
}

/** A mail that this process has leased to send it now. */
export interface LeasedMail {
  readonly id: number;
  readonly kind: MailKind;
  readonly sealed: string;
  readonly expiresAt: string;
  /** Attempts that have begun, including the one of this lease. */
  readonly attempts: number;
  /** 1: the mail is not to be sent. */
  readonly isDecoy: number;
  /** The end of the lease. It also identifies the lease. */
  readonly lease: string;
}

/** A mail that an administrator can pass on. */
export interface KeptMail extends OutgoingMail {
  readonly at: string;
  readonly expiresAt: string;
}

/** A mail that was deleted. */
export type ExpiredMail = Pick<Mail, 'id' | 'kind' | 'queuedAt'>;

/** The deadline of an attempt. */
export const ATTEMPT_MS = 5 * MINUTE_MS;

/** Longer than an attempt. After it, the process that made the attempt must be dead. */
const LEASE_MS = ATTEMPT_MS + MINUTE_MS;

const MIN_WAIT_MS = SECOND_MS;
const MAX_WAIT_MS = HOUR_MS;

/** Bounds of the time after which a mail that nobody may notice is due. The response has been sent by then. */
const UNNOTICED_AFTER_MS = [SECOND_MS, 3 * SECOND_MS] as const;

/** The maximum number of kept mails that are listed. */
export const MAX_KEPT = 100;

interface MailQueueOptions {
  readonly keyRing: KeyRing;
  /** The name by which readers know the server. */
  readonly service: string;
  /** The language of recipients whose language is not known. */
  readonly defaultLocale: string;
  /** The host of message ids. */
  readonly host: string;
}

/** Stores mails in the transactions of what they are about, and leases them to the processes that send them. */
export class MailQueue {
  private readonly read: ReadDatabase;

  constructor(
    private readonly database: Database,
    private readonly options: MailQueueOptions,
  ) {
    this.read = database.read.withoutListeners();
  }

  /** Writes and encrypts a mail. Call it before the unit of work that adds the mail: encrypting takes milliseconds. */
  async seal<K extends MailKind>(mail: NewMail<K>, now: string): Promise<SealedMail> {
    const { keyRing, service, defaultLocale, host } = this.options;
    const outgoing: OutgoingMail = {
      ...writeMail(mail.kind, mail.locale ?? defaultLocale, mail.values, service),
      to: mail.to,
      messageId: `<${randomUUID()}@${host}>`,
      date: now,
    };
    const { keyId, sealed } = await keyRing.seal(Buffer.from(JSON.stringify(outgoing)));
    return {
      kind: mail.kind,
      recipientHash: REPLACED_KINDS.has(mail.kind) ? hashOf(mail) : null,
      sealed: sealed.toString('base64'),
      keyId,
      queuedAt: now,
      expiresAt: mail.expiresAt,
      onceKey: mail.onceKey ?? null,
    };
  }

  /**
   * Adds a mail in the caller's transaction, unless there is one with the same `onceKey`. It is sent after the commit, even if
   * the server stops in between. A mail of `REPLACED_KINDS` replaces an earlier one to the recipient and scope that has not been
   * sent yet.
   */
  add(manager: EntityManager, mail: SealedMail): Promise<void> {
    return this.insert(manager, mail, { dueAt: mail.queuedAt, isDecoy: 0 });
  }

  /** Like `add`, for a mail that is sent some seconds later, so that the request does not take the time of sending it. */
  addUnnoticed(manager: EntityManager, mail: SealedMail): Promise<void> {
    return this.insert(manager, mail, { dueAt: unnoticedAfter(mail.queuedAt), isDecoy: 0 });
  }

  /** Adds a mail that takes the same work as one by `addUnnoticed`, but is never sent. */
  addDecoy(manager: EntityManager, mail: SealedMail): Promise<void> {
    return this.insert(manager, mail, { dueAt: unnoticedAfter(mail.queuedAt), isDecoy: 1 });
  }

  /** Withdraws an invitation to an address that has not been sent yet, or that was kept, in the caller's transaction. */
  async withdrawInvitation(manager: EntityManager, recipient: MailRecipient, now: string): Promise<void> {
    const withdrawn = { kind: MailKind.INVITATION, recipientHash: hashOf(recipient) };
    await withdrawEarlier(manager, withdrawn, { isDecoy: 0, now });
  }

  /** The ids of the next mails that are due. Notices come last: people wait for the others. */
  async findDue(now: string, limit: number): Promise<number[]> {
    const rows = await this.read.query<{ id: number }>(
      sql`SELECT m.id FROM mail m WHERE m.next_attempt_at <= ${now}
        ORDER BY CASE WHEN ${this.read.isIn(sql`m.kind`, NOTICES)} THEN 1 ELSE 0 END, m.next_attempt_at, m.id LIMIT ${limit}`,
      { planMode: 'custom' },
    );
    return rows.map(({ id }) => id);
  }

  /** Leases a mail; null if another process has it, or has sent it. */
  async lease(id: number, clock: Clock): Promise<LeasedMail | null> {
    return this.database.write(async (manager) => {
      // The unit of work may have waited for longer than a lease.
      const now = clock().toISOString();
      const lease = later(now, LEASE_MS);
      const [leased] = await executeSql<Omit<LeasedMail, 'lease'>>(
        manager,
        sql`UPDATE mail SET next_attempt_at = ${lease}, attempts = attempts + 1
          WHERE id = ${id} AND next_attempt_at <= ${now} RETURNING id, kind, sealed, expires_at, attempts, is_decoy`,
      );
      return leased === undefined ? null : { ...leased, lease };
    });
  }

  /** @throws Error when no key of the ring decrypts the mail */
  async open({ sealed }: Pick<LeasedMail, 'sealed'>): Promise<OutgoingMail> {
    const opened = await this.options.keyRing.open(Buffer.from(sealed, 'base64'));
    return JSON.parse(opened.toString()) as OutgoingMail;
  }

  /** Records that a mail was sent, or that it never will be. Its text is deleted. */
  async finish(mail: LeasedMail, sentAt: string | null): Promise<void> {
    await this.update(mail, { sentAt, sealed: null, keyId: null, nextAttemptAt: null });
  }

  /** Records that a mail was kept as a file. Its text stays until it expires, so that administrators can pass it on. */
  async keep(mail: LeasedMail, keptAt: string): Promise<void> {
    await this.update(mail, { sentAt: keptAt, nextAttemptAt: null });
  }

  /** The mails that were kept and have not expired, newest first. One that no key of the ring decrypts is left out. */
  async findKept(now: string): Promise<KeptMail[]> {
    const rows = await this.read.query<{ sealed: string; expiresAt: string }>(
      sql`SELECT m.sealed, m.expires_at FROM mail m
        WHERE m.sent_at IS NOT NULL AND m.sealed IS NOT NULL AND m.expires_at > ${now}
        ORDER BY m.id DESC LIMIT ${MAX_KEPT}`,
    );
    const opened = await Promise.all(
      rows.map(async (row) => {
        const mail = await this.open(row).catch(() => null);
        return mail && { ...mail, at: mail.date, expiresAt: row.expiresAt };
      }),
    );
    return opened.filter((mail) => mail !== null);
  }

  /** Ends the lease after an attempt that failed. The wait until the next one doubles with each, for all instances. */
  async release(mail: LeasedMail, now: string): Promise<void> {
    const waitMs = Math.min(MIN_WAIT_MS * 2 ** (mail.attempts - 1), MAX_WAIT_MS);
    await this.update(mail, { nextAttemptAt: later(now, waitMs) });
  }

  /** Deletes mails that have expired at this instant, and returns them. */
  async deleteExpired(now: string): Promise<ExpiredMail[]> {
    return this.database.write((manager) =>
      executeSql<ExpiredMail>(manager, sql`DELETE FROM mail WHERE expires_at <= ${now} RETURNING id, kind, queued_at`),
    );
  }

  private async insert(
    manager: EntityManager,
    mail: SealedMail,
    { dueAt, isDecoy }: { readonly dueAt: string; readonly isDecoy: 0 | 1 },
  ): Promise<void> {
    await withdrawEarlier(manager, mail, { isDecoy, now: mail.queuedAt });
    await executeSql(
      manager,
      sql`INSERT INTO mail
          (kind, recipient_hash, sealed, key_id, queued_at, expires_at, next_attempt_at, attempts, is_decoy, once_key)
        VALUES (${mail.kind}, ${mail.recipientHash}, ${mail.sealed}, ${mail.keyId}, ${mail.queuedAt}, ${mail.expiresAt},
          ${dueAt}, 0, ${isDecoy}, ${mail.onceKey})
        ON CONFLICT (once_key) DO NOTHING`,
    );
    await notify(manager);
  }

  private async update({ id, lease }: LeasedMail, values: Partial<Mail>): Promise<void> {
    await this.database.writeWithRetries((manager) => manager.update(Mail, { id, nextAttemptAt: lease }, values));
  }
}

/**
 * Deletes the texts of mails, which are not sent any more. Their rows are deleted with the files that were kept, but not before an attempt
 * that is running has ended, which may yet write a file. Decoys replace decoys only, by the same statement.
 */
async function withdrawEarlier(
  manager: EntityManager,
  { kind, recipientHash }: Pick<Mail, 'kind' | 'recipientHash'>,
  { isDecoy, now }: { readonly isDecoy: 0 | 1; readonly now: string },
): Promise<void> {
  await executeSql(
    manager,
    sql`UPDATE mail SET sealed = NULL, key_id = NULL, next_attempt_at = NULL, expires_at = coalesce(next_attempt_at, ${now})
      WHERE sealed IS NOT NULL AND kind = ${kind} AND recipient_hash = ${recipientHash} AND is_decoy = ${isDecoy}`,
  );
}

function hashOf({ to, scope }: MailRecipient): string {
  return createHash('sha256')
    .update(scope == null ? to : JSON.stringify([to, scope]))
    .digest('hex');
}

function unnoticedAfter(instant: string): string {
  return later(instant, randomInt(...UNNOTICED_AFTER_MS));
}
