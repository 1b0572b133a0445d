import { type EntityManager, IsNull } from 'typeorm';
import { Role, satisfies } from '../../../core/access/role';
import { checkText, MAX_LENGTH } from '../../../core/mutations/checks';
import { Problems } from '../../../core/mutations/problems';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { sql } from '../../../database/sql/sql';
import { BadUserInputError, ConflictError, NotFoundError } from '../../../errors';
import { Network } from '../../catalogue/network/network.entity';
import { AccountLink } from '../account-links/account-link.entity';
import type { Passwords } from '../password/passwords';
import { Session } from '../session/session.entity';
import { Account, foldEmail, isEmail } from './account.entity';

/** A role, and the network that it is bound to. */
export interface AccountRole {
  readonly role: Role;
  /** The network that the role is bound to; null if the role is unbound. */
  readonly networkSlug: string | null;
}

/** The values of a new account. */
export interface NewAccount extends AccountRole {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** An account in the list that the command line prints. */
export interface ListedAccount extends AccountRole {
  readonly email: string;
  readonly name: string;
}

const BATCH_SIZE = 1_000;

/** Manages accounts for the command line. */
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /** The accounts that can sign in, by email address. Reads one batch at a time while the caller iterates. */
  async *list(): AsyncGenerator<ListedAccount> {
    let last = '';
    for (;;) {
      const batch = await this.database.read.query<ListedAccount>(sql`
        SELECT a.email, a.name, a.role, n.slug AS network_slug
        FROM account a LEFT JOIN network n ON n.id = a.network_id
        WHERE a.email > ${last} AND a.invited_at IS NULL ORDER BY a.email LIMIT ${BATCH_SIZE}`);
      yield* batch;
      if (batch.length < BATCH_SIZE) return;
      last = batch.at(-1)!.email;
    }
  }

  /**
   * Creates an account.
   *
   * @param now an instant
   * @throws InvalidInputError with all problems of the address, the name and the role
   * @throws BadUserInputError when the password is not acceptable or the network does not exist
   * @throws ConflictError when the address already has an account
   */
  async create({ email: address, name, role, networkSlug, password }: NewAccount, now: string): Promise<Account> {
    const email = foldEmail(address);
    const problems = new Problems();
    checkAccount(problems, { email, name, role, isBound: networkSlug !== null });
    problems.assertNone();
    await this.passwords.assertAcceptable(password, 'password', [email, name]);
    const passwordHash = await this.passwords.hash(password);
    return this.database.write(async (manager) => {
      await lockAccounts(manager);
      if (await hasAccount(manager, email)) throw new ConflictError(`${email} already has an account`);
      const networkId = await networkIdOf(manager, networkSlug);
      const account = { email, name: name.trim(), role, networkId, passwordHash, createdAt: now };
      return manager.save(manager.create(Account, account));
    });
  }

  /**
   * Sets the password of an account, and ends all its sessions.
   *
   * @throws NotFoundError when the address has no account
   * @throws BadUserInputError when the password is not acceptable
   */
  async setPassword(address: string, password: string): Promise<void> {
    const email = foldEmail(address);
    const [found] = await this.database.read.query<Pick<Account, 'id' | 'name'>>(
      sql`SELECT a.id, a.name FROM account a WHERE a.email = ${email} AND a.invited_at IS NULL`,
    );
    if (found === undefined) throw accountNotFound(email);
    const { id, name } = found;
    await this.passwords.assertAcceptable(password, 'password', [email, name]);
    const passwordHash = await this.passwords.hash(password);
    await this.database.write(async (manager) => {
      if (!(await replacePassword(manager, id, passwordHash))) throw accountNotFound(email);
    });
  }

  /**
   * Sets the role of an account with immediate effect. Its sessions end if it loses rights.
   *
   * @throws NotFoundError when the address has no account
   * @throws InvalidInputError when an administrator would be bound to a network
   * @throws BadUserInputError when the network does not exist
   * @throws ConflictError when the last administrator would lose the role
   */
  async setRole(address: string, { role, networkSlug }: AccountRole): Promise<void> {
    const problems = new Problems();
    checkRoleBinding(problems, role, networkSlug !== null);
    problems.assertNone();
    await this.database.write(async (manager) => {
      const account = await getAccount(manager, address);
      await changeAccount(manager, account, { role, networkId: await networkIdOf(manager, networkSlug) });
    });
  }

  /**
   * Deletes an account with its sessions and grants. Content that the account has created stays.
   *
   * @throws NotFoundError when the address has no account
   * @throws ConflictError when the account is the last administrator
   */
  async remove(address: string): Promise<void> {
    await this.database.write(async (manager) => {
      const account = await getAccount(manager, address);
      await deleteAccount(manager, account);
    });
  }
}

/**
 * Checks the values of an account, except its password.
 *
 * @param values with the address as `foldEmail` returns it
 */
export function checkAccount(
  problems: Problems,
  { email, name, role, isBound }: Pick<Account, 'email' | 'name' | 'role'> & { isBound: boolean },
): void {
  if (email === '') problems.add('input.email', 'REQUIRED', 'must not be empty');
  else if (!isEmail(email)) problems.add('input.email', 'INVALID', 'must be an email address');
  checkName(problems, name);
  checkRoleBinding(problems, role, isBound);
}

/** Checks that no account signs in with this address. Call `lockAccounts` first. */
export async function checkAddress(manager: EntityManager, problems: Problems, email: string): Promise<void> {
  if (await hasAccount(manager, email)) {
    problems.add('input.email', 'TAKEN', 'must be unique, but another account has it');
  }
}

export function checkName(problems: Problems, name: string): void {
  if (name.trim() === '') problems.add('input.name', 'REQUIRED', 'must not be empty');
  else checkText(problems, 'input.name', name, { max: MAX_LENGTH.name });
}

export function checkRoleBinding(problems: Problems, role: Role, isBound: boolean): void {
  // Administrators manage accounts and API keys, which do not belong to a network.
  if (role === Role.ADMIN && isBound) {
    const message = 'The role ADMIN cannot be bound to a network';
    problems.addProblem({ path: 'input.networkId', code: 'INCONSISTENT', message });
  }
}

/**
 * Sets the password of an account, and ends its sessions, its links and its invitation. Returns false if there is no such
 * account.
 */
export async function replacePassword(manager: EntityManager, id: number, passwordHash: string): Promise<boolean> {
  // The update comes first. It waits for concurrent sign-ins with the old password, so that their sessions end too.
  const { affected } = await manager.update(Account, { id }, { passwordHash, invitedAt: null });
  if (affected !== 1) return false;
  await manager.delete(Session, { accountId: id });
  await manager.delete(AccountLink, { accountId: id });
  return true;
}

/**
 * Changes a locked account. Its sessions end if it loses rights.
 *
 * @throws ConflictError when the last administrator would lose the role
 */
export async function changeAccount(
  manager: EntityManager,
  account: Account,
  changes: Partial<Pick<Account, 'name' | 'locale' | 'role' | 'networkId'>>,
): Promise<void> {
  const after = { role: account.role, networkId: account.networkId, ...changes };
  if (after.role !== Role.ADMIN) await assertNotLastAdministrator(manager, account);
  await manager.update(Account, { id: account.id }, { ...changes, version: account.version + 1 });
  if (losesRights(account, after)) await manager.delete(Session, { accountId: account.id });
}

/**
 * Deletes a locked account with its sessions and grants. Content that the account has created stays.
 *
 * @throws ConflictError when the account is the last administrator
 */
export async function deleteAccount(manager: EntityManager, account: Account): Promise<void> {
  await assertNotLastAdministrator(manager, account);
  await manager.delete(Account, { id: account.id });
}

type Rights = Pick<Account, 'role' | 'networkId'>;

/** True if a change takes rights away in any network. The rights of a VIEWER are the same in every network. */
function losesRights(before: Rights, after: Rights): boolean {
  if (!satisfies(after.role, before.role)) return true;
  return before.role !== Role.VIEWER && after.networkId !== null && after.networkId !== before.networkId;
}

/**
 * The account that signs in with an address. Concurrent changes of accounts wait until this unit of work ends (see `lockAccounts`).
 */
async function getAccount(manager: EntityManager, address: string): Promise<Account> {
  const email = foldEmail(address);
  await lockAccounts(manager);
  const account = await manager.findOneBy(Account, { email, invitedAt: IsNull() });
  if (account === null) throw accountNotFound(email);
  return account;
}

/** True if an account with this address can sign in. Others cannot get one while the caller holds `lockAccounts`. */
export function hasAccount(manager: EntityManager, email: string): Promise<boolean> {
  return manager.existsBy(Account, { email, invitedAt: IsNull() });
}

/**
 * Locks all accounts for the rest of the unit of work, so that two concurrent changes cannot remove the last two
 * administrators, or accept two invitations of one address.
 */
export async function lockAccounts(manager: EntityManager): Promise<void> {
  await takeAdvisoryLock(manager, 'administrators');
}

/** Locks all accounts (see `lockAccounts`) and finds one; null if there is no such account. */
export async function lockAccount(manager: EntityManager, id: number): Promise<Account | null> {
  await lockAccounts(manager);
  return manager.findOneBy(Account, { id });
}

/** Without an administrator, nobody could manage API keys and webhooks. */
async function assertNotLastAdministrator(manager: EntityManager, { email, role, invitedAt }: Account): Promise<void> {
  if (role !== Role.ADMIN || invitedAt !== null) return;
  if ((await manager.countBy(Account, { role, invitedAt: IsNull() })) > 1) return;
  throw new ConflictError(`${email} is the last administrator: give another account the role ADMIN first`);
}

async function networkIdOf(manager: EntityManager, slug: string | null): Promise<number | null> {
  if (slug === null) return null;
  const network = await manager.findOneBy(Network, { slug });
  if (network === null) throw new BadUserInputError(`There is no network with the slug ${slug}`, 'network');
  return network.id;
}

function accountNotFound(email: string): NotFoundError {
  return new NotFoundError(`${email} has no account`);
}
