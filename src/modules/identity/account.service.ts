import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { takeAdvisoryLock } from '../../database/lock';
import { BadUserInputError, ConflictError, NotFoundError } from '../../errors';
import { Role, satisfies } from '../../core/access/role';
import { checkText, MAX_LENGTH } from '../../core/mutations/checks';
import { Problems } from '../../core/mutations/problems';
import { Network } from '../catalogue/network/network.entity';
import { Account } from './account.entity';
import { foldEmail, isEmail } from './email-address';
import type { Passwords } from './passwords';
import { Session } from './session.entity';

/** What an account may do, and where. */
export interface RoleOfAccount {
  readonly role: Role;
  /** The network that the role is bound to; null: it holds everywhere. */
  readonly networkSlug: string | null;
}

/** What a new account is to be. */
export interface NewAccount extends RoleOfAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** An account as administrators list it. */
export interface ListedAccount extends RoleOfAccount {
  readonly email: string;
  readonly name: string;
}

const batchSize = 1_000;

/** Keeping accounts. */
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /** All accounts, by address. Reads a batch at a time, as it is asked for. */
  async *list(): AsyncGenerator<ListedAccount> {
    let last = '';
    for (;;) {
      const batch = await this.database.read.query<ListedAccount>(sql`
        SELECT a.email, a.name, a.role, n.slug AS "networkSlug"
        FROM account a LEFT JOIN network n ON n.id = a.network_id
        WHERE a.email > ${last} ORDER BY a.email LIMIT ${batchSize}`);
      yield* batch;
      if (batch.length < batchSize) return;
      last = batch.at(-1)!.email;
    }
  }

  /**
   * Makes an account.
   *
   * @param now an instant
   * @throws InvalidInputError naming all that is wrong with the address, the name and the role
   * @throws BadUserInputError when the password or the network is none to be had
   * @throws ConflictError when the address has an account
   */
  async create({ email: address, name, role, networkSlug, password }: NewAccount, now: string): Promise<Account> {
    const email = foldEmail(address);
    const problems = new Problems();
    checkAccount(problems, { email, name, role, isBound: networkSlug !== null });
    problems.assertNone();
    await this.passwords.assertAcceptable(password, 'password', [email, name]);
    const passwordHash = await this.passwords.hash(password);
    return this.database.write(async (manager) => {
      await takeAdvisoryLock(manager, 'administrators');
      if (await manager.existsBy(Account, { email })) throw new ConflictError(`${email} has an account already`);
      const networkId = await networkIdOf(manager, networkSlug);
      const account = { email, name: name.trim(), role, networkId, passwordHash, createdAt: now };
      return manager.save(manager.create(Account, account));
    });
  }

  /**
   * Gives an account another password, and ends all its sessions.
   *
   * @throws NotFoundError when the address has no account
   * @throws BadUserInputError when the password is not acceptable
   */
  async setPassword(address: string, password: string): Promise<void> {
    const email = foldEmail(address);
    const [found] = await this.database.read.query<Pick<Account, 'id' | 'name'>>(
      sql`SELECT a.id, a.name FROM account a WHERE a.email = ${email}`,
    );
    if (found === undefined) throw noAccount(email);
    const { id, name } = found;
    await this.passwords.assertAcceptable(password, 'password', [email, name]);
    const passwordHash = await this.passwords.hash(password);
    await this.database.write(async (manager) => {
      if (!(await replacePassword(manager, id, passwordHash))) throw noAccount(email);
    });
  }

  /**
   * Gives an account another role, at once; its sessions end when it may do less than before.
   *
   * @throws NotFoundError when the address has no account
   * @throws InvalidInputError when an administrator is to be bound to a network
   * @throws BadUserInputError when the network is none to be had
   * @throws ConflictError when it is the last administrator, and would be none
   */
  async setRole(address: string, { role, networkSlug }: RoleOfAccount): Promise<void> {
    const problems = new Problems();
    checkFit(problems, role, networkSlug !== null);
    problems.assertNone();
    await this.database.write(async (manager) => {
      const account = await getAccount(manager, address);
      await change(manager, account, { role, networkId: await networkIdOf(manager, networkSlug) });
    });
  }

  /**
   * Removes an account, and with it its sessions and the grants that it was given. What it has made stays.
   *
   * @throws NotFoundError when the address has no account
   * @throws ConflictError when it is the last administrator
   */
  async remove(address: string): Promise<void> {
    await this.database.write(async (manager) => {
      const account = await getAccount(manager, address);
      await remove(manager, account);
    });
  }
}

/**
 * Says what is wrong with what an account is to be, but for its password.
 *
 * @param values the address is folded
 */
export function checkAccount(
  problems: Problems,
  { email, name, role, isBound }: Pick<Account, 'email' | 'name' | 'role'> & { isBound: boolean },
): void {
  if (!isEmail(email)) problems.add('input.email', 'INVALID', 'This is not an e-mail address');
  checkName(problems, name);
  checkFit(problems, role, isBound);
}

export function checkName(problems: Problems, name: string): void {
  if (name.trim() === '') problems.add('input.name', 'REQUIRED', 'An account has a name');
  else checkText(problems, 'input.name', name, { max: MAX_LENGTH.name });
}

export function checkFit(problems: Problems, role: Role, isBound: boolean): void {
  // Administrators keep accounts and keys, which belong to no network.
  if (role === Role.ADMIN && isBound) {
    problems.add('input.networkId', 'INCONSISTENT', 'An administrator is not bound to a network');
  }
}

/** Gives an account another password, and ends its sessions. Whether there is such an account. */
export async function replacePassword(manager: EntityManager, id: number, passwordHash: string): Promise<boolean> {
  // First: it waits for those who sign in by the password until now, whose sessions are then there to be ended.
  const { affected } = await manager.update(Account, { id }, { passwordHash });
  if (affected !== 1) return false;
  await manager.delete(Session, { accountId: id });
  return true;
}

/**
 * Changes an account that is held; its sessions end when it may do less than before.
 *
 * @throws ConflictError when it is the last administrator, and would be none
 */
export async function change(
  manager: EntityManager,
  account: Account,
  changes: Partial<Pick<Account, 'name' | 'role' | 'networkId'>>,
): Promise<void> {
  const after = { role: account.role, networkId: account.networkId, ...changes };
  if (after.role !== Role.ADMIN) await assertDispensable(manager, account);
  await manager.update(Account, { id: account.id }, { ...changes, version: account.version + 1 });
  if (mayLess(account, after)) await manager.delete(Session, { accountId: account.id });
}

/**
 * Removes an account that is held, and with it its sessions and the grants that it was given. What it has made stays.
 *
 * @throws ConflictError when it is the last administrator
 */
export async function remove(manager: EntityManager, account: Account): Promise<void> {
  await assertDispensable(manager, account);
  await manager.delete(Account, { id: account.id });
}

type Reach = Pick<Account, 'role' | 'networkId'>;

/** Whether an account may do less than before somewhere. What a VIEWER may is the same everywhere. */
function mayLess(before: Reach, after: Reach): boolean {
  if (!satisfies(after.role, before.role)) return true;
  return before.role !== Role.VIEWER && after.networkId !== null && after.networkId !== before.networkId;
}

/** The account of an address. Until the unit of work ends, no other takes an administrator away. */
async function getAccount(manager: EntityManager, address: string): Promise<Account> {
  const email = foldEmail(address);
  const account = await holdAccount(manager, { email });
  if (account === null) throw noAccount(email);
  return account;
}

/** The account; null: there is none. Until the unit of work ends, no other takes an administrator away. */
export async function holdAccount(
  manager: EntityManager,
  which: Pick<Account, 'email'> | Pick<Account, 'id'>,
): Promise<Account | null> {
  await takeAdvisoryLock(manager, 'administrators');
  return manager.findOneBy(Account, which);
}

/** Without an administrator nobody could keep API keys. */
async function assertDispensable(manager: EntityManager, { email, role }: Account): Promise<void> {
  if (role !== Role.ADMIN || (await manager.countBy(Account, { role })) > 1) return;
  throw new ConflictError(`${email} is the last administrator: make another one first`);
}

async function networkIdOf(manager: EntityManager, slug: string | null): Promise<number | null> {
  if (slug === null) return null;
  const network = await manager.findOneBy(Network, { slug });
  if (network === null) throw new BadUserInputError(`There is no network with the slug ${slug}`, 'network');
  return network.id;
}

function noAccount(email: string): NotFoundError {
  return new NotFoundError(`${email} has no account`);
}
