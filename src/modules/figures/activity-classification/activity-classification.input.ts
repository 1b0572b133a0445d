import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { Activity } from '../../catalogue/activity/activity.entity';
import { LocationInput, RecipientInput, SectorInput } from '../classification/classification';

/** The inputs that replace one list of an activity. */
@InputType()
abstract class ActivityListInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the activity whose list is replaced.' })
  activityId!: string;

  @Field(() => Int, {
    description: 'Version of the activity whose list is replaced. CONFLICT if it is not the current version.',
  })
  version!: number;
}

@InputType({ description: 'Complete list of the recipients of an activity.' })
export class SetRecipientsInput extends ActivityListInput {
  @Field(() => [RecipientInput], {
    description:
      'Countries and regions that benefit in their order, each at most once, at most 100. Their percentages add up to ' +
      'exactly 100, or none is given.',
  })
  recipients!: RecipientInput[];
}

@InputType({ description: 'Complete list of the sectors of an activity.' })
export class SetSectorsInput extends ActivityListInput {
  @Field(() => [SectorInput], {
    description:
      'Sectors in their order, each at most once, at most 100. Their percentages add up to exactly 100, or none is given.',
  })
  sectors!: SectorInput[];
}

@InputType({ description: 'Complete list of the locations of an activity.' })
export class SetLocationsInput extends ActivityListInput {
  @Field(() => [LocationInput], { description: 'Places in their order, at most 100.' })
  locations!: LocationInput[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the recipients of an activity.' })
export class SetRecipientsPayload {
  @Field(() => Activity, { description: 'Activity with its new recipients.' })
  activity!: Activity | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the sectors of an activity.' })
export class SetSectorsPayload {
  @Field(() => Activity, { description: 'Activity with its new sectors.' })
  activity!: Activity | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the locations of an activity.' })
export class SetLocationsPayload {
  @Field(() => Activity, { description: 'Activity with its new locations.' })
  activity!: Activity | null;
}
