import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import {
  RequestPasswordResetInput,
  RequestPasswordResetPayload,
  ResetPasswordInput,
  ResetPasswordPayload,
} from './password-reset.input';
import type { PasswordResets } from './password-reset.service';

@Resolver()
export class PasswordResetResolver {
  constructor(private readonly resets: PasswordResets) {}

  @Extensions({ allowsEndedSession: true })
  @Mutation(() => RequestPasswordResetPayload, {
    description:
      'Sends a mail with an address where the owner of an account chooses a new password, once, within an hour. ' +
      'TOO_MANY_REQUESTS after several requests. An operation may request one mail.',
  })
  async requestPasswordReset(
    @Arg('input', () => RequestPasswordResetInput, { description: 'Account to choose a new password for.' })
    input: RequestPasswordResetInput,
    @Ctx() context: RequestContext,
  ): Promise<RequestPasswordResetPayload> {
    await this.resets.request(context, input);
    return { sent: true };
  }

  @Extensions({ allowsEndedSession: true })
  @Mutation(() => ResetPasswordPayload, {
    description:
      'Sets a new password with the token from a mail, and ends all sessions of the account. BAD_USER_INPUT if the token was ' +
      'used or has expired.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'Token, and the new password.' }) input: ResetPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<ResetPasswordPayload> {
    return { email: await this.resets.reset(context, input) };
  }
}
