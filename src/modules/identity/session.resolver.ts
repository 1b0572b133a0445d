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
      'Signs in and starts a session, whose token authenticates later requests. UNAUTHENTICATED if the email address or ' +
      'the password is wrong. TOO_MANY_REQUESTS after several failures. An operation may sign in once.',
  })
  signIn(
    @Arg('input', () => SignInInput, { description: 'Account to sign in to, and its password.' }) input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<SignInPayload> {
    return this.sessions.signIn(context, input);
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
