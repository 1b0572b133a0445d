import { Arg, Ctx, Mutation, Resolver, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import type { ActivityDocumentsPasswords } from './activity-documents-password.service';
import { Activity } from '../../catalogue/activity/activity.entity';

@InputType({ description: 'Which password is to open all documents of an activity.' })
export class SetActivityDocumentsPasswordInput {
  @Field(() => ID, { description: 'The activity.' })
  activityId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The password, at least 12 characters that nobody guesses; null: none is to open them any more.',
  })
  password?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The activity whose documents have another password now, or none.' })
export class SetActivityDocumentsPasswordPayload {
  @Field(() => Activity, { description: 'The activity.' })
  activity!: Activity;
}

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
