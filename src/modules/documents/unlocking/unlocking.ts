import type { EntityManager } from 'typeorm';
import { continueAs, type RequestContext } from '../../../core/access/request-context';
import type { PresentedGrant } from '../../../core/access/viewer';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { TooManyRequestsError } from '../../../errors';
import { type Attempt, cancelIfNotStored, type Throttle } from '../../identity/throttle/throttle';
import { appendToLog } from '../access-log/audit-log';
import { actorName } from '../access-log/document-access-actor';
import { DocumentAccessAction } from '../access-log/document-access-event.entity';
import type { Grants, GrantSource } from './grants';
import { type DocumentsUnlocked, UnlockRefusal, type UnlockRefused } from './unlock.input';

/** The access code or the password of a page that matched. */
interface PasswordMatch {
  readonly source: GrantSource;
  readonly recipient: string | null;
  /** When the password expires; null if it does not expire. */
  readonly endsAt: string | null;
  /** Counts one use. Returns false if the password has expired, is used up or was revoked. */
  readonly use: (manager: EntityManager) => Promise<boolean>;
  /** Adds a mail about the use, in the transaction that issues the grant. */
  readonly tell?: (manager: EntityManager) => Promise<void>;
}

/** A key that no row has. It stands for a malformed id, so that the check takes the same path. */
export const NO_SUCH_KEY = 0;

/** The result of a password check. */
export interface PasswordResult {
  /** The documents that the password was tried on, as far as they are visible to the viewer, by position. */
  readonly documentIds: readonly number[];
  /** null if the password is wrong. */
  readonly match: PasswordMatch | null;
}

/** The check of one password for one document or page. */
interface PasswordCheck {
  /** Throws TooManyRequestsError if the server cannot check another password now. */
  readonly assertCapacity?: () => void;
  readonly checkPassword: () => Promise<PasswordResult>;
}

type Unlocked = Omit<DocumentsUnlocked, 'documents'>;

/**
 * Runs password checks: counts each attempt, checks the password and logs the result. A wrong password, a document that
 * does not exist and one that is not visible take the same path with the same statements.
 */
export class Unlocking {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly throttle: Throttle,
    private readonly grants: Grants,
  ) {}

  /**
   * Checks a password. If it matches, the rest of the operation has the new grant.
   *
   * @param target identifies what to unlock, also if it does not exist; failed attempts are counted by it
   * @throws UnauthenticatedError when the session or API key of the viewer has ended since the request arrived
   */
  async attempt(
    context: RequestContext,
    target: string,
    { assertCapacity, checkPassword }: PasswordCheck,
  ): Promise<Unlocked | UnlockRefused> {
    try {
      assertCapacity?.();
      const attempt = await this.throttle.begin(context, target);
      const result = await checkPassword().catch(async (error: unknown) => {
        await attempt.cancel();
        throw error;
      });
      const { viewer, now } = context;
      const issued = await this.mutations
        .commit({ viewer, now }, ({ manager }) => this.recordResult(manager, context, result, attempt))
        .catch((error: unknown) => {
          if (result.match === null) throw error;
          return cancelIfNotStored(attempt, error);
        });
      if (issued === null) return refuse(result.match === null ? UnlockRefusal.WRONG_PASSWORD : UnlockRefusal.EXPIRED);
      const { token, presented } = issued;
      continueAs(context, { ...context.viewer, grants: [...context.viewer.grants, presented] });
      return { grant: token, expiresAt: presented.expiresAt };
    } catch (error) {
      if (!(error instanceof TooManyRequestsError)) throw error;
      return refuse(UnlockRefusal.TOO_MANY_ATTEMPTS, error.retryAfterSeconds);
    }
  }

  /**
   * Issues a grant if the password matched and can be used, and logs the result. Returns null if no grant was issued.
   */
  private async recordResult(
    manager: EntityManager,
    context: RequestContext,
    { documentIds, match }: PasswordResult,
    attempt: Attempt,
  ): Promise<{ token: string; presented: PresentedGrant } | null> {
    let issued = null;
    if (match !== null && (await match.use(manager))) {
      issued = await this.grants.issue(manager, context, match.source, match.endsAt);
      await attempt.succeed(manager);
      await match.tell?.(manager);
    }
    const event = {
      action: issued === null ? DocumentAccessAction.UNLOCK_REFUSED : DocumentAccessAction.UNLOCKED,
      at: context.now,
      by: actorName(context.viewer, match),
      address: context.address,
    };
    // A wrong password says nothing about single documents, so that it has one entry, however many the page has.
    const loggedIds = issued === null ? documentIds.slice(0, 1) : documentIds;
    const logged = loggedIds.length === 0 ? [null] : loggedIds;
    await appendToLog(manager, ...logged.map((documentId) => ({ ...event, documentId })));
    return issued;
  }
}

function refuse(reason: UnlockRefusal, retryAfterSeconds: number | null = null): UnlockRefused {
  return { reason, retryAfterSeconds };
}
