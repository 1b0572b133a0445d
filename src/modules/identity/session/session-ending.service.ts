import { type FindOptionsWhere, Not } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { getKey } from '../../../core/types/global-id';
import { BadUserInputError, ForbiddenError, NotFoundError } from '../../../errors';
import { Account } from '../account/account.entity';
import { AccountAction, recordAccountEvent } from '../account/account-event.entity';
import { Session } from './session.entity';
import { sessionById } from './session.loaders';
import { managesSessionsOf } from './session.policy';
import { getOwnSession } from './session.service';
import type { EndOtherSessionsInput, EndSessionInput } from './session-ending.input';

/** Ends sessions other than that of the request, which `signOut` ends. */
export class SessionEnding {
  constructor(private readonly mutations: MutationRunner) {}

  /**
   * Ends a session; returns the id of its account.
   *
   * @throws UnauthenticatedError when the viewer has no session
   * @throws BadUserInputError for the session of the request
   * @throws NotFoundError when there is no such session, or the viewer may not end it
   */
  async end(context: RequestContext, input: EndSessionInput): Promise<number> {
    const own = getOwnSession(context.viewer);
    const id = getKey(input.id, Session.name, 'input.id');
    if (id === own.sessionId) {
      throw new BadUserInputError('id must not be that of your current session: use signOut', 'input.id');
    }
    const session = await context.loaders.load(sessionById, id);
    if (session === null) throw new NotFoundError('No session with this id exists');
    await this.delete(context, session.accountId, { id });
    return session.accountId;
  }

  /**
   * Ends all sessions of an account except the session of the request; returns the id of the account.
   *
   * @throws UnauthenticatedError when the viewer has no session
   * @throws ForbiddenError when the viewer may not end the sessions of the account
   * @throws NotFoundError when there is no such account
   */
  async endOthers(context: RequestContext, input: EndOtherSessionsInput): Promise<number> {
    const own = getOwnSession(context.viewer);
    const accountId =
      input.accountId == null ? own.accountId : getKey(input.accountId, Account.name, 'input.accountId');
    if (!managesSessionsOf(context.viewer, accountId)) {
      throw new ForbiddenError('Ending the sessions of another account requires the role ADMIN');
    }
    await this.delete(context, accountId, { accountId, id: Not(own.sessionId) });
    return accountId;
  }

  private async delete(context: RequestContext, accountId: number, which: FindOptionsWhere<Session>): Promise<void> {
    const { viewer, now } = context;
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      const account = await manager.findOneBy(Account, { id: accountId });
      if (account === null) throw new NotFoundError('No account with this id exists');
      const { affected } = await manager.delete(Session, which);
      if (affected !== 0) await recordAccountEvent(manager, context, AccountAction.SESSIONS_ENDED, account.email);
    });
    context.loaders.clear();
  }
}
