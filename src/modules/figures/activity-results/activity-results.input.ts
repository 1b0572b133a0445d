import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { Activity } from '../../catalogue/activity/activity.entity';
import { MAX_RESULT_ROWS, ResultInput } from '../results/result';

@InputType({ description: 'Complete list of the results of an activity.' })
export class SetResultsInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the activity that the results belong to.' })
  activityId!: string;

  @Field(() => Int, {
    description: 'Version of the activity that the results belong to. CONFLICT if it is not the current version.',
  })
  version!: number;

  @Field(() => [ResultInput], {
    description:
      `Results of the activity in their order, at most 100, with at most ${MAX_RESULT_ROWS.toLocaleString('en')} ` +
      'indicators, periods and measurements altogether.',
  })
  results!: ResultInput[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the results of an activity.' })
export class SetResultsPayload {
  @Field(() => Activity, { description: 'Activity with its new results.' })
  activity!: Activity;
}
