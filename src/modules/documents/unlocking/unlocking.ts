import type { EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { TooManyRequestsError } from '../../../errors';
import { continueAs, type RequestContext } from '../../../core/access/request-context';
import type { PresentedGrant } from '../../../core/access/viewer';
import { appendToLog, actorName } from '../access-log/audit-log';
import { DocumentAccessAction } from '../access-log/document-access-event.entity';
import type { Attempt, Throttle } from '../../identity/throttle';
import type { Grants, GrantSource } from './grants';
import { UnlockRefusal, type DocumentsUnlocked, type UnlockRefused } from './unlock.input';

/** A right password. */
interface PasswordMatch {
  readonly source: GrantSource;
  readonly recipient: string | null;
  /** When it stops to open anything; null: no end. */
  readonly endsAt: string | null;
  /** Uses it, unless it has come to its end. */
  readonly use: (manager: EntityManager) => Promise<boolean>;
}

/** The key of what has none: nothing in the database has it. */
export const NO_SUCH_KEY = 0;

/** What a password was tried on, and what came of it. */
export interface PasswordResult {
  /** Of the documents, those that whoever tries it may know of. */
  readonly documentIds: readonly number[];
  /** null: the password is wrong. */
  readonly match: PasswordMatch | null;
}

/** How a password is tried. */
interface PasswordCheck {
  /** Throws TooManyRequestsError when there is no room for one more to be tried now. */
  readonly assertCapacity?: () => void;
  readonly checkPassword: () => Promise<PasswordResult>;
}

type Unlocked = Omit<DocumentsUnlocked, 'documents'>;

/**
 * What every try of a password goes through: it is counted, looked at and written down. A wrong password and a thing
 * that is not there, or not to be known of, go the same way with the same statements.
 */
export class Unlocking {
  constructor(
    private readonly database: Database,
    private readonly throttle: Throttle,
    private readonly grants: Grants,
  ) {}

  /**
   * When the password opens something, the rest of the operation sees that open.
   *
   * @param target what is to be unlocked, by whatever name it was given
   */
  async attempt(
    context: RequestContext,
    target: string,
    { assertCapacity, checkPassword }: PasswordCheck,
  ): Promise<Unlocked | UnlockRefused> {
    try {
      assertCapacity?.();
      const attempt = await this.throttle.begin(context, target);
      const trial = await checkPassword().catch(async (error: unknown) => {
        await attempt.cancel();
        throw error;
      });
      const given = await this.database.write((manager) => this.recordResult(manager, context, trial, attempt));
      if (given === null) return refuse(trial.match === null ? UnlockRefusal.WRONG_PASSWORD : UnlockRefusal.EXPIRED);
      const { token, presented } = given;
      continueAs(context, { ...context.viewer, grants: [...context.viewer.grants, presented] });
      return { grant: token, expiresAt: presented.expiresAt };
    } catch (error) {
      if (!(error instanceof TooManyRequestsError)) throw error;
      return refuse(UnlockRefusal.TOO_MANY_ATTEMPTS, error.retryAfterSeconds);
    }
  }

  /** Gives a grant for a right password; null: it was none. Either way it is written down. */
  private async recordResult(
    manager: EntityManager,
    context: RequestContext,
    { documentIds, match }: PasswordResult,
    attempt: Attempt,
  ): Promise<{ token: string; presented: PresentedGrant } | null> {
    let given = null;
    if (match !== null && (await match.use(manager))) {
      given = await this.grants.issue(manager, context, match.source, match.endsAt);
      await attempt.succeed(manager);
    }
    const event = {
      action: given === null ? DocumentAccessAction.UNLOCK_REFUSED : DocumentAccessAction.UNLOCKED,
      at: context.now,
      by: actorName(context.viewer, match),
      address: context.address,
    };
    const about = documentIds.length === 0 ? [null] : documentIds;
    await appendToLog(manager, ...about.map((documentId) => ({ ...event, documentId })));
    return given;
  }
}

function refuse(reason: UnlockRefusal, retryAfterSeconds: number | null = null): UnlockRefused {
  return { reason, retryAfterSeconds };
}
