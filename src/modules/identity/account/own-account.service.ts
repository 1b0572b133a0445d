import type { RequestContext } from '../../../core/access/request-context';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { UnauthenticatedError } from '../../../errors';
import { getOwnSession } from '../session/session.service';
import { changeAccount, checkName, lockAccount } from './account.service';
import type { UpdateViewerInput } from './own-account.input';

/** Changes the account of the person who is signed in. */
export class OwnAccount {
  constructor(private readonly mutations: MutationRunner) {}

  /**
   * Changes the name and the language. If neither changes, nothing is written.
   *
   * @throws UnauthenticatedError when the viewer has no session, or the account has been deleted
   * @throws InvalidInputError when the name is not acceptable
   */
  async update(context: RequestContext, input: UpdateViewerInput): Promise<void> {
    const { accountId } = getOwnSession(context.viewer);
    await this.mutations.run(context, { mutation: 'updateViewer', input }, async ({ manager }) => {
      const account = await lockAccount(manager, accountId);
      if (account === null) throw new UnauthenticatedError('The account has been deleted');
      const after = {
        name: input.name === undefined ? account.name : (input.name ?? '').trim(),
        locale: input.locale === undefined ? account.locale : input.locale,
      };
      const problems = new Problems();
      checkName(problems, after.name);
      problems.assertNone();
      const isChanged = after.name !== account.name || after.locale !== account.locale;
      if (isChanged) await changeAccount(manager, account, after);
      return { id: accountId };
    });
  }
}
