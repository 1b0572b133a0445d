import { type EntityManager, IsNull } from 'typeorm';
import { Role, satisfies } from '../../../core/access/role';
import { MAX_LENGTH } from '../../../core/limits';
import { checkText } from '../../../core/mutations/checks';
import type { Problems } from '../../../core/mutations/problems';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { ConflictError } from '../../../errors';
import { AccountLink } from '../account-links/account-link.entity';
import { Session } from '../session/session.entity';
import { Account, isEmail } from './account.entity';

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
