import { Field, InputType, ObjectType } from 'type-graphql';
import { Activity } from '../../catalogue/activity/activity.entity';
import { ActivityListInput } from '../../catalogue/activity/activity-list-editing';
import { MAX_RESULT_ROWS, ResultInput } from '../results/result';

@InputType({ description: 'Complete list of the results of an activity.' })
export class SetResultsInput extends ActivityListInput {
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
