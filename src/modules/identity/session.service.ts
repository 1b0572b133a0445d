import sql, { type Sql } from 'sql-template-tag';
import { Not, type EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { BadUserInputError, UnauthenticatedError } from '../../errors';
import { continueAs, type RequestContext } from '../../core/access/request-context';
import type { Role } from '../../core/access/role';
import { later } from '../../core/time';
import { createToken, hashToken } from '../../core/access/token';
import { anonymous, type Viewer } from '../../core/access/viewer';
import type { Attempt, Throttle } from './throttle';
import { Account } from './account.entity';
import { foldEmail } from './email-address';
import type { Passwords } from './passwords';
import { Session, sessionIdleMs, sessionLifetimeMs } from './session.entity';
import type { ChangePasswordInput, SignInInput, SignInPayload } from './session.input';

/** What is read of an account to sign in to it. */
interface Login {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly network_id: number | null;
  readonly password_hash: string;
}

interface GivenPassword {
  readonly email: string;
  readonly password: string;
  /** null: there is no such account. */
  readonly login: Login | null;
}

/** Signing in and out, and the password that it takes. */
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
  ) {}

  /**
   * Begins a session.
   *
   * @throws UnauthenticatedError when the address or the password is wrong: which of them, neither words nor time tell
   * @throws TooManyRequestsError after too many failures, and when too many are signing in at once
   */
  async signIn(context: RequestContext, { email, password }: SignInInput): Promise<SignInPayload> {
    const { now } = context;
    const folded = foldEmail(email);
    const login = await this.findLogin(sql`a.email = ${folded}`);
    const { attempt, newHash } = await this.tryPassword(context, { email: folded, password, login }, (current) =>
      this.passwords.isOutdated(current.password_hash) ? this.passwords.hash(password) : current.password_hash,
    );
    if (login === null || newHash === null) throw wrongLogin();
    const token = createToken('session');
    const expiresAt = later(now, sessionLifetimeMs);
    const id = await this.database.write(async (manager) => {
      if (!(await holdAccount(manager, login, newHash))) throw wrongLogin();
      await attempt.succeed(manager);
      await deleteEndedSessions(manager, login.id, now);
      const session = { tokenHash: hashToken(token), accountId: login.id, createdAt: now, lastUsedAt: now, expiresAt };
      const { identifiers } = await manager.insert(Session, session);
      return identifiers[0]!['id'] as number;
    });
    continueAs(context, viewerOf(login, id));
    return { token, expiresAt, viewer: context.viewer };
  }

  /**
   * Ends the session that asks.
   *
   * @throws UnauthenticatedError when none does
   */
  async signOut(context: RequestContext): Promise<Viewer> {
    const { sessionId } = requireSession(context.viewer);
    await this.database.write((manager) => manager.delete(Session, { id: sessionId }));
    continueAs(context, anonymous);
    return anonymous;
  }

  /**
   * Ends every session of the account that asks.
   *
   * @throws UnauthenticatedError when no session asks
   */
  async signOutEverywhere(context: RequestContext): Promise<Viewer> {
    const { accountId } = requireSession(context.viewer);
    await this.database.write((manager) => manager.delete(Session, { accountId }));
    continueAs(context, anonymous);
    return anonymous;
  }

  /**
   * Gives the account that asks another password, and ends its other sessions.
   *
   * @throws UnauthenticatedError when no session asks
   * @throws BadUserInputError when the current password is wrong or the new one not acceptable
   * @throws TooManyRequestsError as signIn does: failures count as if they were of signing in; and after too many new
   *   passwords that were not acceptable
   */
  async changePassword(context: RequestContext, input: ChangePasswordInput): Promise<Viewer> {
    const { accountId, sessionId } = requireSession(context.viewer);
    const login = await this.findLogin(sql`a.id = ${accountId}`);
    if (login === null) throw new UnauthenticatedError('The account is gone');
    const given = { email: login.email, password: input.currentPassword, login };
    const { attempt, newHash } = await this.tryPassword(context, given, (current) =>
      this.hashAcceptable(context, input.newPassword, current),
    );
    if (newHash === null) throw wrongCurrentPassword();
    await this.database.write(async (manager) => {
      if (!(await holdAccount(manager, login, newHash))) throw wrongCurrentPassword();
      await attempt.succeed(manager);
      await manager.delete(Session, { accountId, id: Not(sessionId) });
    });
    context.loaders.clear();
    return context.viewer;
  }

  private async findLogin(isIt: Sql): Promise<Login | null> {
    const [found] = await this.database.read.query<Login>(
      sql`SELECT a.id, a.email, a.name, a.role, a.network_id, a.password_hash FROM account a WHERE ${isIt}`,
    );
    return found ?? null;
  }

  /**
   * Tries the password of an account, of which there may be none; either costs as much. `newHash` is null when it is
   * wrong, and otherwise what is to be kept for the account from here on. A try that comes to no end is not counted.
   */
  private async tryPassword(
    context: RequestContext,
    { email, password, login }: GivenPassword,
    hashToKeep: (login: Login) => string | Promise<string>,
  ): Promise<{ attempt: Attempt; newHash: string | null }> {
    this.passwords.assertRoom(context.address);
    const attempt = await this.throttle.begin(context, `account:${email}`);
    try {
      const isRight = await this.passwords.matches(password, login?.password_hash ?? null, context.address);
      return { attempt, newHash: isRight && login !== null ? await hashToKeep(login) : null };
    } catch (error) {
      await attempt.forgo();
      throw error;
    }
  }

  private async hashAcceptable(context: RequestContext, password: string, { id, email, name }: Login): Promise<string> {
    const choice = await this.throttle.beginChoice(context, id);
    await this.passwords.assertAcceptable(password, 'input.newPassword', [email, name]);
    await choice.forgo();
    return this.passwords.hash(password);
  }
}

/**
 * Keeps this hash for the account, unless another was put in its place since it was read: a password that was changed in
 * the meantime opens nothing. The write also makes whoever changes it now wait until the unit of work has ended.
 */
async function holdAccount(manager: EntityManager, login: Login, passwordHash: string): Promise<boolean> {
  const isAsRead = { id: login.id, passwordHash: login.password_hash };
  const { affected } = await manager.update(Account, isAsRead, { passwordHash });
  return affected === 1;
}

async function deleteEndedSessions(manager: EntityManager, accountId: number, now: string): Promise<void> {
  await manager.sql`
    DELETE FROM session
    WHERE account_id = ${accountId} AND (expires_at <= ${now} OR last_used_at <= ${later(now, -sessionIdleMs)})`;
}

function requireSession({ accountId, credential }: Viewer): { accountId: number; sessionId: number } {
  if (accountId === null || credential?.kind !== 'session') {
    throw new UnauthenticatedError('Only whoever has signed in may do this');
  }
  return { accountId, sessionId: credential.id };
}

function viewerOf({ id, email, role, network_id }: Login, sessionId: number): Viewer {
  const credential = { kind: 'session', id: sessionId } as const;
  return { accountId: id, role, networkId: network_id, credential, name: email, grants: [] };
}

function wrongLogin(): UnauthenticatedError {
  return new UnauthenticatedError('The address or the password is wrong');
}

function wrongCurrentPassword(): BadUserInputError {
  return new BadUserInputError('This is not the current password', 'input.currentPassword');
}
