import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { Activity } from '../activity/activity.entity';
import { ActivityListInput } from '../activity/activity-list-editing';

@InputType({ description: 'Complete list of the objectives of an activity.' })
export class SetObjectivesInput extends ActivityListInput {
  @Field(() => [String], {
    description:
      'Texts of the objectives in their order: at most 100, of 1 to 2,000 characters. An objective whose ' +
      'text does not change keeps its id.',
  })
  objectives!: string[];
}

@InputType({ description: 'Objective to move, and its new position.' })
export class MoveObjectiveInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the objective to move.' })
  id!: string;

  @Field(() => Int, {
    description:
      "Version of the objective's activity that the change is based on. CONFLICT if it is not the current " +
      'version.',
  })
  version!: number;

  @Field(() => Int, {
    description: 'New position of the objective among those of its activity: from 1 to their number.',
  })
  position!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the objectives of an activity.' })
export class SetObjectivesPayload {
  @Field(() => Activity, { description: 'Activity with its new objectives.' })
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'Result of moving an objective.' })
export class MoveObjectivePayload {
  @Field(() => Activity, { description: 'Activity with its objectives in the new order.' })
  activity!: Activity;
}
