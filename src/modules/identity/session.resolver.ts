import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  SignInInput,
  SignInPayload,
  SignOutEverywherePayload,
  SignOutPayload,
  StartBrowserSessionPayload,
} from './session.input';
import type { Sessions } from './session.service';

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
      'request has the header `Entente-Session: cookie`, as have all later requests in the session. Errors are those of ' +
      '`signIn`; without the header, BAD_USER_INPUT.',
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
