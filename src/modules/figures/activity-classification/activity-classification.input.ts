import { Field, InputType, ObjectType } from 'type-graphql';
import { Activity } from '../../catalogue/activity/activity.entity';
import { ActivityListInput } from '../../catalogue/activity/activity-list-editing';
import { LocationInput, RecipientInput, SectorInput } from '../classification/classification';

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
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the sectors of an activity.' })
export class SetSectorsPayload {
  @Field(() => Activity, { description: 'Activity with its new sectors.' })
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting the locations of an activity.' })
export class SetLocationsPayload {
  @Field(() => Activity, { description: 'Activity with its new locations.' })
  activity!: Activity;
}
