import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { BadUserInputError, ConflictError, NotFoundError } from '../../errors';
import { findKey, getKey } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import type { Viewer } from '../../core/access/viewer';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { checkUnique } from '../../core/mutations/checks';
import type { ChangeInput } from '../../core/mutations/mutation-inputs';
import { Problems } from '../../core/mutations/problems';
import { networkById } from '../catalogue/network/network.loaders';
import type {
  CreateAccountInput,
  DeleteAccountInput,
  SetAccountPasswordInput,
  UpdateAccountInput,
} from './account.input';
import { Account } from './account.entity';
import { assertKeepsAccounts } from './account.policy';
import { change, checkAccount, checkFit, checkName, holdAccount, remove, replacePassword } from './account.service';
import { foldEmail } from './email-address';
import type { Passwords } from './passwords';

/**
 * Keeping accounts by the API: what the command line does, said in the API's ways. Each method gives the key of the
 * account, and throws ForbiddenError to all but administrators.
 *
 * What takes a password has no `clientMutationId`: a digest of the input, which tells repeats, would tell of the password.
 */
export class AccountEditing {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly passwords: Passwords,
  ) {}

  /** @throws InvalidInputError naming all that is wrong */
  async create(context: RequestContext, input: CreateAccountInput): Promise<number> {
    assertKeepsAccounts(context.viewer);
    const { name, role, password } = input;
    const email = foldEmail(input.email);
    const problems = new Problems();
    const network = await findNetwork(context, input.networkId ?? null);
    checkNetwork(problems, network, null);
    checkAccount(problems, { email, name, role, isBound: input.networkId != null });
    const passwordHash = await this.hashAcceptable(problems, password, [email, name]);
    return this.mutations.run(context, { mutation: 'createAccount', input: {} }, async ({ manager, now }) => {
      await holdAccount(manager, { email });
      await checkUnique(manager, problems, 'input.email', { table: 'account', column: 'email' }, email, null);
      problems.assertNone();
      const account = { email, name: name.trim(), role, networkId: network.key, passwordHash, createdAt: now };
      return manager.save(manager.create(Account, account));
    });
  }

  /**
   * Changes an account, whose sessions end when it may do less than before. What changes nothing writes nothing, and the
   * version stays.
   *
   * @throws NotFoundError when there is no such account
   * @throws ConflictError when it has changed since that version, when an administrator would take their own role away,
   *   and when nobody else is one
   * @throws InvalidInputError naming all that is wrong
   */
  async update(context: RequestContext, input: UpdateAccountInput): Promise<number> {
    assertKeepsAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    const problems = new Problems();
    const network = await findNetwork(context, input.networkId ?? null);
    return this.mutations.run(context, { mutation: 'updateAccount', input }, async ({ manager, viewer }) => {
      const account = await holdVersion(manager, id, input);
      checkNetwork(problems, network, account.networkId);
      const after = {
        name: input.name === undefined ? account.name : (input.name ?? '').trim(),
        role: input.role ?? account.role,
        networkId: input.networkId === undefined ? account.networkId : network.key,
      };
      checkName(problems, after.name);
      if (input.role === null) problems.add('input.role', 'REQUIRED', 'An account has a role');
      checkFit(problems, after.role, after.networkId !== null);
      problems.assertNone();
      if (after.role !== account.role) assertIsAnother(viewer, account);
      const isChanged = (['name', 'role', 'networkId'] as const).some((field) => after[field] !== account[field]);
      if (isChanged) await change(manager, account, after);
      return { id };
    });
  }

  /**
   * Gives an account another password, and ends its sessions.
   *
   * @throws NotFoundError when there is no such account
   * @throws InvalidInputError when the password is not acceptable
   */
  async setPassword(context: RequestContext, input: SetAccountPasswordInput): Promise<number> {
    assertKeepsAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    // Not by the loader, which reads what the answer shows.
    const [account] = await context.read.query<Pick<Account, 'email' | 'name'>>(
      sql`SELECT c.email, c.name FROM account c WHERE c.id = ${id}`,
    );
    if (account === undefined) throw noAccount();
    const problems = new Problems();
    const passwordHash = await this.hashAcceptable(problems, input.password, [account.email, account.name]);
    problems.assertNone();
    return this.mutations.run(context, { mutation: 'setAccountPassword', input: {} }, async ({ manager }) => {
      if (!(await replacePassword(manager, id, passwordHash))) throw noAccount();
      return { id };
    });
  }

  /**
   * Removes an account, and with it its sessions and the grants that it was given. What it has made stays.
   *
   * @throws NotFoundError when there is no such account
   * @throws ConflictError when it has changed since that version, when it is that of who asks, and when nobody else is
   *   an administrator
   */
  async delete(context: RequestContext, input: DeleteAccountInput): Promise<number> {
    assertKeepsAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    return this.mutations.run(context, { mutation: 'deleteAccount', input }, async ({ manager, viewer }) => {
      const account = await holdVersion(manager, id, input);
      assertIsAnother(viewer, account);
      await remove(manager, account);
      return { id };
    });
  }

  /** The hash of a password; of one that is not acceptable, nothing. */
  private async hashAcceptable(problems: Problems, password: string, personal: readonly string[]): Promise<string> {
    try {
      await this.passwords.assertAcceptable(password, 'input.password', personal);
    } catch (error) {
      if (!(error instanceof BadUserInputError)) throw error;
      problems.add(error.field, 'INVALID', error.message);
      return '';
    }
    return this.passwords.hash(password);
  }
}

/** What an input names a network by. */
interface NamedNetwork {
  /** null: it names none, or by what is no id of a network. */
  readonly key: number | null;
  /** Whether it names one that is not there, or in the trash. */
  readonly isUnknown: boolean;
}

async function findNetwork({ loaders }: RequestContext, id: string | null): Promise<NamedNetwork> {
  if (id === null) return { key: null, isUnknown: false };
  const key = findKey(id, 'Network');
  return { key, isUnknown: key === null || (await loaders.load(networkById, key)) === null };
}

/** @param held the network that the account is bound to: it may be in the trash, and named again all the same */
function checkNetwork(problems: Problems, { key, isUnknown }: NamedNetwork, held: number | null): void {
  const isHeld = key !== null && key === held;
  if (isUnknown && !isHeld) problems.add('input.networkId', 'UNKNOWN', 'There is no such network');
}

async function holdVersion(manager: EntityManager, id: number, { version }: ChangeInput): Promise<Account> {
  const account = await holdAccount(manager, { id });
  if (account === null) throw noAccount();
  if (account.version !== version) {
    throw new ConflictError(`It has changed since: its version is ${account.version}`, { version: account.version });
  }
  return account;
}

/** Nobody who keeps accounts shuts themselves out by mistake: another administrator can do it. */
function assertIsAnother({ accountId }: Viewer, { id, role }: Account): void {
  if (id === accountId && role === Role.ADMIN) {
    throw new ConflictError('Nobody takes their own role or account away: another administrator can');
  }
}

function noAccount(): NotFoundError {
  return new NotFoundError('There is no such account');
}
