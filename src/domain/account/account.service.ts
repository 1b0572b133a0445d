import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { BadUserInputError, ConflictError } from '../../errors';
import { Role } from '../access/role';
import { Network } from '../network/network.entity';
import { Account } from './account.entity';
import { assertEmail, foldEmail } from './email-address';
import type { Passwords } from './passwords';

/** What a new account is to be. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** The network that the role is bound to; null: it holds everywhere. */
  readonly networkSlug: string | null;
  readonly password: string;
}

/** Making accounts. */
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Makes an account.
   *
   * @param now an instant
   * @throws BadUserInputError when the address, the name, the password or the network is none to be had, or when an
   *   administrator is to be bound to a network
   * @throws ConflictError when the address has an account
   */
  async create({ email: address, name, role, networkSlug, password }: NewAccount, now: string): Promise<Account> {
    const email = foldEmail(address);
    assertEmail(email, 'email');
    if (name.trim() === '') throw new BadUserInputError('An account has a name', 'name');
    // Administrators keep accounts and keys, which belong to no network.
    if (role === Role.ADMIN && networkSlug !== null) {
      throw new BadUserInputError('An administrator is not bound to a network', 'network');
    }
    await this.passwords.assertAcceptable(password, 'password', [email, name]);
    const passwordHash = await this.passwords.hash(password);
    return this.database.write(async (manager) => {
      if (await manager.existsBy(Account, { email })) throw new ConflictError(`${email} has an account already`);
      const networkId = networkSlug === null ? null : await networkIdOf(manager, networkSlug);
      const account = { email, name: name.trim(), role, networkId, passwordHash, createdAt: now };
      return manager.save(manager.create(Account, account));
    });
  }
}

async function networkIdOf(manager: EntityManager, slug: string): Promise<number> {
  const network = await manager.findOneBy(Network, { slug });
  if (network === null) throw new BadUserInputError(`There is no network with the slug ${slug}`, 'network');
  return network.id;
}
