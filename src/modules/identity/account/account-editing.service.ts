import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import type { Viewer } from '../../../core/access/viewer';
import { assertCurrentVersion } from '../../../core/mutations/current-version';
import type { ChangeInput } from '../../../core/mutations/mutation-inputs';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import { sql } from '../../../database/sql/sql';
import { BadUserInputError, ConflictError, NotFoundError } from '../../../errors';
import { checkNetwork, findNetwork } from '../network-reference';
import type { Passwords } from '../password/passwords';
import { Account, foldEmail } from './account.entity';
import type {
  CreateAccountInput,
  DeleteAccountInput,
  SetAccountPasswordInput,
  UpdateAccountInput,
} from './account.input';
import { assertManagesAccounts } from './account.policy';
import {
  changeAccount,
  checkAccount,
  checkAddress,
  checkName,
  checkRoleBinding,
  deleteAccount,
  hasAccount,
  lockAccount,
  lockAccounts,
  replacePassword,
} from './account.service';

/**
 * Manages accounts through the API. The command line uses `Accounts` for the same changes. Each method returns the id of
 * the account, and throws ForbiddenError unless the viewer is an administrator.
 *
 * Mutations that take a password have no `clientMutationId`: the server would store a digest of the input to recognise
 * repeats, and such a digest reveals something about the password.
 */
export class AccountEditing {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly passwords: Passwords,
  ) {}

  /** @throws InvalidInputError with all problems of the input */
  async create(context: RequestContext, input: CreateAccountInput): Promise<number> {
    assertManagesAccounts(context.viewer);
    const { name, role, password } = input;
    const email = foldEmail(input.email);
    const problems = new Problems();
    const network = await findNetwork(context, input.networkId ?? null);
    checkNetwork(problems, network);
    checkAccount(problems, { email, name, role, isBound: input.networkId != null });
    const passwordHash = await this.checkAndHash(problems, password, [email, name]);
    return this.mutations.run(context, { mutation: 'createAccount', input: {} }, async ({ manager, now }) => {
      await lockAccounts(manager);
      await checkAddress(manager, problems, email);
      problems.assertNone();
      const account = { email, name: name.trim(), role, networkId: network.key, passwordHash, createdAt: now };
      return manager.save(manager.create(Account, account));
    });
  }

  /**
   * Changes an account. Its sessions end if it loses rights. If no value changes, nothing is written and the version
   * stays the same.
   *
   * @throws NotFoundError when there is no such account
   * @throws ConflictError when the account has changed since that version, when administrators would remove their own
   *   role, and when the last administrator would lose the role
   * @throws InvalidInputError with all problems of the input
   */
  async update(context: RequestContext, input: UpdateAccountInput): Promise<number> {
    assertManagesAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    const problems = new Problems();
    const network = await findNetwork(context, input.networkId ?? null);
    return this.mutations.run(context, { mutation: 'updateAccount', input }, async ({ manager, viewer }) => {
      const account = await lockVersion(manager, id, input);
      checkNetwork(problems, network, account.networkId);
      const after = {
        name: input.name === undefined ? account.name : (input.name ?? '').trim(),
        role: input.role ?? account.role,
        networkId: input.networkId === undefined ? account.networkId : network.key,
      };
      checkName(problems, after.name);
      if (input.role === null) problems.add('input.role', 'REQUIRED', 'must not be null');
      checkRoleBinding(problems, after.role, after.networkId !== null);
      problems.assertNone();
      if (after.role !== account.role) assertNotOwnAdministrator(viewer, account);
      const isChanged = (['name', 'role', 'networkId'] as const).some((field) => after[field] !== account[field]);
      if (isChanged) await changeAccount(manager, account, after);
      return { id };
    });
  }

  /**
   * Sets the password of an account, and ends its sessions.
   *
   * @throws NotFoundError when there is no such account
   * @throws ConflictError for an invitation whose address has an account
   * @throws InvalidInputError when the password is not acceptable
   */
  async setPassword(context: RequestContext, input: SetAccountPasswordInput): Promise<number> {
    assertManagesAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    // The loader would read only the columns that the response needs.
    const [account] = await context.read.query<Pick<Account, 'email' | 'name'>>(
      sql`SELECT c.email, c.name FROM account c WHERE c.id = ${id}`,
    );
    if (account === undefined) throw accountNotFound();
    const problems = new Problems();
    const passwordHash = await this.checkAndHash(problems, input.password, [account.email, account.name]);
    problems.assertNone();
    return this.mutations.run(context, { mutation: 'setAccountPassword', input: {} }, async ({ manager }) => {
      const current = await lockAccount(manager, id);
      if (current === null) throw accountNotFound();
      if (current.invitedAt !== null && (await hasAccount(manager, current.email))) {
        throw new ConflictError('The address of this invitation has an account already: revoke the invitation');
      }
      await replacePassword(manager, id, passwordHash);
      return { id };
    });
  }

  /**
   * Deletes an account with its sessions and grants. Content that the account has created stays.
   *
   * @throws NotFoundError when there is no such account
   * @throws ConflictError when the account has changed since that version, when it is the viewer's own, and when it is
   *   the last administrator
   */
  async delete(context: RequestContext, input: DeleteAccountInput): Promise<number> {
    assertManagesAccounts(context.viewer);
    const id = getKey(input.id, Account.name, 'input.id');
    return this.mutations.run(context, { mutation: 'deleteAccount', input }, async ({ manager, viewer }) => {
      const account = await lockVersion(manager, id, input);
      assertNotOwnAdministrator(viewer, account);
      await deleteAccount(manager, account);
      return { id };
    });
  }

  /** Returns the hash of a password. Adds a problem and returns an empty text if the password is not acceptable. */
  private async checkAndHash(problems: Problems, password: string, personal: readonly string[]): Promise<string> {
    try {
      await this.passwords.assertAcceptable(password, 'input.password', personal);
    } catch (error) {
      if (!(error instanceof BadUserInputError)) throw error;
      problems.addProblem({ path: error.field, code: 'INVALID', message: error.message });
      return '';
    }
    return this.passwords.hash(password);
  }
}

async function lockVersion(manager: EntityManager, id: number, { version }: ChangeInput): Promise<Account> {
  const account = await lockAccount(manager, id);
  if (account === null) throw accountNotFound();
  assertCurrentVersion(account.version, version);
  return account;
}

/** Administrators cannot lock themselves out by mistake. Another administrator can make these changes. */
function assertNotOwnAdministrator({ accountId }: Viewer, { id, role }: Account): void {
  if (id === accountId && role === Role.ADMIN) {
    throw new ConflictError('You cannot remove your own role or account: ask another administrator');
  }
}

function accountNotFound(): NotFoundError {
  return new NotFoundError('No account with this id exists');
}
