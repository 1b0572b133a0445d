import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import { type EntityManager, Entity, PrimaryColumn } from 'typeorm';
import type { Database } from '../../database/database';
import { TooManyRequestsError } from '../../errors';
import type { RequestContext } from '../../core/access/request-context';
import { DAY_MS, HOUR_MS, later } from '../../core/time';
import { Instant, Integer } from '../../database/columns';
import ipaddr from 'ipaddr.js';

/** What failures are counted for, and how many of them there are before each is followed by a wait. */
interface Subject {
  readonly hash: string;
  readonly freeFailures: number;
}

/** What an attempt has counted beforehand, and the wait that this imposed; null: none. */
interface CountedSubject extends Subject {
  readonly blockedUntil: string | null;
}

/** A try at a secret, counted as a failure until it is told otherwise. */
export interface Attempt {
  /** The secret was right: takes the count back, within the unit of work that acts on it. */
  succeed(manager: EntityManager): Promise<void>;
  /** It came to no failure: takes the count back, in a unit of work of its own. */
  forgo(): Promise<void>;
}

/** Of one address for one target: people mistype. */
const freeFailuresOfPair = 5;

/** Of one address for all targets together: whoever tries one password on many accounts. An office may share one. */
const freeFailuresOfAddress = 30;

/** Of one account for passwords that are refused when it chooses a new one: to look at each takes the server's time. */
const freeRefusals = 10;

const shortestWaitMs = 30_000;
const longestWaitMs = HOUR_MS;

/** Failures are forgotten so long after the last of them. */
const memoryMs = DAY_MS;

/**
 * Limits guessing: failures from one address, for one target and for all, are followed by waits that double. What comes
 * from elsewhere is never counted with them, so that nobody can lock an account for its owner
 * (docs/adr/0013-credentials.md).
 */
export class Throttle {
  constructor(private readonly database: Database) {}

  /**
   * Counts one try at the target's secret, before it is known whether it fails: guesses made at the same time count
   * each other. While a wait lasts nothing is counted, so that trying does not prolong it.
   *
   * @param target what the secret opens, e.g. `account:someone@example.org`
   * @throws TooManyRequestsError while a wait lasts, and at the second try of one operation
   */
  async begin(context: Pick<RequestContext, 'operation' | 'address' | 'now'>, target: string): Promise<Attempt> {
    if (context.operation.hasTriedPassword) {
      throw new TooManyRequestsError('One operation tries one password: send another operation for the next', 0);
    }
    context.operation.hasTriedPassword = true;
    const group = addressGroup(context.address);
    const pair = { hash: subjectHash('target', target, group), freeFailures: freeFailuresOfPair };
    const address = { hash: subjectHash('address', group), freeFailures: freeFailuresOfAddress };
    // Always in this order, in which PostgreSQL locks the rows: two attempts never wait for each other.
    return this.countFirst([pair, address], context.now);
  }

  /**
   * Counts one choice of a new password, before it is known whether it is refused. Choices of an account count together
   * wherever they come from: only whoever has proven its password makes any.
   *
   * @throws TooManyRequestsError while a wait lasts
   */
  async beginChoice({ now }: Pick<RequestContext, 'now'>, accountId: number): Promise<Attempt> {
    return this.countFirst([{ hash: subjectHash('choice', String(accountId)), freeFailures: freeRefusals }], now);
  }

  /** Forgets everything about the first subject when the attempt succeeds; of the others, this attempt alone. */
  private async countFirst(subjects: readonly Subject[], now: string): Promise<Attempt> {
    await this.assertOpen(subjects, now);
    const counted: CountedSubject[] = [];
    await this.database.write(async (manager) => {
      for (const subject of subjects) counted.push(await this.count(manager, subject, now));
    });
    const [first, ...others] = counted;
    return {
      succeed: async (manager) => {
        await manager.sql`DELETE FROM failed_attempts WHERE subject = ${first!.hash}`;
        for (const subject of others) await takeBack(manager, subject);
      },
      forgo: () =>
        this.database.write(async (manager) => {
          for (const subject of counted) await takeBack(manager, subject);
        }),
    };
  }

  /** Deletes what is forgotten. */
  async forgetStale(now: string): Promise<void> {
    // Rows that an attempt holds are left for the next time: waiting for them could close a circle.
    const unlocked = this.database.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : '';
    await this.database.write(
      (manager) => manager.sql`
        DELETE FROM failed_attempts WHERE subject IN (
          SELECT subject FROM failed_attempts WHERE last_failed_at <= ${later(now, -memoryMs)} ${() => unlocked}
        )`,
    );
  }

  private async assertOpen(subjects: readonly Subject[], now: string): Promise<void> {
    const { read } = this.database;
    const hashes = subjects.map(({ hash }) => hash);
    const [found] = await read.query<{ until: string | null }>(
      sql`SELECT max(blocked_until) AS until FROM failed_attempts WHERE ${read.isIn(sql`subject`, hashes)}`,
    );
    if (found?.until != null && found.until > now) throw refusal(found.until, now);
  }

  private async count(manager: EntityManager, { hash, freeFailures }: Subject, now: string): Promise<CountedSubject> {
    const [counted] = await manager.sql<{ failures: number }[]>`
      INSERT INTO failed_attempts (subject, failures, blocked_until, last_failed_at)
      VALUES (${hash}, 1, NULL, ${now})
      ON CONFLICT (subject) DO UPDATE SET
        failures = CASE
          WHEN failed_attempts.last_failed_at <= ${later(now, -memoryMs)} THEN 1
          ELSE failed_attempts.failures + 1
        END,
        last_failed_at = excluded.last_failed_at
      WHERE failed_attempts.blocked_until IS NULL OR failed_attempts.blocked_until <= ${now}
      RETURNING failures`;
    if (counted === undefined) throw refusal(await blockedUntil(manager, hash), now);
    const wait = waitMs(counted.failures - freeFailures);
    const until = wait === 0 ? null : later(now, wait);
    await manager.sql`UPDATE failed_attempts SET blocked_until = ${until} WHERE subject = ${hash}`;
    return { hash, freeFailures, blockedUntil: until };
  }
}

async function blockedUntil(manager: EntityManager, hash: string): Promise<string> {
  const [found] = await manager.sql<{ blocked_until: string }[]>`
    SELECT blocked_until FROM failed_attempts WHERE subject = ${hash}`;
  return found!.blocked_until;
}

/** Also ends the wait that came with the count; one that another attempt's brought about stays, unless none is due. */
async function takeBack(
  manager: EntityManager,
  { hash, freeFailures, blockedUntil: own }: CountedSubject,
): Promise<void> {
  await manager.sql`
    UPDATE failed_attempts SET
      failures = failures - 1,
      blocked_until = CASE WHEN failures <= ${freeFailures} OR blocked_until = ${own} THEN NULL ELSE blocked_until END
    WHERE subject = ${hash} AND failures > 0`;
}

/** How long nothing may be tried after a failure, by how many there have been beyond those that are free. */
function waitMs(beyond: number): number {
  return beyond < 0 ? 0 : Math.min(shortestWaitMs * 2 ** beyond, longestWaitMs);
}

function refusal(until: string, now: string): TooManyRequestsError {
  const seconds = Math.ceil((Date.parse(until) - Date.parse(now)) / 1000);
  return new TooManyRequestsError(`Too many failures: try again in ${seconds} seconds`, seconds);
}

/** What is kept of whom or what a count is for. */
function subjectHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** How often something that is guarded by a secret was tried in vain, from one place. */
@Entity()
export class FailedAttempts {
  /** SHA-256, in hexadecimal, of what was tried from where: the table names neither accounts nor addresses. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  subject!: string;

  @Integer()
  failures!: number;

  /** Until when nothing more may be tried; null: no wait was ever imposed. */
  @Instant({ nullable: true })
  blockedUntil!: string | null;

  @Instant()
  lastFailedAt!: string;
}

/** Bits of an IPv6 address that name whom it was given to: a household is given a /56 to take addresses from. */
const networkBits = 56;

/** Whose attempts count as one: an IPv4 address, however it is written, or the /56 network of an IPv6 address. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${networkBits}`).toString()}/${networkBits}`
    : parsed.toString();
}
