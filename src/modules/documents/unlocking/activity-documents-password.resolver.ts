import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import {
  SetActivityDocumentsPasswordInput,
  SetActivityDocumentsPasswordPayload,
} from './activity-documents-password.input';
import type { ActivityDocumentsPasswords } from './activity-documents-password.service';

@Resolver()
export class ActivityDocumentsPasswordResolver {
  constructor(private readonly passwords: ActivityDocumentsPasswords) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetActivityDocumentsPasswordPayload, {
    description: 'Sets the one password that opens all documents of an activity, or removes it.',
  })
  async setActivityDocumentsPassword(
    @Arg('input', () => SetActivityDocumentsPasswordInput, { description: 'Which activity, and the password.' })
    input: SetActivityDocumentsPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<SetActivityDocumentsPasswordPayload> {
    return { activity: await this.passwords.set(context, input) };
  }
}
