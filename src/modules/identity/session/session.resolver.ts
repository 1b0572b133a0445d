import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { Account } from '../account/account.entity';
import { accountById } from '../account/account.loaders';
import { Session } from './session.entity';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  SignInInput,
  SignInPayload,
  SignOutEverywherePayload,
  SignOutPayload,
  StartBrowserSessionPayload,
} from './session.input';
import { MAX_SESSIONS, sessionsByAccountId } from './session.loaders';
import { managesSessionsOf } from './session.policy';
import type { Sessions } from './session.service';
import {
  EndOtherSessionsInput,
  EndOtherSessionsPayload,
  EndSessionInput,
  EndSessionPayload,
} from './session-ending.input';
import type { SessionEnding } from './session-ending.service';

@Resolver()
export class SessionResolver {
  constructor(private readonly sessions: Sessions) {}

  @Mutation(() => SignInPayload, {
    description:
      'Signs in and starts a session, whose token authenticates later requests. UNAUTHENTICATED if the email address or ' +
      'the password is wrong. TOO_MANY_REQUESTS after several failures. An operation may sign in once.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Account to sign in to, and its password.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<SignInPayload> {
    return this.sessions.signIn(context, input);
  }

  @Extensions({ allowsEndedSession: true })
  @Mutation(() => StartBrowserSessionPayload, {
    description:
      "Signs in on a page of the server's own origin, and puts the session into a cookie that no script can read. The " +
      'request and all later requests in the session must have the header `Entente-Session: cookie`; without it, this mutation is BAD_USER_INPUT. Other errors are those of `signIn`.',
  })
  startBrowserSession(
    @Arg('input', () => SignInInput, { description: 'Account to sign in to, and its password.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<StartBrowserSessionPayload> {
    return this.sessions.startInBrowser(context, input);
  }

  @Mutation(() => SignOutPayload, {
    description: 'Signs out: ends the current session. UNAUTHENTICATED without a session.',
  })
  async signOut(@Ctx() context: RequestContext): Promise<SignOutPayload> {
    return { viewer: await this.sessions.signOut(context) };
  }

  @Mutation(() => SignOutEverywherePayload, {
    description: 'Ends all sessions of the signed-in account. UNAUTHENTICATED without a session.',
  })
  async signOutEverywhere(@Ctx() context: RequestContext): Promise<SignOutEverywherePayload> {
    return { viewer: await this.sessions.signOutEverywhere(context) };
  }

  @Mutation(() => ChangePasswordPayload, {
    description:
      'Changes the password of the signed-in account, and ends its other sessions. UNAUTHENTICATED without a session. ' +
      'Wrong current passwords count like failures of `signIn`. After ten rejected new passwords, the account also has ' +
      'to wait.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'Current password, and the new one.' })
    input: ChangePasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<ChangePasswordPayload> {
    return { viewer: await this.sessions.changePassword(context, input) };
  }
}

@Resolver(() => Session)
export class OpenSessionResolver {
  @Cost({ statements: 0 })
  @FieldResolver(() => Boolean, { description: 'True for the session of this request.' })
  isCurrent(@Root() { id }: Session, @Ctx() { viewer: { credential } }: RequestContext): boolean {
    return credential?.kind === 'session' && credential.id === id;
  }
}

@Resolver(() => Account)
export class AccountSessionsResolver {
  constructor(private readonly ending: SessionEnding) {}

  @Cost({ size: { assumed: MAX_SESSIONS } })
  @FieldResolver(() => [Session], {
    nullable: true,
    description:
      `Open sessions of the account, the latest used first, at most ${MAX_SESSIONS}. Null unless the account is your own or ` +
      'you are an administrator.',
  })
  sessions(@Root() { id }: Account, @Ctx() { loaders, viewer }: RequestContext): Promise<Session[]> | null {
    return managesSessionsOf(viewer, id) ? loaders.load(sessionsByAccountId, id) : null;
  }

  @Mutation(() => EndSessionPayload, {
    description:
      'Ends another session of your own account, or as an administrator one of any account, at once. UNAUTHENTICATED ' +
      'without a session.',
  })
  async endSession(
    @Arg('input', () => EndSessionInput, { description: 'Session to end.' }) input: EndSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<EndSessionPayload> {
    const id = await this.ending.end(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }

  @Mutation(() => EndOtherSessionsPayload, {
    description:
      'Ends all sessions of an account at once, except your current one. UNAUTHENTICATED without a session. FORBIDDEN for ' +
      'the account of somebody else, unless you are an administrator.',
  })
  async endOtherSessions(
    @Arg('input', () => EndOtherSessionsInput, { description: 'Account whose sessions to end.' })
    input: EndOtherSessionsInput,
    @Ctx() context: RequestContext,
  ): Promise<EndOtherSessionsPayload> {
    const id = await this.ending.endOthers(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id) };
  }
}
