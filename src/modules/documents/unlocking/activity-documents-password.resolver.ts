import { Arg, Ctx, Mutation, Resolver, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import type { ActivityDocumentsPasswords } from './activity-documents-password.service';
import { Activity } from '../../catalogue/activity/activity.entity';

@InputType({ description: 'The activity, and the new password for all of its documents.' })
export class SetActivityDocumentsPasswordInput {
  @Field(() => ID, { description: 'The id of the activity.' })
  activityId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The new password, at least 12 characters and hard to guess. null removes the current password.',
  })
  password?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The activity whose password for documents was set or removed.' })
export class SetActivityDocumentsPasswordPayload {
  @Field(() => Activity, { description: 'The activity, whose documents the new password opens.' })
  activity!: Activity;
}

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
