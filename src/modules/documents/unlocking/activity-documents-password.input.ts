import { Field, ID, InputType, ObjectType } from 'type-graphql';
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
