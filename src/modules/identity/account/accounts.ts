import { type EntityManager, IsNull } from 'typeorm';
import type { Role } from '../../../core/access/role';
import { Problems } from '../../../core/mutations/problems';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import { BadUserInputError, ConflictError, NotFoundError } from '../../../errors';
import { Network } from '../../catalogue/network/network.entity';
import type { Passwords } from '../password/passwords';
import { Account, foldEmail } from './account.entity';
import {
  changeAccount,
  checkAccount,
  checkRoleBinding,
  deleteAccount,
  hasAccount,
  lockAccounts,
  replacePassword,
} from './account.service';

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
 * The account that signs in with an address. Concurrent changes of accounts wait until this unit of work ends (see `lockAccounts`).
 */
async function getAccount(manager: EntityManager, address: string): Promise<Account> {
  const email = foldEmail(address);
  await lockAccounts(manager);
  const account = await manager.findOneBy(Account, { email, invitedAt: IsNull() });
  if (account === null) throw accountNotFound(email);
  return account;
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
