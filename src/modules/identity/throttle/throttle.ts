import { createHmac } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { addressGroup } from '../../../core/access/address-group';
import type { RequestContext } from '../../../core/access/request-context';
import { DAY_MS, HOUR_MS, later } from '../../../core/time';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { OverloadedError, TooManyRequestsError } from '../../../errors';

/** The subject of a count, and the number of failures after which each further one causes a wait. */
interface Subject {
  /** What the count is about, such as a target and an address. */
  readonly parts: readonly string[];
  readonly freeFailures: number;
  /**
   * True if the count is about many targets. A success at one of them does not delete it. So it decreases by one at each full hour:
   * otherwise, the failures of people who share an address would add up for weeks.
   */
  readonly isShared: boolean;
}

/** The row of a subject. */
interface Count {
  readonly failures: number;
  readonly blockedUntil: string | null;
  readonly lastFailedAt: string;
}

/** A subject with its stored form. */
interface HashedSubject extends Subject {
  readonly hash: string;
}

/** A subject for which an attempt is counted, and the wait that the count has caused; null if none. */
interface CountedSubject extends HashedSubject {
  readonly blockedUntil: string | null;
}

/** One try of a secret. It counts as a failure until `succeed` or `cancel` is called. */
export interface Attempt {
  /** Call it if the secret was correct: reduces the counts in the unit of work that acts on the secret. */
  succeed(manager: EntityManager): Promise<void>;
  /** Call it if the secret was not evaluated: reduces the counts in a unit of work of its own. */
  cancel(): Promise<void>;
}

/** Failures without a wait, from one address for one target. People mistype. */
const FREE_FAILURES_PER_PAIR = 5;

/**
 * Failures without a wait, from one address for all targets. The limit stops those who try one password on many accounts.
 * It is higher because an office may share one address.
 */
const FREE_FAILURES_PER_ADDRESS = 30;

/** Rejected new passwords of one account without a wait. Checking each takes processor time. */
const FREE_REFUSALS = 10;

/** Invitations by one account or API key without a wait. A programme may invite many people on its first day. */
const FREE_INVITATIONS = 100;

const MIN_WAIT_MS = 30_000;
const MAX_WAIT_MS = HOUR_MS;

/** Counts are deleted this long after the latest failure. */
const RETENTION_MS = DAY_MS;

/**
 * Limits guessing. Failures from one address, for one target and for all targets, cause waits that double. Failures from
 * other addresses are never counted with them, so that nobody can lock an account for its owner
 * (docs/adr/0013-credentials.md).
 */
export class Throttle {
  /**
   * @param secret the key of the hashes that the database contains, the same for all instances. If it changes, counts begin again
   */
  constructor(
    private readonly database: Database,
    private readonly secret: () => Promise<Buffer>,
  ) {}

  /**
   * Counts an attempt at a secret as failed before the secret is compared, so that concurrent attempts count each other.
   * During a wait, attempts are not counted, so they do not prolong it.
   *
   * @param target what the secret protects, e.g. `account:someone@example.org`
   * @throws TooManyRequestsError during a wait, and at the second attempt of one operation
   */
  async begin(context: Pick<RequestContext, 'operation' | 'address' | 'now'>, target: string): Promise<Attempt> {
    markAttempt(context, 'An operation may send only one password: send another operation');
    const group = addressGroup(context.address);
    const pair = ofTarget(FREE_FAILURES_PER_PAIR, 'target', target, group);
    const address = shared(FREE_FAILURES_PER_ADDRESS, 'address', group);
    // PostgreSQL locks the rows in this order, which is the same for all attempts, so that they cannot deadlock.
    return this.countInAdvance([pair, address], context.now);
  }

  /**
   * Counts a request for a mail, which has no success. Requests and attempts at passwords never block each other.
   *
   * @param target the address that the mail would be sent to, whether or not it is known
   * @throws TooManyRequestsError during a wait, and at the second request of one operation
   */
  async countMailRequest(
    context: Pick<RequestContext, 'operation' | 'address' | 'now'>,
    target: string,
  ): Promise<void> {
    markAttempt(context, 'An operation may request only one mail: send another operation');
    const group = addressGroup(context.address);
    const pair = ofTarget(FREE_FAILURES_PER_PAIR, 'mail', target, group);
    const address = shared(FREE_FAILURES_PER_ADDRESS, 'mails', group);
    await this.countInAdvance([pair, address], context.now);
  }

  /**
   * Counts an invitation by its recipient, from all inviters together, and by its inviter.
   *
   * @throws TooManyRequestsError during a wait
   */
  async countInvitation({ now }: Pick<RequestContext, 'now'>, inviter: string, recipient: string): Promise<void> {
    const one = ofTarget(FREE_FAILURES_PER_PAIR, 'invited', recipient);
    const all = shared(FREE_INVITATIONS, 'inviter', inviter);
    await this.countInAdvance([one, all], now);
  }

  /**
   * Counts the choice of a new password as rejected before it is checked. The choices of an account count together from
   * all addresses, since only those who know its current password can make one.
   *
   * @throws TooManyRequestsError during a wait
   */
  async beginPasswordChange({ now }: Pick<RequestContext, 'now'>, accountId: number): Promise<Attempt> {
    return this.countInAdvance([ofTarget(FREE_REFUSALS, 'choice', String(accountId))], now);
  }

  /** A successful attempt deletes the count of the first subject, and reduces the counts of the others by this attempt. */
  private async countInAdvance(unhashed: readonly Subject[], now: string): Promise<Attempt> {
    const secret = await this.secret();
    const subjects = unhashed.map((subject) => ({ ...subject, hash: hashOf(subject, secret) }));
    await this.assertNotBlocked(subjects, now);
    const counted: CountedSubject[] = [];
    await this.database.write(async (manager) => {
      for (const subject of subjects) counted.push(await this.count(manager, subject, now));
    });
    const [first, ...others] = counted;
    return {
      succeed: async (manager) => {
        await executeSql(manager, sql`DELETE FROM failed_attempts WHERE subject = ${first!.hash}`);
        for (const subject of others) await uncount(manager, subject);
      },
      cancel: () =>
        this.database.write(async (manager) => {
          for (const subject of counted) await uncount(manager, subject);
        }),
    };
  }

  /** Deletes expired counts. */
  async deleteExpired(now: string): Promise<void> {
    // Rows that an attempt has locked stay until the next time. Waiting for them could cause a deadlock.
    await this.database.write((manager) =>
      executeSql(
        manager,
        sql`DELETE FROM failed_attempts WHERE subject IN (
          SELECT subject FROM failed_attempts WHERE last_failed_at <= ${later(now, -RETENTION_MS)}
          ${forUpdate(manager, { skipLocked: true })})`,
      ),
    );
  }

  private async assertNotBlocked(subjects: readonly HashedSubject[], now: string): Promise<void> {
    const { read } = this.database;
    const hashes = subjects.map(({ hash }) => hash);
    const [found] = await read.query<{ until: string | null }>(
      sql`SELECT max(blocked_until) AS until FROM failed_attempts WHERE ${read.isIn(sql`subject`, hashes)}`,
    );
    if (found?.until != null && found.until > now) throw refusal(found.until, now);
  }

  private async count(manager: EntityManager, subject: HashedSubject, now: string): Promise<CountedSubject> {
    // The assignment changes nothing. It locks the row until the unit of work ends.
    const [row] = await executeSql<Count>(
      manager,
      sql`INSERT INTO failed_attempts (subject, failures, blocked_until, last_failed_at)
        VALUES (${subject.hash}, 0, NULL, ${now})
        ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
        RETURNING failures, blocked_until, last_failed_at`,
    );
    const { blockedUntil } = row!;
    if (blockedUntil !== null && blockedUntil > now) throw refusal(blockedUntil, now);
    const failures = remainingFailures(row!, subject, now) + 1;
    const wait = waitMs(failures - subject.freeFailures);
    const until = wait === 0 ? null : later(now, wait);
    // Clocks of instances differ, and one may be set back. An hour that has begun must not begin again, since it would forgive
    // once more. Failures that a clock far ahead has counted are forgiven only when that time has come.
    const lastFailedAt = row!.lastFailedAt > now ? row!.lastFailedAt : now;
    await executeSql(
      manager,
      sql`UPDATE failed_attempts SET failures = ${failures}, blocked_until = ${until}, last_failed_at = ${lastFailedAt}
        WHERE subject = ${subject.hash}`,
    );
    return { ...subject, blockedUntil: until };
  }
}

/**
 * Cancels the attempt at a secret that was correct, if the error says that nothing could be stored. Rethrows the error.
 *
 * @param error of the unit of work that acts on the secret
 */
export async function cancelIfNotStored(attempt: Attempt, error: unknown): Promise<never> {
  // If the database cannot store this either, the attempt stays counted.
  if (error instanceof OverloadedError) await attempt.cancel().catch(() => undefined);
  throw error;
}

/** @throws TooManyRequestsError if the operation has made an attempt already */
function markAttempt({ operation }: Pick<RequestContext, 'operation'>, refused: string): void {
  if (operation.hasTriedPassword) throw new TooManyRequestsError(refused, 0);
  operation.hasTriedPassword = true;
}

/** The failures that still count at an instant. */
function remainingFailures({ failures, lastFailedAt }: Count, { isShared }: Subject, now: string): number {
  if (lastFailedAt <= later(now, -RETENTION_MS)) return 0;
  if (!isShared) return failures;
  // Negative if the latest failure was counted by a clock that is ahead.
  const hours = Math.max(0, hourNumber(now) - hourNumber(lastFailedAt));
  return Math.max(0, failures - hours);
}

function hourNumber(instant: string): number {
  return Math.floor(Date.parse(instant) / HOUR_MS);
}

/**
 * Reduces a count by one attempt and ends the wait that this attempt caused. A wait that another attempt caused stays,
 * unless the reduced count requires none.
 */
async function uncount(
  manager: EntityManager,
  { hash, freeFailures, blockedUntil: own }: CountedSubject,
): Promise<void> {
  await executeSql(
    manager,
    sql`UPDATE failed_attempts SET
        failures = failures - 1,
        blocked_until = CASE WHEN failures <= ${freeFailures} OR blocked_until = ${own} THEN NULL ELSE blocked_until END
      WHERE subject = ${hash} AND failures > 0`,
  );
}

/** The wait in milliseconds after a failure, by the number of failures in excess of those without a wait. */
function waitMs(excess: number): number {
  return excess < 0 ? 0 : Math.min(MIN_WAIT_MS * 2 ** excess, MAX_WAIT_MS);
}

function refusal(until: string, now: string): TooManyRequestsError {
  const seconds = Math.ceil((Date.parse(until) - Date.parse(now)) / 1000);
  return new TooManyRequestsError(`Too many attempts: try again in ${seconds} seconds`, seconds);
}

function ofTarget(freeFailures: number, ...parts: readonly string[]): Subject {
  return { parts, freeFailures, isShared: false };
}

function shared(freeFailures: number, ...parts: readonly string[]): Subject {
  return { parts, freeFailures, isShared: true };
}

/** The stored form of a subject. With the secret, nobody who has only the database can find an address by trying all. */
function hashOf({ parts }: Subject, secret: Buffer): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex');
}
