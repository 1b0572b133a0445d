import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { activityById } from '../activity/activity.loaders';
import { getChanged } from '../../../core/mutations/changed';
import {
  MoveObjectiveInput,
  MoveObjectivePayload,
  SetObjectivesInput,
  SetObjectivesPayload,
} from './objective-editing.input';
import type { ObjectiveEditing } from './objective-editing.service';

@Resolver()
export class ObjectiveEditingResolver {
  constructor(private readonly editing: ObjectiveEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetObjectivesPayload, { description: 'Gives an activity these objectives, and no others.' })
  async setObjectives(
    @Arg('input', () => SetObjectivesInput, { description: 'Which activity, and its objectives.' })
    input: SetObjectivesInput,
    @Ctx() context: RequestContext,
  ): Promise<SetObjectivesPayload> {
    const id = await this.editing.set(context, input);
    return { activity: await getChanged(context.loaders, activityById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => MoveObjectivePayload, { description: 'Moves an objective to another place in its activity.' })
  async moveObjective(
    @Arg('input', () => MoveObjectiveInput, { description: 'Which objective, and whereto.' })
    input: MoveObjectiveInput,
    @Ctx() context: RequestContext,
  ): Promise<MoveObjectivePayload> {
    const id = await this.editing.move(context, input);
    return { activity: await getChanged(context.loaders, activityById, id) };
  }
}
