import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../../core/access/auth';
import type { RequestContext } from '../../../../core/access/request-context';
import { Role } from '../../../../core/access/role';
import { Activity } from '../../../catalogue/activity/activity.entity';
import { SetActivityDocumentsPasswordInput, SetActivityDocumentsPasswordPayload } from '../unlock.input';
import { pagePasswordByActivityId } from './activity-documents-password.loaders';
import type { ActivityDocumentsPasswords } from './activity-documents-password.service';

@Resolver(() => Activity)
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

  @Auth(Role.EDITOR)
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'True if the activity has a password that opens all of its documents. Null if you may not edit the activity.',
  })
  async hasDocumentsPassword(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<boolean | null> {
    const found = await loaders.load(pagePasswordByActivityId, id);
    return found && found.passwordId !== null;
  }
}
