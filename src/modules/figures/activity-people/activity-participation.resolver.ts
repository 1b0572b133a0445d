import { Arg, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { Cached } from '../../../core/types/cached';
import { Activity } from '../../catalogue/activity/activity.entity';
import { publishableActivity } from '../../catalogue/activity/activity.fields';
import { ActivityListInput, replaceList } from '../../catalogue/activity/activity-list-editing';
import { isEditableById } from '../../publishing/history/history.policy';
import type { Publishing } from '../../publishing/publishing.service';
import { ParticipantCount, Participation, ParticipationInput } from '../people/participation';
import { MAX_PARTICIPATION } from '../people/participation.field';
import {
  enteredParticipationByActivityId,
  participantsByActivityId,
  participationByActivityId,
} from '../people/participation.loaders';

@InputType({ description: 'Complete list of the people who took part in an activity.' })
export class SetParticipationInput extends ActivityListInput {
  @Field(() => [ParticipationInput], {
    description: `Rows of people in their order, at most ${MAX_PARTICIPATION}. An empty list: nobody has counted.`,
  })
  participation!: ParticipationInput[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of setting who took part in an activity.' })
export class SetParticipationPayload {
  @Field(() => Activity, { description: 'Activity with its new participation.' })
  activity!: Activity;
}

const isActivityEditableById = isEditableById(publishableActivity);

@Resolver(() => Activity)
export class ActivityParticipationResolver {
  @LoadedById(participationByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_PARTICIPATION, { table: 'published_participation', parent: 'activity_id' }) })
  @FieldResolver(() => [Participation], {
    description:
      'People who took part, by country and organisation, as the public sees them. Rows of fewer people than the server ' +
      'publishes (`SMALL_COUNT`, 5 unless it is configured) are merged into one row without country and organisation, ' +
      'together with the next smallest rows if that is still too small. Empty if nobody has counted, or if there are fewer ' +
      'people altogether. Ordered by code of the country, those without one last, and within a country the largest first; the ' +
      'merged row is last of all.',
  })
  participation(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Participation[]> {
    return loaders.load(participationByActivityId, id);
  }

  @LoadedById(participantsByActivityId)
  @Cached('revision')
  @FieldResolver(() => ParticipantCount, {
    nullable: true,
    description:
      'Sums of `participation`. Null if nobody has counted, or if there are fewer people than the server publishes.',
  })
  participants(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<ParticipantCount | null> {
    return loaders.load(participantsByActivityId, id);
  }

  @Auth(Role.EDITOR)
  @Cost({
    statements: 2,
    size: listOfParent(MAX_PARTICIPATION, { table: 'entered_participation', parent: 'activity_id' }),
  })
  @FieldResolver(() => [Participation], {
    nullable: true,
    description:
      'People who took part as they were entered, in that order, before small rows are merged. Null if you ' +
      'may not edit the activity.',
  })
  async enteredParticipation(
    @Root() { id }: Activity,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Participation[] | null> {
    const isEditable = await loaders.load(isActivityEditableById, id);
    return isEditable ? loaders.load(enteredParticipationByActivityId, id) : null;
  }
}

@Resolver()
export class ParticipationEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetParticipationPayload, {
    description: 'Replaces all rows of the people who took part in an activity.',
  })
  async setParticipation(
    @Arg('input', () => SetParticipationInput, { description: 'Activity, its version and the rows.' })
    input: SetParticipationInput,
    @Ctx() context: RequestContext,
  ): Promise<SetParticipationPayload> {
    return { activity: await replaceList(this.publishing, context, 'setParticipation', input) };
  }
}
