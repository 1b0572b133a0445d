import { type EntityManager, Not } from 'typeorm';
import { continueAs, type RequestContext } from '../../../core/access/request-context';
import type { Role } from '../../../core/access/role';
import { anonymous, type Viewer } from '../../../core/access/viewer';
import { Problems } from '../../../core/mutations/problems';
import type { Database } from '../../../database/database';
import { type Sql, sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { BadUserInputError, UnauthenticatedError } from '../../../errors';
import { Account, foldEmail } from '../account/account.entity';
import { AccountLink } from '../account-links/account-link.entity';
import { assertNotEnded } from '../credentials';
import type { NewPasswords } from '../password/new-passwords';
import type { Passwords } from '../password/passwords';
import { type Attempt, cancelIfNotStored, type Throttle } from '../throttle/throttle';
import { insertSession, type NewSession, Session, viewerOf } from './session.entity';
import type { ChangePasswordInput, SignInInput, SignInPayload, StartBrowserSessionPayload } from './session.input';
import { isOpen } from './session.policy';

/** The columns of an account that signing in reads. */
interface Login {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly networkId: number | null;
  readonly passwordHash: string;
}

interface SubmittedPassword {
  readonly email: string;
  readonly password: string;
  /** null if there is no such account. */
  readonly login: Login | null;
}

/** Signs accounts in and out, and changes their passwords. */
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly newPasswords: NewPasswords,
  ) {}

  /**
   * Starts a session for a program, which gets its token.
   *
   * @throws UnauthenticatedError when the address or the password is wrong; neither message nor timing reveals which
   * @throws TooManyRequestsError after too many failures, and when too many passwords are being checked
   */
  async signIn(context: RequestContext, input: SignInInput): Promise<SignInPayload> {
    const { token, expiresAt } = await this.start(context, input);
    return { token, expiresAt, viewer: context.viewer };
  }

  /**
   * Starts a session whose token is in a cookie of the browser. It replaces the session of that cookie, which ends.
   *
   * @throws BadUserInputError when the request does not ask for the session of a cookie
   * @throws UnauthenticatedError and TooManyRequestsError as `signIn` does
   */
  async startInBrowser(context: RequestContext, input: SignInInput): Promise<StartBrowserSessionPayload> {
    const { sessionCookie, viewer, now } = context;
    if (sessionCookie === null) {
      throw new BadUserInputError('Send the header Entente-Session: cookie, or use signIn', 'Entente-Session');
    }
    const replaced = viewer.credential?.kind === 'session' ? viewer.credential.id : null;
    const { token, expiresAt } = await this.start(context, input, replaced);
    sessionCookie.set(token, Date.parse(expiresAt) - Date.parse(now));
    return { expiresAt, viewer: context.viewer };
  }

  /** @param replaced the id of the session that ends when the new one starts; null if none does */
  private async start(
    context: RequestContext,
    { email, password }: SignInInput,
    replaced: number | null = null,
  ): Promise<NewSession> {
    const { now } = context;
    const folded = foldEmail(email);
    const login = await this.findLogin(sql`a.email = ${folded} AND a.invited_at IS NULL`);
    const { attempt, newHash } = await this.checkPassword(context, { email: folded, password, login }, (current) =>
      this.passwords.isOutdated(current.passwordHash) ? this.passwords.hash(password) : current.passwordHash,
    );
    if (login === null || newHash === null) throw wrongLogin();
    const store = async (manager: EntityManager): Promise<NewSession> => {
      if (!(await lockUnchangedAccount(manager, login, newHash))) throw wrongLogin();
      await attempt.succeed(manager);
      if (replaced !== null) await manager.delete(Session, { id: replaced });
      return insertSession(manager, login.id, now);
    };
    const session = await this.database.write(store).catch((error: unknown) => cancelIfNotStored(attempt, error));
    continueAs(context, viewerOf(login, session));
    return session;
  }

  /**
   * Ends the current session.
   *
   * @throws UnauthenticatedError when the viewer has no session
   */
  async signOut(context: RequestContext): Promise<Viewer> {
    const { sessionId } = getOwnSession(context.viewer);
    await this.database.write((manager) => manager.delete(Session, { id: sessionId }));
    context.sessionCookie?.delete();
    continueAs(context, anonymous);
    return anonymous;
  }

  /**
   * Ends all sessions of the viewer's account.
   *
   * @throws UnauthenticatedError when the viewer has no session
   */
  async signOutEverywhere(context: RequestContext): Promise<Viewer> {
    const { accountId } = getOwnSession(context.viewer);
    await this.database.write((manager) => manager.delete(Session, { accountId }));
    context.sessionCookie?.delete();
    continueAs(context, anonymous);
    return anonymous;
  }

  /**
   * Changes the password of the viewer's account, and ends its other sessions.
   *
   * @throws UnauthenticatedError when the viewer has no session, or it has ended since the request arrived
   * @throws BadUserInputError when the current password is empty or wrong, or the new one is not acceptable
   * @throws TooManyRequestsError as `signIn` does, since failures count together with those of signing in; also after
   *   too many rejected new passwords
   */
  async changePassword(context: RequestContext, input: ChangePasswordInput): Promise<Viewer> {
    const { accountId, sessionId } = getOwnSession(context.viewer);
    // Before it counts as a failure: a form that is sent too early must not lock the account.
    const problems = new Problems();
    if (input.currentPassword === '') problems.add('input.currentPassword', 'REQUIRED', 'must not be empty');
    problems.assertNone();
    const login = await this.findLogin(sql`a.id = ${accountId}`);
    if (login === null) throw new UnauthenticatedError('The account has been deleted');
    const submitted = { email: login.email, password: input.currentPassword, login };
    const { attempt, newHash } = await this.checkPassword(context, submitted, (current) =>
      this.newPasswords.checkAndHash(context, input.newPassword, 'input.newPassword', current),
    );
    if (newHash === null) throw wrongCurrentPassword();
    // A link that sets the password at the same time locks the same rows in the opposite order. After a deadlock, this runs again.
    const store = async (manager: EntityManager): Promise<void> => {
      if (!(await lockUnchangedAccount(manager, login, newHash))) throw wrongCurrentPassword();
      await assertNotEnded(manager, this.database.read, context.viewer, context.now);
      await attempt.succeed(manager);
      await manager.delete(Session, { accountId, id: Not(sessionId) });
      await manager.delete(AccountLink, { accountId });
    };
    await this.database.writeWithRetries(store).catch((error: unknown) => cancelIfNotStored(attempt, error));
    context.loaders.clear();
    return context.viewer;
  }

  private async findLogin(isMatch: Sql): Promise<Login | null> {
    const [found] = await this.database.read.query<Login>(
      sql`SELECT a.id, a.email, a.name, a.role, a.network_id, a.password_hash FROM account a WHERE ${isMatch}`,
    );
    return found ?? null;
  }

  /**
   * Checks a password. It takes the same time whether or not the account exists. `newHash` is null if the password is
   * wrong, and otherwise the hash to store from now on. If the check fails with an error, the attempt is not counted.
   */
  private async checkPassword(
    context: RequestContext,
    { email, password, login }: SubmittedPassword,
    hashToStore: (login: Login) => string | Promise<string>,
  ): Promise<{ attempt: Attempt; newHash: string | null }> {
    this.passwords.assertCapacity(context.address);
    const attempt = await this.throttle.begin(context, `account:${email}`);
    try {
      const isCorrect = await this.passwords.matches(password, login?.passwordHash ?? null, context.address);
      return { attempt, newHash: isCorrect && login !== null ? await hashToStore(login) : null };
    } catch (error) {
      await attempt.cancel();
      throw error;
    }
  }
}

/**
 * Stores this hash for the account, and returns false if the stored hash has changed since it was read: a password that
 * was changed in the meantime no longer signs in. The write also locks the account, so that a concurrent change of the
 * password waits until this unit of work ends.
 */
async function lockUnchangedAccount(manager: EntityManager, login: Login, passwordHash: string): Promise<boolean> {
  const isUnchanged = { id: login.id, passwordHash: login.passwordHash };
  const { affected } = await manager.update(Account, isUnchanged, { passwordHash });
  return affected === 1;
}

/** Deletes sessions that have ended at this instant. */
export async function deleteEndedSessions(manager: EntityManager, now: string): Promise<void> {
  // Rows that a concurrent change has locked stay until the next time. Waiting for them could cause a deadlock.
  await executeSql(
    manager,
    sql`DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE NOT (${isOpen('session', now)}) ${forUpdate(manager, { skipLocked: true })})`,
  );
}

/** @throws UnauthenticatedError when the viewer has no session */
export function getOwnSession({ accountId, credential }: Viewer): { accountId: number; sessionId: number } {
  if (accountId === null || credential?.kind !== 'session') {
    throw new UnauthenticatedError('This requires a session: sign in first');
  }
  return { accountId, sessionId: credential.id };
}

function wrongLogin(): UnauthenticatedError {
  return new UnauthenticatedError('The email address or the password is wrong');
}

function wrongCurrentPassword(): BadUserInputError {
  return new BadUserInputError('currentPassword is wrong', 'input.currentPassword');
}
