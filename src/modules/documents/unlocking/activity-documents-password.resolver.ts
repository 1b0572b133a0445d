import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import type { ActivityDocumentsPasswords } from './activity-documents-password.service';
import { SetActivityDocumentsPasswordInput, SetActivityDocumentsPasswordPayload } from './unlock.input';

@Resolver()
export class ActivityDocumentsPasswordResolver {
  constructor(private readonly passwords: ActivityDocumentsPasswords) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetActivityDocumentsPasswordPayload, {
    description:
      'Sets or removes the password that opens all documents of an activity. Documents that the previous password has opened are locked again.',
  })
  async setActivityDocumentsPassword(
    @Arg('input', () => SetActivityDocumentsPasswordInput, { description: 'The activity and its new password.' })
    input: SetActivityDocumentsPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<SetActivityDocumentsPasswordPayload> {
    return { activity: await this.passwords.set(context, input) };
  }
}
