import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Activity } from '../activity/activity.entity';
import { MutationInput } from '../../../core/mutations/mutation-inputs';

@InputType({ description: 'All the objectives of an activity.' })
export class SetObjectivesInput extends MutationInput {
  @Field(() => ID, { description: 'The activity.' })
  activityId!: string;

  @Field(() => Int, {
    description:
      'The version of the activity that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => [String], {
    description:
      'The objectives, in their order: at most 100, of 1 to 2,000 characters. One that the activity has already keeps its id.',
  })
  objectives!: string[];
}

@InputType({ description: 'An objective, and the place that it is to have.' })
export class MoveObjectiveInput extends MutationInput {
  @Field(() => ID, { description: 'The objective.' })
  id!: string;

  @Field(() => Int, {
    description:
      'The version of its activity that the change is based on; when that is not the current one, it is CONFLICT.',
  })
  version!: number;

  @Field(() => Int, { description: "Its place among the activity's objectives, from 1." })
  position!: number;
}

@ObjectType({ simpleResolvers: true, description: 'The activity whose objectives were set.' })
export class SetObjectivesPayload {
  @Field(() => Activity, { description: 'The activity as it is now.' })
  activity!: Activity | null;
}

@ObjectType({ simpleResolvers: true, description: 'The activity within which an objective was moved.' })
export class MoveObjectivePayload {
  @Field(() => Activity, { description: 'The activity as it is now.' })
  activity!: Activity | null;
}
