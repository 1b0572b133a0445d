import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChanged } from '../../../core/mutations/changed';
import { historyOf } from '../../publishing/history.resolvers';
import { moveMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { authoredActivity } from './activity.authored';
import { CreateActivityInput, UpdateActivityInput } from './activity-editing.input';
import type { ActivityEditing } from './activity-editing.service';
import { Activity } from './activity.entity';
import { activityById } from './activity.loaders';

@ObjectType({ simpleResolvers: true, description: 'The activity that was made.' })
export class CreateActivityPayload {
  @Field(() => Activity, { description: 'The activity.' })
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'The activity that was changed.' })
export class UpdateActivityPayload {
  @Field(() => Activity, { description: 'The activity as it is now.' })
  activity!: Activity;
}

@Resolver()
export class ActivityEditingResolver {
  constructor(private readonly editing: ActivityEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateActivityPayload, { description: 'Makes an activity, as a draft.' })
  async createActivity(
    @Arg('input', () => CreateActivityInput, { description: 'What is known of it.' }) input: CreateActivityInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateActivityPayload> {
    const id = await this.editing.create(context, input);
    return { activity: await getChanged(context.loaders, activityById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateActivityPayload, { description: 'Changes an activity.' })
  async updateActivity(
    @Arg('input', () => UpdateActivityInput, { description: 'What is to change.' }) input: UpdateActivityInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateActivityPayload> {
    const id = await this.editing.update(context, input);
    return { activity: await getChanged(context.loaders, activityById, id) };
  }
}

const activities = { type: authoredActivity, field: 'activity', noun: 'the activity', byId: activityById };

/** Publishing activities and what else becomes of them, their history, and links to drafts of them. */
export const activityMoves = [...moveMutations(activities), ...historyOf(activities), ...previewsOf(activities)];
