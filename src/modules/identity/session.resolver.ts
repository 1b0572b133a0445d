import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  SignInInput,
  SignInPayload,
  SignOutEverywherePayload,
  SignOutPayload,
} from './session.input';
import type { Sessions } from './session.service';

@Resolver()
export class SessionResolver {
  constructor(private readonly sessions: Sessions) {}

  @Mutation(() => SignInPayload, {
    description:
      'Signs in: begins a session, whose token proves who asks. UNAUTHENTICATED when the address or the password is ' +
      'wrong, TOO_MANY_REQUESTS after some failures; once per operation.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Who signs in.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<SignInPayload> {
    return this.sessions.signIn(context, input);
  }

  @Mutation(() => SignOutPayload, {
    description: 'Signs out: ends the session that asks. UNAUTHENTICATED without one.',
  })
  async signOut(@Ctx() context: RequestContext): Promise<SignOutPayload> {
    return { viewer: await this.sessions.signOut(context) };
  }

  @Mutation(() => SignOutEverywherePayload, {
    description: 'Signs out everywhere: ends every session of the account that asks. UNAUTHENTICATED without one.',
  })
  async signOutEverywhere(@Ctx() context: RequestContext): Promise<SignOutEverywherePayload> {
    return { viewer: await this.sessions.signOutEverywhere(context) };
  }

  @Mutation(() => ChangePasswordPayload, {
    description:
      'Gives the account that asks another password, and ends its other sessions. UNAUTHENTICATED without a session; ' +
      'failures count as those of `signIn` do, and after ten new passwords that were refused the account waits, too.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'The password, and the one after it.' })
    input: ChangePasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<ChangePasswordPayload> {
    return { viewer: await this.sessions.changePassword(context, input) };
  }
}
